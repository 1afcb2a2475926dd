use serde::{Deserialize, Serialize};

use super::{Level, StereoGains};

/// Below this agreement of the two sounds their loudness alone is compared: they are not the same material, or not
/// laid right.
const ALIKE: f64 = 0.3;
/// Below this mean square (−70 dBFS) there is nothing to be made equal.
const SILENT: f64 = 1e-7;

/// How loud the guide is made, so that what it shares with the delivered audio cancels out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LevelMatch {
    /// What is done to the guide.
    pub guide: Level,
    /// How alike the two are where they were compared, in hundredths: 100 for the same sound, 0 for strangers.
    pub likeness: u8,
}

/// Compares two sounds folded down to two stereo_gains and laid against each other. `None` where one of them is silent.
///
/// An M&E lacks the guide's dialogue, a guide never lacks the M&E's effects: where they are alike, the guide is made
/// as loud as leaves the delivered sound's own material at its level, whatever is on top of it (projection on the
/// delivered sound). Where they are not, both get the same mean power.
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
    Some(LevelMatch { guide: Level::of_factor(factor), likeness })
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
