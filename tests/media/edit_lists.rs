//! Movies that their edit lists trim and join: the sound is read whole and in its place, every frame to the last one is
//! shown, and the frame shown is the frame logged.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use twopop::media::{
    CACHE_BYTES, LET_GO_AFTER, OpenedMedia, Player, ReadThrough, ScrubDirection, ScrubSource, Scrubber,
    SoundSink, probe_movie,
};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos};

use crate::footage::Footage;
use crate::movie_boxes::{MovieBoxes, TestEdit};
use crate::playing::{sources_of, wait_until};
use crate::signals::{long_number_in, numbered_long};

const FRAMES: i64 = 500;
/// Samples of a frame at 25.
const FRAME: i64 = 1920;

/// Pictures at 25 that carry their number, with B-frames, under sound of which no two places are alike.
fn whole(footage: &Footage, coding: &str) -> PathBuf {
    let make = format!(
        "-f lavfi -i aevalsrc=0.3*sin(n*n/90000)|0.3*cos(n*n/70000):s=48000:d=24 {} -t 20 -c:v libx264 -preset veryfast -crf 14 -g 48 -bf 2 -pix_fmt yuv420p {coding} -timecode 01:00:00:00",
        numbered_long("25", FRAMES as u32 + 20),
    );
    footage.ffmpeg(&format!("whole-{}.mov", coding.len()), &make)
}

/// What an edit presents: so many frames, from this frame of the media on; `None` shows nothing.
type Shown = (i64, Option<i64>);

/// One movie with its tables of picture and sound.
struct Case {
    name: &'static str,
    shown: Vec<Shown>,
    version: u8,
}

fn cases() -> Vec<Case> {
    let case = |name, shown: &[Shown]| Case { name, shown: shown.to_vec(), version: 0 };
    vec![
        case("trimmed at the head", &[(380, Some(120))]),
        case("trimmed at both ends", &[(200, Some(130))]),
        case("a section taken out", &[(150, Some(0)), (200, Some(260))]),
        case("three sections, not on key frames", &[(101, Some(7)), (53, Some(200)), (99, Some(400))]),
        case("sections in another order", &[(100, Some(300)), (100, Some(20)), (100, Some(390))]),
        case("a section twice", &[(60, Some(100)), (60, Some(100))]),
        Case { version: 1, ..case("long form", &[(150, Some(50)), (200, Some(299))]) },
    ]
}

fn edited(footage: &Footage, whole: &Path, case: &Case) -> PathBuf {
    let mut boxes = MovieBoxes::read(whole);
    for handler in [b"vide", b"soun", b"tmcd"] {
        let (clock, begins) = (boxes.clock(handler), boxes.begins_at(handler));
        let edits: Vec<TestEdit> = case
            .shown
            .iter()
            .map(|(frames, from)| TestEdit::new(frames * 40, from.map(|from| begins + from * clock / 25)))
            .collect();
        boxes.set_edits(handler, &edits, case.version);
    }
    let path = footage.path(&format!("{}.mov", case.name.replace([' ', ','], "-")));
    boxes.write(&path);
    path
}

#[derive(Default)]
struct Kept(Vec<f32>);

impl SoundSink for Kept {
    fn push(&mut self, block: &[f32]) {
        self.0.extend_from_slice(block);
    }
}

fn sound_of(path: &Path) -> Vec<[f32; 2]> {
    let media = OpenedMedia::open(&[path.to_owned()]).expect("it opens");
    let mut kept = Kept::default();
    ReadThrough::of(&media).run(&mut [&mut kept], &mut |_| ControlFlow::Continue(())).expect("it reads");
    kept.0.as_chunks::<2>().0.to_vec()
}

fn expected_sound(whole: &[[f32; 2]], shown: &[Shown]) -> Vec<[f32; 2]> {
    let part = |(frames, from): &Shown| match from {
        Some(from) => whole[(from * FRAME) as usize..((from + frames) * FRAME) as usize].to_vec(),
        None => vec![[0.0; 2]; (frames * FRAME) as usize],
    };
    shown.iter().flat_map(part).collect()
}

#[test]
fn the_sound_of_every_edit_is_read_whole_and_in_its_place() {
    let footage = Footage::new();
    for (coding, close) in [("-c:a pcm_s24le", 1e-6), ("-c:a aac -b:a 256k", 0.1)] {
        let whole = whole(&footage, coding);
        let all = sound_of(&whole);
        assert!(all.len() >= (FRAMES * FRAME) as usize, "{coding}: {}", all.len());
        for mut case in cases() {
            for late in [false, true] {
                if late {
                    case.shown.insert(0, (30, None));
                    if case.shown.len() > 2 {
                        case.shown.insert(2, (20, None));
                    }
                }
                let path = edited(&footage, &whole, &case);
                let (expected, read) = (expected_sound(&all, &case.shown), sound_of(&path));
                let what = format!("{coding}, {}, late {late}", case.name);
                let facts = probe_movie(&path).expect("it opens");
                let presented = facts.sound_tracks[0].presented.expect("stated").get();
                let end = case.shown.iter().map(|(frames, _)| frames).sum::<i64>() * FRAME;
                assert_eq!(presented, end, "{what}: presented");
                assert!(read.len().abs_diff(expected.len()) <= 1, "{what}: {} read", read.len());
                // A frame at each cut: a coder needs a block to come in, and GStreamer cuts within a sample.
                let mut place = 0;
                for (frames, from) in &case.shown {
                    let (first, last) = (
                        place + FRAME as usize * usize::from(from.is_some()),
                        place + (frames * FRAME) as usize,
                    );
                    let pairs = read[first..last.min(read.len())].iter().zip(&expected[first..]);
                    let worst =
                        pairs.map(|(a, b)| (a[0] - b[0]).abs().max((a[1] - b[1]).abs())).fold(0.0, f32::max);
                    assert!(worst < close, "{what}: {worst} off from frame {} on", place as i64 / FRAME);
                    place = last;
                }
            }
        }
    }
}

