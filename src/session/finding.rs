//! Finding: commands that flag, change, copy and recall findings, and the snapshots kept of them.

use std::sync::Arc;

use super::table::{Need, WhileTyping, command_family, listed, unlisted};
use super::{Effect, Notice, Session, Snapshot, Stamp, Workspace, flagging, snapshots};
use crate::ticket::{Edit, FindingId, FindingKind, Severity};

command_family! {
    /// Flags, changes, copies and recalls findings.
    pub enum FindingCommand {
        listed {
            /// Flag what is typed, at the playhead.
            Flag => listed("Flag a finding here", &["M", "Ctrl+Enter"], "Keep what is wrong at the playhead")
                .edits().needs(&[Need::Flag]).while_typing(WhileTyping::WithCtrl);
        }
        unlisted {
            /// The text of the next finding is being typed.
            TypeText(String) => unlisted().edits();
            /// What the next finding will be.
            ChooseKind(FindingKind) => unlisted();
            EditText { finding: FindingId, text: String } => unlisted().edits();
            SetSeverity { finding: FindingId, severity: Severity } => unlisted().edits();
            Remove(FindingId) => unlisted().edits();
            /// The finding as text, to the clipboard.
            Copy(FindingId) => unlisted();
            /// Go where the finding is and hear it as it was flagged.
            Recall(FindingId) => unlisted().edits_unless_locked();
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
    /// A snapshot kept with the ticket; `None` where there is none that can be read.
    SnapshotLoaded { name: String, snapshot: Option<Arc<Snapshot>> },
}

pub(super) fn update(workspace: &mut Workspace, command: FindingCommand, stamp: &Stamp) -> Vec<Effect> {
    use FindingCommand as C;
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match command {
        C::Flag => return flagging::flag(&profile, session, &workspace.person, stamp),
        C::TypeText(text) => edit(session, "draft", Edit::SetFindingDraft(text)),
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
        (FindingEvent::SnapshotsKept(_) | FindingEvent::SnapshotLoaded { .. }, None) => {}
    }
    Vec::new()
}
