//! How a request is opened, and what the window says of it.

use twopop::session::{QueueEffect, SettingsEvent};

use super::*;

#[test]
fn an_empty_desk_says_what_to_do() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    window.run_steps(2);
    assert!(reads(&window, "Drop a QC request here"));
    press(&mut window, "Open the demo");
    press(&mut window, "Open folder…");
    press(&mut window, "Open file…");
    assert_eq!(
        machine.asked(),
        [
            Effect::Request(RequestEffect::OpenDemo),
            Effect::Request(RequestEffect::ChooseFolder),
            Effect::Request(RequestEffect::ChooseFile)
        ]
    );
}

#[test]
fn what_was_named_is_opened_and_its_progress_shown() {
    let machine = FakeMachine::default();
    let named = vec![PathBuf::from("/requests/NIGHTFALL_R1")];
    let mut window = window(&machine, named.clone());
    machine.report([RequestEvent::Opening("Reading 3 of 9: NIGHTFALL_Final_v3.mov".to_owned()).into()]);
    window.run_steps(2);
    assert_eq!(machine.asked(), [Effect::Request(RequestEffect::Open(named))]);
    assert!(reads(&window, "Reading 3 of 9"));
}

#[test]
fn a_disk_that_does_not_answer_is_said_until_it_does_and_keeps_nobody() {
    let machine = FakeMachine::default();
    let named = vec![PathBuf::from("/share/NIGHTFALL_R1")];
    let mut window = window(&machine, named.clone());
    let said = "/share/NIGHTFALL_R1: the disk or file server has not answered for 10 s.";
    machine.report([SettingsEvent::NotAnswering(Some(said.to_owned())).into()]);
    window.run_steps(2);
    assert!(reads(&window, said));
    press(&mut window, "Stop opening");
    let asked = machine.asked();
    assert!(asked.contains(&Effect::Request(RequestEffect::StopOpening)), "{asked:?}");
    assert!(reads(&window, "Drop a QC request here"));
    // It is still so for the next request.
    press(&mut window, "Open folder…");
    machine.report([RequestEvent::Chosen(vec![PathBuf::from("/share/DAYBREAK")]).into()]);
    window.run_steps(2);
    assert_eq!(window.query_all_by_label_contains(said).count(), 1);
    machine.report([SettingsEvent::NotAnswering(None).into()]);
    window.run_steps(2);
    assert!(!reads(&window, said), "it answers");
}

#[test]
fn why_nothing_is_served_stands_under_the_notices_and_files_can_be_read_again() {
    let (mut window, machine) = with_ticket(fake_machine::held_ticket());
    machine.report([SettingsEvent::NotAnswering(Some("A disk does not answer.".to_owned())).into()]);
    window.run_steps(4);
    let place = |words: &str| window.query_all_by_label_contains(words).next().map(|node| node.rect());
    let (notice, title) = (place("A disk does not answer"), place("Decision held at the"));
    assert!(
        notice.zip(title).is_some_and(|(notice, title)| notice.bottom() <= title.top()),
        "{notice:?} {title:?}"
    );
    press(&mut window, "Read the files again");
    let asked = machine.asked();
    assert!(
        asked.iter().any(|effect| matches!(effect, Effect::Queue(QueueEffect::OpenTicket(_)))),
        "{asked:?}"
    );
    assert!(reads(&window, "Opening the request"));
}

#[test]
fn what_is_dropped_is_opened() {
    #[derive(Debug)]
    struct Dropped;
    impl eframe::egui::DroppedFile for Dropped {
        fn path(&self) -> &Path {
            Path::new("/requests/DAYBREAK")
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            Err("the desk reads no file".to_owned())
        }
    }
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    window.input_mut().dropped_files.push(Arc::new(Dropped));
    window.run_steps(1);
    assert_eq!(
        machine.asked(),
        [Effect::Request(RequestEffect::Open(vec![PathBuf::from("/requests/DAYBREAK")]))]
    );
}

#[test]
fn one_sentence_says_what_is_served_and_what_a_mismatch_means() {
    let (window, _) = with_ticket(fake_machine::ticket());
    assert!(reads(&window, "Judged against the Final Proxy"));
    assert!(reads(&window, "v3 · 23.976"));
    assert!(reads(&window, "a timing mismatch would be"));
    assert!(reads(&window, "BLOCKER"));
    assert!(reads(&window, "00:59:50:00"));
}

#[test]
fn the_request_says_by_what_a_file_was_recognised_and_what_was_passed_over() {
    let (mut window, _) = with_ticket(fake_machine::ticket_with_archive());
    press(&mut window, "Request");
    assert!(reads(&window, "Recognised by its own name: name contains “Final”"));
    assert!(reads(&window, "Passed over"));
    assert!(reads(&window, "extras.zip is an archive: unpack it"));
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Request");
    assert!(!reads(&window, "Passed over"));
}

#[test]
fn the_ladder_names_every_candidate_and_its_outcome() {
    let (window, _) = with_ticket(fake_machine::ticket());
    for words in ["Final Proxy", "Locked Cut proxy", "Companion reference", "served", "outranked"] {
        assert!(reads(&window, words), "{words}");
    }
    assert!(reads(&window, "This would change if"));
}

#[test]
fn a_held_decision_shows_nothing_until_a_person_gives_a_reason() {
    let (mut window, machine) = with_ticket(fake_machine::held_ticket());
    assert!(reads(&window, "HELD"));
    assert!(session(&window).served().is_none());
    press(&mut window, "Serve it instead");
    assert!(session(&window).ticket().overridden().is_none(), "no reason, no override");
    type_into(&mut window, "Reason for the override", "Final is being re-sent; check sync today");
    press(&mut window, "Serve it instead");
    let served = session(&window).served().map(|(_, kind)| kind);
    assert_eq!(served, Some(ReferenceKind::LockedCut));
    assert!(reads(&window, "Served by override of Ada, operator"));
    assert!(machine.asked().iter().any(|effect| matches!(effect, Effect::Request(RequestEffect::Load(_)))));
    press(&mut window, "Serve by the policy again");
    assert!(session(&window).ticket().overridden().is_none());
}

#[test]
fn a_proxy_without_a_picture_is_no_choice_for_an_override() {
    let mut assets = fake_machine::ticket().assets().to_vec();
    for facts in assets.iter_mut().filter_map(|asset| asset.facts.as_mut()) {
        facts.frame_rate = None;
    }
    let ticket = fake_machine::ticket_of(assets);
    let (window, _) = with_ticket(ticket);
    assert!(reads(&window, "HELD"));
    assert!(reads(&window, "No other file of this request can serve"));
}

#[test]
fn the_request_shows_every_asset_and_takes_corrections() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Request");
    for words in
        ["NIGHTFALL_R1_Final_v3.mov", "NIGHTFALL_R1_ME_51.wav", "6 ch · 48000 Hz", "9f86d081884c7d65"]
    {
        assert!(reads(&window, words), "{words}");
    }
    press(&mut window, "Delivery of asset 1");
    press(&mut window, "Not delivered");
    assert_eq!(session(&window).served().map(|(_, kind)| kind), Some(ReferenceKind::LockedCut));
    press(&mut window, "Print Master");
    assert_eq!(session(&window).ticket().task(), Task::PrintMaster);
}

#[test]
fn audio_that_does_not_open_is_named_where_it_would_be() {
    let (window, _) = with_ticket(fake_machine::deaf_ticket());
    assert!(reads(&window, "it is a text, not a WAV"));
    assert!(reads(&window, "Judged against the Final Proxy"), "the picture is served all the same");
}
