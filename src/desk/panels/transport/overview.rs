//! The whole programme in one bar: both waveforms, how loud the audio is, findings, candidates inside the mix, loop and playhead. A click goes there, a drag scrubs.

use eframe::egui::{
    CursorIcon, Id, Painter, Pos2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::levels;
use crate::desk::panels::loop_marks::{self, TimeAxis};
use crate::desk::theme;
use crate::desk::widgets::{DrawnSound, PeakColumns, PeakDirection, PeakStyle, PeakTexture, StatusIcon};
use crate::session::{Command, FindingCommand, MeasureCommand, Session, Side, TransportCommand};
use crate::ticket::Severity;
use crate::timebase::SamplePos;

/// The waveforms of the overview.
#[derive(Default)]
pub struct Overview {
    guide: PeakTexture,
    delivered: PeakTexture,
}

/// Height of the bar, and in a low window.
const HEIGHT: f32 = 34.0;
const COMPACT_HEIGHT: f32 = 22.0;
/// Room for the flags above the sounds.
const FLAGS: f32 = 12.0;

/// The whole programme in one bar: both sounds, the findings as flags, and the playhead. A click goes there, a drag
/// scrubs.
pub fn show(ui: &mut Ui, session: &Session, overview: &mut Overview, commands: &mut Vec<Command>) {
    let height = if theme::is_compact(ui.ctx()) { COMPACT_HEIGHT } else { HEIGHT };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height + FLAGS), Sense::click_and_drag());
    let whole = session.transport().duration.get().max(1);
    let here = session.transport().position.get() as f32 / whole as f32;
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Image, true, "Whole programme: click to go there, drag to scrub")
    });
    let bar = Rect::from_min_max(pos2(rect.left(), rect.top() + FLAGS), rect.max);
    let painter = ui.painter_at(rect);
    painter.rect_filled(bar, theme::CORNER, theme::FIELD);
    if session.transport().duration.get() == 0 {
        return;
    }
    overview.sounds(ui, &painter, bar, session);
    let x_of = |place: SamplePos| bar.left() + bar.width() * (place.get() as f32 / whole as f32);
    for finding in session.ticket().findings() {
        let (from, to) = (x_of(finding.from), x_of(finding.to));
        let colour = theme::severity(session.ticket().severity_of(finding));
        let length = Rect::from_x_y_ranges(from..=to.max(from + 1.0), bar.y_range());
        painter.rect_filled(length, 0.0, colour.gamma_multiply(0.3));
    }
    candidates(&painter, bar, session, &x_of);
    levels::show(ui, &painter, bar, session, &x_of);
    let playhead = bar.left() + bar.width() * here;
    painter.vline(playhead, bar.y_range(), Stroke::new(2.0, theme::PLAYHEAD));
    seek(&response.on_hover_cursor(CursorIcon::PointingHand), bar, whole, commands);
    let time_at = |x: f32| place_at(x, bar, whole);
    let strip = TimeAxis { name: "whole programme", rect: bar, x_of: &x_of, time_at: &time_at };
    loop_marks::show(ui, &painter, &strip, session, commands);
    flags(ui, &painter, &strip, rect.top() + 5.5, session, commands);
}

/// Most candidates that are marked. Chosen: more run into each other.
const MOST_MARKS: usize = 500;

/// Candidates inside the mix that nobody has judged, as ticks at the lower edge: long ones in the colour of an issue are drafted,
/// true peaks above all; short ones are to be heard.
fn candidates(painter: &Painter, bar: Rect, session: &Session, x_of: &dyn Fn(SamplePos) -> f32) {
    let open = session.heard_mix().into_iter().flat_map(|heard| heard.open(session.ticket()));
    let placed = open.filter(|(_, found)| !session.is_of_whole(found)).take(MOST_MARKS);
    for (_, found) in placed {
        let (height, colour) =
            if found.is_exact() { (7.0, theme::severity(Severity::Issue)) } else { (4.0, theme::TEXT) };
        let x = x_of(session.candidate_range(found).from);
        painter.vline(x, bar.bottom() - height..=bar.bottom(), Stroke::new(1.5, colour));
    }
}

