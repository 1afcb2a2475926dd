//! The change list: which pieces of the delivered audio belong where on the picture served, and the way back.
//!
//! Takes a measurement as the ticket keeps it; gives the list, or which pieces are open and why. It never places a piece
//! that the measurement did not place, and never changes speed.

use crate::ticket::{FaultKind, MeasuredPiece, MeasuredResult, MeasurementRecord, PieceKind};
use crate::timebase::{SampleDelta, SamplePos};

/// A part in which nothing was compared is carried by its neighbours up to this length, if both say the same: 30 s.
/// Derived: longer ones may hide a scene from elsewhere ([`crate::timing::Coverage`]).
const LONGEST_CARRIED: SampleDelta = SampleDelta::new(30 * 48_000);
/// Per cent below which a piece or a recut counts as open. Chosen: no list rests on what is likelier wrong than right.
const LEAST_CONFIDENCE: u8 = 50;
/// Places are rounded to samples, so two offsets that are the same may be this far apart.
const SAME_OFFSET: u64 = 1;

/// Which pieces of the delivered audio belong where on the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeList {
    /// In the order of the picture; none overlap on it.
    pub pieces: Vec<PlacedPiece>,
    /// Parts of the audio's programme that are not used: the picture does not have them.
    pub left_out: Vec<[SamplePos; 2]>,
    /// Parts of the picture's programme without audio.
    pub without_audio: Vec<[SamplePos; 2]>,
}

/// A piece with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedPiece {
    /// First sample in the delivered file.
    pub audio: SamplePos,
    /// Where that belongs, from the picture's first frame.
    pub picture: SamplePos,
    pub length: SampleDelta,
    /// Samples of it in which nothing was compared, and which both neighbours carry.
    pub carried: SampleDelta,
}

/// Why there is no change list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoChangeList {
    /// No measurement of the reference served is kept with the ticket.
    NotMeasured,
    /// The audio is where it belongs.
    InSync,
    /// Nothing could be compared, or it is another programme.
    NotPlaced,
    /// It runs at another speed, which a list cannot change.
    OtherSpeed,
    /// These pieces are open, in order.
    Open(Vec<OpenPiece>),
}

/// A piece that the measurement did not place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenPiece {
    /// In the delivered file.
    pub audio: [SamplePos; 2],
    pub why: OpenReason,
}

/// Why a piece is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenReason {
    /// Nothing in it could be compared, and its neighbours do not carry it.
    NothingCompared,
    /// The recut lies somewhere in it, and nothing says where.
    PlaceOfRecut,
    /// What was found is not sure enough.
    NotSure,
    /// Other material than the picture's.
    Replaced,
    /// It belongs where another piece is already.
    SamePicture,
}

/// Which way a list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListWay {
    /// From the delivered audio to the picture served.
    #[default]
    ToPicture,
    /// From audio that was conformed by the list back to the delivered cut.
    Back,
}

impl PlacedPiece {
    /// Audio minus picture position.
    fn offset(&self) -> SampleDelta {
        self.audio - self.picture
    }

    fn audio_end(&self) -> SamplePos {
        self.audio + self.length
    }

    /// The place after its last on the picture.
    pub fn picture_end(&self) -> SamplePos {
        self.picture + self.length
    }
}

impl ChangeList {
    /// From a measurement against a picture whose frames last `frame` samples.
    ///
    /// # Errors
    /// [`NoChangeList`]: why there is none, with the pieces that are open.
    pub fn of(record: &MeasurementRecord, frame: SampleDelta) -> Result<Self, NoChangeList> {
        match record.result {
            MeasuredResult::InSync => return Err(NoChangeList::InSync),
            MeasuredResult::NoEvidence | MeasuredResult::NoMatch => return Err(NoChangeList::NotPlaced),
            MeasuredResult::OutOfSync => {}
        }
        if record.faults.iter().any(|fault| fault.kind == FaultKind::Drift) {
            return Err(NoChangeList::OtherSpeed);
        }
        let mut placing =
            Placing { open: open_recuts(record, frame), runs: Vec::new(), left_out: Vec::new() };
        for (place, piece) in record.pieces.iter().enumerate() {
            let next = record.pieces.iter().skip(place + 1).find(|next| next.kind == PieceKind::Matched);
            placing.take(piece, next);
        }
        placing.finish(record, frame)
    }

    /// The pieces with where each is taken from and where it goes to, in the order of where they go.
    pub fn moves(&self, way: ListWay) -> Vec<PieceMove> {
        let mut moves: Vec<PieceMove> = self
            .pieces
            .iter()
            .map(|piece| match way {
                ListWay::ToPicture => PieceMove { from: piece.audio, to: piece.picture, piece: *piece },
                ListWay::Back => PieceMove { from: piece.picture, to: piece.audio, piece: *piece },
            })
            .collect();
        moves.sort_by_key(|one| one.to);
        moves
    }
}

/// A piece, with the place it is taken from and the place it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceMove {
    pub from: SamplePos,
    pub to: SamplePos,
    pub piece: PlacedPiece,
}

