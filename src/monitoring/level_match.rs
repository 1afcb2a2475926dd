//! Matches the guide's level to the delivered audio, so that their difference leaves only what differs. Method: projection
//! (least squares), or equal power where the two aren't alike.

use serde::{Deserialize, Serialize};

use super::{GainDb, StereoGains};

/// Correlation below which only the power is matched: not the same material, or out of sync. Chosen.
const ALIKE: f64 = 0.3;
/// Mean square below which nothing is matched: −70 dBFS. Chosen.
const SILENT: f64 = 1e-7;

/// The guide's gain with which what it shares with the delivered audio cancels out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LevelMatch {
    /// Applied to the guide.
    pub guide: GainDb,
    /// Correlation of the two, in hundredths: 100 for the same sound, 0 for nothing in common.
    pub likeness: u8,
}

/// Compares two sounds folded down to stereo and in sync. `None` where one of them is silent.
///
/// An M&E lacks the guide's dialogue, a guide never lacks the M&E's effects: where they are alike, the guide gets
/// the gain that leaves the delivered sound's own material at its level, whatever is on top of it (projection on the
/// delivered sound). Where they aren't, both get the same mean power.
pub fn level_match(delivered: &[StereoGains], guide: &[StereoGains]) -> Option<LevelMatch> {
    let (mut of_delivered, mut of_guide, mut shared, mut count) = (0.0, 0.0, 0.0, 0.0);
    for (one, other) in delivered.iter().zip(guide) {
        for (&one, &other) in one.iter().zip(other) {
            let (one, other) = (f64::from(one), f64::from(other));
            of_delivered += one * one;
            of_guide += other * other;
            shared += one * other;
            count += 1.0;
        }
    }
    if of_delivered <= SILENT * count || of_guide <= SILENT * count {
        return None;
    }
    let likeness = shared / (of_delivered * of_guide).sqrt();
    let factor = if likeness >= ALIKE { of_delivered / shared } else { (of_delivered / of_guide).sqrt() };
    let likeness = (100.0 * likeness.clamp(0.0, 1.0)).round() as u8;
    Some(LevelMatch { guide: GainDb::of_factor(factor), likeness })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that is the same in every run.
    fn noise(seed: u64) -> impl Iterator<Item = f32> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / 16_777_216.0 - 0.5
        })
    }

    fn both(sound: impl Iterator<Item = f32>) -> Vec<StereoGains> {
        sound.take(20_000).map(|sample| [sample, sample]).collect()
    }

    #[test]
    fn the_same_sound_is_made_equally_loud() {
        let (delivered, guide) = (both(noise(1)), both(noise(1).map(|sample| sample * 0.5)));
        let matched = level_match(&delivered, &guide).unwrap();
        assert_eq!((matched.guide.tenths, matched.likeness), (60, 100));
    }

    #[test]
    fn dialogue_on_top_does_not_pull_the_level() {
        let with_dialogue =
            noise(1).zip(noise(2)).map(|(effects, dialogue)| 0.25 * effects + 0.25 * dialogue);
        let matched = level_match(&both(noise(1)), &both(with_dialogue)).unwrap();
        assert!((matched.guide.tenths - 120).abs() <= 2, "{matched:?}");
    }

    #[test]
    fn strangers_get_the_same_power_and_silence_none() {
        let matched = level_match(&both(noise(1)), &both(noise(3))).unwrap();
        assert!(matched.guide.tenths.abs() <= 1 && matched.likeness < 10, "{matched:?}");
        assert_eq!(level_match(&both(noise(1)), &[[0.0; 2]; 100]), None);
    }
}
