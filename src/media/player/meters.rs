//! What is played, measured on its way: peaks and loudness of both sounds, as they lie in their files. A thread of its
//! own follows the playhead, so that neither the mix nor the window waits for it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use ebur128::{Channel, EbuR128, Mode};

use super::console::Console;
use super::page_cache::PageCache;
use crate::media::MediaError;
use crate::monitoring::{ChannelLevel, ChannelOrder, Levels, SideLevels, Speaker, speakers};
use crate::timebase::SAMPLE_RATE;

/// Often enough for a bar to move smoothly.
const LOOK: Duration = Duration::from_millis(40);
/// A playhead that went further than this between two looks has jumped.
const FURTHEST: i64 = SAMPLE_RATE as i64;
/// How fast a bar falls (IEC 60268-18 asks for about 20 dB in 1.7 s; meters of the trade fall a little faster).
const FALLS_DB_A_SECOND: f64 = 20.0;
/// Below this there is nothing to be heard (the absolute gate of BS.1770).
const SILENT_LUFS: f64 = -70.0;
/// Looks without a move after which it is said to rest.
const RESTS_AFTER: u32 = 5;

/// Starts the thread that measures what plays until the console stops.
pub(super) fn start_meters(console: &Arc<Console>) -> Result<(), MediaError> {
    let console = Arc::clone(console);
    let watch = move || {
        let mut watch = Watch::new(&console);
        while !console.stopping.load(Ordering::Acquire) {
            watch.look(&console);
            thread::sleep(LOOK);
        }
    };
    let started = thread::Builder::new().name("player-meters".to_owned()).spawn(watch);
    started.map(|_| ()).map_err(|error| MediaError::Refused(format!("no thread for the meters: {error}")))
}

/// Both meters, and how far they have read.
struct Watch {
    playhead: i64,
    nudge: i64,
    order: ChannelOrder,
    rested: u32,
    delivered: Option<Meter>,
    guide: Option<Meter>,
}

impl Watch {
    fn new(console: &Console) -> Self {
        let order = console.order();
        let meter = |shelf: &Option<PageCache>, order| {
            shelf.as_ref().and_then(|shelf| Meter::new(shelf.channels(), order))
        };
        Self {
            playhead: console.playhead(),
            nudge: console.nudge(),
            order,
            rested: 0,
            delivered: meter(&console.delivered, order),
            guide: meter(&console.guide, ChannelOrder::Smpte),
        }
    }

    fn look(&mut self, console: &Console) {
        let (playhead, nudge) = (console.playhead(), console.nudge());
        let played = playhead - self.playhead;
        if played == 0 {
            self.rest(console);
            return;
        }
        // After a jump, a nudge or backwards, what was heard before belongs to another place.
        let goes_on =
            (1..=FURTHEST).contains(&played) && nudge == self.nudge && console.order() == self.order;
        if !goes_on || self.rested >= RESTS_AFTER {
            *self = Self::new(console);
            return;
        }
        for (meter, shelf, from) in [
            (&mut self.delivered, &console.delivered, self.playhead - nudge),
            (&mut self.guide, &console.guide, self.playhead),
        ] {
            if let (Some(meter), Some(shelf)) = (meter, shelf) {
                meter.hear(shelf, from, played);
            }
        }
        (self.playhead, self.rested) = (playhead, 0);
        self.tell(console);
    }

    /// Nothing was played since the last look: bars fall, and then there is nothing to show.
    fn rest(&mut self, console: &Console) {
        self.rested = self.rested.saturating_add(1);
        if self.rested == RESTS_AFTER {
            console.levels.store(Arc::default());
        }
    }

    fn tell(&self, console: &Console) {
        let told = |meter: &Option<Meter>| meter.as_ref().map(Meter::levels).unwrap_or_default();
        console.levels.store(Arc::new(Levels { delivered: told(&self.delivered), guide: told(&self.guide) }));
    }
}

/// One sound's meter.
struct Meter {
    measure: EbuR128,
    channels: usize,
    /// Where the bars stand, dB below full scale.
    bars: Vec<f64>,
    block: Vec<f32>,
}

impl Meter {
    fn new(channels: usize, order: ChannelOrder) -> Option<Self> {
        let mode = Mode::M | Mode::SAMPLE_PEAK | Mode::TRUE_PEAK;
        let mut measure = EbuR128::new(u32::try_from(channels).ok()?, SAMPLE_RATE, mode).ok()?;
        let map: Vec<Channel> = speakers(channels, order).into_iter().map(weighed_as).collect();
        measure.set_channel_map(&map).ok()?;
        Some(Self { measure, channels, bars: vec![f64::NEG_INFINITY; channels], block: Vec::new() })
    }

    fn hear(&mut self, shelf: &PageCache, from: i64, frames: i64) {
        let samples = usize::try_from(frames).unwrap_or(0) * self.channels;
        self.block.clear();
        self.block.resize(samples, 0.0);
        // What was not on the shelf was not heard either.
        shelf.read(&mut self.block, from);
        if self.measure.add_frames_f32(&self.block).is_err() {
            return;
        }
        let fallen = FALLS_DB_A_SECOND * frames as f64 / f64::from(SAMPLE_RATE);
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

/// How BS.1770 weighs a channel; a channel without a known place counts like a front one.
fn weighed_as(speaker: Speaker) -> Channel {
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

    const PER_CHANNEL: f64 = 1000.0;

    /// A second of a tone in each channel, `level` times full scale.
    fn heard(channels: usize, order: ChannelOrder, level: impl Fn(usize) -> f32) -> SideLevels {
        let mut meter = Meter::new(channels, order).unwrap();
        let tone = |at: usize| (std::f64::consts::TAU * PER_CHANNEL * at as f64 / 48_000.0).sin() as f32;
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
