//! Scrubbing: every frame given carries its number, and asking never waits.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{
    CACHE_BYTES, LET_GO_AFTER, ScrubDirection, ScrubFrame, ScrubSource, Scrubber, probe_movie,
};

use crate::footage::Footage;
use crate::preemption::PreemptionWatch;
use crate::signals::{chance, long_number_in, numbered_long};

const LONG_GOP: &str = "-c:v libx264 -preset veryfast -crf 14 -g 250 -keyint_min 250 -sc_threshold 0 -bf 3 \
                        -b-pyramid normal -pix_fmt yuv420p";
const SHORT_GOP: &str = "-c:v libx264 -preset veryfast -crf 14 -g 24 -bf 2 -pix_fmt yuv420p";

fn scrubber(movie: &Path, cache_bytes: usize) -> Scrubber {
    let facts = probe_movie(movie).expect("it opens");
    let frame_rate = facts.frame_rate.expect("a picture");
    let frames = frame_rate.frame_at(twopop::timebase::SamplePos::new(facts.duration.get() + 800));
    let source = ScrubSource {
        movie: movie.to_owned(),
        frame_rate,
        frames,
        copy: None,
        cache_bytes,
        let_go_after: LET_GO_AFTER,
    };
    Scrubber::open(source, Arc::new(|| {})).expect("GStreamer")
}

/// Waits for exactly that frame; asking for it must not wait.
fn wait_for(scrubber: &Scrubber, number: i64) -> Arc<ScrubFrame> {
    let (start, watch) = (Instant::now(), PreemptionWatch::start());
    loop {
        let asked = Instant::now();
        let found = scrubber.frame(number);
        watch.assert_prompt(asked.elapsed(), Duration::from_millis(100), "asking waited");
        if let Some(frame) = found {
            return frame;
        }
        let nearest = scrubber.nearest(number).map(|frame| frame.number());
        assert!(start.elapsed() < Duration::from_secs(20), "frame {number} never arrived, only {nearest:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn assert_number(frame: &ScrubFrame, number: i64, what: &str) {
    assert_eq!(frame.number(), number, "{what}");
    assert_eq!(long_number_in(&frame.to_rgba()), number, "{what}: the picture carries another number");
}

/// While playing nothing is asked for: what was decoded does not stay in memory beside the player's own, and comes back when it is asked
/// for.
#[test]
fn what_nobody_asks_for_any_more_is_let_go_and_comes_back() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("rest.mov", &format!("{} {SHORT_GOP}", numbered_long("24", 100)));
    let frame_rate = probe_movie(&movie).expect("it opens").frame_rate.expect("a picture");
    let let_go_after = Duration::from_millis(300);
    let source =
        ScrubSource { movie, frame_rate, frames: 100, copy: None, cache_bytes: CACHE_BYTES, let_go_after };
    let scrubber = Scrubber::open(source, Arc::new(|| {})).expect("GStreamer");
    for number in [30, 70] {
        scrubber.request(number, ScrubDirection::Back);
        assert_number(&wait_for(&scrubber, number), number, "asked for");
        std::thread::sleep(Duration::from_millis(700));
        assert!(scrubber.frame(number).is_some(), "let go while it is asked for");
        let start = Instant::now();
        scrubber.stop();
        while scrubber.nearest(number).is_some() {
            assert!(start.elapsed() < Duration::from_secs(20), "never let go");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(start.elapsed() >= let_go_after, "let go at once");
    }
}

/// The frame logged is the frame shown, also for previews: at rates whose frames are not whole samples, with B-frames
/// and an edit list (MP4, MOV) and with rounded times (Matroska).
#[test]
fn a_scrubbed_frame_carries_its_number() {
    let footage = Footage::new();
    let movies = [
        ("film.mov", "24000/1001", 300, SHORT_GOP),
        ("ntsc.mp4", "30000/1001", 200, SHORT_GOP),
        ("pal.mkv", "25", 200, SHORT_GOP),
        ("fast.mp4", "60000/1001", 300, SHORT_GOP),
        ("long.mp4", "24", 700, LONG_GOP),
        ("intra.mov", "24", 100, "-c:v prores_ks -profile:v 0"),
    ];
    for (name, rate, frames, codec) in movies {
        let movie = footage.ffmpeg(name, &format!("{} {codec}", numbered_long(rate, frames)));
        let scrubber = scrubber(&movie, CACHE_BYTES);
        let mut chance = chance(u64::from(frames));
        for _ in 0..12 {
            let number = chance(u64::from(frames));
            scrubber.request(number, ScrubDirection::Back);
            assert_number(&wait_for(&scrubber, number), number, name);
            // And everything that was decoded on the way.
            for near in number - 30..number + 30 {
                if let Some(frame) = scrubber.frame(near) {
                    assert_number(&frame, near, name);
                }
            }
        }
        for end in [0, i64::from(frames) - 1] {
            scrubber.request(end, ScrubDirection::Forward);
            assert_number(&wait_for(&scrubber, end), end, name);
        }
    }
}

/// At the start of a GOP the one before it is decoded before it is asked for.
#[test]
fn stepping_back_over_a_key_frame_finds_the_frames_before_it() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("24", 600)));
    let scrubber = scrubber(&movie, CACHE_BYTES);
    scrubber.request(255, ScrubDirection::Back);
    for number in (200..=255).rev() {
        assert_number(&wait_for(&scrubber, number), number, "stepping back");
        if number == 255 {
            assert_number(&wait_for(&scrubber, 249), 249, "the end of the GOP before");
        }
        scrubber.request(number - 1, ScrubDirection::Back);
    }
}

