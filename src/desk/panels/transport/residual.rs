//! How far the audio is off the initial alignment along the programme: drift, recuts, and where there is no
//! evidence.

use eframe::egui::{
    Align2, Color32, FontId, Painter, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::theme;
use crate::session::{AlignCommand, Command, Measured, Measuring, Session, TransportCommand};
use crate::ticket::Severity;
use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, offset_text};
use crate::timing::{Discrepancy, Preview, Segment, SegmentKind};

/// Height of the strip, and in a low window.
const HEIGHT: f32 = 40.0;
const COMPACT_HEIGHT: f32 = 30.0;
/// Room for the names of the axis at its left.
const NAMES: f32 = 92.0;
/// Shown above and below the line at least: two frames.
const LEAST_REACH: f64 = 4_000.0;
/// How near, in points, a pointer must be to a place that has no width.
const NEAR: f32 = 3.0;

/// How far the delivered audio is off the initial alignment along the programme: on the line in sync, EARLY above it and
/// LATE below, coloured by how far; a slope is drift, a step is a recut, hatching is where nothing could be compared. A click goes there and plays with the audio aligned
/// by its sound. While it is measured, a preview is drawn in dashes, marked provisional.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let height = if theme::is_compact(ui.ctx()) { COMPACT_HEIGHT } else { HEIGHT };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let axis = Axis { rect, whole: session.transport().duration.get().max(1) };
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, theme::CORNER, theme::FIELD);
    painter.hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme::HAIRLINE));
    let name = match session.measuring() {
        Measuring::Done(measured) => {
            let graph = ResidualGraph { axis, measured };
            graph.paint(&painter, session.frame_rate());
            names(&painter, rect, graph.reach(), session.frame_rate());
            note(&painter, rect, graph.shape());
            "Residual: EARLY above, LATE below; click to hear it there in sync"
        }
        Measuring::Running { preview: Some(preview), .. } => {
            paint_preview(&painter, axis, preview);
            note(&painter, rect, "provisional");
            "Residual, provisional: click to go there"
        }
        Measuring::Running { .. } => {
            note(&painter, rect, "measuring…");
            "Residual: being measured"
        }
        Measuring::Stopped(_) | Measuring::Nothing => {
            note(&painter, rect, "not measured");
            "Residual: not measured"
        }
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let here = axis.x_of(session.transport().position);
    painter.vline(here, rect.y_range(), Stroke::new(1.0, theme::PLAYHEAD));
    interact(response, axis, session, commands);
}

/// Where samples of the programme are on screen.
#[derive(Clone, Copy)]
struct Axis {
    rect: Rect,
    /// Samples across it.
    whole: i64,
}

impl Axis {
    fn x_of(self, place: SamplePos) -> f32 {
        self.rect.left() + self.rect.width() * (place.get() as f32 / self.whole as f32).clamp(0.0, 1.0)
    }

    fn place_of(self, x: f32) -> SamplePos {
        let share = f64::from((x - self.rect.left()) / self.rect.width()).clamp(0.0, 1.0);
        SamplePos::new((share * self.whole as f64) as i64)
    }

    /// EARLY is above the line, LATE below it. `reach`: samples from the line to the edge.
    fn y_of(self, samples: f64, reach: f64) -> f32 {
        self.rect.center().y + (samples / reach) as f32 * (self.rect.height() / 2.0 - 3.0)
    }
}

struct ResidualGraph<'a> {
    axis: Axis,
    measured: &'a Measured,
}

