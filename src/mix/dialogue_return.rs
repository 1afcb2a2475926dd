//! What the dialogue of a Print Master leaves in the other channels: divergence, and the return of its reverb, which rings on
//! after the words. Taken from what is left there beside what is left in the centre, step by step.

use super::thresholds::{
    IN_PAUSE, LEAST_EFFECT, NO_REVERB, OVER_RETURN, RETURN_FALLS, SAME_SHARE, USUAL_RETURN,
};

/// Steps that pauses are told apart by, from when the word began to fall: 0.1 s. Chosen.
const AGE: usize = 5;
/// Steps after which a reverb falls no further: 2 s. Chosen.
const OLDEST: usize = 100;
/// Steps of one age that say something. Chosen.
const LEAST_OF_AGE: usize = 20;

/// What is left of the dialogue in each channel.
pub(super) struct DialogueReturn {
    dialogue: Held,
    shares: Vec<ReturnShare>,
}

/// The dialogue in the centre, step by step.
struct Held {
    /// Mean square of a step and those beside it.
    near: Vec<f64>,
    /// The same held, and falling as slowly as a reverb.
    envelope: Vec<f64>,
    /// Steps since it began to fall.
    age: Vec<usize>,
}

/// One channel's share, as an amplitude: most steps have less.
#[derive(Clone, Debug, Default)]
struct ReturnShare {
    /// Of the centre, while somebody speaks.
    in_words: f64,
    /// That is nearly the same in most words.
    is_same: bool,
    /// Of what is held of the centre, in pauses, by how long it has fallen, [`AGE`] steps each.
    in_pauses: Vec<f64>,
}

impl DialogueReturn {
    /// Of the mean squares of what is left in the centre and in each channel, step by step, which tell the shares; `dialogue` is
    /// what all of the dialogue may be there, of which that much returns.
    pub fn of(centre: &[f64], channels: &[Vec<f64>], dialogue: &[f64]) -> Self {
        let held = Held::of(centre);
        let shares = channels.iter().map(|left| ReturnShare::of(left, &held)).collect();
        Self { dialogue: Held::of(dialogue), shares }
    }

    /// Amplitude up to which what is left in that channel at that step may be dialogue.
    pub fn amplitude(&self, channel: usize, at: usize) -> f64 {
        let Some(share) = self.shares.get(channel) else { return 0.0 };
        let of = |levels: &[f64], share: f64| share * levels.get(at).copied().unwrap_or(0.0).sqrt();
        let in_pause = share.in_pause(self.dialogue.age.get(at).copied().unwrap_or(0));
        OVER_RETURN * of(&self.dialogue.near, share.in_words).max(of(&self.dialogue.envelope, in_pause))
    }

    /// Whether that channel holds dialogue at one lower level, and no reverb of it.
    pub fn is_steady(&self, channel: usize) -> bool {
        self.shares.get(channel).is_some_and(|share| {
            share.is_same && share.in_pauses.iter().all(|pause| *pause <= NO_REVERB * share.in_words)
        })
    }
}

impl ReturnShare {
    /// Of what is left in the channel of what is held.
    fn of(left: &[f64], held: &Held) -> Self {
        let words = shares(left, &held.near, |at| held.is_word(at));
        let mut in_pauses: Vec<f64> = Vec::new();
        for age in 0..OLDEST / AGE {
            let is_old = |at: usize| held.age.get(at).is_some_and(|steps| steps / AGE == age);
            let of_age = shares(left, &held.envelope, |at| !held.is_word(at) && is_old(at));
            // Of too few nothing is known: a reverb falls, and leaves no more than before.
            let before = in_pauses.last().copied().unwrap_or(0.0);
            let usual = if of_age.len() < LEAST_OF_AGE { before } else { quantile(&of_age, USUAL_RETURN) };
            in_pauses.push(usual);
        }
        Self {
            in_words: quantile(&words, USUAL_RETURN),
            is_same: quantile(&words, 0.75) <= SAME_SHARE * quantile(&words, 0.25),
            in_pauses,
        }
    }

    fn in_pause(&self, age: usize) -> f64 {
        self.in_pauses.get(age / AGE).or(self.in_pauses.last()).copied().unwrap_or(0.0)
    }
}

impl Held {
    fn of(levels: &[f64]) -> Self {
        let near: Vec<f64> = (0..levels.len()).map(|at| loudest_near(levels, at)).collect();
        let (mut held, mut steps) = (0.0, 0);
        let mut envelope = Vec::with_capacity(near.len());
        let mut age = Vec::with_capacity(near.len());
        for &level in &near {
            let fallen = held * RETURN_FALLS;
            steps = if level >= fallen { 0 } else { steps + 1 };
            held = level.max(fallen);
            envelope.push(held);
            age.push(steps);
        }
        Self { near, envelope, age }
    }

