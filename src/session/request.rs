//! Request: commands that open and close a request and correct what was recognised in it; what opening found.

use std::path::PathBuf;
use std::sync::Arc;

use super::loading::OpenMedia;
use super::table::{Need, WhileTyping, command_family, listed, unlisted};
use super::{
    Effect, Notice, Opening, RecentRequest, Redelivery, RequestEffect, Session, Stamp, WhichTicket,
    Workspace, fix_check, loading, measured_before, recording, stage_mix,
};
use crate::ticket::{Asset, Delivery, Edit, Override, RecognisedBy, Role, Task, TicketId, TrackedTicket};

command_family! {
    /// Opens and closes a request, and corrects what was recognised in it.
    pub enum RequestCommand {
        listed {
            OpenFolder => listed("Open request folder…", &["Ctrl+O"], "Choose the folder of a QC request")
                .without_request().while_typing(WhileTyping::Yes);
            OpenFile => listed(
                "Open request or media file…", &["Ctrl+Shift+O"], "Choose a request file, a ticket or media files"
            ).without_request().while_typing(WhileTyping::Yes);
            OpenDemo => listed("Open the demo", &[], "A short film with a known fault to find").without_request();
            ToggleQueue => listed("Queue", &["Q"], "Every ticket, to be found, opened and decided").without_request();
            ReadAgain => listed(
                "Read the files again", &[], "Look at every file of the ticket anew: a share may be back"
            );
            Close => listed("Close request", &["Ctrl+W"], "Save the ticket and close it");
        }
        unlisted {
            /// Open what was named, dropped or chosen: a request folder, a request file, a ticket or media files.
            Open(Vec<PathBuf>) => unlisted().without_request();
            /// Answers which ticket goes on with a request that was renamed or moved; `None`: a new one.
            OpenMoved { paths: Vec<PathBuf>, ticket: Option<TicketId> } => unlisted().without_request();
            /// Leaves that question, and opens nothing.
            OpenNone => unlisted().without_request();
            /// Gives up what is being opened.
            StopOpening => unlisted().without_request();
            /// Find out which of the recent requests are still there.
            LookForRecent => unlisted().without_request();
            /// Take a request off the list of recent ones, by its place in it.
            ForgetRecent(usize) => unlisted().without_request();
            SetTask(Task) => unlisted().edits();
            SetRole { asset: usize, role: Role } => unlisted().edits();
            SetDelivery { asset: usize, delivery: Delivery } => unlisted().edits();
            /// Compare with this sound track of a movie, counted from 1; `None`: with the one that shares most with the audio.
            SetGuideTrack { asset: usize, track: Option<usize> } => unlisted().edits();
            /// Serve another reference than the policy does; recorded with its reason.
            Override { asset: usize, why: String } =>
                unlisted().edits().needs(&[Need::Reason("an override needs a reason")]);
            ClearOverride => unlisted().edits();
            /// The served picture's timing does not match: finish on the stage mix on offer. Recorded with its reason.
            FinishOnStageMix { why: String } => unlisted().edits().needs(&[
                Need::StageMixOnOffer,
                Need::Reason("finishing on the stage mix needs a reason"),
            ]);
            /// Back to hearing and measuring against the reference served.
            LeaveStageMix => unlisted().edits();
        }
    }
}

/// What opening a request found.
#[derive(Clone, Debug)]
pub enum RequestEvent {
    /// A person chose these in a dialog; they are opened next.
    Chosen(Vec<PathBuf>),
    /// Twopop was started again, with these: they are opened in this window, which comes to the front.
    SecondStart(Vec<PathBuf>),
    /// Earlier tickets fit what was to be opened, which was renamed or moved: a person says which goes on.
    WhichTicket(WhichTicket),
    /// Of the places looked for, those that are not there any more.
    Gone(Vec<PathBuf>),
    /// A dialog could not be shown on this machine; what to do instead.
    DialogUnavailable(String),
    /// A step of opening, in words.
    Opening(String),
    /// The request was scanned: a new ticket, or the one kept from an earlier session.
    Opened { ticket: Box<TrackedTicket>, reopened: bool, warnings: Vec<String> },
    /// It could not be opened; why and what to do, in words.
    OpenFailed { path: PathBuf, why: String },
    /// One asset was opened, or could not be.
    Examined { asset: usize, as_found: Box<Asset> },
    /// Every asset has been examined: the decision stands.
    AllExamined,
    /// The deliveries of the request, as they are now.
    DeliveriesSeen(Vec<Redelivery>),
    /// What a person named as the new delivery, or why it cannot be taken.
    DeliveryNamed(Result<Box<Redelivery>, String>),
    /// The SHA-256 of an asset's first file.
    Hashed { asset: usize, sha256: String },
}

