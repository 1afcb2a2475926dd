//! Laws of drafting: one draft a discrepancy, whole frames, words that agree with the figures.

#![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a law says what it expects by failing")]

use proptest::prelude::*;

use super::*;
use crate::ticket::{ReferenceKind, Severity};
use crate::timebase::{FrameRate, SamplePos, Timecode, TimecodeFormat};
use crate::timing::{
    Coverage, InitialAlignment, LeaderPart, LeaderPartKind, LeaderParts, LeaderProof, Rate, Segment,
    SegmentKind, WitnessKind,
};

const RATES: [FrameRate; 4] = [FrameRate::F23_976, FrameRate::F24, FrameRate::F25, FrameRate::F29_97];

fn served(kind: ReferenceKind, rate: FrameRate) -> Served {
    let format = TimecodeFormat::non_drop(rate);
    let start = Timecode::new(3590 * rate.labels_per_second(), format);
    Served { kind, label: format!("{kind} v3"), rate, start }
}

/// A minute of matched programme after ten seconds of leader.
fn measured(discrepancies: Vec<Discrepancy>) -> Measurement {
    let verdict = if discrepancies.is_empty() { SyncVerdict::InSync } else { SyncVerdict::Discrepancy };
    Measurement {
        leader: LeaderParts::default(),
        witnesses: Vec::new(),
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        verdict,
        rate: Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None },
        segments: vec![Segment {
            audio_from: SamplePos::new(480_000),
            audio_to: SamplePos::new(480_000 + 2_880_000),
            reference_from: SamplePos::new(480_000),
            offset: 0.0,
            kind: SegmentKind::Matched,
            confidence: 0.99,
        }],
        discrepancies,
        coverage: Coverage::default(),
        ..Measurement::without_comparison(
            SyncVerdict::InSync,
            InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        )
    }
}

fn edit(at: i64, length: i64, jump: f64) -> Recut {
    let (from, to) = (SamplePos::new(at), SamplePos::new(at + length));
    Recut {
        audio_from: from,
        audio_to: from,
        reference_from: from,
        reference_to: to,
        jump,
        frames: jump / 2002.0,
        interval: [from, from],
        confidence: 0.9,
    }
}

fn discrepancy() -> impl Strategy<Value = Discrepancy> {
    let edit =
        (480_000_i64..3_000_000, 0_i64..400_000).prop_map(|(at, length)| edit(at, length, -(length as f64)));
    prop_oneof![
        (-1e6..1e6_f64).prop_map(|late_by| Discrepancy::GlobalOffset {
            late_by,
            frames: 0.0,
            confidence: 0.9
        }),
        (-42_000.0..42_000.0_f64).prop_map(|ppm| Discrepancy::Drift { ppm, confidence: 0.9 }),
        edit.clone().prop_map(Discrepancy::Removed),
        edit.clone().prop_map(|edit| Discrepancy::Inserted(Recut { jump: -edit.jump, ..edit })),
        edit.clone().prop_map(Discrepancy::Replaced),
        edit.prop_map(|edit| Discrepancy::Swapped(Recut { jump: 0.0, ..edit })),
    ]
}

proptest! {
    #[test]
    fn each_discrepancy_has_exactly_one_draft_on_whole_frames(
        found in prop::collection::vec(discrepancy(), 0..8),
        kind in prop::sample::select(ReferenceKind::ALL.to_vec()),
        rate in prop::sample::select(RATES.to_vec()),
    ) {
        let count = found.len();
        let measured = measured(found);
        let drafts = drafts(Profile::asset_qc(), &served(kind, rate), &measured, Mode::Full);
        let evidence: Vec<Option<usize>> = drafts.iter().map(|draft| draft.evidence).collect();
        prop_assert_eq!(evidence, (0..count).map(Some).collect::<Vec<_>>());
        for draft in &drafts {
            prop_assert!(draft.from < draft.to);
            prop_assert_eq!(rate.start_of_frame(rate.frame_at(draft.from)), draft.from);
            prop_assert_eq!(rate.start_of_frame(rate.frame_at(draft.to)), draft.to);
            prop_assert!(draft.judgement.severity.is_some());
            prop_assert!(!draft.text.contains(" -") && !draft.text.contains(" +"), "{}", draft.text);
        }
    }

    #[test]
    fn a_spot_check_drafts_only_what_is_global(found in prop::collection::vec(discrepancy(), 0..8)) {
        let measured = measured(found);
        let served = served(ReferenceKind::FinalProxy, FrameRate::F24);
        let full = drafts(Profile::asset_qc(), &served, &measured, Mode::Full);
        let spot = drafts(Profile::asset_qc(), &served, &measured, Mode::Spot);
        let global: Vec<Draft> = full.into_iter().filter(|draft| draft.kind != FindingKind::Recut).collect();
        prop_assert_eq!(spot, global);
    }

    #[test]
    fn trim_never_drafts(lengths in prop::collection::vec(1_i64..1_000_000, 1..6)) {
        let parts = lengths.iter().map(|length| LeaderPart {
            kind: LeaderPartKind::Silence,
            start: SamplePos::ZERO,
            length: SampleDelta::new(*length),
            proof: LeaderProof::BelowFloor,
        });
        let parts: Vec<LeaderPart> = parts.collect();
        let leader = LeaderParts { reference: parts.clone(), audio: parts };
        let measured = Measurement { leader, ..measured(Vec::new()) };
        let served = served(ReferenceKind::FinalProxy, FrameRate::F25);
        prop_assert!(drafts(Profile::asset_qc(), &served, &measured, Mode::Full).is_empty());
    }
}