    /// Whether somebody speaks in a step, and does not only ring on.
    fn is_word(&self, at: usize) -> bool {
        self.near.get(at).zip(self.envelope.get(at)).is_some_and(|(near, held)| *near > IN_PAUSE * held)
    }
}

/// The loudest of a step and those beside it.
pub(super) fn loudest_near(levels: &[f64], at: usize) -> f64 {
    let near = levels.get(at.saturating_sub(1)..(at + 2).min(levels.len())).unwrap_or_default();
    near.iter().copied().fold(0.0, f64::max)
}

/// What is left of `whole` at each step that counts, as an amplitude, in order of size.
fn shares(left: &[f64], whole: &[f64], counts: impl Fn(usize) -> bool) -> Vec<f64> {
    let spoken = left.iter().zip(whole).enumerate();
    let spoken = spoken.filter(|(at, (_, whole))| **whole > LEAST_EFFECT && counts(*at));
    let mut shares: Vec<f64> = spoken.map(|(_, (left, whole))| (left / whole).sqrt()).collect();
    shares.sort_unstable_by(f64::total_cmp);
    shares
}

/// What that share of them, which are in order, is at most; 0 of none.
fn quantile(ordered: &[f64], share: f64) -> f64 {
    ordered.get((ordered.len() as f64 * share) as usize).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of a fifth of a second, every second.
    fn centre() -> Vec<f64> {
        (0..1000).map(|at| if at % 50 < 10 { 1e-3 } else { 0.0 }).collect()
    }

    #[test]
    fn a_reverb_that_rings_on_is_within_what_dialogue_leaves() {
        let falls = |at: usize| 1e-5 * 10f64.powf(-(((at % 50) as f64 - 10.0).max(0.0)) * 0.1);
        let side: Vec<f64> = (0..1000).map(falls).collect();
        let left = DialogueReturn::of(&centre(), std::slice::from_ref(&side), &centre());
        assert!((0..1000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
        assert!(!left.is_steady(0));
    }

    #[test]
    fn a_reverb_that_falls_fast_is_loudest_right_after_the_word() {
        let falls = |at: usize| 1e-5 * 10f64.powf(-(((at % 50) as f64 - 10.0).max(0.0)) * 0.3);
        let side: Vec<f64> = (0..2000).map(falls).collect();
        let centre: Vec<f64> = (0..2000).map(|at| if at % 50 < 10 { 1e-3 } else { 0.0 }).collect();
        let left = DialogueReturn::of(&centre, std::slice::from_ref(&side), &centre);
        assert!((0..2000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
        assert!(left.amplitude(0, 1990) < 1e-5, "nothing of it is left at the end of a pause");
    }

    #[test]
    fn a_reverb_that_is_over_soon_is_no_divergence() {
        let side: Vec<f64> =
            (0..1000).map(|at| if at % 50 < 10 { 1e-5 * (1.0 + (at % 7) as f64) } else { 0.0 }).collect();
        let left = DialogueReturn::of(&centre(), std::slice::from_ref(&side), &centre());
        assert!(!left.is_steady(0));
    }

    #[test]
    fn where_dialogue_was_left_in_its_reverb_is_none_the_less() {
        let side: Vec<f64> = centre().into_iter().map(|left| left * 0.01).collect();
        let without: Vec<f64> =
            centre().into_iter().enumerate().map(|(at, left)| if at < 800 { left } else { 0.0 }).collect();
        let left = DialogueReturn::of(&without, std::slice::from_ref(&side), &centre());
        assert!((0..1000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
    }

    #[test]
    fn divergence_alone_is_steady_and_over_with_the_word() {
        let side: Vec<f64> = centre().into_iter().map(|left| left * 0.0036).collect();
        let left = DialogueReturn::of(&centre(), std::slice::from_ref(&side), &centre());
        assert!(left.is_steady(0));
        assert!((0..1000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
        assert!(left.amplitude(0, 530) < 1e-6, "in a pause nothing is taken for dialogue");
    }

    #[test]
    fn without_dialogue_nothing_is_taken_for_it() {
        let left = DialogueReturn::of(&[0.0; 100], &[vec![1e-4; 100]], &[0.0; 100]);
        assert!((0..100).all(|at| left.amplitude(0, at) == 0.0));
    }
}
