use std::ops::Range;

use crate::timing::path::change::{Change, Join};
use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::prune::{Run, by_whole_frames};
use crate::timing::search::correlate::Correlator;
use crate::timing::search::evidence::BLOCK;
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

/// Support of the run that says what line is home, in blocks: 3 s.
const FIRM: usize = 30;
/// Runs that may lie between these.
const BETWEEN: usize = 6;
/// Support and evidence with which a scene may vouch for another: 0.8 s.
const LEAST_SUPPORT: usize = 8;
const LEAST_EVIDENCE: f32 = 20.0;
/// Support and evidence that the scene vouched for owes itself.
const LEAST_PARTNER: usize = 3;
const LEAST_PARTNER_EVIDENCE: f32 = 8.0;
/// Places at which it may play, of which an inverted one is none.
const MOST_PEAKS: usize = 3;
/// Chance reaches this hardly ever, however far is looked.
const LOWEST_SCORE: f32 = 9.0;
/// Scenes longer than this vouch for none.
const LONGEST: i64 = seconds(64);
/// By how much a line may seem to be heard beyond its end: 1 s.
const TOLERANCE: i64 = seconds(1);
/// How nearly three jumps cancel, in measuring samples.
pub(in crate::timing) const CANCEL: f64 = 16.0;

/// What changed places with a scene, on a line of its own.
#[derive(Clone)]
struct Partner {
    line: LagHypothesis,
    run: Run,
}

/// Scenes that were asked for the ones they changed places with, and the answers: asking correlates up to two minutes of sound.
#[derive(Default)]
pub(in crate::timing) struct Exchanged {
    asked: Vec<(Exchange, Option<Partner>)>,
}

impl Exchanged {
    /// Whether what changed places with run number `at` is heard, so that neither is a recurring cue.
    pub fn vouch(&mut self, pair: &Pair, lines: &[LagHypothesis], runs: &[Run], at: usize) -> bool {
        self.partner(pair, lines, runs, at).is_some()
    }

    /// Puts every scene that another vouches for beside it, in place of whatever was followed there.
    pub fn complete(&mut self, pair: &Pair, lines: &mut Vec<LagHypothesis>, runs: &mut Vec<Run>) {
        let mut at = 0;
        while at < runs.len() {
            if let Some(Partner { line, run }) = self.partner(pair, lines, runs, at) {
                at = put_beside(pair, runs, at, Run { line: lines.len(), ..run });
                lines.push(line);
            }
            at += 1;
        }
    }

    fn partner(&mut self, pair: &Pair, lines: &[LagHypothesis], runs: &[Run], at: usize) -> Option<Partner> {
        let (home, scene, back) = scene(pair, runs, at)?;
        let exchange = Exchange::of(lines, home, scene, back)?;
        if let Some((_, partner)) = self.asked.iter().find(|(asked, _)| *asked == exchange) {
            return partner.clone();
        }
        let found = exchange.partner(pair);
        self.asked.push((exchange, found.clone()));
        found
    }
}

/// Puts `partner` beside run number `at`, in place of what is heard less than it between their home and them, and of what was
/// heard of it already; the number of the later of the two. Where more is heard of something else, all stays as it was.
fn put_beside(pair: &Pair, runs: &mut Vec<Run>, at: usize, partner: Run) -> usize {
    let Some((home, scene, back)) = scene(pair, runs, at) else { return at };
    let within = home.heard.end - 1..back.heard.start + 1;
    let is_between = |run: &Run| within.start < run.heard.start && run.heard.end < within.end;
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

/// Whether a jump of `distance` is one of a cut: of whole frames, and of one at least.
fn by_cut(pair: &Pair, distance: f64) -> bool {
    distance.abs() > pair.half_frame && by_whole_frames(distance, pair.half_frame)
}

/// Run number `at` between a firm stretch of one line and the line's next.
fn scene<'a>(pair: &Pair, runs: &'a [Run], at: usize) -> Option<(&'a Run, &'a Run, &'a Run)> {
    let scene = runs.get(at).filter(|run| run.support >= LEAST_SUPPORT && run.evidence >= LEAST_EVIDENCE)?;
    let first = at.saturating_sub(BETWEEN);
    let firm = |run: &&Run| run.support >= FIRM;
    let before = || runs.get(first..at).unwrap_or_default().iter().rev().filter(firm);
    let after = || runs.iter().skip(at + 1).take(BETWEEN).filter(|run| run.support >= LEAST_SUPPORT);
    let same = |a: &Run, b: &Run| (a.lag - b.lag).abs() < pair.half_frame;
    let homes = before().find_map(|home| Some((home, after().find(|back| same(home, back))?)));
    homes.filter(|(home, _)| by_cut(pair, scene.lag - home.lag)).map(|(home, back)| (home, scene, back))
}

