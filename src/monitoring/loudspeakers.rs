//! The loudspeakers of the room, and each channel's gain in them.

use super::{Speaker, StereoGains};

/// What the sound plays through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loudspeakers {
    /// Two loudspeakers or headphones: what has more channels is folded down.
    #[default]
    Two,
    /// Five and one for low frequencies: every channel plays from its own.
    FiveOne,
}

/// One channel's factor in each loudspeaker, in the order L R C LFE Ls Rs. With two loudspeakers the last four are zero.
pub type SpeakerGains = [f32; 6];

const LEFT: SpeakerGains = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
const RIGHT: SpeakerGains = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
const CENTRE: SpeakerGains = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
const LOW: SpeakerGains = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
const LEFT_SURROUND: SpeakerGains = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0];
const RIGHT_SURROUND: SpeakerGains = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0];

impl Loudspeakers {
    /// How many loudspeakers these are.
    pub fn count(self) -> usize {
        match self {
            Self::Two => 2,
            Self::FiveOne => 6,
        }
    }
}

/// The loudspeaker of a channel, at full level: what plays louder there, the LFE's 10 dB above all, is set in the room
/// (SMPTE RP 200). Both pairs of 7.1 share the surrounds; a channel without a known place plays in the centre.
pub(super) fn in_its_loudspeaker(speaker: Speaker) -> SpeakerGains {
    match speaker {
        Speaker::Left => LEFT,
        Speaker::Right => RIGHT,
        Speaker::Mono | Speaker::Centre | Speaker::Other(_) => CENTRE,
        Speaker::LowFrequency => LOW,
        Speaker::LeftSurround | Speaker::LeftRear => LEFT_SURROUND,
        Speaker::RightSurround | Speaker::RightRear => RIGHT_SURROUND,
    }
}

/// Stereo, from the left and the right loudspeaker.
pub(super) fn from_the_front([left, right]: StereoGains) -> SpeakerGains {
    [left, right, 0.0, 0.0, 0.0, 0.0]
}

/// The factors of the left and the right loudspeaker.
pub fn stereo_gains([left, right, ..]: SpeakerGains) -> StereoGains {
    [left, right]
}

#[cfg(test)]
mod tests {
    use super::super::{ChannelOrder, speakers};
    use super::*;

    #[test]
    fn every_channel_of_five_one_has_its_own_loudspeaker_in_either_order() {
        let gains = |order| -> Vec<Option<usize>> {
            let rows = speakers(6, order).into_iter().map(in_its_loudspeaker);
            rows.map(|row| row.iter().position(|&gain| gain > 0.99)).collect()
        };
        assert_eq!(gains(ChannelOrder::Smpte), [0, 1, 2, 3, 4, 5].map(Some));
        // L C R Ls Rs LFE.
        assert_eq!(gains(ChannelOrder::Film), [0, 2, 1, 4, 5, 3].map(Some));
    }
}
