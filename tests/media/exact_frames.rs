//! The frame shown is the frame logged: at every rate, whatever the movie's clock and key frames are like. Every frame
//! of these movies carries its number as a bar code.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, PlayerStatus, SoundOutput, VideoFrame, probe_movie};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos, Speed};

use crate::footage::Footage;
use crate::signals::{Counting, chance, long_number_in, numbered_long};

const FRAMES: i64 = 600;

/// One movie, and how much higher the numbers on its pictures are than those of its frames.
struct NumberedMovie {
    path: PathBuf,
    ahead: i64,
    frames: i64,
}

fn codec(gop: u32) -> String {
    format!(
        "-c:v libx264 -preset veryfast -crf 14 -g {gop} -keyint_min {gop} -sc_threshold 0 -bf 3 -b-pyramid normal \
         -pix_fmt yuv420p -timecode 01:00:00:00"
    )
}

/// B-frames with the edit list that they need, and a start timecode that isn't zero.
fn numbered_movie(footage: &Footage, rate: &str, gop: u32) -> NumberedMovie {
    let make = format!("{} {}", numbered_long(rate, FRAMES as u32), codec(gop));
    let path = footage.ffmpeg(&format!("{}-{gop}.mov", rate.replace('/', "-")), &make);
    NumberedMovie { path, ahead: 0, frames: FRAMES }
}

/// Cut in the middle of a GOP without encoding it again: the edit list skips what is there for decoding only.
fn cut_movie(footage: &Footage) -> NumberedMovie {
    let whole = numbered_movie(footage, "25", 48);
    let path = footage.ffmpeg("cut.mov", &format!("-ss 2.8 -i {} -c copy -map 0:v", whole.path.display()));
    NumberedMovie { path, ahead: 70, frames: FRAMES - 70 }
}

/// One player on one movie, and what it has been seen to show.
struct Checker {
    player: Player,
    rate: FrameRate,
    ahead: i64,
    picture: Option<Arc<VideoFrame>>,
    /// Times that a picture on screen was compared with its status.
    checks: u32,
    wrong: Vec<String>,
}

impl Checker {
    fn at(movie: &NumberedMovie) -> Self {
        let facts = probe_movie(&movie.path).expect("it opens");
        let rate = facts.frame_rate.expect("a picture");
        assert_eq!(
            rate.frame_at(SamplePos::new(facts.duration.get() + 400)),
            movie.frames,
            "length of {:?}",
            movie.path
        );
        let mut sources = PlayerSources::new(rate);
        sources.movie = Some(movie.path.clone());
        sources.picture_length = facts.duration;
        sources.delivered = Some(Arc::new(Counting { frames: facts.duration.get() }));
        sources.sound_output = SoundOutput::Silent;
        let player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        let mut checker =
            Self { player, rate, ahead: movie.ahead, picture: None, checks: 0, wrong: Vec::new() };
        checker.rest_on(Some(0), "opened");
        checker
    }

    /// Compares the picture on screen with its number and its position.
    fn check(&mut self, what: &str) -> PlayerStatus {
        let status = self.player.poll();
        let is_new = status.frame.is_some();
        self.picture = status.frame.clone().or(self.picture.take());
        let Some(picture) = &self.picture else { return status };
        let logged = self.rate.frame_at(status.position);
        // During a seek of the player's own the position is the target.
        let is_final = !status.busy || status.is_preview || status.playing;
        let carried = if is_new { long_number_in(&picture.to_rgba()) - self.ahead } else { picture.number() };
        let number = status.frame_number;
        self.checks += u32::from(is_new);
        if carried != picture.number() || number != Some(carried) || (is_final && logged != carried) {
            self.wrong.push(format!("{what}: {carried} shown, {number:?} reported, {logged} logged"));
        }
        status
    }

