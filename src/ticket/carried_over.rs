//! Where a place in the audio of an earlier round lies in the audio of this one: by way of the picture that both were measured
//! against. What no measurement says is not known.

use super::{
    Asset, CandidateRecord, MeasuredPiece, MeasurementRecord, PieceKind, Role, Task, Ticket, audio_under_qc,
};
use crate::timebase::{SampleDelta, SamplePos};

/// Pieces nearer than this lie on one line, samples. Derived: what a measured offset may be off, as between two mixes.
const SAME_LINE: i64 = 3;

impl Ticket {
    /// Where `place` in the audio of `round` lies in the audio of this round. `None` where that is not known: neither was measured
    /// there, or not against one picture, or it was cut.
    pub fn carried_over(&self, round: u32, place: SamplePos) -> Option<SamplePos> {
        if round == self.lifecycle.round {
            return Some(place);
        }
        let past = self.lifecycle.past.iter().find(|past| past.number == round)?;
        if is_one_file(of_task(&past.assets, past.task), of_task(&self.assets, self.task)) {
            return Some(place);
        }
        let through = |before: &MeasurementRecord| {
            let on_picture = before.on_reference(place)?;
            let against_it = self.measurements.iter().filter(|now| now.is_against_that_of(before));
            against_it.into_iter().find_map(|now| now.in_audio(on_picture))
        };
        past.measurements.iter().find_map(through)
    }

    /// A candidate of an earlier round with its place in the audio of this one; `None` where that is not known.
    pub fn carried_candidate(&self, record: &CandidateRecord) -> Option<CandidateRecord> {
        let [from, to] =
            [record.audio_from, record.audio_to].map(|place| self.carried_over(record.round, place));
        let length = record.audio_to - record.audio_from;
        let (audio_from, audio_to) = match (from, to) {
            (Some(from), Some(to)) if from < to => (from, to),
            (Some(from), _) => (from, from + length),
            (None, Some(to)) => (to - length, to),
            (None, None) => return None,
        };
        Some(CandidateRecord { audio_from, audio_to, round: self.lifecycle.round, ..record.clone() })
    }

    /// Candidates that were judged in earlier rounds, each with how it would be found now. One whose place is not known is looked
    /// for where it was in its file.
    pub fn carried_candidates(&self) -> Vec<(CandidateRecord, CandidateRecord)> {
        let round = self.lifecycle.round;
        let earlier = self.candidates.iter().filter(|one| one.round != round && one.round != 0);
        let carried = |one: &CandidateRecord| {
            self.carried_candidate(one).unwrap_or_else(|| CandidateRecord { round, ..one.clone() })
        };
        earlier.map(|one| (one.clone(), carried(one))).collect()
    }

    /// Samples in the audio of `round`, where they are known.
    pub fn audio_length(&self, round: u32) -> Option<SampleDelta> {
        let past = self.lifecycle.past.iter().find(|past| past.number == round);
        let (assets, task) = past.map_or((&self.assets, self.task), |past| (&past.assets, past.task));
        Some(of_task(assets, task)?.facts.as_ref()?.duration)
    }
}

fn of_task(assets: &[Asset], task: Task) -> Option<&Asset> {
    let usable = audio_under_qc(task, assets).and_then(|place| assets.get(place));
    usable.or_else(|| assets.iter().find(|asset| asset.role == Role::Delivered(task)))
}

/// Whether both are the same content, and it is known.
fn is_one_file(before: Option<&Asset>, now: Option<&Asset>) -> bool {
    before.zip(now).is_some_and(|(before, now)| {
        before.files == now.files && before.sha256.is_some() && before.sha256 == now.sha256
    })
}

impl MeasurementRecord {
    fn is_against_that_of(&self, other: &Self) -> bool {
        match (&self.reference, &other.reference) {
            (Some(one), Some(two)) => one.is_same_content(two),
            _ => self.against == other.against,
        }
    }

    /// Where a place in the audio lies on the reference.
    fn on_reference(&self, place: SamplePos) -> Option<SamplePos> {
        let holds = |piece: &MeasuredPiece| piece.audio_from <= place && place < piece.audio_to;
        let (number, piece) = self.pieces.iter().enumerate().find(|(_, piece)| holds(piece))?;
        self.is_placed(number).then(|| self.line(piece, place))
    }

