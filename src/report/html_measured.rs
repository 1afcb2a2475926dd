//! The measurement on the page: the residual as a drawing with its axis and in words, what is trimmed, and what the alignment
//! rests on.

use maud::{Markup, html as template};

use super::measured::{MeasuredLine, PieceLine};
use super::model::Report;
use crate::ticket::PieceKind;
use crate::timebase::{FrameRate, Lateness, SampleDelta};

/// Pieces in the table; the others are in the JSON. Chosen: a page of paper.
const MOST_PIECES: usize = 60;
/// Shown above and below the line at least: two frames at 24. Chosen, as on the desk.
const LEAST_REACH: i64 = 4_000;
/// Of the drawing, in its own units, and of the line in its middle.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 160.0;
const MIDDLE: f64 = HEIGHT / 2.0;
/// Lines keep their width however the drawing is stretched.
const SAME_WIDTH: &str = "non-scaling-stroke";
/// Free above and below the widest residual.
const MARGIN: f64 = 8.0;

/// Every measurement that the ticket keeps.
pub(super) fn measured(report: &Report) -> Markup {
    template! {
        @if !report.measured.is_empty() {
            section aria-labelledby="measured" {
                h2 #measured { "Measurement" }
                @for (place, line) in report.measured.iter().enumerate() { (measurement(report, place + 1, line)) }
            }
        }
    }
}

fn measurement(report: &Report, number: usize, line: &MeasuredLine) -> Markup {
    template! {
        h3 dir="auto" { "Against " (line.against) }
        p { strong { (line.result) } @if let Some(compared) = &line.compared { " " (compared) } }
        @if let Some(when) = &line.when { p { (when) } }
        @for fault in &line.faults { p { (fault) } }
        @for note in &line.notes { p dir="auto" { (note) } }
        @if !line.pieces.is_empty() { (residual(report, number, line)) }
        h4 { "Sync references" }
        p { (line.aligned) }
        @if !line.sync_references.is_empty() {
            div.scroll tabindex="0" role="region" aria-label={ "Sync references " (number) } {
                table {
                    thead { tr { th scope="col" { "Sync reference" } th scope="col" { "Places the audio" } } }
                    tbody { @for one in &line.sync_references { tr { td { (one.what) } td { (one.says) } } } }
                }
            }
        }
        h4 { "Trimmed as format" }
        @if line.trims.is_empty() {
            p { "No head or tail format was found on either side." }
        } @else {
            div.scroll tabindex="0" role="region" aria-label={ "Trimmed as format " (number) } {
                table {
                    thead { tr { th scope="col" { "Side" } th scope="col" { "Format" } th scope="col" { "Starts at" } th scope="col" { "Lasts" } th scope="col" { "Proved by" } } }
                    tbody {
                        @for part in &line.trims {
                            tr { td { (part.side) } td { (part.what) } td { (part.starts) } td { (part.lasts) } td { (part.proof) } }
                        }
                    }
                }
            }
        }
    }
}

