//! What the window is made of. Each panel reads the review and pushes commands; none changes anything itself.
//!
//! What a panel remembers for itself (which tab is open, an override half typed, where a drag began) is kept by
//! egui and dies with the window.
//!
//! From the top of the window: `menu.rs`, `served.rs`, `notices.rs`; then `stage.rs` with `held.rs` and
//! `mirror.rs` (on `scale.rs`, `lanes.rs`, `ruler.rs` and `marks.rs`); `transport.rs` with `clock.rs`, `overview.rs` and `residual.rs`; the
//! side with `why.rs`, `align.rs`, `timing.rs` (of `finish.rs`, `fitting.rs` and `evidence.rs`), `findings.rs` (of `finding_card.rs`, `pictured.rs`, `judging.rs` and `deciding.rs`) and
//! `request.rs` with `who.rs`, and under it `sound.rs`; `queue.rs`, `welcome.rs`, `key_sheet.rs`, `refused.rs` and `settings.rs` with `flash.rs` stand alone.

mod align;
mod asset_card;
mod clock;
mod deciding;
mod evidence;
mod finding_card;
mod findings;
mod finish;
mod fitting;
mod flash;
mod held;
mod judging;
mod key_sheet;
mod lanes;
mod marks;
mod menu;
mod mirror;
mod notices;
mod overriding;
mod overview;
mod pictured;
mod queue;
mod refused;
mod request;
mod residual;
mod ruler;
mod scale;
mod served;
mod settings;
mod side;
mod sound;
mod stage;
mod timing;
mod transport;
mod welcome;
mod who;
mod why;

use eframe::egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};

use crate::desk::tokens;
use crate::review::{Command, Review};

pub use refused::take as say_if_refused;
pub use stage::Stage;

/// The whole window.
pub fn show(ui: &mut Ui, review: &Review, stage: &mut Stage, commands: &mut Vec<Command>) {
    let bar = Frame::new().fill(tokens::RAISED).inner_margin(Margin::symmetric(12, 6));
    Panel::top("menu").frame(bar).show(ui, |ui| menu::show(ui, review, commands));
    if let Some(sitting) = &review.sitting {
        let line = Frame::new().fill(tokens::GROUND).inner_margin(Margin::symmetric(12, 8));
        Panel::top("served").frame(line).show(ui, |ui| served::show(ui, sitting));
    }
    notices::show(ui, review, commands);
    if review.flash_and_pip && (review.queue.is_some() || review.sitting.is_none()) {
        let black = Frame::new().fill(tokens::STAGE);
        CentralPanel::default().frame(black).show(ui, |ui| {
            flash::show(ui, ui.max_rect(), stage.flash, review.sitting.is_some());
        });
    } else if let Some(queue) = &review.queue {
        let ground = Frame::new().fill(tokens::GROUND).inner_margin(Margin::symmetric(24, 12));
        CentralPanel::default().frame(ground).show(ui, |ui| queue::show(ui, review, queue, commands));
    } else if review.sitting.is_some() {
        sitting(ui, review, stage, commands);
    } else {
        let ground = Frame::new().fill(tokens::GROUND).inner_margin(Margin::same(24));
        CentralPanel::default().frame(ground).show(ui, |ui| welcome::show(ui, review, commands));
    }
    if review.key_sheet {
        key_sheet::show(ui, commands);
    }
    if review.settings_open {
        settings::show(ui, review, commands);
    }
    refused::show(ui);
    welcome::drop_veil(ui);
}

/// Puts the keyboard into the note on the decision.
pub fn type_note(ctx: &Context) {
    side::open_tab(ctx, side::Tab::Findings);
    ctx.memory_mut(|memory| memory.request_focus(deciding::note_field()));
}

fn sitting(ui: &mut Ui, review: &Review, stage: &mut Stage, commands: &mut Vec<Command>) {
    let Some(sitting) = &review.sitting else { return };
    let side = Frame::new().fill(tokens::GROUND);
    // The transport keeps its room: the side gives way first.
    let most = (ui.available_width() - tokens::STAGE_LEAST).max(tokens::SIDE_LEAST);
    Panel::right("side")
        .frame(side)
        .default_size(tokens::SIDE_WIDTH)
        .size_range(tokens::SIDE_LEAST..=most)
        .show(ui, |ui| side::show(ui, review, sitting, stage, commands));
    let deck = Frame::new().fill(tokens::GROUND).inner_margin(Margin::symmetric(12, 8));
    Panel::bottom("transport").frame(deck).show(ui, |ui| {
        transport::show(ui, review, sitting, commands);
        ui.add_space(tokens::CLOSE);
        overview::show(ui, sitting, &mut stage.overview, commands);
        residual::show(ui, sitting, commands);
    });
    let black = Frame::new().fill(tokens::STAGE);
    CentralPanel::default().frame(black).show(ui, |ui| stage.show(ui, review, sitting, commands));
}
