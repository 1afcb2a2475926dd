//! One rule of a profile: when it applies, what follows, why, where that is written, and who reads it differently.

use serde::Deserialize;

use super::facts::Extent;
use crate::ticket::Severity;

/// One rule: when it applies, what follows, why in our words, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<When, Then> {
    /// Unique in its profile; findings and decisions cite it.
    pub id: String,
    /// When it applies; unique among the rules of its list.
    pub when: When,
    /// What follows.
    pub then: Then,
    /// Why, as shown on screen; words in braces are filled in.
    pub reason: String,
    /// Where it is written.
    pub citation: String,
    /// Published texts that read differently.
    #[serde(default = "Vec::new")]
    pub conflicts: Vec<Conflict>,
}

/// What a rule of judging says of the severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SeverityRule {
    /// The published text states it.
    Stated(Severity),
    /// The published text states none: this one is proposed, the supervisor decides.
    Unstated { propose: Severity },
    /// Nothing to flag.
    NotADiscrepancy,
}

/// Another published text reads differently: both readings are shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// What the texts disagree on.
    pub question: String,
    /// How this profile reads it.
    pub this_reading: String,
    /// How the other text reads it.
    pub other_reading: String,
    /// The other text.
    pub said_by: String,
    /// Which discrepancies it concerns; any of them when left out.
    #[serde(default)]
    pub about: ConflictScope,
}

/// Which discrepancies a conflict concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ConflictScope {
    /// All of them.
    #[default]
    Anything,
    GlobalOffset,
    ProgrammeDrift,
    SceneDrift,
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
    /// Whether a conflict of this scope is shown with a drift over `extent`.
    pub fn drift_over(self, extent: Extent) -> bool {
        match self {
            Self::Anything => true,
            Self::GlobalOffset => false,
            Self::ProgrammeDrift => extent == Extent::WholeProgramme,
            Self::SceneDrift => extent == Extent::OneScene,
        }
    }
}
