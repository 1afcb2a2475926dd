//! Effects that are missing: what the Print Master has in a channel without dialogue and the M&E has not, step by step.

use std::ops::Range;

use super::comparison::Comparison;
use super::dialogue_return::{DialogueReturn, loudest_near};
use super::result::MixCandidate;
use super::runs::{bridged, runs};
use super::samples::median;
use super::thresholds::{
    BRIDGE_EFFECT, BRIDGE_LOW, EFFECT_BESIDE, EFFECT_OVER, LEAST_EFFECT, LEAST_SPEECH, ONE_SIDED,
    OVER_RETURN, SHORTEST_EFFECT,
};
use crate::ticket::MixCheck;

impl Comparison<'_> {
    /// What the Print Master has in the sides, the surrounds or the LFE and the M&E has not, away from level differences. `left_in`:
    /// dialogue that was left in, whose reverb may be missing.
    pub fn missing_effects(&self, elsewhere: &[MixCandidate], left_in: &[MixCandidate]) -> Vec<MixCandidate> {
        let by_guide = self.dialogue_by_guide();
        let returned = self.dialogue_return(&by_guide, left_in);
        let [_, _, centre, low, ..] = self.holds;
        // Where a guide says that nobody speaks, the centre tells effects too.
        let middle = centre.filter(|_| self.has_guide());
        let channels: Vec<usize> = self.side_channels().chain(low).chain(middle).collect();
        let told: Vec<Range<i64>> = elsewhere.iter().map(|one| one.audio_from..one.audio_to).collect();
        let left = |channel: usize, at: usize| {
            let is_spoken = Some(channel) == centre && self.is_speech(at);
            if is_spoken || !self.is_placed(at) {
                return 0.0;
            }
            let spoken = if Some(channel) == low {
                0.0
            } else if Some(channel) == centre {
                OVER_RETURN * loudest_near(&by_guide, at).sqrt()
            } else {
                self.spoken(&returned, channel, at)
            };
            (self.only_there(channel, at).sqrt() - spoken).max(0.0).powi(2)
        };
        let is_gone = |channel: usize, at: usize| {
            left(channel, at) > LEAST_EFFECT.max(EFFECT_OVER * self.level(channel, at))
        };
        let anywhere = |at: usize| {
            let place = self.place(at);
            !told.iter().any(|told| told.contains(&place))
                && channels.iter().any(|&channel| is_gone(channel, at))
        };
        let stands_out = |run: &Range<usize>, channel: usize| run.clone().any(|at| is_gone(channel, at));
        let is_low_alone =
            |run: &Range<usize>| channels.iter().all(|&one| Some(one) == low || !stands_out(run, one));
        let mut events: Vec<Range<usize>> = Vec::new();
        for run in bridged(&runs(self.count(), anywhere), BRIDGE_EFFECT) {
            if run.len() < SHORTEST_EFFECT {
                continue;
            }
            // The low end of an effect rings on: that is not another one.
            let belongs = |last: &&mut Range<usize>| {
                run.start - last.end <= BRIDGE_LOW && (is_low_alone(&run) || is_low_alone(last))
            };
            match events.last_mut().filter(belongs) {
                Some(last) => last.end = run.end,
                None => events.push(run),
            }
        }
        let mut found = Vec::new();
        for run in events {
            // Where it stands out may be its bass alone; it is heard where most of it is.
            let gone = |channel: usize| run.clone().map(|at| left(channel, at)).sum::<f64>();
            let most = channels.iter().map(|&channel| gone(channel)).fold(0.0, f64::max);
            let mut concerned: Vec<usize> =
                channels.iter().copied().filter(|&channel| gone(channel) > EFFECT_BESIDE * most).collect();
            // Only the LFE tells it, and no effect is there alone: the rest lies in the centre, where dialogue may lie as well.
            let in_centre = |centre: &usize| {
                let left: f64 = run.clone().map(|at| self.only_there(*centre, at)).sum();
                concerned == low.as_slice() && left > EFFECT_BESIDE * most
            };
            concerned.extend(centre.filter(in_centre));
            let sum = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
                run.clone()
                    .flat_map(|at| concerned.iter().map(move |&channel| (channel, at)))
                    .map(|(channel, at)| of(channel, at))
                    .sum()
            };
            let over = sum(&|channel, at| self.residual(channel, at))
                / sum(&|channel, at| self.level(channel, at)).max(LEAST_EFFECT);
            let sure = 0.47 + 0.1 * run.len().min(5) as f64;
            let first = concerned.first().copied().unwrap_or(0);
            let mut candidate = self.candidate(
                MixCheck::MissingEffect,
                first,
                &run,
                Some(10.0 * over.max(1e-12).log10()),
                sure,
            );
            candidate.channels = concerned;
            candidate.channels.sort_unstable();
            found.push(candidate);
        }
        found
    }

    /// What dialogue leaves in each delivered channel.
    fn dialogue_return(&self, by_guide: &[f64], left_in: &[MixCandidate]) -> DialogueReturn {
        let left =
            |channel: usize| (0..self.count()).map(|at| self.residual(channel, at)).collect::<Vec<f64>>();
        let channels: Vec<Vec<f64>> = (0..self.gains.len()).map(left).collect();
        let [_, _, centre, ..] = self.holds;
        let middle = centre.and_then(|centre| channels.get(centre)).map(Vec::as_slice).unwrap_or_default();
        let mut dialogue = middle.to_vec();
        dialogue.iter_mut().zip(by_guide).for_each(|(level, by_guide)| *level = level.max(*by_guide));
        // A line that is left in is missing from what is left, and its reverb is not.
        if let Some(centre) = centre {
            for (at, level) in dialogue.iter_mut().enumerate() {
                let place = self.place(at);
                if left_in.iter().any(|one| (one.audio_from..one.audio_to).contains(&place)) {
                    *level = level.max(self.level(centre, at));
                }
            }
        }
        DialogueReturn::of(middle, &channels, &dialogue)
    }

    /// What the guide has, step by step, at the level of the dialogue in the centre, as a mean square; empty without a guide. Where
    /// it is soft it is still the dialogue.
    fn dialogue_by_guide(&self) -> Vec<f64> {
        let [_, _, Some(centre), ..] = self.holds else { return Vec::new() };
        let guide = self.guide_levels();
        let spoken = guide.iter().enumerate().filter(|(_, guide)| **guide > LEAST_SPEECH);
        let mut shares: Vec<f64> = spoken.map(|(at, guide)| self.residual(centre, at) / guide).collect();
        let share = median(&mut shares).unwrap_or(0.0);
        guide.into_iter().map(|guide| guide * share).collect()
    }

    /// Amplitude that dialogue may leave in a channel: no more than what it leaves on the other side, where that is far less and no
    /// reverb is in it.
    fn spoken(&self, left: &DialogueReturn, channel: usize, at: usize) -> f64 {
        let usual = left.amplitude(channel, at);
        let [front_left, front_right, _, _, left_surround, right_surround] = self.holds;
        let pairs = [
            (front_left, front_right),
            (front_right, front_left),
            (left_surround, right_surround),
            (right_surround, left_surround),
        ];
        let other = pairs.into_iter().find(|(one, _)| *one == Some(channel)).and_then(|(_, other)| other);
        let there = other.map_or(usual, |other| self.residual(other, at).sqrt());
        let here = self.residual(channel, at).sqrt();
        if left.is_steady(channel) && here > ONE_SIDED * there { usual.min(2.0 * there) } else { usual }
    }
}