    /// Where a place of the reference lies in the audio; of several the first.
    fn in_audio(&self, reference: SamplePos) -> Option<SamplePos> {
        let back = |piece: &MeasuredPiece| {
            let along = (reference - piece.reference_from).get() as f64 / self.speed();
            let place = piece.audio_from + SampleDelta::new(along.round() as i64);
            (piece.audio_from <= place && place < piece.audio_to).then_some(place)
        };
        let placed = self.pieces.iter().enumerate().filter(|(number, _)| self.is_placed(*number));
        placed.into_iter().find_map(|(_, piece)| back(piece))
    }

    /// Samples of the reference in one of the audio.
    fn speed(&self) -> f64 {
        1.0 + self.drift_ppb as f64 / 1e9
    }

    fn line(&self, piece: &MeasuredPiece, place: SamplePos) -> SamplePos {
        let along = (place - piece.audio_from).get() as f64 * self.speed();
        piece.reference_from + SampleDelta::new(along.round() as i64)
    }

    /// Whether it is known where that piece lies: it matched, or nothing could be compared in it and what matched around it lies on
    /// the same line.
    fn is_placed(&self, number: usize) -> bool {
        let Some(piece) = self.pieces.get(number) else { return false };
        let matched = |piece: &&MeasuredPiece| piece.kind == PieceKind::Matched;
        match piece.kind {
            PieceKind::Matched => true,
            PieceKind::Inserted => false,
            PieceKind::NoEvidence => {
                let before = self.pieces.iter().take(number).rfind(matched);
                let after = self.pieces.iter().skip(number + 1).find(matched);
                let lies_on = |other: &MeasuredPiece, place: SamplePos| {
                    (self.line(piece, place) - self.line(other, place)).get().abs() <= SAME_LINE
                };
                (before.is_some() || after.is_some())
                    && before.is_none_or(|before| lies_on(before, piece.audio_from))
                    && after.is_none_or(|after| lies_on(after, after.audio_from))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: PieceKind, from: i64, to: i64, reference: i64) -> MeasuredPiece {
        MeasuredPiece {
            audio_from: SamplePos::new(from),
            audio_to: SamplePos::new(to),
            reference_from: SamplePos::new(reference),
            kind,
            confidence_percent: 90,
        }
    }

    #[test]
    fn a_place_is_known_where_something_matched_and_between_two_on_one_line() {
        use PieceKind::{Inserted, Matched, NoEvidence};
        let record = MeasurementRecord {
            pieces: vec![
                piece(Matched, 1_000, 2_000, 0),
                piece(NoEvidence, 2_000, 3_000, 1_000),
                piece(Matched, 3_000, 4_000, 2_000),
                piece(Inserted, 4_000, 5_000, 3_000),
                piece(Matched, 5_000, 6_000, 3_000),
                piece(NoEvidence, 6_000, 7_000, 4_000),
                piece(Matched, 7_000, 8_000, 9_000),
            ],
            ..MeasurementRecord::default()
        };
        let on = |place| record.on_reference(SamplePos::new(place)).map(SamplePos::get);
        assert_eq!([on(1_500), on(2_500), on(5_500)], [Some(500), Some(1_500), Some(3_500)]);
        assert_eq!([on(500), on(4_500), on(6_500), on(9_000)], [None; 4]);
        let back = |place| record.in_audio(SamplePos::new(place)).map(SamplePos::get);
        assert_eq!(
            [back(500), back(1_500), back(3_500), back(4_500)],
            [Some(1_500), Some(2_500), Some(5_500), None]
        );
    }

    #[test]
    fn drift_moves_along_a_piece_and_back() {
        let pieces = vec![piece(PieceKind::Matched, 0, 48_000_000, 100)];
        let record = MeasurementRecord { pieces, drift_ppb: 1_000_000, ..MeasurementRecord::default() };
        let on = record.on_reference(SamplePos::new(10_000_000)).expect("placed");
        assert_eq!(on, SamplePos::new(10_010_100), "audio that runs fast is ahead of the picture");
        assert_eq!(record.in_audio(on), Some(SamplePos::new(10_000_000)));
    }
}
