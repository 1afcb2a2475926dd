use serde::{Deserialize, Serialize};

/// Some of a sound's channels, by their place in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<usize>", into = "Vec<usize>")]
pub struct ChannelSet(u64);

/// Which channels of one sound are heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SoloMute {
    /// Where there are any, only these are heard, whatever is muted.
    pub solo: ChannelSet,
    pub muted: ChannelSet,
}

impl ChannelSet {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Channels past the 64th are in no set.
    pub fn holds(self, channel: usize) -> bool {
        self.0 & Self::only(channel).0 != 0
    }

    /// With `channel` if it was not there, without it if it was.
    #[must_use]
    pub fn toggled(self, channel: usize) -> Self {
        Self(self.0 ^ Self::only(channel).0)
    }

    /// In the order of the file.
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
    /// Whether `channel` is heard.
    pub fn passes(self, channel: usize) -> bool {
        if self.solo.is_empty() { !self.muted.holds(channel) } else { self.solo.holds(channel) }
    }

    /// Whether every channel is heard.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }
}
