//! The order in which the keyboard walks the window, where it stays, what it brings into view, and the ring around where it is.

use eframe::egui::{Align, Context, Id, Layout, Memory, Response, StrokeKind, Ui, vec2};

use crate::desk::theme;

/// Brings what the keyboard came to into view; to be called at the end of what scrolls.
pub fn scroll_to_focus(ui: &Ui) {
    let memory = ui.scope_id().with("keyboard was at");
    let now = ui.memory(Memory::focused);
    let before: Option<Option<Id>> = ui.data(|kept| kept.get_temp(memory));
    if before == Some(now) {
        return;
    }
    ui.data_mut(|kept| kept.insert_temp(memory, now));
    let Some(response) = now.and_then(|id| ui.ctx().read_response(id)) else { return };
    let is_inside = response.layer_id == ui.layer_id() && ui.min_rect().contains(response.rect.center());
    if is_inside && !ui.clip_rect().contains_rect(response.rect) {
        ui.scroll_to_rect(response.rect, None);
    }
}

/// Width of the ring around what has the keyboard, in points.
const RING: f32 = 2.0;

/// Draws the ring around what has the keyboard, the same for every widget; to be called when all is drawn.
pub fn focus_ring(ctx: &Context) {
    let Some(response) = ctx.memory(Memory::focused).and_then(|id| ctx.read_response(id)) else { return };
    // As far as it is seen.
    let seen = response.interact_rect;
    if seen.is_positive() {
        let painter = ctx.layer_painter(response.layer_id);
        painter.rect_stroke(seen.expand(1.0), theme::CORNER, (RING, theme::GUIDE), StrokeKind::Inside);
    }
}

/// The keyboard stays in a window that opened over the desk, until it closes.
pub fn keep_in(ctx: &Context, window: Option<&Response>) {
    if let Some(window) = window {
        ctx.memory_mut(|memory| memory.set_modal_layer(window.layer_id));
    }
}

/// A line with something at its left and something at its right end, both from left to right, so that the keyboard walks
/// them as one reads; what is at the left is cut off first.
pub fn both_ends(ui: &mut Ui, name: &str, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let memory = Id::unique(("width of the right end", name));
    let known: f32 = ui.data(|kept| kept.get_temp(memory)).unwrap_or(0.0);
    let (whole, height) = (ui.available_width(), ui.available_height());
    ui.horizontal(|ui| {
        let room = (whole - known - theme::GAP).max(0.0);
        ui.allocate_ui_with_layout(vec2(room, height), Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(room);
            left(ui);
        });
        let used = ui.scope(right).response.rect.width();
        if (used - known).abs() > 0.5 {
            ui.data_mut(|kept| kept.insert_temp(memory, used));
            ui.ctx().request_discard("what stands at the right has another width");
        }
    });
}