/// A scene away from home, and the room in which its partner can be. Two scenes swapped leave each other one place only: the one
/// that plays what lies ahead comes first, the other follows it for just as long as the first lies ahead, and lies behind by
/// the first's length.
#[derive(PartialEq)]
struct Exchange {
    home: f64,
    /// How far the scene plays ahead of home; negative is behind.
    ahead: f64,
    /// Where the scene is heard.
    scene: Range<i64>,
    /// From where home is heard no more to where it is heard again.
    room: Range<i64>,
}

impl Exchange {
    fn of(lines: &[LagHypothesis], home: &Run, scene: &Run, back: &Run) -> Option<Self> {
        let heard = |run: &Run| {
            let blocks = lines.get(run.line)?.firmly_heard(run.blocks.clone());
            Some(blocks.start * BLOCK..blocks.end * BLOCK)
        };
        let ahead = scene.lag - home.lag;
        let room = heard(home)?.end..heard(back)?.start;
        let found = Self { home: home.lag, ahead, scene: heard(scene)?, room };
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

    /// Where the partner may be heard.
    fn window(&self) -> Range<i64> {
        let most = self.partner_length() + self.lengths().end - self.own_length();
        if self.ahead > 0.0 {
            self.scene.end..self.room.end.min(self.scene.end + most)
        } else {
            self.room.start.max(self.scene.start - most)..self.scene.start
        }
    }

    /// What changed places with the scene, if it is heard.
    fn partner(&self, pair: &Pair) -> Option<Partner> {
        let (lag, window) = self.search(pair)?;
        let blocks = window.start.div_euclid(BLOCK)..window.end.div_euclid(BLOCK);
        let line = LagHypothesis::inlaid(pair, lag, blocks.clone());
        let run = Run::on(0, &line, line.firmly_heard(blocks));
        let is_heard = run.support >= LEAST_PARTNER && run.evidence > LEAST_PARTNER_EVIDENCE;
        let is_away = by_cut(pair, lag - self.home);
        (is_heard && is_away && self.has_room(&run.places(), lag)).then_some(Partner { line, run })
    }

    /// The partner's lag, and where it was looked for.
    fn search(&self, pair: &Pair) -> Option<(f64, Range<i64>)> {
        let (window, lengths) = (self.window(), self.lengths());
        let span = usize::try_from(window.end - window.start).ok().filter(|span| *span > 0)?;
        let reach = usize::try_from((lengths.end - lengths.start) / 2 + 1).ok()?;
        let middle = (lengths.start + lengths.end) as f64 / 2.0;
        let lag = if self.ahead > 0.0 { self.home - middle } else { self.home + middle };
        let whole = pair.whole_lag(lag, window.start);
        let mut correlator = Correlator::new(span, reach);
        if !correlator.listen(pair, window.start) {
            return None;
        }
        correlator.against(pair, window.start + whole);
        let upright = |score: f32| score * pair.polarity > 0.0;
        let peak = correlator.peaks(MOST_PEAKS, LOWEST_SCORE).into_iter().find(|peak| upright(peak.score))?;
        Some((whole as f64 + peak.shift - pair.slope * window.start as f64, window))
    }

    /// Whether scene and partner, each as long as the other lies from home, fit where both are heard and home is not.
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

/// Puts the three changes of a swap where its lengths let them be: each scene lasts as long as the other was moved, so
/// that one place that is known makes the others known.
pub(in crate::timing) fn settle(runs: &[Run], changes: &mut [Change]) {
    for first in 0..changes.len().saturating_sub(2) {
        let (Some([home, ahead, behind, back]), Some(changes)) =
            (runs.get(first..first + 4), changes.get_mut(first..first + 3))
        else {
            continue;
        };
        let (first, second) = ((home.lag - behind.lag).round() as i64, (ahead.lag - home.lag).round() as i64);
        let is_swap = (home.lag - back.lag).abs() < CANCEL && first > 0 && second > 0;
        if is_swap {
            settle_one(changes, [0, first, first + second]);
        }
    }
}

/// Three changes that lie `apart` from the first of them.
fn settle_one(changes: &mut [Change], apart: [i64; 3]) {
    let possible = |slack: i64| {
        let each = || changes.iter().zip(apart);
        let from = each().map(|(change, apart)| change.interval.start - apart - slack).max()?;
        let to = each().map(|(change, apart)| change.interval.end - apart + slack).min()?;
        (from <= to).then_some((from, to))
    };
    let Some((from, to)) = possible(0).or_else(|| possible(BLOCK)) else { return };
    // A cut heard from both sides says where; what only has to lie in a gap lies in its middle as likely as anywhere.
    let width = |change: &Change| change.interval.end - change.interval.start;
    let cuts = changes.iter().zip(apart).filter(|(change, _)| change.join == Join::Butt);
    let heard = cuts.min_by_key(|(change, _)| width(change));
    let place = heard.map_or((from + to) / 2, |(change, apart)| change.left_ends - apart).clamp(from, to);
    for (change, apart) in changes.iter_mut().zip(apart) {
        *change = Change {
            left_ends: place + apart,
            right_begins: place + apart,
            join: Join::Butt,
            interval: from + apart..to + apart,
        };
    }
}
