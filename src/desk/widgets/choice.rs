//! A list that opens from a button, by mouse or by keyboard: Space or Enter opens it, Up and Down walk it, Space or Enter takes, Esc
//! leaves it.

use eframe::egui::{ComboBox, Key, Modifiers, Ui};

/// What was taken of `options`, each with its label and whether it is the one in force. `name` is the accessible name of the
/// button. Opened by keyboard, the keyboard begins at the one in force and comes back to the button.
pub fn choice<T>(
    ui: &mut Ui,
    combo: ComboBox<'_>,
    name: &str,
    options: impl IntoIterator<Item = (T, String, bool)>,
) -> Option<T> {
    let (mut taken, mut in_force) = (None, None);
    let shown = combo.show_ui(ui, |ui| {
        for (value, label, is_chosen) in options {
            let item = ui.selectable_label(is_chosen, label);
            if is_chosen {
                in_force = Some(item.id);
            }
            if item.clicked() {
                taken = Some(value);
                ui.close();
            }
        }
        // The key leaves the list, and not what lies under it.
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            ui.close();
        }
    });
    let button = shown.response.accessible_name(name);
    let memory = button.id.with("opened by keyboard");
    let was_by_keyboard: bool = ui.data(|kept| kept.get_temp(memory)).unwrap_or(false);
    let mut by_keyboard = was_by_keyboard;
    if shown.inner.is_some() {
        if !by_keyboard && button.has_focus() {
            by_keyboard = true;
            if let Some(item) = in_force {
                ui.memory_mut(|kept| kept.request_focus(item));
            }
        }
    } else if by_keyboard {
        by_keyboard = false;
        if !ui.input(|input| input.pointer.any_click()) {
            button.request_focus();
        }
    }
    if by_keyboard != was_by_keyboard {
        ui.data_mut(|kept| kept.insert_temp(memory, by_keyboard));
        ui.ctx().request_repaint();
    }
    taken
}
