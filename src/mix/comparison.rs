//! What the steps of both mixes say: gain and null of each channel, and level differences.

use std::ops::Range;

use super::hops::{HOP, Hop, HopMeter};
use super::null_map::NullMap;
use super::result::{ComparedWith, MixCandidate};
use super::runs::{bridged, runs};
use super::samples::{median, said_by_most};
use super::thresholds::{
    BRIDGE_DIFFERENCE, GAIN_COUNTS, LEAK_OF_DROP_OUT, LEAST_DIFFERENCE_DB, LEAST_EFFECT, LEAST_LIKENESS,
    LEAST_LOUD, LEAST_OF_NULL, LEAST_SPEECH, LEAST_TOGETHER, SHORTEST_DIFFERENCE, SPEECH_AROUND, SPEECH_OVER,
    STANDS_ALIKE, TOGETHER_OVER_USUAL, UNKNOWN_NULL,
};
use crate::ticket::MixCheck;

/// Steps in a stretch whose level is compared: 0.5 s. Chosen.
const LEVEL_HOPS: usize = 25;
/// Steps in a stretch that the null is taken over: 0.4 s, every 0.2 s. Chosen.
const NULL_HOPS: usize = 20;
/// Steps that a channel's gain is taken over: 0.24 s. Chosen.
const GAIN_HOPS: usize = 12;

/// Both mixes of a whole programme.
pub(super) struct Comparison<'a> {
    hops: &'a HopMeter,
    /// Place of the first step in the delivered file.
    pub(super) first: i64,
    /// The delivered channel that holds each of L R C LFE Ls Rs; `None` where none does, and for anything but 5.1.
    pub(super) holds: [Option<usize>; 6],
    /// Of each delivered channel, as a factor.
    pub(super) gains: Vec<f64>,
    /// Steps in which somebody speaks: the centre differs, left and right hardly do. `None` where nothing tells that.
    speech: Option<Vec<bool>>,
}

impl<'a> Comparison<'a> {
    /// Of steps that begin at `first` in the delivered file. `holds`: which delivered channel holds each of L R C LFE Ls Rs.
    pub fn new(hops: &'a HopMeter, first: i64, holds: [Option<usize>; 6]) -> Self {
        let gains = hops.channels.iter().map(|channel| gain(channel, &hops.placed).unwrap_or(1.0)).collect();
        let mut comparison = Self { hops, first, holds, gains, speech: None };
        comparison.speech = comparison.speech();
        comparison
    }

    pub(super) fn count(&self) -> usize {
        self.hops.placed.len()
    }

    fn hop(&self, channel: usize, at: usize) -> Hop {
        self.hops.channels.get(channel).and_then(|hops| hops.get(at)).copied().unwrap_or_default()
    }

    /// Where that step begins in the delivered file.
    pub(super) fn place(&self, at: usize) -> i64 {
        self.first + (at * HOP) as i64
    }

    /// Mean square of the guide, step by step; empty without one.
    pub(super) fn guide_levels(&self) -> Vec<f64> {
        let of_all = if self.has_guide() { self.hops.guide.as_slice() } else { &[] };
        of_all.iter().map(|guide| guide / HOP as f64).collect()
    }

    pub(super) fn is_placed(&self, at: usize) -> bool {
        self.hops.placed.get(at).copied().unwrap_or(false)
    }

    pub(super) fn is_speech(&self, at: usize) -> bool {
        self.speech.as_ref().is_none_or(|speech| speech.get(at).copied().unwrap_or(false))
    }

    /// The gain that is taken out before both are subtracted: one that is too small to be a fault is left.
    fn applied(&self, channel: usize) -> f64 {
        let gain = self.gains.get(channel).copied().unwrap_or(1.0);
        if (20.0 * gain.log10()).abs() < GAIN_COUNTS { 1.0 } else { gain }
    }

    /// Mean square of what the Print Master has in that step and the delivered channel has not.
    pub(super) fn residual(&self, channel: usize, at: usize) -> f64 {
        self.hop(channel, at).residual(self.applied(channel)) / HOP as f64
    }

    /// Mean square of what only the Print Master has in that step.
    pub(super) fn only_there(&self, channel: usize, at: usize) -> f64 {
        self.hop(channel, at).only_in_print_master(self.applied(channel)) / HOP as f64
    }

    /// Mean square of the delivered channel at the level of the Print Master.
    pub(super) fn level(&self, channel: usize, at: usize) -> f64 {
        self.hop(channel, at).delivered / (self.applied(channel).powi(2) * HOP as f64)
    }