/// Recuts whose own place is open.
fn open_recuts(record: &MeasurementRecord, frame: SampleDelta) -> Vec<OpenPiece> {
    let recuts = record.faults.iter().filter_map(|fault| {
        let why = match fault.kind {
            FaultKind::Replaced => OpenReason::Replaced,
            FaultKind::Removed | FaultKind::Inserted | FaultKind::Swapped
                if fault.confidence_percent < LEAST_CONFIDENCE =>
            {
                OpenReason::NotSure
            }
            // Inside a swap the pieces say themselves where they are.
            FaultKind::Removed | FaultKind::Inserted => {
                let [from, to] = fault.between;
                let own = fault.audio_to - fault.audio_from;
                if (to - from).get().saturating_sub(own.get()) <= frame.get() {
                    return None;
                }
                return Some(OpenPiece { audio: fault.between, why: OpenReason::PlaceOfRecut });
            }
            _ => return None,
        };
        Some(OpenPiece { audio: [fault.audio_from, fault.audio_to], why })
    });
    recuts.collect()
}

/// Pieces on their way to a list.
struct Placing {
    /// One offset each, in the order of the audio.
    runs: Vec<PlacedPiece>,
    left_out: Vec<[SamplePos; 2]>,
    open: Vec<OpenPiece>,
}

impl Placing {
    /// The next piece of the audio; `next`: the next one that matches.
    fn take(&mut self, piece: &MeasuredPiece, next: Option<&MeasuredPiece>) {
        let audio = [piece.audio_from, piece.audio_to];
        let length = piece.audio_to - piece.audio_from;
        match piece.kind {
            PieceKind::Inserted => self.left_out.push(audio),
            PieceKind::Matched if piece.confidence_percent < LEAST_CONFIDENCE => {
                self.open.push(OpenPiece { audio, why: OpenReason::NotSure });
            }
            PieceKind::Matched => self.place(PlacedPiece {
                audio: piece.audio_from,
                picture: piece.reference_from,
                length,
                carried: SampleDelta::ZERO,
            }),
            PieceKind::NoEvidence => {
                let before = self.runs.last().filter(|last| last.audio_end() == piece.audio_from).copied();
                let offset = next.map(|next| next.audio_from - next.reference_from);
                match before.zip(offset) {
                    Some((before, offset))
                        if length <= LONGEST_CARRIED && is_same(before.offset(), offset) =>
                    {
                        let picture = before.picture_end();
                        self.place(PlacedPiece { audio: piece.audio_from, picture, length, carried: length });
                    }
                    _ => self.open.push(OpenPiece { audio, why: OpenReason::NothingCompared }),
                }
            }
        }
    }

    /// Joined to the piece before it where both follow each other in audio and picture.
    fn place(&mut self, piece: PlacedPiece) {
        match self.runs.last_mut() {
            Some(last) if last.audio_end() == piece.audio && is_same(last.offset(), piece.offset()) => {
                last.length += piece.length;
                last.carried += piece.carried;
            }
            _ => self.runs.push(piece),
        }
    }

    fn finish(mut self, record: &MeasurementRecord, frame: SampleDelta) -> Result<ChangeList, NoChangeList> {
        self.runs.sort_by_key(|run| run.picture);
        let mut pieces: Vec<PlacedPiece> = Vec::new();
        for mut run in std::mem::take(&mut self.runs) {
            let over = pieces.last().map_or(SampleDelta::ZERO, |last| last.picture_end() - run.picture);
            if over > frame {
                self.open
                    .push(OpenPiece { audio: [run.audio, run.audio_end()], why: OpenReason::SamePicture });
                continue;
            }
            // A recut is placed to a frame at best: what both sides of it claim stays with the first.
            let over = over.max(SampleDelta::ZERO).min(run.length);
            (run.audio, run.picture, run.length) = (run.audio + over, run.picture + over, run.length + -over);
            // What lies before the picture's first frame has no place on it.
            let early = (SamplePos::ZERO - run.picture).max(SampleDelta::ZERO).min(run.length);
            (run.audio, run.picture, run.length) =
                (run.audio + early, run.picture + early, run.length + -early);
            pieces.push(run);
        }
        if !self.open.is_empty() {
            self.open.sort_by_key(|open| open.audio);
            return Err(NoChangeList::Open(self.open));
        }
        pieces.retain(|piece| piece.length > SampleDelta::ZERO);
        if pieces.is_empty() {
            return Err(NoChangeList::NotPlaced);
        }
        let without_audio = gaps(&pieces, record.reference_programme, frame);
        Ok(ChangeList { pieces, left_out: self.left_out, without_audio })
    }
}

fn is_same(one: SampleDelta, other: SampleDelta) -> bool {
    one.get().abs_diff(other.get()) <= SAME_OFFSET
}

/// Parts of the picture's `programme` that no piece covers, of a frame or more: less is what rounding and searching leave.
fn gaps(pieces: &[PlacedPiece], programme: [SamplePos; 2], frame: SampleDelta) -> Vec<[SamplePos; 2]> {
    let [first, end] = programme;
    let mut at = first;
    let mut gaps = Vec::new();
    for piece in pieces {
        if piece.picture > at {
            gaps.push([at, piece.picture]);
        }
        at = at.max(piece.picture_end());
    }
    if end > at {
        gaps.push([at, end]);
    }
    gaps.retain(|[from, to]| *to - *from >= frame);
    gaps
}

#[cfg(test)]
#[path = "change_list/laws.rs"]
mod laws;
