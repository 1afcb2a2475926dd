//! Asks at the first start who sits at the desk: a name and a role stand with every finding and decision.

use eframe::egui::{Align2, Button, Key, Memory, Modifiers, RichText, Ui, Window, vec2};

use crate::desk::panels::person;
use crate::desk::theme;
use crate::desk::widgets::{keep_in, paragraph};
use crate::session::{Command, SettingsCommand, Workspace};

const WIDTH: f32 = 420.0;

/// The question, until it is answered or put off. The name is typed at once: its field has the keyboard whenever nothing
/// else here has it. Enter begins, Esc puts it off.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    let has_name = !workspace.person().name.trim().is_empty();
    let later = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let shown = Window::new("Who works at this desk?")
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ctx, |ui| {
            ui.set_width(WIDTH);
            paragraph(
                ui,
                "Your name and role stand with what you find and decide. You can change them under Settings.",
            );
            ui.add_space(theme::GAP);
            let name = ui.push_id("first start", |ui| person::show(ui, workspace.person(), commands)).inner;
            let entered = name.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.memory(Memory::focused).is_none() {
                name.request_focus();
            }
            ui.add_space(theme::GAP);
            let buttons = ui.horizontal(|ui| {
                let begin = Button::new(RichText::new("Begin").color(theme::BRIGHT)).fill(theme::SELECTED);
                let begin = ui.add_enabled(has_name, begin.min_size(vec2(110.0, 30.0)));
                let begin = begin.on_disabled_hover_text("Type your name first, or leave it for later");
                begin.clicked() || ui.add(Button::new("Later").min_size(vec2(90.0, 30.0))).clicked()
            });
            buttons.inner || (entered && has_name)
        });
    keep_in(ctx, shown.as_ref().map(|shown| &shown.response));
    if later || shown.and_then(|shown| shown.inner).unwrap_or(false) {
        commands.push(SettingsCommand::CloseFirstStart.into());
    }
}