    /// The steps near which somebody speaks; `None` where nothing of 5.1 tells that.
    fn speech(&self) -> Option<Vec<bool>> {
        if self.has_guide() {
            let loud = LEAST_SPEECH * HOP as f64;
            return Some(
                self.around(&self.hops.guide.iter().map(|guide| *guide > loud).collect::<Vec<bool>>()),
            );
        }
        // Not 5.1: dialogue may lie anywhere, and is not told from the rest.
        if self.holds.iter().all(Option::is_none) {
            return Some(vec![false; self.count()]);
        }
        let [left, right, centre, ..] = self.holds;
        let sides: Vec<usize> = left.into_iter().chain(right).collect();
        let centre = centre.filter(|_| !sides.is_empty())?;
        let speaks = |at: usize| {
            let sides = sides.iter().map(|&side| self.residual(side, at)).fold(0.0, f64::max);
            let middle = self.residual(centre, at);
            self.is_placed(at) && middle > LEAST_EFFECT && middle > SPEECH_OVER * sides
        };
        let spoken: Vec<bool> = (0..self.count()).map(speaks).collect();
        Some(self.around(&spoken))
    }

    /// The steps that are near one for which `spoken` says so.
    fn around(&self, spoken: &[bool]) -> Vec<bool> {
        let near = |at: usize| at.saturating_sub(SPEECH_AROUND)..(at + SPEECH_AROUND + 1).min(self.count());
        let around = |at: usize| spoken.get(near(at)).is_some_and(|near| near.contains(&true));
        (0..self.count()).map(around).collect()
    }

    /// Whether what the Print Master has over the M&E in the centre, which a leak was found by, is for a good part what a drop-out took.
    pub fn is_of_drop_out(&self, leak: &MixCandidate, dropped: &[MixCandidate]) -> bool {
        let [_, _, Some(centre), ..] = self.holds else { return false };
        let of_centre = dropped.iter().filter(|drop| drop.channels.contains(&centre));
        let step = |place: i64| usize::try_from((place - self.first) / HOP as i64).unwrap_or(0);
        let within = |from: i64, to: i64| -> f64 {
            let (from, to) = (from.max(leak.audio_from), to.min(leak.audio_to));
            let steps = step(from)..if to > from { step(to - 1) + 1 } else { 0 };
            steps.map(|at| self.residual(centre, at)).sum()
        };
        let taken: f64 = of_centre.map(|drop| within(drop.audio_from, drop.audio_to)).sum();
        leak.compared_with == Some(ComparedWith::PrintMaster)
            && taken > LEAK_OF_DROP_OUT * within(leak.audio_from, leak.audio_to)
    }

    /// Whether anything tells where somebody speaks.
    pub fn tells_speech(&self) -> bool {
        self.speech.is_some()
    }

    pub(super) fn has_guide(&self) -> bool {
        self.hops.guide.len() == self.count() && self.count() > 0
    }

    /// Decibels; positive: louder than the Print Master. `None` where nothing is alike.
    pub fn gain_db(&self, channel: usize) -> Option<f64> {
        gain(self.hops.channels.get(channel)?, &self.hops.placed).map(|gain| 20.0 * gain.log10())
    }

    /// The null of a channel, see [`super::ComparedChannel::null_depth_db`].
    pub fn null_depth_db(&self, channel: usize) -> Option<f64> {
        // Where nothing tells speech, the other channels have little of it.
        let [_, _, centre, ..] = self.holds;
        if !self.tells_speech() && centre == Some(channel) {
            return None;
        }
        let mut depths = Vec::new();
        for from in (0..self.count().saturating_sub(NULL_HOPS)).step_by(NULL_HOPS / 2) {
            let stretch = from..from + NULL_HOPS;
            let is_spoken = |at: usize| self.tells_speech() && self.is_speech(at);
            if stretch.clone().any(|at| is_spoken(at) || !self.is_placed(at)) {
                continue;
            }
            let sum = stretch.fold(Hop::default(), |mut sum, at| {
                sum.add(self.hop(channel, at));
                sum
            });
            if sum.print_master > LEAST_OF_NULL * (NULL_HOPS * HOP) as f64 {
                let left = sum.residual(self.applied(channel)) / sum.print_master;
                depths.push(10.0 * left.max(1e-12).log10());
            }
        }
        if depths.len() < 20 { None } else { median(&mut depths) }
    }

    /// How deep both cancel over the programme.
    pub fn null_map(&self) -> NullMap {
        let gains: Vec<f64> = (0..self.gains.len()).map(|channel| self.applied(channel)).collect();
        NullMap::of(self.hops, self.first, &gains)
    }

