//! Laws of a session: what any run of commands keeps.

use super::*;

fn any_nudge() -> impl Strategy<Value = (NudgeStep, i64)> {
    let step = prop_oneof![Just(NudgeStep::Sample), Just(NudgeStep::Millisecond), Just(NudgeStep::Frame)];
    (step, -12i64..12)
}

fn any_command() -> impl Strategy<Value = Command> {
    let text = "[a-c]{0,3}";
    prop_oneof![
        any_nudge().prop_map(|(step, count)| Command::Align(AlignCommand::Nudge(step, count))),
        Just(Command::Finding(FindingCommand::Flag)),
        text.prop_map(|text| Command::Finding(FindingCommand::TypeText(text))),
        text.prop_map(|text| Command::Ticket(TicketCommand::TypeNotes(text))),
        text.prop_map(|text| Command::Ticket(TicketCommand::TypeDecisionNote(text))),
        Just(TicketCommand::SetMode(Mode::Spot).into()),
        Just(TicketCommand::SetMode(Mode::Full).into()),
        (1u128..40, text).prop_map(|(id, text)| {
            FindingCommand::EditText { finding: FindingId(Uuid::from_u128(id)), text }.into()
        }),
        (1u128..40).prop_map(|id| Command::Finding(FindingCommand::Remove(FindingId(Uuid::from_u128(id))))),
        (0usize..3).prop_map(|asset| Command::Request(RequestCommand::Override {
            asset,
            why: "asked for".to_owned()
        })),
        Just(Command::Request(RequestCommand::ClearOverride)),
        Just(Command::Ticket(TicketCommand::Undo)),
        Just(Command::Ticket(TicketCommand::Redo)),
        Just(Command::Ticket(TicketCommand::Submit)),
        Just(TicketCommand::Transition(Box::new(Transition::Submit)).into()),
        Just(TicketCommand::Transition(Box::new(Transition::Approve { note: String::new() })).into()),
        Just(TicketCommand::Transition(Box::new(Transition::Return { note: "again".to_owned() })).into()),
        Just(Command::Ticket(TicketCommand::TakeBack)),
        Just(Command::Ticket(TicketCommand::NextToDecide)),
        Just(Command::Ticket(TicketCommand::Approve)),
        Just(Command::Ticket(TicketCommand::Return)),
        Just(
            SettingsCommand::SetPerson(Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor })
                .into()
        ),
        Just(
            SettingsCommand::SetPerson(Person { name: "Ada".to_owned(), duty: PersonRole::Operator }).into()
        ),
    ]
}

proptest! {
    /// However an operator gets there and back, undo returns to the start.
    #[test]
    fn undoing_everything_returns_the_first_ticket(nudges in proptest::collection::vec(any_nudge(), 1..30)) {
        let (mut workspace, _) = open(ReferenceKind::LockedCut);
        // What was done and taken back stays in the log, and what it was done against is kept.
        let work = |workspace: &Workspace| {
            let ticket = workspace.session().map(|session| (*session.ticket()).clone());
            let mut text = ticket.map(|ticket| serde_json::to_value(&ticket).expect("JSON"));
            for kept in ["lifecycle", "against"] {
                text.as_mut().and_then(|text| text.as_object_mut()).and_then(|fields| fields.remove(kept));
            }
            text
        };
        let before = work(&workspace);
        for (place, (step, count)) in nudges.into_iter().enumerate() {
            workspace.command(AlignCommand::Nudge(step, count), &stamp());
            if place % 3 == 0 {
                workspace.command(FindingCommand::Flag, &stamp());
            }
        }
        while workspace.refusal(&TicketCommand::Undo.into()).is_none() {
            workspace.command(TicketCommand::Undo, &stamp());
        }
        prop_assert_eq!(work(&workspace), before);
    }

    /// Whatever is done: the changes that go with each save lead from the ticket saved before to this one.
    #[test]
    fn what_a_save_carries_leads_from_the_ticket_saved_before(
        commands in proptest::collection::vec(any_command(), 1..40)
    ) {
        let (mut workspace, _) = open(ReferenceKind::LockedCut);
        let Some(Effect::Save(first)) = workspace.ticket_to_save() else { panic!("a ticket is open") };
        let mut saved = first.ticket;
        for (place, command) in commands.into_iter().enumerate() {
            let fresh = Uuid::from_u128(place as u128 + 1);
            let effects = workspace.command(command, &Stamp { fresh, ..stamp() });
            for effect in effects {
                if let Effect::Save(save) = effect {
                    for change in save.changes {
                        prop_assert!(change.apply(&mut saved));
                    }
                    prop_assert_eq!(&saved, &save.ticket);
                }
            }
        }
        let Some(Effect::Save(last)) = workspace.ticket_to_save() else { panic!("a ticket is open") };
        prop_assert!(last.changes.into_iter().all(|change| change.apply(&mut saved)));
        prop_assert_eq!(saved, last.ticket);
    }

    /// Steps of one frame add up to whole frames, also at 29.97 where a frame is 1601.6 samples.
    #[test]
    fn single_frames_do_not_creep(count in 1i64..200) {
        let (mut workspace, _) = open(ReferenceKind::FinalProxy);
        let assets = workspace.session().map(|session| session.ticket().assets().to_vec()).unwrap_or_default();
        for (asset, found) in assets.into_iter().enumerate() {
            let facts = Some(AssetFacts { frame_rate: Some(FrameRate::F29_97), ..facts() });
            let as_found = Box::new(Asset { facts, problem: None, ..found });
            workspace.event(RequestEvent::Examined { asset, as_found });
        }
        for _ in 0..count {
            workspace.command(AlignCommand::FrameLater, &stamp());
        }
        prop_assert_eq!(nudge_of(&workspace), FrameRate::F29_97.samples_from_frames(count).get());
    }
}
