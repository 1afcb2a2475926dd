//! Known speed errors: a film or its sound that runs at another rate than it was made for.

use serde::{Deserialize, Deserializer};

/// The name of one. By a name of its own, since serde takes a reference for part of the document.
pub(super) type SpeedName = &'static str;

/// As audio speed over reference speed: pull-up and pull-down, PAL and 44.1 kHz. Standard.
pub(super) const NAMED: [(SpeedName, f64); 6] = [
    ("1001/1000", 1001.0 / 1000.0),
    ("1000/1001", 1000.0 / 1001.0),
    ("25/24", 25.0 / 24.0),
    ("24/25", 24.0 / 25.0),
    ("48000/44100", 48.0 / 44.1),
    ("44100/48000", 44.1 / 48.0),
];

/// The name of one in a kept document, as this program spells it.
pub(super) fn read_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SpeedName>, D::Error> {
    let Some(kept) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let known = NAMED.iter().find(|(name, _)| *name == kept);
    known.map(|(name, _)| Some(*name)).ok_or_else(|| serde::de::Error::custom("no known speed error"))
}
