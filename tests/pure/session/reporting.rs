//! The report dialog: what is asked of the machine, and what its answers change.

use std::path::PathBuf;

use twopop::report::{ChangeListFormat, ReportFormat, ReportOptions};
use twopop::session::{ClipSettings, DialogForm, ReportCommand, ReportEffect, ReportEvent, ReportProgress};

use super::*;

fn asked(effects: &[Effect]) -> &ReportEffect {
    let [Effect::Report(asked)] = effects else { panic!("{effects:?}") };
    asked
}

#[test]
fn a_change_takes_back_what_was_said_of_the_report_before_it() {
    let (mut workspace, _) = open_ticket(ticket(ReferenceKind::FinalProxy));
    let mut command = |command: ReportCommand| workspace.command(command, &stamp());
    assert_eq!(command(ReportCommand::Toggle), []);
    let effects = command(ReportCommand::Save { replace: false });
    assert!(matches!(asked(&effects), ReportEffect::ChoosePlace { extension: Some(_) }), "nobody said where");
    command(ReportCommand::SetPlace("/out/report.json".to_owned()));
    command(ReportCommand::SetForm(DialogForm::Report(ReportFormat::Json)));
    command(ReportCommand::SetOptions(ReportOptions { redacted: true, without_stills: true }));
    let effects = command(ReportCommand::Save { replace: false });
    let ReportEffect::Write(wanted) = asked(&effects) else { panic!("{effects:?}") };
    assert!(wanted.ticket.is_some() && wanted.options.redacted);
    assert_eq!(
        (wanted.form, wanted.place.clone()),
        (DialogForm::Report(ReportFormat::Json), PathBuf::from("/out/report.json"))
    );
    assert_eq!(command(ReportCommand::Save { replace: false }), [], "it is being written");
    workspace.event(ReportEvent::Exists(PathBuf::from("/out/report.json")));
    workspace.command(ReportCommand::SetForm(DialogForm::Report(ReportFormat::Csv)), &stamp());
    let progress = workspace.report_dialog().map(|dialog| dialog.progress.clone());
    assert_eq!(progress, Some(ReportProgress::Nothing), "that file is not meant any more");
    let effects = workspace.command(ReportCommand::Close, &stamp());
    assert_eq!(effects, [Effect::Report(ReportEffect::Cancel)]);
    workspace.event(ReportEvent::Written("late".to_owned()));
    assert!(workspace.report_dialog().is_none());
}

#[test]
fn another_form_changes_the_suffix_and_keeps_the_stem() {
    use DialogForm::{ChangeList, Report};
    let (mut workspace, _) = open_ticket(ticket(ReferenceKind::FinalProxy));
    workspace.command(ReportCommand::Toggle, &stamp());
    let table = [
        ("/out/report.html", Report(ReportFormat::Pdf), "/out/report.pdf"),
        ("/out/Reel 1.HTML", Report(ReportFormat::Csv), "/out/Reel 1.csv"),
        ("/out/NIGHTFALL v1.2", Report(ReportFormat::Pdf), "/out/NIGHTFALL v1.2.pdf"),
        ("/out/markers.txt", ChangeList(ChangeListFormat::Csv), "/out/markers.csv"),
        ("/out.html/report", Report(ReportFormat::Pdf), "/out.html/report.pdf"),
        ("/out/.html", Report(ReportFormat::Pdf), "/out/.html.pdf"),
        ("/out/", Report(ReportFormat::Pdf), "/out/"),
        ("", Report(ReportFormat::Pdf), ""),
    ];
    for (typed, form, becomes) in table {
        workspace.command(ReportCommand::SetForm(Report(ReportFormat::Html)), &stamp());
        workspace.command(ReportCommand::SetPlace(typed.to_owned()), &stamp());
        workspace.command(ReportCommand::SetForm(form), &stamp());
        assert_eq!(workspace.report_dialog().map(|dialog| dialog.place.as_str()), Some(becomes), "{typed}");
    }
}

