//! What others think of a finding, and the buttons to agree, disagree or overrule.

use eframe::egui::{Button, RichText, TextEdit, Ui};

use super::judging;
use crate::desk::bidi::isolated;
use crate::desk::text::{sentence, verdict_text};
use crate::desk::theme;
use crate::desk::widgets::small_text;
use crate::session::{Command, Session, TicketCommand, Workspace};
use crate::ticket::{Finding, PersonRole, Severity, State, Transition, Verdict};

/// Everybody's opinion of one finding, and the buttons to add one. `number` is the card's.
pub fn show(
    ui: &mut Ui,
    number: usize,
    finding: &Finding,
    workspace: &Workspace,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let ticket = session.ticket();
    for opinion in ticket.lifecycle().opinions_of(finding.id) {
        let why = if opinion.reason.is_empty() {
            String::new()
        } else {
            format!(": “{}”", isolated(&opinion.reason))
        };
        small_text(
            ui,
            format!("{}: {}{why}", isolated(&opinion.by.to_string()), verdict_text(opinion.verdict)),
        );
    }
    for differ in finding.disagreements(ticket) {
        small_text(ui, sentence(differ.label()));
    }
    let verdicts = available_verdicts(finding, workspace.person().duty, session);
    if !verdicts.is_empty() {
        opinion_buttons(ui, number, finding, workspace, session, &verdicts, commands);
    }
}

/// The verdicts this person may give now, with their labels.
fn available_verdicts(finding: &Finding, duty: PersonRole, session: &Session) -> Vec<(String, Verdict)> {
    let now = session.ticket().severity_of(finding);
    let others =
        || [Severity::Blocker, Severity::Issue, Severity::Fyi].into_iter().filter(move |other| *other != now);
    match (session.ticket().lifecycle().state(), duty) {
        (State::New | State::InReview | State::Returned, _) if finding.proposed.is_some() => {
            others().map(|other| (format!("Change to {}", other.label()), Verdict::Differs(other))).collect()
        }
        (State::Submitted(_), PersonRole::Verifier | PersonRole::Supervisor) => {
            let overrules =
                others().map(|other| (format!("Overrule to {}", other.label()), Verdict::Overrules(other)));
            let confirm = ("Confirm".to_owned(), Verdict::Confirms);
            let look_again = ("Look again".to_owned(), Verdict::Returns);
            std::iter::once(confirm).chain(overrules).chain([look_again]).collect()
        }
        _ => Vec::new(),
    }
}

fn opinion_buttons(
    ui: &mut Ui,
    number: usize,
    finding: &Finding,
    workspace: &Workspace,
    session: &Session,
    verdicts: &[(String, Verdict)],
    commands: &mut Vec<Command>,
) {
    let memory = judging::reason_memory(finding.id);
    let mut reason: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let edit = TextEdit::singleline(&mut reason).id(judging::reason_field(finding.id));
    ui.add(edit.hint_text("Reason for override").desired_width(f32::INFINITY))
        .accessible_name(format!("Reason for override of finding {number}"));
    ui.horizontal_wrapped(|ui| {
        for (word, verdict) in verdicts {
            let made = Transition::Judge {
                finding: finding.id,
                verdict: *verdict,
                reason: reason.trim().to_owned(),
            };
            let refusal = made.refusal(session.ticket(), workspace.person());
            let is_given = session.ticket().supervisors_verdict(finding.id) == Some(*verdict);
            let colour = if is_given { theme::BRIGHT } else { theme::TEXT };
            let button =
                Button::selectable(is_given, RichText::new(word).color(colour)).frame_when_inactive(true);
            let response = ui
                .add_enabled(refusal.is_none(), button)
                .accessible_name(format!("{word}, finding {number}"));
            let why = refusal.map(|refusal| refusal.0).unwrap_or_default();
            if response.on_disabled_hover_text(why).clicked() {
                commands.push(TicketCommand::Transition(Box::new(made)).into());
                reason.clear();
            }
        }
    });
    ui.data_mut(|kept| kept.insert_temp(memory, reason));
}
