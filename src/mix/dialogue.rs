//! Dialogue left in an M&E. Method: projection of the M&E on an estimate of the dialogue, both whitened by the spectrum of the
//! M&E, over windows of 2 s. The estimate is the dialogue guide where there is one, else what the centre of the Print Master
//! has and the M&E has not; for its reverb alone, what comes of that at the sides ([`super::return_estimate`]). How far chance goes is what the same projection gives at any other delay.

use std::collections::VecDeque;

use super::block::JudgedPart;
use super::decimation::{DECIMATION, Decimator};
use super::fourier::{Bin, Transform};
use super::leak_cells::{CELL, CellSums, LeakCells, LeakScale};
use super::result::MixCandidate;
use super::return_estimate::ReturnEstimate;
use super::samples::{median, padded, part as cut, rms};
use super::setup::MixPairs;
use super::thresholds::{LEAK_FLOOR, LEAK_STANDS_OUT, LEAST_SPEECH, RETURN_STANDS_OUT, SPEECH_OVER};

/// Samples of a window, 2 s, and from one to the next, 0.5 s, at 16 kHz. Chosen.
const WINDOW: usize = 32_000;
const STEP: usize = 8_000;
/// Derived.
const CELLS_IN_STEP: i64 = STEP as i64 * DECIMATION / CELL;
/// Bins of a window that count: 100 Hz to 7 kHz. Chosen.
const BAND: std::ops::Range<usize> = 200..14_000;
/// Bins that the spectrum is smoothed over: 20 Hz. Chosen.
const SMOOTHED: usize = 41;
/// Samples in a stretch of 20 ms at 16 kHz, and how many of a window's have to be speech. Chosen.
const STRETCH: usize = 320;
const LEAST_STRETCHES: usize = 8;

/// Listens for dialogue, window by window.
pub(super) struct DialogueMeter {
    pairs: MixPairs,
    by_guide: bool,
    transform: Transform,
    window: Vec<f32>,
    decimator: Decimator,
    /// At 16 kHz: the estimate; by a guide also what the Print Master has in C and the M&E has not; the delivered channels.
    lanes: Vec<VecDeque<f32>>,
    /// Whether somebody speaks, stretch by stretch.
    spoken: VecDeque<bool>,
    /// Place in the delivered file of the first window.
    begins_at: i64,
    /// Windows so far.
    windows: i64,
    /// What the guide has to be multiplied by to be the dialogue of the Print Master, window by window.
    guide_gains: Vec<f64>,
    leaks: LeakCells,
    /// How dialogue comes back at each side, and the leaks of that alone.
    learnt: [ReturnEstimate; SIDES.len()],
    returns: LeakCells,
}

/// Lanes before the delivered channels.
const ESTIMATE: usize = 0;
const CENTRE: usize = 1;
const DELIVERED: usize = 2;
/// The channel of 5.1 that no dialogue lies in.
const LFE: usize = 3;
/// L R Ls Rs: where dialogue comes back.
const SIDES: [usize; 4] = [0, 1, 4, 5];

impl DialogueMeter {
    /// `by_guide`: a dialogue guide lies beside the delivered audio.
    pub fn new(pairs: MixPairs, by_guide: bool) -> Self {
        let lanes = DELIVERED + pairs.of.len() + SIDES.len();
        let turn = std::f32::consts::TAU / WINDOW as f32;
        Self {
            by_guide,
            transform: Transform::new(WINDOW),
            window: (0..WINDOW).map(|at| 0.5 - 0.5 * (turn * at as f32).cos()).collect(),
            decimator: Decimator::default(),
            lanes: vec![VecDeque::new(); lanes],
            spoken: VecDeque::new(),
            begins_at: 0,
            windows: 0,
            guide_gains: Vec::new(),
            leaks: LeakCells::default(),
            learnt: std::array::from_fn(|_| ReturnEstimate::default()),
            returns: LeakCells::default(),
            pairs,
        }
    }

