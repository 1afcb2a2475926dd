//! Which loudspeaker each channel of a file belongs to.

use serde::{Deserialize, Serialize};

/// Where a channel belongs in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The only channel there is.
    Mono,
    /// L.
    Left,
    /// R.
    Right,
    /// C.
    Centre,
    /// LFE.
    LowFrequency,
    /// Ls.
    LeftSurround,
    /// Rs.
    RightSurround,
    /// Lrs, of the rear pair of 7.1.
    LeftRear,
    /// Rrs, of the rear pair of 7.1.
    RightRear,
    /// A channel without a known place, counted from 1.
    Other(usize),
}

/// The order of 5.1 channels in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChannelOrder {
    /// L R C LFE Ls Rs: what deliveries ask for (SMPTE ST 2067-8).
    #[default]
    Smpte,
    /// L C R Ls Rs LFE: the classic mismap.
    Film,
}

/// The speaker of each of `channels` channels, in the order of the file. `order` matters for 5.1 only: nothing else has a
/// film order.
pub fn speakers(channels: usize, order: ChannelOrder) -> Vec<Speaker> {
    use Speaker as S;
    let five_one = match order {
        ChannelOrder::Smpte => {
            [S::Left, S::Right, S::Centre, S::LowFrequency, S::LeftSurround, S::RightSurround]
        }
        ChannelOrder::Film => {
            [S::Left, S::Centre, S::Right, S::LeftSurround, S::RightSurround, S::LowFrequency]
        }
    };
    match channels {
        1 => vec![S::Mono],
        2 => vec![S::Left, S::Right],
        3 => vec![S::Left, S::Right, S::Centre],
        4 => vec![S::Left, S::Right, S::LeftSurround, S::RightSurround],
        5 => vec![S::Left, S::Right, S::Centre, S::LeftSurround, S::RightSurround],
        6 => five_one.to_vec(),
        _ => {
            let eight = speakers(6, ChannelOrder::Smpte).into_iter().chain([S::LeftRear, S::RightRear]);
            let others = (9..).map(S::Other);
            eight.chain(others).take(channels).collect()
        }
    }
}

impl Speaker {
    /// As on a channel strip: "LFE", "Ls".
    pub fn label(self) -> String {
        match self {
            Self::Mono => "M",
            Self::Left => "L",
            Self::Right => "R",
            Self::Centre => "C",
            Self::LowFrequency => "LFE",
            Self::LeftSurround => "Ls",
            Self::RightSurround => "Rs",
            Self::LeftRear => "Lrs",
            Self::RightRear => "Rrs",
            Self::Other(number) => return number.to_string(),
        }
        .to_owned()
    }
}

impl ChannelOrder {
    /// As shown: "L R C LFE Ls Rs".
    pub fn label(self) -> &'static str {
        match self {
            Self::Smpte => "L R C LFE Ls Rs",
            Self::Film => "L C R Ls Rs LFE",
        }
    }

    /// The order that this one isn't.
    pub fn other(self) -> Self {
        match self {
            Self::Smpte => Self::Film,
            Self::Film => Self::Smpte,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_a_speaker_and_no_two_the_same() {
        for order in [ChannelOrder::Smpte, ChannelOrder::Film] {
            for channels in 1..=24 {
                let speakers = speakers(channels, order);
                let names: std::collections::BTreeSet<String> =
                    speakers.iter().map(|speaker| speaker.label()).collect();
                assert_eq!((speakers.len(), names.len()), (channels, channels));
            }
        }
    }

    #[test]
    fn an_order_reads_as_its_speakers() {
        for order in [ChannelOrder::Smpte, ChannelOrder::Film] {
            let names: Vec<String> = speakers(6, order).into_iter().map(Speaker::label).collect();
            assert_eq!(names.join(" "), order.label());
        }
    }
}