    fn rest_on(&mut self, frame: Option<i64>, what: &str) -> i64 {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let status = self.check(what);
            let own = self.picture.as_ref().is_some_and(|picture| !picture.is_copy());
            if !status.busy && !status.playing && !status.is_preview && own {
                let shown = status.frame_number.unwrap_or(-1);
                if frame.is_some_and(|frame| frame != shown) {
                    self.wrong.push(format!("{what}: rests on {shown}, not {frame:?}"));
                }
                return shown;
            }
            assert!(
                Instant::now() < until,
                "{what}: never rests: {:?} {:?}",
                status.frame_number,
                status.problem
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Seeks, steps and shuttles in turn, so many times.
    fn try_all(&mut self, times: u32, frames: i64) {
        let mut chance = chance(u64::from(times) + frames.unsigned_abs());
        let mut on = self.rest_on(None, "before");
        for n in 0..times {
            match n % 4 {
                0 | 1 => {
                    on = chance(frames.unsigned_abs());
                    let length = self.rate.start_of_frame(on + 1) - self.rate.start_of_frame(on);
                    let inside = SampleDelta::new(chance(length.get().unsigned_abs()));
                    self.player.seek(self.rate.start_of_frame(on) + inside);
                }
                2 => {
                    let steps = [1, -1, 1, -1, 5, -12][chance(6) as usize];
                    on = (on + steps).clamp(0, frames - 1);
                    self.player.step(steps);
                }
                _ => {
                    on = self.shuttle(&mut chance);
                    continue;
                }
            }
            self.rest_on(Some(on), &format!("request {n} of {times}"));
        }
    }

    fn shuttle(&mut self, chance: &mut impl FnMut(u64) -> i64) -> i64 {
        let speeds =
            [Speed::NORMAL, Speed::SLOW, Speed::DOUBLE, -Speed::NORMAL, -Speed::DOUBLE.pushed_back()];
        self.player.shuttle(speeds[chance(5) as usize]);
        let until = Instant::now() + Duration::from_millis(60 + chance(240).unsigned_abs());
        while Instant::now() < until {
            self.check("playing");
            std::thread::sleep(Duration::from_millis(3));
        }
        self.player.pause();
        self.rest_on(None, "paused")
    }
}

/// A line of the table for each movie: `times` requests at a short GOP and as many at a long one.
fn table(rate: &str, times: u32) {
    let footage = Footage::new();
    let mut wrong = Vec::new();
    for gop in [48, 250] {
        wrong.extend(line(&numbered_movie(&footage, rate, gop), rate, &gop.to_string(), times));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Rate, GOP, requests, pictures checked, wrong ones.
fn line(movie: &NumberedMovie, rate: &str, gop: &str, times: u32) -> Vec<String> {
    let mut checker = Checker::at(movie);
    checker.try_all(times, movie.frames);
    println!("| {rate} | {gop} | {times} | {} | {} |", checker.checks, checker.wrong.len());
    checker.wrong.iter().map(|wrong| format!("{rate}, GOP {gop}: {wrong}")).collect()
}

#[test]
fn with_an_edit_list_that_cuts_into_a_gop_the_frame_shown_is_the_frame_logged() {
    let wrong = line(&cut_movie(&Footage::new()), "25", "48, cut by its edit list", 40);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In the normal run 40 requests at each rate; a thousand by
/// `cargo test --test media exact_frames -- --ignored --nocapture --test-threads=4`.
macro_rules! at_each_rate {
    ($($name:ident $many:ident $rate:literal)*) => {$(
        #[test]
        fn $name() {
            table($rate, 20);
        }

        #[test]
        #[ignore = "takes ten minutes: a thousand requests"]
        fn $many() {
            table($rate, 500);
        }
    )*};
}

at_each_rate! {
    at_23_976_the_frame_shown_is_the_frame_logged a_thousand_at_23_976 "24000/1001"
    at_24_the_frame_shown_is_the_frame_logged a_thousand_at_24 "24"
    at_25_the_frame_shown_is_the_frame_logged a_thousand_at_25 "25"
    at_29_97_the_frame_shown_is_the_frame_logged a_thousand_at_29_97 "30000/1001"
    at_30_the_frame_shown_is_the_frame_logged a_thousand_at_30 "30"
    at_50_the_frame_shown_is_the_frame_logged a_thousand_at_50 "50"
    at_59_94_the_frame_shown_is_the_frame_logged a_thousand_at_59_94 "60000/1001"
}
