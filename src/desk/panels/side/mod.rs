//! The right side of the window: a tab for each question, and under it the monitor, which every tab leaves in sight.
//!
//! `why.rs`, `align.rs`, `timing/`, `mix/`, `findings/` and `request/` are the tabs; `override_form.rs` serves another file
//! than the policy's; `monitor.rs` says what is heard and how loud.

mod align;
pub mod findings;
mod mix;
mod monitor;
pub mod override_form;
mod request;
pub mod tab;
mod timing;
mod why;

use eframe::egui::{
    Align, FontId, Frame, Id, Layout, Margin, Response, ScrollArea, Ui, UiBuilder, Vec2, vec2,
};

use super::PanelState;
pub use timing::reason_field;

use tab::{TABS, Tab, chosen_tab, open_tab};

use crate::desk::theme;
use crate::desk::widgets::{scroll_to_focus, selectable};
use crate::session::{Command, Session, Workspace};

/// Height of the monitor before it was shown once.
const MONITOR_HEIGHT: f32 = 44.0;

/// The tabs, the one that is open, and the monitor.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    state: &mut PanelState,
    commands: &mut Vec<Command>,
) {
    // The monitor is always to be seen, whatever the tab. It comes after the tab, as one reads; its height is that of the
    // last frame.
    let memory = Id::unique("height of the monitor");
    let known: f32 = ui.data(|kept| kept.get_temp(memory)).unwrap_or(MONITOR_HEIGHT);
    let whole = ui.available_rect_before_wrap();
    let (above, below) = whole.split_top_bottom_at_y((whole.bottom() - known).max(whole.top()));
    ui.scope_builder(UiBuilder::new().max_rect(above), |ui| {
        tab(ui, workspace, session, state, commands);
    });
    ui.painter().hline(whole.x_range(), below.top(), (1.0, theme::HAIRLINE));
    let levels = &state.levels;
    let room = UiBuilder::new().max_rect(below);
    let shown = ui.scope_builder(room, |ui| monitor::show(ui, workspace, session, levels, commands));
    let height = shown.response.rect.height();
    if (height - known).abs() > 0.5 {
        ui.data_mut(|kept| kept.insert_temp(memory, height));
        ui.ctx().request_discard("the monitor has another height");
    }
}

fn tab(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    state: &mut PanelState,
    commands: &mut Vec<Command>,
) {
    let chosen = chosen_tab(ui.ctx());
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 6 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            const BETWEEN: f32 = 3.0;
            ui.spacing_mut().item_spacing.x = BETWEEN;
            ui.spacing_mut().button_padding.x = 2.0;
            // Each keeps its width whatever it counts, so that none moves from under the pointer.
            let room = ui.available_width() - BETWEEN * (TABS.len() - 1) as f32;
            let whole: f32 = TABS.iter().map(|tab| tab.room()).sum();
            if room < whole {
                // In the narrowest side the names are a little smaller, and all of them are there.
                ui.style_mut().override_font_id = Some(FontId::proportional(theme::SMALL));
            }
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
    if chosen == Tab::Mix && session.heard_mix().is_some() {
        Frame::new().inner_margin(Margin { left: 14, right: 16, top: 6, bottom: 4 }).show(ui, |ui| {
            mix::bar(ui, workspace, session, commands);
        });
    }
    ScrollArea::vertical().id_salt(chosen.name()).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 14, right: 16, top: 0, bottom: 24 }).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match chosen {
                Tab::Why => why::show(ui, session, commands),
                Tab::Align => align::show(ui, workspace, session, commands),
                Tab::Timing => timing::show(ui, session, commands),
                Tab::Mix => mix::show(ui, workspace, session, commands),
                Tab::Findings => findings::show(ui, workspace, session, &mut state.snapshots, commands),
                Tab::Request => request::show(ui, workspace, session, commands),
            }
        });
        scroll_to_focus(ui);
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
