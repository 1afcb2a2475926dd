//! The right side of the window: a tab for each question, and under it the monitor, which every tab leaves in sight.
//!
//! `why.rs`, `align.rs`, `timing/`, `findings/` and `request/` are the tabs; `override_form.rs` serves another file
//! than the policy's; `monitor.rs` says what is heard and how loud.

mod align;
pub mod findings;
mod monitor;
pub mod override_form;
mod request;
pub mod tab;
mod timing;
mod why;

use eframe::egui::{Frame, Margin, Panel, ScrollArea, Ui};

use super::PanelState;
use tab::{TABS, Tab, chosen_tab, open_tab};

use crate::desk::theme;
use crate::desk::widgets::selectable;
use crate::session::{Command, Session, Workspace};

/// The tabs, the one that is open, and the monitor.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    state: &mut PanelState,
    commands: &mut Vec<Command>,
) {
    // Always to be seen, whatever the tab.
    Panel::bottom("sound")
        .frame(Frame::new())
        .show(ui, |ui| monitor::show(ui, workspace, session, &state.levels, commands));
    let chosen = chosen_tab(ui.ctx());
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 6 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::CLOSE;
            // Five tabs stand in the narrowest side, with a count of findings in them.
            ui.spacing_mut().button_padding.x = 5.0;
            for tab in TABS {
                if selectable(ui, tab == chosen, &tab.label(session)).clicked() {
                    open_tab(ui.ctx(), tab);
                }
            }
        });
    });
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), (1.0, theme::HAIRLINE));
    ScrollArea::vertical().id_salt(chosen.name()).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 14, right: 16, top: 0, bottom: 24 }).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match chosen {
                Tab::Why => why::show(ui, session, commands),
                Tab::Align => align::show(ui, workspace, session, commands),
                Tab::Timing => timing::show(ui, session, commands),
                Tab::Findings => findings::show(ui, workspace, session, &mut state.snapshots, commands),
                Tab::Request => request::show(ui, workspace, session, commands),
            }
        });
    });
}
