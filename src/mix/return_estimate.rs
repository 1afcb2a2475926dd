//! How dialogue comes back at a side of the Print Master, through its reverb and by divergence: learnt from what the Print Master has
//! there and the M&E has not, beside the dialogue itself. With it, the reverb of a line can be looked for where the line is not.
//! Method: cross-spectrum over spectrum (the H1 estimate of a transfer function), window by window; what is older counts less.

use std::collections::VecDeque;

use super::fourier::Bin;

/// How much of what was learnt counts a window later. Chosen: a third after twenty seconds of speech; the next scene may be another room.
const KEEPS: f32 = 0.97;
/// Windows to learn from before anything is estimated. Chosen: four seconds of speech.
const LEAST_WINDOWS: usize = 8;
/// The latest windows, which nothing is learnt from yet: they overlap the next one, and what they have would be found in it again.
const OVERLAPPING: usize = 3;

/// What was learnt of one side.
#[derive(Clone, Debug, Default)]
pub(super) struct ReturnEstimate {
    /// Power of the dialogue, bin by bin.
    dialogue: Vec<f32>,
    /// The dialogue, turned back, times what is left at the side.
    crossed: Vec<Bin>,
    windows: usize,
    /// The latest windows, of dialogue and of what is left.
    latest: VecDeque<[Vec<Bin>; 2]>,
}

impl ReturnEstimate {
    /// Learns from one window: the dialogue, and what only the Print Master has at the side.
    pub fn learn(&mut self, dialogue: &[Bin], left: &[Bin]) {
        self.latest.push_back([dialogue.to_vec(), left.to_vec()]);
        if self.latest.len() > OVERLAPPING
            && let Some([dialogue, left]) = self.latest.pop_front()
        {
            self.add(&dialogue, &left);
        }
    }

    fn add(&mut self, dialogue: &[Bin], left: &[Bin]) {
        self.dialogue.resize(dialogue.len(), 0.0);
        self.crossed.resize(dialogue.len(), Bin::default());
        for ((power, crossed), (dialogue, left)) in
            self.dialogue.iter_mut().zip(&mut self.crossed).zip(dialogue.iter().zip(left))
        {
            *power = KEEPS * *power + dialogue.norm_sqr();
            *crossed = *crossed * KEEPS + dialogue.conj() * left;
        }
        self.windows += 1;
    }

    /// What that dialogue leaves at the side, as loud as the dialogue itself is; `None` while too little was learnt, and where nothing
    /// comes back.
    pub fn of(&self, dialogue: &[Bin]) -> Option<Vec<Bin>> {
        if self.windows < LEAST_WINDOWS {
            return None;
        }
        let learnt = self.crossed.iter().zip(&self.dialogue).zip(dialogue);
        let comes_back: Vec<Bin> =
            learnt.map(|((crossed, power), dialogue)| dialogue * crossed / power.max(1e-20)).collect();
        let energy = |spectrum: &[Bin]| spectrum.iter().map(|bin| f64::from(bin.norm_sqr())).sum::<f64>();
        let (own, back) = (energy(dialogue), energy(&comes_back));
        (back > 1e-8 * own).then(|| {
            let factor = (own / back).sqrt() as f32;
            comes_back.into_iter().map(|bin| bin * factor).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::fourier::Transform;
    use crate::mix::meter::tests::noise;

    #[test]
    fn what_comes_back_is_known_after_some_windows_and_as_loud_as_the_dialogue() {
        let transform = Transform::new(4096);
        let mut learnt = ReturnEstimate::default();
        let back = |sound: &[f32]| -> Vec<f32> {
            let late = |at: usize, by: usize| at.checked_sub(by).map_or(0.0, |at| sound[at]);
            (0..sound.len()).map(|at| 0.05 * late(at, 40) - 0.02 * late(at, 95)).collect()
        };
        let window = |seed: u32| {
            let sound = noise(seed, 4096);
            let spectrum = |sound: &[f32]| transform.spectrum(sound.iter().copied());
            (spectrum(&sound), spectrum(&back(&sound)))
        };
        for seed in 1..20 {
            let (dialogue, left) = window(seed);
            assert_eq!(learnt.of(&dialogue).is_some(), seed > 11);
            learnt.learn(&dialogue, &left);
        }
        let (dialogue, left) = window(99);
        let expected = learnt.of(&dialogue).unwrap();
        let product = |one: &[Bin], other: &[Bin]| -> f64 {
            one.iter().zip(other).map(|(one, other)| f64::from((one.conj() * other).re)).sum()
        };
        let like = product(&expected, &left) / (product(&expected, &expected) * product(&left, &left)).sqrt();
        assert!(like > 0.95, "{like}");
        let loud = product(&expected, &expected) / product(&dialogue, &dialogue);
        assert!((loud - 1.0).abs() < 1e-3, "{loud}");
    }

    #[test]
    fn nothing_is_known_where_nothing_comes_back() {
        let mut learnt = ReturnEstimate::default();
        let dialogue = vec![Bin::new(1.0, 0.5); 100];
        (0..20).for_each(|_| learnt.learn(&dialogue, &vec![Bin::default(); 100]));
        assert!(learnt.of(&dialogue).is_none());
    }
}
