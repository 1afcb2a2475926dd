use super::{Speaker, StereoGains};

/// What the sound is heard through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loudspeakers {
    /// Two loudspeakers or stereo_gains: what has more channels is folded down.
    #[default]
    Two,
    /// Five and one for low frequencies: every channel is heard from its own.
    FiveOne,
}

/// What each loudspeaker is given, or how loud one channel is in it, as factors: L R C LFE Ls Rs. With two
/// loudspeakers the last four are silent.
pub type SpeakerGains = [f32; 6];

const LEFT: SpeakerGains = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
const RIGHT: SpeakerGains = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
const CENTRE: SpeakerGains = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
const LOW: SpeakerGains = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
const LEFT_SURROUND: SpeakerGains = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0];
const RIGHT_SURROUND: SpeakerGains = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0];

impl Loudspeakers {
    /// How many loudspeakers that are.
    pub fn count(self) -> usize {
        match self {
            Self::Two => 2,
            Self::FiveOne => 6,
        }
    }
}

/// The loudspeaker of a channel, at full level: what is louder there than elsewhere, the LFE's 10 dB first of all, is
/// the room's to set (SMPTE RP 200). Both pairs of 7.1 share the surrounds; a channel without a known place is heard in
/// the centre.
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

/// Two stereo_gains, from the left and the right loudspeaker.
pub(super) fn from_the_front([left, right]: StereoGains) -> SpeakerGains {
    [left, right, 0.0, 0.0, 0.0, 0.0]
}

/// The two stereo_gains in what two loudspeakers are given.
pub fn stereo_gains([left, right, ..]: SpeakerGains) -> StereoGains {
    [left, right]
}

#[cfg(test)]
mod tests {
    use super::super::{ChannelOrder, speakers};
    use super::*;

    #[test]
    fn every_channel_of_five_one_has_its_own_loudspeaker_in_either_order() {
        let feed = |order| -> Vec<Option<usize>> {
            let feeds = speakers(6, order).into_iter().map(in_its_loudspeaker);
            feeds.map(|feeds| feeds.iter().position(|&gain| gain > 0.99)).collect()
        };
        assert_eq!(feed(ChannelOrder::Smpte), [0, 1, 2, 3, 4, 5].map(Some));
        // L C R Ls Rs LFE.
        assert_eq!(feed(ChannelOrder::Film), [0, 2, 1, 4, 5, 3].map(Some));
    }
}
