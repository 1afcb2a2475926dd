//! Name and role of the person at this desk, as they are recorded.

use eframe::egui::{Response, Ui};

use crate::desk::widgets::{selectable, small_text, text_field_response};
use crate::session::{Command, SettingsCommand};
use crate::ticket::{Person, PersonRole};

/// Fields for name and role, which are recorded with every finding and decision; gives the field of the name.
pub fn show(ui: &mut Ui, person: &Person, commands: &mut Vec<Command>) -> Response {
    let hint = "Your name";
    let (field, typed) = text_field_response(ui, "Your name", hint, &person.name);
    if let Some(name) = typed {
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
    field
}
