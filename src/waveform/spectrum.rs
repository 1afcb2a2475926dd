//! The spectrum of a sound over time, in tiles: what a spectrogram is drawn from.

use std::fmt;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Samples in one spectrum: 43 ms, one frame of picture. Chosen: bins of 23 Hz, and a hit is still a narrow line.
pub const SPECTRUM_WINDOW: usize = 2048;
/// Rows of a tile, evenly spaced in the logarithm of frequency. Chosen: 19 to an octave.
pub const SPECTRUM_ROWS: usize = 192;
/// Columns of a tile.
pub const TILE_COLUMNS: usize = 256;
/// Lowest and highest frequency, in Hz. Chosen: what is heard.
const LOWEST: f32 = 20.0;
const HIGHEST: f32 = 20_000.0;
/// Of every sound that reaches this room, in Hz.
const SAMPLE_RATE: f32 = 48_000.0;
/// What is drawn down to, in decibels below full scale. Chosen: below it is dither.
const FLOOR: f32 = 96.0;
/// The most spectra in one column; the strongest of them is shown. Chosen: a tile of 5.1 takes a fifth of a second.
const MOST_IN_A_COLUMN: usize = 4;

/// Which tile of a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileKey {
    /// Tells the sound from another in its place: [`super::Pyramid::number`].
    pub sound: u64,
    /// Frames in a column; at least 1.
    pub frames_per_column: i64,
    /// Which of the tiles that follow one another from the sound's first frame on.
    pub place: i64,
}

impl TileKey {
    /// The first frame of its first column.
    pub fn first_frame(self) -> i64 {
        self.place.saturating_mul(self.frames())
    }

    /// Frames in a tile.
    pub fn frames(self) -> i64 {
        self.frames_per_column.max(1).saturating_mul(TILE_COLUMNS as i64)
    }

    /// The frames with which the spectra of a column begin; each takes [`SPECTRUM_WINDOW`] frames, around its part of the
    /// column. Wide columns are looked at in a few places only.
    pub fn windows(self, column: usize) -> impl Iterator<Item = i64> {
        let width = self.frames_per_column.max(1);
        let count = usize::try_from(width).unwrap_or(1).div_ceil(SPECTRUM_WINDOW).clamp(1, MOST_IN_A_COLUMN);
        let first = self.first_frame().saturating_add(width.saturating_mul(column as i64));
        (0..count as i64).map(move |number| {
            let middle = first + width * (2 * number + 1) / (2 * count as i64);
            middle - SPECTRUM_WINDOW as i64 / 2
        })
    }
}

/// A tile: how loud each frequency is in each column.
#[derive(Clone, PartialEq, Eq)]
pub struct SpectrumTile {
    /// `[columns × rows]`, the lowest frequency first; 0 is [`FLOOR`] below full scale or less, 255 full scale.
    levels: Vec<u8>,
}

impl SpectrumTile {
    /// How loud a row of a column is: 0 is −96 dBFS or less, 255 full scale.
    pub fn level(&self, column: usize, row: usize) -> u8 {
        if row >= SPECTRUM_ROWS {
            return 0;
        }
        self.levels.get(column * SPECTRUM_ROWS + row).copied().unwrap_or(0)
    }
}

impl fmt::Debug for SpectrumTile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpectrumTile({} levels)", self.levels.len())
    }
}

/// The share of the height, from the foot, at which a frequency in Hz is drawn: 0 to 1.
pub fn height_of_frequency(frequency: f32) -> f32 {
    ((frequency / LOWEST).ln() / (HIGHEST / LOWEST).ln()).clamp(0.0, 1.0)
}

/// The frequency in Hz at a share of the height.
pub fn frequency_at_height(height: f32) -> f32 {
    LOWEST * (HIGHEST / LOWEST).powf(height.clamp(0.0, 1.0))
}

/// Builds one tile, column by column.
pub struct SpectrumBuilder {
    forward: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    signal: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// The strongest magnitude of each bin in the column that is built.
    strongest: Vec<f32>,
    levels: Vec<u8>,
}

impl Default for SpectrumBuilder {
    fn default() -> Self {
        let forward = RealFftPlanner::new().plan_fft_forward(SPECTRUM_WINDOW);
        let turn = std::f32::consts::TAU / SPECTRUM_WINDOW as f32;
        // Hann, scaled so that a full-scale sine has magnitude 1.
        let scale = 4.0 / SPECTRUM_WINDOW as f32;
        let window = (0..SPECTRUM_WINDOW).map(|at| (0.5 - 0.5 * (turn * at as f32).cos()) * scale).collect();
        let bins = forward.make_output_vec();
        Self {
            window,
            signal: vec![0.0; SPECTRUM_WINDOW],
            scratch: forward.make_scratch_vec(),
            strongest: vec![0.0; bins.len()],
            bins,
            levels: Vec::with_capacity(TILE_COLUMNS * SPECTRUM_ROWS),
            forward,
        }
    }
}

impl SpectrumBuilder {
    /// Takes one spectrum's `samples` (`[frames × channels]` interleaved, full scale ±1.0; what is missing is silence) into the
    /// column that is built. The loudest channel counts: channels are never summed.
    pub fn take(&mut self, samples: &[f32], channels: usize) {
        let channels = channels.max(1);
        for channel in 0..channels {
            self.signal.fill(0.0);
            let of_channel = samples.iter().skip(channel).step_by(channels);
            for ((signal, sample), window) in self.signal.iter_mut().zip(of_channel).zip(&self.window) {
                *signal = if sample.is_finite() { sample * window } else { 0.0 };
            }
            let done = self.forward.process_with_scratch(&mut self.signal, &mut self.bins, &mut self.scratch);
            debug_assert!(done.is_ok(), "{done:?}");
            for (strongest, bin) in self.strongest.iter_mut().zip(&self.bins) {
                *strongest = strongest.max(bin.norm());
            }
        }
    }

