//! The mirror waveform: guide up, delivered audio down; drag the lower half to nudge, the upper to
//! scrub.

use eframe::egui::{
    Color32, CursorIcon, FontId, Id, Mesh, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use super::lanes::{self, guide_share};
use super::spectrum_lane::{self, SpectrumLane};
use super::time_scale::TimeScale;
use super::{nudge_drag, ruler, transients, waveform_controls};
use crate::desk::panels::loop_marks::{self, TimeAxis};
use crate::desk::text::nudge_text;
use crate::desk::theme;
use crate::desk::widgets::{PeakDirection, PeakStyle, PeakTexture, StatusIcon};
use crate::session::{Command, Session, Side, TransportCommand, View, ViewCommand, WaveformPlace, Workspace};
use crate::timebase::{Nudge, SampleDelta, SamplePos};
use crate::waveform::Pyramid;

/// The mirror waveform: the guide grows up and the delivered audio down from one zero line, so that a sync error shows
/// as two spikes that do not meet. The playhead is in the middle and the sound scrolls under it.
///
/// Dragging the delivered half is the nudge; dragging the guide half moves the playhead. The guide never moves
/// against the picture.
#[derive(Default)]
pub struct MirrorWaveform {
    guide: Vec<PeakTexture>,
    delivered: Vec<PeakTexture>,
    spectrum: SpectrumLane,
}

/// Height of the ruler with timecodes and loop, in points.
const RULER: f32 = 18.0;
/// Size of a finding's flag.
const FLAG: f32 = 12.0;

impl MirrorWaveform {
    /// Draws both sounds into `rect` with ruler, findings and loop; takes drags, clicks and the wheel.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        workspace: &Workspace,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        let whole = rect;
        let (rect, lane) = if session.view().spectrum {
            let edge = (rect.bottom() - rect.height() * spectrum_lane::SHARE).round();
            (rect.with_max_y(edge), Some(rect.with_min_y(edge)))
        } else {
            (rect, None)
        };
        let scale = TimeScale::new(ui, rect, session);
        let painter = ui.painter_at(rect);
        let layout = workspace.settings().waveform;
        let opacity = match layout.place {
            WaveformPlace::Over => f32::from(layout.opacity_percent) / 100.0,
            WaveformPlace::Below | WaveformPlace::Hidden => 1.0,
        };
        if layout.place == WaveformPlace::Over {
            scrim(&painter, rect, opacity);
        }
        let zero = (rect.top() + rect.height() * guide_share(session)).round();
        let upper = Rect::from_min_max(rect.min, pos2(rect.right(), zero));
        let lower = Rect::from_min_max(pos2(rect.left(), zero), rect.max);
        let on_transient = scrub(ui, upper, scale, loop_marks::buttons_rect(rect), session, commands);
        let drag = nudge_drag::show(ui, lower, scale, session, unplayable(session).as_deref(), commands);
        frame_at_playhead(&painter, scale, session);
        self.sounds(ui, &painter, [upper, lower], scale, 0.5 + 0.4 * opacity, session, commands);
        outside(&painter, scale, session);
        painter.hline(rect.x_range(), zero, Stroke::new(1.0, theme::QUIET));
        ruler::show(&painter, scale, session);
        flags(&painter, scale, session);
        painter.vline(rect.center().x, rect.y_range(), Stroke::new(1.5, theme::PLAYHEAD));
        let guide = if session.finishing().is_some() { "STAGE MIX" } else { "GUIDE" };
        label(&painter, upper.left_top() + vec2(12.0, 8.0), guide, theme::GUIDE, &guide_state(session));
        let below = lower.left_bottom() + vec2(12.0, -38.0);
        label(&painter, below, "DELIVERED", theme::DELIVERED, &delivered_state(session));
        if on_transient {
            nudge_drag::plate(&painter, upper, "Playhead · on the frame of the transient".to_owned());
        }
        if let Some(why) = unplayable(session) {
            problem(&painter, lower, &why);
        } else if let Some(drag) = drag {
            nudge_drag::caption(&painter, lower, drag, session);
        }
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - RULER), rect.max);
        let (x_of, time_at) = (|place| scale.x_of(place), |x| scale.time_at(x));
        let strip = TimeAxis { name: "waveform", rect: foot, x_of: &x_of, time_at: &time_at };
        loop_marks::show(ui, &painter, &strip, session, commands);
        loop_marks::buttons(ui, rect, workspace, session, commands);
        if let Some(lane) = lane {
            self.spectrum.show(ui, lane, scale, session, commands);
            let line = Stroke::new(1.5, theme::PLAYHEAD);
            ui.painter_at(lane).vline(lane.center().x, lane.y_range(), line);
        }
        zoom_by_wheel(ui, whole, session, commands);
        waveform_controls::show(ui, rect, scale, workspace, commands);
    }

    #[expect(clippy::too_many_arguments, reason = "what is drawn, where, and how")]
    fn sounds(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        [upper, lower]: [Rect; 2],
        scale: TimeScale,
        opacity: f32,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        let view = session.view();
        let style = |direction, colour| PeakStyle {
            direction,
            colour,
            opacity,
            gain: view.gain(),
            in_decibels: view.in_decibels,
        };
        let (up, down) =
            (style(PeakDirection::Up, theme::GUIDE), style(PeakDirection::Down, theme::DELIVERED));
        lanes::draw(&mut self.guide, ui, painter, upper, Side::Guide, scale, up, session, commands);
        lanes::draw(&mut self.delivered, ui, painter, lower, Side::Delivered, scale, down, session, commands);
        let holds = |side| session.samples(side).is_some_and(|held| held.block().is_some());
        if !scale.is_close() && (holds(Side::Guide) || holds(Side::Delivered)) {
            commands.push(ViewCommand::ForgetSamples.into());
        }
    }
}

