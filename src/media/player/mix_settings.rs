//! What may change while the mix runs: nudge, monitoring, loudspeakers. Any thread sets, the mixing thread reads.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, ArcSwapOption};

use crate::media::mix::Mix;
use crate::monitoring::{BothWays, ChannelOrder, HeldChannel, Loudspeakers, MonitorGains};

/// The settings of the mix. Setting never waits for the mixing thread, and reading never takes a lock.
pub(super) struct MixSettings {
    delivered_channels: usize,
    guide_channels: usize,
    nudge: AtomicI64,
    both_ways: ArcSwapOption<BothWays>,
    gains: ArcSwap<MonitorGains>,
    /// What the gains are made from; the lock is held only while they are made.
    chosen: Mutex<Chosen>,
    is_film_order: AtomicBool,
}

#[derive(Default)]
struct Chosen {
    mix: Mix,
    loudspeakers: Loudspeakers,
    /// Channels of the Print Master beside the audio, and what each delivered one holds of them; none without.
    print_master: (usize, Vec<HeldChannel>),
}

impl MixSettings {
    /// Nothing is heard until [`Self::set_mix`]. Channels of both sounds; 0 for a sound that is not there.
    pub(super) fn new(delivered_channels: usize, guide_channels: usize) -> Self {
        Self {
            delivered_channels,
            guide_channels,
            nudge: AtomicI64::new(0),
            both_ways: ArcSwapOption::empty(),
            gains: ArcSwap::default(),
            chosen: Mutex::default(),
            is_film_order: AtomicBool::new(false),
        }
    }

    /// Takes a new mix, heard from the next block on; returns whether another part of a file is to be read.
    pub(super) fn set_mix(&self, mix: &Mix) -> bool {
        let heard_master = self.hears_print_master();
        self.make_gains(|chosen| chosen.mix = *mix);
        self.is_film_order.store(mix.monitoring.order == ChannelOrder::Film, Ordering::Release);
        let is_other_way = self.both_ways() != mix.both_ways;
        if is_other_way {
            self.both_ways.store(mix.both_ways.map(Arc::new));
        }
        let nudge = mix.nudge.delta().get();
        let lies_elsewhere = self.nudge.swap(nudge, Ordering::AcqRel) != nudge || is_other_way;
        lies_elsewhere || self.hears_print_master() != heard_master
    }

    /// The mix is made for these loudspeakers from the next block on.
    pub(super) fn set_loudspeakers(&self, loudspeakers: Loudspeakers) {
        self.make_gains(|chosen| chosen.loudspeakers = loudspeakers);
    }

    /// A Print Master of so many channels lies beside the audio, which holds that of it.
    pub(super) fn set_print_master(&self, channels: usize, held: Vec<HeldChannel>) {
        self.make_gains(|chosen| chosen.print_master = (channels, held));
    }

    /// Whether the Print Master is part of what is heard.
    pub(super) fn hears_print_master(&self) -> bool {
        !self.gains.load().print_master.is_empty()
    }

    fn make_gains(&self, change: impl FnOnce(&mut Chosen)) {
        let mut chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut chosen);
        let Chosen { mix, loudspeakers, print_master: (channels, held) } = &*chosen;
        let gains = match mix.compared {
            Some(sound) => mix.monitoring.compared_gains(
                sound,
                self.delivered_channels,
                (*channels, held),
                *loudspeakers,
            ),
            None => mix.monitoring.gains(self.delivered_channels, self.guide_channels, *loudspeakers),
        };
        if **self.gains.load() != gains {
            self.gains.store(Arc::new(gains));
        }
    }

    /// Samples by which the delivered audio is heard later than its own time; earlier if negative.
    pub(super) fn nudge(&self) -> i64 {
        self.nudge.load(Ordering::Acquire)
    }

    /// How the audio lies in turns, in place of the nudge.
    pub(super) fn both_ways(&self) -> Option<BothWays> {
        self.both_ways.load().as_deref().copied()
    }

    pub(super) fn gains(&self) -> arc_swap::Guard<Arc<MonitorGains>> {
        self.gains.load()
    }

    /// The order that the delivered channels are taken to be in.
    pub(super) fn channel_order(&self) -> ChannelOrder {
        if self.is_film_order.load(Ordering::Acquire) { ChannelOrder::Film } else { ChannelOrder::Smpte }
    }
}