    /// The column is done; the next begins.
    pub fn end_column(&mut self) {
        let per_bin = SAMPLE_RATE / SPECTRUM_WINDOW as f32;
        for row in 0..SPECTRUM_ROWS {
            let edge = |row: usize| frequency_at_height(row as f32 / SPECTRUM_ROWS as f32) / per_bin;
            let (from, to) = (edge(row), edge(row + 1));
            self.levels.push(level_of(self.magnitude_between(from, to)));
        }
        self.strongest.fill(0.0);
    }

    /// The tile of the columns that were ended.
    pub fn finish(self) -> SpectrumTile {
        SpectrumTile { levels: self.levels }
    }

    /// The strongest bin between two places among the bins; between two bins, what a line between them has there.
    fn magnitude_between(&self, from: f32, to: f32) -> f32 {
        let at = |place: f32| {
            let (below, share) = (place.floor() as usize, place.fract());
            let of = |bin: usize| self.strongest.get(bin).copied().unwrap_or(0.0);
            of(below) * (1.0 - share) + of(below + 1) * share
        };
        let inside = self.strongest.get(from.ceil() as usize..to.ceil() as usize).unwrap_or_default();
        inside.iter().copied().fold(at(from).max(at(to)), f32::max)
    }
}

fn level_of(magnitude: f32) -> u8 {
    let decibels = 20.0 * magnitude.max(1e-9).log10();
    ((1.0 + decibels / FLOOR) * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One column of a tone of `frequency` on the second of two channels.
    fn tone(frequency: f32, loud: f32) -> SpectrumTile {
        let turn = std::f32::consts::TAU * frequency / SAMPLE_RATE;
        let samples: Vec<f32> =
            (0..SPECTRUM_WINDOW).flat_map(|at| [0.0, (at as f32 * turn).sin() * loud]).collect();
        let mut builder = SpectrumBuilder::default();
        builder.take(&samples, 2);
        builder.end_column();
        builder.finish()
    }

    fn loudest_row(tile: &SpectrumTile) -> usize {
        // Of rows that are as loud as each other, the middle one.
        let loudest = (0..SPECTRUM_ROWS).map(|row| tile.level(0, row)).max().unwrap();
        let rows: Vec<usize> = (0..SPECTRUM_ROWS).filter(|row| tile.level(0, *row) == loudest).collect();
        rows[rows.len() / 2]
    }

    #[test]
    fn a_tone_shows_at_its_frequency_and_as_loud_as_it_is() {
        for frequency in [60.0, 250.0, 1_000.0, 1_100.0, 8_000.0, 15_625.0] {
            let tile = tone(frequency, 0.5);
            let row = loudest_row(&tile);
            let seen = frequency_at_height((row as f32 + 0.5) / SPECTRUM_ROWS as f32);
            // Within a bin, or a row.
            let near = (seen - frequency).abs() < 24.0 || (seen / frequency).log2().abs() < 0.06;
            assert!(near, "{frequency} Hz is seen at {seen} Hz");
            let decibels = (f32::from(tile.level(0, row)) / 255.0 - 1.0) * FLOOR;
            assert!((-8.0..=-5.5).contains(&decibels), "{frequency} Hz at half of full scale: {decibels} dB");
        }
    }

    #[test]
    fn silence_is_dark_and_what_is_far_from_a_tone_too() {
        assert!((0..SPECTRUM_ROWS).all(|row| tone(1_000.0, 0.0).level(0, row) == 0));
        let tile = tone(1_000.0, 0.5);
        let far = (height_of_frequency(8_000.0) * SPECTRUM_ROWS as f32) as usize;
        assert!(tile.level(0, far) < 60, "{}", tile.level(0, far));
        assert_eq!((tile.level(5, 0), tile.level(0, SPECTRUM_ROWS)), (0, 0), "outside");
    }

    #[test]
    fn opposite_channels_do_not_cancel_and_damage_is_silent() {
        let samples: Vec<f32> = (0..SPECTRUM_WINDOW)
            .flat_map(|at| {
                let sample = (at as f32 * 0.13).sin() * 0.5;
                [sample, -sample, f32::NAN]
            })
            .collect();
        let mut builder = SpectrumBuilder::default();
        builder.take(&samples, 3);
        builder.end_column();
        assert!((0..SPECTRUM_ROWS).any(|row| builder.levels[row] > 200));
    }

    #[test]
    fn tiles_follow_one_another_and_wide_columns_are_looked_at_in_a_few_places() {
        let key = TileKey { sound: 1, frames_per_column: 512, place: 3 };
        assert_eq!((key.frames(), key.first_frame()), (131_072, 393_216));
        assert_eq!(key.windows(0).collect::<Vec<_>>(), [393_216 + 256 - 1024]);
        let wide = TileKey { frames_per_column: 1 << 20, place: 0, ..key };
        let places: Vec<i64> = wide.windows(1).collect();
        assert_eq!(places.len(), 4);
        assert!(places.iter().all(|place| ((1 << 20)..(2 << 20)).contains(place)));
    }
}
