//! The published rules, row by row: what each kind of discrepancy means against each kind of reference.

use twopop::policy::{
    DeliverySource, DiscrepancyClass, Extent, Facts, Presence, Profile, ReferenceStatus, judge, serve,
};
use twopop::ticket::ReferenceKind::{self, Companion, FinalProxy, LockedCut, ServicingTurnover, StageMix};
use twopop::ticket::Severity::{self, Blocker, Fyi, Issue};
use twopop::ticket::Task;
use twopop::timebase::{FrameRate, Lateness, SampleDelta};

/// Three frames at 24 frames a second.
const THREE_FRAMES: Lateness = Lateness::new(SampleDelta::new(6000));

#[test]
fn the_tier_of_the_reference_decides_the_severity() {
    let table = [
        (FinalProxy, Blocker, false, "final-proxy-blocker"),
        (ServicingTurnover, Issue, false, "turnover-issue"),
        (LockedCut, Issue, false, "locked-cut-issue"),
        (Companion, Issue, true, "companion-unstated"),
        (StageMix, Issue, true, "stage-mix-unstated"),
    ];
    let discrepancies = [
        DiscrepancyClass::GlobalOffset(THREE_FRAMES),
        DiscrepancyClass::GlobalOffset(Lateness::new(-THREE_FRAMES.delta())),
        DiscrepancyClass::Drift { over_programme: THREE_FRAMES, extent: Extent::WholeProgramme },
        DiscrepancyClass::Drift { over_programme: THREE_FRAMES, extent: Extent::OneScene },
        DiscrepancyClass::Recut,
    ];
    for (served, severity, needs_supervisor, rule) in table {
        for discrepancy in &discrepancies {
            let judgement = judge(Profile::asset_qc(), served, FrameRate::F24, discrepancy);
            assert_eq!(judgement.severity, Some(severity), "{discrepancy:?} against {served}");
            assert_eq!(judgement.needs_supervisor, needs_supervisor, "{discrepancy:?} against {served}");
            assert_eq!(judgement.rule, rule);
            assert!(!judgement.citation.is_empty());
        }
    }
}

#[test]
fn trim_is_never_a_discrepancy_against_anything() {
    for served in ReferenceKind::ALL {
        let judgement = judge(Profile::asset_qc(), served, FrameRate::F25, &DiscrepancyClass::Trim);
        assert_eq!((judgement.severity, judgement.needs_supervisor), (None, false));
        assert_eq!(judgement.rule, "trim");
    }
}

fn severity_of(samples: i64, rate: FrameRate) -> Option<Severity> {
    let offset = DiscrepancyClass::GlobalOffset(Lateness::new(SampleDelta::new(samples)));
    judge(Profile::asset_qc(), FinalProxy, rate, &offset).severity
}

#[test]
fn half_a_frame_is_flagged_and_one_sample_less_is_fyi() {
    for (half_a_frame, rate) in
        [(1000, FrameRate::F24), (960, FrameRate::F25), (1001, FrameRate::F23_976), (801, FrameRate::F29_97)]
    {
        assert_eq!(severity_of(half_a_frame, rate), Some(Blocker), "{rate}");
        assert_eq!(severity_of(-half_a_frame, rate), Some(Blocker), "{rate}");
        assert_eq!(severity_of(half_a_frame - 1, rate), Some(Fyi), "{rate}");
        assert_eq!(severity_of(1 - half_a_frame, rate), Some(Fyi), "{rate}");
    }
    assert_eq!(severity_of(0, FrameRate::F24), None);
}

#[test]
fn below_tolerance_says_that_the_founding_document_says_any() {
    let small = DiscrepancyClass::GlobalOffset(Lateness::new(SampleDelta::new(-500)));
    let judgement = judge(Profile::asset_qc(), FinalProxy, FrameRate::F24, &small);
    assert!(judgement.because.starts_with("audio EARLY by 0.25 frames"), "{}", judgement.because);
    assert!(judgement.because.contains("“any”"), "{}", judgement.because);
    assert!(judgement.conflicts.iter().any(|conflict| conflict.contains("founding document")));
}

#[test]
fn a_conflict_is_shown_with_what_it_is_about() {
    let drift = |extent| DiscrepancyClass::Drift { over_programme: THREE_FRAMES, extent };
    let conflicts = |served, discrepancy: &DiscrepancyClass| {
        judge(Profile::asset_qc(), served, FrameRate::F24, discrepancy).conflicts.join("\n")
    };
    let whole_cut = conflicts(LockedCut, &drift(Extent::WholeProgramme));
    assert!(whole_cut.contains("ISSUE: the tier decides"), "{whole_cut}");
    assert!(whole_cut.contains("Blocker: the extent decides"), "{whole_cut}");
    assert_eq!(conflicts(LockedCut, &drift(Extent::OneScene)), "");
    let scene_of_final = conflicts(FinalProxy, &drift(Extent::OneScene));
    assert!(scene_of_final.contains("“BLOCKER”") && scene_of_final.contains("“Issue”"), "{scene_of_final}");
    let offset = conflicts(FinalProxy, &DiscrepancyClass::GlobalOffset(THREE_FRAMES));
    assert!(offset.contains("100 ms") && offset.contains("1 frame"), "{offset}");
    assert_eq!(conflicts(FinalProxy, &DiscrepancyClass::Recut), "");
}

#[test]
fn the_note_on_the_companion_stands_with_its_row() {
    let candidate = |asset, kind| twopop::policy::Candidate {
        asset,
        kind,
        version: None,
        presence: Presence::Usable,
        has_picture: true,
    };
    let facts = Facts {
        task: Task::MusicAndEffects,
        delivery_source: DeliverySource::Request,
        candidates: vec![candidate(0, FinalProxy), candidate(1, Companion)],
        unnamed: Vec::new(),
        not_listed: Vec::new(),
        overridden: None,
    };
    let decision = serve(Profile::asset_qc(), &facts);
    assert!(matches!(decision.status, ReferenceStatus::Served { asset: 1, kind: Companion, .. }));
    let row = decision.considered.iter().find(|row| row.asset == Some(1)).unwrap();
    assert!(row.conflicts.iter().any(|note| note.contains("only if the timing does not match")));
    let mismatch = decision.if_mismatch.unwrap();
    assert_eq!((mismatch.stated, mismatch.proposed), (None, Some(Issue)));
}
