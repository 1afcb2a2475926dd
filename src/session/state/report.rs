//! The report that is being looked at before it is written, and the clips being made.

use std::path::PathBuf;

use crate::report::{ChangeListFormat, ReportFormat, ReportOptions};
use crate::ticket::{FindingId, TicketId};

/// What is written: a report, or the list that conforms the audio to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogForm {
    Report(ReportFormat),
    ChangeList(ChangeListFormat),
}

impl DialogForm {
    /// As a person chooses it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Report(form) => form.label(),
            Self::ChangeList(form) => form.label(),
        }
    }

    /// Of a file's name, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Report(form) => form.extension(),
            Self::ChangeList(form) => form.extension(),
        }
    }
}

/// The dialog of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDialog {
    pub form: DialogForm,
    pub options: ReportOptions,
    /// Where it goes, as typed or chosen; empty until somebody says.
    pub place: String,
    /// The tickets of the queue it is made of; `None`: the ticket on the desk.
    pub tickets: Option<Vec<TicketId>>,
    /// Findings whose clips are made once a folder is chosen, and whether they are heard corrected.
    pub waiting_clips: Option<(Vec<FindingId>, bool)>,
    pub progress: ReportProgress,
}

/// How far a report, or its clips, have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReportProgress {
    #[default]
    Nothing,
    /// What is being done, in words, and how much of it, in thousandths.
    Running { what: String, thousandths: u16 },
    /// There is a file of that name: it is written over only when somebody says so.
    Exists(PathBuf),
    /// What was written, in words.
    Done(String),
    /// Why not, in words.
    Failed(String),
}

impl ReportDialog {
    /// Of the ticket on the desk, or of tickets of the queue.
    pub(in crate::session) fn new(tickets: Option<Vec<TicketId>>) -> Self {
        Self {
            form: DialogForm::Report(ReportFormat::Html),
            options: ReportOptions::default(),
            place: String::new(),
            tickets,
            waiting_clips: None,
            progress: ReportProgress::default(),
        }
    }

    pub fn is_running(&self) -> bool {
        matches!(self.progress, ReportProgress::Running { .. })
    }
}
