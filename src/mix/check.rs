//! Whether each check of a mix ran.

use serde::{Deserialize, Serialize};

/// Whether a check ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckState {
    Ran,
    /// It does not apply, or is not built: why, as a sentence.
    NotRun(String),
    /// It applies, but what it needs to hear is not there: why, as a sentence.
    CannotHear(String),
}

impl CheckState {
    /// The frozen name in JSON: "ran", "not_run", "cannot_hear".
    pub fn id(&self) -> &'static str {
        match self {
            Self::Ran => "ran",
            Self::NotRun(_) => "not_run",
            Self::CannotHear(_) => "cannot_hear",
        }
    }

    /// Why it did not run; empty where it did.
    pub fn because(&self) -> &str {
        match self {
            Self::Ran => "",
            Self::NotRun(why) | Self::CannotHear(why) => why,
        }
    }
}
