//! Finding: commands that flag, change, copy and recall findings, and the snapshots kept of them.

use std::sync::Arc;

use super::table::{Need, command_family, listed, unlisted};
use super::{
    Completion, Correction, Effect, Notice, Session, Snapshot, Stamp, Workspace, drafts, flagging, snapshots,
};
use crate::ticket::{Edit, FindingId, FindingKind, Severity};

command_family! {
    /// Flags, changes, copies and recalls findings.
    pub enum FindingCommand {
        listed {
            /// On a draft, it becomes a finding; else a card opens, whose text takes the keyboard: the window does that.
            FlagHere => listed(
                "Flag a finding here", &["M"], "Opens a card at the playhead, or accepts the draft that is there"
            ).edits();
            /// The keyboard goes to the reason of the draft here: the window does that. One that needs none is dismissed.
            DismissDraftHere => listed(
                "Dismiss the draft here", &["Shift+M"], "Type why the draft at the playhead is no finding"
            ).edits().needs(&[Need::DraftHere]);
        }
        unlisted {
            /// Keep what the card says.
            Flag => unlisted().edits().needs(&[Need::Flag]);
            /// The card is closed; its words stay.
            CloseCard => unlisted();
            /// The text of the next finding is being typed.
            TypeText(String) => unlisted().edits();
            /// A type or a phrase for what was typed after a slash.
            Complete(Completion) => unlisted().edits();
            /// What the next finding will be.
            ChooseKind(FindingKind) => unlisted();
            EditText { finding: FindingId, text: String } => unlisted().edits();
            SetSeverity { finding: FindingId, severity: Severity } => unlisted().edits();
            /// Correct what was flagged.
            Correct { finding: FindingId, to: Correction } => unlisted().edits();
            Remove(FindingId) => unlisted().edits();
            /// The finding as text, to the clipboard.
            Copy(FindingId) => unlisted();
            /// Go where the finding is and hear it as it was flagged.
            Recall(FindingId) => unlisted().looks_unless_claimed();
            /// A snapshot comes on screen, by the name of its file.
            LoadSnapshot(String) => unlisted();
        }
    }
}

/// What became of snapshots.
#[derive(Clone, Debug)]
pub enum FindingEvent {
    /// Names of snapshots that are kept with the ticket from now on.
    SnapshotsKept(Vec<String>),
    /// How a finding looked could not be kept; why, in words.
    SnapshotsNotKept(String),
    /// The still of a finding could not be read from the movie: by the name of its file, and why, in words.
    StillNotKept { name: String, why: String },
    /// A snapshot kept with the ticket; `None` where there is none that can be read.
    SnapshotLoaded { name: String, snapshot: Option<Arc<Snapshot>> },
}

pub(super) fn update(workspace: &mut Workspace, command: FindingCommand, stamp: &Stamp) -> Vec<Effect> {
    use FindingCommand as C;
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match command {
        C::FlagHere => return flag_here(workspace, stamp),
        C::DismissDraftHere => return dismiss_draft_here(workspace, stamp),
        C::CloseCard => session.card = None,
        C::Correct { finding, to } => {
            if let Err(refused) = flagging::correct(&profile, session, finding, to) {
                workspace.notice_once(refused);
            }
        }
        C::Flag => return flagging::flag(&profile, session, &workspace.person, stamp),
        C::TypeText(text) => edit(session, "draft", Edit::SetFindingDraft(text)),
        C::Complete(with) => {
            let text = with.applied_to(session.ticket.finding_draft());
            if let Completion::Kind(kind) = with {
                session.chosen_kind = kind;
            }
            edit(session, "draft", Edit::SetFindingDraft(text));
        }
        C::ChooseKind(kind) => session.chosen_kind = kind,
        C::EditText { finding, text } => {
            edit(session, "finding text", Edit::SetFindingText { finding, text });
        }
        C::SetSeverity { finding, severity } => {
            flagging::change(session, finding, "", |kept| {
                kept.severity = severity;
                kept.rule = None;
            });
        }
        C::Remove(finding) => edit(session, "", Edit::RemoveFinding(finding)),
        C::Copy(finding) => return flagging::copy(&profile, session, finding),
        C::Recall(finding) => return flagging::recall(session, finding),
        C::LoadSnapshot(name) => return snapshots::request(session, name),
    }
    Vec::new()
}

/// Accepts the draft that is here, else opens a card.
fn flag_here(workspace: &mut Workspace, stamp: &Stamp) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let Some(place) = session.draft_here() else {
        session.card = Some(flagging::range_here(session));
        return Vec::new();
    };
    match drafts::accept(session, place, &workspace.person, stamp) {
        Ok(effects) => effects,
        Err(refused) => {
            workspace.notice_once(refused);
            Vec::new()
        }
    }
}

/// Dismisses the draft that is here where no reason is needed, else makes it the one that is looked at.
fn dismiss_draft_here(workspace: &mut Workspace, stamp: &Stamp) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let Some(place) = session.draft_here() else { return Vec::new() };
    session.selected_draft = Some(place);
    // One that needs a reason is refused, and stays looked at: its reason is typed next.
    let _ = drafts::dismiss(session, place, "", &workspace.person, stamp);
    Vec::new()
}

fn edit(session: &mut Session, merge_key: &'static str, edit: Edit) {
    session.history.apply(&mut session.ticket, merge_key, edit);
}

pub(super) fn event(workspace: &mut Workspace, event: FindingEvent) -> Vec<Effect> {
    let session = workspace.session.as_mut();
    match (event, session) {
        (FindingEvent::SnapshotsNotKept(why), _) => workspace.notice_once(Notice::problem(why)),
        (FindingEvent::SnapshotsKept(names), Some(session)) => snapshots::kept(session, &names),
        (FindingEvent::SnapshotLoaded { name, snapshot }, Some(session)) => {
            snapshots::loaded(session, name, snapshot);
        }
        (FindingEvent::StillNotKept { name, why }, Some(session)) => snapshots::not_kept(session, name, why),
        (
            FindingEvent::SnapshotsKept(_)
            | FindingEvent::SnapshotLoaded { .. }
            | FindingEvent::StillNotKept { .. },
            None,
        ) => {}
    }
    Vec::new()
}
