use serde::Deserialize;

use super::Extent;
use crate::ticket::{ReferenceKind, Severity, Task};
use crate::timebase::{FrameRate, SAMPLE_RATE, SampleDelta};

/// The policy as data: every rule with its reason and where it is written. Read with [`Profile::read`], which
/// refuses one that leaves a question open; the one that comes with the program is [`Profile::asset_qc`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub id: String,
    pub version: String,
    /// Day this version was written, ISO 8601.
    pub date: String,
    /// The published text the rules stand on.
    pub source: String,
    /// Kinds that are served by themselves, best first.
    #[serde(rename = "ladder")]
    pub serving_order: Vec<ReferenceKind>,
    /// The kind that is only a way to finish when the timing of what is served does not match.
    pub finish_with: ReferenceKind,
    /// Which witness places the audio first, best first.
    #[serde(rename = "witnesses")]
    pub alignment_order: Vec<AlignmentSource>,
    pub tolerance: Tolerance,
    pub assumptions: AssumptionTexts,
    pub serving: Vec<ServingRule>,
    pub judging: Vec<JudgingRule>,
}

/// Says where the delivered audio belongs before anything is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum AlignmentSource {
    /// The 2-pop, or another head pop.
    SyncPop,
    /// BWF `bext` TimeReference against the start timecode of the picture.
    TimeReference,
    /// The first programme material after the leader.
    ProgrammeStart,
    /// The first sample of the file at the first frame of the picture.
    FileStart,
}

/// The smallest error of timing that is flagged: `frames`/`of` of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    pub frames: u32,
    pub of: u32,
}

/// How an assumption is said on screen; braces are filled in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssumptionTexts {
    pub delivered: String,
    pub newest: String,
    pub unnamed: String,
    pub choice_unknown: String,
    pub choice_unsigned: String,
    pub choice_sound_only: String,
}

/// One rule: when it applies, what follows, why in our words, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<When, Then> {
    pub id: String,
    pub when: When,
    pub then: Then,
    pub reason: String,
    pub citation: String,
    #[serde(default = "Vec::new")]
    pub conflicts: Vec<Conflict>,
}

pub type ServingRule = Rule<ServingCondition, ServingOutcome>;
pub type JudgingRule = Rule<JudgingCondition, SeverityRule>;

/// How one candidate, or one kind that no candidate stands for, is placed. Exactly one holds for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ServingCondition {
    /// The best kind delivered, and it opens.
    Best(ReferenceKind),
    /// Usable, but this better kind is served.
    Below(ReferenceKind),
    /// Of a kind that does not belong to this task.
    OutsideTask { kind: ReferenceKind, task: Task },
    /// Stated not delivered.
    NotDelivered,
    /// Nothing stated, nothing found.
    NotFound,
    /// The best kind delivered, but its file is not there.
    Missing,
    /// The best kind delivered, but its file cannot be used.
    Unreadable,
    /// Missing or unreadable, and the decision does not rest on it.
    UnusableNotNeeded,
    /// Usable, but a better kind has to be looked at first.
    BelowHeld,
    /// Another of its kind has a higher version label.
    OlderVersion,
    /// Several of its kind, and no telling which is newest.
    VersionUnclear,
    /// A person chose this one.
    Chosen,
    /// A person chose this one, and it is missing or unreadable.
    ChosenUnusable,
    /// A person chose another one.
    PassedOver,
    /// A stage mix with picture.
    ToFinishWith,
    /// A stage mix without picture.
    SoundOnly,
    /// Several stage mixes, and no telling which is newest.
    FinishUnclear,
    /// Nothing is served or held, but a movie is there that nothing says the kind of.
    Unnamed,
    /// The whole ladder is empty.
    NothingDelivered,
}

/// What follows for a candidate. `Serve` and `Hold` end the search down the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ServingOutcome {
    Serve,
    Hold,
    NoReference,
    Outranked,
    NotDelivered,
    NotFound,
    Unavailable,
    Disregarded,
}

/// What is being judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum JudgingCondition {
    /// A timing discrepancy against a served reference of this kind.
    Against(ReferenceKind),
    /// An offset or drift smaller than the tolerance, against anything.
    BelowTolerance,
    /// An offset or drift of nought.
    InLine,
    /// Tone, pops, format silence.
    Trim,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SeverityRule {
    Stated(Severity),
    /// The published text names none: one is proposed, the supervisor decides.
    Unstated {
        propose: Severity,
    },
    NotADiscrepancy,
}

/// Another published text reads differently: both readings are shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    pub question: String,
    pub this_reading: String,
    pub other_reading: String,
    pub said_by: String,
    /// Which discrepancies it is about; shown with any of them when left out.
    #[serde(default)]
    pub about: ConflictScope,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ConflictScope {
    #[default]
    Anything,
    GlobalOffset,
    ProgrammeDrift,
    SceneDrift,
}

impl Profile {
    /// Id and version, as a ticket records what decided: "asset-qc 1".
    pub fn name(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// The rule for a serving condition; `None` only for a task a kind is not kept from, since
    /// [`Profile::read`] refuses a profile that lacks any other.
    pub fn serving_rule(&self, when: ServingCondition) -> Option<&ServingRule> {
        self.serving.iter().find(|rule| rule.when == when)
    }

    /// The rule for what is judged; never `None` for a profile from [`Profile::read`].
    pub fn judging_rule(&self, when: JudgingCondition) -> Option<&JudgingRule> {
        self.judging.iter().find(|rule| rule.when == when)
    }

    /// Where the rule of this id is written; `None` for an id the profile does not have.
    pub fn citation(&self, id: &str) -> Option<&str> {
        let serving = self.serving.iter().map(|rule| (&rule.id, &rule.citation));
        let judging = self.judging.iter().map(|rule| (&rule.id, &rule.citation));
        serving.chain(judging).find(|(known, _)| known.as_str() == id).map(|(_, citation)| citation.as_str())
    }

    /// Whether `kind` may be served by itself under `task`.
    pub fn belongs(&self, kind: ReferenceKind, task: Task) -> bool {
        self.serving_rule(ServingCondition::OutsideTask { kind, task }).is_none()
    }
}

impl Tolerance {
    /// Whether an error this long is under the tolerance at `rate`. Exactly the tolerance is flagged.
    pub fn covers(self, error: SampleDelta, rate: FrameRate) -> bool {
        let error =
            i128::from(error.get().unsigned_abs()) * i128::from(rate.numerator()) * i128::from(self.of);
        error < i128::from(SAMPLE_RATE) * i128::from(rate.denominator()) * i128::from(self.frames)
    }
}

impl Conflict {
    /// Both readings in one sentence.
    pub fn text(&self) -> String {
        format!(
            "{}: “{}” here, “{}” in {}",
            self.question, self.this_reading, self.other_reading, self.said_by
        )
    }
}

impl ConflictScope {
    /// Whether a note about this is shown with a drift over `extent`.
    pub fn drift_over(self, extent: Extent) -> bool {
        match self {
            Self::Anything => true,
            Self::GlobalOffset => false,
            Self::ProgrammeDrift => extent == Extent::WholeProgramme,
            Self::SceneDrift => extent == Extent::OneScene,
        }
    }
}