    /// Sounds of the sides and surrounds that are louder or softer than in the Print Master for a while, or gone.
    pub fn level_differences(&self) -> Vec<MixCandidate> {
        let sides: Vec<(usize, Vec<Option<f64>>)> =
            self.side_channels().map(|channel| (channel, self.levels(channel))).collect();
        let mut found: Vec<MixCandidate> = Vec::new();
        for (channel, levels) in &sides {
            let channel = *channel;
            // What does not cancel may look like a gain: another room's reverb is in step with long notes.
            let left = 10f64.powf(self.null_depth_db(channel).unwrap_or(UNKNOWN_NULL) / 20.0);
            let least = LEAST_DIFFERENCE_DB.max(20.0 * (1.0 + 2.0 * left).log10());
            let level = |at: usize| levels.get(at).copied().flatten();
            for run in self.steps_off(level, least) {
                found.extend(self.difference(channel, &run, least));
            }
            let gone = |at: usize| {
                let hop = self.hop(channel, at);
                self.is_placed(at) && hop.delivered < 1e-12 * HOP as f64 && self.is_loud(channel, at)
            };
            for run in runs(self.count(), gone).into_iter().filter(|run| run.len() >= 40) {
                found.push(self.candidate(MixCheck::LevelDifference, channel, &run, None, 0.95));
            }
        }
        for (run, least) in self.cues_off(&sides) {
            let of_cue = sides.iter().filter_map(|(channel, _)| self.difference(*channel, &run, least.abs()));
            found.extend(of_cue.filter(|one| one.level_db.is_some_and(|level| level * least > 0.0)));
        }
        one_event(found)
    }

    /// Where a level is off by `least` decibels for long enough.
    fn steps_off(&self, level: impl Fn(usize) -> Option<f64>, least: f64) -> Vec<Range<usize>> {
        let off = |at: usize| level(at).is_some_and(|level| level.abs() >= least);
        let mut runs = bridged(&runs(self.count(), off), BRIDGE_DIFFERENCE);
        runs.retain(|run| run.len() >= SHORTEST_DIFFERENCE);
        runs
    }

    /// Where most channels are louder or softer together, and by how much at least; negative: softer. Each room's reverb is another one
    /// in each channel: what is in step with them all is the level of a cue.
    fn cues_off(&self, sides: &[(usize, Vec<Option<f64>>)]) -> Vec<(Range<usize>, f64)> {
        let of_step = |at: usize| {
            let alike = sides.iter().filter_map(|(_, levels)| levels.get(at).copied().flatten());
            let mut alike: Vec<f64> = alike.collect();
            if alike.len() < LEAST_TOGETHER { None } else { said_by_most(&mut alike) }
        };
        let together: Vec<Option<f64>> = (0..self.count()).map(of_step).collect();
        let mut off: Vec<f64> = together.iter().flatten().map(|level| level.abs()).collect();
        let Some(usual) = median(&mut off) else { return Vec::new() };
        let least = LEAST_DIFFERENCE_DB.max(TOGETHER_OVER_USUAL * usual);
        let level = |at: usize| together.get(at).copied().flatten();
        let with_way = |run: Range<usize>| {
            let way: f64 = run.clone().filter_map(level).sum();
            (run, least.copysign(way))
        };
        self.steps_off(level, least).into_iter().map(with_way).collect()
    }

    /// That channel is louder or softer in that run, by `least` decibels.
    fn difference(&self, channel: usize, run: &Range<usize>, least: f64) -> Option<MixCandidate> {
        let sum = run.clone().fold(Hop::default(), |mut sum, at| {
            sum.add(self.hop(channel, at));
            sum
        });
        let whole = self.applied(channel);
        // The level of all of it, and of most of its steps: a limiter takes off much, but for moments. What only the Print Master has,
        // as a voice that reaches the sides, makes a channel no softer than itself.
        let level = 20.0 * (sum.common / sum.print_master.max(1e-12) / whole).max(1e-6).log10();
        let own = 20.0 * (sum.delivered / sum.common.max(1e-12) / whole).max(1e-6).log10();
        let goes_along = |other: f64| other * level.signum() >= 0.5 * least;
        let is_off = level.abs() >= least && goes_along(self.usual_level(channel, run)) && goes_along(own);
        is_off.then(|| self.candidate(MixCheck::LevelDifference, channel, run, Some(level), 0.97))
    }

    /// Decibels over the Print Master in most of the steps that sound.
    fn usual_level(&self, channel: usize, run: &Range<usize>) -> f64 {
        let hops = run.clone().filter(|&at| self.is_loud(channel, at)).map(|at| self.hop(channel, at));
        let mut factors: Vec<f64> = hops.map(|hop| hop.common / hop.print_master).collect();
        20.0 * (median(&mut factors).unwrap_or(1.0) / self.applied(channel)).max(1e-6).log10()
    }

    fn is_loud(&self, channel: usize, at: usize) -> bool {
        self.hop(channel, at).print_master > LEAST_LOUD * HOP as f64
    }

