//! Correlates one window of audio with the reference around one lag. Method: GCC-PHAT (Knapp & Carter 1976) by FFT on
//! streams that are whitened already, mid and side together; the top by a parabola, or exactly by sinc interpolation.

use super::pair::Pair;
use crate::timing::features::{Bin, Fourier};

/// Share of a window that must sound, on both sides, before its correlation means anything. Chosen.
const LEAST_SOUND: f32 = 0.02;

/// Correlates a window of whitened audio with the reference around one lag, mid and side together. A score is a sum of
/// products over its own standard deviation: near Gaussian, spread one, where the two have nothing in common.
#[derive(Clone)]
pub(in crate::timing) struct Correlator {
    span: usize,
    reach: usize,
    fourier: Fourier,
    signal: Vec<f32>,
    spectrum: Vec<Bin>,
    audio: [Vec<Bin>; 2],
    product: Vec<Bin>,
    power: [f32; 2],
    scores: Vec<f32>,
}

/// One top of a correlation.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct Peak {
    /// Measuring samples from the lag that was searched.
    pub shift: f64,
    /// Standard deviations; negative where the polarity is inverted.
    pub score: f32,
}

impl Correlator {
    /// For windows of `span` measuring samples, searching `reach` to either side.
    pub fn new(span: usize, reach: usize) -> Self {
        let fourier = Fourier::new((span + 2 * reach).next_power_of_two());
        let empty = vec![Bin::default(); fourier.bins()];
        Self {
            span,
            reach,
            signal: vec![0.0; fourier.length()],
            spectrum: empty.clone(),
            audio: [empty.clone(), empty.clone()],
            product: empty,
            power: [0.0; 2],
            scores: Vec::new(),
            fourier,
        }
    }

    /// Loads the audio window that starts at `start`; false where nothing sounds in it.
    pub fn load(&mut self, pair: &Pair, start: i64) -> bool {
        self.load_with(|side, window| pair.audio(side).fill(start, window))
    }

    /// The same with a window that the caller fills: `fill(side, window)`.
    pub fn load_with(&mut self, fill: impl Fn(usize, &mut [f32])) -> bool {
        for (side, (spectrum, power)) in self.audio.iter_mut().zip(&mut self.power).enumerate() {
            self.signal.fill(0.0);
            let window = self.signal.get_mut(..self.span).unwrap_or_default();
            fill(side, window);
            *power = window.iter().map(|sample| sample * sample).sum();
            self.fourier.forward(&mut self.signal, spectrum);
        }
        self.power.iter().any(|power| *power >= LEAST_SOUND * self.span as f32)
    }

    /// Scores of the loaded window at −reach ..= +reach around `place`, where its start would be in the reference.
    pub fn correlate(&mut self, pair: &Pair, place: i64) -> &[f32] {
        self.product.fill(Bin::default());
        let (width, mut variance) = (self.span + 2 * self.reach, 0.0);
        for (side, (audio, power)) in self.audio.iter().zip(self.power).enumerate() {
            self.signal.fill(0.0);
            let window = self.signal.get_mut(..width).unwrap_or_default();
            pair.reference(side).fill(place - self.reach as i64, window);
            let other =
                window.iter().map(|sample| sample * sample).sum::<f32>() * self.span as f32 / width as f32;
            let least = LEAST_SOUND * self.span as f32;
            if power < least || other < least {
                continue;
            }
            variance += power * other / self.span as f32;
            self.fourier.forward(&mut self.signal, &mut self.spectrum);
            let sign = pair.left_right.sign(side);
            for ((sum, a), b) in self.product.iter_mut().zip(audio).zip(&self.spectrum) {
                *sum += a.conj() * b * sign;
            }
        }
        self.fourier.inverse(&mut self.product, &mut self.signal);
        let scale = if variance > 0.0 { 1.0 / variance.sqrt() } else { 0.0 };
        self.scores.clear();
        self.scores.extend(self.signal.iter().take(2 * self.reach + 1).map(|score| score * scale));
        &self.scores
    }

    /// The strongest scores of the last correlation: at most `most`, above `lowest` and 2 ms apart.
    pub fn peaks(&self, most: usize, lowest: f32) -> Vec<Peak> {
        let (mut left, mut found) = (self.scores.clone(), Vec::new());
        while found.len() < most {
            let best = left.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let Some((at, score)) =
                best.map(|(at, score)| (at, *score)).filter(|(_, score)| score.abs() > lowest)
            else {
                break;
            };
            found.push(Peak { shift: parabola_top(&self.scores, at) - self.reach as f64, score });
            for near in left.iter_mut().skip(at.saturating_sub(16)).take(at.min(16) + 17) {
                *near = 0.0;
            }
        }
        found
    }
}

/// The top of the parabola through a peak and its neighbours.
pub(in crate::timing) fn parabola_top(scores: &[f32], at: usize) -> f64 {
    let around = at.checked_sub(1).and_then(|before| scores.get(before..before + 3));
    let Some([before, top, after]) = around.map(|three| {
        [three.first(), three.get(1), three.get(2)].map(|value| value.copied().unwrap_or_default().abs())
    }) else {
        return at as f64;
    };
    let bend = before - 2.0 * top + after;
    at as f64 + if bend < 0.0 { f64::from(0.5 * (before - after) / bend) } else { 0.0 }
}

/// The top of a band-limited peak, to about a hundredth of a sample: sinc interpolation around `at`, then a parabola.
pub(in crate::timing) fn exact_top(scores: &[f32], at: usize) -> f64 {
    const SPAN: i64 = 12;
    const STEPS: i64 = 16;
    let sign = scores.get(at).map_or(1.0, |score| score.signum());
    let value = |place: f64| -> f64 {
        let nearest = at as i64;
        ((nearest - SPAN).max(0)..=nearest + SPAN)
            .map(|sample| {
                let distance = place - sample as f64;
                let angle = std::f64::consts::PI * distance;
                let sinc = if distance.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
                let window = (angle / (2.0 * (SPAN + 1) as f64)).clamp(-1.57, 1.57).cos().powi(2);
                let score = usize::try_from(sample)
                    .ok()
                    .and_then(|sample| scores.get(sample))
                    .copied()
                    .unwrap_or_default();
                f64::from(score * sign) * sinc * window
            })
            .sum()
    };
    let fine: Vec<f32> =
        (-STEPS..=STEPS).map(|step| value(at as f64 + step as f64 / STEPS as f64) as f32).collect();
    let best =
        fine.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(STEPS as usize, |(best, _)| best);
    at as f64 + (parabola_top(&fine, best) - STEPS as f64) / STEPS as f64
}
