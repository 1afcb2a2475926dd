//! Report: commands that look at a ticket as others receive it, write it, copy it, and make clips of its findings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::table::{WhileTyping, command_family, listed, unlisted};
use super::{
    ClipSettings, DialogForm, Effect, Notice, ReportDialog, ReportEffect, ReportPreview, ReportProgress,
    ReportWanted, Workspace,
};
use crate::conform::ListWay;
use crate::report::{
    ChangeListFormat, Report, ReportFormat, ReportInput, ReportOptions, change_list, render,
};
use crate::ticket::{FindingId, PROGRAM, TicketId};

command_family! {
    /// Writes the ticket for others.
    pub enum ReportCommand {
        listed {
            Toggle => listed(
                "Report…", &["Ctrl+E"], "The ticket as others receive it: look at it, save it, make clips"
            ).while_typing(WhileTyping::WithCtrl);
            CopyPageText => listed(
                "Copy text for the request page",
                &["Ctrl+Shift+E"],
                "All findings as text, with type, severity, in and out, to the clipboard",
            ).while_typing(WhileTyping::WithCtrl);
        }
        unlisted {
            /// The report of these tickets of the queue, a file each.
            OpenForTickets(Vec<TicketId>) => unlisted().without_request();
            Close => unlisted().without_request();
            SetForm(DialogForm) => unlisted().without_request();
            SetOptions(ReportOptions) => unlisted().without_request();
            /// Where it goes: a file, or a folder for several.
            SetPlace(String) => unlisted().without_request();
            /// Ask the system's dialog where it goes.
            ChoosePlace => unlisted().without_request();
            /// Write it; `replace`: over a file that is there.
            Save { replace: bool } => unlisted().without_request();
            /// Look at what a clip of this finding is to show.
            OpenForClip(FindingId) => unlisted();
            SetClips(ClipSettings) => unlisted();
            /// Whose clip is made; `None`: of all findings.
            SetClipOf(Option<FindingId>) => unlisted();
            /// Clips of these findings into the folder of the place.
            MakeClips(Vec<FindingId>) => unlisted();
            /// Stop what is being written or made.
            Cancel => unlisted().without_request();
        }
    }
}

/// What became of a report.
#[derive(Clone, Debug)]
pub enum ReportEvent {
    /// A place was chosen in the system's dialog.
    PlaceChosen(PathBuf),
    /// The system shows no dialog, or something else needs saying.
    DialogUnavailable(String),
    Progress {
        what: String,
        thousandths: u16,
    },
    /// Something is there; nothing was written.
    Exists(PathBuf),
    Written(String),
    Failed(String),
}

pub(super) fn update(workspace: &mut Workspace, command: ReportCommand) -> Vec<Effect> {
    use ReportCommand as C;
    match command {
        C::Toggle => {
            workspace.report = match workspace.report.take() {
                Some(_) => return vec![Effect::Report(ReportEffect::Cancel)],
                None => Some(ReportDialog::new(None)),
            };
        }
        C::CopyPageText => return workspace.page_text().into_iter().map(Effect::CopyText).collect(),
        C::OpenForTickets(tickets) => workspace.report = Some(ReportDialog::new(Some(tickets))),
        C::Close => {
            workspace.report = None;
            return vec![Effect::Report(ReportEffect::Cancel)];
        }
        C::Cancel => {
            if let Some(dialog) = &mut workspace.report {
                dialog.progress =
                    ReportProgress::Failed("Stopped by you. Nothing half was written.".to_owned());
            }
            return vec![Effect::Report(ReportEffect::Cancel)];
        }
        C::SetForm(form) => workspace.change_report(|dialog| dialog.set_form(form)),
        C::SetOptions(options) => workspace.change_report(|dialog| dialog.options = options),
        C::SetPlace(place) => workspace.change_report(|dialog| dialog.place = place),
        C::ChoosePlace => return workspace.choose_place(),
        C::Save { replace } => return workspace.save_report(replace),
        C::OpenForClip(finding) => {
            let dialog = workspace.report.get_or_insert_with(|| ReportDialog::new(None));
            dialog.clip_of = Some(finding);
        }
        C::SetClips(settings) => workspace.change_report(|dialog| dialog.clips = settings),
        C::SetClipOf(finding) => workspace.change_report(|dialog| dialog.clip_of = finding),
        C::MakeClips(findings) => return workspace.make_clips(findings),
    }
    Vec::new()
}

pub(super) fn event(workspace: &mut Workspace, event: ReportEvent) -> Vec<Effect> {
    use ReportEvent as E;
    let Some(dialog) = &mut workspace.report else {
        // The dialog is closed; what was written in the meantime is said all the same.
        if let E::Written(words) = event {
            workspace.notice_once(Notice::info(words));
        }
        return Vec::new();
    };
    match event {
        E::PlaceChosen(place) => {
            dialog.place = place.to_string_lossy().into_owned();
            if let Some(findings) = dialog.waiting_clips.take() {
                return workspace.make_clips(findings);
            }
        }
        E::DialogUnavailable(why) | E::Failed(why) => dialog.progress = ReportProgress::Failed(why),
        E::Progress { what, thousandths } => {
            if dialog.is_running() {
                dialog.progress = ReportProgress::Running { what, thousandths };
            }
        }
        E::Exists(file) => dialog.progress = ReportProgress::Exists(file),
        E::Written(words) => dialog.progress = ReportProgress::Done(words),
    }
    Vec::new()
}

