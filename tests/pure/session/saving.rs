//! What a person hears of saving: a fault for as long as it lasts, and what would be lost by leaving.

use super::*;

const FULL: &str = "the disk is full";

fn says(workspace: &Workspace, words: &str) -> bool {
    workspace.notices().iter().any(|notice| notice.text.contains(words))
}

#[test]
fn a_fault_of_saving_is_said_once_and_no_longer_than_it_lasts() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    for _ in 0..3 {
        workspace.event(TicketEvent::SaveFailed(FULL.to_owned()));
    }
    let said = workspace.notices().iter().filter(|notice| notice.text == FULL).count();
    assert_eq!(said, 1);
    workspace.event(TicketEvent::Saved);
    assert!(!says(&workspace, FULL));
    let session = workspace.session().expect("a session");
    assert_eq!((session.save_state(), session.save_state().fault()), (&SaveState::Saved, None));
}

#[test]
fn work_on_no_disk_is_not_closed_and_ending_is_asked_twice() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    assert!(!workspace.refuses_to_end(), "nothing would be lost");
    workspace.event(TicketEvent::OnNoDisk(FULL.to_owned()));
    assert!(workspace.command(RequestCommand::Close, &stamp()).is_empty());
    assert!(workspace.session().is_some() && says(&workspace, "The request was not closed"));
    assert!(workspace.refuses_to_end() && says(&workspace, "Close it again to leave without it"));
    assert!(!workspace.refuses_to_end(), "they have heard it");
    workspace.event(TicketEvent::Saved);
    assert!(!says(&workspace, "closed") && !says(&workspace, FULL), "it holds no more");
    workspace.event(TicketEvent::OnNoDisk(FULL.to_owned()));
    assert!(workspace.refuses_to_end(), "of new work they have not");
}

#[test]
fn what_left_the_window_and_is_on_no_disk_is_asked_about_until_it_is_saved() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let left = |on_no_disk: Option<&str>| {
        let on_no_disk = on_no_disk.map(str::to_owned);
        TicketEvent::CaughtUp { said: on_no_disk.iter().cloned().collect(), on_no_disk }
    };
    workspace.command(RequestCommand::Close, &stamp());
    workspace.event(left(Some(FULL)));
    assert!(says(&workspace, FULL), "said though nothing is open");
    assert!(workspace.refuses_to_end());
    workspace.event(left(None));
    assert!(!says(&workspace, FULL) && !workspace.refuses_to_end());
}

#[test]
fn nothing_is_submitted_past_another_desks_version() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(TicketEvent::Conflicted("Bea saved this ticket".to_owned()));
    let submit = Transition::Submit;
    let refusal = workspace.transition_refusal(&submit).expect("refused");
    assert!(refusal.contains("another desk saved this ticket"), "{refusal}");
    let state = workspace.session().expect("a session").ticket().lifecycle().state();
    workspace.command(TicketCommand::Transition(Box::new(submit)), &stamp());
    assert_eq!(workspace.session().expect("a session").ticket().lifecycle().state(), state);
}
