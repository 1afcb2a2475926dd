//! What the window is made of. Each panel reads the workspace and pushes commands; none changes anything itself.
//!
//! What a panel remembers for itself (which tab is open, an override half typed, where a drag began) is kept by
//! egui and dies with the window.
//!
//! From the top of the window: `menu.rs`, `served.rs`, `notices.rs`; then `stage.rs` with `no_reference.rs` and
//! `mirror.rs` (on `scale.rs`, `lanes.rs`, `ruler.rs` and `marks.rs`); `transport.rs` with `clock.rs`, `overview.rs` and `residual.rs`; the
//! side with `why.rs`, `align.rs`, `timing.rs` (of `stage_mix.rs`, `conform.rs` and `evidence.rs`), `findings.rs` (of `finding_card.rs`, `snapshots.rs`, `opinions.rs` and `workflow.rs`) and
//! `request.rs` with `person.rs`, and under it `sound.rs`; `queue.rs`, `welcome.rs`, `key_sheet.rs`, `refused.rs` and `settings.rs` with `flash.rs` stand alone.

mod align;
mod asset_card;
mod clock;
mod conform;
mod evidence;
mod finding_card;
mod findings;
mod flash;
mod key_sheet;
mod lanes;
mod marks;
mod menu;
mod mirror;
mod no_reference;
mod notices;
mod opinions;
mod overriding;
mod overview;
mod person;
mod queue;
mod refused;
mod request;
mod residual;
mod ruler;
mod scale;
mod served;
mod settings;
mod side;
mod snapshots;
mod sound;
mod stage;
mod stage_mix;
mod timing;
mod transport;
mod welcome;
mod why;
mod workflow;

use eframe::egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};

use crate::desk::theme;
use crate::session::{Command, Workspace};

pub use refused::take as say_if_refused;
pub use stage::Stage;

/// The whole window.
pub fn show(ui: &mut Ui, workspace: &Workspace, stage: &mut Stage, commands: &mut Vec<Command>) {
    let bar = Frame::new().fill(theme::RAISED).inner_margin(Margin::symmetric(12, 6));
    Panel::top("menu").frame(bar).show(ui, |ui| menu::show(ui, workspace, commands));
    if let Some(session) = &workspace.session {
        let line = Frame::new().fill(theme::GROUND).inner_margin(Margin::symmetric(12, 8));
        Panel::top("served").frame(line).show(ui, |ui| served::show(ui, session));
    }
    notices::show(ui, workspace, commands);
    if workspace.flash_and_pip && (workspace.queue.is_some() || workspace.session.is_none()) {
        let black = Frame::new().fill(theme::STAGE);
        CentralPanel::default().frame(black).show(ui, |ui| {
            flash::show(ui, ui.max_rect(), stage.flash, workspace.session.is_some());
        });
    } else if let Some(queue) = &workspace.queue {
        let ground = Frame::new().fill(theme::GROUND).inner_margin(Margin::symmetric(24, 12));
        CentralPanel::default().frame(ground).show(ui, |ui| queue::show(ui, workspace, queue, commands));
    } else if workspace.session.is_some() {
        session(ui, workspace, stage, commands);
    } else {
        let ground = Frame::new().fill(theme::GROUND).inner_margin(Margin::same(24));
        CentralPanel::default().frame(ground).show(ui, |ui| welcome::show(ui, workspace, commands));
    }
    if workspace.key_sheet {
        key_sheet::show(ui, commands);
    }
    if workspace.settings_open {
        settings::show(ui, workspace, commands);
    }
    refused::show(ui);
    welcome::drop_veil(ui);
}

/// Puts the keyboard into the note on the decision.
pub fn type_note(ctx: &Context) {
    side::open_tab(ctx, side::Tab::Findings);
    ctx.memory_mut(|memory| memory.request_focus(workflow::note_field()));
}

fn session(ui: &mut Ui, workspace: &Workspace, stage: &mut Stage, commands: &mut Vec<Command>) {
    let Some(session) = &workspace.session else { return };
    let side = Frame::new().fill(theme::GROUND);
    // The transport keeps its room: the side gives way first.
    let most = (ui.available_width() - theme::STAGE_LEAST).max(theme::SIDE_LEAST);
    Panel::right("side")
        .frame(side)
        .default_size(theme::SIDE_WIDTH)
        .size_range(theme::SIDE_LEAST..=most)
        .show(ui, |ui| side::show(ui, workspace, session, stage, commands));
    let deck = Frame::new().fill(theme::GROUND).inner_margin(Margin::symmetric(12, 8));
    Panel::bottom("transport").frame(deck).show(ui, |ui| {
        transport::show(ui, workspace, session, commands);
        ui.add_space(theme::CLOSE);
        overview::show(ui, session, &mut stage.overview, commands);
        residual::show(ui, session, commands);
    });
    let black = Frame::new().fill(theme::STAGE);
    CentralPanel::default().frame(black).show(ui, |ui| stage.show(ui, workspace, session, commands));
}
