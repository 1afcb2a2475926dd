//! Recuts that are easily told wrong: moved, repeated, crowded together, a fraction of a second long.

use twopop::timing::{Discrepancy, Measurement};

use super::programme::{SECOND, measured, programme, silence};

/// `sound` with `from..to` (seconds) silent.
fn silenced(mut sound: Vec<f32>, from: f64, to: f64) -> Vec<f32> {
    let place = |seconds: f64| 2 * (seconds * SECOND as f64) as usize;
    sound[place(from)..place(to)].fill(0.0);
    sound
}

/// Seconds `from..to` of `sound`.
fn cut(sound: &[f32], from: f64, to: f64) -> Vec<f32> {
    let place = |seconds: f64| 2 * (seconds * SECOND as f64) as usize;
    sound[place(from)..place(to)].to_vec()
}

fn jumps(measurement: &Measurement) -> Vec<f64> {
    let frames = measurement.discrepancies.iter().filter_map(|found| match found {
        Discrepancy::Removed(edit) | Discrepancy::Inserted(edit) | Discrepancy::Replaced(edit) => {
            Some(edit.frames.round())
        }
        _ => None,
    });
    frames.collect()
}

/// Two scenes in each other's place, of which an M&E has only the second to hear: it was moved, and is no recurring cue.
#[test]
fn a_moved_scene_is_found_where_its_partner_is_silent() {
    let sound = programme(21, 120);
    let swapped =
        [cut(&sound, 0.0, 40.0), cut(&sound, 52.0, 72.0), silence(12 * SECOND), cut(&sound, 72.0, 120.0)];
    let found = measured(&sound, &swapped.concat());
    assert_eq!(jumps(&found), [-288.0, 288.0], "{:?}", found.discrepancies);
}

/// A cue that recurs is heard where it was before, and that is no recut.
#[test]
fn a_recurring_cue_is_no_recut() {
    let sound = programme(22, 120);
    let again = [cut(&sound, 0.0, 70.0), cut(&sound, 20.0, 35.0), cut(&sound, 85.0, 120.0)].concat();
    let found = measured(&sound, &again);
    assert_eq!(jumps(&found), Vec::<f64>::new(), "{:?}", found.discrepancies);
}

/// Two recuts with hardly a sound between them are two.
#[test]
fn two_recuts_close_together_stay_two() {
    let sound = silenced(silenced(programme(23, 120), 49.0, 52.5), 54.2, 58.0);
    let recut =
        [cut(&sound, 0.0, 40.0), cut(&sound, 49.0, 58.0), silence(5 * SECOND), cut(&sound, 58.0, 120.0)];
    let found = measured(&sound, &recut.concat());
    assert_eq!(jumps(&found), [-216.0, 120.0], "{:?}", found.discrepancies);
}

/// Samples of one frame of the picture, 24 in a second.
const FRAME: usize = 2_000;

/// Scenes of half a second to two seconds in each other's place are one swap, whichever comes first.
#[test]
fn a_swap_with_a_scene_of_half_a_second_is_a_swap() {
    for (first, second) in [(14, 48), (48, 14), (20, 20)] {
        let sound = programme(24, 80);
        let (from, middle) = (2 * 40 * SECOND, 2 * (40 * SECOND + first * FRAME));
        let to = middle + 2 * second * FRAME;
        let swapped = [&sound[..from], &sound[middle..to], &sound[from..middle], &sound[to..]].concat();
        let found = measured(&sound, &swapped);
        let [Discrepancy::Swapped(edit)] = found.discrepancies.as_slice() else {
            panic!("{first} and {second} frames: {:?}", found.discrepancies)
        };
        assert!((edit.audio_from.get() - 40 * SECOND as i64).abs() < 24_000, "{edit:?}");
        assert!((edit.audio_to.get() - to as i64 / 2).abs() < 24_000, "{edit:?}");
    }
}

/// A hum of 73 Hz under everything sounds nearly the same a fourteenth of a tenth of a second on: cuts are whole frames all the same.
#[test]
fn a_short_run_is_not_taken_for_its_own_echo() {
    let ground = programme(25, 80);
    let mut sound = ground.clone();
    for at in 2 * 656..sound.len() {
        sound[at] = ground[at] + 0.9 * sound[at - 2 * 656];
    }
    let at = 2 * 35 * SECOND;
    let again = 2 * 38 * SECOND;
    let recut = [&sound[..at], &sound[at + 2 * 5 * FRAME..again], &sound[again + 2 * FRAME..]].concat();
    let found = measured(&sound, &recut);
    assert_eq!(jumps(&found), [-5.0, -1.0], "{:?}", found.discrepancies);
}

/// The last minute plays a cue of long ago again, as credits do: that is no recut of a minute and more.
#[test]
fn a_cue_that_comes_again_in_the_credits_is_no_recut() {
    let sound = programme(26, 140);
    let credits = [cut(&sound, 0.0, 110.0), cut(&sound, 20.0, 50.0)].concat();
    let found = measured(&sound, &credits);
    assert_eq!(jumps(&found), Vec::<f64>::new(), "{:?}", found.discrepancies);
}

/// Sound that slipped by no whole frames for a while, and was put right again, did slip.
#[test]
fn a_slip_by_a_fraction_of_a_frame_is_found() {
    let sound = programme(27, 120);
    let slip = 2 * 7 * FRAME / 2;
    let (from, to) = (2 * 40 * SECOND, 2 * 70 * SECOND);
    let slipped = [&sound[..from], &sound[from - slip..to - slip], &sound[to..]].concat();
    let found = measured(&sound, &slipped);
    assert_eq!(jumps(&found), [4.0, -4.0], "{:?}", found.discrepancies);
}

