//! Delivered, Print Master or what is left of one without the other: what plays while something inside the mix is listened to.

use super::{ChannelOrder, Loudspeakers, MonitorGains, MonitorSource, Monitoring, SpeakerGains};

/// What plays while a place of the mix is compared with the Print Master.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparedSound {
    /// What is monitored otherwise.
    #[default]
    Delivered,
    /// The Print Master where it lies beside the delivered audio, silence elsewhere.
    PrintMaster,
    /// The delivered audio less the Print Master, channel by channel at the measured gain.
    Difference,
}

/// Which channel of the Print Master a delivered one holds, and how much louder, as a factor; negative: upside down. `None`: it
/// holds none.
pub type HeldChannel = Option<(usize, f32)>;

impl ComparedSound {
    /// The one after it, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::Delivered => Self::PrintMaster,
            Self::PrintMaster => Self::Difference,
            Self::Difference => Self::Delivered,
        }
    }

    /// As in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::PrintMaster => "Print Master",
            Self::Difference => "delivered less Print Master",
        }
    }
}

impl Monitoring {
    /// The matrix while that is compared: `held` says what each delivered channel holds of a Print Master of
    /// `print_master_channels`. Solo and mute are those of the delivered channels. The difference is folded down, and comes from
    /// the front.
    pub fn compared_gains(
        &self,
        sound: ComparedSound,
        delivered_channels: usize,
        (print_master_channels, held): (usize, &[HeldChannel]),
        through: Loudspeakers,
    ) -> MonitorGains {
        let own = Self { source: MonitorSource::Delivered, is_other_held: false, ..*self };
        let rows = |channels, through| own.gains(channels, 0, through).delivered;
        match sound {
            ComparedSound::Delivered => own.gains(delivered_channels, 0, through),
            ComparedSound::PrintMaster => {
                // A Print Master is in SMPTE order whatever the delivered audio is taken for.
                let own = Self { order: ChannelOrder::Smpte, ..own };
                let print_master = own.gains(print_master_channels, 0, through).delivered;
                MonitorGains { print_master, ..MonitorGains::default() }
            }
            ComparedSound::Difference => {
                let delivered = rows(delivered_channels, Loudspeakers::Two);
                let mut print_master = vec![SpeakerGains::default(); print_master_channels];
                for (feeds, held) in delivered.iter().zip(held) {
                    let Some((row, louder)) =
                        held.and_then(|(channel, louder)| Some((print_master.get_mut(channel)?, louder)))
                    else {
                        continue;
                    };
                    row.iter_mut().zip(feeds).for_each(|(sum, feed)| *sum -= feed * louder);
                }
                MonitorGains { delivered, print_master, ..MonitorGains::default() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "gains of 0 and 1 are exact")]

    use super::*;

    fn gains(sound: ComparedSound, held: &[HeldChannel]) -> MonitorGains {
        Monitoring::default().compared_gains(sound, 2, (2, held), Loudspeakers::Two)
    }

    #[test]
    fn what_a_channel_holds_is_taken_from_it_at_its_level() {
        // Left and right in each other's place, the right half as loud, the left upside down.
        let difference = gains(ComparedSound::Difference, &[Some((1, -1.0)), Some((0, 0.5))]);
        assert_eq!(difference.delivered[0][..2], [1.0, 0.0]);
        assert_eq!(difference.print_master[1][..2], [1.0, 0.0], "the left less what it holds upside down");
        assert_eq!(difference.print_master[0][..2], [0.0, -0.5]);
    }

    #[test]
    fn the_print_master_plays_in_its_own_order_and_alone() {
        let print_master = gains(ComparedSound::PrintMaster, &[Some((1, 1.0)), Some((0, 1.0))]);
        assert!(print_master.delivered.is_empty() && print_master.guide.is_empty());
        assert_eq!(print_master.print_master[0][..2], [1.0, 0.0]);
        assert!(gains(ComparedSound::Delivered, &[]).print_master.is_empty());
    }

    #[test]
    fn three_sounds_follow_each_other_round() {
        let round = ComparedSound::Delivered.next().next();
        assert_eq!((round, round.next()), (ComparedSound::Difference, ComparedSound::Delivered));
    }
}
