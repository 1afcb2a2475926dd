//! The ticket's status: what this person can do with it now, what a fix check has to look at, and the log.

use eframe::egui::{Button, Id, RichText, TextEdit, Ui};

use crate::desk::bidi::isolated;
use crate::desk::log_text::log_entry_text;
use crate::desk::panels::top::return_note;
use crate::desk::text::{capitalised, moment_text, sentence};
use crate::desk::theme;
use crate::desk::widgets::{action_button, collapsible, heading, paragraph, selectable, small_text};
use crate::session::{Command, MixState, Session, TicketCommand, TransportCommand, Workspace};
use crate::ticket::{Finding, PersonRole, RecheckItem, Rechecked, State, Transition, Waiver};

/// The ticket's status between operator and supervisor, and what can be done with it now.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let lifecycle = session.ticket().lifecycle();
    heading(ui, "Status");
    let round =
        if lifecycle.round() > 1 { format!(" · round {}", lifecycle.round()) } else { String::new() };
    let words = format!("{}{round}", capitalised(lifecycle.state().label()));
    ui.label(RichText::new(words).size(theme::SENTENCE).color(theme::BRIGHT));
    if let Some(why) = workspace.locked() {
        small_text(
            ui,
            format!(
                "{} You can look, listen and move the audio to look closer: that is not kept.",
                sentence(why)
            ),
        );
    }
    if let Some(note) = session.return_note() {
        paragraph(ui, return_note::words(&note));
    }
    recheck_list(ui, session, commands);
    let offers = offered(session, workspace.person().duty);
    if !offers.is_empty() {
        decision_buttons(ui, workspace, session, &offers, commands);
        if workspace.person().name.trim().is_empty() {
            small_text(ui, "You have no name here yet: give it under Settings, before you submit or decide.");
        }
    }
    redelivery(ui, workspace, session, commands);
    let entries = lifecycle.log().entries();
    if !entries.is_empty() {
        let count =
            if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
        collapsible(ui, &format!("Log, {count}"), false, |ui| {
            for (place, entry) in entries.iter().enumerate().rev() {
                let round = entry.round;
                small_text(
                    ui,
                    format!(
                        "{} · round {round} · {} {}",
                        moment_text(&entry.at),
                        isolated(&entry.by.to_string()),
                        log_entry_text(session.ticket(), place, session.start_timecode())
                    ),
                );
            }
        });
    }
}

/// A button of this section and its transition, made from the note in the field.
struct Offer {
    word: &'static str,
    tip: &'static str,
    make: fn(String) -> Transition,
}

/// What makes sense in this state for this person; what cannot be done yet is greyed, with why.
fn offered(session: &Session, duty: PersonRole) -> Vec<Offer> {
    let submit =
        Offer { word: "Submit…", tip: "Shows what is open, and asks once", make: |_| Transition::Submit };
    let agree = Offer {
        word: "Confirm all that agree",
        tip: "Every finding that operator, policy and measurement agree on",
        make: |_| Transition::ConfirmAgreeing,
    };
    let approve = Offer {
        word: "Approve…",
        tip: "You stand behind it as it is",
        make: |note| Transition::Approve { note },
    };
    let return_ticket = Offer {
        word: "Return…",
        tip: "Back to the operator, in a new round; the note says what to look at",
        make: |note| Transition::Return { note },
    };
    let intent = Offer {
        word: "Waive: Creative Intent…",
        tip: "What was flagged is meant so: it is signed off",
        make: |note| Transition::Waive { waiver: Waiver::CreativeIntent, note },
    };
    let best = Offer {
        word: "Waive: Best Possible…",
        tip: "What was flagged cannot be made better: it is signed off",
        make: |note| Transition::Waive { waiver: Waiver::BestPossible, note },
    };
    let close = Offer {
        word: "Close…",
        tip: "Nothing more will be done on this delivery",
        make: |note| Transition::Close { note },
    };
    match session.ticket().lifecycle().state() {
        State::New | State::InReview | State::Returned => vec![submit],
        State::Submitted(_) if duty == PersonRole::Operator => Vec::new(),
        State::Submitted(_) => vec![agree, approve, return_ticket, intent, best],
        State::Approved(_) => vec![close, intent, best],
        State::Waived(_) => vec![close],
        State::Closed => Vec::new(),
    }
}

