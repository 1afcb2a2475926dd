use serde::{Deserialize, Serialize};

use super::fold_down::{in_one_ear, in_two_ears};
use super::loudspeakers::{from_the_front, in_its_loudspeaker};
use super::{
    ChannelOrder, Level, LevelMatch, Loudspeakers, SoloMute, Speaker, SpeakerGains, speakers, stereo_gains,
};

/// Which of the two sounds is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MonitorSource {
    /// The reference's own sound.
    Guide,
    /// The delivered audio.
    #[default]
    Delivered,
    /// The guide in the left ear, the delivered audio in the right: a difference in time is heard as a shift.
    Both,
    /// The delivered audio less the guide, made equally loud: what is in one and not in the other.
    Difference,
}

/// What the operator hears, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Monitoring {
    pub hear: MonitorSource,
    /// While a key is held, the other side is heard instead: A against B.
    #[serde(skip)]
    pub is_other_held: bool,
    pub delivered: SoloMute,
    pub guide: SoloMute,
    /// The order in which the delivered channels are taken to stand. For the ear only: the file stays as it is.
    pub order: ChannelOrder,
    /// Whether the LFE is part of the fold-down.
    pub with_low_frequency: bool,
    /// Loudness of all that is heard.
    pub volume: Level,
    /// How loud the guide is made for the difference.
    pub matched: LevelMatch,
}

/// One gain matrix over both sounds: for each channel, how loud it is in each loudspeaker. A sound that is not heard at
/// all has no channels, and is not read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gains {
    pub delivered: Vec<SpeakerGains>,
    pub guide: Vec<SpeakerGains>,
}

impl MonitorSource {
    /// What is heard instead while the key of the other side is held.
    fn other(self) -> Self {
        match self {
            Self::Delivered => Self::Guide,
            Self::Guide | Self::Both | Self::Difference => Self::Delivered,
        }
    }

    /// "guide left, delivered right".
    pub fn label(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Delivered => "delivered",
            Self::Both => "guide left, delivered right",
            Self::Difference => "delivered less guide",
        }
    }
}

impl Monitoring {
    /// What is heard now, the held key counted in.
    pub fn heard(&self) -> MonitorSource {
        if self.is_other_held { self.hear.other() } else { self.hear }
    }

    /// The matrix for a delivered sound and a guide of so many channels. What compares both by ear is folded down and
    /// comes from the front, whatever loudspeakers there are.
    pub fn gains(&self, delivered_channels: usize, guide_channels: usize, through: Loudspeakers) -> Gains {
        let delivered = |through| self.laid_out(delivered_channels, self.order, self.delivered, through);
        // A guide is decoded in the order that is asked for.
        let guide = |through| self.laid_out(guide_channels, ChannelOrder::Smpte, self.guide, through);
        let two = Loudspeakers::Two;
        let (delivered, guide) = match self.heard() {
            MonitorSource::Guide => (Vec::new(), guide(through)),
            MonitorSource::Delivered => (delivered(through), Vec::new()),
            MonitorSource::Both => (
                each(delivered(two), |gain| from_the_front(in_one_ear(stereo_gains(gain), [0.0, 1.0]))),
                each(guide(two), |gain| from_the_front(in_one_ear(stereo_gains(gain), [1.0, 0.0]))),
            ),
            MonitorSource::Difference => {
                let match_by = -self.matched.guide.factor();
                (delivered(two), each(guide(two), |gain| gain.map(|feed| feed * match_by)))
            }
        };
        let volume = self.volume.factor();
        let turned = |gains| each(gains, |gain| gain.map(|feed| feed * volume));
        Gains { delivered: turned(delivered), guide: turned(guide) }
    }

    /// Where each channel of one sound is heard, those that are not heard silent.
    fn laid_out(
        &self,
        channels: usize,
        order: ChannelOrder,
        strip: SoloMute,
        through: Loudspeakers,
    ) -> Vec<SpeakerGains> {
        let feeds = |(channel, speaker): (usize, Speaker)| {
            // Who asks for the LFE alone wants to hear it.
            let with_low_frequency = self.with_low_frequency || strip.solo.holds(channel);
            match through {
                _ if !strip.passes(channel) => SpeakerGains::default(),
                Loudspeakers::Two => from_the_front(in_two_ears(speaker, with_low_frequency)),
                Loudspeakers::FiveOne => in_its_loudspeaker(speaker),
            }
        };
        speakers(channels, order).into_iter().enumerate().map(feeds).collect()
    }

    /// The strip that keys for single channels turn: that of what is heard, the delivered one where both are.
    pub fn strip_in_hand(&mut self) -> &mut SoloMute {
        if self.heard() == MonitorSource::Guide { &mut self.guide } else { &mut self.delivered }
    }

