//! Where tickets are kept: a folder, or a database. Used from the next start on.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, check_box, heading, paragraph, small_text, status_icon, text_field};
use crate::policy::CandidateOutcome;
use crate::session::{Command, DatabaseTrial, Places, SettingsCommand, Workspace};

/// The desk folder and the database.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let places = workspace.places();
    heading(ui, "Where tickets are kept");
    small_text(ui, "Desk folder: every desk that names the same folder sees the same tickets.");
    if let Some(desk_folder) =
        path_field(ui, "Desk folder", "Twopop's data folder", places.desk_folder.as_ref())
    {
        set(Places { desk_folder, ..places.clone() }, commands);
    }
    ui.add_space(theme::GAP);
    small_text(ui, "Or a PostgreSQL database, in place of the folder.");
    let address = places.database.clone().unwrap_or_default();
    if let Some(typed) =
        text_field(ui, "Database address", "postgres://NAME:PASSWORD@HOST/DATABASE", &address)
    {
        let database = (!typed.trim().is_empty()).then_some(typed);
        set(Places { database, ..places.clone() }, commands);
    }
    if places.database.is_some() {
        encryption(ui, places, commands);
        trial(ui, workspace.database_trial(), commands);
    }
    if workspace.places_changed() {
        paragraph(ui, "Used from the next start on; until then tickets go where they went.");
    }
}

/// How the way to the database is kept from others.
fn encryption(ui: &mut Ui, places: &Places, commands: &mut Vec<Command>) {
    ui.add_space(theme::CLOSE);
    let mut unencrypted = places.database_unencrypted;
    if check_box(ui, &mut unencrypted, "Unencrypted, on purpose").changed() {
        set(Places { database_unencrypted: unencrypted, ..places.clone() }, commands);
    }
    if unencrypted {
        small_text(
            ui,
            "Titles, findings and the password go as they are over the network: whoever can listen reads them.",
        );
        return;
    }
    small_text(
        ui,
        "Encrypted. The server's certificate has to name its host, and to be of an authority that this computer trusts, or one in this file:",
    );
    let certificate = places.database_certificate.as_ref();
    if let Some(database_certificate) =
        path_field(ui, "Certificate file", "the authorities of this computer", certificate)
    {
        set(Places { database_certificate, ..places.clone() }, commands);
    }
}

/// Tries what is named, and what came of it.
fn trial(ui: &mut Ui, trial: Option<&DatabaseTrial>, commands: &mut Vec<Command>) {
    ui.add_space(theme::CLOSE);
    let is_trying = trial == Some(&DatabaseTrial::Trying);
    let button = ui.add_enabled(!is_trying, eframe::egui::Button::new("Try it"));
    if button.on_hover_text("Connects now, changes nothing, and says what is there").clicked() {
        commands.push(SettingsCommand::TryDatabase.into());
    }
    let (icon, sentences) = match trial {
        None => return,
        Some(DatabaseTrial::Trying) => {
            paragraph(ui, "Trying…");
            return;
        }
        Some(DatabaseTrial::Found(sentences)) => {
            (StatusIcon::Outcome(CandidateOutcome::Served), sentences.as_slice())
        }
        Some(DatabaseTrial::Refused(why)) => (StatusIcon::Problem, std::slice::from_ref(why)),
    };
    for sentence in sentences {
        ui.horizontal_top(|ui| {
            status_icon(ui, icon, 12.0);
            paragraph(ui, sentence);
        });
    }
}

/// A field for a path; `Some` when it was changed, with `None` for an empty one.
fn path_field(ui: &mut Ui, name: &str, hint: &str, path: Option<&PathBuf>) -> Option<Option<PathBuf>> {
    let shown = path.map(|path| path.display().to_string()).unwrap_or_default();
    text_field(ui, name, hint, &shown).map(|typed| (!typed.trim().is_empty()).then(|| PathBuf::from(typed)))
}

/// Keeps what was typed.
pub fn set(places: Places, commands: &mut Vec<Command>) {
    commands.push(SettingsCommand::SetPlaces(Box::new(places)).into());
}
