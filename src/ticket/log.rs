//! The log of a ticket: who did what, in a chain of hashes. Entries are only added; takes and gives values.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::hex::sha256_text;
use super::{
    FindingId, FindingKind, Mode, Outcome, Person, Priority, Production, Rechecked, Severity, Verdict, Waiver,
};
use crate::timebase::SamplePos;

/// Who did what to a ticket, oldest first. Entries are only ever added, and each carries the hash of the one before,
/// so that an entry altered afterwards, or an end torn off, is noticed (by [`crate::ticket::Ticket::log_faults`]). It is a seal against
/// accidents and quiet corrections, not against someone who computes every hash again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Log {
    entries: Vec<Entry>,
    /// Says how the log ends; apart from the entries, so that a missing end shows.
    end: Option<End>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Round it happened in, from 1.
    pub round: u32,
    pub by: Person,
    /// RFC 3339 with zone.
    pub at: String,
    pub act: LogEvent,
    /// SHA-256, in hex, of the hash before and of everything above.
    hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    entries: usize,
    hash: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogEvent {
    TookUp,
    /// With the hash of the round as it was handed in.
    Submitted {
        outcome: Outcome,
        sealed: String,
    },
    Approved {
        note: String,
    },
    /// The round that ended, sealed.
    Returned {
        note: String,
        sealed: String,
    },
    Waived {
        waiver: Waiver,
        note: String,
    },
    Closed {
        note: String,
    },
    /// A redelivery: the round that ended, sealed, and how the next one is checked.
    Redelivered {
        mode: Mode,
        sealed: String,
    },
    Flagged {
        finding: FindingId,
        kind: FindingKind,
        from: SamplePos,
        to: SamplePos,
        severity: Severity,
    },
    /// The finding itself was changed, its words apart.
    Changed {
        finding: FindingId,
        kind: FindingKind,
        from: SamplePos,
        to: SamplePos,
        severity: Severity,
    },
    Withdrew {
        finding: FindingId,
    },
    Judged {
        finding: FindingId,
        verdict: Verdict,
        reason: String,
    },
    Answered {
        finding: FindingId,
        says: Production,
        note: String,
    },
    Rechecked {
        finding: FindingId,
        result: Rechecked,
        note: String,
    },
    /// A drafted finding is none, says its operator.
    DismissedDraft {
        kind: FindingKind,
        from: SamplePos,
        to: SamplePos,
        severity: Severity,
        why: String,
    },
    /// What was dismissed is to be decided on again.
    ReopenedDraft {
        kind: FindingKind,
        from: SamplePos,
        to: SamplePos,
    },
    /// The submission, approval or return before it does not count.
    TookBack,
    SetMode(Mode),
    SetPriority(Priority),
    /// Another reference is in force, or the same file has other content.
    SwitchedReference {
        before: String,
        after: String,
        why: String,
    },
}

/// What is wrong with a log, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// Place from 1.
    Altered(usize),
    TornEnd {
        kept: usize,
        written: usize,
    },
    NoEnd,
    /// The ticket does not stand where its log leaves it.
    OtherState,
    /// A past round is not what it was when it ended.
    RoundAltered(u32),
}

impl Log {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry at the end.
    pub(super) fn add(&mut self, round: u32, by: Person, at: String, act: LogEvent) {
        let before = self.entries.last().map_or("", |entry| entry.hash.as_str());
        let hash = chained(before, round, &by, &at, &act);
        self.entries.push(Entry { round, by, at, act, hash: hash.clone() });
        self.end = Some(End { entries: self.entries.len(), hash });
    }

    /// Whether this is `earlier` with nothing but more at its end.
    pub fn continues(&self, earlier: &Log) -> bool {
        self.entries.starts_with(&earlier.entries)
    }

    /// Everything wrong with the chain itself; empty when it is whole.
    pub(super) fn faults(&self) -> Vec<LogFault> {
        let mut faults = Vec::new();
        let mut before = "";
        for (place, entry) in self.entries.iter().enumerate() {
            if entry.hash != chained(before, entry.round, &entry.by, &entry.at, &entry.act) {
                faults.push(LogFault::Altered(place + 1));
            }
            before = &entry.hash;
        }
        match &self.end {
            Some(end) if end.entries > self.entries.len() => {
                faults.push(LogFault::TornEnd { kept: self.entries.len(), written: end.entries });
            }
            Some(end) if end.entries < self.entries.len() || end.hash != before => {
                faults.push(LogFault::Altered(self.entries.len()));
            }
            None if !self.entries.is_empty() => faults.push(LogFault::NoEnd),
            _ => {}
        }
        faults
    }
}

fn chained(before: &str, round: u32, by: &Person, at: &str, act: &LogEvent) -> String {
    sealed(&(before, round, by, at, act))
}

/// SHA-256 of a value written as JSON, in hex: JSON because its writer gives the same bytes in every version.
pub(super) fn sealed<T: Serialize>(value: &T) -> String {
    // Names, numbers and texts always have a JSON form; a value that had none would seal as nothing.
    let text = serde_json::to_string(value).unwrap_or_default();
    sha256_text(&text)
}

impl fmt::Display for LogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered(place) => {
                write!(
                    f,
                    "entry {place} of the log is not as it was written: compare with an earlier revision"
                )
            }
            Self::TornEnd { kept, written } => write!(
                f,
                "the log ends after {kept} entries and {written} were written: its end is torn off; \
                 an earlier revision may have it"
            ),
            Self::NoEnd => {
                f.write_str("the log has lost the seal at its end: compare with an earlier revision")
            }
            Self::OtherState => f.write_str(
                "the ticket does not stand where its log leaves it: one of them was changed by hand; \
                 compare with an earlier revision",
            ),
            Self::RoundAltered(round) => {
                write!(f, "round {round} is not as it was when it ended: compare with an earlier revision")
            }
        }
    }
}