#[test]
fn severity_follows_the_kind_served() {
    use ReferenceKind as Kind;
    let table = [
        (Kind::FinalProxy, Severity::Blocker, false),
        (Kind::ServicingTurnover, Severity::Issue, false),
        (Kind::LockedCut, Severity::Issue, false),
        (Kind::Companion, Severity::Issue, true),
        (Kind::StageMix, Severity::Issue, true),
    ];
    let recut = measured(vec![Discrepancy::Removed(edit(960_000, 48_048, -48_048.0))]);
    for (kind, severity, needs_supervisor) in table {
        let drafts = drafts(Profile::asset_qc(), &served(kind, FrameRate::F23_976), &recut, Mode::Full);
        assert_eq!(drafts[0].judgement.severity, Some(severity), "{kind}");
        assert_eq!(drafts[0].judgement.needs_supervisor, needs_supervisor, "{kind}");
        let offset = Discrepancy::GlobalOffset { late_by: -800.0, frames: -0.4, confidence: 1.0 };
        let under = measured(vec![offset]);
        let drafts =
            super::drafts(Profile::asset_qc(), &served(kind, FrameRate::F23_976), &under, Mode::Full);
        assert_eq!(drafts[0].judgement.severity, Some(Severity::Fyi), "{kind}");
        assert!(!drafts[0].is_flagged());
    }
}

#[test]
fn texts_are_an_operators() {
    let served = served(ReferenceKind::FinalProxy, FrameRate::F24);
    let found = measured(vec![
        Discrepancy::GlobalOffset { late_by: 6000.0, frames: 3.0, confidence: 1.0 },
        Discrepancy::Removed(edit(960_000, 48_000, -48_000.0)),
    ]);
    let drafts = drafts(Profile::asset_qc(), &served, &found, Mode::Full);
    assert_eq!(
        drafts[0].text,
        "Audio LATE by 3 frames (125 ms, 6 000 samples) against the Final Proxy v3, after alignment on the 2-pop."
    );
    assert_eq!(
        drafts[1].text,
        "Here the audio jumps 24 frames earlier, and is EARLY by 21 frames (875 ms, 42 000 samples) from here on: \
         24 frames of picture have no sound (removed)."
    );
    let one = measured(vec![Discrepancy::Inserted(edit(960_000, 0, 2000.0))]);
    let drafted = super::drafts(Profile::asset_qc(), &served, &one, Mode::Full);
    assert!(drafted[0].text.ends_with("1 frame of sound has no picture (inserted)."), "{}", drafted[0].text);
    assert_eq!(served.start.at(drafts[1].from).to_string(), "01:00:10:00");
    assert_eq!(served.start.at(drafts[1].to).to_string(), "01:00:11:00");
}

#[test]
fn a_drift_says_its_suspect_and_what_it_comes_to() {
    let found = Measurement {
        rate: Rate { ppm: 1000.0, standard_error_ppm: 0.01, suspect: Some("1001/1000") },
        ..measured(vec![Discrepancy::Drift { ppm: 1000.0, confidence: 1.0 }])
    };
    let served = served(ReferenceKind::FinalProxy, FrameRate::F24);
    let drafts = drafts(Profile::asset_qc(), &served, &found, Mode::Spot);
    assert_eq!(
        drafts[0].text,
        "Audio runs fast by 1000 parts in a million, the ratio 1001/1000: EARLY by 1.44 frames (59.94 ms, 2 877 \
         samples) after 0:01:00.000 against the Final Proxy v3."
    );
    assert_eq!(drafts[0].judgement.severity, Some(Severity::Blocker));
}

#[test]
fn another_programme_is_one_wrong_asset_and_no_evidence_is_nothing() {
    let pop = LeaderPart {
        kind: LeaderPartKind::SyncPop,
        start: SamplePos::new(48_000),
        length: SampleDelta::new(2000),
        proof: LeaderProof::PopInBoth,
    };
    let other = Measurement {
        verdict: SyncVerdict::NoMatch,
        segments: Vec::new(),
        leader: LeaderParts { reference: vec![pop], audio: Vec::new() },
        ..measured(Vec::new())
    };
    let served = served(ReferenceKind::LockedCut, FrameRate::F24);
    let wrong = drafts(Profile::asset_qc(), &served, &other, Mode::Spot);
    assert_eq!((wrong.len(), wrong[0].kind), (1, FindingKind::WrongAsset));
    assert_eq!((wrong[0].from, wrong[0].evidence), (SamplePos::new(144_000), None));
    let nothing = Measurement { verdict: SyncVerdict::NoEvidence, ..other };
    assert!(drafts(Profile::asset_qc(), &served, &nothing, Mode::Full).is_empty());
}
