//! Says for a few seconds why a key that was pressed did nothing.

use eframe::egui::{Align2, Area, Context, Frame, Id, Margin, Order, RichText, Ui};

use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, status_icon};
use crate::session::{Command, Workspace};

/// How long the sentence is shown, in seconds. Tuned on: long enough to read it.
const SHOWN_SECONDS: f64 = 4.0;

/// Why a key that was pressed did nothing, and until when that is shown.
#[derive(Clone)]
struct RefusedKey {
    text: String,
    until: f64,
}

/// Remembers the last key's action if it is refused, to be shown for a moment; an action that is allowed clears it.
pub fn remember(ctx: &Context, workspace: &Workspace, commands: &[Command]) {
    let Some(command) = commands.last() else { return };
    let label = command.row().label;
    if label.is_empty() {
        return;
    }
    let why = workspace.refusal(command);
    let refused = why.map(|why| RefusedKey {
        text: format!("{}: {}", label, sentence(&why)),
        until: ctx.input(|input| input.time) + SHOWN_SECONDS,
    });
    ctx.data_mut(|kept| kept.insert_temp(memory(), refused));
}

/// Shows the sentence above the transport, over everything; it takes no clicks.
pub fn show(ui: &Ui) {
    let ctx = ui.ctx();
    let refused: Option<RefusedKey> = ctx.data(|kept| kept.get_temp(memory())).flatten();
    let now = ctx.input(|input| input.time);
    let Some(refused) = refused.filter(|refused| now < refused.until) else { return };
    let frame = Frame::new()
        .fill(theme::RAISED)
        .stroke((1.0, theme::OUTLINE))
        .corner_radius(theme::CORNER)
        .inner_margin(Margin::symmetric(12, 8));
    Area::new(memory())
        .order(Order::Tooltip)
        .anchor(Align2::CENTER_BOTTOM, [0.0, -160.0])
        .interactable(false)
        .show(ctx, |ui| {
            frame.show(ui, |ui| {
                ui.horizontal(|ui| {
                    status_icon(ui, StatusIcon::Info, 12.0);
                    ui.label(RichText::new(&refused.text).color(theme::BRIGHT));
                });
            });
        });
    ctx.request_repaint_after_secs((refused.until - now) as f32);
}

fn memory() -> Id {
    Id::unique("a key that was refused")
}
