//! The entries of a ticket's log in words: a finding by its type and place, an edit by what it was before and after. Pure
//! functions; none draws.

use super::text::verdict_text;
use crate::ticket::{Entry, FindingId, FindingKind, LogEvent, Rechecked, Severity, State, Ticket};
use crate::timebase::{SampleDelta, SamplePos, Timecode};

/// The entry at `place` of the log, counted from 0, as it reads after the person's name. `start` is the label of the picture's
/// first frame.
pub fn log_entry_text(ticket: &Ticket, place: usize, start: Timecode) -> String {
    let entries = ticket.lifecycle().log().entries();
    let Some(entry) = entries.get(place) else { return String::new() };
    let before = entries.get(..place).unwrap_or_default();
    let of = |finding: FindingId| match logged(before, finding).or_else(|| kept(ticket, finding)) {
        Some(was) => was.label(start),
        None => "a finding".to_owned(),
    };
    match &entry.act {
        LogEvent::TookUp => "claimed it".to_owned(),
        LogEvent::Submitted { outcome, .. } => {
            format!("submitted it ({})", State::Submitted(*outcome).label())
        }
        LogEvent::Approved { note } => format!("approved it{}", with(note)),
        LogEvent::Returned { note, .. } => format!("returned it{}", with(note)),
        LogEvent::Waived { waiver, note } => format!("waived it as {}{}", waiver.label(), with(note)),
        LogEvent::Closed { note } => format!("closed it{}", with(note)),
        LogEvent::Redelivered { mode, .. } => {
            format!("began the {} of a redelivery", mode.label().to_lowercase())
        }
        LogEvent::Flagged { kind, from, to, severity, .. } => {
            let now = LoggedFinding { kind: *kind, from: *from, to: *to, severity: *severity };
            format!("flagged {} as {}", now.label(start), severity.label())
        }
        LogEvent::Changed { finding, kind, from, to, severity } => {
            let now = LoggedFinding { kind: *kind, from: *from, to: *to, severity: *severity };
            match logged(before, *finding) {
                Some(was) => format!("changed {}: {}", was.label(start), was.changes_to(now, start)),
                None => format!("changed {} ({})", now.label(start), severity.label()),
            }
        }
        LogEvent::Withdrew { finding } => format!("withdrew {}", of(*finding)),
        LogEvent::Judged { finding, verdict, reason } => {
            format!("said of {}: {}{}", of(*finding), verdict_text(*verdict), with(reason))
        }
        LogEvent::Answered { finding, says, note } => {
            format!("noted production's answer on {}, {}{}", of(*finding), says.label(), with(note))
        }
        LogEvent::Rechecked { finding, result, note } => {
            let result = match result {
                Rechecked::Gone => "gone",
                Rechecked::StillThere => "still there",
            };
            format!("looked again at {}: {result}{}", of(*finding), with(note))
        }
        LogEvent::DismissedDraft { kind, from, severity, why, .. } => format!(
            "dismissed the drafted {} {} at {}{}",
            severity.label(),
            kind.label().to_lowercase(),
            start.at(*from),
            with(why)
        ),
        LogEvent::ReopenedDraft { kind, from, .. } => {
            format!("reopened the draft of {} at {}", kind.label().to_lowercase(), start.at(*from))
        }
        LogEvent::TookBack => "took that back".to_owned(),
        LogEvent::SetMode(mode) => format!("chose the {}", mode.label().to_lowercase()),
        LogEvent::SetPriority(priority) => format!("set {} hours for it", priority.hours()),
        LogEvent::SwitchedReference { before, after, why } => {
            format!("switched from {before} to {after}{}", with(why))
        }
    }
}

/// A finding as an entry of the log knows it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LoggedFinding {
    kind: FindingKind,
    from: SamplePos,
    to: SamplePos,
    severity: Severity,
}

impl LoggedFinding {
    /// "drop-out at 01:00:12:07".
    fn label(self, start: Timecode) -> String {
        format!("{} at {}", self.kind.label().to_lowercase(), start.at(self.from))
    }

    /// "in from 01:00:12:07 to 01:00:12:09, severity from ISSUE to BLOCKER": what differs from before. The out is the last frame concerned.
    fn changes_to(self, now: Self, start: Timecode) -> String {
        let last = |to: SamplePos| start.at(to - SampleDelta::new(1));
        let mut changes = Vec::new();
        if self.kind != now.kind {
            changes.push(format!("type from {} to {}", self.kind.label(), now.kind.label()));
        }
        if self.from != now.from {
            changes.push(format!("in from {} to {}", start.at(self.from), start.at(now.from)));
        }
        if self.to != now.to {
            changes.push(format!("out from {} to {}", last(self.to), last(now.to)));
        }
        if self.severity != now.severity {
            changes.push(format!("severity from {} to {}", self.severity.label(), now.severity.label()));
        }
        changes.join(", ")
    }
}

/// The finding as the last of these entries left it.
fn logged(entries: &[Entry], of: FindingId) -> Option<LoggedFinding> {
    entries.iter().rev().find_map(|entry| match entry.act {
        LogEvent::Flagged { finding, kind, from, to, severity }
        | LogEvent::Changed { finding, kind, from, to, severity }
            if finding == of =>
        {
            Some(LoggedFinding { kind, from, to, severity })
        }
        _ => None,
    })
}

/// The finding as the ticket has it, for one that the log does not name.
fn kept(ticket: &Ticket, of: FindingId) -> Option<LoggedFinding> {
    let flagged_before = || {
        let mut items = ticket.lifecycle().recheck_items().iter().map(|item| &item.finding);
        items.find(|finding| finding.id == of)
    };
    let finding = ticket.finding(of).or_else(flagged_before)?;
    let (kind, from, to, severity) = (finding.kind, finding.from, finding.to, finding.severity);
    Some(LoggedFinding { kind, from, to, severity })
}

fn with(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!(": “{note}”") }
}
