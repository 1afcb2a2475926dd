//! Left and right in each other's place, one of opposite polarity, or both: no fault of timing.

use twopop::timing::{Discrepancy, LeftRight, Measurement, SyncVerdict};

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

/// The left of one programme and the right of another.
fn wide(seed: u64, seconds: usize) -> Vec<f32> {
    let (one, other) = (music(seed, seconds), music(seed + 1, seconds));
    let both = one.as_chunks::<2>().0.iter().zip(other.as_chunks::<2>().0);
    both.flat_map(|(one, other)| [one[0], other[1]]).collect()
}

fn with_frames(sound: &[f32], change: impl Fn([f32; 2]) -> [f32; 2]) -> Vec<f32> {
    sound.as_chunks::<2>().0.iter().flat_map(|frame| change(*frame)).collect()
}

type Change = fn([f32; 2]) -> [f32; 2];

/// What may be wrong with left and right, each with what it is.
const FAULTS: [(LeftRight, Change); 7] = [
    (LeftRight::AsInReference, |frame| frame),
    (LeftRight::AsInReference, |[left, right]| [-left, -right]),
    (LeftRight::Swapped, |[left, right]| [right, left]),
    (LeftRight::Swapped, |[left, right]| [-right, -left]),
    (LeftRight::OneInverted, |[left, right]| [-left, right]),
    (LeftRight::OneInverted, |[left, right]| [left, -right]),
    (LeftRight::SwappedAndOneInverted, |[left, right]| [right, -left]),
];

fn out_of_sync(found: &Measurement) -> Vec<&Discrepancy> {
    found.discrepancies.iter().filter(|one| one.is_out_of_sync()).collect()
}

#[test]
fn left_and_right_at_fault_are_compared_with_that_taken_back_and_said() {
    for seed in [31] {
        let sound = over_a_loop(seed, 60);
        for (number, (left_right, change)) in FAULTS.into_iter().enumerate() {
            let found = measured(&sound, &with_frames(&sound, change));
            assert_eq!(found.left_right, left_right, "{seed}, {number}");
            assert_eq!(found.verdict, SyncVerdict::InSync, "{seed}, {number}: {:?}", found.discrepancies);
            assert!(found.coverage.percent() > Some(97), "{seed}, {number}: {:?}", found.coverage);
        }
    }
}

#[test]
fn recuts_are_found_where_they_are_whatever_left_and_right_are() {
    let sound = wide(33, 120);
    let place = |seconds: usize| 2 * seconds * SECOND;
    let kept = [0..30, 33..55, 67..90, 94..120].map(|part| &sound[place(part.start)..place(part.end)]);
    let late = [silence(SECOND / 2), kept.concat()].concat();
    for (number, (left_right, change)) in FAULTS.into_iter().enumerate() {
        let found = measured(&sound, &with_frames(&late, change));
        let found_here = out_of_sync(&found);
        let Some((Discrepancy::GlobalOffset { late_by, .. }, recuts)) = found_here.split_first() else {
            panic!("{number}: {found_here:?}")
        };
        let removed = |one: &&Discrepancy| match one {
            Discrepancy::Removed(edit) => edit.frames.round(),
            _ => 0.0,
        };
        let removed: Vec<f64> = recuts.iter().map(removed).collect();
        assert_eq!((found.left_right, removed), (left_right, vec![-72.0, -288.0, -96.0]), "{number}");
        assert!((late_by - 24_000.0).abs() < 2.0, "{number}: {late_by}");
    }
}

#[test]
fn sound_that_is_the_same_on_both_sides_or_on_one_says_nothing_of_left_and_right() {
    let sound = over_a_loop(34, 60);
    let alike: [Change; 3] =
        [|[left, right]| [0.5 * (left + right); 2], |[left, _]| [left, 0.0], |[left, _]| [left, left]];
    for (number, change) in alike.into_iter().enumerate() {
        let found = measured(&sound, &with_frames(&sound, change));
        assert_eq!(
            (found.left_right, out_of_sync(&found)),
            (LeftRight::AsInReference, Vec::new()),
            "{number}"
        );
        let both = with_frames(&sound, change);
        assert_eq!(measured(&both, &both).left_right, LeftRight::AsInReference, "{number}");
    }
}

#[test]
fn what_stands_so_to_a_third_through_a_second_is_told() {
    let all = [
        LeftRight::AsInReference,
        LeftRight::Swapped,
        LeftRight::OneInverted,
        LeftRight::SwappedAndOneInverted,
    ];
    for one in all {
        assert_eq!([one.then(one), one.then(LeftRight::AsInReference)], [LeftRight::AsInReference, one]);
        for other in all {
            assert_eq!(one.then(other), other.then(one));
        }
    }
    assert_eq!(LeftRight::Swapped.then(LeftRight::OneInverted), LeftRight::SwappedAndOneInverted);
}
