use eframe::egui::Ui;

use crate::desk::widgets::{choice, field, quiet};
use crate::review::Command;
use crate::ticket::{Duty, Person};

/// Name and role, as they are recorded with everything that is found and decided here.
pub fn show(ui: &mut Ui, person: &Person, commands: &mut Vec<Command>) {
    if let Some(name) = field(ui, "Your name", "Recorded with what you find and decide", &person.name) {
        commands.push(Command::SetPerson(Person { name, ..person.clone() }));
    }
    ui.horizontal(|ui| {
        for duty in Duty::ALL {
            if choice(ui, duty == person.duty, duty.spoken()).clicked() && duty != person.duty {
                commands.push(Command::SetPerson(Person { duty, ..person.clone() }));
            }
        }
    });
    quiet(
        ui,
        "Operators flag and hand in; verifiers and supervisors judge findings; supervisors decide on tickets.",
    );
}
