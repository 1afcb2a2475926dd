//! Refusals speak to whoever reads them: what they can do, or who else has to.

use twopop::ticket::{FindingId, Outcome, Production, Rechecked, Verdict, Waiver};

use super::*;

/// What is for a supervisor to do is no advice to an operator or a verifier, and what is for the operator is none to a supervisor.
const NOT_TO_OPERATORS: [&str; 5] = [
    "its operator",
    "return the ticket",
    "return it,",
    "approve or waive this one",
    "decide on the ticket first",
];
const NOT_TO_SUPERVISORS: [&str; 4] =
    ["a supervisor has to", "a supervisor decides", "submit the ticket", "submit this one"];

/// A ticket that stands in each state.
fn standing() -> Vec<Ticket> {
    let person = |duty| Person { name: "Ann".to_owned(), duty };
    let (operator, supervisor) = (person(PersonRole::Operator), person(PersonRole::Supervisor));
    let note = || "because".to_owned();
    let walks: [Vec<Transition>; 7] = [
        vec![],
        vec![Transition::TakeUp],
        vec![Transition::TakeUp, Transition::Submit],
        vec![Transition::TakeUp, Transition::Submit, Transition::Return { note: note() }],
        vec![Transition::TakeUp, Transition::Submit, Transition::Approve { note: note() }],
        vec![
            Transition::TakeUp,
            Transition::Submit,
            Transition::Approve { note: note() },
            Transition::Close { note: note() },
        ],
        vec![Transition::TakeUp, Transition::Submit, Transition::Return { note: note() }, Transition::TakeUp],
    ];
    let walked = walks.map(|walk| {
        let mut ticket = ticket(ReferenceKind::FinalProxy);
        for made in walk {
            let by =
                if matches!(made, Transition::TakeUp | Transition::Submit) { &operator } else { &supervisor };
            made.apply(&mut ticket, by, "2026-11-22T10:00:00+00:00").expect("allowed");
        }
        ticket
    });
    walked.into()
}

fn moves() -> Vec<Transition> {
    let (note, finding) = ("because".to_owned(), FindingId(Uuid::nil()));
    vec![
        Transition::TakeUp,
        Transition::Submit,
        Transition::Approve { note: note.clone() },
        Transition::Return { note: note.clone() },
        Transition::Return { note: String::new() },
        Transition::Waive { waiver: Waiver::BestPossible, note: note.clone() },
        Transition::Close { note: note.clone() },
        Transition::Redeliver { assets: Vec::new() },
        Transition::Judge { finding, verdict: Verdict::Confirms, reason: note.clone() },
        Transition::ConfirmAgreeing,
        Transition::Answer { finding, says: Production::Fixed, note: note.clone() },
        Transition::Recheck { finding, result: Rechecked::Gone, note },
        Transition::TakeBack,
    ]
}

#[test]
fn a_refusal_tells_its_reader_what_they_can_do_and_not_what_is_for_others() {
    let mut read = 0;
    for ticket in standing() {
        let state = ticket.lifecycle().state();
        for duty in [PersonRole::Operator, PersonRole::Verifier, PersonRole::Supervisor] {
            let (mut workspace, _) = open_ticket(ticket.clone());
            workspace.command(SettingsCommand::SetPerson(Person { name: "Ann".to_owned(), duty }), &stamp());
            let others: &[&str] = match duty {
                PersonRole::Operator => &NOT_TO_OPERATORS,
                // A verifier reads what an operator has to do before they can judge.
                PersonRole::Verifier => &NOT_TO_OPERATORS[1..],
                PersonRole::Supervisor => &NOT_TO_SUPERVISORS,
            };
            let of_moves = moves().into_iter().filter_map(|made| workspace.transition_refusal(&made));
            let of_commands = Command::listed().filter_map(|command| workspace.refusal(&command));
            for said in of_moves.chain(of_commands.map(std::borrow::Cow::into_owned)) {
                read += 1;
                let wrong = others.iter().find(|words| said.contains(**words));
                assert_eq!(wrong, None, "“{said}” to a {duty:?} of a ticket that is {}", state.label());
            }
        }
    }
    assert!(read > 300, "{read} sentences");
}

#[test]
fn an_operator_is_told_who_decides_before_what_a_decision_lacks() {
    let mut submitted = ticket(ReferenceKind::FinalProxy);
    let ann = Person { name: "Ann".to_owned(), duty: PersonRole::Operator };
    for made in [Transition::TakeUp, Transition::Submit] {
        made.apply(&mut submitted, &ann, "2026-11-22T10:00:00+00:00").expect("allowed");
    }
    assert_eq!(submitted.lifecycle().state(), State::Submitted(Outcome::Clean));
    let (mut workspace, _) = open_ticket(submitted);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    let approve = Transition::Approve { note: String::new() };
    let said = workspace.transition_refusal(&approve).expect("refused");
    assert!(said.starts_with("a supervisor decides this"), "{said}");
    let sue = Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor };
    workspace.command(SettingsCommand::SetPerson(sue), &stamp());
    let said = workspace.transition_refusal(&approve).expect("refused");
    assert!(said.contains("return the ticket, and its operator decides"), "{said}");
}