    pub fn push(&mut self, part: &JudgedPart) {
        if self.windows == 0 && self.lanes.iter().all(VecDeque::is_empty) {
            self.begins_at = part.place(part.range.start);
        }
        let place = |sample: usize| i64::try_from(sample).unwrap_or(0);
        let (from, to) =
            (place(part.range.start) - Decimator::REACH, place(part.range.end) + Decimator::REACH);
        let missing = self.pairs.missing(2, part, from, to);
        let spoken = self.spoken_stretches(part, &missing);
        self.spoken.extend(spoken);
        for lane in 0..self.lanes.len() {
            let thinned = self.thinned(lane, part, &missing);
            if let Some(kept) = self.lanes.get_mut(lane) {
                kept.extend(thinned);
            }
        }
        while self.lanes.first().is_some_and(|lane| lane.len() >= WINDOW) {
            self.judge_window();
            self.lanes.iter_mut().for_each(|lane| drop(lane.drain(..STEP.min(lane.len()))));
            self.spoken.drain(..(STEP / STRETCH).min(self.spoken.len()));
        }
    }

    /// In which stretches of the part somebody speaks: the guide sounds, or the centre differs and left and right hardly do.
    /// `missing`: what the centre of the Print Master has and the M&E has not, with the decimator's reach on both sides.
    fn spoken_stretches(&self, part: &JudgedPart, missing: &[f32]) -> Vec<bool> {
        let place = |sample: usize| i64::try_from(sample).unwrap_or(0);
        let (from, to) = (place(part.range.start), place(part.range.end));
        let length = STRETCH * DECIMATION as usize;
        let levels =
            |sound: &[f32]| -> Vec<f64> { sound.chunks(length).map(|part| rms(part).powi(2)).collect() };
        if self.by_guide {
            let guide = padded(&part.block.guide, from, to);
            return levels(&guide).into_iter().map(|level| level > LEAST_SPEECH).collect();
        }
        let centre = levels(cut(missing, Decimator::REACH, Decimator::REACH + to - from));
        // What only the M&E has there, as dialogue left in, says nothing against speech.
        let sides = [0, 1].map(|content| {
            let lacks = levels(&self.pairs.missing(content, part, from, to));
            let [there, here] = self.pairs.both(content, part, from, to).map(|sound| levels(&sound));
            let more = there.into_iter().zip(here).map(|(there, here)| (there - here).max(0.0));
            lacks.into_iter().zip(more).map(|(lacks, more)| lacks.min(more)).collect::<Vec<f64>>()
        });
        let [left, right] = sides;
        let sides = left.into_iter().zip(right).map(|(left, right)| left.max(right));
        centre
            .into_iter()
            .zip(sides)
            .map(|(middle, sides)| middle > LEAST_SPEECH && middle > SPEECH_OVER * sides)
            .collect()
    }

    /// One lane of the part at 16 kHz; `missing` as above.
    fn thinned(&self, lane: usize, part: &JudgedPart, missing: &[f32]) -> Vec<f32> {
        let place = |sample: usize| i64::try_from(sample).unwrap_or(0);
        let reach = Decimator::REACH;
        let (from, to) = (place(part.range.start) - reach, place(part.range.end) + reach);
        let sound = match lane {
            ESTIMATE if self.by_guide => padded(&part.block.guide, from, to),
            CENTRE if !self.by_guide => return Vec::new(),
            ESTIMATE | CENTRE => return self.decimator.thinned(missing),
            _ => match lane.checked_sub(self.first_side()).and_then(|side| SIDES.get(side)) {
                Some(&content) if self.pairs.holding(content).is_none() => return Vec::new(),
                Some(&content) => self.pairs.missing(content, part, from, to),
                None if self.pairs.content_of(lane - DELIVERED) == Some(LFE) => return Vec::new(),
                None => self.pairs.restored(lane - DELIVERED, part, from, to),
            },
        };
        self.decimator.thinned(&sound)
    }

