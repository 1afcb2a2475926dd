//! The partner of a swapped scene: what changed places with it. Takes runs, says whether a run has a partner, and puts
//! partners beside their scenes. Method: two swapped scenes leave each other one place only, which GCC-PHAT searches.

use std::ops::Range;

use super::hypotheses::LagHypothesis;
use super::run::{FIRM_SUPPORT, Run, by_whole_frames};
use crate::timing::search::{BLOCK, Correlator, Pair};
use crate::timing::units::seconds;

/// Most runs between the scene and the firm run before it, or its return. Chosen.
const RUNS_BETWEEN: usize = 6;
/// Support, 0.8 s, and evidence from which a scene may have a partner. Chosen: a shorter swapped scene is missed.
const LEAST_SUPPORT: usize = 8;
const LEAST_EVIDENCE: f32 = 20.0;
/// Support and evidence that the partner needs. Chosen: as for a short insert.
const LEAST_PARTNER: usize = 3;
const LEAST_PARTNER_EVIDENCE: f32 = 8.0;
/// Most peaks tried as the partner's place; one of inverted polarity isn't one. Chosen.
const MOST_PEAKS: usize = 3;
/// Lowest score of a partner. Chosen: chance hardly ever reaches it, however long the search.
const LOWEST_SCORE: f32 = 9.0;
/// A longer scene has no partner, in measuring samples: 64 s. Chosen, to bound the time.
const LONGEST: i64 = seconds(64);
/// Measuring samples by which support may reach beyond a scene's end: 1 s. Chosen: its ends are known to a block only.
const TOLERANCE: i64 = seconds(1);

/// What changed places with a scene, with a hypothesis of its own.
#[derive(Clone)]
struct Partner {
    hypothesis: LagHypothesis,
    run: Run,
}

/// Partners found so far: a search correlates up to two minutes of sound, so none is made twice.
#[derive(Default)]
pub(in crate::timing) struct SwapPartners {
    searched: Vec<(SwapCandidate, Option<Partner>)>,
}

impl SwapPartners {
    /// Whether run number `at` has a partner, so that neither is a recurring cue.
    pub fn has_partner(
        &mut self,
        pair: &Pair,
        hypotheses: &[LagHypothesis],
        runs: &[Run],
        at: usize,
    ) -> bool {
        self.partner(pair, hypotheses, runs, at).is_some()
    }

    /// Puts every partner beside its scene, in place of the runs there.
    pub fn complete(&mut self, pair: &Pair, hypotheses: &mut Vec<LagHypothesis>, runs: &mut Vec<Run>) {
        let mut at = 0;
        while at < runs.len() {
            if let Some(Partner { hypothesis, run }) = self.partner(pair, hypotheses, runs, at) {
                at = put_beside(pair, runs, at, Run { hypothesis: hypotheses.len(), ..run });
                hypotheses.push(hypothesis);
            }
            at += 1;
        }
    }

    fn partner(
        &mut self,
        pair: &Pair,
        hypotheses: &[LagHypothesis],
        runs: &[Run],
        at: usize,
    ) -> Option<Partner> {
        let (home, scene, back) = scene(pair, runs, at)?;
        let candidate = SwapCandidate::of(hypotheses, home, scene, back)?;
        if let Some((_, partner)) = self.searched.iter().find(|(searched, _)| *searched == candidate) {
            return partner.clone();
        }
        let found = candidate.partner(pair);
        self.searched.push((candidate, found.clone()));
        found
    }
}

/// Puts `partner` beside run number `at`, in place of runs with less support and of its own, between home and its return;
/// gives the number of the later of the two. If another run there has more support, nothing changes.
fn put_beside(pair: &Pair, runs: &mut Vec<Run>, at: usize, partner: Run) -> usize {
    let Some((home, scene, back)) = scene(pair, runs, at) else { return at };
    let within = home.supported.end - 1..back.supported.start + 1;
    let is_between = |run: &Run| within.start < run.supported.start && run.supported.end < within.end;
    let Some(first) = runs.iter().position(is_between) else { return at };
    let count = runs.iter().skip(first).take_while(|run| is_between(run)).count();
    let others = (first..first + count).filter(|other| *other != at).filter_map(|other| runs.get(other));
    let displaces =
        |other: &Run| other.support < partner.support || (other.lag - partner.lag).abs() < pair.half_frame;
    if !others.clone().all(displaces) {
        return at;
    }
    let scene = scene.clone();
    let both = if scene.lag > home.lag { [scene, partner] } else { [partner, scene] };
    runs.splice(first..first + count, both);
    first + 1
}

/// Whether a jump of `distance` may be a cut: whole frames, and at least one.
fn by_cut(pair: &Pair, distance: f64) -> bool {
    distance.abs() > pair.half_frame && by_whole_frames(distance, pair.half_frame)
}

