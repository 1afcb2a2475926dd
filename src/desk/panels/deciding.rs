use eframe::egui::{Button, Id, RichText, TextEdit, Ui};

use crate::desk::tokens;
use crate::desk::widgets::{choice, disclose, heading, paragraph, quiet};
use crate::desk::words::{act_words, moment_words, sentence};
use crate::review::{Command, Review, Sitting};
use crate::ticket::{Anchor, Duty, Move, Rechecked, State, Waiver};

/// Where the ticket stands between operator and supervisor, and what can be done with it now.
pub fn show(ui: &mut Ui, review: &Review, sitting: &Sitting, commands: &mut Vec<Command>) {
    let lifecycle = &sitting.ticket.lifecycle;
    heading(ui, "Where it stands");
    let round =
        if lifecycle.round() > 1 { format!(" · round {}", lifecycle.round()) } else { String::new() };
    let words = format!("{}{round}", capital(lifecycle.state().spoken()));
    ui.label(RichText::new(words).size(tokens::SENTENCE).color(tokens::BRIGHT));
    if let Some(why) = sitting.locked() {
        quiet(
            ui,
            format!(
                "{} You can look, listen and move the audio to look closer: that is not kept.",
                sentence(why)
            ),
        );
    }
    anchors(ui, sitting, commands);
    let moves = offered(sitting, review.person.duty);
    if !moves.is_empty() {
        decide(ui, review, sitting, &moves, commands);
        if review.person.name.trim().is_empty() {
            quiet(
                ui,
                "You have no name here yet, and what you decide is recorded without: give it under Settings.",
            );
        }
    }
    redelivery(ui, review, sitting, commands);
    let entries = lifecycle.log().entries();
    if !entries.is_empty() {
        let count =
            if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
        disclose(ui, &format!("Log, {count}"), false, |ui| {
            for entry in entries.iter().rev() {
                let round = entry.round;
                quiet(
                    ui,
                    format!(
                        "{} · round {round} · {} {}",
                        moment_words(&entry.at),
                        entry.by,
                        act_words(&entry.act, sitting)
                    ),
                );
            }
        });
    }
}

/// A button of this section, and the move behind it; `note` is what stands in the field.
struct Offer {
    word: &'static str,
    tip: &'static str,
    make: fn(String) -> Move,
}

/// What makes sense in this state for this person; what cannot be done yet is greyed, with why.
fn offered(sitting: &Sitting, duty: Duty) -> Vec<Offer> {
    let submit = Offer { word: "Hand in", tip: "You are done: a supervisor decides", make: |_| Move::Submit };
    let agree = Offer {
        word: "Confirm all that agree",
        tip: "Every finding that operator, policy and measurement agree on",
        make: |_| Move::ConfirmAgreeing,
    };
    let approve =
        Offer { word: "Approve", tip: "You stand behind it as it is", make: |note| Move::Approve { note } };
    let hand_back = Offer {
        word: "Return",
        tip: "Back to the operator, in a new round; the note says what to look at",
        make: |note| Move::Return { note },
    };
    let intent = Offer {
        word: "Waive: Creative Intent",
        tip: "What was flagged is meant so: it is signed off",
        make: |note| Move::Waive { waiver: Waiver::CreativeIntent, note },
    };
    let best = Offer {
        word: "Waive: Best Possible",
        tip: "What was flagged cannot be made better: it is signed off",
        make: |note| Move::Waive { waiver: Waiver::BestPossible, note },
    };
    let close = Offer {
        word: "Close",
        tip: "Nothing more will be done on this delivery",
        make: |note| Move::Close { note },
    };
    match sitting.ticket.lifecycle.state() {
        State::New | State::InReview | State::Returned => vec![submit],
        State::Submitted(_) if duty == Duty::Operator => Vec::new(),
        State::Submitted(_) => vec![agree, approve, hand_back, intent, best],
        State::Approved(_) => vec![close, intent, best],
        State::Waived(_) => vec![close],
        State::Closed => Vec::new(),
    }
}

