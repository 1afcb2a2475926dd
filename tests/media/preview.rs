//! Previews: a frame is shown at once, carries its own number, and the player's own picture follows.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, PlayerStatus, SoundOutput, VideoFrame, probe_movie};
use twopop::timebase::FrameRate;

use crate::footage::Footage;
use crate::playing::{wait_until, wait_until_idle};
use crate::signals::{Counting, chance, long_number_in, numbered_long};

const LONG_GOP: &str = "-c:v libx264 -preset veryfast -crf 14 -g 250 -keyint_min 250 -sc_threshold 0 -bf 3 \
                        -pix_fmt yuv420p";

fn open(movie: &Path) -> (Player, FrameRate) {
    let facts = probe_movie(movie).expect("it opens");
    let rate = facts.frame_rate.expect("a picture");
    let mut sources = PlayerSources::new(rate);
    sources.movie = Some(movie.to_owned());
    sources.picture_length = facts.duration;
    sources.sound_output = SoundOutput::Silent;
    sources.delivered = Some(Arc::new(Counting { frames: facts.duration.get() }));
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    (player, rate)
}

/// Polls until `done`. Every picture on the way carries the number it is given, and every position is that of the
/// picture on screen.
fn watch(
    player: &mut Player,
    rate: FrameRate,
    done: impl Fn(&PlayerStatus, &VideoFrame) -> bool,
) -> Arc<VideoFrame> {
    let start = Instant::now();
    let mut on_screen: Option<Arc<VideoFrame>> = None;
    loop {
        let status = player.poll();
        on_screen = status.frame.clone().or(on_screen);
        if let Some(picture) = &on_screen {
            assert_eq!(
                long_number_in(&picture.to_rgba()),
                picture.number(),
                "the picture carries another number"
            );
            assert_eq!(status.frame_number, Some(picture.number()));
            if !status.playing && (!status.busy || status.is_preview) {
                assert_eq!(status.position, rate.start_of_frame(picture.number()));
            }
            if done(&status, picture) {
                return Arc::clone(picture);
            }
        }
        let shown = status.frame_number;
        assert!(start.elapsed() < Duration::from_secs(30), "stays at {shown:?}, busy {}", status.busy);
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Until the player shows its own picture of exactly that frame.
fn watch_to_rest(player: &mut Player, rate: FrameRate, frame: i64) {
    watch(player, rate, |status, picture| {
        !status.busy && !status.is_preview && !picture.is_copy() && picture.number() == frame
    });
}

#[test]
fn a_step_back_shows_its_frame_at_once_and_ends_on_the_players_own_picture() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("24000/1001", 600)));
    let (mut player, rate) = open(&movie);
    player.seek(rate.start_of_frame(262));
    watch_to_rest(&mut player, rate, 262);
    // Over a key frame, faster than the player could seek.
    for frame in (240..262).rev() {
        player.step(-1);
        let seen = watch(&mut player, rate, |status, picture| !status.busy && picture.number() == frame);
        assert!(seen.is_copy(), "frame {frame} came from the player");
    }
    watch_to_rest(&mut player, rate, 240);
    // Forward again is the player's own step.
    player.step(1);
    watch_to_rest(&mut player, rate, 241);
    // Steps asked for faster than anything can be shown add up.
    for step in [-1, -1, -5, 1, -3] {
        player.step(step);
    }
    watch_to_rest(&mut player, rate, 232);
    player.step(-1000);
    watch_to_rest(&mut player, rate, 0);
}

#[test]
fn scrubbing_always_shows_the_frame_it_reports_and_ends_on_the_exact_one() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("25", 700)));
    let (mut player, rate) = open(&movie);
    let mut chance = chance(11);
    let mut frame = 300;
    for n in 0..60 {
        // Mostly a drag, now and then a jump.
        frame = if n % 15 == 0 { chance(700) } else { (frame + chance(31) - 15).clamp(0, 699) };
        player.scrub(rate.start_of_frame(frame));
        let until = Instant::now() + Duration::from_millis(chance(40).unsigned_abs());
        watch(&mut player, rate, |_, _| Instant::now() >= until);
    }
    watch_to_rest(&mut player, rate, frame);
    // A click on a frame that was scrubbed over.
    player.scrub(rate.start_of_frame(100));
    watch(&mut player, rate, |status, picture| !status.busy && picture.number() == 100);
    player.seek(rate.start_of_frame(99));
    watch_to_rest(&mut player, rate, 99);
}

#[test]
fn playing_starts_from_the_frame_scrubbed_to() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("24", 600)));
    let (mut player, rate) = open(&movie);
    player.scrub(rate.start_of_frame(400));
    watch(&mut player, rate, |status, picture| !status.busy && picture.number() == 400);
    player.play();
    let first = watch(&mut player, rate, |_, picture| picture.number() != 400);
    assert!((401..450).contains(&first.number()), "from 400 to {}", first.number());
    // While playing a drag is a seek.
    player.scrub(rate.start_of_frame(50));
    let status = wait_until(&mut player, |status| status.frame_number.is_some_and(|n| n < 300)).status;
    assert!(status.playing, "it stopped");
    player.pause();
    wait_until(&mut player, |status| !status.playing && !status.busy);
}