/// The frame of the media that frame `number` of the movie is.
fn media_frame(shown: &[Shown], mut number: i64) -> Option<i64> {
    for (frames, from) in shown {
        if number < *frames {
            return from.map(|from| from + number);
        }
        number -= frames;
    }
    None
}

fn places(shown: &[Shown]) -> Vec<i64> {
    let mut places = Vec::new();
    let mut start = 0;
    for (frames, from) in shown {
        if from.is_some() {
            places.extend([start, start + 1, start + frames / 2, start + frames - 2, start + frames - 1]);
        }
        start += frames;
    }
    // There and back, so that no picture is reached by playing on.
    let backward: Vec<i64> = places.iter().rev().copied().collect();
    places.extend(backward);
    places
}

#[test]
fn every_frame_of_every_edit_is_shown_to_the_last_one() {
    let footage = Footage::new();
    let whole = whole(&footage, "-c:a pcm_s16le");
    for case in cases() {
        let path = edited(&footage, &whole, &case);
        let length: i64 = case.shown.iter().map(|(frames, _)| frames).sum();
        let facts = probe_movie(&path).expect("it opens");
        assert_eq!(facts.duration, SampleDelta::new(length * FRAME), "{}", case.name);
        let mut player = Player::open(sources_of(&path), Arc::new(|| {})).expect("GStreamer");
        let source = ScrubSource {
            movie: path.clone(),
            frame_rate: FrameRate::F25,
            frames: length,
            copy: None,
            cache_bytes: CACHE_BYTES,
            let_go_after: LET_GO_AFTER,
        };
        let scrubber = Scrubber::open(source, Arc::new(|| {})).expect("GStreamer");
        wait_until(&mut player, |status| !status.busy && status.frame_number == Some(0));
        for number in places(&case.shown) {
            let carried = media_frame(&case.shown, number);
            player.seek(SamplePos::new(number * FRAME + 700));
            let seen = wait_until(&mut player, |status| !status.busy && !status.is_preview);
            assert_eq!(seen.status.frame_number, Some(number), "{}", case.name);
            if let Some(picture) = seen.picture.filter(|picture| !picture.is_copy()) {
                assert_eq!(
                    Some(long_number_in(&picture.to_rgba())),
                    carried,
                    "{}, frame {number}",
                    case.name
                );
            }
            let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
            scrubber.request(number, ScrubDirection::Forward);
            let copy = loop {
                if let Some(frame) = scrubber.frame(number) {
                    break frame;
                }
                let nearest = scrubber.nearest(number).map(|frame| frame.number());
                assert!(
                    std::time::Instant::now() < until,
                    "{}, frame {number}: {nearest:?} is scrubbed",
                    case.name
                );
                std::thread::sleep(std::time::Duration::from_millis(2));
            };
            assert_eq!(Some(long_number_in(&copy.to_rgba())), carried, "{}, scrubbed {number}", case.name);
        }
    }
}

#[test]
fn playing_goes_on_through_every_edit_to_the_last_frame() {
    let footage = Footage::new();
    let whole = whole(&footage, "-c:a pcm_s16le");
    for case in cases().into_iter().filter(|case| case.shown.len() > 1) {
        let path = edited(&footage, &whole, &case);
        let length: i64 = case.shown.iter().map(|(frames, _)| frames).sum();
        let mut player = Player::open(sources_of(&path), Arc::new(|| {})).expect("GStreamer");
        wait_until(&mut player, |status| !status.busy && status.frame_number == Some(0));
        // Through the first cut, then the end.
        for from in [case.shown[0].0 - 12, length - 20] {
            player.seek(SamplePos::new(from * FRAME));
            wait_until(&mut player, |status| !status.busy && status.frame_number == Some(from));
            player.play();
            let (mut shown, until) = (0, (from + 24).min(length - 1));
            let started = std::time::Instant::now();
            loop {
                let status = player.poll();
                if let Some(picture) = status.frame {
                    let carried = long_number_in(&picture.to_rgba());
                    assert_eq!(Some(carried), media_frame(&case.shown, picture.number()), "{}", case.name);
                    shown += 1;
                }
                if status.frame_number.is_some_and(|number| number >= until) || status.ended {
                    break;
                }
                assert!(
                    started.elapsed().as_secs() < 20,
                    "{}: stays at {:?}",
                    case.name,
                    status.frame_number
                );
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            player.pause();
            assert!(shown > 6, "{}: {shown} pictures from {from} on", case.name);
        }
        let seen = wait_until(&mut player, |status| !status.busy);
        assert_eq!(seen.status.frame_number, Some(length - 1), "{}", case.name);
    }
}