/// The field the note is typed into, to be found by its key.
pub fn note_field() -> Id {
    Id::unique("note on the decision")
}

fn decide(ui: &mut Ui, review: &Review, sitting: &Sitting, offers: &[Offer], commands: &mut Vec<Command>) {
    if sitting.locked().is_some() {
        let mut note = review.decision_note().to_owned();
        let edit = TextEdit::singleline(&mut note)
            .id(note_field())
            .hint_text("What is to be looked at, or why")
            .desired_width(f32::INFINITY);
        if ui.add(edit).accessible_name("Note on the decision").changed() {
            commands.push(Command::TypeDecisionNote(note));
        }
    }
    ui.horizontal_wrapped(|ui| {
        for offer in offers {
            let made = (offer.make)(review.decision_note().trim().to_owned());
            let refusal = review.move_refusal(&made);
            let button = Button::new(RichText::new(offer.word).color(tokens::BRIGHT));
            let button = if made == Move::Submit { button.fill(tokens::CHOSEN) } else { button };
            let response = ui.add_enabled(refusal.is_none(), button);
            let tip = response.on_hover_text(offer.tip);
            if tip.on_disabled_hover_text(refusal.unwrap_or_default()).clicked() {
                commands.push(Command::Make(Box::new(made)));
            }
        }
    });
}

/// A decided round is answered by new audio: what was flagged is looked at again on it.
fn redelivery(ui: &mut Ui, review: &Review, sitting: &Sitting, commands: &mut Vec<Command>) {
    if !matches!(sitting.ticket.lifecycle.state(), State::Approved(_) | State::Waived(_) | State::Closed) {
        return;
    }
    let made = Move::Redeliver { assets: sitting.redelivered_assets() };
    let refusal = review.move_refusal(&made);
    let response = ui.add_enabled(refusal.is_none(), Button::new("Check the fix on a redelivery"));
    let tip = "A new round on the audio that arrived last: what was flagged is looked at again, nothing signed off is";
    if response.on_hover_text(tip).on_disabled_hover_text(refusal.unwrap_or_default()).clicked() {
        commands.push(Command::Make(Box::new(made)));
    }
}

/// What a fix check has to look at again.
fn anchors(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    let lifecycle = &sitting.ticket.lifecycle;
    if lifecycle.anchors().is_empty() {
        return;
    }
    heading(ui, "Flagged before, to be looked at again");
    for (place, anchor) in lifecycle.anchors().iter().enumerate() {
        one_anchor(ui, place + 1, anchor, sitting, commands);
    }
}

fn one_anchor(ui: &mut Ui, number: usize, anchor: &Anchor, sitting: &Sitting, commands: &mut Vec<Command>) {
    let lifecycle = &sitting.ticket.lifecycle;
    let finding = &anchor.finding;
    let label = sitting.start_timecode().at(finding.from);
    paragraph(ui, format!("{label} · {} · {}", finding.kind.spoken(), finding.text));
    if let Some(waiver) = lifecycle.signed_off(finding.id) {
        quiet(ui, format!("Signed off as {}: not looked at again.", waiver.spoken()));
        return;
    }
    ui.horizontal(|ui| {
        let go = ui.button("Go there").accessible_name(format!("Go to earlier finding {number}"));
        if go.on_hover_text("On the new audio, at the same place of the picture").clicked() {
            commands.push(Command::SeekTo(finding.from));
        }
        let seen = lifecycle.rechecked(finding.id);
        for (result, word) in [(Rechecked::Gone, "Gone"), (Rechecked::StillThere, "Still there")] {
            let name = format!("{word}: earlier finding {number}");
            if choice(ui, seen == Some(result), word).accessible_name(name).clicked() {
                let (finding, note) = (finding.id, String::new());
                commands.push(Command::Make(Box::new(Move::Recheck { finding, result, note })));
            }
        }
    });
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
