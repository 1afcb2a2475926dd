//! Buttons that know their action: greyed with the reason when it cannot be done, key in the tooltip.

use eframe::egui::{Button, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::Icon;
use crate::desk::{keys, theme};
use crate::session::{Command, Workspace};

/// A button for a command of the table, named `label`: greyed with the reason where it cannot be done, and with
/// its key in the tooltip.
pub fn action_button(
    ui: &mut Ui,
    workspace: &Workspace,
    command: impl Into<Command>,
    label: &str,
    commands: &mut Vec<Command>,
) {
    let command = command.into();
    let refusal = workspace.refusal(&command);
    let response = ui.add_enabled(refusal.is_none(), Button::new(label));
    if explained(response, &command, refusal.as_deref()).clicked() {
        commands.push(command);
    }
}

/// A button for a command that turns something on or off.
pub fn toggle_button(
    ui: &mut Ui,
    workspace: &Workspace,
    command: impl Into<Command>,
    label: &str,
    is_on: bool,
    commands: &mut Vec<Command>,
) -> Response {
    let command = command.into();
    let (row, refusal) = (command.row(), workspace.refusal(&command));
    let text = RichText::new(label).color(if is_on { theme::BRIGHT } else { theme::TEXT });
    let button = Button::selectable(is_on, text).frame_when_inactive(true);
    let response = ui.add_enabled(refusal.is_none(), button).accessible_name(row.label);
    let response = explained(response, &command, refusal.as_deref());
    if response.clicked() {
        commands.push(command);
    }
    response
}

/// A square button that shows `icon`; its accessible name is the command's label.
pub fn icon_button(
    ui: &mut Ui,
    workspace: &Workspace,
    command: impl Into<Command>,
    icon: Icon,
    commands: &mut Vec<Command>,
) {
    let command = command.into();
    let (row, refusal) = (command.row(), workspace.refusal(&command));
    let response = ui.add_enabled_ui(refusal.is_none(), |ui| drawn_button(ui, icon, row.label)).inner;
    if explained(response, &command, refusal.as_deref()).clicked() {
        commands.push(command);
    }
}

/// A small button with an icon, for something that isn't in the table of actions.
pub fn small_icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let colour = if response.hovered() { theme::BRIGHT } else { theme::QUIET };
    icon.paint(ui.painter(), rect.center(), 9.0, colour);
    response.on_hover_text(name)
}

/// A check box with an outline that shows on the dark ground, ticked or not.
pub fn check_box(ui: &mut Ui, is_ticked: &mut bool, label: &str) -> Response {
    let ticking = |ui: &mut Ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, theme::QUIET);
        ui.checkbox(is_ticked, label)
    };
    ui.scope(ticking).inner
}

/// One of several that exclude each other.
pub fn selectable(ui: &mut Ui, chosen: bool, label: &str) -> Response {
    let text = RichText::new(label).color(if chosen { theme::BRIGHT } else { theme::TEXT });
    ui.add(Button::selectable(chosen, text).frame_when_inactive(true))
}

/// A heading that shows and hides what is under it; egui remembers which, by its name.
pub fn collapsible(ui: &mut Ui, name: &str, open: bool, contents: impl FnOnce(&mut Ui)) {
    eframe::egui::CollapsingHeader::new(RichText::new(name).color(theme::TEXT))
        .default_open(open)
        .id_salt(name)
        .show(ui, contents);
}

fn drawn_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let look = ui.style().interact(&response);
    ui.painter().rect(
        rect,
        look.corner_radius,
        look.weak_bg_fill,
        look.bg_stroke,
        eframe::egui::StrokeKind::Inside,
    );
    icon.paint(ui.painter(), rect.center(), 12.0, look.fg_stroke.color);
    response
}

fn explained(response: Response, command: &Command, refusal: Option<&str>) -> Response {
    let (row, key) = (command.row(), keys::shown(&response.ctx, command.clone()));
    let key = if key.is_empty() { key } else { format!("\nKey: {key}") };
    let disabled = refusal.map(|why| format!("{}: {why}", row.label)).unwrap_or_default();
    response.on_hover_text(format!("{}{key}", row.tooltip)).on_disabled_hover_text(disabled)
}
