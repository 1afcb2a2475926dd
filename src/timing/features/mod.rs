//! The listener: takes one side's sound in blocks, once, and keeps what measuring needs.
//!
//! It takes interleaved samples at 48 kHz and gives [`Features`]: two levelled streams at 8 kHz (mid and side), band
//! levels every 40 ms, and the ends at 48 kHz. It never keeps the sound itself: two hours of any channel count
//! stay under a quarter of a gigabyte. Read `downmix`, `decimate`, `whiten`, `bands`, `ends`.

mod bands;
mod decimate;
mod downmix;
mod ends;
pub(in crate::timing) mod spectrum;
mod whiten;
pub(in crate::timing) mod whitened;

pub(in crate::timing) use bands::BAND_HOP;
pub(in crate::timing) use ends::Ends;

pub(in crate::timing) use decimate::Decimator;

use crate::timing::features::whitened::Whitened;
use bands::BandMeter;
use downmix::Downmix;
use whiten::Whitener;

/// Values in a frame of band levels: mid's bands, then side's.
pub(in crate::timing) const LEVELS: usize = 2 * BandMeter::BANDS;

/// Listens to one side, block by block. Cost: about 2.5 CPU seconds an hour of any channel count.
pub struct FeatureExtractor {
    channels: usize,
    downmix: Downmix,
    mid: Ear,
    side: Ear,
    ends: Ends,
}

/// What was heard of one side: enough to measure it against any other. A few bytes a millisecond.
#[derive(Clone, Debug)]
pub struct Features {
    pub(in crate::timing) channels: usize,
    pub(in crate::timing) mid: Whitened,
    pub(in crate::timing) side: Whitened,
    /// [`LEVELS`] values a frame, [`BAND_HOP`] measuring samples apart.
    pub(in crate::timing) levels: Vec<f32>,
    pub(in crate::timing) ends: Ends,
}

impl Features {
    /// Samples at 48 kHz that were heard.
    pub fn length(&self) -> i64 {
        self.ends.length()
    }

    pub fn channels(&self) -> usize {
        self.channels
    }
}

impl FeatureExtractor {
    /// For sound of `channels` channels at 48 kHz, in the order L R C LFE Ls Rs.
    pub fn new(channels: usize) -> Self {
        let channels = channels.max(1);
        let downmix = Downmix::of(channels);
        Self { channels, downmix, mid: Ear::new(), side: Ear::new(), ends: Ends::default() }
    }

    /// The next samples, interleaved, full scale ±1; whole frames.
    pub fn push(&mut self, interleaved: &[f32]) {
        let frames = interleaved.len() / self.channels;
        let (mut mid, mut side) = (Vec::with_capacity(frames), Vec::with_capacity(frames));
        self.downmix.fold(interleaved, &mut mid, &mut side);
        self.ends.push(&mid);
        self.mid.push(&mid);
        self.side.push(&side);
    }

    /// The end of the sound.
    pub fn finish(self) -> Features {
        let (mid, mid_levels) = self.mid.finish();
        let (side, side_levels) = self.side.finish();
        let frames =
            mid_levels.chunks_exact(BandMeter::BANDS).zip(side_levels.chunks_exact(BandMeter::BANDS));
        let levels = frames.flat_map(|(mid, side)| mid.iter().chain(side)).copied().collect();
        Features { channels: self.channels, mid, side, levels, ends: self.ends }
    }
}

/// One downmixed signal on its way to the measuring rate.
struct Ear {
    decimator: Decimator,
    whitener: Whitener,
    meter: BandMeter,
    slow: Vec<f32>,
    white: Vec<i16>,
    levels: Vec<f32>,
    heard: usize,
}

impl Ear {
    fn new() -> Self {
        Self {
            decimator: Decimator::new(),
            whitener: Whitener::new(),
            meter: BandMeter::new(),
            slow: Vec::new(),
            white: Vec::new(),
            levels: Vec::new(),
            heard: 0,
        }
    }

    fn push(&mut self, samples: &[f32]) {
        self.slow.clear();
        self.decimator.push(samples, &mut self.slow);
        self.whitener.push(&self.slow, &mut self.white);
        self.meter.push(&self.slow, &mut self.levels);
        self.heard += self.slow.len();
    }

    fn finish(mut self) -> (Whitened, Vec<f32>) {
        self.slow.clear();
        self.decimator.finish(&mut self.slow);
        self.whitener.push(&self.slow, &mut self.white);
        self.meter.push(&self.slow, &mut self.levels);
        self.heard += self.slow.len();
        self.whitener.finish(self.heard, &mut self.white);
        self.white.shrink_to_fit();
        (Whitened::new(self.white), self.levels)
    }
}