/// The id of the note's field, to give it the keyboard.
pub fn note_field() -> Id {
    Id::unique("note on the decision")
}

fn decision_buttons(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    offers: &[Offer],
    commands: &mut Vec<Command>,
) {
    if session.locked().is_some() {
        let mut note = workspace.decision_note().to_owned();
        let edit = TextEdit::singleline(&mut note)
            .id(note_field())
            .hint_text("Note to operator: what to look at, or why")
            .desired_width(f32::INFINITY);
        if ui.add(edit).accessible_name("Note to operator").changed() {
            commands.push(TicketCommand::TypeDecisionNote(note).into());
        }
    }
    ui.horizontal_wrapped(|ui| {
        for offer in offers {
            let made = (offer.make)(workspace.decision_note().trim().to_owned());
            // The checklist says what keeps a ticket from being submitted.
            let is_submit = made == Transition::Submit;
            let refusal = workspace.transition_refusal(&made).filter(|_| !is_submit);
            let button = Button::new(RichText::new(offer.word).color(theme::BRIGHT));
            let button = if is_submit { button.fill(theme::SELECTED) } else { button };
            let name = offer.word.trim_end_matches('…');
            let response = ui.add_enabled(refusal.is_none(), button).accessible_name(name);
            let tip = response.on_hover_text(offer.tip);
            if tip.on_disabled_hover_text(refusal.unwrap_or_default()).clicked() {
                let asks = made != Transition::ConfirmAgreeing;
                let made = Box::new(made);
                commands.push(
                    if asks { TicketCommand::Ask(made) } else { TicketCommand::Transition(made) }.into(),
                );
            }
        }
    });
}

/// A decided round is answered by new audio: what was flagged is looked at again on it.
fn redelivery(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    if !session.ticket().lifecycle().state().is_decided() {
        return;
    }
    action_button(ui, workspace, TicketCommand::CheckFix, "Check the fix…", commands);
}

/// What a fix check has to look at again.
fn recheck_list(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let lifecycle = session.ticket().lifecycle();
    if lifecycle.recheck_items().is_empty() {
        return;
    }
    heading(ui, "Flagged before, to be looked at again");
    for (place, item) in lifecycle.recheck_items().iter().enumerate() {
        recheck_row(ui, place + 1, item, session, commands);
    }
}

fn recheck_row(
    ui: &mut Ui,
    number: usize,
    item: &RecheckItem,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let lifecycle = session.ticket().lifecycle();
    let finding = &item.finding;
    let label = session.start_timecode().at(finding.from);
    paragraph(ui, format!("{label} · {} · {}", finding.kind.label(), finding.text));
    if let Some(waiver) = lifecycle.signed_off(finding.id) {
        small_text(ui, format!("Signed off as {}: not looked at again.", waiver.label()));
        return;
    }
    heard_again(ui, session, finding);
    ui.horizontal(|ui| {
        let go = ui.button("Go there").accessible_name(format!("Go to earlier finding {number}"));
        if go.on_hover_text("On the new audio, at the same place of the picture").clicked() {
            commands.push(TransportCommand::SeekTo(finding.from).into());
        }
        let seen = lifecycle.rechecked(finding.id);
        for (result, word) in [(Rechecked::Gone, "Gone"), (Rechecked::StillThere, "Still there")] {
            let name = format!("{word}: earlier finding {number}");
            if selectable(ui, seen == Some(result), word).accessible_name(name).clicked() {
                let (finding, note) = (finding.id, String::new());
                commands.push(
                    TicketCommand::Transition(Box::new(Transition::Recheck { finding, result, note })).into(),
                );
            }
        }
    });
}

/// What the redelivery has where an earlier finding inside the mix was. A person says what becomes of it.
fn heard_again(ui: &mut Ui, session: &Session, finding: &Finding) {
    match (session.ticket().remeasured_of(finding.id), session.mix()) {
        (Some(heard), _) => _ = small_text(ui, format!("Measured again. {}", heard.text)),
        (None, MixState::Listening { .. }) => _ = small_text(ui, "The mix is being listened to again."),
        (None, _) => {}
    }
}