#[test]
fn what_the_dialog_shows_is_made_once_and_again_when_ticket_or_switches_change() {
    let (mut workspace, _) = open_ticket(ticket(ReferenceKind::FinalProxy));
    assert!(workspace.report_preview().is_none(), "nobody looks at a report");
    workspace.command(ReportCommand::Toggle, &stamp());
    let made = |workspace: &Workspace| workspace.report_preview().expect("a report").page_text.as_ptr();
    let first = made(&workspace);
    workspace.command(ReportCommand::SetPlace("/out/report.html".to_owned()), &stamp());
    workspace.command(ReportCommand::SetForm(DialogForm::Report(ReportFormat::Pdf)), &stamp());
    workspace.event(ReportEvent::DialogUnavailable("no dialog".to_owned()));
    assert_eq!(made(&workspace), first, "nothing in it has changed");
    assert!(workspace.report_preview().is_some_and(|made| made.no_change_list.is_none()));
    let list = DialogForm::ChangeList(ChangeListFormat::Csv);
    workspace.command(ReportCommand::SetForm(list), &stamp());
    assert!(workspace.report_preview().is_some_and(|made| made.no_change_list.is_some()));
    let title = |workspace: &Workspace| workspace.report_preview().map(|made| made.report.title.clone());
    assert_ne!(title(&workspace).as_deref(), Some("[title]"));
    workspace.command(
        ReportCommand::SetOptions(ReportOptions { redacted: true, without_stills: false }),
        &stamp(),
    );
    assert_eq!(title(&workspace).as_deref(), Some("[title]"));
    workspace.command(FindingCommand::Flag, &stamp());
    let findings = workspace.session().map(|session| session.ticket().findings().len());
    assert_eq!(workspace.report_preview().map(|made| made.report.findings.len()), findings);
    workspace.command(ReportCommand::Close, &stamp());
    assert!(workspace.report_preview().is_none());
}

#[test]
fn clips_wait_for_a_folder_and_then_are_made_of_the_findings_asked_for() {
    let (mut workspace, _) = open_ticket(ticket(ReferenceKind::FinalProxy));
    let findings = vec![FindingId(Uuid::from_u128(4))];
    let settings = ClipSettings { handles_seconds: 5, corrected: true };
    workspace.command(ReportCommand::OpenForClip(findings[0]), &stamp());
    assert_eq!(workspace.report_dialog().and_then(|dialog| dialog.clip_of), Some(findings[0]));
    workspace.command(ReportCommand::SetClips(settings), &stamp());
    let effects = workspace.command(ReportCommand::MakeClips(findings.clone()), &stamp());
    assert!(matches!(asked(&effects), ReportEffect::ChoosePlace { extension: None }));
    let effects = workspace.event(ReportEvent::PlaceChosen(PathBuf::from("/out/clips")));
    let ReportEffect::MakeClips { findings: made, settings: asked_for, folder, .. } = asked(&effects) else {
        panic!("{effects:?}")
    };
    assert_eq!((made, *asked_for, folder), (&findings, settings, &PathBuf::from("/out/clips")));
}

#[test]
fn the_whole_queue_goes_into_a_folder_and_no_request_need_be_open() {
    let person = Person { name: "Ann".to_owned(), duty: PersonRole::Supervisor };
    let mut workspace = Workspace::new(Arc::new(Profile::asset_qc().clone()), person);
    let ids = vec![TicketId(Uuid::from_u128(1)), TicketId(Uuid::from_u128(2))];
    workspace.command(ReportCommand::OpenForTickets(ids.clone()), &stamp());
    workspace.command(ReportCommand::SetPlace("/out".to_owned()), &stamp());
    let effects = workspace.command(ReportCommand::Save { replace: false }, &stamp());
    let ReportEffect::Write(wanted) = asked(&effects) else { panic!("{effects:?}") };
    assert_eq!((wanted.ticket.is_none(), &wanted.tickets), (true, &ids));
}