pub(super) fn update(workspace: &mut Workspace, command: RequestCommand, stamp: &Stamp) -> Vec<Effect> {
    use RequestCommand as C;
    let by = workspace.person.to_string();
    let edit = match command {
        C::OpenFolder => return vec![Effect::Request(RequestEffect::ChooseFolder)],
        C::OpenFile => return vec![Effect::Request(RequestEffect::ChooseFile)],
        C::OpenDemo => return vec![Effect::Request(RequestEffect::OpenDemo)],
        C::ToggleQueue => return workspace.toggle_queue(),
        C::ReadAgain => {
            let open = workspace.session.as_ref().map(|session| session.ticket.id());
            return open.map(|ticket| workspace.open_ticket(ticket)).unwrap_or_default();
        }
        C::Close => {
            if workspace.refuses_to_close() {
                return Vec::new();
            }
            let mut effects = workspace.close();
            effects.extend(workspace.look_for_recent());
            return effects;
        }
        C::OpenMoved { paths, ticket } => return workspace.open_moved(paths, ticket),
        C::OpenNone => {
            workspace.which_ticket = None;
            None
        }
        C::StopOpening => {
            workspace.opening = None;
            let mut effects = vec![Effect::Request(RequestEffect::StopOpening)];
            effects.extend(workspace.look_for_recent());
            return effects;
        }
        C::LookForRecent => return workspace.look_for_recent(),
        C::ForgetRecent(place) => return workspace.forget_recent(place),
        C::Open(paths) => return workspace.open(paths),
        C::SetTask(task) => Some(Edit::SetTask(task)),
        C::SetRole { asset, role } => Some(Edit::SetRole {
            asset,
            role,
            recognised_by: Some(RecognisedBy::Operator),
            recognised_words: by,
        }),
        C::SetDelivery { asset, delivery } => {
            workspace.session.as_ref().and_then(|session| deliver(session, asset, delivery))
        }
        C::SetGuideTrack { asset, track } => {
            workspace.session.as_ref().and_then(|session| choose_guide_track(session, asset, track))
        }
        C::Override { asset, why } => {
            unlock_reference(workspace);
            let (why, at) = (why.trim().to_owned(), stamp.at.clone());
            Some(Edit::SetOverride(Some(Override { asset, by, why, at })))
        }
        C::ClearOverride => {
            unlock_reference(workspace);
            Some(Edit::SetOverride(None))
        }
        C::FinishOnStageMix { why } => workspace
            .session
            .as_ref()
            .and_then(|session| stage_mix::taking(session, &why, &workspace.person, stamp)),
        C::LeaveStageMix => Some(Edit::SetFinishing(None)),
    };
    edit.map(|edit| correct(workspace, edit)).unwrap_or_default()
}

/// A person has decided which reference is served.
fn unlock_reference(workspace: &mut Workspace) {
    if let Some(session) = &mut workspace.session {
        session.reference_lock = None;
    }
}

fn choose_guide_track(session: &Session, asset: usize, track: Option<usize>) -> Option<Edit> {
    let mut assets = session.ticket.assets().to_vec();
    assets.get_mut(asset)?.guide_track = track;
    Some(Edit::SetAssets(assets))
}

fn deliver(session: &Session, asset: usize, delivery: Delivery) -> Option<Edit> {
    let mut assets = session.ticket.assets().to_vec();
    assets.get_mut(asset)?.delivery = delivery;
    Some(Edit::SetAssets(assets))
}

/// An undoable correction; the policy decides again, and what is served then is opened.
fn correct(workspace: &mut Workspace, edit: Edit) -> Vec<Effect> {
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let before = OpenMedia::of(session);
    session.history.apply(&mut session.ticket, "", edit);
    loading::decide_again(&profile, session, &before)
}