    /// The lane of what the Print Master has at the first of [`SIDES`] and the M&E has not.
    fn first_side(&self) -> usize {
        DELIVERED + self.pairs.of.len()
    }

    fn lane(&mut self, lane: usize) -> &[f32] {
        self.lanes
            .get_mut(lane)
            .map(|lane| &*lane.make_contiguous())
            .and_then(|lane| lane.get(..WINDOW))
            .unwrap_or_default()
    }

    /// Whether somebody speaks in this window.
    fn is_spoken(&self) -> bool {
        let spoken = self.spoken.iter().take(WINDOW / STRETCH).filter(|spoken| **spoken);
        spoken.count() >= LEAST_STRETCHES
    }

    fn spectrum(&mut self, lane: usize) -> Vec<Bin> {
        let sound: Vec<f32> = self.lane(lane).to_vec();
        self.transform.spectrum(sound.iter().zip(&self.window).map(|(sample, window)| sample * window))
    }

    fn judge_window(&mut self) {
        let first_cell = self.windows * CELLS_IN_STEP;
        self.windows += 1;
        if !self.is_spoken() {
            return;
        }
        let estimate = self.spectrum(ESTIMATE);
        if self.by_guide {
            let missing = self.spectrum(CENTRE);
            let (common, own) = (product(&estimate, &missing), product(&estimate, &estimate));
            if product(&missing, &missing) > 1e-6 && own > 0.0 {
                self.guide_gains.push(common / own);
            }
        }
        for channel in 0..self.pairs.of.len() {
            let content = self.pairs.content_of(channel);
            if content == Some(LFE) || rms(self.lane(DELIVERED + channel)) < 1e-5 {
                continue;
            }
            let delivered = self.spectrum(DELIVERED + channel);
            let flat = weights(&delivered);
            let direct = self.cells(&estimate, &delivered, &flat, LEAK_STANDS_OUT);
            self.leaks.add_window(first_cell, channel, self.pairs.of.len(), &direct);
            let side = SIDES.iter().position(|side| Some(*side) == content);
            let learnt = side.and_then(|side| self.learnt.get(side));
            if let Some(back) = learnt.and_then(|learnt| learnt.of(&estimate)) {
                let returned = self.cells(&back, &delivered, &flat, RETURN_STANDS_OUT);
                self.returns.add_window(first_cell, channel, self.pairs.of.len(), &returned);
            }
        }
        // What was left in here is missing from what is left, and teaches nothing.
        for side in 0..SIDES.len() {
            let lane = self.first_side() + side;
            if rms(self.lane(lane)) > 1e-5 {
                let left = self.spectrum(lane);
                if let Some(learnt) = self.learnt.get_mut(side) {
                    learnt.learn(&estimate, &left);
                }
            }
        }
    }

    /// The cells of a window in which `estimate` may be in `sound`; none where it does not stand out from chance in all of it.
    fn cells(&self, estimate: &[Bin], sound: &[Bin], flat: &[f32], stands_out: f64) -> Vec<CellSums> {
        let (level, over_chance) = projected(estimate, sound, flat);
        if over_chance < stands_out || level < LEAK_FLOOR {
            return Vec::new();
        }
        let signal = |spectrum: &[Bin]| {
            let weighed = spectrum.iter().zip(flat).map(|(bin, weight)| bin * weight.sqrt());
            self.transform.signal(weighed.collect())
        };
        let (estimate, sound) = (signal(estimate), signal(sound));
        let length = CELL as usize / DECIMATION as usize;
        let cells = (0..WINDOW).step_by(length);
        cells.map(|from| CellSums::of(&estimate, &sound, &(from..(from + length).min(WINDOW)))).collect()
    }

