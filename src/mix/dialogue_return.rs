//! What the dialogue of a Print Master leaves in the other channels: divergence, and the return of its reverb, which rings on
//! after the words. Taken from what is left there beside what is left in the centre, step by step.

use super::thresholds::{IN_PAUSE, LEAST_EFFECT, NO_REVERB, OVER_RETURN, RETURN_FALLS, USUAL_RETURN};

/// What is left of the dialogue in each channel.
pub(super) struct DialogueReturn {
    /// Mean square in the centre, of a step and those beside it.
    near: Vec<f64>,
    /// The same held, and falling as slowly as a reverb.
    envelope: Vec<f64>,
    shares: Vec<ReturnShare>,
}

/// One channel's share, as an amplitude: most steps have less.
#[derive(Clone, Copy, Debug, Default)]
struct ReturnShare {
    /// Of the centre, while somebody speaks.
    in_words: f64,
    /// Of what is held of the centre, in pauses.
    in_pauses: f64,
}

impl DialogueReturn {
    /// Of the mean squares of what is left in the centre and in each channel, step by step.
    pub fn of(centre: &[f64], channels: &[Vec<f64>]) -> Self {
        let beside = |at: usize| centre.get(at.saturating_sub(1)..(at + 2).min(centre.len()));
        let near: Vec<f64> = (0..centre.len())
            .map(|at| beside(at).unwrap_or_default().iter().copied().fold(0.0, f64::max))
            .collect();
        let mut held: f64 = 0.0;
        let envelope: Vec<f64> = near
            .iter()
            .map(|&left| {
                held = left.max(held * RETURN_FALLS);
                held
            })
            .collect();
        let share = |left: &Vec<f64>| ReturnShare {
            in_words: usual(left, &near, |at| is_word(&near, &envelope, at)),
            in_pauses: usual(left, &envelope, |at| !is_word(&near, &envelope, at)),
        };
        let shares = channels.iter().map(share).collect();
        Self { near, envelope, shares }
    }

    /// Amplitude up to which what is left in that channel at that step may be dialogue.
    pub fn amplitude(&self, channel: usize, at: usize) -> f64 {
        let share = self.shares.get(channel).copied().unwrap_or_default();
        let of = |levels: &[f64], share: f64| share * levels.get(at).copied().unwrap_or(0.0).sqrt();
        OVER_RETURN * of(&self.near, share.in_words).max(of(&self.envelope, share.in_pauses))
    }

    /// Whether that channel holds dialogue at one lower level, and no reverb of it.
    pub fn is_steady(&self, channel: usize) -> bool {
        self.shares.get(channel).is_some_and(|share| share.in_pauses <= NO_REVERB * share.in_words)
    }
}

/// Whether somebody speaks in a step, and does not only ring on.
fn is_word(near: &[f64], envelope: &[f64], at: usize) -> bool {
    near.get(at).zip(envelope.get(at)).is_some_and(|(near, held)| *near > IN_PAUSE * held)
}

/// What most of the steps that count have less of than `whole`, as an amplitude.
fn usual(left: &[f64], whole: &[f64], counts: impl Fn(usize) -> bool) -> f64 {
    let spoken = left.iter().zip(whole).enumerate();
    let spoken = spoken.filter(|(at, (_, whole))| **whole > LEAST_EFFECT && counts(*at));
    let mut shares: Vec<f64> = spoken.map(|(_, (left, whole))| (left / whole).sqrt()).collect();
    shares.sort_unstable_by(f64::total_cmp);
    shares.get((shares.len() as f64 * USUAL_RETURN) as usize).copied().unwrap_or(0.0)
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
        let left = DialogueReturn::of(&centre(), std::slice::from_ref(&side));
        assert!((0..1000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
        assert!(!left.is_steady(0));
    }

    #[test]
    fn divergence_alone_is_steady_and_over_with_the_word() {
        let side: Vec<f64> = centre().into_iter().map(|left| left * 0.0036).collect();
        let left = DialogueReturn::of(&centre(), std::slice::from_ref(&side));
        assert!(left.is_steady(0));
        assert!((0..1000).all(|at| side[at].sqrt() <= left.amplitude(0, at)));
        assert!(left.amplitude(0, 530) < 1e-6, "in a pause nothing is taken for dialogue");
    }

    #[test]
    fn without_dialogue_nothing_is_taken_for_it() {
        let left = DialogueReturn::of(&[0.0; 100], &[vec![1e-4; 100]]);
        assert!((0..100).all(|at| left.amplitude(0, at) == 0.0));
    }
}
