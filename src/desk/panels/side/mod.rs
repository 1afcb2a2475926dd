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

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Response, ScrollArea, Ui, Vec2, vec2};

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
            const BETWEEN: f32 = 3.0;
            ui.spacing_mut().item_spacing.x = BETWEEN;
            ui.spacing_mut().button_padding.x = 2.0;
            // Each keeps its width whatever it counts, so that none moves from under the pointer.
            let room = ui.available_width() - BETWEEN * (TABS.len() - 1) as f32;
            let whole: f32 = TABS.iter().map(|tab| tab.room()).sum();
            for tab in TABS {
                let size = vec2((room * tab.room() / whole).floor(), theme::ROW);
                let chosen_now = tab == chosen;
                let tab_button = |ui: &mut Ui| selectable(ui, chosen_now, &tab.label(session));
                if sized(ui, size, tab_button).clicked() {
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

/// A widget that fills `size`, and takes no more.
fn sized(ui: &mut Ui, size: Vec2, widget: impl FnOnce(&mut Ui) -> Response) -> Response {
    let layout =
        Layout::centered_and_justified(eframe::egui::Direction::LeftToRight).with_cross_align(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        widget(ui)
    })
    .inner
}
