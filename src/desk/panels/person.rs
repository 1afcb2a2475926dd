use eframe::egui::Ui;

use crate::desk::widgets::{choice, field, quiet};
use crate::session::Command;
use crate::ticket::{Person, PersonRole};

/// Name and role, as they are recorded with everything that is found and decided here.
pub fn show(ui: &mut Ui, person: &Person, commands: &mut Vec<Command>) {
    if let Some(name) = field(ui, "Your name", "Recorded with what you find and decide", &person.name) {
        commands.push(Command::SetPerson(Person { name, ..person.clone() }));
    }
    ui.horizontal(|ui| {
        for duty in PersonRole::ALL {
            if choice(ui, duty == person.duty, duty.label()).clicked() && duty != person.duty {
                commands.push(Command::SetPerson(Person { duty, ..person.clone() }));
            }
        }
    });
    quiet(
        ui,
        "Operators flag and hand in; verifiers and supervisors judge findings; supervisors decide on tickets.",
    );
}
