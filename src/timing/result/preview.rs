//! A first view of how the audio lies, for a person who waits. Takes coarse matches.

use super::alignment::InitialAlignment;
use crate::timebase::SamplePos;
use crate::timing::search::CoarseMatch;
use crate::timing::units::DECIMATION;

/// Lags of neighbouring windows agree within this many measuring samples: 30 ms. Chosen.
const AGREES: f64 = 240.0;

/// A first view of how the audio lies, from the coarse search alone: good to about 10 ms, and not certain. It is for a
/// person who waits; nothing is judged by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// By leaders and time stamps alone, before the sound is compared.
    pub initial_alignment: InitialAlignment,
    /// In the order of the audio; empty where no two neighbours agree.
    pub points: Vec<PreviewPoint>,
}

/// One place at which the audio matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreviewPoint {
    /// Where in the reference.
    pub reference: SamplePos,
    /// Audio minus reference position, in samples at 48 kHz: positive is LATE.
    pub offset: f64,
}

impl Preview {
    /// From `matches` in audio played `speed` times as long. Of each window the strongest is drawn, and only where a
    /// neighbour agrees: a recurring cue must not be drawn in the wrong place.
    pub(in crate::timing) fn of(
        matches: &[CoarseMatch],
        speed: f64,
        initial_alignment: InitialAlignment,
    ) -> Self {
        let best = strongest(matches);
        let agree = |one: &CoarseMatch, other: Option<&CoarseMatch>| {
            other.is_some_and(|other| (other.lag - one.lag).abs() <= AGREES)
        };
        let drawn = best.iter().enumerate().filter(|(place, one)| {
            let before = place.checked_sub(1).and_then(|before| best.get(before));
            agree(one, before) || agree(one, best.get(place + 1))
        });
        let points = drawn.map(|(_, one)| point(one, speed)).collect();
        Self { initial_alignment, points }
    }
}

/// The strongest match of each window, in the order of the audio.
fn strongest(matches: &[CoarseMatch]) -> Vec<CoarseMatch> {
    let mut ordered = matches.to_vec();
    ordered.sort_by(|one, other| one.at.total_cmp(&other.at).then(other.score.total_cmp(&one.score)));
    ordered.dedup_by_key(|one| one.at.to_bits());
    ordered
}

fn point(found: &CoarseMatch, speed: f64) -> PreviewPoint {
    let (audio, reference) = (found.at / speed, found.at + found.lag);
    PreviewPoint {
        reference: SamplePos::new((reference * DECIMATION as f64).round() as i64),
        offset: (audio - reference) * DECIMATION as f64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a test says what it expects by failing")]

    use super::*;
    use crate::timing::result::WitnessKind;

    fn at_file_start() -> InitialAlignment {
        InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 }
    }

    fn found(at: f64, lag: f64, score: f32) -> CoarseMatch {
        CoarseMatch { at, lag, score }
    }

    #[test]
    fn of_each_window_the_strongest_is_drawn_where_a_neighbour_agrees() {
        let matches = [
            found(32_000.0, -500.0, 9.0),
            found(16_000.0, -500.0, 20.0),
            found(16_000.0, 90_000.0, 12.0),
            found(48_000.0, 70_000.0, 30.0),
        ];
        let preview = Preview::of(&matches, 1.0, at_file_start());
        let drawn: Vec<_> = preview.points.iter().map(|one| (one.reference.get(), one.offset)).collect();
        assert_eq!(drawn, [(93_000, 3_000.0), (189_000, 3_000.0)], "late, and a lone strong one is left out");
    }

    #[test]
    fn a_window_of_stretched_audio_is_drawn_where_it_lies_in_the_file() {
        let stretched = [found(80_000.0, 0.0, 9.0), found(96_000.0, 0.0, 9.0)];
        let preview = Preview::of(&stretched, 1.25, at_file_start());
        assert_eq!(preview.points[0].reference, SamplePos::new(480_000));
        assert_eq!(preview.points[0].offset, (64_000.0 - 80_000.0) * 6.0);
        assert!(Preview::of(&[], 1.0, at_file_start()).points.is_empty());
    }
}
