//! What the dialogue of a Print Master leaves in the other channels: divergence, and the return of its reverb, which rings on
//! after the words. Taken from what is left there beside what is left in the centre, step by step.

use super::thresholds::{LEAST_EFFECT, OVER_RETURN, RETURN_FALLS, STEADY_RETURN, USUAL_RETURN};

/// What is left of the dialogue in each channel.
pub(super) struct DialogueReturn {
    /// Mean square in the centre, held and falling as slowly as a reverb.
    envelope: Vec<f64>,
    shares: Vec<ReturnShare>,
}

/// One channel's share, as an amplitude.
#[derive(Clone, Copy, Debug, Default)]
struct ReturnShare {
    /// Most steps have less.
    high: f64,
    /// Whether it hardly varies: no reverb, but the same sound at a lower level.
    is_steady: bool,
}

impl DialogueReturn {
    /// Of the mean squares of what is left in the centre and in each channel, step by step.
    pub fn of(centre: &[f64], channels: &[Vec<f64>]) -> Self {
        let mut held: f64 = 0.0;
        let envelope: Vec<f64> = centre
            .iter()
            .map(|&left| {
                held = left.max(held * RETURN_FALLS);
                held
            })
            .collect();
        let shares = channels.iter().map(|left| share(left, &envelope)).collect();
        Self { envelope, shares }
    }

    /// Amplitude up to which what is left in that channel at that step may be dialogue.
    pub fn amplitude(&self, channel: usize, at: usize) -> f64 {
        let envelope = self.envelope.get(at).copied().unwrap_or(0.0);
        OVER_RETURN * self.shares.get(channel).map_or(0.0, |share| share.high) * envelope.sqrt()
    }

    /// Whether that channel holds dialogue at one lower level, and no reverb of it.
    pub fn is_steady(&self, channel: usize) -> bool {
        self.shares.get(channel).is_some_and(|share| share.is_steady)
    }
}

fn share(left: &[f64], envelope: &[f64]) -> ReturnShare {
    let spoken = left.iter().zip(envelope).filter(|(_, envelope)| **envelope > LEAST_EFFECT);
    let mut shares: Vec<f64> = spoken.map(|(left, envelope)| (left / envelope).sqrt()).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| shares.get((shares.len() as f64 * part) as usize).copied().unwrap_or(0.0);
    let (middle, high) = (at(0.5), at(USUAL_RETURN));
    ReturnShare { high, is_steady: high <= STEADY_RETURN * middle }
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
    fn without_dialogue_nothing_is_taken_for_it() {
        let left = DialogueReturn::of(&[0.0; 100], &[vec![1e-4; 100]]);
        assert!((0..100).all(|at| left.amplitude(0, at) == 0.0));
    }
}