    /// L R Ls Rs: where no dialogue lies.
    pub(super) fn side_channels(&self) -> impl Iterator<Item = usize> {
        let [left, right, _, _, left_surround, right_surround] = self.holds;
        [left, right, left_surround, right_surround].into_iter().flatten()
    }

    /// Decibels over the Print Master at each step; `None` where both do not sound alike, 0 where nothing says it from both sides.
    fn levels(&self, channel: usize) -> Vec<Option<f64>> {
        let whole = self.applied(channel);
        let half = LEVEL_HOPS / 2;
        let mut sum = Hop::default();
        let mut levels = Vec::with_capacity(self.count());
        for at in 0..self.count() + half {
            sum.add(self.hop(channel, at));
            if let Some(leaves) = at.checked_sub(LEVEL_HOPS) {
                let gone = self.hop(channel, leaves);
                sum.add(Hop {
                    delivered: -gone.delivered,
                    print_master: -gone.print_master,
                    common: -gone.common,
                });
            }
            if let Some(middle) = at.checked_sub(half) {
                levels.push(if self.is_placed(middle) { level_of(sum, whole) } else { None });
            }
        }
        levels
    }

    pub(super) fn candidate(
        &self,
        check: MixCheck,
        channel: usize,
        run: &Range<usize>,
        level_db: Option<f64>,
        confidence: f64,
    ) -> MixCandidate {
        MixCandidate {
            check,
            channels: vec![channel],
            audio_from: self.place(run.start),
            audio_to: self.place(run.end),
            level_db,
            compared_with: Some(ComparedWith::PrintMaster),
            confidence,
            in_print_master: None,
        }
    }
}

/// The same, where what several channels have louder at one time, or softer, or lack, is one: a cue is in more than one. It has the
/// level that is furthest off.
fn one_event(found: Vec<MixCandidate>) -> Vec<MixCandidate> {
    let way = |one: &MixCandidate| one.level_db.map(f64::signum);
    let mut events: Vec<MixCandidate> = Vec::new();
    for one in found {
        let shortest =
            |event: &MixCandidate| (event.audio_to - event.audio_from).min(one.audio_to - one.audio_from);
        let common =
            |event: &MixCandidate| event.audio_to.min(one.audio_to) - event.audio_from.max(one.audio_from);
        let is_same =
            |event: &&mut MixCandidate| way(event) == way(&one) && 2 * common(event) > shortest(event);
        let Some(event) = events.iter_mut().find(is_same) else {
            events.push(one);
            continue;
        };
        event.audio_from = event.audio_from.min(one.audio_from);
        event.audio_to = event.audio_to.max(one.audio_to);
        event.channels.extend(one.channels);
        event.channels.sort_unstable();
        event.channels.dedup();
        event.level_db =
            [event.level_db, one.level_db].into_iter().flatten().max_by(|a, b| a.abs().total_cmp(&b.abs()));
    }
    events
}

/// Decibels over the Print Master of a stretch, less the channel's own gain. Both ways of fitting one to the other have to say
/// it: what only one side has moves one of them alone.
fn level_of(sum: Hop, whole: f64) -> Option<f64> {
    let is_loud = sum.print_master > LEAST_LOUD * (LEVEL_HOPS * HOP) as f64 && sum.delivered > 0.0;
    if !is_loud || sum.likeness() < LEAST_LIKENESS {
        return None;
    }
    let of_print_master = sum.common / sum.print_master / whole;
    let of_delivered = sum.delivered / sum.common / whole;
    let (one, other) = (20.0 * of_print_master.log10(), 20.0 * of_delivered.log10());
    Some(if one * other <= 0.0 { 0.0 } else { one.abs().min(other.abs()).copysign(one) })
}

/// The gain of a channel: the middle of what the stretches say that are most alike.
pub(super) fn gain(hops: &[Hop], placed: &[bool]) -> Option<f64> {
    let mut stretches: Vec<(f64, f64)> = hops
        .chunks_exact(GAIN_HOPS)
        .zip(placed.chunks_exact(GAIN_HOPS))
        .filter(|(_, placed)| placed.iter().all(|placed| *placed))
        .filter_map(|(hops, _)| {
            let sum = hops.iter().fold(Hop::default(), |mut sum, hop| {
                sum.add(*hop);
                sum
            });
            let sounds = sum.print_master > LEAST_OF_NULL * (GAIN_HOPS * HOP) as f64;
            (sounds && sum.common > 0.0).then(|| (sum.likeness(), sum.common / sum.print_master))
        })
        .collect();
    stretches.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
    let alike = (stretches.len() as f64 * STANDS_ALIKE).ceil() as usize;
    let mut gains: Vec<f64> = stretches.iter().take(alike).map(|(_, gain)| *gain).collect();
    median(&mut gains)
}
