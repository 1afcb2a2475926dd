//! Where one side sounds, by its band levels: places to 40 ms. Takes features, gives spans of the file.

use std::ops::Range;

use super::bands::BAND_HOP;
use super::extractor::{BAND_VALUES, Features};
use crate::timing::units::DECIMATION;

/// Samples at 48 kHz from one frame of band levels to the next. Derived.
const HOP: i64 = (BAND_HOP * DECIMATION) as i64;
/// Samples that one frame covers: two hops. Derived.
const FRAME: i64 = 2 * HOP;
/// Power from which a frame sounds, all bands together. Chosen: noise of −55 dBFS, above a proxy's codec noise and a
/// quiet room.
const SOUNDS: f32 = 3.2e-4;
/// Power below which a frame is silent. Derived: noise of −65 dBFS.
const SILENT: f32 = 3.2e-5;

impl Features {
    /// Samples at 48 kHz that sound within `places` of the file, to a frame of band levels.
    pub(in crate::timing) fn sounding_within(&self, places: Range<i64>) -> i64 {
        self.powers(places).filter(|(_, power)| *power > SOUNDS).count() as i64 * HOP
    }

    /// From the first frame that sounds within `places` to the end of the last; `None` where nothing does.
    pub(in crate::timing) fn sounding_span(&self, places: Range<i64>) -> Option<Range<i64>> {
        let mut sounding = self.powers(places).filter(|(_, power)| *power > SOUNDS).map(|(place, _)| place);
        let first = sounding.next()?;
        Some(first..sounding.last().unwrap_or(first) + FRAME)
    }

    /// Stretches of silence of at least `least` samples within `places`.
    pub(in crate::timing) fn silences(&self, places: Range<i64>, least: i64) -> Vec<Range<i64>> {
        let mut found: Vec<Range<i64>> = Vec::new();
        for (place, _) in self.powers(places).filter(|(_, power)| *power < SILENT) {
            match found.last_mut().filter(|last| last.end == place + FRAME - HOP) {
                Some(last) => last.end = place + FRAME,
                None => found.push(place..place + FRAME),
            }
        }
        found.retain(|one| one.end - one.start >= least);
        found
    }

    /// The power of each frame of band levels that begins within `places`, with the sample at which it begins.
    fn powers(&self, places: Range<i64>) -> impl Iterator<Item = (i64, f32)> {
        let first = (places.start.max(0) + HOP - 1) / HOP;
        let count = ((places.end - 1).max(-1).div_euclid(HOP) + 1 - first).max(0);
        let skipped = usize::try_from(first).unwrap_or(usize::MAX);
        let frames = self.levels.chunks_exact(BAND_VALUES).skip(skipped);
        let power = |levels: &[f32]| levels.iter().map(|level| level.exp()).sum::<f32>();
        let within = usize::try_from(count).unwrap_or(0);
        frames.take(within).enumerate().map(move |(at, levels)| ((first + at as i64) * HOP, power(levels)))
    }
}
