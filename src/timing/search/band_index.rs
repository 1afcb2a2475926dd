//! Finds where a window of audio may come from in the whole reference, by band levels. Method: cross-correlation of the
//! spectral flux in 28 bands by partitioned FFT, normalised by power, scored in robust standard deviations (MAD).

use std::ops::Range;

use rayon::prelude::*;

use crate::timing::features::{BAND_HOP, BAND_VALUES, Bin, Fourier};

/// Frames of a search window: 8 s. Chosen.
pub(in crate::timing) const WINDOW: usize = 200;
/// Frames of a transform. Chosen.
const TRANSFORM: usize = 1024;
/// Lags that one partition of the reference gives. Derived.
const LAGS_EACH: usize = TRANSFORM - WINDOW;
const BINS: usize = TRANSFORM / 2 + 1;
/// Windows that go through the reference together. Chosen, for speed only.
const BATCH: usize = 4;
/// Matches kept of a window, and the lowest score of one, in robust standard deviations. Chosen: the score has heavy
/// tails, so it proposes and never decides.
const BEST: usize = 5;
const LOWEST_SCORE: f32 = 6.0;

/// Spectral flux: how band levels change from frame to frame, which survives equalisation and gain.
pub(in crate::timing) struct BandFlux {
    /// [`BAND_VALUES`] values a frame.
    values: Vec<f32>,
}

/// A place the delivered audio may come from, by band levels alone.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct CoarseMatch {
    /// Centre of the window in the (resampled) audio, in measuring samples.
    pub at: f64,
    /// Reference place minus audio place, in measuring samples, good to about 10 ms.
    pub lag: f64,
    /// Robust standard deviations above the other lags.
    pub score: f32,
}

impl BandFlux {
    /// Of the band levels of one side, frames outside `programme` (measuring samples) silenced, played `ratio` times as long.
    pub fn of(levels: &[f32], programme: &Range<i64>, ratio: f64) -> Self {
        let frames = levels.len() / BAND_VALUES;
        let frame = |at: usize| levels.get(at * BAND_VALUES..(at + 1) * BAND_VALUES).unwrap_or_default();
        let mut values = vec![0.0_f32; frames * BAND_VALUES];
        for (at, row) in values.chunks_exact_mut(BAND_VALUES).enumerate() {
            let place = (at * BAND_HOP) as i64;
            let inside =
                place - BAND_HOP as i64 >= programme.start && place + 3 * BAND_HOP as i64 <= programme.end;
            if at == 0 || at + 1 >= frames || !inside {
                continue;
            }
            for ((value, next), last) in row.iter_mut().zip(frame(at + 1)).zip(frame(at - 1)) {
                *value = next - last;
            }
        }
        normalise(&mut values);
        if (ratio - 1.0).abs() < 1e-9 {
            Self { values }
        } else {
            Self { values: interpolated(&values, ratio) }
        }
    }

    /// Frames of band levels.
    pub fn frames(&self) -> usize {
        self.values.len() / BAND_VALUES
    }

    fn row(&self, frame: i64) -> &[f32] {
        let found = usize::try_from(frame)
            .ok()
            .and_then(|frame| self.values.get(frame * BAND_VALUES..(frame + 1) * BAND_VALUES));
        found.unwrap_or_default()
    }

    fn power(&self, frame: i64) -> f64 {
        self.row(frame).iter().map(|value| f64::from(value * value)).sum()
    }
}

/// Scales each stream to a spread of one and clips outliers at three.
fn normalise(values: &mut [f32]) {
    for stream in [0..BAND_VALUES / 2, BAND_VALUES / 2..BAND_VALUES] {
        let part = |row: &[f32]| {
            row.get(stream.clone())
                .unwrap_or_default()
                .iter()
                .map(|value| f64::from(value * value))
                .sum::<f64>()
        };
        let power =
            values.chunks_exact(BAND_VALUES).map(part).sum::<f64>() / (values.len() / 2).max(1) as f64;
        let spread = power.sqrt().max(0.5) as f32;
        for row in values.chunks_exact_mut(BAND_VALUES) {
            for value in row.get_mut(stream.clone()).unwrap_or_default() {
                *value = (*value / spread).clamp(-3.0, 3.0);
            }
        }
    }
}