impl ResidualGraph<'_> {
    /// Samples late (early when negative) against the initial alignment, at a place of the picture.
    fn residual(&self, segment: &Segment, place: SamplePos) -> f64 {
        let measurement = &self.measured.measurement;
        segment.offset_at(place, measurement.rate) - measurement.initial_alignment.offset
    }

    /// First and last place of a segment on the picture: an insert has no length there, and audio that runs fast is
    /// shorter than its picture.
    fn span(&self, segment: &Segment) -> [SamplePos; 2] {
        if segment.kind == SegmentKind::Inserted {
            return [segment.reference_from; 2];
        }
        let length = (segment.audio_to - segment.audio_from).get() as f64;
        let on_picture = length / (1.0 - self.measured.measurement.rate.ppm * 1e-6);
        [segment.reference_from, segment.reference_from + SampleDelta::new(on_picture.round() as i64)]
    }

    fn segments(&self) -> &[Segment] {
        &self.measured.measurement.segments
    }

    /// The largest residual, and two frames at least.
    fn reach(&self) -> f64 {
        let matched = self.segments().iter().filter(|segment| segment.kind == SegmentKind::Matched);
        let ends = matched.flat_map(|segment| self.span(segment).map(|at| self.residual(segment, at).abs()));
        ends.fold(LEAST_REACH, f64::max)
    }

    fn paint(&self, painter: &Painter, rate: FrameRate) {
        let (axis, reach) = (self.axis, self.reach());
        let mut before: Option<eframe::egui::Pos2> = None;
        for segment in self.segments() {
            let [from, to] = self.span(segment);
            let (left, right) = (axis.x_of(from), axis.x_of(to));
            match segment.kind {
                SegmentKind::Matched => {
                    let off = [from, to].map(|at| self.residual(segment, at));
                    let [begin, end] = off.map(|off| axis.y_of(off, reach));
                    let (begin, end) = (pos2(left, begin), pos2(right.max(left + 1.0), end));
                    let colour = colour_of(off.map(f64::abs).into_iter().fold(0.0, f64::max), rate);
                    // The vertical line of a step between two adjoining segments.
                    if let Some(last) = before.filter(|last| (last.x - begin.x).abs() < NEAR) {
                        painter.line_segment([last, begin], Stroke::new(1.0, theme::BRIGHT));
                    }
                    painter.line_segment([begin, end], Stroke::new(2.5, colour));
                    before = Some(end);
                }
                SegmentKind::Inserted => {
                    painter.vline(left, axis.rect.y_range(), Stroke::new(1.0, theme::QUIET));
                }
                SegmentKind::None => hatch(painter, Rect::from_x_y_ranges(left..=right, axis.rect.y_range())),
            }
        }
    }

    /// The segment at a place of the picture. One without length there comes first, since it is hard to hit.
    fn segment_at(&self, place: SamplePos) -> Option<&Segment> {
        let near = |at: SamplePos| (self.axis.x_of(at) - self.axis.x_of(place)).abs() <= NEAR;
        let inserted =
            |segment: &&Segment| segment.kind == SegmentKind::Inserted && near(segment.reference_from);
        let covers = |segment: &&Segment| {
            let [from, to] = self.span(segment);
            (from..to).contains(&place)
        };
        self.segments().iter().find(inserted).or_else(|| self.segments().iter().find(covers))
    }

    /// What the line looks like, in words: a constant offset is the same cut, a step another one.
    fn shape(&self) -> &'static str {
        let found = &self.measured.measurement.discrepancies;
        let is_recut = |one: &Discrepancy| {
            !matches!(
                one,
                Discrepancy::GlobalOffset { .. } | Discrepancy::Drift { .. } | Discrepancy::Missing(_)
            )
        };
        let late = found.iter().find_map(|one| match one {
            Discrepancy::GlobalOffset { late_by, .. } => Some(*late_by),
            _ => None,
        });
        match late {
            _ if found.iter().any(is_recut) => "recut: a step is another cut",
            _ if found.iter().any(|one| matches!(one, Discrepancy::Drift { .. })) => "drift",
            Some(late) if late > 0.0 => "same cut, LATE",
            Some(_) => "same cut, EARLY",
            None => "",
        }
    }

    /// How far the audio is off at a place of the picture, as a sentence.
    fn text_at(&self, place: SamplePos, session: &Session) -> String {
        let timecode = session.start_timecode().at(place);
        match self.segment_at(place) {
            Some(segment) if segment.kind == SegmentKind::Matched => {
                let late = Lateness::new(SampleDelta::new(self.residual(segment, place).round() as i64));
                let words = offset_text(late, session.frame_rate());
                format!("{timecode}: audio {words}. Click to hear it in sync.")
            }
            Some(segment) if segment.kind == SegmentKind::Inserted => {
                format!("{timecode}: sound that the reference does not have")
            }
            _ => format!("{timecode}: no evidence, nothing to compare here"),
        }
    }
}

/// A dash for each place that was matched.
fn paint_preview(painter: &Painter, axis: Axis, preview: &Preview) {
    let residual = |offset: f64| offset - preview.initial_alignment.offset;
    let offsets = preview.points.iter().map(|point| residual(point.offset).abs());
    let reach = offsets.fold(LEAST_REACH, f64::max);
    for point in &preview.points {
        let centre = pos2(axis.x_of(point.reference), axis.y_of(residual(point.offset), reach));
        let dash = [centre - vec2(2.0, 0.0), centre + vec2(2.0, 0.0)];
        painter.line_segment(dash, Stroke::new(2.0, theme::QUIET));
    }
}