    /// What was left in, standing out from chance so far.
    pub fn finish(mut self, stands_out: f64) -> Vec<MixCandidate> {
        if self.lanes.first().is_some_and(|lane| !lane.is_empty()) {
            self.lanes.iter_mut().filter(|lane| !lane.is_empty()).for_each(|lane| lane.resize(WINDOW, 0.0));
            self.judge_window();
        }
        let gain = median(&mut self.guide_gains).filter(|gain| *gain > 0.0).unwrap_or(1.0);
        let scale = LeakScale {
            guide: self.by_guide.then_some(gain),
            centre: self.pairs.holding(2),
            begins_at: self.begins_at,
            stands_out,
        };
        let mut leaks = self.leaks.candidates(&scale);
        // Where the line itself is there, its reverb is no second leak.
        let mut returned = self.returns.candidates(&scale);
        returned.retain(|back| {
            !leaks.iter().any(|leak| leak.audio_from < back.audio_to && back.audio_from < leak.audio_to)
        });
        leaks.append(&mut returned);
        leaks
    }
}

/// Real part of the product of two spectra over the band of speech.
fn product(one: &[Bin], other: &[Bin]) -> f64 {
    let [one, other] = [one, other].map(|spectrum| spectrum.get(BAND).unwrap_or_default());
    one.iter().zip(other).map(|(one, other)| f64::from((one.conj() * other).re)).sum()
}

/// What each bin is weighed with: the spectrum of `sound`, smoothed, is made flat over the band of speech; 0 outside it.
fn weights(sound: &[Bin]) -> Vec<f32> {
    let power: Vec<f32> = sound.iter().map(Bin::norm_sqr).collect();
    let smooth = smoothed(&power);
    let floor = smooth.iter().sum::<f32>() / smooth.len().max(1) as f32 * 1e-7 + 1e-12;
    let mut weights = vec![0.0; smooth.len()];
    let within = weights.get_mut(BAND).unwrap_or_default();
    let smooth = smooth.get(BAND).unwrap_or_default();
    within.iter_mut().zip(smooth).for_each(|(weight, smooth)| *weight = 1.0 / (smooth + floor));
    weights
}

/// How much of `estimate` is in `sound`, as a factor, and how far that stands out from what other delays give.
fn projected(estimate: &[Bin], sound: &[Bin], weights: &[f32]) -> (f64, f64) {
    let (mut common, mut own, mut squares) = (0.0, 0.0, 0.0);
    // Outside the band every weight is 0.
    let [estimate, sound] = [estimate, sound].map(|spectrum| spectrum.get(BAND).unwrap_or_default());
    let weights = weights.get(BAND).unwrap_or_default();
    for ((estimate, sound), weight) in estimate.iter().zip(sound).zip(weights) {
        let cross = estimate.conj() * sound * weight;
        common += f64::from(cross.re);
        squares += f64::from(cross.norm_sqr());
        own += f64::from(estimate.norm_sqr() * weight);
    }
    // Mean square over all delays, by Parseval.
    let chance = (squares / 2.0).sqrt();
    (common / own.max(1e-20), common / chance.max(1e-20))
}

/// Mean of the bins around each.
fn smoothed(power: &[f32]) -> Vec<f32> {
    let mut sum = 0.0f64;
    let mut sums = vec![0.0];
    sums.extend(power.iter().map(|power| {
        sum += f64::from(*power);
        sum
    }));
    let total = |at: usize| sums.get(at.min(power.len())).copied().unwrap_or(0.0);
    let mean = |at: usize| {
        let (from, to) = (at.saturating_sub(SMOOTHED / 2), (at + SMOOTHED / 2 + 1).min(power.len()));
        ((total(to) - total(from)) / (to - from).max(1) as f64) as f32
    };
    // Away from both ends it is always of as many.
    let (half, count) = (SMOOTHED / 2, power.len());
    let whole = sums.get(SMOOTHED..).unwrap_or_default().iter().zip(&sums);
    let mut smooth: Vec<f32> = (0..half.min(count)).map(mean).collect();
    smooth.extend(whole.map(|(to, from)| ((to - from) / SMOOTHED as f64) as f32));
    smooth.extend((smooth.len()..count).map(mean));
    smooth
}
