//! The requests opened last, on the start page: each opens by a click and can be forgotten; one that is gone is said.

use eframe::egui::{Button, FontId, Label, RichText, Ui, vec2};

use crate::desk::bidi::{isolated, isolated_path};
use crate::desk::elided::elided_in_the_middle;
use crate::desk::theme;
use crate::desk::widgets::{Icon, heading, small_icon_button, small_text};
use crate::session::{Command, RecentRequest, RequestCommand, Workspace};

const NAME_WIDTH: f32 = 260.0;

/// The list, newest first.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    heading(ui, "Recent requests");
    for (place, request) in workspace.settings().recent.iter().enumerate() {
        ui.horizontal(|ui| row(ui, place, request, workspace.is_gone(request), commands));
    }
    small_text(ui, "Settings › Privacy turns this list off.");
}

fn row(ui: &mut Ui, place: usize, request: &RecentRequest, is_gone: bool, commands: &mut Vec<Command>) {
    let name = request.name();
    let colour = if is_gone { theme::QUIET } else { theme::BRIGHT };
    let button = Button::new(RichText::new(isolated(&name)).color(colour)).truncate();
    let response = ui.add_sized(vec2(NAME_WIDTH, theme::ROW), button);
    if response.clicked() {
        commands.push(RequestCommand::Open(request.paths.clone()).into());
    }
    response.on_hover_text(isolated_path(request.place()));
    if small_icon_button(ui, Icon::Cross, &format!("Forget {name}")).clicked() {
        commands.push(RequestCommand::ForgetRecent(place).into());
    }
    let place = isolated_path(request.place());
    let words = if is_gone { format!("Not there any more: {place}") } else { place };
    let (room, font) = (ui.available_width(), FontId::proportional(theme::SMALL));
    let fits = |shown: &str| {
        ui.painter().layout_no_wrap(shown.to_owned(), font.clone(), theme::QUIET).size().x <= room
    };
    let words = elided_in_the_middle(&words, fits);
    ui.add(Label::new(RichText::new(words).size(theme::SMALL).color(theme::QUIET)).truncate());
}
