//! Laws of measuring through the Print Master.

#![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a law says what it expects by failing")]

use proptest::prelude::*;

use super::*;
use crate::timebase::SamplePos;
use crate::timing::{Coverage, LeaderParts, Rate};

const MINUTE: i64 = 2_880_000;

/// A minute of programme whose sound lies at `content` where the pops say `aligned`.
fn half(content: f64, aligned: f64, discrepancies: Vec<Discrepancy>) -> Measurement {
    let from = SamplePos::new(480_000);
    Measurement {
        leader: LeaderParts::default(),
        witnesses: vec![Witness { kind: WitnessKind::Content, offset: Some(content) }],
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: aligned },
        verdict: if discrepancies.is_empty() { SyncVerdict::InSync } else { SyncVerdict::Discrepancy },
        rate: Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None },
        segments: vec![Segment {
            audio_from: from + whole(content),
            audio_to: from + whole(content) + SampleDelta::new(MINUTE),
            reference_from: from,
            offset: content,
            kind: SegmentKind::Matched,
            confidence: 0.9,
        }],
        discrepancies,
        coverage: Coverage::default(),
        ..Measurement::without_comparison(
            SyncVerdict::InSync,
            InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        )
    }
}

fn nothing() -> Measurement {
    let verdict = SyncVerdict::NoMatch;
    let witnesses = vec![Witness { kind: WitnessKind::Content, offset: None }];
    Measurement { verdict, witnesses, segments: Vec::new(), ..half(0.0, 0.0, Vec::new()) }
}

fn removed(at: i64, length: i64) -> Discrepancy {
    let (from, to) = (SamplePos::new(at), SamplePos::new(at + length));
    Discrepancy::Removed(Recut {
        audio_from: from,
        audio_to: from,
        reference_from: from,
        reference_to: to,
        jump: -length as f64,
        frames: -length as f64 / 2000.0,
        interval: [from, from],
        confidence: 0.9,
    })
}

fn measured(audio: &Measurement, third: &Measurement, closeness: [CutMatch; 2]) -> Measurement {
    let [one, other] = closeness;
    let halves = (
        MeasuredHalf { measured: audio, closeness: one },
        MeasuredHalf { measured: third, closeness: other },
    );
    match via_print_master(&nothing(), halves.0, halves.1, FrameRate::F24) {
        Some(ViaPrintMaster::Measured(measured)) => *measured,
        other => panic!("{other:?}"),
    }
}

const RECUT: CutMatch = CutMatch::OtherCut { recuts: 1 };

#[test]
fn both_halves_in_sync_are_in_sync_however_long_their_leaders() {
    let joined = measured(
        &half(48_000.0, 48_000.0, Vec::new()),
        &half(-96_000.0, -96_000.0, Vec::new()),
        [CutMatch::InSync; 2],
    );
    assert_eq!(joined.verdict, SyncVerdict::InSync);
    assert_eq!(joined.witnesses[0].offset, Some(-48_000.0));
    assert_eq!(joined.segments[0].reference_from, SamplePos::new(480_000 + 96_000));
}

#[test]
fn a_recut_lies_where_the_picture_has_it() {
    let recut = removed(960_000, 48_000);
    let in_sync = half(9600.0, 9600.0, Vec::new());
    let audio_recut = measured(&half(0.0, 0.0, vec![recut]), &in_sync, [RECUT, CutMatch::InSync]);
    let Discrepancy::Removed(edit) = audio_recut.discrepancies[0] else { panic!("{audio_recut:?}") };
    assert_eq!((edit.audio_from, edit.reference_from), (SamplePos::new(960_000), SamplePos::new(950_400)));

    let third_recut = measured(&in_sync, &half(0.0, 0.0, vec![recut]), [CutMatch::InSync, RECUT]);
    let Discrepancy::Removed(edit) = third_recut.discrepancies[0] else { panic!("{third_recut:?}") };
    assert_eq!((edit.audio_from, edit.reference_from), (SamplePos::new(969_600), SamplePos::new(960_000)));
    assert_eq!((edit.interval[0], edit.jump), (SamplePos::new(969_600), -48_000.0));
}

/// A minute of the third sound in two stretches, the second later by `jump` than the first.
fn two_stretches(jump: i64) -> Measurement {
    let one = half(0.0, 0.0, vec![removed(1_920_000, 1)]);
    let first = Segment { audio_to: SamplePos::new(1_920_000), ..one.segments[0] };
    let second = Segment {
        audio_from: SamplePos::new(1_920_000 + jump.max(0)),
        audio_to: SamplePos::new(3_360_000 + jump),
        reference_from: SamplePos::new(1_920_000 - jump.min(0)),
        offset: jump as f64,
        ..first
    };
    Measurement { segments: vec![first, second], ..one }
}

#[test]
fn recuts_of_one_half_may_undo_those_of_the_other() {
    let (out, back) = (two_stretches(-96_000), two_stretches(96_000));
    let of = |measured, closeness| MeasuredHalf { measured, closeness };
    let via_print_master =
        |one, other| via_print_master(&nothing(), of(one, RECUT), of(other, RECUT), FrameRate::F24);
    // The audio leaves two seconds of the third sound out that the picture does not have either.
    assert_eq!(via_print_master(&out, &back), Some(ViaPrintMaster::SameProgramme(CutMatch::InSync)));
    // What each leaves out at the same place is one recut, twice as long.
    assert_eq!(
        via_print_master(&out, &out),
        Some(ViaPrintMaster::SameProgramme(CutMatch::OtherCut { recuts: 1 }))
    );
}

#[test]
fn another_programme_is_no_bridge() {
    let recut = two_stretches(2000);
    let of = |closeness| MeasuredHalf { measured: &recut, closeness };
    assert_eq!(via_print_master(&nothing(), of(RECUT), of(CutMatch::OtherProgramme), FrameRate::F24), None);
    assert_eq!(via_print_master(&nothing(), of(CutMatch::NoEvidence), of(RECUT), FrameRate::F24), None);
}

proptest! {
    #[test]
    fn the_residual_is_that_of_both_halves_together(
        leaders in [-500_000_i64..500_000, -500_000_i64..500_000],
        late in -90_000_i64..90_000,
        of_audio in any::<bool>(),
    ) {
        let [one, other] = leaders.map(|samples| samples as f64);
        let late_by = late as f64;
        let offset = Discrepancy::GlobalOffset { late_by, frames: 0.0, confidence: 0.9 };
        let (off, straight) = (CutMatch::SameCut, CutMatch::InSync);
        let joined = if of_audio {
            measured(&half(one + late_by, one, vec![offset]), &half(other, other, Vec::new()), [off, straight])
        } else {
            measured(&half(one, one, Vec::new()), &half(other + late_by, other, vec![offset]), [straight, off])
        };
        match joined.discrepancies.as_slice() {
            [] => prop_assert!(late.abs() <= 24),
            [Discrepancy::GlobalOffset { late_by: found, frames, .. }] => {
                prop_assert_eq!(*found, late_by);
                prop_assert!((frames * 2000.0 - late_by).abs() < 1e-6);
            }
            other => prop_assert!(false, "{other:?}"),
        }
        let first = joined.segments[0];
        prop_assert_eq!((first.audio_from - first.reference_from).get() as f64, first.offset);
    }
}