/// `sound` from a tape that wanders by as many samples to either side, twice around in four seconds.
fn wandering(sound: &[f32], samples: f64) -> Vec<f32> {
    let frames = sound.len() / 2;
    let wandered = (0..frames).flat_map(|at| {
        let turn = at as f64 / (2 * SECOND) as f64 * std::f64::consts::TAU;
        let place = (at as f64 + samples * turn.sin()).clamp(0.0, (frames - 2) as f64);
        let (before, share) = (place as usize, place.fract() as f32);
        [0, 1].map(|side| sound[2 * before + side] * (1.0 - share) + sound[2 * before + 2 + side] * share)
    });
    wandered.collect()
}

/// A guide that wanders by up to two milliseconds plays no earlier and no later for it, and was not recut.
#[test]
fn a_guide_that_wanders_has_no_offset() {
    let sound = programme(28, 120);
    for samples in [24.0, 48.0, 96.0] {
        let found = measured(&wandering(&sound, samples), &sound);
        assert_eq!(found.discrepancies, Vec::new(), "{samples} samples, {:?}", found.verdict);
    }
}

/// Of two scenes in each other's place an M&E shares little: what little there is of the one can be in one place only, which
/// the other tells.
#[test]
fn scenes_that_changed_places_vouch_for_each_other() {
    for (first, second) in [((47.0, 48.0), (55.0, 60.0)), ((40.5, 44.5), (63.0, 63.8))] {
        let sound = programme(29, 120);
        let other = programme(30, 120);
        let heard = |from: f64, to: f64, kept: (f64, f64)| {
            [cut(&other, from, kept.0), cut(&sound, kept.0, kept.1), cut(&other, kept.1, to)].concat()
        };
        let swapped = [
            cut(&sound, 0.0, 40.0),
            heard(52.0, 72.0, second),
            heard(40.0, 52.0, first),
            cut(&sound, 72.0, 120.0),
        ];
        let found = measured(&sound, &swapped.concat());
        let [Discrepancy::Swapped(edit)] = found.discrepancies.as_slice() else {
            panic!("{first:?} and {second:?}: {:?}", found.discrepancies)
        };
        let near = SECOND as i64 / 50;
        assert!((edit.audio_from.get() - 40 * SECOND as i64).abs() < near, "{edit:?}");
        assert!((edit.audio_to.get() - 72 * SECOND as i64).abs() < near, "{edit:?}");
    }
}

/// Two cues that are heard again, one from ahead and one from behind, are no swap where each would need the other elsewhere: by
/// its lag, or, with a lag that a swap could have, by its place.
#[test]
fn cues_that_recur_are_no_swap() {
    let sound = programme(31, 120);
    let other = programme(32, 120);
    for (at, plays) in [(66.0, 30.0), (69.0, 61.0)] {
        let again = [
            cut(&sound, 0.0, 40.0),
            cut(&sound, 60.0, 63.0),
            cut(&other, 43.0, at),
            cut(&sound, plays, plays + 3.0),
            cut(&other, at + 3.0, 72.0),
            cut(&sound, 72.0, 120.0),
        ];
        let found = measured(&sound, &again.concat());
        assert_eq!(found.discrepancies, Vec::new(), "at {at} what plays at {plays}");
    }
}

/// `sound` as a microphone hears it in another room: six hundred echoes that die away within a fifth of a second, and nothing
/// straight.
fn in_another_room(sound: &[f32]) -> Vec<f32> {
    let mut heard = vec![0.0; sound.len()];
    for echo in 0..600_u64 {
        let scattered = echo.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let delay = 960 + (scattered >> 33) as usize % 9_600;
        let level = if scattered >> 32 & 1 == 0 { 1.0 } else { -1.0 } * (-(delay as f32) / 4_000.0).exp();
        for (into, from) in heard[2 * delay..].iter_mut().zip(sound) {
            *into += 0.1 * level * from;
        }
    }
    heard
}

/// A room delays its guide, against which audio in sync seems early: that is no offset.
#[test]
fn a_guide_from_another_room_has_no_offset() {
    let sound = programme(34, 80);
    let found = measured(&in_another_room(&sound), &sound);
    let offset = found.discrepancies.iter().find(|one| matches!(one, Discrepancy::GlobalOffset { .. }));
    assert_eq!(offset, None, "{:?}", found.verdict);
    assert!(found.coverage.percent().is_some_and(|heard| heard > 50), "{:?}", found.coverage);
}

/// After a swap the programme comes home for a while, and what is repeated then plays that while again: home was no recurring cue.
#[test]
fn coming_home_before_a_repeat_is_coming_home() {
    let sound = programme(33, 180);
    let repeated = [
        cut(&sound, 0.0, 70.0),
        cut(&sound, 90.0, 112.0),
        cut(&sound, 70.0, 90.0),
        cut(&sound, 112.0, 130.0),
        cut(&sound, 114.0, 180.0),
    ];
    let found = measured(&sound, &repeated.concat());
    let [Discrepancy::Swapped(swap), Discrepancy::Inserted(repeat)] = found.discrepancies.as_slice() else {
        panic!("{:?}", found.discrepancies)
    };
    let near = SECOND as i64 / 50;
    assert!((swap.audio_to.get() - 112 * SECOND as i64).abs() < near, "{swap:?}");
    assert!((repeat.frames - 16.0 * 24.0).abs() < 0.01, "{repeat:?}");
}