    /// "delivered, only C": what a finding records of how it was heard. The volume is the room's, and left out.
    pub fn in_words(&self, delivered_channels: usize, guide_channels: usize) -> String {
        let heard = self.heard();
        let mut words = heard.label().to_owned();
        if heard != MonitorSource::Guide {
            words += &strip_text(self.delivered, delivered_channels, self.order, "delivered ");
            if self.order == ChannelOrder::Film {
                words += ", in film order";
            }
        }
        if heard != MonitorSource::Delivered {
            words += &strip_text(self.guide, guide_channels, ChannelOrder::Smpte, "guide ");
        }
        if self.with_low_frequency {
            words += ", with LFE";
        }
        words
    }
}

fn each(gains: Vec<SpeakerGains>, change: impl Fn(SpeakerGains) -> SpeakerGains) -> Vec<SpeakerGains> {
    gains.into_iter().map(change).collect()
}

fn strip_text(strip: SoloMute, channels: usize, order: ChannelOrder, side: &str) -> String {
    let (word, set) = match (strip.solo.is_empty(), strip.muted.is_empty()) {
        (false, _) => ("only", strip.solo),
        (true, false) => ("without", strip.muted),
        (true, true) => return String::new(),
    };
    let speakers = speakers(channels, order);
    let names: Vec<String> =
        set.channels().filter_map(|channel| speakers.get(channel)).map(|speaker| speaker.label()).collect();
    format!(", {side}{word} {}", names.join(" "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "gains of 0 and 1 are exact")]

    use super::*;

    const C: usize = 2;
    const LFE: usize = 3;

    fn gains(change: impl FnOnce(&mut Monitoring)) -> Gains {
        let mut monitoring = Monitoring::default();
        change(&mut monitoring);
        monitoring.gains(6, 2, Loudspeakers::Two)
    }

    #[test]
    fn the_side_that_is_not_heard_is_not_read() {
        let of = |hear| gains(|monitoring| monitoring.hear = hear);
        assert!(
            of(MonitorSource::Delivered).guide.is_empty() && of(MonitorSource::Guide).delivered.is_empty()
        );
        assert!(
            !of(MonitorSource::Both).guide.is_empty() && !of(MonitorSource::Difference).delivered.is_empty()
        );
    }

    #[test]
    fn a_held_key_hears_the_other_side_and_lets_it_go() {
        let held = gains(|monitoring| monitoring.is_other_held = true);
        assert_eq!(held, gains(|monitoring| monitoring.hear = MonitorSource::Guide));
    }

    #[test]
    fn solo_is_stronger_than_mute_and_the_lfe_alone_is_heard() {
        let solo = gains(|monitoring| {
            monitoring.delivered.solo = monitoring.delivered.solo.toggled(C);
            monitoring.delivered.muted = monitoring.delivered.muted.toggled(C);
        });
        let heard: Vec<usize> = (0..6).filter(|&at| solo.delivered[at] != [0.0; 6]).collect();
        assert_eq!(heard, [C]);
        let low = gains(|monitoring| monitoring.delivered.solo = monitoring.delivered.solo.toggled(LFE));
        assert!(low.delivered[LFE][0] > 0.7);
    }

    #[test]
    fn film_order_moves_channels_to_their_speakers() {
        let film = gains(|monitoring| monitoring.order = ChannelOrder::Film);
        let smpte = gains(|_| {});
        // L C R Ls Rs LFE.
        let from = [0, 2, 1, 4, 5, 3];
        for (channel, &same) in from.iter().enumerate() {
            assert_eq!(film.delivered[channel], smpte.delivered[same]);
        }
    }

    #[test]
    fn five_one_is_heard_from_its_own_loudspeakers_and_compared_from_the_front() {
        let through = |monitoring: Monitoring| monitoring.gains(6, 2, Loudspeakers::FiveOne);
        let of = |hear| through(Monitoring { hear, ..Monitoring::default() });
        assert_eq!(of(MonitorSource::Delivered).delivered[LFE], [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(of(MonitorSource::Guide).guide[1], [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        for hear in [MonitorSource::Both, MonitorSource::Difference] {
            assert_eq!(of(hear), gains(|monitoring| monitoring.hear = hear));
        }
        let mut solo = Monitoring::default();
        solo.delivered.solo = solo.delivered.solo.toggled(C);
        let solo = through(solo).delivered;
        assert!(solo[C][2] == 1.0 && solo[0] == [0.0; 6]);
    }

    #[test]
    fn equal_sounds_leave_no_difference() {
        let difference = gains(|monitoring| {
            monitoring.hear = MonitorSource::Difference;
            monitoring.matched.guide = Level { tenths: -60 };
        });
        // A stereo guide twice as loud as the left and right of the delivered audio.
        let left = difference.delivered[0][0] * 0.501_187 + difference.guide[0][0];
        assert!(left.abs() < 1e-5, "{left}");
    }

    #[test]
    fn how_it_was_heard_is_told_in_words() {
        let mut monitoring = Monitoring::default();
        assert_eq!(monitoring.in_words(6, 2), "delivered");
        monitoring.delivered.solo = monitoring.delivered.solo.toggled(C);
        monitoring.order = ChannelOrder::Film;
        assert_eq!(monitoring.in_words(6, 2), "delivered, delivered only R, in film order");
        monitoring.is_other_held = true;
        assert_eq!(monitoring.in_words(6, 2), "guide");
    }
}
