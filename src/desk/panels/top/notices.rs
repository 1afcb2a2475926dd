//! What went wrong or needs saying, newest first, until somebody dismisses it.

use eframe::egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use crate::desk::theme;
use crate::desk::widgets::{Icon, StatusIcon, small_icon_button, status_icon};
use crate::session::{Command, Notice, SettingsCommand, Workspace};

/// Height of the notices before they scroll, in points, so that many warnings do not push the picture away.
const MOST: f32 = 132.0;

/// What went wrong or needs saying, newest first; each stays until dismissed.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    if workspace.notices().is_empty() {
        return;
    }
    let frame = Frame::new().fill(theme::RAISED).inner_margin(Margin::symmetric(12, 6));
    Panel::top("notices").frame(frame).show(ui, |ui| {
        ScrollArea::vertical().max_height(MOST).show(ui, |ui| {
            for (place, notice) in workspace.notices().iter().enumerate().rev() {
                show_one(ui, place, notice, commands);
            }
        });
    });
}

fn show_one(ui: &mut Ui, place: usize, notice: &Notice, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let name = format!("Dismiss notice {}", place + 1);
        if small_icon_button(ui, Icon::Cross, &name).clicked() {
            commands.push(SettingsCommand::DismissNotice(place).into());
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            status_icon(ui, if notice.is_problem { StatusIcon::Problem } else { StatusIcon::Info }, 14.0);
            ui.add(Label::new(RichText::new(&notice.text).color(theme::TEXT)).wrap());
        });
    });
}