fn interpolated(values: &[f32], ratio: f64) -> Vec<f32> {
    let frames = (values.len() / BAND_VALUES) as f64 * ratio;
    let row = |at: usize| values.get(at * BAND_VALUES..(at + 1) * BAND_VALUES).unwrap_or_default();
    (0..frames as usize)
        .flat_map(|frame| {
            let place = frame as f64 / ratio;
            let (before, share) = (place as usize, place.fract() as f32);
            row(before).iter().zip(row(before + 1)).map(move |(a, b)| a * (1.0 - share) + b * share)
        })
        .collect()
}

/// The whole reference, ready to be searched at every lag.
pub(in crate::timing) struct BandIndex {
    /// Per partition, per value of a frame: the real parts of its bins, then the imaginary parts.
    partitions: Vec<Vec<f32>>,
    /// Power of the reference before each frame, from one window before its start.
    running_power: Vec<f64>,
    lags: usize,
    fourier: Fourier,
}

/// A window of the audio on its way through the reference.
struct Window {
    start: usize,
    planes: Vec<f32>,
    power: f64,
    scores: Vec<f32>,
}

impl Window {
    fn sounds(&self) -> bool {
        self.power >= 1.0
    }
}

impl BandIndex {
    /// Transforms the whole reference once.
    pub fn new(reference: &BandFlux) -> Self {
        let fourier = Fourier::new(TRANSFORM);
        let lags = reference.frames() + WINDOW;
        let partitions = (0..lags.div_ceil(LAGS_EACH))
            .into_par_iter()
            .map(|partition| {
                planes(
                    reference,
                    (partition * LAGS_EACH) as i64 - WINDOW as i64,
                    TRANSFORM,
                    &mut fourier.clone(),
                    false,
                )
            })
            .collect();
        let mut running_power = vec![0.0];
        let mut sum = 0.0;
        for frame in 0..(lags + WINDOW) as i64 {
            sum += reference.power(frame - WINDOW as i64);
            running_power.push(sum);
        }
        Self { partitions, running_power, lags, fourier }
    }

    /// The best lags of each window of `audio` that starts at a frame of `starts`, the best first; empty for a window
    /// without any.
    /// Cost: some 15 million multiplications per window and minute of reference.
    pub fn search(&self, audio: &BandFlux, starts: &[usize]) -> Vec<Vec<CoarseMatch>> {
        starts.par_chunks(BATCH).flat_map_iter(|starts| self.windows(audio, starts)).collect()
    }

    /// A few windows at once, so that a partition fetched from memory serves them all.
    fn windows(&self, audio: &BandFlux, starts: &[usize]) -> Vec<Vec<CoarseMatch>> {
        let mut fourier = self.fourier.clone();
        let mut windows: Vec<Window> =
            starts.iter().map(|start| self.window(audio, *start, &mut fourier)).collect();
        let (mut product, mut signal) = (vec![Bin::default(); BINS], vec![0.0; TRANSFORM]);
        for partition in &self.partitions {
            for window in windows.iter_mut().filter(|window| window.sounds()) {
                multiply(&window.planes, partition, &mut product);
                fourier.inverse(&mut product, &mut signal);
                window.scores.extend(signal.iter().take(LAGS_EACH));
            }
        }
        windows.into_iter().map(|window| self.best(window)).collect()
    }

    fn window(&self, audio: &BandFlux, start: usize, fourier: &mut Fourier) -> Window {
        let planes = planes(audio, start as i64, WINDOW, fourier, true);
        let power: f64 = (start..start + WINDOW).map(|frame| audio.power(frame as i64)).sum();
        Window { start, planes, power, scores: Vec::with_capacity(self.partitions.len() * LAGS_EACH) }
    }

