//! The question before a decision: what it does, what is left open, and once more yes or no. Submitting shows its checklist.

use eframe::egui::{Align, Align2, Button, Grid, Key, Label, Layout, Modifiers, RichText, Ui, Window, vec2};

use super::fix_check;
use super::settings::section::{Section, open_section};
use crate::desk::bidi::isolated;
use crate::desk::panels::side::tab::{Tab, open_tab};
use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, keep_in, paragraph, status_icon, text_field_response};
use crate::session::{
    ChecklistPoint, ChecklistTopic, Command, PointState, SettingsCommand, TicketCommand, Workspace,
};
use crate::ticket::{Outcome, State, Ticket, Transition};

/// Wide enough for a sentence, narrow enough for the smallest window.
const WIDTH: f32 = 560.0;
/// Width of what a point of the checklist says: what its name and its button leave.
const WORDS_WIDTH: f32 = WIDTH - 270.0;

/// The question, while a decision is asked about.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let Some((made, session)) = workspace.asked().zip(workspace.session()) else { return };
    let ticket = session.ticket();
    let refusal = workspace.transition_refusal(made);
    let mut chosen = Answer::None;
    let shown = Window::new(title(made))
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            let is_submit = *made == Transition::Submit;
            let words = match &refusal {
                Some(_) if is_submit => {
                    format!("{} cannot be submitted yet: settle what is marked first.", ticket.title())
                }
                _ => does(made, ticket),
            };
            paragraph(ui, words);
            ui.add_space(theme::GAP);
            if is_submit {
                checklist(ui, &workspace.checklist(), commands);
            } else if let Some(check) = workspace.fix_check() {
                fix_check::show(ui, session, check, commands);
            } else {
                reservations(ui, ticket);
            }
            if matches!(made, Transition::Return { .. }) {
                note_field(ui, workspace, commands);
            }
            ui.add_space(theme::WIDE);
            chosen = buttons(ui, made, ticket, refusal.as_deref());
        });
    keep_in(ui.ctx(), shown.as_ref().map(|shown| &shown.response));
    match chosen.or(answer_by_key(ui, refusal.is_none())) {
        Answer::Yes => commands.push(TicketCommand::Transition(Box::new(made.clone())).into()),
        Answer::No => commands.push(TicketCommand::DoNotDecide.into()),
        Answer::None => {}
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    None,
    Yes,
    No,
}

impl Answer {
    fn or(self, other: Self) -> Self {
        if self == Self::None { other } else { self }
    }
}

/// Enter says yes where that can be, unless something else in the question has the keyboard; Escape says no.
fn answer_by_key(ui: &Ui, can_be_done: bool) -> Answer {
    let is_free = ui.memory(|memory| memory.focused().is_none());
    let pressed = |key| ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if is_free && pressed(Key::Enter) && can_be_done {
        Answer::Yes
    } else if pressed(Key::Escape) {
        Answer::No
    } else {
        Answer::None
    }
}

fn title(made: &Transition) -> &'static str {
    match made {
        Transition::Submit => "Submit",
        Transition::Return { .. } => "Return",
        Transition::Waive { .. } => "Waive",
        Transition::Close { .. } => "Close",
        Transition::Redeliver { .. } => "Check the fix",
        _ => "Approve",
    }
}

