//! The report that is being looked at before it is written, and the clips being made.

use std::path::PathBuf;

use crate::report::{ChangeListFormat, Report, ReportFormat, ReportOptions};
use crate::ticket::{FindingId, Ticket, TicketId};
use crate::timebase::SampleDelta;

/// What is written: a report, or the list that conforms the audio to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogForm {
    Report(ReportFormat),
    ChangeList(ChangeListFormat),
}

impl DialogForm {
    /// Reports first, then change lists.
    pub fn all() -> impl Iterator<Item = Self> {
        let reports = ReportFormat::ALL.into_iter().map(Self::Report);
        reports.chain(ChangeListFormat::ALL.into_iter().map(Self::ChangeList))
    }

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

/// How clips of findings are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClipSettings {
    /// Seconds shown before and after the finding, in [`Self::HANDLES`].
    pub handles_seconds: u32,
    /// Whether the delivered audio is heard as it was delivered, then corrected, instead of beside the guide.
    pub corrected: bool,
}

impl ClipSettings {
    /// Seconds that can be asked for. Chosen, as on the command line.
    pub const HANDLES: std::ops::RangeInclusive<u32> = 0..=30;

    /// Before and after the finding.
    pub fn handles(self) -> SampleDelta {
        SampleDelta::from_milliseconds(1000 * i64::from(self.handles_seconds))
    }
}

impl Default for ClipSettings {
    fn default() -> Self {
        Self { handles_seconds: 2, corrected: false }
    }
}

/// A report as the dialog shows it: made once, and kept until the ticket or what is left out changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPreview {
    /// What it was made of.
    pub(in crate::session) ticket: Ticket,
    pub(in crate::session) options: ReportOptions,
    /// Without its pictures.
    pub report: Report,
    /// The text for the request page.
    pub page_text: String,
    /// Why there is no change list, in sentences; empty where there is one, `None` until one is looked at.
    pub no_change_list: Option<Vec<String>>,
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
    pub clips: ClipSettings,
    /// The finding whose clip is made; `None`: all of them.
    pub clip_of: Option<FindingId>,
    /// Findings whose clips are made once a folder is chosen.
    pub waiting_clips: Option<Vec<FindingId>>,
    pub progress: ReportProgress,
}

/// A file's name without the suffix of any form; one that has another keeps it.
fn without_suffix(place: &str) -> &str {
    let of_form = |suffix: &str| DialogForm::all().any(|form| form.extension().eq_ignore_ascii_case(suffix));
    match place.rsplit_once('.') {
        Some((stem, suffix)) if of_form(suffix) && !stem.is_empty() && !stem.ends_with(['/', '\\']) => stem,
        _ => place,
    }
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
            clips: ClipSettings::default(),
            clip_of: None,
            waiting_clips: None,
            progress: ReportProgress::default(),
        }
    }

    /// Chooses the form; the file named for the one before gets the suffix of this one, and keeps its stem.
    pub(in crate::session) fn set_form(&mut self, form: DialogForm) {
        self.form = form;
        let place = self.place.trim_end();
        let is_file = self.tickets.is_none() && !place.is_empty() && !place.ends_with(['/', '\\']);
        if is_file {
            self.place = format!("{}.{}", without_suffix(place), form.extension());
        }
    }

    pub fn is_running(&self) -> bool {
        matches!(self.progress, ReportProgress::Running { .. })
    }
}
