//! Laws of serving and judging, over requests no one thought of.

use proptest::prelude::*;
use twopop::policy::{
    Candidate, CandidateOutcome, Considered, DeliverySource, DiscrepancyClass, Facts, Presence, Profile,
    ReferenceStatus, ServingDecision, judge, serve,
};
use twopop::ticket::{Override, ReferenceKind, Severity, Task};
use twopop::timebase::{FrameRate, Lateness, SampleDelta};

fn kind() -> impl Strategy<Value = ReferenceKind> {
    prop::sample::select(ReferenceKind::ALL.to_vec())
}

fn presence() -> impl Strategy<Value = Presence> {
    prop_oneof![
        3 => Just(Presence::Usable),
        2 => Just(Presence::AssumedDelivered),
        2 => Just(Presence::NotDelivered),
        1 => Just(Presence::Missing),
        1 => Just(Presence::Unreadable("it is a text file".to_owned())),
    ]
}

fn version() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["v1", "v2", "v10", "V02", "20260115", "final"]))
        .prop_map(|label| label.map(str::to_owned))
}

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (kind(), version(), presence(), prop::bool::weighted(0.8));
    prop::collection::vec(one, 0..7).prop_map(|all| {
        let candidate = |(asset, (kind, version, presence, picture))| Candidate {
            asset,
            kind,
            version,
            presence,
            has_picture: picture || kind != ReferenceKind::StageMix,
        };
        all.into_iter().enumerate().map(candidate).collect()
    })
}

fn overridden() -> impl Strategy<Value = Option<Override>> {
    let why = prop::sample::select(vec!["production asked for it", ""]);
    prop::option::weighted(
        0.3,
        (0_usize..8, why).prop_map(|(asset, why)| Override {
            asset,
            by: "Ada".to_owned(),
            why: why.to_owned(),
            at: "2026-01-15T10:00:00Z".to_owned(),
        }),
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let task = prop::sample::select(vec![Task::MusicAndEffects, Task::PrintMaster]);
    let delivery_source = prop::sample::select(vec![DeliverySource::Request, DeliverySource::BareFolder]);
    let unnamed = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(vec!["movie.mov".to_owned()]),
    ];
    let not_listed = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(vec!["The folder “b” cannot be read.".to_owned()]),
    ];
    (task, delivery_source, candidates(), (unnamed, not_listed), overridden()).prop_map(
        |(task, delivery_source, candidates, (unnamed, not_listed), overridden)| Facts {
            task,
            delivery_source,
            candidates,
            unnamed,
            not_listed,
            overridden,
        },
    )
}

fn decided(facts: &Facts) -> ServingDecision {
    serve(Profile::asset_qc(), facts)
}

fn rank(kind: ReferenceKind) -> usize {
    ReferenceKind::ALL.iter().position(|other| *other == kind).unwrap()
}

