use serde::{Deserialize, Serialize};

/// Where a channel belongs in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The only channel there is.
    Mono,
    Left,
    Right,
    Centre,
    LowFrequency,
    LeftSurround,
    RightSurround,
    /// Left and right of the rear pair of 7.1.
    LeftRear,
    RightRear,
    /// A channel without a known place, counted from 1.
    Other(usize),
}

/// In which order the channels of 5.1 stand in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChannelOrder {
    /// L R C LFE Ls Rs: what is asked for (SMPTE ST 2067-8).
    #[default]
    Smpte,
    /// L C R Ls Rs LFE: the classic mismap.
    Film,
}

/// The speaker of each of `channels` channels, in the order they stand in the file. `order` is of account for 5.1 only:
/// nothing else has a film order.
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
    /// "LFE", "Ls": as it stands on a channel strip.
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
    /// "L R C LFE Ls Rs".
    pub fn label(self) -> &'static str {
        match self {
            Self::Smpte => "L R C LFE Ls Rs",
            Self::Film => "L C R Ls Rs LFE",
        }
    }

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
