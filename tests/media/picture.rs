//! The picture: every seek and step shows its frame, and playing shows the frame of the sound.

use std::sync::Arc;

use twopop::media::{Player, PlayerSources, SoundDevice, SoundOutput, VideoFrame};
use twopop::timebase::SamplePos;

use crate::footage::{Footage, bars_and_tone};
use crate::playing::{Seen, sources_of, wait_until, wait_until_ended, wait_until_idle};
use crate::preemption::promptly;
use crate::signals::{Counting, chance, number_on, numbered};

const B_FRAMES: &str = "-c:v libx264 -preset veryfast -crf 12 -g 24 -bf 2 -pix_fmt yuv420p";

fn open(sources: PlayerSources) -> Player {
    Player::open(sources, Arc::new(|| {})).expect("GStreamer")
}

fn assert_frame(seen: &Seen, frame: i64, rate: twopop::timebase::FrameRate, what: &str) {
    assert_eq!(seen.status.frame_number, Some(frame), "{what}");
    assert_eq!(seen.status.position, rate.start_of_frame(frame), "{what}");
    if let Some(picture) = &seen.picture {
        assert_eq!(number_on(picture), frame, "{what}: the picture carries another number");
    }
}

/// As a window says it that is drawn small and then made large, while the picture rests on one frame and while it plays.
#[test]
fn a_picture_as_small_as_it_is_seen_is_the_same_frame() {
    let number_of = |picture: &VideoFrame| {
        let (row, block) = (picture.rows().nth(picture.height() / 2).expect("a row"), picture.width() / 8);
        (0..8).filter(|bit| row[(bit * block + block / 2) * 4 + 1] > 128).map(|bit| 1 << bit).sum::<i64>()
    };
    let footage = Footage::new();
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered("24", 120)));
    let sources = sources_of(&path);
    let rate = sources.frame_rate;
    let mut player = open(sources);
    wait_until_idle(&mut player);
    player.set_picture_size([80, 1000]);
    for frame in [77, 3, 118] {
        player.seek(rate.start_of_frame(frame));
        let seen = wait_until_idle(&mut player);
        assert_frame_number(&seen, frame);
        let picture = seen.picture.expect("another picture");
        assert_eq!((picture.width(), picture.height(), number_of(&picture)), (80, 48, frame));
        let whole = picture.whole().expect("there is more of it");
        assert_eq!((whole.width(), number_on(&whole), whole.number()), (160, frame, frame));
    }
    // At rest it is made again, and nothing else changes.
    for (room, width) in [([9000, 9000], 160), ([40, 40], 40), ([120, 72], 120)] {
        player.set_picture_size(room);
        let seen =
            wait_until(&mut player, |status| status.frame.as_ref().is_some_and(|it| it.width() == width));
        assert_frame_number(&seen, 118);
        assert_eq!(number_of(&seen.picture.expect("the picture")), 118);
    }
    player.set_picture_size([80, 48]);
    player.seek(rate.start_of_frame(10));
    player.play();
    let seen = wait_until(&mut player, |status| status.playing && status.frame_number > Some(40));
    let picture = seen.picture.expect("pictures arrive");
    assert_eq!((picture.width(), number_of(&picture)), (80, picture.number()));
}

fn assert_frame_number(seen: &Seen, frame: i64) {
    assert_eq!(seen.status.frame_number, Some(frame));
}

/// The frame logged is the frame shown: seeks and steps, on B-frames, at rates whose frames are not whole samples.
#[test]
fn every_seek_and_step_shows_exactly_its_frame() {
    let footage = Footage::new();
    for (name, rate) in [("film.mov", "24000/1001"), ("ntsc.mp4", "30000/1001"), ("pal.mkv", "25")] {
        let path = footage.ffmpeg(name, &format!("{} {B_FRAMES}", numbered(rate, 120)));
        let sources = sources_of(&path);
        let rate = sources.frame_rate;
        let mut player = open(sources);
        assert_frame(&wait_until_idle(&mut player), 0, rate, "the first");
        let mut chance = chance(7);
        for _ in 0..25 {
            let frame = chance(120);
            // Anywhere inside a frame means that frame.
            let inside = chance(1600);
            player.seek(SamplePos::new(rate.start_of_frame(frame).get() + inside));
            assert_frame(&wait_until_idle(&mut player), frame, rate, name);
        }
        player.seek(rate.start_of_frame(20));
        wait_until_idle(&mut player);
        let mut frame = 20;
        for step in [1, 1, 1, -1, 1, -1, -1, 10, 1, -10, 1, 1] {
            player.step(step);
            frame += step;
            assert_frame(&wait_until_idle(&mut player), frame, rate, &format!("{name}, step {step}"));
        }
        player.seek(SamplePos::new(i64::MAX));
        assert_frame(&wait_until_idle(&mut player), 119, rate, "the last");
    }
}