proptest! {
    #[test]
    fn delivering_a_better_usable_asset_never_makes_the_served_one_worse(facts in facts(), better in kind()) {
        let facts = Facts { overridden: None, ..facts };
        let before = decided(&facts);
        let at_stake = match before.status {
            ReferenceStatus::Served { kind, .. } | ReferenceStatus::Held { kind, .. } => rank(kind),
            // A better one that is stated is served, whatever was not listed.
            ReferenceStatus::NotListed { .. } => return Ok(()),
            ReferenceStatus::Unnamed { .. } | ReferenceStatus::NoReference { .. } => usize::MAX,
        };
        prop_assume!(rank(better) < at_stake);
        let mut richer = facts.clone();
        richer.candidates.push(Candidate {
            asset: facts.candidates.len(),
            kind: better,
            version: None,
            presence: Presence::Usable,
            has_picture: true,
        });
        let after = decided(&richer);
        if let Some((_, served)) = before.served() {
            let now = after.served().map(|(_, kind)| rank(kind));
            prop_assert!(now.is_some_and(|now| now <= rank(served)), "{after:?}");
        }
        let kept_out = better == ReferenceKind::Companion && facts.task == Task::PrintMaster;
        if !kept_out && better != ReferenceKind::StageMix {
            let best_of_task = match facts.task {
                Task::MusicAndEffects => ReferenceKind::Companion,
                Task::PrintMaster => ReferenceKind::FinalProxy,
            };
            if facts.not_listed.is_empty() || better == best_of_task {
                prop_assert_eq!(after.served(), Some((facts.candidates.len(), better)));
            }
        }
    }

    #[test]
    fn mending_a_file_never_makes_the_served_one_worse(facts in facts(), place in any::<prop::sample::Index>()) {
        let mut broken = Facts { overridden: None, ..facts };
        prop_assume!(!broken.candidates.is_empty());
        let place = place.index(broken.candidates.len());
        broken.candidates[place].presence = Presence::Missing;
        let mut mended = broken.clone();
        mended.candidates[place].presence = Presence::Usable;
        if let Some((_, served)) = decided(&broken).served() {
            let now = decided(&mended).served();
            prop_assert!(now.is_some_and(|(_, kind)| rank(kind) <= rank(served)), "{now:?}");
        }
    }

    #[test]
    fn a_held_decision_never_serves(facts in facts()) {
        let decision = decided(&facts);
        let served = decision.considered.iter().filter(|row| row.outcome == CandidateOutcome::Served).count();
        match decision.status {
            ReferenceStatus::Served { asset, kind, .. } => {
                prop_assert_eq!(served, 1);
                let candidate = &facts.candidates[asset];
                prop_assert!(candidate.presence.is_usable() && candidate.has_picture);
                prop_assert_eq!(candidate.kind, kind);
                prop_assert!(decision.if_mismatch.is_some());
            }
            ReferenceStatus::Held { .. }
            | ReferenceStatus::NotListed { .. }
            | ReferenceStatus::Unnamed { .. }
            | ReferenceStatus::NoReference { .. } => {
                prop_assert_eq!(served, 0);
                prop_assert!(decision.if_mismatch.is_none() && decision.fallback.is_none());
            }
        }
    }

    #[test]
    fn a_lower_tier_is_never_served_in_silence(facts in facts()) {
        let facts = Facts { overridden: None, ..facts };
        let Some((_, served)) = decided(&facts).served() else { return Ok(()) };
        for candidate in &facts.candidates {
            let kept_out = candidate.kind == ReferenceKind::Companion && facts.task == Task::PrintMaster;
            if rank(candidate.kind) < rank(served) && !kept_out {
                prop_assert_eq!(&candidate.presence, &Presence::NotDelivered);
            }
        }
    }

    #[test]
    fn an_unnamed_movie_is_never_passed_over_in_silence(facts in facts()) {
        let facts = Facts { overridden: None, unnamed: vec!["movie.mov".to_owned()], ..facts };
        let decision = decided(&facts);
        let said = decision.assumptions.iter().any(|one| one.contains("“movie.mov”"));
        match &decision.status {
            ReferenceStatus::NoReference { .. } => prop_assert!(false, "there may be a reference"),
            ReferenceStatus::Unnamed { because, .. } => prop_assert!(because.contains("“movie.mov”")),
            ReferenceStatus::Held { .. } | ReferenceStatus::NotListed { .. } => prop_assert!(said),
            ReferenceStatus::Served { kind, .. } => {
                let best = match facts.task {
                    Task::MusicAndEffects => ReferenceKind::Companion,
                    Task::PrintMaster => ReferenceKind::FinalProxy,
                };
                prop_assert_eq!(said, *kind != best, "{:?}", decision);
            }
        }
    }

    #[test]
    fn what_could_not_be_listed_is_never_passed_over_in_silence(facts in facts()) {
        let facts = Facts { overridden: None, not_listed: vec!["“b” is locked.".to_owned()], ..facts };
        let decision = decided(&facts);
        let as_listed = decided(&Facts { not_listed: Vec::new(), ..facts.clone() });
        match &decision.status {
            ReferenceStatus::NoReference { .. } | ReferenceStatus::Unnamed { .. } => {
                let stated = |kind: &ReferenceKind| facts.candidates.iter().any(|candidate| {
                    candidate.kind == *kind && candidate.presence == Presence::NotDelivered
                });
                let none_left = Profile::asset_qc().serving_order.iter().all(|kind| {
                    stated(kind) || (*kind == ReferenceKind::Companion && facts.task == Task::PrintMaster)
                });
                prop_assert!(none_left, "{decision:?}");
            }
            ReferenceStatus::NotListed { because, .. } => {
                prop_assert!(because.contains("“b” is locked."));
                prop_assert!(!decision.assumptions.iter().any(|one| one.contains("taken as not delivered")));
                prop_assert!(decision.would_change.iter().any(|change| change.condition.contains("can be listed")));
            }
            ReferenceStatus::Held { .. } => prop_assert_eq!(&as_listed.status, &decision.status),
            ReferenceStatus::Served { asset, .. } => {
                prop_assert_eq!(&facts.candidates[*asset].presence, &Presence::Usable);
            }
        }
    }

    #[test]
    fn every_candidate_has_exactly_one_row(facts in facts()) {
        let decision = decided(&facts);
        for candidate in &facts.candidates {
            let rows = decision.considered.iter().filter(|row| row.asset == Some(candidate.asset)).count();
            prop_assert_eq!(rows, 1);
        }
        for kind in &Profile::asset_qc().serving_order {
            prop_assert!(decision.considered.iter().any(|row| row.kind == *kind));
        }
        let worded = |row: &Considered| {
            !row.rule.is_empty() && !row.because.is_empty() && !row.citation.is_empty()
        };
        prop_assert!(decision.considered.iter().all(worded));
        let whole = |text: &str| !text.contains('{') && !text.contains("  ") && !text.contains(" :");
        prop_assert!(decision.considered.iter().all(|row| whole(&row.because)), "{:?}", decision.considered);
    }

    #[test]
    fn the_order_of_the_candidates_has_no_say(facts in facts(), seed in any::<u64>()) {
        let mut shuffled = facts.clone();
        shuffled.candidates.sort_by_key(|candidate| {
            (candidate.asset as u64).wrapping_add(1).wrapping_mul(seed | 1).rotate_left(17)
        });
        prop_assert_eq!(decided(&facts), decided(&shuffled));
    }

    #[test]
    fn a_followed_choice_is_signed_and_recorded(facts in facts()) {
        let decision = decided(&facts);
        if let Some(choice) = &decision.overridden {
            prop_assert_eq!(Some(choice), facts.overridden.as_ref());
            prop_assert!(!choice.why.trim().is_empty() && !choice.by.trim().is_empty());
        } else if facts.overridden.is_some() {
            prop_assert!(!decision.assumptions.is_empty(), "a choice was passed over in silence");
        }
    }

    #[test]
    fn trim_is_never_a_discrepancy(kind in kind()) {
        let judgement = judge(Profile::asset_qc(), kind, FrameRate::F24, &DiscrepancyClass::Trim);
        prop_assert_eq!(judgement.severity, None);
    }

    #[test]
    fn a_larger_offset_is_never_judged_milder(kind in kind(), a in -90_000_i64..90_000, more in 0_i64..90_000) {
        let severity = |samples| {
            let offset = DiscrepancyClass::GlobalOffset(Lateness::new(SampleDelta::new(samples)));
            judge(Profile::asset_qc(), kind, FrameRate::F23_976, &offset).severity
        };
        let larger = if a < 0 { a - more } else { a + more };
        prop_assert!(severity(a) <= severity(larger));
        prop_assert_eq!(severity(a), severity(-a), "early and late weigh the same");
        prop_assert!(severity(larger) <= Some(Severity::Blocker));
    }
}
