//! The sentences about a decision that the text and the JSON of `explain` share.

use crate::policy::{CandidateOutcome, ReferenceStatus, ServingDecision};
use crate::ticket::{Asset, ReferenceKind};

/// Why the decision is as it is, in a sentence.
pub(super) fn deciding_reason(decision: &ServingDecision) -> &str {
    match &decision.status {
        ReferenceStatus::Held { because, .. }
        | ReferenceStatus::NotListed { because, .. }
        | ReferenceStatus::Unnamed { because, .. }
        | ReferenceStatus::NoReference { because, .. } => because,
        ReferenceStatus::Served { .. } => {
            let served = decision.considered.iter().find(|row| row.outcome == CandidateOutcome::Served);
            served.map_or("", |row| &row.because)
        }
    }
}

/// What a person types who knows which reference the movie is.
pub(super) fn how_to_name(decision: &ServingDecision) -> Option<&'static str> {
    matches!(decision.status, ReferenceStatus::Unnamed { .. }).then_some(
        "Name it: --final-proxy, --turnover-proxy, --locked-cut or --companion with its path (--stage-mix for a stage mix).",
    )
}

/// The kind of a reference, with its version where it has one: "Locked Cut v12".
pub(super) fn name(kind: ReferenceKind, asset: Option<&Asset>) -> String {
    match asset.and_then(|asset| asset.version.as_ref()) {
        Some(version) => format!("{kind} {version}"),
        None => kind.to_string(),
    }
}
