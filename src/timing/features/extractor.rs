//! Takes one side's sound, once, and keeps what measuring needs: [`FeatureExtractor`] gives [`Features`].

use super::bands::BandMeter;
use super::decimate::Decimator;
use super::downmix::Downmix;
use super::ends::Ends;
use super::whiten::Whitener;
use super::whitened::Whitened;

/// Values in a frame of band levels: mid's bands, then side's. Derived.
pub(in crate::timing) const BAND_VALUES: usize = 2 * BandMeter::BANDS;

/// Takes one side's sound block by block. Cost: about 2.5 CPU seconds an hour of any channel count.
pub struct FeatureExtractor {
    channels: usize,
    downmix: Downmix,
    mid: SignalChain,
    side: SignalChain,
    ends: Ends,
}

/// What is kept of one side: enough to measure it against any other. Size: about 35 kB a second.
#[derive(Clone, Debug)]
pub struct Features {
    pub(in crate::timing) channels: usize,
    pub(in crate::timing) mid: Whitened,
    pub(in crate::timing) side: Whitened,
    /// Natural logarithms of band power: [`BAND_VALUES`] values a frame, [`super::BAND_HOP`] measuring samples apart.
    pub(in crate::timing) levels: Vec<f32>,
    pub(in crate::timing) ends: Ends,
}

impl Features {
    /// Samples at 48 kHz in the file.
    pub fn length(&self) -> i64 {
        self.ends.length()
    }

    /// Channels in the file.
    pub fn channels(&self) -> usize {
        self.channels
    }
}

impl FeatureExtractor {
    /// For sound of `channels` channels at 48 kHz, in the order L R C LFE Ls Rs.
    pub fn new(channels: usize) -> Self {
        let channels = channels.max(1);
        let downmix = Downmix::of(channels);
        Self { channels, downmix, mid: SignalChain::new(), side: SignalChain::new(), ends: Ends::default() }
    }

    /// Takes the next samples: interleaved, full scale ±1, whole frames.
    pub fn push(&mut self, interleaved: &[f32]) {
        let frames = interleaved.len() / self.channels;
        let (mut mid, mut side) = (Vec::with_capacity(frames), Vec::with_capacity(frames));
        self.downmix.fold(interleaved, &mut mid, &mut side);
        self.ends.push(&mid);
        self.mid.push(&mid);
        self.side.push(&side);
    }

    /// Ends the sound and gives what was kept.
    pub fn finish(self) -> Features {
        let (mid, mid_levels) = self.mid.finish();
        let (side, side_levels) = self.side.finish();
        let frames =
            mid_levels.chunks_exact(BandMeter::BANDS).zip(side_levels.chunks_exact(BandMeter::BANDS));
        let levels = frames.flat_map(|(mid, side)| mid.iter().chain(side)).copied().collect();
        Features { channels: self.channels, mid, side, levels, ends: self.ends }
    }
}

/// One downmixed signal on its way to the measuring rate, to whitened samples and to band levels.
struct SignalChain {
    decimator: Decimator,
    whitener: Whitener,
    meter: BandMeter,
    decimated: Vec<f32>,
    whitened: Vec<i16>,
    levels: Vec<f32>,
    count: usize,
}

impl SignalChain {
    fn new() -> Self {
        Self {
            decimator: Decimator::new(),
            whitener: Whitener::new(),
            meter: BandMeter::new(),
            decimated: Vec::new(),
            whitened: Vec::new(),
            levels: Vec::new(),
            count: 0,
        }
    }

    fn push(&mut self, samples: &[f32]) {
        self.decimated.clear();
        self.decimator.push(samples, &mut self.decimated);
        self.whitener.push(&self.decimated, &mut self.whitened);
        self.meter.push(&self.decimated, &mut self.levels);
        self.count += self.decimated.len();
    }

    fn finish(mut self) -> (Whitened, Vec<f32>) {
        self.decimated.clear();
        self.decimator.finish(&mut self.decimated);
        self.whitener.push(&self.decimated, &mut self.whitened);
        self.meter.push(&self.decimated, &mut self.levels);
        self.count += self.decimated.len();
        self.whitener.finish(self.count, &mut self.whitened);
        self.whitened.shrink_to_fit();
        (Whitened::new(self.whitened), self.levels)
    }
}