/// The axis: which side is EARLY and which LATE, and how far its edge is.
fn names(painter: &Painter, rect: Rect, reach: f64, rate: FrameRate) {
    let font = FontId::proportional(theme::SMALL);
    let frames = reach / rate.samples_per_frame();
    let figure = if frames < 10.0 { format!("{frames:.1}") } else { format!("{frames:.0}") };
    let plate = Rect::from_min_max(rect.min, pos2(rect.left() + NAMES, rect.bottom()));
    painter.rect_filled(plate, theme::CORNER, theme::FIELD.gamma_multiply(0.86));
    for (anchor, place, word) in [
        (Align2::LEFT_TOP, rect.left_top() + vec2(6.0, 1.0), format!("EARLY {figure} fr")),
        (Align2::LEFT_BOTTOM, rect.left_bottom() + vec2(6.0, -1.0), format!("LATE {figure} fr")),
    ] {
        painter.text(place, anchor, word, font.clone(), theme::TEXT);
    }
}

/// In sync under half a frame, as the policy tolerates; then by how far it is off.
fn colour_of(samples: f64, rate: FrameRate) -> Color32 {
    let frames = samples / rate.samples_per_frame();
    match frames {
        ..0.5 => theme::DELIVERED,
        0.5..1.0 => theme::severity(Severity::Issue),
        _ => theme::severity(Severity::Blocker),
    }
}

/// A word in the corner: what the line is, or that there is no answer yet.
fn note(painter: &Painter, rect: Rect, word: &str) {
    if word.is_empty() {
        return;
    }
    let font = FontId::proportional(theme::SMALL - 1.0);
    let place = rect.right_center() - vec2(8.0, 0.0);
    let text = painter.layout_no_wrap(word.to_owned(), font, theme::TEXT);
    let plate = Align2::RIGHT_CENTER.anchor_size(place, text.size());
    painter.rect_filled(plate.expand2(vec2(4.0, 1.0)), theme::CORNER, theme::FIELD);
    painter.galley(plate.min, text, theme::TEXT);
}

fn hatch(painter: &Painter, rect: Rect) {
    const STEP: f32 = 6.0;
    let stroke = Stroke::new(1.0, Color32::from_gray(0x7A));
    let clipped = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        clipped.add(Shape::line_segment(line, stroke));
        x += STEP;
    }
}

fn interact(response: Response, axis: Axis, session: &Session, commands: &mut Vec<Command>) {
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        let place = axis.place_of(pointer.x);
        commands.push(match session.measuring() {
            Measuring::Done(_) => AlignCommand::PlayInSyncAt(place).into(),
            _ => TransportCommand::SeekTo(place).into(),
        });
    }
    if let (Some(pointer), Measuring::Done(measured)) = (response.hover_pos(), session.measuring()) {
        let graph = ResidualGraph { axis, measured };
        response.on_hover_text(graph.text_at(axis.place_of(pointer.x), session));
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::timing::{InitialAlignment, Measurement, Rate, SyncVerdict, WitnessKind};

    /// Two hours of picture whose audio runs 25/24 fast, with a sound inserted in its middle.
    fn fast() -> Measured {
        let rate = Rate { ppm: 41_667.0, standard_error_ppm: 0.1, suspect: Some("25/24") };
        let segment = |audio_from: i64, audio_to: i64, reference_from: i64, kind| Segment {
            audio_from: SamplePos::new(audio_from),
            audio_to: SamplePos::new(audio_to),
            reference_from: SamplePos::new(reference_from),
            offset: (audio_from - reference_from) as f64,
            kind,
            confidence: 0.9,
        };
        let segments = vec![
            segment(0, 958_333, 0, SegmentKind::Matched),
            segment(958_333, 1_000_000, 1_000_000, SegmentKind::Inserted),
        ];
        let by = InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 };
        let measurement =
            Measurement { rate, segments, ..Measurement::without_comparison(SyncVerdict::Discrepancy, by) };
        Measured {
            measurement,
            drafts: Vec::new(),
            against: String::new(),
            reference: None,
            origin: None,
            is_kept: false,
            is_of_stage_mix: false,
        }
    }

    #[test]
    fn a_drift_is_a_slope_as_long_as_its_picture() {
        let measured = fast();
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, HEIGHT));
        let graph = ResidualGraph { axis: Axis { rect, whole: 2_000_000 }, measured: &measured };
        let [matched, inserted] = graph.segments() else { panic!("two segments") };
        let [from, to] = graph.span(matched);
        assert!((to.get() - 1_000_000).abs() < 10, "{to:?}");
        assert!(graph.residual(matched, from).abs() < 1.0);
        assert!((graph.residual(matched, to) + 41_667.0).abs() < 1.0, "EARLY by what it gained");
        assert_eq!(graph.span(inserted), [SamplePos::new(1_000_000); 2], "no picture belongs to it");
        assert_eq!(
            graph.segment_at(SamplePos::new(1_002_000)).map(|one| one.kind),
            Some(SegmentKind::Inserted)
        );
        assert_eq!(graph.segment_at(SamplePos::new(1_500_000)), None);
        assert!(graph.axis.y_of(-1.0, 2.0) < rect.center().y, "EARLY lies above the line");
    }
}