/// What the decision does, with the ticket's name and what is in it.
fn does(made: &Transition, ticket: &Ticket) -> String {
    let title = isolated(ticket.title());
    let findings = match ticket.findings().len() {
        0 => "no finding".to_owned(),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let worst = ticket.findings().iter().map(|finding| ticket.severity_of(finding)).max();
    let worst = worst.map(|worst| format!(", up to {}", worst.label())).unwrap_or_default();
    let note = |note: &str| if note.is_empty() { String::new() } else { format!(" Your note: “{note}”") };
    match made {
        Transition::Submit => {
            let as_what = if ticket.outcome() == Outcome::Clean { "clean" } else { "flagged" };
            format!(
                "{title} goes to a supervisor as {as_what}: {findings}{worst}. Findings and alignment are then locked; \
                 you can take it back for ten seconds."
            )
        }
        Transition::Approve { note: said } => {
            let state = ticket.lifecycle().state().label();
            format!(
                "You stand behind {title} ({state}): {findings}{worst}.{} You can take it back for ten seconds.",
                note(said)
            )
        }
        Transition::Return { note: said } => format!(
            "{title} goes back to its operator in a new round, with {findings}.{} You can take it back for ten seconds.",
            note(said)
        ),
        Transition::Waive { waiver, note: said } => format!(
            "Everything flagged in {title} is signed off as {}: {findings}{worst}.{} This stays.",
            waiver.label(),
            note(said)
        ),
        Transition::Close { note: said } => {
            format!("Nothing more will be done on this delivery of {title}.{} This stays.", note(said))
        }
        Transition::Redeliver { .. } => {
            let round = ticket.lifecycle().round() + 1;
            format!(
                "Round {round} of {title} begins on this delivery: what was flagged is looked at again on it, and what is signed \
                 off is not. The rounds before stay as they are."
            )
        }
        _ => title.into_owned(),
    }
}

fn checklist(ui: &mut Ui, points: &[ChecklistPoint], commands: &mut Vec<Command>) {
    Grid::new("checklist").num_columns(4).spacing([theme::GAP, theme::GAP]).min_row_height(theme::ROW).show(
        ui,
        |ui| {
            for point in points {
                status_icon(ui, StatusIcon::Point(point.state), 14.0);
                ui.allocate_ui_with_layout(vec2(130.0, 18.0), Layout::left_to_right(Align::Center), |ui| {
                    ui.set_width(130.0);
                    ui.label(RichText::new(point.of.label()).color(theme::BRIGHT));
                });
                // A column of its own, so that the row is as high as its words.
                ui.vertical(|ui| {
                    ui.set_width(WORDS_WIDTH);
                    ui.add(Label::new(RichText::new(sentence(&point.text)).color(theme::TEXT)).wrap());
                });
                if point.state != PointState::Settled {
                    settle(ui, point.of, commands);
                }
                ui.end_row();
            }
        },
    );
}

/// A button to where the point is settled.
fn settle(ui: &mut Ui, of: ChecklistTopic, commands: &mut Vec<Command>) {
    let (word, tab) = match of {
        ChecklistTopic::Name => ("Settings", None),
        ChecklistTopic::Drafts => ("Review", Some(Tab::Timing)),
        ChecklistTopic::Mix | ChecklistTopic::MixDrafts => ("Mix", Some(Tab::Mix)),
        ChecklistTopic::Findings | ChecklistTopic::Rechecks => ("Findings", Some(Tab::Findings)),
        ChecklistTopic::Measurement | ChecklistTopic::Compared => ("Timing", Some(Tab::Timing)),
        ChecklistTopic::Assumptions => ("Request", Some(Tab::Request)),
    };
    if ui.button(word).accessible_name(format!("Settle: {}", of.label())).clicked() {
        commands.push(TicketCommand::DoNotDecide.into());
        match (of, tab) {
            (ChecklistTopic::Name, _) => {
                open_section(ui.ctx(), Section::NameAndRole);
                commands.push(SettingsCommand::ToggleSettings.into());
            }
            (ChecklistTopic::Drafts, _) => commands.push(TicketCommand::NextToDecide.into()),
            _ => {}
        }
        if let Some(tab) = tab {
            open_tab(ui.ctx(), tab);
        }
    }
}

/// What the operator should look at again; where nothing is written yet, the keyboard goes here.
fn note_field(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let note = workspace.decision_note();
    let hint = "What the operator should look at again";
    let (field, typed) = text_field_response(ui, "Note of the return", hint, note);
    if note.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    if let Some(typed) = typed {
        commands.push(TicketCommand::TypeDecisionNote(typed).into());
    }
}

/// What keeps the ticket from being approved unseen.
fn reservations(ui: &mut Ui, ticket: &Ticket) {
    if !matches!(ticket.lifecycle().state(), State::Submitted(_)) {
        return;
    }
    for open in ticket.reservations() {
        ui.horizontal_top(|ui| {
            status_icon(ui, StatusIcon::Point(PointState::Open), 12.0);
            ui.add(Label::new(RichText::new(sentence(&open)).color(theme::TEXT)).wrap());
        });
    }
}

fn buttons(ui: &mut Ui, made: &Transition, ticket: &Ticket, refusal: Option<&str>) -> Answer {
    let mut answer = Answer::None;
    let is_submit = *made == Transition::Submit;
    // The checklist has said why.
    if let Some(why) = refusal.filter(|_| !is_submit) {
        ui.add(Label::new(RichText::new(sentence(why)).color(theme::BRIGHT)).wrap());
        ui.add_space(theme::CLOSE);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let word = match made {
            Transition::Submit if refusal.is_some() => "Submit",
            Transition::Submit if ticket.outcome() == Outcome::Clean => "Submit clean",
            Transition::Submit => "Submit flagged",
            other => title(other),
        };
        let key = RichText::new("Enter").font(theme::figures(theme::SMALL)).color(theme::TEXT);
        let yes = Button::new(RichText::new(word).color(theme::BRIGHT)).fill(theme::SELECTED).right_text(key);
        let yes = ui.add_enabled(refusal.is_none(), yes.min_size(vec2(150.0, 30.0)));
        if yes.accessible_name(format!("{} now", title(made))).clicked() {
            answer = Answer::Yes;
        }
        let no = Button::new("Not yet").min_size(vec2(90.0, 30.0));
        if ui.add(no).on_hover_text("Key: Esc").clicked() {
            answer = Answer::No;
        }
    });
    answer
}
