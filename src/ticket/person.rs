//! Who works on a ticket, and in which role. Recorded, never authenticated.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who is at the desk, as the settings say: written into findings and decisions. Recorded, never authenticated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    pub name: String,
    pub duty: PersonRole,
}

/// What a person judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PersonRole {
    /// Watches, listens and flags.
    #[default]
    Operator,
    /// Checks another's flags.
    Verifier,
    /// Confirms, overrules or returns.
    Supervisor,
}

impl PersonRole {
    pub const ALL: [Self; 3] = [Self::Operator, Self::Verifier, Self::Supervisor];

    pub fn label(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Verifier => "verifier",
            Self::Supervisor => "supervisor",
        }
    }
}

impl fmt::Display for Person {
    /// "Ann, supervisor".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.trim().is_empty() { "Unnamed operator" } else { self.name.trim() };
        write!(f, "{name}, {}", self.duty.label())
    }
}
