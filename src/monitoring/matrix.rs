//! What the operator monitors ([`Monitoring`]), and the one gain matrix it makes of both sounds ([`MonitorGains`]).

use serde::{Deserialize, Serialize};

use super::fold_down::{in_stereo, on_one_side};
use super::loudspeakers::{from_the_front, in_its_loudspeaker};
use super::{
    ChannelOrder, GainDb, LevelMatch, Loudspeakers, SoloMute, Speaker, SpeakerGains, speakers, stereo_gains,
};

/// Which of the two sounds plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MonitorSource {
    /// The reference's own sound.
    Guide,
    /// The delivered audio.
    #[default]
    Delivered,
    /// The guide on the left, the delivered audio on the right: a difference in time is heard as a shift.
    Both,
    /// The delivered audio minus the guide at matched level: what is in one and not in the other.
    Difference,
}

/// What the operator monitors, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Monitoring {
    /// The source chosen; [`Self::active_source`] counts the held key in.
    #[serde(rename = "hear")]
    pub source: MonitorSource,
    /// Whether the key is held that switches to the other side: A against B.
    #[serde(skip)]
    pub is_other_held: bool,
    /// Of the delivered channels.
    pub delivered: SoloMute,
    /// Of the guide's channels.
    pub guide: SoloMute,
    /// The order assumed for the delivered channels. For monitoring only: the file stays as it is.
    pub order: ChannelOrder,
    /// Whether the LFE is part of the fold-down.
    pub with_low_frequency: bool,
    /// Gain of everything that plays.
    pub volume: GainDb,
    /// Gain of the guide for the difference.
    pub matched: LevelMatch,
}

/// One gain matrix over both sounds: for each channel, its factor in each loudspeaker. A sound that doesn't play has no
/// channels, and isn't read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MonitorGains {
    /// One row for each delivered channel.
    pub delivered: Vec<SpeakerGains>,
    /// One row for each channel of the guide.
    pub guide: Vec<SpeakerGains>,
    /// One row for each channel of the Print Master, which lies beside the delivered audio.
    pub print_master: Vec<SpeakerGains>,
}

impl MonitorSource {
    /// What plays instead while the key of the other side is held.
    fn other(self) -> Self {
        match self {
            Self::Delivered => Self::Guide,
            Self::Guide | Self::Both | Self::Difference => Self::Delivered,
        }
    }

    /// As in a sentence: "guide left, delivered right".
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
    /// What plays now, with the held key.
    pub fn active_source(&self) -> MonitorSource {
        if self.is_other_held { self.source.other() } else { self.source }
    }

    /// The matrix for so many delivered channels and so many of the guide. What compares both is folded down and comes from
    /// the front, whatever loudspeakers there are.
    pub fn gains(
        &self,
        delivered_channels: usize,
        guide_channels: usize,
        through: Loudspeakers,
    ) -> MonitorGains {
        let delivered = |through| self.speaker_gains(delivered_channels, self.order, self.delivered, through);
        // A guide is always decoded in SMPTE order.
        let guide = |through| self.speaker_gains(guide_channels, ChannelOrder::Smpte, self.guide, through);
        let two = Loudspeakers::Two;
        let (delivered, guide) = match self.active_source() {
            MonitorSource::Guide => (Vec::new(), guide(through)),
            MonitorSource::Delivered => (delivered(through), Vec::new()),
            MonitorSource::Both => (
                each(delivered(two), |gain| from_the_front(on_one_side(stereo_gains(gain), [0.0, 1.0]))),
                each(guide(two), |gain| from_the_front(on_one_side(stereo_gains(gain), [1.0, 0.0]))),
            ),
            MonitorSource::Difference => {
                let match_by = -self.matched.guide.factor();
                (delivered(two), each(guide(two), |gain| gain.map(|feed| feed * match_by)))
            }
        };
        let volume = self.volume.factor();
        let turned = |gains| each(gains, |gain| gain.map(|feed| feed * volume));
        MonitorGains { delivered: turned(delivered), guide: turned(guide), print_master: Vec::new() }
    }