#[test]
fn the_latest_of_many_requests_is_met_and_the_nearest_frame_carries_its_own_number() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("24", 700)));
    let scrubber = scrubber(&movie, CACHE_BYTES);
    let mut chance = chance(5);
    for n in 0..80 {
        scrubber.request(chance(700), ScrubDirection::Forward);
        if let Some(frame) = scrubber.nearest(350).filter(|_| n % 10 == 0) {
            assert_number(&frame, frame.number(), "on the way");
        }
        std::thread::sleep(Duration::from_millis(chance(15).unsigned_abs()));
    }
    scrubber.request(123, ScrubDirection::Back);
    assert_number(&wait_for(&scrubber, 123), 123, "after the storm");
}

/// A cache of ten frames of 46 080 bytes still shows every frame, only later.
#[test]
fn a_cache_smaller_than_a_gop_still_serves_every_frame() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("24", 300)));
    let scrubber = scrubber(&movie, 10 * 46_080);
    for number in [240, 239, 100, 99, 101, 0] {
        scrubber.request(number, ScrubDirection::Back);
        assert_number(&wait_for(&scrubber, number), number, "small cache");
    }
    let kept = (0..300).filter(|&number| scrubber.frame(number).is_some()).count();
    assert!(kept <= 10, "{kept} frames kept");
}

#[test]
fn a_movie_that_does_not_open_leaves_nobody_waiting() {
    let footage = Footage::new();
    let movie = footage.write("notes.mov", b"not a movie at all");
    let source = ScrubSource {
        movie,
        frame_rate: twopop::timebase::FrameRate::F24,
        frames: 100,
        copy: None,
        cache_bytes: CACHE_BYTES,
        let_go_after: LET_GO_AFTER,
    };
    let scrubber = Scrubber::open(source, Arc::new(|| {})).expect("GStreamer");
    scrubber.request(5, ScrubDirection::Back);
    let start = Instant::now();
    while scrubber.is_pending(5) {
        assert!(start.elapsed() < Duration::from_secs(60), "still pending");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(scrubber.frame(5).is_none() && scrubber.nearest(5).is_none());
}
