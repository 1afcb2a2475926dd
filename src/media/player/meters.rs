//! Meters of what plays: peaks and loudness of both sounds, as they are in their files.
//!
//! A thread of its own follows the playhead, so that neither the mix nor the window waits for it. It never measures the
//! mix and never reads a file.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use ebur128::{Channel, EbuR128, Mode};

use super::monitor_mix::MonitorMix;
use super::page_cache::PageCache;
use crate::media::MediaError;
use crate::monitoring::{ChannelLevel, ChannelOrder, MeterLevels, SideLevels, Speaker, speakers};
use crate::timebase::SAMPLE_RATE;

/// Time between two looks: often enough for a bar to move smoothly.
const LOOK: Duration = Duration::from_millis(40);
/// A playhead that moved further than this between two looks has jumped: 1 s.
const LONGEST_MOVE: i64 = SAMPLE_RATE as i64;
/// How fast a bar falls. *Standard*: IEC 60268-18 asks for about 20 dB in 1.7 s; meters in studios fall faster.
const FALL_DB_PER_SECOND: f64 = 20.0;
/// Below this it counts as silence. *Standard*: the absolute gate of ITU-R BS.1770.
const SILENT_LUFS: f64 = -70.0;
/// Looks without a move after which nothing plays: 0.2 s.
const RESTS_AFTER: u32 = 5;

/// Starts the thread that measures what plays until the mix stops.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start_meters(mix: &Arc<MonitorMix>) -> Result<(), MediaError> {
    let mix = Arc::clone(mix);
    let run = move || {
        let mut meters = Meters::new(&mix);
        while !mix.state.is_stopping.load(Ordering::Acquire) {
            meters.update(&mix);
            thread::sleep(LOOK);
        }
    };
    let started = thread::Builder::new().name("player-meters".to_owned()).spawn(run);
    started.map(|_| ()).map_err(|error| MediaError::NoThread { purpose: "the meters", error })
}

/// Both meters, and how far they have read.
struct Meters {
    playhead: i64,
    nudge: i64,
    order: ChannelOrder,
    /// Looks since the playhead last moved.
    rested: u32,
    delivered: Option<Meter>,
    guide: Option<Meter>,
}

impl Meters {
    fn new(mix: &MonitorMix) -> Self {
        let order = mix.settings.channel_order();
        let meter = |pages: &Option<PageCache>, order| {
            pages.as_ref().and_then(|pages| Meter::new(pages.channels(), order))
        };
        Self {
            playhead: mix.state.playhead(),
            nudge: mix.settings.nudge(),
            order,
            rested: 0,
            delivered: meter(&mix.delivered, order),
            guide: meter(&mix.guide, ChannelOrder::Smpte),
        }
    }

    fn update(&mut self, mix: &MonitorMix) {
        let (playhead, nudge) = (mix.state.playhead(), mix.settings.nudge());
        let played = playhead - self.playhead;
        if played == 0 {
            self.rest(mix);
            return;
        }
        // After a jump, a nudge or backwards, the meters would mix two places.
        let continues = (1..=LONGEST_MOVE).contains(&played)
            && nudge == self.nudge
            && mix.settings.channel_order() == self.order;
        if !continues || self.rested >= RESTS_AFTER {
            *self = Self::new(mix);
            return;
        }
        for (meter, pages, from) in [
            (&mut self.delivered, &mix.delivered, self.playhead - nudge),
            (&mut self.guide, &mix.guide, self.playhead),
        ] {
            if let (Some(meter), Some(pages)) = (meter, pages) {
                meter.add(pages, from, played);
            }
        }
        (self.playhead, self.rested) = (playhead, 0);
        self.publish(mix);
    }

    /// Nothing was played since the last look: the bars stay for a moment, then there is nothing to show.
    fn rest(&mut self, mix: &MonitorMix) {
        self.rested = self.rested.saturating_add(1);
        if self.rested == RESTS_AFTER {
            mix.state.levels.store(Arc::default());
        }
    }

    fn publish(&self, mix: &MonitorMix) {
        let levels = |meter: &Option<Meter>| meter.as_ref().map(Meter::levels).unwrap_or_default();
        let both = MeterLevels { delivered: levels(&self.delivered), guide: levels(&self.guide) };
        mix.state.levels.store(Arc::new(both));
    }
}

/// One sound's meter.
struct Meter {
    measure: EbuR128,
    channels: usize,
    /// The bar of each channel, in dBFS.
    bars: Vec<f64>,
    block: Vec<f32>,
}

