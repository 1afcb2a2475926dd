use crate::timebase::SamplePos;
use crate::timing::search::coarse::CoarseMatch;
use crate::timing::{DECIMATION, InitialAlignment};

/// Two neighbouring windows that agree this closely saw the same thing: 30 ms of measuring samples.
const AGREES: f64 = 240.0;

/// A first picture of how the audio lies, from the coarse search alone: good to some 10 ms, and still to be doubted.
/// It is for a person who waits; nothing is judged by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// What leaders and time stamps make believe, before the sound itself is heard out.
    pub initial_alignment: InitialAlignment,
    /// In the order of the audio; empty where no two neighbours agree.
    pub glimpses: Vec<PreviewPoint>,
}

/// One place at which the audio was recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreviewPoint {
    pub reference: SamplePos,
    /// Audio minus reference position, samples at 48 kHz: positive where the audio is late.
    pub offset: f64,
}

impl Preview {
    /// `proposals` were made of audio played `speed` times as long. Of each window the strongest is believed, and only
    /// where a neighbour agrees: a cue heard twice must not be drawn where it is not.
    pub(in crate::timing) fn of(
        proposals: &[CoarseMatch],
        speed: f64,
        initial_alignment: InitialAlignment,
    ) -> Self {
        let best = strongest(proposals);
        let agree = |one: &CoarseMatch, other: Option<&CoarseMatch>| {
            other.is_some_and(|other| (other.lag - one.lag).abs() <= AGREES)
        };
        let believed = best.iter().enumerate().filter(|(place, one)| {
            let before = place.checked_sub(1).and_then(|before| best.get(before));
            agree(one, before) || agree(one, best.get(place + 1))
        });
        let glimpses = believed.map(|(_, one)| glimpse(one, speed)).collect();
        Self { initial_alignment, glimpses }
    }
}

/// The strongest proposal of each window, in the order of the audio.
fn strongest(proposals: &[CoarseMatch]) -> Vec<CoarseMatch> {
    let mut ordered = proposals.to_vec();
    ordered.sort_by(|one, other| one.at.total_cmp(&other.at).then(other.score.total_cmp(&one.score)));
    ordered.dedup_by_key(|one| one.at.to_bits());
    ordered
}

fn glimpse(proposal: &CoarseMatch, speed: f64) -> PreviewPoint {
    let (audio, reference) = (proposal.at / speed, proposal.at + proposal.lag);
    PreviewPoint {
        reference: SamplePos::new((reference * DECIMATION as f64).round() as i64),
        offset: (audio - reference) * DECIMATION as f64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a test says what it expects by failing")]

    use super::*;
    use crate::timing::WitnessKind;

    fn at_file_start() -> InitialAlignment {
        InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 }
    }

    fn proposal(at: f64, lag: f64, score: f32) -> CoarseMatch {
        CoarseMatch { at, lag, score }
    }

    #[test]
    fn of_each_window_the_strongest_is_drawn_where_a_neighbour_agrees() {
        let proposals = [
            proposal(32_000.0, -500.0, 9.0),
            proposal(16_000.0, -500.0, 20.0),
            proposal(16_000.0, 90_000.0, 12.0),
            proposal(48_000.0, 70_000.0, 30.0),
        ];
        let sketch = Preview::of(&proposals, 1.0, at_file_start());
        let drawn: Vec<_> = sketch.glimpses.iter().map(|one| (one.reference.get(), one.offset)).collect();
        assert_eq!(drawn, [(93_000, 3_000.0), (189_000, 3_000.0)], "late, and a lone strong one is left out");
    }

    #[test]
    fn a_window_of_stretched_audio_is_drawn_where_it_lies_in_the_file() {
        let stretched = [proposal(80_000.0, 0.0, 9.0), proposal(96_000.0, 0.0, 9.0)];
        let sketch = Preview::of(&stretched, 1.25, at_file_start());
        assert_eq!(sketch.glimpses[0].reference, SamplePos::new(480_000));
        assert_eq!(sketch.glimpses[0].offset, (64_000.0 - 80_000.0) * 6.0);
        assert!(Preview::of(&[], 1.0, at_file_start()).glimpses.is_empty());
    }
}
