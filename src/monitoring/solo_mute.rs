//! Solo and mute of one sound's channels.

use serde::{Deserialize, Serialize};

/// Some of a sound's channels, by their place in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<usize>", into = "Vec<usize>")]
pub struct ChannelSet(u64);

/// Which channels of one sound play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SoloMute {
    /// If there are any, only these play, muted or not.
    pub solo: ChannelSet,
    /// These don't play unless soloed.
    pub muted: ChannelSet,
}

impl ChannelSet {
    /// Whether it has no channel.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it has `channel`, counted from 0; false past the 64th.
    pub fn holds(self, channel: usize) -> bool {
        self.0 & Self::only(channel).0 != 0
    }

    /// With `channel` if it wasn't there, without it if it was.
    #[must_use]
    pub fn toggled(self, channel: usize) -> Self {
        Self(self.0 ^ Self::only(channel).0)
    }

    /// Its channels, counted from 0, in the order of the file.
    pub fn channels(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |&channel| self.holds(channel))
    }

    fn only(channel: usize) -> Self {
        Self(u32::try_from(channel).ok().and_then(|channel| 1_u64.checked_shl(channel)).unwrap_or(0))
    }
}

impl From<Vec<usize>> for ChannelSet {
    fn from(channels: Vec<usize>) -> Self {
        Self(channels.into_iter().fold(0, |set, channel| set | Self::only(channel).0))
    }
}

impl From<ChannelSet> for Vec<usize> {
    fn from(set: ChannelSet) -> Self {
        set.channels().collect()
    }
}

impl SoloMute {
    /// Whether `channel` plays.
    pub fn passes(self, channel: usize) -> bool {
        if self.solo.is_empty() { !self.muted.holds(channel) } else { self.solo.holds(channel) }
    }

    /// Whether nothing is soloed or muted.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }
}
