//! The JSON of `twopop explain` (twopop.check/1). Names are frozen.

use serde_json::{Value, json};

use super::decision_text::{deciding_reason, how_to_name};
use super::found_json::{all_passed_over, audio_json, path_of, recognised_name};
use super::settled::ReelsRequest;
use crate::policy::{CandidateOutcome, Considered, Profile, ReferenceStatus, ServingDecision, WouldChange};
use crate::ticket::{Asset, Override, ReferenceKind, Severity, Task};

/// Name and number of the form below; fields may be added, their meaning never changes.
const SCHEMA: &str = "twopop.check/1";

/// The object `explain --json` prints: the decision with its whole trace. Nothing is measured and nothing found,
/// which `check` adds. `assets` are those the decision was made of, `warnings` what was noticed while they were found and
/// read.
pub fn explain_json(
    profile: &Profile,
    task: Task,
    decision: &ServingDecision,
    assets: &[Asset],
    warnings: &[String],
) -> Value {
    let considered: Vec<Value> = decision.considered.iter().map(|row| considered_json(row, assets)).collect();
    let fallback = decision.fallback.map(|asset| {
        let mix = assets.get(asset);
        json!({ "kind": kind_name(profile.finish_with), "path": mix.and_then(path_of) })
    });
    json!({
        "schema": SCHEMA,
        "task": task_name(task),
        "policy": {
            "id": profile.id, "version": profile.version, "date": profile.date, "source": profile.source,
        },
        "decision": decision_name(&decision.status),
        "rule": deciding_rule(&decision.status),
        "because": deciding_reason(decision),
        "citation": decision.citation,
        "remedy": how_to_name(decision),
        "assumptions": decision.assumptions,
        "override": decision.overridden.as_ref().map(override_json),
        "served": served_json(decision, assets),
        "considered": considered,
        "audio": audio_json(task, assets),
        "passed_over": all_passed_over(assets),
        "warnings": warnings,
        "would_change": decision.would_change.iter().map(would_change_json).collect::<Vec<_>>(),
        "fallback": fallback,
        "severity_if_discrepancy": severity_json(decision),
        "measurement": Value::Null,
        "findings": [],
    })
}

/// The object of a request in reels: the object of each reel, and what concerns all of them.
pub(super) fn reels_json(profile: &Profile, rest: &ReelsRequest, reels: Vec<Value>) -> Value {
    json!({
        "schema": SCHEMA,
        "policy": {
            "id": profile.id, "version": profile.version, "date": profile.date, "source": profile.source,
        },
        "reels": reels,
        "passed_over": all_passed_over(&rest.assets),
        "warnings": rest.warnings,
    })
}

fn served_json(decision: &ServingDecision, assets: &[Asset]) -> Value {
    let Some((asset, kind)) = decision.served() else {
        return json!({ "kind": null, "path": null, "sha256": null, "version": null });
    };
    let served = assets.get(asset);
    json!({
        "kind": kind_name(kind),
        "path": served.and_then(path_of),
        "sha256": served.and_then(|served| served.sha256.clone()),
        "version": served.and_then(|served| served.version.clone()),
    })
}

fn considered_json(row: &Considered, assets: &[Asset]) -> Value {
    let asset = row.asset.and_then(|asset| assets.get(asset));
    json!({
        "kind": kind_name(row.kind),
        "outcome": outcome_name(row.outcome),
        "rule": row.rule,
        "because": row.because,
        "citation": row.citation,
        "conflicts": row.conflicts,
        "path": asset.and_then(path_of),
        "version": asset.and_then(|asset| asset.version.clone()),
        "recognised_by": recognised_name(asset),
        "recognised_words": asset.map(|asset| &asset.recognised_words),
    })
}

/// What a person recorded, without the time: that is the ticket's.
fn override_json(choice: &Override) -> Value {
    json!({ "by": choice.by, "why": choice.why })
}

fn would_change_json(change: &WouldChange) -> Value {
    json!({ "if": change.condition, "then": change.outcome })
}

/// Where nothing is served there is no tier, and so no severity.
fn severity_json(decision: &ServingDecision) -> Value {
    let Some(severity) = &decision.if_mismatch else {
        return json!({
            "severity": "unstated", "proposed": null, "rule": deciding_rule(&decision.status),
            "because": "no reference is served, and the severity follows from the reference", "conflicts": [],
        });
    };
    json!({
        "severity": severity.stated.map_or("unstated", severity_name),
        "proposed": severity.proposed.map(severity_name),
        "rule": severity.rule,
        "because": severity.because,
        "citation": severity.citation,
        "conflicts": severity.conflicts,
    })
}

fn deciding_rule(decided: &ReferenceStatus) -> &str {
    match decided {
        ReferenceStatus::Served { rule, .. }
        | ReferenceStatus::Held { rule, .. }
        | ReferenceStatus::NotListed { rule, .. }
        | ReferenceStatus::Unnamed { rule, .. }
        | ReferenceStatus::NoReference { rule, .. } => rule,
    }
}

fn decision_name(decided: &ReferenceStatus) -> &'static str {
    match decided {
        ReferenceStatus::Served { .. } => "served",
        ReferenceStatus::Held { .. }
        | ReferenceStatus::NotListed { .. }
        | ReferenceStatus::Unnamed { .. } => "held",
        ReferenceStatus::NoReference { .. } => "none",
    }
}

fn task_name(task: Task) -> &'static str {
    match task {
        Task::MusicAndEffects => "me",
        Task::PrintMaster => "pm",
    }
}

pub(super) fn kind_name(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::Companion => "companion",
        ReferenceKind::FinalProxy => "final_proxy",
        ReferenceKind::ServicingTurnover => "servicing_turnover",
        ReferenceKind::LockedCut => "locked_cut",
        ReferenceKind::StageMix => "stage_mix",
    }
}

fn outcome_name(outcome: CandidateOutcome) -> &'static str {
    match outcome {
        CandidateOutcome::Served => "served",
        CandidateOutcome::Outranked => "outranked",
        CandidateOutcome::NotDelivered => "not_delivered",
        CandidateOutcome::NotFound => "not_found",
        CandidateOutcome::Unavailable => "unavailable",
        CandidateOutcome::Disregarded => "disregarded",
    }
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Fyi => "fyi",
        Severity::Issue => "issue",
        Severity::Blocker => "blocker",
    }
}
