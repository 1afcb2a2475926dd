//! Builds the tiles of the spectrogram that are on screen, in the background.

use std::sync::Arc;

use super::job_output::{JobOutput, Sounds};
use crate::jobs::{JobCancelled, JobContext};
use crate::media::PcmSource;
use crate::session::{Side, ViewEvent};
use crate::waveform::{SPECTRUM_WINDOW, SpectrumBuilder, SpectrumTile, TILE_COLUMNS, TileKey};

impl Sounds {
    /// Reports one tile of a side.
    pub(super) fn build_spectrum(
        &self,
        side: Side,
        key: TileKey,
        job: &JobContext<JobOutput>,
    ) -> Result<(), JobCancelled> {
        let source = match side {
            Side::Guide => self.guide.as_ref(),
            Side::Delivered => self.delivered.as_ref(),
        };
        let tile = match source {
            Some(source) => tile_of(source.as_ref(), key, &|| job.cancelled())?.map(Arc::new),
            None => None,
        };
        job.report(JobOutput::Event(ViewEvent::Spectrum { side, key, tile }.into()))
    }
}

/// One tile, silent outside its sound; `None` where the sound cannot be read.
fn tile_of(
    source: &dyn PcmSource,
    key: TileKey,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Option<SpectrumTile>, JobCancelled> {
    let channels = source.channels().max(1);
    let mut samples = vec![0.0; SPECTRUM_WINDOW * channels];
    let mut builder = SpectrumBuilder::default();
    for column in 0..TILE_COLUMNS {
        if is_cancelled() {
            return Err(JobCancelled);
        }
        for from in key.windows(column) {
            if source.read(from, &mut samples).is_err() {
                return Ok(None);
            }
            builder.take(&samples, channels);
        }
        builder.end_column();
    }
    Ok(Some(builder.finish()))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::waveform::{SPECTRUM_ROWS, frequency_at_height};

    /// A second of 1 kHz on the second of two channels, then silence.
    struct Tone;

    impl PcmSource for Tone {
        fn channels(&self) -> usize {
            2
        }

        fn frames(&self) -> i64 {
            48_000
        }

        fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
            for (place, frame) in out.chunks_mut(2).enumerate() {
                let at = first + place as i64;
                let turn = std::f32::consts::TAU * (at.rem_euclid(48) as f32) / 48.0;
                let sample = if (0..48_000).contains(&at) { turn.sin() * 0.5 } else { 0.0 };
                frame.copy_from_slice(&[0.0, sample]);
            }
            Ok(())
        }
    }

    fn loudest(tile: &SpectrumTile, column: usize) -> (u8, f32) {
        let row = (0..SPECTRUM_ROWS).max_by_key(|row| tile.level(column, *row)).unwrap_or(0);
        (tile.level(column, row), frequency_at_height((row as f32 + 0.5) / SPECTRUM_ROWS as f32))
    }

    #[test]
    fn a_tone_of_1_khz_shows_at_1_khz_while_it_sounds() {
        let key = TileKey { sound: 1, frames_per_column: 256, place: 0 };
        let tile = tile_of(&Tone, key, &|| false).ok().flatten().expect("it is read");
        let (level, frequency) = loudest(&tile, 100);
        assert!((frequency / 1_000.0).log2().abs() < 0.06 && level > 230, "{frequency} Hz at {level}");
        assert_eq!(loudest(&tile, 200).0, 0, "after its end there is silence");
        assert!(tile_of(&Tone, key, &|| true).is_err(), "cancelled");
    }
}