/// The frame at the playhead, as wide as it is: an offset is read off against it.
fn frame_at_playhead(painter: &Painter, scale: TimeScale, session: &Session) {
    let rate = session.frame_rate();
    let frame = rate.frame_at(scale.playhead);
    let (from, to) = (scale.x_of(rate.start_of_frame(frame)), scale.x_of(rate.start_of_frame(frame + 1)));
    if to - from >= 3.0 {
        let band = Rect::from_x_y_ranges(from..=to, scale.rect.y_range());
        painter.rect_filled(band, 0.0, theme::PLAYHEAD.gamma_multiply(0.07));
    }
}

/// Darkens the picture under the waveform, softly at its upper edge.
fn scrim(painter: &Painter, rect: Rect, opacity: f32) {
    let dark = theme::PICTURE_GROUND.gamma_multiply(opacity);
    let soft = rect.top() + (rect.height() * 0.2).min(36.0);
    let mut mesh = Mesh::default();
    let corners = [rect.left_top(), rect.right_top(), pos2(rect.right(), soft), pos2(rect.left(), soft)];
    for (corner, colour) in corners.into_iter().zip([Color32::TRANSPARENT, Color32::TRANSPARENT, dark, dark])
    {
        mesh.colored_vertex(corner, colour);
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    painter.add(mesh);
    painter.rect_filled(Rect::from_min_max(pos2(rect.left(), soft), rect.max), 0.0, dark);
}

/// Before the first frame and after the last: no programme, so no picture behind the sound either.
fn outside(painter: &Painter, scale: TimeScale, session: &Session) {
    let (first, last) =
        (scale.x_of(SamplePos::ZERO), scale.x_of(SamplePos::ZERO + session.transport().duration));
    let rect = scale.rect;
    let dark = theme::PICTURE_GROUND.gamma_multiply(0.7);
    let edge = Stroke::new(1.0, theme::OUTLINE);
    if first > rect.left() {
        painter.rect_filled(Rect::from_x_y_ranges(rect.left()..=first, rect.y_range()), 0.0, dark);
        painter.vline(first, rect.y_range(), edge);
    }
    if last < rect.right() && session.transport().duration > SampleDelta::ZERO {
        painter.rect_filled(Rect::from_x_y_ranges(last..=rect.right(), rect.y_range()), 0.0, dark);
        painter.vline(last, rect.y_range(), edge);
    }
}

/// The guide half: a drag moves the playhead under the fixed line, a click goes to that place; not one on `buttons`
/// that are greyed. Both catch on transients, with Ctrl they are free. Whether a drag has caught on one.
fn scrub(
    ui: &Ui,
    half: Rect,
    scale: TimeScale,
    buttons: Rect,
    session: &Session,
    commands: &mut Vec<Command>,
) -> bool {
    let response = ui.interact(half, Id::unique("guide half"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Guide waveform: drag to scrub"));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let memory = Id::unique("scrub began at");
    if response.drag_started() {
        ui.data_mut(|kept| kept.insert_temp(memory, scale.playhead.get()));
    }
    if response.dragged() {
        let began: i64 = ui.data(|kept| kept.get_temp(memory)).unwrap_or(scale.playhead.get());
        let way = response.total_drag_delta().unwrap_or_default().x;
        let place = SamplePos::new(began) - scale.time_across(way);
        let caught = catch(ui, place, scale, session);
        if response.drag_delta().x != 0.0 {
            commands.push(TransportCommand::ScrubTo(caught.unwrap_or(place)).into());
        }
        return caught.is_some();
    }
    if let Some(place) = response.interact_pointer_pos().filter(|_| response.clicked())
        && !buttons.contains(place)
    {
        let place = scale.time_at(place.x);
        let place = catch(ui, place, scale, session).unwrap_or(place);
        commands.push(TransportCommand::SeekTo(place).into());
    }
    false
}

/// The transient that is near a place; none while Ctrl is held.
fn catch(ui: &Ui, place: SamplePos, scale: TimeScale, session: &Session) -> Option<SamplePos> {
    let is_free = ui.input(|input| input.modifiers.command || input.modifiers.ctrl);
    let found = if is_free { None } else { transients::nearest(place, scale, session) };
    found.map(|found| found.place)
}

fn zoom_by_wheel(ui: &Ui, rect: Rect, session: &Session, commands: &mut Vec<Command>) {
    let turned = ui.input(|input| input.smooth_scroll_delta().y);
    if turned == 0.0 || !ui.rect_contains_pointer(rect) {
        return;
    }
    let span = session.view().span.get() as f64 * f64::from(-turned / 200.0).exp();
    let span = session.usable_span(SampleDelta::new(span.round() as i64));
    commands.push(ViewCommand::Set(View { span, ..session.view() }).into());
}

fn guide_state(session: &Session) -> String {
    match session.pyramids().get(&Side::Guide) {
        _ if session.served().is_none() => "no reference".to_owned(),
        None if session.peaks_done().contains(&Side::Guide) => "the reference has no sound".to_owned(),
        None => "reading…".to_owned(),
        Some(_) if session.peaks_done().contains(&Side::Guide) => String::new(),
        Some(_) if session.is_kept(Side::Guide) => "drawn as read before".to_owned(),
        Some(sound) => format!("reading… {}", read_so_far(sound, session)),
    }
}

fn delivered_state(session: &Session) -> String {
    let moved = if session.nudge() == Nudge::ZERO {
        String::new()
    } else {
        nudge_text(session.nudge(), session.frame_rate())
    };
    match session.pyramids().get(&Side::Delivered) {
        None if session.delivered().is_none() => "no audio under QC in this request".to_owned(),
        None if unplayable(session).is_some() => String::new(),
        None if session.peaks_done().contains(&Side::Delivered) => "the audio cannot be read".to_owned(),
        None => "reading…".to_owned(),
        Some(_) => moved,
    }
}

fn read_so_far(sound: &Pyramid, session: &Session) -> String {
    let whole = session.transport().duration.get().max(1);
    format!("{} %", (sound.frames() * 100 / whole).clamp(0, 100))
}

fn label(painter: &Painter, place: Pos2, word: &str, colour: Color32, aside: &str) {
    let font = FontId::proportional(theme::SMALL);
    let word = painter.layout_no_wrap(word.to_owned(), font.clone(), colour);
    let aside = painter.layout_no_wrap(aside.to_owned(), font, theme::TEXT);
    let gap = if aside.is_empty() { 0.0 } else { 8.0 };
    let size = vec2(word.size().x + gap + aside.size().x, word.size().y);
    // A dark plate under the text, which is drawn over picture and peaks.
    let plate = Rect::from_min_size(place, size).expand2(vec2(6.0, 3.0));
    painter.rect_filled(plate, theme::CORNER, theme::PICTURE_GROUND.gamma_multiply(0.78));
    let second = place + vec2(word.size().x + gap, 0.0);
    painter.galley(place, word, colour);
    painter.galley(second, aside, theme::TEXT);
}

/// Why the audio under QC cannot be played, if that is so.
fn unplayable(session: &Session) -> Option<String> {
    let problem = session.delivered()?.problem.as_ref()?;
    Some(format!("The audio under QC cannot be played: {problem}"))
}

/// What is wrong with a sound, in place of its waveform.
fn problem(painter: &Painter, half: Rect, words: &str) {
    let width = (half.width() - 80.0).min(560.0);
    let font = FontId::proportional(theme::BODY);
    let text = painter.layout(words.to_owned(), font, theme::BRIGHT, width);
    let rect = Rect::from_center_size(half.center(), text.size() + vec2(56.0, 16.0));
    painter.rect_filled(rect, theme::CORNER, theme::GROUND.gamma_multiply(0.94));
    StatusIcon::Problem.paint(painter, rect.left_center() + vec2(18.0, 0.0), 14.0);
    painter.galley(rect.min + vec2(36.0, 8.0), text, theme::BRIGHT);
}

/// Findings in view, each a line with its severity at the upper edge.
/// Where each finding begins, with its flag on the ruler's edge: at the top stand the buttons.
fn flags(painter: &Painter, scale: TimeScale, session: &Session) {
    let y = scale.rect.bottom() - RULER - FLAG / 2.0;
    for finding in session.ticket().findings() {
        let x = scale.x_of(finding.from);
        if scale.rect.x_range().contains(x) {
            let severity = session.ticket().severity_of(finding);
            let colour = theme::severity(severity);
            painter.vline(x, scale.rect.y_range(), Stroke::new(1.0, colour));
            StatusIcon::Severity(severity).paint(painter, pos2(x, y), FLAG);
        }
    }
}
