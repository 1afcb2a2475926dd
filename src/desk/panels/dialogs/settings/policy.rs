//! The policy profile: which one decides, its tolerance, and how a facility's own differs from the built-in one.

use std::path::PathBuf;

use eframe::egui::Ui;

use super::tickets;
use crate::desk::widgets::{heading, paragraph, small_text, text_field};
use crate::policy::{Profile, differences, tolerance_text};
use crate::session::{Command, Places, Workspace};

/// The profile in force, with its differences, and the field for another.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let profile = workspace.profile();
    heading(ui, "Policy profile");
    paragraph(ui, format!("{}, of {}", profile.name(), profile.date));
    small_text(ui, format!("Source: {}", profile.source));
    heading(ui, "Tolerance");
    paragraph(
        ui,
        format!(
            "Offsets and drift are flagged from {} up; recuts always.",
            tolerance_text(profile.tolerance)
        ),
    );
    small_text(ui, "What lies below is listed as FYI. The tolerance is part of the profile.");
    heading(ui, "Your facility's own profile");
    let places = workspace.places();
    let file = places.policy_profile.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    if let Some(typed) =
        text_field(ui, "Facility profile", "A policy profile (RON); empty for the built-in one", &file)
    {
        let policy_profile = (!typed.trim().is_empty()).then(|| PathBuf::from(typed));
        tickets::set(Places { policy_profile, ..places.clone() }, commands);
    }
    small_text(ui, "Read when Twopop starts, on the command line by each command.");
    if workspace.places_changed() {
        paragraph(ui, "Used from the next start on.");
    }
    heading(ui, "Differences from the built-in profile");
    let found = differences(Profile::asset_qc(), profile);
    if found.is_empty() {
        paragraph(ui, "None: the built-in profile decides.");
    }
    for difference in found {
        paragraph(ui, format!("{difference}."));
    }
}