pub(super) fn event(workspace: &mut Workspace, event: RequestEvent) -> Vec<Effect> {
    let profile = Arc::clone(&workspace.profile);
    match event {
        RequestEvent::Chosen(paths) => return workspace.open(paths),
        RequestEvent::SecondStart(paths) => {
            let mut effects = if paths.is_empty() { Vec::new() } else { workspace.open(paths) };
            effects.push(Effect::RaiseWindow);
            return effects;
        }
        RequestEvent::WhichTicket(asked) => {
            workspace.opening = None;
            workspace.which_ticket = Some(asked);
        }
        RequestEvent::Gone(places) => workspace.gone = places,
        RequestEvent::DialogUnavailable(why) => workspace.notice_once(Notice::problem(why)),
        RequestEvent::Opening(step) => {
            if let Some(opening) = &mut workspace.opening {
                opening.step = step;
            }
        }
        RequestEvent::Opened { ticket, reopened, warnings } => {
            let paths = workspace.opening.take().map(|opening| opening.paths).unwrap_or_default();
            let paths = if paths.is_empty() { vec![ticket.request().to_path_buf()] } else { paths };
            let opened = RecentRequest { paths, title: ticket.title().to_owned() };
            workspace.notices.extend(warnings.into_iter().map(Notice::problem));
            workspace.notices.extend(recording::faults(&ticket));
            workspace.session = Some(loading::open_session(&profile, *ticket, reopened));
            return workspace.remember(opened);
        }
        RequestEvent::OpenFailed { why, .. } => {
            workspace.opening = None;
            workspace.notices.push(Notice::problem(why));
        }
        RequestEvent::Examined { asset, as_found } => {
            if let Some(session) = &mut workspace.session {
                loading::examined(&profile, session, asset, *as_found);
            }
        }
        RequestEvent::AllExamined => return all_examined(workspace),
        RequestEvent::DeliveriesSeen(seen) => fix_check::seen(workspace, seen),
        RequestEvent::DeliveryNamed(named) => fix_check::named(workspace, named.map(|named| *named)),
        RequestEvent::Hashed { asset, sha256 } => {
            let Some(session) = &mut workspace.session else { return Vec::new() };
            let changed = loading::hashed(session, asset, sha256);
            let anew = if changed.is_some() { measured_before::content_changed(session) } else { Vec::new() };
            workspace.notices.extend(changed.map(Notice::problem));
            return workspace.ticket_to_save().into_iter().chain(anew).collect();
        }
    }
    Vec::new()
}

fn all_examined(workspace: &mut Workspace) -> Vec<Effect> {
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let is_new = !session.reopened;
    let (mut effects, notices) = loading::all_examined(&profile, session);
    notices.into_iter().for_each(|notice| workspace.notice_once(notice));
    if is_new {
        // It is in the queue from now on, whether anything of it can be played or not.
        effects.extend(workspace.ticket_to_save());
    }
    effects
}

impl Workspace {
    fn open(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let mut effects = self.begin_opening(&paths);
        effects.push(Effect::Request(RequestEffect::Open(paths)));
        effects
    }

    fn open_moved(&mut self, paths: Vec<PathBuf>, ticket: Option<TicketId>) -> Vec<Effect> {
        let mut effects = self.begin_opening(&paths);
        effects.push(Effect::Request(RequestEffect::OpenMoved { paths, ticket }));
        effects
    }

    fn begin_opening(&mut self, paths: &[PathBuf]) -> Vec<Effect> {
        let effects = self.close();
        self.keep_standing_notices();
        self.which_ticket = None;
        self.opening = Some(Opening { paths: paths.to_vec(), step: "Looking at the files".to_owned() });
        effects
    }

    /// Saves the ticket and closes its session.
    pub(super) fn close(&mut self) -> Vec<Effect> {
        let mut effects = self.stop_flash_and_pip();
        effects.extend(self.ticket_to_save());
        self.asked = None;
        if self.session.take().is_some() {
            effects.push(Effect::Request(RequestEffect::Unload));
        }
        effects
    }
}
