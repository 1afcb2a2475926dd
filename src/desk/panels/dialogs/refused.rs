use eframe::egui::{Align2, Area, Context, Frame, Id, Margin, Order, RichText, Ui};

use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, status_icon};
use crate::session::{Command, Workspace};

/// Long enough to read a sentence.
const SHOWN_SECONDS: f64 = 4.0;

/// Why a key that was pressed did nothing, and until when that is shown.
#[derive(Clone)]
struct Refused {
    words: String,
    until: f64,
}

/// Takes in what was asked for by key: what is refused is said for a moment, what is not takes the words away.
pub fn remember(ctx: &Context, workspace: &Workspace, commands: &[Command]) {
    let Some(Command::Do(action)) = commands.last() else { return };
    let why = workspace.refusal(&Command::Do(*action));
    let refused = why.map(|why| Refused {
        words: format!("{}: {}", action.entry().label, sentence(&why)),
        until: ctx.input(|input| input.time) + SHOWN_SECONDS,
    });
    ctx.data_mut(|kept| kept.insert_temp(memory(), refused));
}

/// Over everything, above the transport, in the way of nothing.
pub fn show(ui: &Ui) {
    let ctx = ui.ctx();
    let refused: Option<Refused> = ctx.data(|kept| kept.get_temp(memory())).flatten();
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
                    ui.label(RichText::new(&refused.words).color(theme::BRIGHT));
                });
            });
        });
    ctx.request_repaint_after_secs((refused.until - now) as f32);
}

fn memory() -> Id {
    Id::unique("a key that was refused")
}