    fn best(&self, mut window: Window) -> Vec<CoarseMatch> {
        if !window.sounds() {
            return Vec::new();
        }
        window.scores.truncate(self.lags);
        self.normalise(&mut window.scores, window.power);
        peaks(window.scores, window.start)
    }

    fn normalise(&self, scores: &mut [f32], power: f64) {
        let least = 1e-3 * (WINDOW * BAND_VALUES) as f64;
        let spans = self.running_power.iter().zip(self.running_power.iter().skip(WINDOW));
        for (score, (before, after)) in scores.iter_mut().zip(spans) {
            *score /= (power.sqrt() * (after - before).max(least).sqrt()) as f32 + 1e-3;
        }
        // A few thousand lags give the spread as well as all of them.
        let thin = (scores.len() / 8192).max(1);
        let sample: Vec<f32> = scores.iter().step_by(thin).copied().collect();
        let middle = median(sample.clone());
        let spread = 1.4826 * median(sample.iter().map(|score| (score - middle).abs()).collect()) + 1e-4;
        scores.iter_mut().for_each(|score| *score /= spread);
    }
}

/// The spectra of all values over `length` frames from `start`, conjugated if wanted.
fn planes(flux: &BandFlux, start: i64, length: usize, fourier: &mut Fourier, conjugate: bool) -> Vec<f32> {
    let mut planes = Vec::with_capacity(2 * BINS * BAND_VALUES);
    let mut spectrum = vec![Bin::default(); BINS];
    for value in 0..BAND_VALUES {
        let mut signal = vec![0.0; TRANSFORM];
        for (at, slot) in signal.iter_mut().take(length).enumerate() {
            *slot = flux.row(start + at as i64).get(value).copied().unwrap_or_default();
        }
        fourier.forward(&mut signal, &mut spectrum);
        planes.extend(spectrum.iter().map(|bin| bin.re));
        planes.extend(spectrum.iter().map(|bin| if conjugate { -bin.im } else { bin.im }));
    }
    planes
}

/// The sum over all values of window spectrum times reference spectrum.
fn multiply(window: &[f32], partition: &[f32], product: &mut [Bin]) {
    let (mut real, mut imaginary) = ([0.0_f32; BINS], [0.0_f32; BINS]);
    for (a, b) in window.chunks_exact(2 * BINS).zip(partition.chunks_exact(2 * BINS)) {
        let ((a_re, a_im), (b_re, b_im)) = (a.split_at(BINS), b.split_at(BINS));
        let (a, b) = (a_re.iter().zip(a_im), b_re.iter().zip(b_im));
        for (((re, im), (ar, ai)), (br, bi)) in real.iter_mut().zip(&mut imaginary).zip(a).zip(b) {
            *re += ar * br - ai * bi;
            *im += ar * bi + ai * br;
        }
    }
    for ((bin, re), im) in product.iter_mut().zip(real).zip(imaginary) {
        *bin = Bin::new(re, im);
    }
}

fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

fn peaks(mut scores: Vec<f32>, start: usize) -> Vec<CoarseMatch> {
    let mut found = Vec::new();
    for _ in 0..BEST {
        let best =
            scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, score)| (at, *score));
        let Some((at, score)) = best.filter(|(_, score)| *score >= LOWEST_SCORE) else { break };
        let value = |at: usize| scores.get(at).copied().unwrap_or_default();
        let (before, after) = (value(at.wrapping_sub(1)), value(at + 1));
        let bend = before - 2.0 * score + after;
        let between = if at > 0 && bend < 0.0 { f64::from(0.5 * (before - after) / bend) } else { 0.0 };
        let frames = at as f64 + between - WINDOW as f64 - start as f64;
        found.push(CoarseMatch {
            at: ((start + WINDOW / 2) * BAND_HOP) as f64,
            lag: frames * BAND_HOP as f64,
            score,
        });
        for near in scores.iter_mut().skip(at.saturating_sub(5)).take(at.min(5) + 6) {
            *near = f32::MIN;
        }
    }
    found
}
