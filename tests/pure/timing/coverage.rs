//! What was not heard is never called in sync: how much of the programme was heard, and when that is too little.

use proptest::prelude::*;
use twopop::timebase::SampleDelta;
use twopop::timing::{Coverage, SegmentKind, SyncVerdict};

use super::programme::{SECOND, measured, programme, silence};

const WHOLE: usize = 120;

/// `sound` with the stretches `others` (seconds from, to) played by another programme.
fn played_over(sound: &[f32], others: &[(usize, usize)]) -> Vec<f32> {
    let (other, mut mixed) = (programme(77, WHOLE), sound.to_vec());
    for (from, to) in others {
        let places = 2 * from * SECOND..2 * to * SECOND;
        mixed[places.clone()].copy_from_slice(&other[places]);
    }
    mixed
}

/// A scene in another's place cannot be seen where next to nothing is shared: that is not "in sync".
#[test]
fn the_lesser_part_heard_is_no_evidence() {
    let sound = programme(41, WHOLE);
    let found = measured(&sound, &played_over(&sound, &[(40, 115)]));
    assert_eq!(found.verdict, SyncVerdict::NoEvidence, "{:?}", found.coverage);
    assert!((30..45).contains(&found.coverage.percent().unwrap()), "{:?}", found.coverage);
    assert!(found.coverage.longest_unmatched > SampleDelta::new(60 * SECOND as i64), "{:?}", found.coverage);
}

/// Scenes that share nothing, between others that do, leave the greater part.
#[test]
fn the_greater_part_heard_is_in_sync_and_says_how_much() {
    let sound = programme(42, WHOLE);
    let found = measured(&sound, &played_over(&sound, &[(20, 40), (60, 75), (90, 100)]));
    assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
    assert!((55..75).contains(&found.coverage.percent().unwrap()), "{:?}", found.coverage);
    assert!(found.coverage.longest_unmatched < SampleDelta::new(25 * SECOND as i64), "{:?}", found.coverage);
}

/// What is called matched ends with the last sound that is, not half a second into what may be anything.
#[test]
fn matched_ends_where_it_is_no_longer_heard() {
    let sound = programme(44, WHOLE);
    let found = measured(&sound, &played_over(&sound, &[(40, 60)]));
    let near = SECOND as i64 / 5;
    let ends: Vec<(i64, i64)> = found
        .segments
        .iter()
        .filter(|one| one.kind == SegmentKind::Matched)
        .map(|one| (one.audio_from.get(), one.audio_to.get()))
        .collect();
    let [(_, until), (from, _)] = ends.as_slice() else { panic!("{ends:?}") };
    assert!(
        (until - 40 * SECOND as i64).abs() < near && (from - 60 * SECOND as i64).abs() < near,
        "{ends:?}"
    );
}

/// Silence hides nothing that could be heard.
#[test]
fn silence_is_not_counted() {
    let sound = programme(43, WHOLE);
    let quiet = [&sound[..2 * 30 * SECOND], &silence(80 * SECOND), &sound[2 * 110 * SECOND..]].concat();
    let found = measured(&sound, &quiet);
    assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
    assert!(found.coverage.percent().unwrap() >= 97, "{:?}", found.coverage);
    assert!(found.coverage.sounding < SampleDelta::new(42 * SECOND as i64), "{:?}", found.coverage);
}

proptest! {
    /// What speaks for the whole still does when more was heard, or less at a time was not.
    #[test]
    fn hearing_more_never_says_less(
        heard in 0_i64..200, more in 0_i64..100, longest in 0_i64..100, fewer in 0_i64..100,
    ) {
        let seconds = |count: i64| SampleDelta::new(count * SECOND as i64);
        let of = |heard: i64, longest: i64| Coverage {
            sounding: seconds(300),
            matched: seconds(heard),
            longest_unmatched: seconds(longest),
        };
        let (less, more) = (of(heard, longest), of(heard + more, (longest - fewer).max(0)));
        prop_assert!(!less.is_conclusive() || more.is_conclusive());
        prop_assert!(less.percent() <= more.percent());
    }
}
