use eframe::egui::{
    Color32, Painter, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::tokens;
use crate::review::{Command, Measured, Measuring, Sitting};
use crate::timebase::{Lateness, SampleDelta, SamplePos, offset_words};
use crate::timing::{Evidence, Segment};

/// How far the delivered audio lies from the initial alignment, along the programme: on the line in sync, a slope
/// is drift, a step is a recut, hatching is where nothing could be compared. A click goes there.
const HEIGHT: f32 = 26.0;

pub fn show(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    let Measuring::Done(measured) = &sitting.measuring else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Residual: click to go there"));
    let strip = Strip { rect, whole: sitting.transport.duration.0.max(1), measured };
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, tokens::CORNER, tokens::FIELD);
    painter.hline(rect.x_range(), rect.center().y, Stroke::new(1.0, tokens::HAIRLINE));
    strip.paint(&painter);
    let here = strip.x_of(sitting.transport.position);
    painter.vline(here, rect.y_range(), Stroke::new(1.0, tokens::PLAYHEAD));
    follow(response, &strip, sitting, commands);
}

struct Strip<'a> {
    rect: Rect,
    whole: i64,
    measured: &'a Measured,
}

impl Strip<'_> {
    fn x_of(&self, place: SamplePos) -> f32 {
        self.rect.left() + self.rect.width() * (place.0 as f32 / self.whole as f32).clamp(0.0, 1.0)
    }

    fn place_of(&self, x: f32) -> SamplePos {
        let share = f64::from((x - self.rect.left()) / self.rect.width()).clamp(0.0, 1.0);
        SamplePos((share * self.whole as f64) as i64)
    }

    /// Samples late (early when negative) against the initial alignment, at a place of the picture.
    fn residual(&self, segment: &Segment, place: SamplePos) -> f64 {
        let measurement = &self.measured.measurement;
        segment.offset_at(place, measurement.rate) - measurement.initial_alignment.offset
    }

    /// Samples shown above and below the line: the largest residual, and at least two frames of it.
    fn reach(&self) -> f64 {
        let ends = self.matched().flat_map(|segment| {
            let [from, to] = span(segment);
            [self.residual(segment, from).abs(), self.residual(segment, to).abs()]
        });
        ends.fold(4_000.0, f64::max)
    }

    fn matched(&self) -> impl Iterator<Item = &Segment> {
        let segments = &self.measured.measurement.segments;
        segments.iter().filter(|segment| segment.evidence == Evidence::Matched)
    }

    fn paint(&self, painter: &Painter) {
        let reach = self.reach();
        let y_of =
            |samples: f64| self.rect.center().y - (samples / reach) as f32 * (self.rect.height() / 2.0 - 3.0);
        for segment in &self.measured.measurement.segments {
            let [from, to] = span(segment);
            let (left, right) = (self.x_of(from), self.x_of(to));
            if segment.evidence == Evidence::Matched {
                let ends = [from, to].map(|place| y_of(self.residual(segment, place)));
                let points = [pos2(left, ends[0]), pos2(right.max(left + 1.0), ends[1])];
                painter.line_segment(points, Stroke::new(2.0, tokens::DELIVERED));
            } else {
                hatch(painter, Rect::from_x_y_ranges(left..=right, self.rect.y_range()));
            }
        }
    }

    /// The stretch under a place of the picture, and how it lies there, in words.
    fn words_at(&self, place: SamplePos, sitting: &Sitting) -> String {
        let segments = &self.measured.measurement.segments;
        let under = segments.iter().find(|segment| {
            let [from, to] = span(segment);
            (from..to).contains(&place)
        });
        let timecode = sitting.start_timecode().at(place);
        match under {
            Some(segment) if segment.evidence == Evidence::Matched => {
                let late = Lateness(SampleDelta(self.residual(segment, place).round() as i64));
                format!("{timecode}: audio {}", offset_words(late, sitting.frame_rate()))
            }
            Some(segment) if segment.evidence == Evidence::Inserted => {
                format!("{timecode}: sound that the reference does not have")
            }
            _ => format!("{timecode}: no evidence, nothing to compare here"),
        }
    }
}

/// First and last place of a segment on the picture.
fn span(segment: &Segment) -> [SamplePos; 2] {
    let length = segment.audio_to - segment.audio_from;
    [segment.reference_from, segment.reference_from + length]
}

fn hatch(painter: &Painter, rect: Rect) {
    const STEP: f32 = 6.0;
    let stroke = Stroke::new(1.0, Color32::from_gray(0x55));
    let clipped = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        clipped.add(Shape::line_segment(line, stroke));
        x += STEP;
    }
}

fn follow(response: Response, strip: &Strip<'_>, sitting: &Sitting, commands: &mut Vec<Command>) {
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        commands.push(Command::SeekTo(strip.place_of(pointer.x)));
    }
    if let Some(pointer) = response.hover_pos() {
        response.on_hover_text(strip.words_at(strip.place_of(pointer.x), sitting));
    }
}
