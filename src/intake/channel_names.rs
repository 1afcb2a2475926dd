//! The names of channels in file names, in every scheme in use: L R C LFE Ls Rs, FL FR FC LFE BL BR, Lf Rf C Sub Ls Rs,
//! words in full, and numbers.

/// The channel of a mono file in a discrete set, in the order they are interleaved: L R C LFE Ls Rs, then the rear
/// pair of 7.1. Standard: SMPTE ST 2067-8, the order of 5.1 and 7.1DS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Channel {
    Left,
    Right,
    Centre,
    Lfe,
    LeftSurround,
    RightSurround,
    LeftRear,
    RightRear,
}

impl Channel {
    /// Every channel, in order.
    pub const ALL: [Self; 8] = [
        Self::Left,
        Self::Right,
        Self::Centre,
        Self::Lfe,
        Self::LeftSurround,
        Self::RightSurround,
        Self::LeftRear,
        Self::RightRear,
    ];

    /// "L", "LFE", "Rs".
    pub fn label(self) -> &'static str {
        match self {
            Self::Left => "L",
            Self::Right => "R",
            Self::Centre => "C",
            Self::Lfe => "LFE",
            Self::LeftSurround => "Ls",
            Self::RightSurround => "Rs",
            Self::LeftRear => "Lrs",
            Self::RightRear => "Rrs",
        }
    }
}

/// What one or more words of a name, run together and in small letters, say of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ChannelName {
    Known(Channel),
    /// "lf": the left front beside an "rf", else the LFE.
    LeftFrontOrLfe,
    /// "bl", "rear left": the surround of 5.1, the rear pair where a surround pair is there, too.
    LeftBack,
    RightBack,
}

/// The channel that `word` names, in small letters and without gaps.
pub(super) fn channel_named(word: &str) -> Option<ChannelName> {
    use Channel::{Centre, Left, LeftRear, LeftSurround, Lfe, Right, RightRear, RightSurround};
    Some(ChannelName::Known(match word {
        "l" | "left" | "lt" | "lo" | "fl" | "frontleft" | "leftfront" | "lfront" => Left,
        "r" | "right" | "rt" | "ro" | "fr" | "frontright" | "rightfront" | "rfront" | "rf" => Right,
        "c" | "center" | "centre" | "ctr" | "cntr" | "cent" | "fc" | "cf" | "frontcenter" | "frontcentre"
        | "centerfront" | "centrefront" => Centre,
        "lfe" | "sub" | "subwoofer" | "boom" | "sw" | "lfe1" | "lowfrequency" | "lowfrequencyeffects" => Lfe,
        "ls" | "lss" | "sl" | "lsur" | "lsurr" | "lsurround" | "leftsur" | "leftsurr" | "leftsurround"
        | "surroundleft" | "surrleft" | "leftside" | "sideleft" | "leftsidesurround" => LeftSurround,
        "rs" | "rss" | "sr" | "rsur" | "rsurr" | "rsurround" | "rightsur" | "rightsurr" | "rightsurround"
        | "surroundright" | "surrright" | "rightside" | "sideright" | "rightsidesurround" => RightSurround,
        "lsr" | "lrs" | "lbs" | "leftrearsurround" | "leftsurroundrear" | "leftbacksurround" => LeftRear,
        "rsr" | "rrs" | "rbs" | "rightrearsurround" | "rightsurroundrear" | "rightbacksurround" => RightRear,
        "lf" => return Some(ChannelName::LeftFrontOrLfe),
        "bl" | "lb" | "rl" | "rearleft" | "leftrear" | "backleft" | "leftback" => {
            return Some(ChannelName::LeftBack);
        }
        "br" | "rb" | "rr" | "rearright" | "rightrear" | "backright" | "rightback" => {
            return Some(ChannelName::RightBack);
        }
        _ => return None,
    }))
}

/// The channels of names that stand beside each other, in their order.
pub(super) fn channels_of(names: &[ChannelName], has_right_front: bool) -> Vec<Channel> {
    use Channel::{Left, LeftRear, LeftSurround, Lfe, RightRear, RightSurround};
    let sides = [ChannelName::Known(LeftSurround), ChannelName::Known(RightSurround)];
    let has_sides = names.iter().any(|name| sides.contains(name));
    names
        .iter()
        .map(|name| match (name, has_sides) {
            (ChannelName::Known(channel), _) => *channel,
            (ChannelName::LeftFrontOrLfe, _) => {
                if has_right_front {
                    Left
                } else {
                    Lfe
                }
            }
            (ChannelName::LeftBack, true) => LeftRear,
            (ChannelName::LeftBack, false) => LeftSurround,
            (ChannelName::RightBack, true) => RightRear,
            (ChannelName::RightBack, false) => RightSurround,
        })
        .collect()
}

/// The number that a word counts channels or parts with, and what stands before it: "3", "A3", "ch03", "track 3".
pub(super) fn number_named(word: &str) -> Option<(&str, usize)> {
    let digits = word.trim_start_matches(|c: char| c.is_alphabetic());
    let before = word.get(..word.len() - digits.len())?;
    let counts = matches!(before, "" | "a" | "ch" | "chan" | "channel" | "t" | "tr" | "trk" | "track" | "m");
    let number: usize = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    (counts && number <= 16).then_some((before, number))
}
