//! What went wrong or needs saying, newest first, over the stage until somebody dismisses it: nothing moves for it.

use eframe::egui::{
    Align, Align2, Area, Frame, Id, Label, Layout, Margin, Order, Rect, RichText, ScrollArea, Ui,
};

use super::return_note;
use crate::desk::theme;
use crate::desk::widgets::{Icon, StatusIcon, scroll_to_focus, small_icon_button, status_icon};
use crate::session::{Command, Notice, SettingsCommand, Workspace};

/// Height of the notices before they scroll, and their width at most, in points.
const MOST: f32 = 132.0;
const WIDTH: f32 = 640.0;

/// What went wrong or needs saying, newest first; each stays until dismissed. Over the upper left of the `stage`; where no
/// ticket is on screen, at its foot.
pub fn show(ui: &Ui, stage: Rect, workspace: &Workspace, commands: &mut Vec<Command>) {
    let over_picture = workspace.session().is_some() && workspace.queue().is_none();
    let note = workspace.new_return_note().filter(|_| over_picture);
    let returned = workspace.session().zip(note);
    if workspace.notices().is_empty() && returned.is_none() {
        return;
    }
    let (pivot, corner) = if over_picture {
        (Align2::LEFT_TOP, stage.left_top())
    } else {
        (Align2::LEFT_BOTTOM, stage.left_bottom())
    };
    // Beside the picture stand the tabs, which a notice never covers.
    let side = if theme::is_compact(ui.ctx()) { theme::MIN_SIDE_WIDTH } else { theme::SIDE_WIDTH };
    let room = if over_picture { stage.width() - side } else { stage.width() };
    let frame =
        Frame::new().fill(theme::RAISED).stroke((1.0, theme::OUTLINE)).inner_margin(Margin::symmetric(12, 4));
    Area::new(Id::unique("notices")).order(Order::Middle).pivot(pivot).fixed_pos(corner).show(
        ui.ctx(),
        |ui| {
            frame.show(ui, |ui| {
                ui.set_width(WIDTH.min(room - 26.0));
                if let Some((session, note)) = &returned {
                    return_note::show(ui, session, note, commands);
                }
                ScrollArea::vertical().min_scrolled_height(MOST).max_height(MOST).show(ui, |ui| {
                    for (place, notice) in workspace.notices().iter().enumerate().rev() {
                        show_one(ui, place, notice, commands);
                    }
                    scroll_to_focus(ui);
                });
            });
        },
    );
}

fn show_one(ui: &mut Ui, place: usize, notice: &Notice, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let name = format!("Dismiss notice {}", place + 1);
        let dismiss = small_icon_button(ui, Icon::Cross, &name);
        // The second click of a double click is on the next notice, which nobody has read.
        if dismiss.clicked() && !dismiss.double_clicked() {
            commands.push(SettingsCommand::DismissNotice(place).into());
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            status_icon(ui, if notice.is_problem { StatusIcon::Problem } else { StatusIcon::Info }, 14.0);
            ui.add(Label::new(RichText::new(&notice.text).color(theme::TEXT)).wrap());
        });
    });
}
