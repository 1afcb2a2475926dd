//! Where tickets are kept: a folder, or a database. Used from the next start on.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::desk::widgets::{heading, paragraph, small_text, text_field};
use crate::session::{Command, Places, SettingsCommand, Workspace};

/// The desk folder and the database.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let places = workspace.places();
    heading(ui, "Where tickets are kept");
    small_text(ui, "Desk folder: every desk that names the same folder sees the same tickets.");
    let folder = places.desk_folder.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    if let Some(typed) = text_field(ui, "Desk folder", "Twopop's data folder", &folder) {
        let desk_folder = (!typed.trim().is_empty()).then(|| PathBuf::from(typed));
        set(Places { desk_folder, ..places.clone() }, commands);
    }
    ui.add_space(8.0);
    small_text(ui, "Or a PostgreSQL database, in place of the folder.");
    let address = places.database.clone().unwrap_or_default();
    if let Some(typed) =
        text_field(ui, "Database address", "postgres://NAME:PASSWORD@HOST/DATABASE", &address)
    {
        let database = (!typed.trim().is_empty()).then_some(typed);
        set(Places { database, ..places.clone() }, commands);
    }
    if places.database.is_some() && !cfg!(feature = "postgres") {
        paragraph(ui, "This build has no PostgreSQL: it will not start with a database set.");
    }
    if workspace.places_changed() {
        paragraph(ui, "Used from the next start on; until then tickets go where they went.");
    }
}

/// Keeps what was typed.
pub fn set(places: Places, commands: &mut Vec<Command>) {
    commands.push(SettingsCommand::SetPlaces(Box::new(places)).into());
}
