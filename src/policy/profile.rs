//! The policy as data: the types a profile (RON) is read into. `read.rs` reads and checks one.
//!
//! Names of fields and variants are the file format; a field renamed here keeps its name in the file by serde.

use serde::Deserialize;

use super::mix_policy::MixPolicy;
use super::rule::{Rule, SeverityRule};
use crate::ticket::{ReferenceKind, Task};
use crate::timebase::{FrameRate, SAMPLE_RATE, SampleDelta};

/// A policy: every rule with its reason and where it is written. [`Profile::read`] refuses one that lacks a rule;
/// [`Profile::asset_qc`] comes with the program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name: "asset-qc".
    pub id: String,
    /// Version of this profile.
    pub version: String,
    /// Day this version was written, ISO 8601.
    pub date: String,
    /// The published text the rules are taken from.
    pub source: String,
    /// Kinds that may be the reference, best first; in the file, `ladder`.
    #[serde(rename = "ladder")]
    pub serving_order: Vec<ReferenceKind>,
    /// The kind that the QC may be finished with when the timing of the served reference does not match.
    pub finish_with: ReferenceKind,
    /// What places the audio against the picture at first, best first; in the file, `witnesses`.
    #[serde(rename = "witnesses")]
    pub alignment_order: Vec<AlignmentSource>,
    /// The smallest error that is flagged.
    pub tolerance: Tolerance,
    /// Sentences for what was assumed.
    pub assumptions: AssumptionTexts,
    /// Rules of serving.
    pub serving: Vec<ServingRule>,
    /// Rules of judging.
    pub judging: Vec<JudgingRule>,
    /// What is wrong inside the mix; that of the built-in profile where left out.
    #[serde(default = "MixPolicy::built_in")]
    pub mix: MixPolicy,
}

/// What can place the delivered audio against the picture before anything is nudged.
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

/// The smallest timing error that is flagged: `frames`/`of` of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Numerator, above 0.
    pub frames: u32,
    /// Denominator, above 0.
    pub of: u32,
}

/// Sentences for the screen, one for each assumption; words in braces are filled in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssumptionTexts {
    /// A file found in a bare folder counts as delivered.
    pub delivered: String,
    /// Of several versions, the one with the highest label counts as the newest.
    pub newest: String,
    /// A movie of unknown kind is left out.
    pub unnamed: String,
    /// A recorded choice names nothing in this request.
    pub choice_unknown: String,
    /// A recorded choice lacks who or why.
    pub choice_unsigned: String,
    /// The chosen file has no picture.
    pub choice_sound_only: String,
}

/// A rule of which reference is served.
pub type ServingRule = Rule<ServingCondition, ServingOutcome>;
/// A rule of what a discrepancy means.
pub type JudgingRule = Rule<JudgingCondition, SeverityRule>;

/// The situation of one candidate, or of a kind without a candidate. Exactly one holds for each.
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
    /// Several of its kind, and their labels do not say which is newest.
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
    /// Several stage mixes, and their labels do not say which is newest.
    FinishUnclear,
    /// Nothing is served or held, and the request holds a movie of unknown kind.
    Unnamed,
    /// The best kind found, and part of the request could not be listed.
    NotListed,
    /// Nothing stated, nothing found, and part of the request could not be listed.
    NotFoundAsListed,
    /// Nothing is served or held, and part of the request could not be listed.
    NothingListed,
    /// No reference of any kind.
    NothingDelivered,
}

/// What follows for a candidate. `Serve` and `Hold` end the search; the others only give the candidate its row.
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
    /// An offset or drift of zero.
    InLine,
    /// An offset as long as the undeclared delay of the guide's codec.
    CodecDelay,
    /// The files end or begin apart where neither sounds.
    SilentEnd,
    /// Tone, pops, format silence.
    Trim,
}

impl Profile {
    /// Id and version, as a ticket records what decided: "asset-qc 1".
    pub fn name(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// The rule for a serving condition. `None` only for [`ServingCondition::OutsideTask`] where the kind belongs to
    /// the task: [`Profile::read`] refuses a profile that lacks any other.
    pub fn serving_rule(&self, when: ServingCondition) -> Option<&ServingRule> {
        self.serving.iter().find(|rule| rule.when == when)
    }

    /// The rule for what is judged; never `None` for a profile from [`Profile::read`].
    pub fn judging_rule(&self, when: JudgingCondition) -> Option<&JudgingRule> {
        self.judging.iter().find(|rule| rule.when == when)
    }

    /// Where the rule with this id is written; `None` when the profile has no such rule.
    pub fn citation(&self, id: &str) -> Option<&str> {
        let serving = self.serving.iter().map(|rule| (&rule.id, &rule.citation));
        let judging = self.judging.iter().map(|rule| (&rule.id, &rule.citation));
        let mix = self.mix.rules.iter().map(|rule| (&rule.id, &rule.citation));
        serving
            .chain(judging)
            .chain(mix)
            .find(|(known, _)| known.as_str() == id)
            .map(|(_, citation)| citation.as_str())
    }

    /// Whether `kind` may be served for `task`.
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
