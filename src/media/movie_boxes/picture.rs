//! The exact rate of a movie's picture, how evenly its frames follow each other, and how many are presented.

use super::track::Track;
use crate::timebase::FrameRate;

/// What the time-to-sample table of the first picture track says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::media) struct PictureBoxes {
    /// Exact mean rate over the track.
    pub rate: FrameRate,
    /// Frames presented: the edit list applied, a leading empty edit included. Without edit list they are counted from the
    /// first picture, which is then time 0.
    pub frames: i64,
    pub spacing: FrameSpacing,
    /// An edit list says when the first picture is presented.
    pub has_edits: bool,
}

/// How evenly the frames follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::media) enum FrameSpacing {
    Constant,
    /// Constant but for the rounding of the file's clock: the rate is the nearest usual one.
    Rounded,
    Variable,
}

impl PictureBoxes {
    /// Of a picture track; `None` where its tables say no rate.
    pub(super) fn of(track: &Track, movie_clock: u32, is_fragmented: bool) -> Option<Self> {
        let runs = &track.times.runs;
        let stored = runs.iter().fold(0_i64, |sum, (count, _)| sum.saturating_add(*count));
        // The first sample of fragments is lengthened by the delay of a coder.
        let runs = if is_fragmented { after_lengthened(runs) } else { runs };
        let (rate, spacing) = spacing_of(runs, track.clock)?;
        let has_edits = !track.edits.is_empty();
        let frames = if has_edits { presented(track, rate, movie_clock) } else { stored };
        Some(Self { rate, frames, spacing, has_edits })
    }
}

/// The runs without a first sample that is longer than those after it.
fn after_lengthened(runs: &[(i64, i64)]) -> &[(i64, i64)] {
    match runs {
        [(1, first), rest @ ..] if rest.first().is_some_and(|(_, next)| first > next) => rest,
        _ => runs,
    }
}

/// How much longer the first sample of a fragmented track is than the one after it: writers without an edit list shift
/// everything by a coder's delay, and let the first sample begin at 0 all the same.
pub(super) fn lengthened_by(runs: &[(i64, i64)]) -> i64 {
    match (runs, after_lengthened(runs)) {
        ([(1, first), ..], [(_, next), ..]) => (first - next).max(0),
        _ => 0,
    }
}

/// Frames until the end of the edit list, whose lengths are on the movie's own, often coarse, clock.
fn presented(track: &Track, rate: FrameRate, movie_clock: u32) -> i64 {
    let end = i128::from(track.edits.end(&track.media(movie_clock), rate.numerator()));
    let (ticks, twice) = (i128::from(rate.denominator()), 2 * end);
    i64::try_from((twice + ticks).div_euclid(2 * ticks)).unwrap_or(i64::MAX)
}

fn spacing_of(runs: &[(i64, i64)], clock: u32) -> Option<(FrameRate, FrameSpacing)> {
    // The length of the last frame is often whatever was left: it says nothing about the rate.
    let even = match runs {
        [only] => Some(only),
        [only, (1, _)] => Some(only),
        _ => None,
    };
    if let Some((_, ticks)) = even {
        return Some((FrameRate::new(clock, u32::try_from(*ticks).ok()?).ok()?, FrameSpacing::Constant));
    }
    let frames = runs.iter().fold(0_i64, |sum, (count, _)| sum.saturating_add(*count));
    let ticks =
        runs.iter().fold(0_i64, |sum, (count, length)| sum.saturating_add(count.saturating_mul(*length)));
    let (shortest, longest) = runs
        .split_last()
        .map(|(_, before)| before)?
        .iter()
        .fold((i64::MAX, 0), |(low, high), (_, length)| (low.min(*length), high.max(*length)));
    let numerator = u128::try_from(frames).ok()? * u128::from(clock);
    let mean = usual_rate(numerator, u128::try_from(ticks).ok()?)?;
    let millisecond = i64::from(clock / 1000).max(1);
    Some((
        mean,
        if longest - shortest <= millisecond { FrameSpacing::Rounded } else { FrameSpacing::Variable },
    ))
}

/// The usual rate within a thousandth of a frame a second, else the fraction itself to a thousandth.
pub(in crate::media) fn usual_rate(numerator: u128, denominator: u128) -> Option<FrameRate> {
    let usual = [
        FrameRate::F23_976,
        FrameRate::F24,
        FrameRate::F25,
        FrameRate::F29_97,
        FrameRate::F30,
        FrameRate::F50,
        FrameRate::F59_94,
        FrameRate::new(60, 1).ok()?,
    ];
    let thousandths = (numerator * 1000 + denominator / 2).checked_div(denominator)?;
    let thousandths = u32::try_from(thousandths).ok()?;
    let near = usual.into_iter().find(|rate| {
        let exact = (u64::from(rate.numerator()) * 1000 + u64::from(rate.denominator()) / 2)
            / u64::from(rate.denominator());
        exact.abs_diff(u64::from(thousandths)) <= 1
    });
    near.or_else(|| FrameRate::new(thousandths, 1000).ok())
}
