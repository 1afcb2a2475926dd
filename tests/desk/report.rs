//! The report: looked at, chosen, saved, copied, and clips of findings.

use std::path::PathBuf;

use eframe::egui::{Event, Key};
use egui_kittest::kittest::Queryable;
use twopop::report::ReportFormat;
use twopop::session::{ClipSettings, DialogForm, Effect, ReportEffect, ReportEvent, ReportWanted};

use super::fake_machine::{FakeMachine, ticket};
use super::{CTRL, Window, choose_type, key, press, reads, type_into, with_ticket};

fn written(machine: &FakeMachine) -> Option<ReportWanted> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Report(ReportEffect::Write(wanted)) => Some(*wanted),
        _ => None,
    })
}

fn tell(window: &mut Window, machine: &FakeMachine, event: ReportEvent) {
    machine.report([event.into()]);
    window.run_steps(2);
}

#[test]
fn a_report_is_looked_at_in_words_and_saved_where_a_person_says() {
    let (mut window, machine) = with_ticket(ticket());
    key(&mut window, CTRL, Key::E);
    assert!(reads(&window, "No verdict yet"), "the verdict comes first");
    assert!(reads(&window, "no measurement is kept with the ticket"));
    assert!(reads(&window, "Keeps everything."));
    machine.asked();
    press(&mut window, "Save the report");
    let asked = machine.asked();
    assert!(
        matches!(asked.as_slice(), [Effect::Report(ReportEffect::ChoosePlace { extension: Some(html) })] if html == "html"),
        "nobody said where: {asked:?}"
    );
    type_into(&mut window, "File of the report", "/tmp/report.html");
    press(&mut window, "Save the report");
    let wanted = written(&machine).expect("a report to write");
    assert_eq!(
        (wanted.form, wanted.place.clone(), wanted.replace),
        (DialogForm::Report(ReportFormat::Html), PathBuf::from("/tmp/report.html"), false)
    );
    tell(&mut window, &machine, ReportEvent::Exists(wanted.place));
    assert!(reads(&window, "is there already"));
    press(&mut window, "Replace it");
    assert!(written(&machine).is_some_and(|wanted| wanted.replace));
    tell(&mut window, &machine, ReportEvent::Written("Written: /tmp/report.html".to_owned()));
    assert!(reads(&window, "Written: /tmp/report.html"));
    key(&mut window, eframe::egui::Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Save the report").is_none(), "closed");
}

#[test]
fn the_dialog_stays_where_it_is_while_a_name_is_typed() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Report…");
    let places = |window: &Window| {
        ["Form of the report", "File of the report", "Save the report"]
            .map(|name| window.get_by_label(name).rect())
    };
    let before = places(&window);
    type_into(&mut window, "File of the report", "/tmp/report.html");
    assert_eq!(places(&window), before);
    press(&mut window, "Save the report");
    tell(&mut window, &machine, ReportEvent::Exists("/tmp/report.html".into()));
    assert_eq!(places(&window), before, "with what became of it");
    type_into(&mut window, "File of the report", "2");
    assert!(!reads(&window, "is there already"));
    assert_eq!(places(&window), before, "and without");
}

#[test]
fn the_text_of_the_request_page_is_copied_by_one_key() {
    let (mut window, _machine) = with_ticket(ticket());
    // The window's output is that of the last frame: the one in which the key goes down.
    let modifiers = CTRL | eframe::egui::Modifiers::SHIFT;
    window.event(Event::ModifiersChanged(modifiers));
    window.event(Event::Key { key: Key::E, physical_key: None, pressed: true, repeat: false, modifiers });
    window.step();
    let copied = window.output().platform_output.commands.iter().any(|command| {
        matches!(command, eframe::egui::OutputCommand::CopyText(text) if text.contains("No verdict yet"))
    });
    assert!(copied, "{:?}", window.output().platform_output.commands);
}

#[test]
fn what_is_being_written_is_stopped_by_a_button() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Report…");
    type_into(&mut window, "File of the report", "/tmp/report.html");
    press(&mut window, "Save the report");
    tell(
        &mut window,
        &machine,
        ReportEvent::Progress { what: "Writing 1 of 2".to_owned(), thousandths: 500 },
    );
    machine.asked();
    press(&mut window, "Stop the report");
    assert_eq!(machine.asked(), [Effect::Report(ReportEffect::Cancel)]);
    assert!(reads(&window, "Stopped by you."));
}

fn clips_made(machine: &FakeMachine) -> Option<(usize, ClipSettings, PathBuf)> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Report(ReportEffect::MakeClips { findings, settings, folder, .. }) => {
            Some((findings.len(), settings, folder))
        }
        _ => None,
    })
}

#[test]
fn a_clip_shows_as_much_as_is_asked_for_and_is_heard_corrected_where_that_is_chosen() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Findings");
    for (kind, words) in [("Drift", "later and later"), ("Drop-out", "gone for a frame")] {
        choose_type(&mut window, kind);
        type_into(&mut window, "What is wrong", words);
        press(&mut window, "Flag a finding here");
    }
    press(&mut window, "Clip of finding 1");
    assert!(window.query_by_label("Save the report").is_some(), "the dialog is open");
    type_into(&mut window, "File of the report", "/tmp/clips/report.html");
    window.get_by_label("Seconds before and after").set_value_accesskit(4.0);
    window.run_steps(3);
    press(&mut window, "As delivered, then corrected");
    machine.asked();
    press(&mut window, "Make the clip");
    let settings = ClipSettings { handles_seconds: 4, corrected: true };
    assert_eq!(clips_made(&machine), Some((1, settings, PathBuf::from("/tmp/clips"))));
    tell(&mut window, &machine, ReportEvent::Written("1 clips are in /tmp/clips".to_owned()));
    press(&mut window, "Finding of the clip");
    press(&mut window, "All findings");
    press(&mut window, "Guide left, delivered right");
    press(&mut window, "Make the clips");
    let settings = ClipSettings { corrected: false, ..settings };
    assert_eq!(clips_made(&machine), Some((2, settings, PathBuf::from("/tmp/clips"))));
}