/// EARLY above the line, LATE below; hatched where nothing could be compared.
fn residual(report: &Report, number: usize, line: &MeasuredLine) -> Markup {
    let Some(drawing) = Drawing::of(report, line) else { return template! {} };
    let frames = |side: &str| format!("{side} {}", frames_text(drawing.reach, report.rate));
    let label = format!("residual-{number}");
    let pattern = format!("no-evidence-{number}");
    template! {
        h4 #(label) { "Residual after the initial alignment" }
        p.ends.quiet { span { (frames("EARLY")) } span { "above the line" } }
        svg.plot viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-labelledby=(label) aria-describedby={ (label) "-words" } {
            defs {
                pattern id=(pattern) width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    line.hatch x1="0" y1="0" x2="0" y2="8" {}
                }
            }
            line.axis x1="0" y1=(MIDDLE) x2=(WIDTH) y2=(MIDDLE) vector-effect=(SAME_WIDTH) {}
            @for piece in &line.pieces { (drawing.piece(piece, &pattern)) }
            @if let Some(steps) = drawing.steps(&line.pieces) { path.step d=(steps) vector-effect=(SAME_WIDTH) {} }
        }
        p.ends.quiet { span { (frames("LATE")) } span { "below the line" } }
        p.ends { span { (report.start) } span { (drawing.ends(report)) } }
        div id={ (label) "-words" } .scroll tabindex="0" role="region" aria-label={ "Residual in words " (number) } {
            table {
                thead { tr { th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Residual" } } }
                tbody {
                    @for piece in line.pieces.iter().take(MOST_PIECES) {
                        @let [from, to] = piece.timecodes;
                        tr { td { (from) } td { (to) } td { (piece.words) } }
                    }
                }
            }
        }
        @if line.pieces.len() > MOST_PIECES { p { (line.pieces.len() - MOST_PIECES) " more pieces are in the JSON report." } }
    }
}

fn frames_text(reach: i64, rate: FrameRate) -> String {
    let hundredths = rate.hundredths_of_frames(SampleDelta::new(reach));
    format!("{}.{} frames", hundredths / 100, hundredths / 10 % 10)
}

struct Drawing {
    /// Samples across.
    length: i64,
    /// Samples from the line to the edge.
    reach: i64,
}

impl Drawing {
    /// `None` where nothing has a length.
    fn of(report: &Report, line: &MeasuredLine) -> Option<Self> {
        let ends = line.pieces.iter().map(|piece| piece.span[1].get()).max().unwrap_or(0);
        let length = report.length.map_or(0, SampleDelta::get).max(ends);
        let matched = line.pieces.iter().filter(|piece| piece.kind == PieceKind::Matched);
        let far = |late: Lateness| late.delta().get().saturating_abs();
        let reach = matched.flat_map(|piece| piece.residual.map(far)).fold(LEAST_REACH, i64::max);
        (length > 0).then_some(Self { length, reach })
    }

    fn ends(&self, report: &Report) -> String {
        report.start.at(crate::timebase::SamplePos::new(self.length)).to_string()
    }

    fn x(&self, place: crate::timebase::SamplePos) -> f64 {
        place.get().clamp(0, self.length) as f64 / self.length as f64 * WIDTH
    }

    fn y(&self, late: Lateness) -> f64 {
        MIDDLE + late.delta().get() as f64 / self.reach as f64 * (MIDDLE - MARGIN)
    }

    fn piece(&self, piece: &PieceLine, pattern: &str) -> Markup {
        let [left, right] = piece.span.map(|place| self.x(place));
        let number = |value: f64| format!("{value:.1}");
        template! {
            @match piece.kind {
                PieceKind::Matched => {
                    @let [begins, ends] = piece.residual.map(|late| self.y(late));
                    line.residual x1=(number(left)) y1=(number(begins)) x2=(number(right.max(left + 1.0))) y2=(number(ends)) vector-effect=(SAME_WIDTH) {}
                }
                PieceKind::Inserted => { line.inserted x1=(number(left)) y1="0" x2=(number(left)) y2=(HEIGHT) vector-effect=(SAME_WIDTH) {} }
                PieceKind::NoEvidence => {
                    rect x=(number(left)) y="0" width=(number((right - left).max(1.0))) height=(HEIGHT) fill={ "url(#" (pattern) ")" } {}
                }
            }
        }
    }

    /// The upright lines of recuts, between two matched pieces that follow each other.
    fn steps(&self, pieces: &[PieceLine]) -> Option<String> {
        let matched: Vec<&PieceLine> =
            pieces.iter().filter(|piece| piece.kind == PieceKind::Matched).collect();
        let steps: Vec<String> = matched
            .windows(2)
            .filter_map(|pair| {
                let [before, after] = pair else { return None };
                let (left, right) = (self.x(before.span[1]), self.x(after.span[0]));
                let (from, to) = (self.y(before.residual[1]), self.y(after.residual[0]));
                (right - left <= 1.0).then(|| format!("M{right:.1} {from:.1}V{to:.1}"))
            })
            .collect();
        (!steps.is_empty()).then(|| steps.concat())
    }
}