    /// One row for each channel of one sound; zero for channels that are muted or not soloed.
    fn speaker_gains(
        &self,
        channels: usize,
        order: ChannelOrder,
        solo_mute: SoloMute,
        through: Loudspeakers,
    ) -> Vec<SpeakerGains> {
        let feeds = |(channel, speaker): (usize, Speaker)| {
            // A soloed LFE plays even where the fold-down leaves it out.
            let with_low_frequency = self.with_low_frequency || solo_mute.solo.holds(channel);
            match through {
                _ if !solo_mute.passes(channel) => SpeakerGains::default(),
                Loudspeakers::Two => from_the_front(in_stereo(speaker, with_low_frequency)),
                Loudspeakers::FiveOne => in_its_loudspeaker(speaker),
            }
        };
        speakers(channels, order).into_iter().enumerate().map(feeds).collect()
    }

    /// The solo and mute that channel keys change: of the side that plays, the delivered one where both do.
    pub fn solo_mute_in_use(&mut self) -> &mut SoloMute {
        if self.active_source() == MonitorSource::Guide { &mut self.guide } else { &mut self.delivered }
    }

    /// As in a sentence: "delivered, only C". The volume depends on the room and is left out.
    pub fn text(&self, delivered_channels: usize, guide_channels: usize) -> String {
        let heard = self.active_source();
        let mut words = heard.label().to_owned();
        if heard != MonitorSource::Guide {
            words += &solo_mute_text(self.delivered, delivered_channels, self.order, "delivered ");
            if self.order == ChannelOrder::Film {
                words += ", in film order";
            }
        }
        if heard != MonitorSource::Delivered {
            words += &solo_mute_text(self.guide, guide_channels, ChannelOrder::Smpte, "guide ");
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

fn solo_mute_text(solo_mute: SoloMute, channels: usize, order: ChannelOrder, side: &str) -> String {
    let (word, set) = match (solo_mute.solo.is_empty(), solo_mute.muted.is_empty()) {
        (false, _) => ("only", solo_mute.solo),
        (true, false) => ("without", solo_mute.muted),
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

    fn gains(change: impl FnOnce(&mut Monitoring)) -> MonitorGains {
        let mut monitoring = Monitoring::default();
        change(&mut monitoring);
        monitoring.gains(6, 2, Loudspeakers::Two)
    }

    #[test]
    fn the_side_that_does_not_play_is_not_read() {
        let of = |source| gains(|monitoring| monitoring.source = source);
        assert!(
            of(MonitorSource::Delivered).guide.is_empty() && of(MonitorSource::Guide).delivered.is_empty()
        );
        assert!(
            !of(MonitorSource::Both).guide.is_empty() && !of(MonitorSource::Difference).delivered.is_empty()
        );
    }

    #[test]
    fn a_held_key_plays_the_other_side() {
        let held = gains(|monitoring| monitoring.is_other_held = true);
        assert_eq!(held, gains(|monitoring| monitoring.source = MonitorSource::Guide));
    }

    #[test]
    fn solo_overrides_mute_and_a_soloed_lfe_plays() {
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
    fn five_one_plays_from_its_own_loudspeakers_and_compares_from_the_front() {
        let through = |monitoring: Monitoring| monitoring.gains(6, 2, Loudspeakers::FiveOne);
        let of = |source| through(Monitoring { source, ..Monitoring::default() });
        assert_eq!(of(MonitorSource::Delivered).delivered[LFE], [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(of(MonitorSource::Guide).guide[1], [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        for source in [MonitorSource::Both, MonitorSource::Difference] {
            assert_eq!(of(source), gains(|monitoring| monitoring.source = source));
        }
        let mut solo = Monitoring::default();
        solo.delivered.solo = solo.delivered.solo.toggled(C);
        let solo = through(solo).delivered;
        assert!(solo[C][2] == 1.0 && solo[0] == [0.0; 6]);
    }

    #[test]
    fn equal_sounds_leave_no_difference() {
        let difference = gains(|monitoring| {
            monitoring.source = MonitorSource::Difference;
            monitoring.matched.guide = GainDb { tenths: -60 };
        });
        // A stereo guide twice as loud as the left and right of the delivered audio.
        let left = difference.delivered[0][0] * 0.501_187 + difference.guide[0][0];
        assert!(left.abs() < 1e-5, "{left}");
    }

    #[test]
    fn monitoring_reads_as_a_sentence() {
        let mut monitoring = Monitoring::default();
        assert_eq!(monitoring.text(6, 2), "delivered");
        monitoring.delivered.solo = monitoring.delivered.solo.toggled(C);
        monitoring.order = ChannelOrder::Film;
        assert_eq!(monitoring.text(6, 2), "delivered, delivered only R, in film order");
        monitoring.is_other_held = true;
        assert_eq!(monitoring.text(6, 2), "guide");
    }
}