/// Run number `at` between home, which is a firm run before it, and home's return after it.
fn scene<'a>(pair: &Pair, runs: &'a [Run], at: usize) -> Option<(&'a Run, &'a Run, &'a Run)> {
    let scene = runs.get(at).filter(|run| run.support >= LEAST_SUPPORT && run.evidence >= LEAST_EVIDENCE)?;
    let first = at.saturating_sub(RUNS_BETWEEN);
    let firm = |run: &&Run| run.support >= FIRM_SUPPORT;
    let before = || runs.get(first..at).unwrap_or_default().iter().rev().filter(firm);
    let after = || runs.iter().skip(at + 1).take(RUNS_BETWEEN).filter(|run| run.support >= LEAST_SUPPORT);
    let same = |a: &Run, b: &Run| (a.lag - b.lag).abs() < pair.half_frame;
    let homes = before().find_map(|home| Some((home, after().find(|back| same(home, back))?)));
    homes.filter(|(home, _)| by_cut(pair, scene.lag - home.lag)).map(|(home, back)| (home, scene, back))
}

/// A scene away from home, and where its partner can be. Two swapped scenes leave each other one place only: the one that
/// plays what is ahead comes first, the other follows it for just as long as the first is ahead, and is behind by the
/// first's length.
#[derive(PartialEq)]
struct SwapCandidate {
    /// The lag before and after both.
    home: f64,
    /// How far the scene plays ahead of home; negative is behind.
    ahead: f64,
    /// Where the scene is supported, in measuring samples.
    scene: Range<i64>,
    /// From where home's support ends to where it returns.
    room: Range<i64>,
}

impl SwapCandidate {
    fn of(hypotheses: &[LagHypothesis], home: &Run, scene: &Run, back: &Run) -> Option<Self> {
        let confirmed = |run: &Run| {
            let blocks = hypotheses.get(run.hypothesis)?.confirmed_range(run.blocks.clone());
            Some(blocks.start * BLOCK..blocks.end * BLOCK)
        };
        let ahead = scene.lag - home.lag;
        let room = confirmed(home)?.end..confirmed(back)?.start;
        let found = Self { home: home.lag, ahead, scene: confirmed(scene)?, room };
        let fits = found.own_length() <= LONGEST && found.partner_length() <= LONGEST;
        (fits && !found.lengths().is_empty()).then_some(found)
    }

    fn own_length(&self) -> i64 {
        self.scene.end - self.scene.start
    }

    /// The partner is as long as the scene lies from home.
    fn partner_length(&self) -> i64 {
        self.ahead.abs().round() as i64
    }

    /// Lengths that the scene may have.
    fn lengths(&self) -> Range<i64> {
        let most = self.room.end - self.room.start - self.partner_length() + TOLERANCE;
        self.own_length() - TOLERANCE.min(self.own_length())..most.min(LONGEST)
    }

    /// Where the partner may be.
    fn window(&self) -> Range<i64> {
        let most = self.partner_length() + self.lengths().end - self.own_length();
        if self.ahead > 0.0 {
            self.scene.end..self.room.end.min(self.scene.end + most)
        } else {
            self.room.start.max(self.scene.start - most)..self.scene.start
        }
    }

    /// The partner, if there is one.
    fn partner(&self, pair: &Pair) -> Option<Partner> {
        let (lag, window) = self.search(pair)?;
        let blocks = window.start.div_euclid(BLOCK)..window.end.div_euclid(BLOCK);
        let hypothesis = LagHypothesis::short_insert(pair, lag, blocks.clone());
        let run = Run::on(0, &hypothesis, hypothesis.confirmed_range(blocks));
        let is_heard = run.support >= LEAST_PARTNER && run.evidence > LEAST_PARTNER_EVIDENCE;
        let is_away = by_cut(pair, lag - self.home);
        (is_heard && is_away && self.has_room(&run.places(), lag)).then_some(Partner { hypothesis, run })
    }

    /// The partner's lag, and where it was searched.
    fn search(&self, pair: &Pair) -> Option<(f64, Range<i64>)> {
        let (window, lengths) = (self.window(), self.lengths());
        let span = usize::try_from(window.end - window.start).ok().filter(|span| *span > 0)?;
        let reach = usize::try_from((lengths.end - lengths.start) / 2 + 1).ok()?;
        let middle = (lengths.start + lengths.end) as f64 / 2.0;
        let lag = if self.ahead > 0.0 { self.home - middle } else { self.home + middle };
        let whole = pair.whole_lag(lag, window.start);
        let mut correlator = Correlator::new(span, reach);
        if !correlator.load(pair, window.start) {
            return None;
        }
        correlator.correlate(pair, window.start + whole);
        let upright = |score: f32| score * pair.polarity > 0.0;
        let peak = correlator.peaks(MOST_PEAKS, LOWEST_SCORE).into_iter().find(|peak| upright(peak.score))?;
        Some((whole as f64 + peak.shift - pair.slope * window.start as f64, window))
    }

    /// Whether scene and partner, each as long as the other is from home, fit where both are supported and home isn't.
    fn has_room(&self, partner: &Range<i64>, lag: f64) -> bool {
        let own = (lag - self.home).abs().round() as i64;
        let (first, second) = if self.ahead > 0.0 { (&self.scene, partner) } else { (partner, &self.scene) };
        let (first_length, second_length) =
            if self.ahead > 0.0 { (own, self.partner_length()) } else { (self.partner_length(), own) };
        // Where the first may end and the second begin.
        let from = first.end.max(self.room.start + first_length).max(second.end - second_length);
        let to = second.start.min(self.room.end - second_length).min(first.start + first_length);
        from <= to + TOLERANCE
    }
}
