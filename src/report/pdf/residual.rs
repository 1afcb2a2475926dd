//! The residual on paper: EARLY above its line, LATE below, grey where nothing could be compared; and the same in words.

use super::blocks::{BLACK, Blocks, LINE, PART, QUIET};
use super::flow::{Block, Colour, GREY, Mark};
use crate::report::measured::{MeasuredLine, PieceLine};
use crate::report::model::Report;
use crate::ticket::PieceKind;
use crate::timebase::{Lateness, SampleDelta, SamplePos};

const NO_EVIDENCE: Colour = [0xDD, 0xE0, 0xE5];
/// Pieces in the table; the others are in the JSON. Chosen: a page of paper.
const MOST_PIECES: usize = 60;
/// Samples above and below the line at least: two frames at 24. Chosen, as on the desk.
const LEAST_REACH: i64 = 4_000;
/// Of the drawing, in points.
const HEIGHT: f32 = 110.0;
/// Share of the height from the line to the widest residual.
const REACH: f32 = 0.46;

/// Heading, drawing and table.
pub(super) fn residual(out: &mut Blocks, report: &Report, line: &MeasuredLine) {
    let ends = line.pieces.iter().map(|piece| piece.span[1].get()).max().unwrap_or(0);
    let length = report.length.map_or(0, SampleDelta::get).max(ends);
    if length <= 0 {
        return;
    }
    let far = |late: Lateness| late.delta().get().saturating_abs();
    let matched = line.pieces.iter().filter(|piece| piece.kind == PieceKind::Matched);
    let reach = matched.flat_map(|piece| piece.residual.map(far)).fold(LEAST_REACH, i64::max);
    let hundredths = report.rate.hundredths_of_frames(SampleDelta::new(reach));
    let frames = format!("{}.{} frames", hundredths / 100, hundredths / 10 % 10);
    out.put(Block::Keep(HEIGHT + 60.0));
    out.text("Residual after the initial alignment", PART);
    out.text(&format!("EARLY {frames}, above the line"), QUIET);
    let plot = Plot { length: length as f32, reach: reach as f32 };
    out.put(Block::Drawing {
        height: HEIGHT,
        marks: plot.marks(&line.pieces),
        words: "The residual over the programme, in words below".to_owned(),
    });
    let last = report.start.at(SamplePos::new(length));
    out.text(
        &format!(
            "LATE {frames}, below the line · grey: nothing could be compared · {} to {last}",
            report.start
        ),
        QUIET,
    );
    out.table_head(&[(0.18, "From"), (0.18, "To"), (0.64, "Residual")]);
    for piece in line.pieces.iter().take(MOST_PIECES) {
        let [from, to] = piece.timecodes.map(|label| label.to_string());
        out.row(&[(0.18, &from), (0.18, &to), (0.64, &piece.words)]);
    }
    if line.pieces.len() > MOST_PIECES {
        out.text(&format!("{} more pieces are in the JSON report.", line.pieces.len() - MOST_PIECES), QUIET);
    }
}

struct Plot {
    /// Samples across, and from the line to the widest residual.
    length: f32,
    reach: f32,
}

impl Plot {
    fn x(&self, place: SamplePos) -> f32 {
        (place.get() as f32 / self.length).clamp(0.0, 1.0)
    }

    fn y(&self, late: Lateness) -> f32 {
        0.5 + late.delta().get() as f32 / self.reach * REACH
    }

    /// What could not be compared lies behind the lines.
    fn marks(&self, pieces: &[PieceLine]) -> Vec<Mark> {
        let edge = |y: f32| Mark::Line { from: [0.0, y], to: [1.0, y], colour: LINE, width: 0.5 };
        let (behind, before): (Vec<&PieceLine>, Vec<&PieceLine>) =
            pieces.iter().partition(|piece| piece.kind == PieceKind::NoEvidence);
        let behind = behind.into_iter().map(|piece| self.piece(piece));
        let before = before.into_iter().map(|piece| self.piece(piece));
        behind.chain([edge(0.0), edge(0.5), edge(1.0)]).chain(before).chain(self.steps(pieces)).collect()
    }

    fn piece(&self, piece: &PieceLine) -> Mark {
        let [from, to] = piece.span.map(|place| self.x(place));
        match piece.kind {
            PieceKind::Matched => {
                let [begins, ends] = piece.residual.map(|late| self.y(late));
                Mark::Line {
                    from: [from, begins],
                    to: [to.max(from + 0.001), ends],
                    colour: BLACK,
                    width: 1.6,
                }
            }
            PieceKind::Inserted => {
                Mark::Line { from: [from, 0.0], to: [from, 1.0], colour: GREY, width: 0.5 }
            }
            PieceKind::NoEvidence => Mark::Box { from: [from, 0.0], to: [to, 1.0], colour: NO_EVIDENCE },
        }
    }

    /// The upright lines of recuts, between two matched pieces that follow each other.
    fn steps(&self, pieces: &[PieceLine]) -> Vec<Mark> {
        let matched: Vec<&PieceLine> =
            pieces.iter().filter(|piece| piece.kind == PieceKind::Matched).collect();
        let pairs = matched.windows(2).filter_map(|pair| {
            let [before, after] = pair else { return None };
            let x = self.x(after.span[0]);
            let (from, to) = ([x, self.y(before.residual[1])], [x, self.y(after.residual[0])]);
            (x - self.x(before.span[1]) <= 0.001).then_some(Mark::Line {
                from,
                to,
                colour: BLACK,
                width: 0.6,
            })
        });
        pairs.collect()
    }
}
