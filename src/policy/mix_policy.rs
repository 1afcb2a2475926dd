//! The policy of what is wrong inside a mix: limits, what a spot check looks for, and severities, as data.
//!
//! A profile written before there was any takes those of the built-in one.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::facts::Extent;
use super::rule::{Rule, SeverityRule};
use crate::ticket::MixCheck;

/// Limits and rules of what is heard inside a mix; in the file, `mix`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixPolicy {
    /// What a spot check looks for; a full one looks for everything.
    pub spot_check: CheckList,
    /// True peak, dBTP: a channel above it is flagged.
    pub true_peak: Limit,
    /// Level of the reference tone in the leader, dBFS of its sine; that of the built-in profile where left out.
    #[serde(default = "built_in_tone")]
    pub reference_tone: Target,
    /// Loudness of the whole programme of a Print Master, LUFS.
    pub programme_loudness: Target,
    /// Loudness of its dialogue, LUFS, which takes a meter with a dialogue gate.
    pub dialogue_loudness: Target,
    /// What each fault means.
    pub rules: Vec<MixRule>,
}

/// A rule of what a fault inside the mix means.
pub type MixRule = Rule<MixCondition, SeverityRule>;

/// What was found, and over how much of the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixCondition {
    pub fault: MixCheck,
    /// Any where left out; a rule for one comes before that.
    #[serde(default)]
    pub over: Option<Extent>,
}

/// Checks, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckList {
    pub checks: Vec<MixCheck>,
    pub citation: String,
}

/// A level that must not be passed, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub most: Decibels,
    pub citation: String,
}

/// A level to be met, how far off it may be, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub level: Decibels,
    /// Up or down; above 0.
    pub within: Decibels,
    pub citation: String,
}

/// A level in hundredths of a decibel; a decimal number in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decibels(i32);

impl Decibels {
    /// In decibels.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl<'de> Deserialize<'de> for Decibels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let level = f64::deserialize(deserializer)?;
        // Chosen: no level of sound is further from full scale.
        if level.abs() <= 200.0 {
            Ok(Self((level * 100.0).round() as i32))
        } else {
            Err(D::Error::custom("a level is between -200 and 200 dB"))
        }
    }
}

impl std::fmt::Display for Decibels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.get().to_string().replace('-', "−"))
    }
}

fn built_in_tone() -> Target {
    MixPolicy::built_in().reference_tone
}

impl Target {
    /// Whether a measured level is as far off as it may be, or nearer.
    pub fn is_met_by(&self, level: f64) -> bool {
        (level - self.level.get()).abs() <= self.within.get()
    }
}

impl MixPolicy {
    /// The rule for a fault: one for its extent, else one for any.
    pub fn rule(&self, fault: MixCheck, over: Extent) -> Option<&MixRule> {
        let of =
            |wanted| self.rules.iter().find(move |rule| rule.when.fault == fault && rule.when.over == wanted);
        of(Some(over)).or_else(|| of(None))
    }
}
