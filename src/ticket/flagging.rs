//! Which findings can be flagged, and which ones people, policy and measurement disagree on.

use super::{Finding, FindingKind, Mode, PersonRole, Refusal, Severity, Ticket};
use crate::timebase::{FrameRate, SampleDelta, TimeRange};

/// A stretch longer than this share of the programme is a blanket, not an instance: one in so many.
const BLANKET_SHARE: i64 = 4;

/// Shorter than this is an instance whatever the programme's length: ten seconds.
const SURELY_AN_INSTANCE: SampleDelta = SampleDelta::new(480_000);

impl Ticket {
    /// Why `finding` cannot be flagged now (or be kept after its frames or type were changed), in a sentence that says
    /// what to do; `None` when it can. `rate` is the picture's; `programme` is the whole of it.
    pub fn flag_refusal(&self, finding: &Finding, rate: FrameRate, programme: TimeRange) -> Option<Refusal> {
        let sentence = self.lifecycle.state().locked().map(str::to_owned);
        sentence
            .or_else(|| frames_refusal(finding, rate))
            .or_else(|| blanket_refusal(finding, programme))
            .or_else(|| self.twin_refusal(finding))
            .or_else(|| self.mode_refusal(finding))
            .map(Refusal)
    }

    fn twin_refusal(&self, finding: &Finding) -> Option<String> {
        let twin = self.findings.iter().any(|kept| {
            kept.id != finding.id
                && (kept.kind, kept.from, kept.to) == (finding.kind, finding.from, finding.to)
                && kept.against == finding.against
                && kept.kind != FindingKind::Other
        });
        twin.then(|| {
            format!("{} is flagged on these frames already: change that finding", finding.kind.label())
        })
    }

    /// What the mode leaves out. What was flagged before the mode was changed is kept.
    fn mode_refusal(&self, finding: &Finding) -> Option<String> {
        match self.mode {
            Mode::Full => None,
            Mode::Spot => (!Mode::Spot.looks_for(finding.kind)).then(|| {
                format!(
                    "a spot check looks for global problems only, and {} is none: choose the full check to flag it",
                    finding.kind.label().to_lowercase()
                )
            }),
            Mode::FixCheck => self.fix_check_refusal(finding),
        }
    }

    fn fix_check_refusal(&self, finding: &Finding) -> Option<String> {
        let lifecycle = &self.lifecycle;
        let there: Vec<_> = lifecycle
            .recheck_items()
            .iter()
            .filter(|item| item.finding.kind == finding.kind && item.overlaps(finding))
            .collect();
        if there.is_empty() {
            return Some(
                "a fix check looks at the earlier findings only: choose the spot or the full check to flag \
                 something new"
                    .to_owned(),
            );
        }
        let signed_off = there.iter().find_map(|item| lifecycle.signed_off(item.finding.id));
        signed_off.map(|waiver| {
            format!("production signed this off as {}: it is not flagged again", waiver.label())
        })
    }
}

fn frames_refusal(finding: &Finding, rate: FrameRate) -> Option<String> {
    if finding.to <= finding.from {
        return Some("the out lies before the in: set it after the last frame concerned".to_owned());
    }
    let on_a_frame = |place| rate.start_of_frame(rate.frame_at(place)) == place;
    (!on_a_frame(finding.from) || !on_a_frame(finding.to))
        .then(|| "in and out must lie on frames of the picture: set them again".to_owned())
}

fn blanket_refusal(finding: &Finding, programme: TimeRange) -> Option<String> {
    let length = finding.to - finding.from;
    let is_blanket = length > SURELY_AN_INSTANCE
        && i128::from(length.get()) * i128::from(BLANKET_SHARE) > i128::from(programme.length().get());
    is_blanket.then(|| {
        "this range covers too much of the programme: flag each instance by itself, and a global problem where it \
         is first seen"
            .to_owned()
    })
}

impl Finding {
    /// Whether a supervisor has to say something before the ticket is approved: the policy states no severity, or
    /// people differ from it.
    pub fn is_to_be_decided(&self, ticket: &Ticket) -> bool {
        self.needs_supervisor || !self.disagreements(ticket).is_empty()
    }

    /// Who differs from whom about this finding; empty when operator, policy and measurement agree.
    pub fn disagreements(&self, ticket: &Ticket) -> Vec<Disagreement> {
        let mut found = Vec::new();
        let opinions = || ticket.lifecycle.opinions_of(self.id);
        let operators = opinions()
            .rev()
            .find(|opinion| opinion.by.duty == PersonRole::Operator)
            .and_then(|opinion| opinion.verdict.severity());
        let operators = operators.unwrap_or(self.severity);
        if self.proposed.as_ref().is_some_and(|proposed| proposed.severity != operators) {
            found.push(Disagreement::OperatorAndPolicy);
        }
        let judged = opinions().filter(|opinion| opinion.by.duty != PersonRole::Operator);
        if judged.filter_map(|opinion| opinion.verdict.severity()).any(|severity| severity != operators) {
            found.push(Disagreement::OperatorAndJudge);
        }
        if self.contradicts_measurement(operators) {
            found.push(Disagreement::OperatorAndMeasurement);
        }
        found
    }

    /// A global offset is flagged where the measurement saw none, or the nudge that cured it by ear is a frame or more
    /// from what was measured.
    fn contradicts_measurement(&self, operators: Severity) -> bool {
        let Some(late_by) = self.evidence.measured.as_ref().and_then(|measured| measured.late_by) else {
            return false;
        };
        if self.kind != FindingKind::GlobalOffset {
            return false;
        }
        let rate = self.evidence.reference.as_ref().and_then(|reference| reference.frame_rate);
        let frame = rate.unwrap_or(FrameRate::F24).samples_from_frames(1);
        let by_ear = self.nudge.corrected_error().delta().get();
        let apart = i128::from(by_ear) - i128::from(late_by.delta().get());
        let heard_elsewhere = by_ear != 0 && apart.unsigned_abs() >= u128::from(frame.get().unsigned_abs());
        heard_elsewhere || (late_by.delta() == SampleDelta::ZERO && operators > Severity::Fyi)
    }
}

/// Two voices that do not agree on a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Disagreement {
    OperatorAndPolicy,
    OperatorAndMeasurement,
    /// A verifier or supervisor takes another severity than the operator.
    OperatorAndJudge,
}

impl Disagreement {
    pub fn label(self) -> &'static str {
        match self {
            Self::OperatorAndPolicy => "operator and policy differ",
            Self::OperatorAndMeasurement => "operator and measurement differ",
            Self::OperatorAndJudge => "operator and supervisor differ",
        }
    }
}
