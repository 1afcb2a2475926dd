//! Where the Print Master lies beside the delivered audio: pieces at one distance each, never across a recut.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::thresholds::{RECUT_MARGIN, SAME_DISTANCE, STEADY_PPM};
use crate::timing::{Measurement, Segment, SegmentKind};

/// A part of the delivered audio that lies at one distance from the Print Master.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignedPiece {
    /// Samples of the delivered file.
    pub audio: Range<i64>,
    /// Place in the delivered file less place in the Print Master, samples.
    pub shift: i64,
}

/// The pieces of delivered audio that have a place in the Print Master, by the measurement of one against the other, in
/// order. They keep away from recuts.
///
/// # Errors
/// Why the two cannot be laid side by side sample by sample, as a sentence.
pub fn aligned_pieces(measured: &Measurement) -> Result<Vec<AlignedPiece>, String> {
    let rate = measured.rate;
    if rate.ppm.abs() > STEADY_PPM.max(4.0 * rate.standard_error_ppm) {
        return Err(format!(
            "The M&E and the Print Master run at different speeds ({:.1} parts in a million), so they cannot be laid side by side.",
            rate.ppm
        ));
    }
    let mut runs: Vec<OneDistance> = Vec::new();
    for segment in &measured.segments {
        let (from, to) = (segment.audio_from.get(), segment.audio_to.get());
        let goes_on = |last: &&mut OneDistance| {
            segment.kind != SegmentKind::Inserted
                && last.audio.end == from
                && (last.offset - segment.offset).abs() < SAME_DISTANCE
        };
        match runs.last_mut().filter(goes_on) {
            Some(last) => {
                last.audio.end = to;
                last.is_matched |= segment.kind == SegmentKind::Matched;
            }
            None => runs.push(OneDistance::of(segment)),
        }
    }
    let (first, last) = (runs.first().map(|run| run.audio.start), runs.last().map(|run| run.audio.end));
    let pieces = runs.into_iter().filter(|run| run.is_matched).map(|run| {
        let margin = |edge: i64, end: Option<i64>| if Some(edge) == end { 0 } else { RECUT_MARGIN };
        let from = run.audio.start + margin(run.audio.start, first);
        let to = run.audio.end - margin(run.audio.end, last);
        AlignedPiece { audio: from..to, shift: run.offset.round() as i64 }
    });
    let pieces: Vec<AlignedPiece> = pieces.filter(|piece| !piece.audio.is_empty()).collect();
    if pieces.is_empty() {
        return Err("Nothing of the M&E was found in the Print Master.".to_owned());
    }
    Ok(pieces)
}

struct OneDistance {
    audio: Range<i64>,
    offset: f64,
    is_matched: bool,
}

impl OneDistance {
    fn of(segment: &Segment) -> Self {
        Self {
            audio: segment.audio_from.get()..segment.audio_to.get(),
            offset: segment.offset,
            is_matched: segment.kind == SegmentKind::Matched,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::SamplePos;
    use crate::timing::{InitialAlignment, SyncVerdict, WitnessKind};

    fn measured(segments: &[(i64, i64, f64, SegmentKind)]) -> Measurement {
        let by_file = InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 };
        let mut measured = Measurement::without_comparison(SyncVerdict::Discrepancy, by_file);
        let segment = |&(from, to, offset, kind): &(i64, i64, f64, SegmentKind)| Segment {
            audio_from: SamplePos::new(from),
            audio_to: SamplePos::new(to),
            reference_from: SamplePos::new(from - offset as i64),
            offset,
            kind,
            confidence: 0.9,
        };
        measured.segments = segments.iter().map(segment).collect();
        measured
    }

    #[test]
    fn silence_between_two_matches_at_one_distance_is_compared_too() {
        use SegmentKind::{Matched, None};
        let all =
            [(0, 500_000, 10.2, Matched), (500_000, 900_000, 10.3, None), (900_000, 1_500_000, 9.8, Matched)];
        let pieces = aligned_pieces(&measured(&all)).unwrap();
        assert_eq!(pieces, [AlignedPiece { audio: 0..1_500_000, shift: 10 }]);
    }

    #[test]
    fn a_piece_keeps_away_from_a_recut_and_nothing_is_laid_beside_what_was_inserted() {
        use SegmentKind::{Inserted, Matched};
        let all = [
            (0, 500_000, 0.0, Matched),
            (500_000, 600_000, 0.0, Inserted),
            (600_000, 1_500_000, 100_000.0, Matched),
        ];
        let pieces = aligned_pieces(&measured(&all)).unwrap();
        assert_eq!(pieces[0].audio, 0..500_000 - RECUT_MARGIN);
        assert_eq!(pieces[1], AlignedPiece { audio: 600_000 + RECUT_MARGIN..1_500_000, shift: 100_000 });
    }

    #[test]
    fn another_speed_or_no_match_is_a_reason() {
        let mut drifting = measured(&[(0, 500_000, 0.0, SegmentKind::Matched)]);
        drifting.rate.ppm = 12.0;
        assert!(aligned_pieces(&drifting).unwrap_err().contains("speeds"));
        assert!(aligned_pieces(&measured(&[(0, 500_000, 0.0, SegmentKind::None)])).is_err());
    }
}
