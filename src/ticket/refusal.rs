//! Why something cannot be done, in words that say what to do instead.

use std::fmt;

/// Why a transition cannot be made, or a finding flagged, now, in a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