#[test]
fn playing_shows_the_frame_of_the_sound_and_pausing_stays_on_it() {
    let footage = Footage::new();
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered("24000/1001", 120)));
    let mut sources = sources_of(&path);
    sources.delivered = Some(Arc::new(Counting { frames: 240_000 }));
    let rate = sources.frame_rate;
    let mut player = open(sources);
    player.play();
    for frame in [10, 20, 30] {
        let seen = wait_until(&mut player, |status| status.frame_number.is_some_and(|n| n >= frame)).status;
        let heard = rate.frame_at(seen.position);
        let shown = seen.frame_number.unwrap_or(0);
        assert!((heard - shown).abs() <= 2, "frame {shown} shown, {heard} heard");
    }
    player.pause();
    let paused = wait_until(&mut player, |status| !status.playing && !status.busy);
    let frame = paused.status.frame_number.expect("a picture");
    assert_frame(&paused, frame, rate, "paused");
    player.step(1);
    assert_frame(&wait_until_idle(&mut player), frame + 1, rate, "stepped after a pause");
    player.play();
    let ended = wait_until_ended(&mut player);
    assert_eq!(ended.status.frame_number, Some(119));
    assert_eq!(ended.status.problem, None);
}

/// A mix often ends after its picture: tail pop, reverb, format silence.
#[test]
fn sound_goes_on_after_the_picture_has_ended() {
    let footage = Footage::new();
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered("24", 24)));
    let mut sources = sources_of(&path);
    sources.delivered = Some(Arc::new(Counting { frames: 120_000 }));
    let rate = sources.frame_rate;
    let mut player = open(sources);
    wait_until_idle(&mut player);
    player.seek(SamplePos::new(90_000));
    let seen = wait_until_idle(&mut player).status;
    assert_eq!((seen.position, seen.problem), (SamplePos::new(90_000), None));
    player.play();
    let ended = wait_until_ended(&mut player).status;
    assert!(ended.position > SamplePos::new(115_000), "{:?}", ended.position);
    player.seek(rate.start_of_frame(5));
    assert_frame(&wait_until_idle(&mut player), 5, rate, "back on the picture");
    player.seek(rate.start_of_frame(20));
    wait_until_idle(&mut player);
    player.play();
    wait_until(&mut player, |status| status.position > SamplePos::new(70_000));
}

#[test]
fn a_storm_of_requests_ends_where_the_last_one_says() {
    let footage = Footage::new();
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered("24", 200)));
    let mut sources = sources_of(&path);
    sources.delivered = Some(Arc::new(Counting { frames: 400_000 }));
    let rate = sources.frame_rate;
    let mut player = open(sources);
    let mut chance = chance(3);
    for n in 0..100 {
        player.seek(SamplePos::new(chance(400_000)));
        match chance(5) {
            0 => player.play(),
            1 => player.pause(),
            2 => player.step(chance(9) - 4),
            _ => {}
        }
        player.poll();
        if n % 3 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(chance(40).unsigned_abs()));
        }
    }
    player.pause();
    player.seek(rate.start_of_frame(77));
    let seen = wait_until(&mut player, |status| !status.busy && !status.playing);
    assert_frame(&seen, 77, rate, "after the storm");
    assert_eq!(seen.status.problem, None);
}

#[test]
fn players_open_and_close_without_waiting() {
    let footage = Footage::new();
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered("24", 48)));
    let mut waits: Vec<std::time::Duration> = Vec::new();
    for n in 0..12 {
        let mut player = open(sources_of(&path));
        if n % 3 > 0 {
            player.play();
        }
        if n % 3 > 1 {
            wait_until(&mut player, |status| status.playing);
        }
        let before = std::time::Instant::now();
        promptly(std::time::Duration::from_millis(200), "dropping waited", || drop(player));
        waits.push(before.elapsed());
    }
    waits.sort();
    // The processor may be away for a while; dropping that waits does so each time.
    assert!(waits[6] < std::time::Duration::from_millis(20), "dropping waited: {waits:.0?}");
}

#[test]
fn a_file_that_is_not_a_movie_is_reported_with_a_remedy() {
    let footage = Footage::new();
    let path = footage.write("notes.mov", b"not a movie at all");
    let mut sources = PlayerSources::new(twopop::timebase::FrameRate::F24);
    sources.movie = Some(path);
    sources.picture_length = twopop::timebase::SampleDelta::new(48_000);
    sources.sound_output = SoundOutput::Silent;
    let mut player = open(sources);
    let status = wait_until(&mut player, |status| status.problem.is_some()).status;
    let problem = status.problem.unwrap_or_default();
    assert!(problem.contains("notes.mov is not a movie"), "{problem}");
    player.play();
    player.seek(SamplePos::new(5));
    assert!(!player.poll().playing);
}

/// The devices of the machine the test runs on, if any: either way it plays at the right speed and names the device.
#[test]
fn with_or_without_a_device_it_plays() {
    let footage = Footage::new();
    // Long enough that pictures arrive before the end on a machine busy with all the other tests.
    let make = format!("{} {B_FRAMES} -c:a aac", bars_and_tone("24", 48_000, "stereo", "20"));
    let mut sources = sources_of(&footage.ffmpeg("film.mov", &make));
    sources.sound_output = SoundOutput::Device;
    let mut player = open(sources);
    player.play();
    let seen = wait_until(&mut player, |status| status.position.get() > 24_000).status;
    assert_ne!(seen.device, SoundDevice::Opening);
    assert_eq!(seen.problem, None);
    assert!(SoundDevice::None.to_string().contains("no audio device"));
}