impl Meter {
    fn new(channels: usize, order: ChannelOrder) -> Option<Self> {
        let mode = Mode::M | Mode::SAMPLE_PEAK | Mode::TRUE_PEAK;
        let mut measure = EbuR128::new(u32::try_from(channels).ok()?, SAMPLE_RATE, mode).ok()?;
        let map: Vec<Channel> = speakers(channels, order).into_iter().map(weighted_as).collect();
        measure.set_channel_map(&map).ok()?;
        Some(Self { measure, channels, bars: vec![f64::NEG_INFINITY; channels], block: Vec::new() })
    }

    fn add(&mut self, pages: &PageCache, from: i64, frames: i64) {
        let samples = usize::try_from(frames).unwrap_or(0) * self.channels;
        self.block.clear();
        self.block.resize(samples, 0.0);
        // A page that is not in memory was not heard either.
        pages.read(&mut self.block, from);
        if self.measure.add_frames_f32(&self.block).is_err() {
            return;
        }
        let fallen = FALL_DB_PER_SECOND * frames as f64 / f64::from(SAMPLE_RATE);
        for (channel, bar) in (0..).zip(&mut self.bars) {
            let peak = self.measure.prev_sample_peak(channel).unwrap_or(0.0);
            *bar = decibels(peak).max(*bar - fallen);
        }
    }

    fn levels(&self) -> SideLevels {
        let highest =
            |channel| self.measure.true_peak(channel).ok().map(decibels).filter(|level| level.is_finite());
        let channels: Vec<ChannelLevel> = (0..)
            .zip(&self.bars)
            .map(|(channel, bar)| ChannelLevel {
                peak: Some(*bar).filter(|bar| *bar > -120.0),
                highest: highest(channel),
            })
            .collect();
        let momentary = self.measure.loudness_momentary().ok().filter(|loudness| *loudness > SILENT_LUFS);
        let highest = channels.iter().filter_map(|channel| channel.highest).reduce(f64::max);
        SideLevels { channels, momentary, highest }
    }
}

/// How BS.1770 weights a channel; a channel without a known place counts like a front one.
fn weighted_as(speaker: Speaker) -> Channel {
    match speaker {
        Speaker::Mono | Speaker::Centre | Speaker::Other(_) => Channel::Center,
        Speaker::Left => Channel::Left,
        Speaker::Right => Channel::Right,
        Speaker::LowFrequency => Channel::Unused,
        Speaker::LeftSurround | Speaker::LeftRear => Channel::LeftSurround,
        Speaker::RightSurround | Speaker::RightRear => Channel::RightSurround,
    }
}

fn decibels(factor: f64) -> f64 {
    20.0 * factor.log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONE_HZ: f64 = 1000.0;

    /// A second of a tone in each channel, `level` times full scale.
    fn heard(channels: usize, order: ChannelOrder, level: impl Fn(usize) -> f32) -> SideLevels {
        let mut meter = Meter::new(channels, order).unwrap();
        let tone = |at: usize| (std::f64::consts::TAU * TONE_HZ * at as f64 / 48_000.0).sin() as f32;
        let frames = (0..48_000).flat_map(|at| (0..channels).map(move |channel| (at, channel)));
        let block: Vec<f32> = frames.map(|(at, channel)| tone(at) * level(channel)).collect();
        meter.measure.add_frames_f32(&block).unwrap();
        meter.levels()
    }

    /// EBU Tech 3341, test 1: 1 kHz at −23 dBFS in left and right reads −23 LUFS.
    #[test]
    fn loudness_conforms() {
        let level = 10_f32.powf(-23.0 / 20.0);
        let stereo = heard(2, ChannelOrder::Smpte, |_| level);
        assert!((stereo.momentary.unwrap() + 23.0).abs() < 0.1, "{stereo:?}");
        assert!((stereo.highest.unwrap() + 23.0).abs() < 0.2, "{stereo:?}");
    }

    /// EBU Tech 3341, test 6: −28 in L and R, −24 in C, −30 in Ls and Rs reads −23 LUFS; the LFE counts for nothing.
    #[test]
    fn five_one_conforms_in_both_orders() {
        let of = |speaker: Speaker| match speaker {
            Speaker::Left | Speaker::Right => -28.0,
            Speaker::Centre => -24.0,
            Speaker::LowFrequency => -1.0,
            _ => -30.0,
        };
        for order in [ChannelOrder::Smpte, ChannelOrder::Film] {
            let speakers = speakers(6, order);
            let loudness =
                heard(6, order, |channel| 10_f32.powf(of(speakers[channel]) / 20.0)).momentary.unwrap();
            assert!((loudness + 23.0).abs() < 0.1, "{order:?}: {loudness}");
        }
    }

    #[test]
    fn silence_has_no_level() {
        let silent = heard(2, ChannelOrder::Smpte, |_| 0.0);
        assert_eq!((silent.momentary, silent.highest, silent.channels[0].peak), (None, None, None));
    }
}
