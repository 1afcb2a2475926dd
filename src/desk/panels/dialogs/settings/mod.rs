//! The settings: a list of sections, and the one that is open beside it.
//!
//! Each section is a file of its own with a `show`, and a line in `section.rs`.

mod av_delay;
mod display;
mod health;
mod keyboard;
mod monitor_presets;
mod name_and_role;
mod output_device;
mod phrases;
mod policy;
mod privacy;
mod scrub_proxies;
pub mod section;
mod tickets;

use eframe::egui::style::ScrollStyle;
use eframe::egui::{Align2, Key, Modifiers, ScrollArea, Ui, Window};

use crate::desk::theme;
use crate::desk::widgets::{scroll_to_focus, selectable, small_text};
use crate::session::{Command, SettingsCommand, Workspace};
use section::{Section, chosen_section, open_section};

/// Width of the open section, and of the list beside it.
const WIDTH: f32 = 340.0;
const LIST_WIDTH: f32 = 124.0;
/// All sections have this height, so that the list stays where it is; less in a small window.
const HEIGHT: f32 = 560.0;

/// The settings of this desk, at the side of the window, so that the flash of the sync test stays in view.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    let typing = ctx.text_edit_focused();
    let mut open = true;
    let height = (ctx.content_rect().height() - 120.0).clamp(120.0, HEIGHT);
    Window::new("Settings")
        .open(&mut open)
        .anchor(Align2::RIGHT_TOP, [-12.0, 48.0])
        .default_height(height)
        .collapsible(false)
        .resizable(false)
        .show(ctx, |ui| {
            let chosen = chosen_section(ctx);
            ui.horizontal_top(|ui| {
                list(ui, chosen);
                ui.add_space(theme::GAP);
                // In a small window not all of it fits: a bar says that there is more.
                ui.spacing_mut().scroll = ScrollStyle::solid();
                let area = ScrollArea::vertical().id_salt(chosen.name()).auto_shrink(false);
                area.max_width(WIDTH + theme::WIDE).max_height(height).show(ui, |ui| {
                    // What scrolls goes on in the direction of the line that it stands in.
                    ui.vertical(|ui| {
                        ui.set_width(WIDTH);
                        chosen.show(ui, workspace, commands);
                        ui.add_space(theme::WIDE);
                        small_text(ui, "Kept for you in preferences.ron, in Twopop's data folder.");
                    });
                    scroll_to_focus(ui);
                });
            });
        });
    let escape = !typing && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if !open || escape {
        commands.push(SettingsCommand::ToggleSettings.into());
    }
}

fn list(ui: &mut Ui, chosen: Section) {
    ui.vertical(|ui| {
        ui.set_width(LIST_WIDTH);
        for section in Section::ALL {
            let name = selectable(ui, *section == chosen, section.name());
            if name.accessible_name(format!("Settings: {}", section.name())).clicked() {
                open_section(ui.ctx(), *section);
            }
        }
    });
}
