//! The loop on a time axis: its band, its in and out to be dragged, and its buttons. Drawn on the waveform and the
//! overview.

use eframe::egui::{
    CursorIcon, Id, Painter, Rect, Role, Sense, Shape, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
};

use crate::desk::theme;
use crate::desk::widgets::{Icon, icon_button, toggle_button};
use crate::session::{Command, LoopMarks, Session, TransportCommand, Workspace};
use crate::timebase::SamplePos;

/// A time axis on screen that the loop is drawn on.
pub struct TimeAxis<'a> {
    /// Names its handles: "waveform", "whole programme".
    pub name: &'a str,
    /// Where the loop's band is drawn.
    pub rect: Rect,
    /// From a sample to a point on screen.
    pub x_of: &'a dyn Fn(SamplePos) -> f32,
    /// From a point on screen to a sample.
    pub time_at: &'a dyn Fn(f32) -> SamplePos,
}

const HANDLE: f32 = 12.0;
/// Of all buttons in a row.
const WIDTH: f32 = 160.0;

/// The loop as a band, and its in and out as handles to be dragged.
pub fn show(
    ui: &Ui,
    painter: &Painter,
    strip: &TimeAxis<'_>,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let Some(range) = session.loop_marks().range(session.transport().duration) else { return };
    let x = |place| (strip.x_of)(place).clamp(strip.rect.left(), strip.rect.right());
    let strength = if session.loop_marks().is_on { 1.0 } else { 0.5 };
    let colour = theme::LOOP.gamma_multiply(strength);
    let band = Rect::from_x_y_ranges(x(range.from)..=x(range.to), strip.rect.y_range());
    painter.rect_filled(band, 0.0, theme::LOOP.gamma_multiply(0.12 * strength));
    painter.hline(band.x_range(), band.top() + 1.0, Stroke::new(2.0, colour));
    let marks = session.loop_marks();
    if let Some(from) = marks.from {
        let moved = handle(ui, painter, strip, "in", from, session, commands);
        commands.extend(moved.map(|from| {
            Command::Transport(TransportCommand::DragLoop(LoopMarks { from: Some(from), ..marks }))
        }));
    }
    if let Some(to) = marks.to {
        let moved = handle(ui, painter, strip, "out", to, session, commands);
        commands.extend(
            moved.map(|to| {
                Command::Transport(TransportCommand::DragLoop(LoopMarks { to: Some(to), ..marks }))
            }),
        );
    }
}

/// One end; where it was dragged to.
fn handle(
    ui: &Ui,
    painter: &Painter,
    strip: &TimeAxis<'_>,
    end: &str,
    place: SamplePos,
    session: &Session,
    commands: &mut Vec<Command>,
) -> Option<SamplePos> {
    let x = (strip.x_of)(place);
    if !strip.rect.x_range().contains(x) {
        return None;
    }
    // The handle is drawn inside the loop, so that in and out of a short one do not cover each other.
    let inside = if end == "in" { HANDLE } else { -HANDLE };
    let top = strip.rect.top();
    let grip = Rect::from_two_pos(pos2(x, top), pos2(x + inside, top + HANDLE));
    let response = ui.interact(grip, Id::unique((strip.name, "loop", end)), Sense::drag());
    let label = format!("Loop {end} on the {}: drag to move", strip.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &label));
    let colour = if response.hovered() || response.dragged() { theme::BRIGHT } else { theme::LOOP };
    painter.vline(x, strip.rect.y_range(), Stroke::new(1.0, colour));
    let corners = vec![pos2(x, top), pos2(x + inside, top), pos2(x, top + HANDLE)];
    painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
    let label = session.start_timecode().at(place).to_string();
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal).on_hover_text(label);
    if response.drag_stopped() {
        commands.push(TransportCommand::EndLoopDrag.into());
    }
    let pointer = response.interact_pointer_pos().filter(|_| response.dragged())?;
    Some((strip.time_at)(pointer.x))
}

/// Where the buttons are in the waveform's `rect`.
pub fn buttons_rect(rect: Rect) -> Rect {
    let right = rect.right() - 324.0;
    Rect::from_min_max(pos2(right - WIDTH, rect.top() + 4.0), pos2(right, rect.top() + 34.0))
}

/// The buttons of the loop: in, on or off, out, clear.
pub fn buttons(
    ui: &mut Ui,
    rect: Rect,
    workspace: &Workspace,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    ui.scope_builder(UiBuilder::new().max_rect(buttons_rect(rect)), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::CLOSE;
            icon_button(ui, workspace, TransportCommand::LoopIn, Icon::MarkIn, commands);
            toggle_button(
                ui,
                workspace,
                TransportCommand::LoopOnOff,
                "Loop",
                session.loop_marks().is_on,
                commands,
            );
            icon_button(ui, workspace, TransportCommand::LoopOut, Icon::MarkOut, commands);
            if session.loop_marks().are_set() {
                icon_button(ui, workspace, TransportCommand::ClearLoop, Icon::Cross, commands);
            }
        });
    });
}
