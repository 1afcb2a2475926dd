//! A fault of one leg is no fault of timing: left and right in each other's place, one of them upside down, or both.

use twopop::timing::{Discrepancy, Legs, Measurement, SyncVerdict};

use super::programme::{SECOND, measured, music, programme, silence};

/// Music that repeats every five seconds and a bit, wide, under sounds that do not.
fn over_a_loop(seed: u64, seconds: usize) -> Vec<f32> {
    let (once, other) = (music(seed, 6), music(seed + 1, 6));
    let length = 5 * SECOND + 20_833;
    let mut sound = programme(seed + 2, seconds);
    for (place, frame) in sound.as_chunks_mut::<2>().0.iter_mut().enumerate() {
        frame[0] = 0.3 * frame[0] + once[2 * (place % length)];
        frame[1] = 0.3 * frame[1] + other[2 * (place % length) + 1];
    }
    sound
}

fn with_frames(sound: &[f32], change: impl Fn([f32; 2]) -> [f32; 2]) -> Vec<f32> {
    sound.as_chunks::<2>().0.iter().flat_map(|frame| change(*frame)).collect()
}

type Change = fn([f32; 2]) -> [f32; 2];

/// The faults of legs, each with what it is.
const FAULTS: [(Legs, Change); 7] = [
    (Legs::AsDelivered, |frame| frame),
    (Legs::AsDelivered, |[left, right]| [-left, -right]),
    (Legs::Swapped, |[left, right]| [right, left]),
    (Legs::Swapped, |[left, right]| [-right, -left]),
    (Legs::OneInverted, |[left, right]| [-left, right]),
    (Legs::OneInverted, |[left, right]| [left, -right]),
    (Legs::SwappedAndOneInverted, |[left, right]| [right, -left]),
];

fn out_of_sync(found: &Measurement) -> Vec<&Discrepancy> {
    found.discrepancies.iter().filter(|one| one.is_out_of_sync()).collect()
}

#[test]
fn legs_at_fault_are_compared_the_right_way_round_and_said() {
    for seed in [31, 32] {
        let sound = over_a_loop(seed, 90);
        for (number, (legs, change)) in FAULTS.into_iter().enumerate() {
            let found = measured(&sound, &with_frames(&sound, change));
            assert_eq!(found.legs, legs, "{seed}, {number}");
            assert_eq!(found.verdict, SyncVerdict::InSync, "{seed}, {number}: {:?}", found.discrepancies);
            assert!(found.coverage.percent() > Some(97), "{seed}, {number}: {:?}", found.coverage);
        }
    }
}

#[test]
fn a_recut_between_legs_at_fault_is_found_where_it_is() {
    let sound = over_a_loop(33, 120);
    let place = |seconds: usize| 2 * seconds * SECOND;
    let recut = [&sound[..place(50)], &sound[place(62)..]].concat();
    let late = [silence(SECOND / 2), recut].concat();
    for (number, (legs, change)) in FAULTS.into_iter().enumerate() {
        let found = measured(&sound, &with_frames(&late, change));
        let [Discrepancy::GlobalOffset { late_by, .. }, Discrepancy::Removed(edit)] =
            out_of_sync(&found).as_slice()
        else {
            panic!("{number}: {:?}", found.discrepancies)
        };
        assert_eq!((found.legs, edit.frames.round() as i64), (legs, -288), "{number}: {edit:?}");
        assert!((late_by - 24_000.0).abs() < 2.0, "{number}: {late_by}");
    }
}

#[test]
fn sound_that_is_the_same_on_both_sides_or_on_one_says_nothing_of_legs() {
    let sound = over_a_loop(34, 60);
    let alike: [Change; 3] =
        [|[left, right]| [0.5 * (left + right); 2], |[left, _]| [left, 0.0], |[left, _]| [left, left]];
    for (number, change) in alike.into_iter().enumerate() {
        let found = measured(&sound, &with_frames(&sound, change));
        assert_eq!((found.legs, out_of_sync(&found)), (Legs::AsDelivered, Vec::new()), "{number}");
        let both = with_frames(&sound, change);
        assert_eq!(measured(&both, &both).legs, Legs::AsDelivered, "{number}");
    }
}
