//! Stepping and scrubbing are heard: each frame's own sound, for its own length, and nothing when it is turned off.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::Player;
use twopop::timebase::{FrameRate, SamplePos};

use crate::footage::Footage;
use crate::playing::{Record, wait_until, wait_until_idle};
use crate::transport::{numbered_movie, places};

const RATE: FrameRate = FrameRate::F25;
const FRAME: i64 = 1920;

fn open(footage: &Footage, record: &Record) -> Player {
    let mut sources = numbered_movie(footage, "25", 100);
    sources.sound_output = record.output();
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player
}

/// What is heard while the player rests, until nothing more comes.
fn heard(player: &mut Player, record: &Record) -> Vec<Option<i64>> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(600) {
        player.poll();
        std::thread::sleep(Duration::from_millis(5));
    }
    places(record)
}

/// Samples over which a frame's sound fades in; it fades out over [`FADE_OUT`].
const FADE_IN: usize = 48;
const FADE_OUT: usize = 240;

/// The sound of one frame from its start, but for its first `fading` samples and its fade-out.
fn is_of(heard: &[Option<i64>], frame: i64, fading: usize) -> bool {
    let start = RATE.start_of_frame(frame).get();
    let whole = fading..FRAME as usize - FADE_OUT;
    heard.len() == FRAME as usize
        && (start..).zip(heard).enumerate().all(|(place, (sample, heard))| {
            // A faded sample may look like another one.
            *heard == Some(sample) || !whole.contains(&place)
        })
}

#[test]
fn a_step_plays_the_sound_of_the_frame_it_goes_to_and_nothing_else() {
    let (footage, record) = (Footage::new(), Record::default());
    let mut player = open(&footage, &record);
    player.seek(RATE.start_of_frame(20));
    wait_until_idle(&mut player);
    assert!(heard(&mut player, &record).is_empty(), "going somewhere is silent");
    for (step, frame) in [(1, 21), (-1, 20), (1, 21)] {
        record.clear();
        player.step(step);
        wait_until(&mut player, |status| !status.busy && status.frame_number == Some(frame));
        let heard = heard(&mut player, &record);
        assert!(
            is_of(&heard, frame, FADE_IN),
            "frame {frame}: {} samples from {:?}",
            heard.len(),
            heard.get(100)
        );
    }
    player.set_frame_sound(false);
    record.clear();
    player.step(1);
    wait_until(&mut player, |status| !status.busy && status.frame_number == Some(22));
    assert!(heard(&mut player, &record).is_empty(), "turned off");
}

#[test]
fn a_drag_plays_the_sound_of_the_frame_under_it() {
    let (footage, record) = (Footage::new(), Record::default());
    let mut player = open(&footage, &record);
    record.clear();
    player.scrub(SamplePos::new(60 * FRAME + 700));
    wait_until(&mut player, |status| !status.busy && status.frame_number == Some(60));
    let heard = heard(&mut player, &record);
    // Before it, a nearer frame may have been shown, and begun to sound: that sound fades out over this one's start.
    let before = heard.len().saturating_sub(FRAME as usize);
    let fading = if before == 0 { FADE_IN } else { FADE_OUT };
    assert!(is_of(&heard[before..], 60, fading), "{} samples from {:?}", heard.len(), heard.get(100));
}
