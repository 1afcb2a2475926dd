//! Verdicts by key: the reason that was typed for a finding goes with the key that overrules it.

use eframe::egui::{Context, Id};

use crate::session::{Command, Session, TicketCommand, Workspace};
use crate::ticket::{FindingId, Severity, Verdict};

/// The id of the field for the reason of a verdict, to give it the keyboard.
pub fn reason_field(finding: FindingId) -> Id {
    Id::unique(("reason for a verdict", finding, "field"))
}

/// Where what is typed there is kept.
pub fn reason_memory(finding: FindingId) -> Id {
    Id::unique(("reason for a verdict", finding))
}

/// A key that overrules, with the reason that was typed for the finding looked at; where none was, the keyboard goes to its
/// field. All other commands as they are.
pub fn with_reason(ctx: &Context, command: Command, workspace: &Workspace) -> Command {
    let verdict = match &command {
        Command::Ticket(TicketCommand::OverruleToBlocker) => Verdict::Overrules(Severity::Blocker),
        Command::Ticket(TicketCommand::OverruleToIssue) => Verdict::Overrules(Severity::Issue),
        Command::Ticket(TicketCommand::OverruleToFyi) => Verdict::Overrules(Severity::Fyi),
        Command::Ticket(TicketCommand::LookAgain) => Verdict::Returns,
        _ => return command,
    };
    let looked_at = workspace.session().and_then(Session::finding_looked_at);
    let Some(finding) = looked_at.filter(|_| workspace.refusal(&command).is_none()) else { return command };
    let memory = reason_memory(finding);
    let reason: String = ctx.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    if reason.trim().is_empty() {
        ctx.memory_mut(|memory| memory.request_focus(reason_field(finding)));
        return command;
    }
    ctx.data_mut(|kept| kept.remove::<String>(memory));
    match workspace.verdict_here(verdict, &reason) {
        Some(made) => TicketCommand::Transition(Box::new(made)).into(),
        None => command,
    }
}
