//! Name and role of the person at this desk, as they are recorded.

use eframe::egui::Ui;

use crate::desk::widgets::{selectable, small_text, text_field};
use crate::session::{Command, SettingsCommand};
use crate::ticket::{Person, PersonRole};

/// Fields for name and role, which are recorded with every finding and decision.
pub fn show(ui: &mut Ui, person: &Person, commands: &mut Vec<Command>) {
    if let Some(name) = text_field(ui, "Your name", "Recorded with what you find and decide", &person.name) {
        commands.push(SettingsCommand::SetPerson(Person { name, ..person.clone() }).into());
    }
    ui.horizontal(|ui| {
        for duty in PersonRole::ALL {
            if selectable(ui, duty == person.duty, duty.label()).clicked() && duty != person.duty {
                commands.push(SettingsCommand::SetPerson(Person { duty, ..person.clone() }).into());
            }
        }
    });
    small_text(
        ui,
        "Operators flag and submit; verifiers and supervisors judge findings; supervisors decide on tickets.",
    );
}
