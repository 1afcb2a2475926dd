//! Clips of findings: whose, how much is shown before and after, and what is heard.

use eframe::egui::{Button, ComboBox, DragValue, Ui};

use crate::desk::widgets::{choice, selectable, small_text};
use crate::report::{FindingLine, Report};
use crate::session::{ClipSettings, Command, ReportCommand, ReportDialog, Workspace};
use crate::ticket::FindingId;

/// What clips are made of, and the button that makes them.
pub(super) fn clips(
    ui: &mut Ui,
    workspace: &Workspace,
    report: &Report,
    dialog: &ReportDialog,
    commands: &mut Vec<Command>,
) {
    let findings: Vec<FindingId> = workspace
        .session()
        .map(|session| session.ticket().findings().iter().map(|finding| finding.id).collect())
        .unwrap_or_default();
    if findings.is_empty() {
        small_text(ui, "There is no finding to show.");
        return;
    }
    // A finding that is gone by now leaves all of them.
    let chosen = dialog.clip_of.filter(|chosen| findings.contains(chosen));
    let line = |id: FindingId| report.findings.iter().find(|line| line.id == id.0.to_string());
    ui.horizontal(|ui| {
        let named = chosen.and_then(line).map_or_else(|| "All findings".to_owned(), name);
        let combo = ComboBox::from_id_salt("finding of the clip").selected_text(named).width(300.0);
        let all = (None, "All findings".to_owned(), chosen.is_none());
        let one = |id: &FindingId| Some((Some(*id), name(line(*id)?), chosen == Some(*id)));
        let options = std::iter::once(all).chain(findings.iter().filter_map(one));
        if let Some(of) = choice(ui, combo, "Finding of the clip", options) {
            commands.push(ReportCommand::SetClipOf(of).into());
        }
        let mut settings = dialog.clips;
        let seconds = DragValue::new(&mut settings.handles_seconds).range(ClipSettings::HANDLES).suffix(" s");
        ui.add(seconds)
            .on_hover_text("Shown before and after the finding")
            .accessible_name("Seconds before and after");
        small_text(ui, "before and after");
        if settings != dialog.clips {
            commands.push(ReportCommand::SetClips(settings).into());
        }
    });
    ui.horizontal(|ui| {
        for (corrected, label, tip) in [
            (false, "Guide left, delivered right", "The picture's own sound on the left, the delivered audio on the right"),
            (
                true,
                "As delivered, then corrected",
                "The delivered audio on both sides, then once more with the error taken out. Only where it is known how far it is off",
            ),
        ] {
            if selectable(ui, dialog.clips.corrected == corrected, label).on_hover_text(tip).clicked() {
                commands.push(ReportCommand::SetClips(ClipSettings { corrected, ..dialog.clips }).into());
            }
        }
    });
    let label = if chosen.is_some() || findings.len() == 1 { "Make the clip" } else { "Make the clips" };
    let make = ui.add_enabled(!dialog.is_running(), Button::new(label));
    let tip = "A short MP4 of each, into the folder of the report: picture with timecode, offset in words, both waveforms";
    if make.on_hover_text(tip).clicked() {
        let wanted = chosen.map_or(findings, |chosen| vec![chosen]);
        commands.push(ReportCommand::MakeClips(wanted).into());
    }
}

/// "2. Global offset, 01:00:10:00".
fn name(line: &FindingLine) -> String {
    format!("{}. {}, {}", line.number, line.kind.label(), line.first)
}