impl Workspace {
    /// The report being looked at.
    pub fn report_dialog(&self) -> Option<&ReportDialog> {
        self.report.as_ref()
    }

    /// What the dialog shows of the ticket on the desk.
    pub fn report_preview(&self) -> Option<&ReportPreview> {
        self.report_preview.as_deref()
    }

    /// Makes what the dialog shows, where it isn't of this ticket, or with other parts left out.
    pub(super) fn keep_report_preview(&mut self) {
        let Some(dialog) = self.report.as_ref().filter(|dialog| dialog.tickets.is_none()) else {
            self.report_preview = None;
            return;
        };
        let wants_list = matches!(dialog.form, DialogForm::ChangeList(_));
        let ticket = self.session.as_ref().map(super::Session::ticket);
        let is_kept = self.report_preview.as_ref().is_some_and(|kept| {
            let has_list = kept.no_change_list.is_some() || !wants_list;
            has_list && kept.options == dialog.options && Some(&kept.ticket) == ticket
        });
        if !is_kept {
            self.report_preview = self.new_preview(dialog.options, wants_list).map(Box::new);
        }
    }

    fn new_preview(&self, options: ReportOptions, with_list: bool) -> Option<ReportPreview> {
        let report = self.report_of(options)?;
        let page_text = render(&report, ReportFormat::Text, &[]).unwrap_or_default();
        Some(ReportPreview {
            ticket: self.session.as_ref()?.ticket().clone(),
            options,
            page_text: String::from_utf8_lossy(&page_text).into_owned(),
            no_change_list: with_list.then(|| self.no_change_list()),
            report,
        })
    }

    /// The ticket on the desk as text for the request page.
    pub fn page_text(&self) -> Option<String> {
        let report = self.report_of(ReportOptions::default())?;
        render(&report, ReportFormat::Text, &[])
            .ok()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The report of the ticket on the desk, without its pictures.
    fn report_of(&self, options: ReportOptions) -> Option<Report> {
        Some(Report::of(&self.report_input(options)?))
    }

    /// Why there is no change list of the ticket on the desk, in sentences; empty where there is one.
    fn no_change_list(&self) -> Vec<String> {
        let input = self.report_input(ReportOptions::default());
        let list = input.map(|input| change_list(&input, ChangeListFormat::Csv, ListWay::ToPicture));
        list.and_then(Result::err).unwrap_or_default()
    }

    fn report_input(&self, options: ReportOptions) -> Option<ReportInput<'_>> {
        static NO_PICTURES: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let ticket = self.session.as_ref()?.ticket();
        let profile = self.profile();
        Some(ReportInput { ticket, profile, pictures: &NO_PICTURES, program: PROGRAM, options })
    }

    /// Whatever was said of the one before is no longer so.
    fn change_report(&mut self, change: impl FnOnce(&mut ReportDialog)) {
        if let Some(dialog) = &mut self.report
            && !dialog.is_running()
        {
            change(dialog);
            dialog.progress = ReportProgress::Nothing;
        }
    }

    fn choose_place(&mut self) -> Vec<Effect> {
        let Some(dialog) = &self.report else { return Vec::new() };
        let several = dialog.tickets.is_some();
        let extension = (!several).then(|| dialog.form.extension().to_owned());
        vec![Effect::Report(ReportEffect::ChoosePlace { extension })]
    }

    fn save_report(&mut self, replace: bool) -> Vec<Effect> {
        let Some(dialog) = &mut self.report else { return Vec::new() };
        if dialog.is_running() {
            return Vec::new();
        }
        if dialog.place.trim().is_empty() {
            return self.choose_place();
        }
        let ticket = match &dialog.tickets {
            Some(_) => None,
            None => self.session.as_ref().map(|session| Box::new(session.ticket().clone())),
        };
        if ticket.is_none() && dialog.tickets.is_none() {
            return Vec::new();
        }
        let wanted = ReportWanted {
            ticket,
            tickets: dialog.tickets.clone().unwrap_or_default(),
            form: dialog.form,
            options: dialog.options,
            place: PathBuf::from(dialog.place.trim()),
            replace,
        };
        dialog.progress = ReportProgress::Running { what: "Writing".to_owned(), thousandths: 0 };
        vec![Effect::Report(ReportEffect::Write(Box::new(wanted)))]
    }

    fn make_clips(&mut self, findings: Vec<FindingId>) -> Vec<Effect> {
        let Some(session) = &self.session else { return Vec::new() };
        let ticket = Box::new(session.ticket().clone());
        let dialog = self.report.get_or_insert_with(|| ReportDialog::new(None));
        if dialog.is_running() {
            return Vec::new();
        }
        let place = PathBuf::from(dialog.place.trim());
        // Beside the report: its folder, or the place itself where that is none.
        let folder =
            if place.extension().is_some() { place.parent().map(PathBuf::from) } else { Some(place) };
        let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
            dialog.waiting_clips = Some(findings);
            return vec![Effect::Report(ReportEffect::ChoosePlace { extension: None })];
        };
        dialog.progress = ReportProgress::Running { what: "Making clips".to_owned(), thousandths: 0 };
        let settings = dialog.clips;
        vec![Effect::Report(ReportEffect::MakeClips { ticket, findings, settings, folder })]
    }
}
