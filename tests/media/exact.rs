//! The frame shown is the frame logged: at every rate, whatever the movie's clock and key frames are like. Every frame
//! of these movies carries its number as a bar code.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, PlayerStatus, SoundOutput, VideoFrame, probe_movie};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos, Speed};

use crate::footage::Footage;
use crate::listening::{Counting, chance, long_number_in, numbered_long};

const FRAMES: i64 = 600;

/// One movie, and how much higher the numbers on its pictures are than those of its frames.
struct Reel {
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

/// B-frames behind the edit list that they need, and a start timecode that is not zero.
fn reel(footage: &Footage, rate: &str, gop: u32) -> Reel {
    let make = format!("{} {}", numbered_long(rate, FRAMES as u32), codec(gop));
    let path = footage.ffmpeg(&format!("{}-{gop}.mov", rate.replace('/', "-")), &make);
    Reel { path, ahead: 0, frames: FRAMES }
}

/// Cut in the middle of a GOP without encoding it anew: the edit list leaves out what is there for decoding only.
fn cut_reel(footage: &Footage) -> Reel {
    let whole = reel(footage, "25", 48);
    let path = footage.ffmpeg("cut.mov", &format!("-ss 2.8 -i {} -c copy -map 0:v", whole.path.display()));
    Reel { path, ahead: 70, frames: FRAMES - 70 }
}

/// One player on one movie, and what it has been seen to show.
struct Look {
    player: Player,
    rate: FrameRate,
    ahead: i64,
    picture: Option<Arc<VideoFrame>>,
    /// Times a picture on screen was compared with what is told of it.
    looks: u32,
    wrong: Vec<String>,
}

impl Look {
    fn at(reel: &Reel) -> Self {
        let facts = probe_movie(&reel.path).expect("it opens");
        let rate = facts.frame_rate.expect("a picture");
        assert_eq!(
            rate.frame_at(SamplePos::new(facts.duration.get() + 400)),
            reel.frames,
            "length of {:?}",
            reel.path
        );
        let mut sources = PlayerSources::new(rate);
        sources.movie = Some(reel.path.clone());
        sources.picture_length = facts.duration;
        sources.delivered = Some(Arc::new(Counting { frames: facts.duration.get() }));
        sources.sound_output = SoundOutput::Silent;
        let player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        let mut look = Self { player, rate, ahead: reel.ahead, picture: None, looks: 0, wrong: Vec::new() };
        look.rest_on(Some(0), "opened");
        look
    }

    /// Compares the picture on screen with the number and the place told of it.
    fn look(&mut self, what: &str) -> PlayerStatus {
        let status = self.player.poll();
        let is_new = status.frame.is_some();
        self.picture = status.frame.clone().or(self.picture.take());
        let Some(picture) = &self.picture else { return status };
        let logged = self.rate.frame_at(status.position);
        // A seek of the player's own that is under way tells the place it goes to.
        let is_told = !status.busy || status.is_preview || status.playing;
        let carried = if is_new { long_number_in(&picture.to_rgba()) - self.ahead } else { picture.number() };
        let number = status.frame_number;
        self.looks += u32::from(is_new);
        if carried != picture.number() || number != Some(carried) || (is_told && logged != carried) {
            self.wrong.push(format!("{what}: {carried} shown, {number:?} told, {logged} logged"));
        }
        status
    }

    fn rest_on(&mut self, frame: Option<i64>, what: &str) -> i64 {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let status = self.look(what);
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

    /// Seeks, steps and shuttles in turn, as often as told.
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
            self.rest_on(Some(on), &format!("wish {n} of {times}"));
        }
    }

    fn shuttle(&mut self, chance: &mut impl FnMut(u64) -> i64) -> i64 {
        let speeds =
            [Speed::NORMAL, Speed::SLOW, Speed::DOUBLE, -Speed::NORMAL, -Speed::DOUBLE.pushed_back()];
        self.player.shuttle(speeds[chance(5) as usize]);
        let until = Instant::now() + Duration::from_millis(60 + chance(240).unsigned_abs());
        while Instant::now() < until {
            self.look("running");
            std::thread::sleep(Duration::from_millis(3));
        }
        self.player.pause();
        self.rest_on(None, "paused")
    }
}

/// A line of the table for each movie: `times` wishes at a short GOP and as many at a long one.
fn table(rate: &str, times: u32) {
    let footage = Footage::new();
    let mut wrong = Vec::new();
    for gop in [48, 250] {
        wrong.extend(line(&reel(&footage, rate, gop), rate, &gop.to_string(), times));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Rate, GOP, wishes, pictures looked at, wrong ones.
fn line(reel: &Reel, rate: &str, gop: &str, times: u32) -> Vec<String> {
    let mut look = Look::at(reel);
    look.try_all(times, reel.frames);
    println!("| {rate} | {gop} | {times} | {} | {} |", look.looks, look.wrong.len());
    look.wrong.iter().map(|wrong| format!("{rate}, GOP {gop}: {wrong}")).collect()
}

#[test]
fn behind_an_edit_list_that_cuts_into_a_gop_the_frame_shown_is_the_frame_logged() {
    let wrong = line(&cut_reel(&Footage::new()), "25", "48, cut by its edit list", 40);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In the normal run 40 wishes at each rate; a thousand by
/// `cargo test --test media exact -- --ignored --nocapture --test-threads=4`.
macro_rules! at_each_rate {
    ($($name:ident $many:ident $rate:literal)*) => {$(
        #[test]
        fn $name() {
            table($rate, 20);
        }

        #[test]
        #[ignore = "takes ten minutes: a thousand wishes"]
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
