//! How much later or earlier than the sound the picture is shown, for each sound device, and the sync test that measures it.

use eframe::egui::{Button, DragValue, Id, Response, RichText, Ui};

use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::{heading, paragraph, small_text, toggle_button};
use crate::session::{Command, Settings, SettingsCommand, Workspace};

/// The picture delay of the device that is heard, and the sync test that measures it.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    heading(ui, "A/V delay");
    let device = workspace.output_device();
    paragraph(ui, device.unwrap_or("Its name is known once it is heard: play the sync test."));
    ui.add_space(theme::CLOSE);
    // There from the start, so that nothing moves, and the keyboard stays where it is, when the device says its name.
    delay(ui, workspace.settings(), device, commands);
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let word =
            if workspace.flash_and_pip() { "Stop the sync test" } else { "Sync test (flash and beep)" };
        let button = toggle_button(
            ui,
            workspace,
            SettingsCommand::FlashAndPip,
            word,
            workspace.flash_and_pip(),
            commands,
        );
        begin_here(ui, &button);
        keep_result(ui, workspace, commands);
    });
    small_text(
        ui,
        "A flash and a beep, once a second. Move the picture until both come at once, by eye and ear or by a measuring \
         device, then save the delay. It belongs to the device: no alignment and no timecode changes.",
    );
}

/// Puts the keyboard into `first` when the settings open.
fn begin_here(ui: &Ui, first: &Response) {
    let memory = Id::unique("settings last shown");
    let now = ui.ctx().cumulative_frame_nr();
    let before: Option<u64> = ui.data(|kept| kept.get_temp(memory));
    ui.data_mut(|kept| kept.insert_temp(memory, now));
    if before.is_none_or(|before| before + 1 < now) {
        first.request_focus();
    }
}

fn delay(ui: &mut Ui, settings: &Settings, device: Option<&str>, commands: &mut Vec<Command>) {
    let (is_known, device) = (device.is_some(), device.unwrap_or_default());
    let kept = settings.picture_delay(device);
    let mut milliseconds = kept.milliseconds;
    ui.horizontal(|ui| {
        if !is_known {
            ui.disable();
        }
        if ui.button("−1 ms").accessible_name("Picture 1 ms earlier").clicked() {
            milliseconds = milliseconds.saturating_sub(1);
        }
        let number = DragValue::new(&mut milliseconds).range(Settings::DELAYS).suffix(" ms");
        ui.add(number).accessible_name("Picture delay in milliseconds");
        if ui.button("+1 ms").accessible_name("Picture 1 ms later").clicked() {
            milliseconds = milliseconds.saturating_add(1);
        }
    });
    ui.label(RichText::new(sentence(&kept.label())).color(theme::BRIGHT));
    small_text(ui, sentence(&kept.origin()));
    if milliseconds != kept.milliseconds {
        commands
            .push(SettingsCommand::Set(Box::new(settings.clone().with_delay(device, milliseconds))).into());
    }
}

fn keep_result(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let refusal = workspace.refusal(&SettingsCommand::KeepCalibration.into());
    let response = ui.add_enabled(refusal.is_none(), Button::new("Save delay"));
    let why = refusal.unwrap_or_default();
    if response.on_hover_text("Recorded with the date").on_disabled_hover_text(why).clicked() {
        commands.push(SettingsCommand::KeepCalibration.into());
    }
}
