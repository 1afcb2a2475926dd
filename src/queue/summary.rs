//! What the queue knows of one ticket, without opening it: taken from a ticket, kept in the store's index.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ticket::{
    Disagreement, FindingKind, LogEvent, Mode, Person, Priority, Severity, State, Task, Ticket, TicketId,
    path_text,
};
use crate::timebase::Lateness;

/// What a measurement drafted and nobody has decided on. Saved in the store's index, as [`Summary`] is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDrafts {
    /// How many; none where nothing is to be flagged.
    pub count: usize,
    /// The worst severity proposed.
    pub worst: Option<Severity>,
}

/// A ticket as the queue shows it. Saved in the store's index, so its fields and their names are a file format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The ticket's id.
    pub id: TicketId,
    /// The ticket's title.
    pub title: String,
    /// What was delivered for QC.
    pub task: Task,
    /// How much is checked.
    pub mode: Mode,
    /// The request's folder or file.
    #[serde(with = "path_text::one")]
    pub request: PathBuf,
    /// Where it stands between operator and supervisor.
    pub state: State,
    /// Which round it is in, from 1.
    pub round: u32,
    /// How many hours it has.
    pub priority: Priority,
    /// How many findings it has.
    pub findings: usize,
    /// The worst severity in force; `None` without findings.
    pub worst: Option<Severity>,
    /// Findings a supervisor has to decide on and has not.
    pub undecided: usize,
    /// Who disagrees with whom over its findings, each kind once.
    pub disagreements: Vec<Disagreement>,
    /// Why nobody should stand behind it without opening it, in words; empty where nothing is left open. A ticket indexed
    /// before this was kept counts as not known.
    #[serde(default = "not_known")]
    pub reservations: Vec<String>,
    /// What was drafted and waits for a person; `None` where nothing was measured, or before this was kept.
    #[serde(default)]
    pub drafts: Option<OpenDrafts>,
    /// Measured offsets of its findings of global offset, after the initial alignment, in samples at 48 000 Hz;
    /// positive: LATE.
    pub residuals: Vec<Lateness>,
    /// Who claimed it last, and so works on it or submitted it; an empty name when nobody did yet.
    #[serde(default)]
    pub operator: Person,
    /// Who acted last; an empty name when nobody did yet.
    pub person: Person,
    /// When it was created, RFC 3339 with zone.
    pub created: String,
    /// When somebody acted last, RFC 3339 with zone; empty when nobody did.
    pub changed: String,
    /// The ticket's revision that this was taken from.
    pub revision: u32,
}

fn not_known() -> Vec<String> {
    vec!["it was listed by an earlier Twopop, which did not keep what was left open".to_owned()]
}

impl Summary {
    /// The summary of `ticket`, saved as `revision`.
    pub fn of(ticket: &Ticket, revision: u32) -> Self {
        let last = ticket.lifecycle().log().entries().last();
        let undecided = |finding: &&crate::ticket::Finding| {
            finding.is_to_be_decided(ticket) && ticket.supervisors_verdict(finding.id).is_none()
        };
        let offsets = ticket.findings().iter().filter(|finding| finding.kind == FindingKind::GlobalOffset);
        let residuals = offsets.filter_map(|finding| finding.evidence.measured.as_ref()?.late_by).collect();
        let flagged_by = ticket.findings().last().map(|finding| finding.by.clone()).unwrap_or_default();
        let claims = |entry: &&crate::ticket::Entry| matches!(entry.act, LogEvent::TookUp);
        let operator = ticket.lifecycle().log().entries().iter().rev().find(claims);
        let person = last.map(|entry| entry.by.clone());
        Self {
            id: ticket.id(),
            title: ticket.title().to_owned(),
            task: ticket.task(),
            mode: ticket.mode(),
            request: ticket.request().to_path_buf(),
            state: ticket.lifecycle().state(),
            round: ticket.lifecycle().round(),
            priority: ticket.lifecycle().priority(),
            findings: ticket.findings().len(),
            worst: ticket.findings().iter().map(|finding| ticket.severity_of(finding)).max(),
            undecided: ticket.findings().iter().filter(undecided).count(),
            disagreements: ticket.disagreements(),
            reservations: ticket.reservations(),
            drafts: ticket.drafted().map(|_| OpenDrafts {
                count: ticket.open_drafts().count(),
                worst: ticket.open_drafts().map(|draft| draft.severity).max(),
            }),
            residuals,
            operator: operator.map(|entry| entry.by.clone()).unwrap_or_default(),
            person: person.unwrap_or(Person { name: flagged_by, ..Person::default() }),
            created: ticket.created().to_owned(),
            changed: last.map(|entry| entry.at.clone()).unwrap_or_default(),
            revision,
        }
    }

    /// Where it stands, in words. One that was measured before anybody took it up waits for a person.
    pub fn state_text(&self) -> &'static str {
        match (self.state, &self.drafts) {
            (State::New, Some(_)) => "measured, waiting",
            (state, _) => state.label(),
        }
    }

    /// Where it stands, and from the second round on, which round that is: "returned · round 2".
    pub fn state_and_round(&self) -> String {
        match self.round {
            0 | 1 => self.state_text().to_owned(),
            round => format!("{} · round {round}", self.state_text()),
        }
    }

    /// The worst severity in force; before there is a finding, the worst that is drafted, with a question mark: nobody has
    /// decided on it. "–" where there is none.
    pub fn worst_text(&self) -> String {
        let drafted = self.drafts.as_ref().and_then(|drafts| drafts.worst);
        match (self.worst, drafted) {
            (Some(worst), _) => worst.label().to_owned(),
            (None, Some(drafted)) => format!("{}?", drafted.label()),
            (None, None) => "–".to_owned(),
        }
    }

    /// Who has to do with it: its operator, else whoever acted last.
    pub fn assignee(&self) -> &Person {
        if self.operator.name.is_empty() { &self.person } else { &self.operator }
    }

    /// Whether it came back to `person` to be worked on again.
    pub fn is_returned_to(&self, person: &Person) -> bool {
        self.state == State::Returned && self.operator.name == person.name
    }

    /// When it was created; `None` when [`Summary::created`] is not an RFC 3339 time.
    pub fn begun(&self) -> Option<Timestamp> {
        self.created.parse().ok()
    }

    /// How much of its 24 or 48 hours is left at `now`; negative when overdue; `None` when it is decided or the time it
    /// was created is not known.
    pub fn time_left(&self, now: Timestamp) -> Option<SignedDuration> {
        let begun = self.begun().filter(|_| self.state.is_open())?;
        Some(SignedDuration::from_hours(self.priority.hours()) - now.duration_since(begun))
    }

    /// What the titles of one series have in common: the words before the first that counts episodes or reels.
    pub fn series(&self) -> &str {
        let counts = |word: &str| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            digits > 0 && word.chars().all(|c| c.is_ascii_alphanumeric()) && word.len() <= 8
        };
        let mut end = self.title.len();
        let mut place = 0;
        for word in self.title.split([' ', '_', '-', '.']) {
            if place > 0 && counts(word) {
                end = place - 1;
                break;
            }
            place += word.len() + 1;
        }
        self.title.get(..end).unwrap_or_default().trim_end_matches([' ', '_', '-', '.'])
    }
}
