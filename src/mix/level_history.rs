//! How loud a mix is over its programme, in few steps whatever its length: momentary loudness (ITU-R BS.1770, 400 ms), as an
//! overview draws it.

use serde::{Deserialize, Serialize};

/// Most steps of a history. Chosen: no screen shows more in one row.
const MOST_STEPS: usize = 4_000;
/// What silence is told as, LUFS. Chosen: under every gate.
pub(super) const SILENCE_LUFS: f32 = -120.0;

/// Momentary loudness over the programme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelHistory {
    /// First sample of the delivered file that it shows.
    pub audio_from: i64,
    /// Samples in a step, above 0.
    pub step: i64,
    /// The loudest moment of each step, LUFS; −120 where it is silent. At most four thousand.
    pub momentary_lufs: Vec<f32>,
}

impl LevelHistory {
    /// Of moments of `step` samples that begin at `audio_from`, as many to a step as it takes.
    pub(super) fn of(moments: &[f32], audio_from: i64, step: i64) -> Self {
        let each = moments.len().div_ceil(MOST_STEPS).max(1);
        let loudest = |moments: &[f32]| moments.iter().copied().fold(SILENCE_LUFS, f32::max);
        let momentary_lufs = moments.chunks(each).map(loudest).collect();
        Self { audio_from, step: step * i64::try_from(each).unwrap_or(1), momentary_lufs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_film_has_few_steps_and_keeps_its_loudest_moments() {
        // Two hours in tenths of a second.
        let mut moments = vec![-30.0; 72_000];
        moments[36_001] = -5.0;
        let history = LevelHistory::of(&moments, 480, 4_800);
        assert_eq!((history.audio_from, history.step), (480, 4_800 * 18));
        assert!(history.momentary_lufs.len() <= MOST_STEPS);
        assert!((history.momentary_lufs[36_001 / 18] + 5.0).abs() < 1e-6);
        assert_eq!(LevelHistory::of(&[-20.0, -21.0], 0, 4_800).momentary_lufs.len(), 2);
    }
}
