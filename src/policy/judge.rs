//! What one measured or flagged discrepancy means: its severity, by which rule, and whether a supervisor decides.

use super::placeholders::{Placeholder, Placeholders};
use super::profile::{JudgingCondition as When, JudgingRule, Profile};
use super::rule::{Conflict, ConflictScope, Rule, SeverityRule};
use super::{DiscrepancyClass, Extent, Judgement};
use crate::ticket::{MixCheck, ReferenceKind};
use crate::timebase::{FrameRate, Lateness, SampleDelta, offset_text};

/// What `discrepancy` against the `served` kind of reference means. The tolerance is counted in frames of the served
/// picture, which runs at `rate`.
///
/// An offset or drift under the profile's tolerance is FYI, exactly the tolerance is flagged; a recut is always
/// flagged; trim and an error of zero have no severity. Never fails: a profile without the rule leaves it to the
/// supervisor.
///
/// ```
/// use twopop::policy::{DiscrepancyClass, Profile, judge};
/// use twopop::ticket::{ReferenceKind, Severity};
/// use twopop::timebase::{FrameRate, Lateness, SampleDelta};
///
/// let rate = FrameRate::F24;
/// let late_by = |samples: i64| DiscrepancyClass::GlobalOffset(Lateness::new(SampleDelta::new(samples)));
/// let severity = |kind, samples| judge(Profile::asset_qc(), kind, rate, &late_by(samples)).severity;
///
/// // At 24 fps a frame is 2 000 samples, and the tolerance is half a frame.
/// assert_eq!(severity(ReferenceKind::FinalProxy, 6_000), Some(Severity::Blocker));
/// assert_eq!(severity(ReferenceKind::LockedCut, 6_000), Some(Severity::Issue));
/// assert_eq!(severity(ReferenceKind::FinalProxy, 999), Some(Severity::Fyi));
/// assert_eq!(severity(ReferenceKind::FinalProxy, 0), None);
/// ```
pub fn judge(
    profile: &Profile,
    served: ReferenceKind,
    rate: FrameRate,
    discrepancy: &DiscrepancyClass,
) -> Judgement {
    let when = match discrepancy {
        DiscrepancyClass::Trim => When::Trim,
        DiscrepancyClass::Recut | DiscrepancyClass::Missing { sounds: true } => When::Against(served),
        DiscrepancyClass::Missing { sounds: false } => When::SilentEnd,
        DiscrepancyClass::CodecDelay(_) => When::CodecDelay,
        DiscrepancyClass::GlobalOffset(error) | DiscrepancyClass::Drift { over_programme: error, .. } => {
            condition_of_error(profile, served, rate, *error)
        }
    };
    let Some(rule) = profile.judging_rule(when) else { return without_rule() };
    let placeholders = Placeholders::kind(served).with(Placeholder::Offset, error_text(rate, discrepancy));
    judged_by(rule, &placeholders, conflicts_about(rule, discrepancy))
}

/// What a fault inside a mix means, wherever it was found and whichever reference is served: its severity, by which rule,
/// and whether a supervisor decides. A profile without the rule leaves it to the supervisor.
///
/// ```
/// use twopop::policy::{Extent, Profile, judge_mix};
/// use twopop::ticket::{MixCheck, Severity};
///
/// let swapped = |over| judge_mix(Profile::asset_qc(), MixCheck::ChannelOrder, over).severity;
/// assert_eq!(swapped(Extent::OneScene), Some(Severity::Issue));
/// assert_eq!(swapped(Extent::WholeProgramme), Some(Severity::Blocker));
/// ```
pub fn judge_mix(profile: &Profile, fault: MixCheck, over: Extent) -> Judgement {
    let Some(rule) = profile.mix.rule(fault, over) else { return without_rule() };
    let conflicts = rule.conflicts.iter().map(Conflict::text).collect();
    judged_by(rule, &Placeholders::default(), conflicts)
}

/// What `rule` says, its braces filled in, beside the other readings that concern the case.
fn judged_by<When>(
    rule: &Rule<When, SeverityRule>,
    placeholders: &Placeholders,
    conflicts: Vec<String>,
) -> Judgement {
    let (severity, needs_supervisor) = match rule.then {
        SeverityRule::Stated(severity) => (Some(severity), false),
        SeverityRule::Unstated { propose } => (Some(propose), true),
        SeverityRule::NotADiscrepancy => (None, false),
    };
    Judgement {
        severity,
        needs_supervisor,
        rule: rule.id.clone(),
        because: placeholders.fill(&rule.reason),
        citation: rule.citation.clone(),
        conflicts,
    }
}

fn condition_of_error(profile: &Profile, served: ReferenceKind, rate: FrameRate, error: Lateness) -> When {
    if error.delta() == SampleDelta::ZERO {
        When::InLine
    } else if profile.tolerance.covers(error.delta(), rate) {
        When::BelowTolerance
    } else {
        When::Against(served)
    }
}

fn error_text(rate: FrameRate, discrepancy: &DiscrepancyClass) -> String {
    match discrepancy {
        DiscrepancyClass::GlobalOffset(error) | DiscrepancyClass::CodecDelay(error) => {
            format!("audio {}", offset_text(*error, rate))
        }
        DiscrepancyClass::Drift { over_programme, .. } => {
            format!("audio comes to be {}", offset_text(*over_programme, rate))
        }
        DiscrepancyClass::Recut | DiscrepancyClass::Missing { .. } | DiscrepancyClass::Trim => String::new(),
    }
}

/// The other published readings that concern this discrepancy.
fn conflicts_about(rule: &JudgingRule, discrepancy: &DiscrepancyClass) -> Vec<String> {
    let bears = |conflict: &&Conflict| match discrepancy {
        DiscrepancyClass::GlobalOffset(_) | DiscrepancyClass::CodecDelay(_) => {
            matches!(conflict.about, ConflictScope::Anything | ConflictScope::GlobalOffset)
        }
        DiscrepancyClass::Drift { extent, .. } => conflict.about.drift_over(*extent),
        DiscrepancyClass::Recut | DiscrepancyClass::Missing { .. } | DiscrepancyClass::Trim => {
            conflict.about == ConflictScope::Anything
        }
    };
    rule.conflicts.iter().filter(bears).map(Conflict::text).collect()
}

/// For a profile that was never checked and lacks the rule: the supervisor decides.
fn without_rule() -> Judgement {
    Judgement {
        severity: None,
        needs_supervisor: true,
        rule: "unwritten".to_owned(),
        because: "the policy has no rule for this: the supervisor decides".to_owned(),
        citation: "none".to_owned(),
        conflicts: Vec::new(),
    }
}