/// Findings as flags in their severity, drafts as hollow ones; a click goes to the exact frame.
fn flags(
    ui: &Ui,
    painter: &Painter,
    strip: &TimeAxis<'_>,
    y: f32,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let start = session.start_timecode();
    for (number, (_, draft, _)) in session.open_drafts().enumerate() {
        let severity = draft.judgement.severity.unwrap_or(Severity::Issue);
        let at = pos2((strip.x_of)(draft.from), y);
        let (kind, place) = (draft.kind.label(), start.at(draft.from));
        let name = format!("Draft flag {}: {} {kind} at {place}", number + 1, severity.label());
        if flag(ui, painter, at, severity, true, &name, &draft.text) {
            let place = session.open_drafts().nth(number).map(|(place, ..)| place);
            commands.extend(place.map(|place| MeasureCommand::LookAtDraft(place).into()));
        }
    }
    for (number, finding) in session.ticket().findings().iter().enumerate() {
        let severity = session.ticket().severity_of(finding);
        let at = pos2((strip.x_of)(finding.from), y);
        let (kind, place) = (finding.kind.label(), start.at(finding.from));
        let name = format!("Flag {}: {} {kind} at {place}", number + 1, severity.label());
        if flag(ui, painter, at, severity, false, &name, &finding.text) {
            commands.push(FindingCommand::Recall(finding.id).into());
        }
    }
}

/// One flag; whether it was clicked.
fn flag(
    ui: &Ui,
    painter: &Painter,
    at: Pos2,
    severity: Severity,
    is_hollow: bool,
    name: &str,
    words: &str,
) -> bool {
    let rect = Rect::from_center_size(at, vec2(14.0, FLAGS));
    let response = ui.interact(rect, Id::unique(("flag", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    StatusIcon::Severity(severity).paint(painter, at, if response.hovered() { 12.0 } else { 10.0 });
    if is_hollow {
        painter.circle_filled(at, 2.4, theme::GROUND);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    response.on_hover_text(format!("{name}\n{words}")).clicked()
}

fn place_at(x: f32, bar: Rect, whole: i64) -> SamplePos {
    let share = f64::from((x - bar.left()) / bar.width()).clamp(0.0, 1.0);
    SamplePos::new((share * whole as f64) as i64)
}

fn seek(response: &Response, bar: Rect, whole: i64, commands: &mut Vec<Command>) {
    let dragged = response.dragged() && response.drag_delta().x != 0.0;
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| dragged || response.clicked()) {
        let place = place_at(pointer.x, bar, whole);
        commands.push(if dragged {
            TransportCommand::ScrubTo(place).into()
        } else {
            TransportCommand::SeekTo(place).into()
        });
    }
}

impl Overview {
    fn sounds(&mut self, ui: &Ui, painter: &Painter, bar: Rect, session: &Session) {
        let count = (bar.width() * ui.pixels_per_point()).round().max(1.0);
        let frames = ((session.transport().duration.get() as f32 / count).ceil() as i64).max(1);
        let columns = |first: i64| PeakColumns { frames, first, count: count as usize };
        let style =
            |direction, colour| PeakStyle { direction, colour, opacity: 0.55, gain: 1.0, in_decibels: false };
        let middle = bar.center().y;
        if let Some(sound) = session.pyramids().get(&Side::Guide) {
            let upper = Rect::from_min_max(bar.min, pos2(bar.right(), middle));
            let style = style(PeakDirection::Up, theme::GUIDE);
            self.guide.show(ui, painter, upper, DrawnSound::Peaks(sound), None, columns(0), style);
        }
        if let Some(sound) = session.pyramids().get(&Side::Delivered) {
            let lower = Rect::from_min_max(pos2(bar.left(), middle), bar.max);
            let first = -session.alignment().delta().get();
            let style = style(PeakDirection::Down, theme::DELIVERED);
            self.delivered.show(ui, painter, lower, DrawnSound::Peaks(sound), None, columns(first), style);
        }
    }
}
