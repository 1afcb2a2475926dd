use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::history::History;
use super::initial_alignment::initial_alignment;
use super::measured::conditions_on_desk;
use super::reference_lock;
use super::stage_mix::{self, Kept};
use super::{
    Command, Effect, Load, Loading, Marks, Measuring, Notice, SaveState, Session, Stamp, Transport, View,
};
use crate::monitoring::{Monitoring, OrderCheck};
use crate::policy::{Facts, Profile, serve};
use crate::ticket::{
    Asset, Delivery, Edit, FindingKind, Observation, Override, Person, Ticket, TrackedTicket,
};

/// Lays a ticket on the desk; its assets are examined next.
pub(super) fn open_session(profile: &Profile, ticket: TrackedTicket, reopened: bool) -> Session {
    let decision = serve(profile, &facts(&ticket, None));
    let transport = Transport { position: ticket.playhead(), ..Transport::default() };
    Session {
        ticket,
        decision,
        stays_with: None,
        history: History::default(),
        transport,
        marks: Marks::default(),
        monitoring: Monitoring::default(),
        order_heard: OrderCheck::Unclear,
        pyramids: BTreeMap::new(),
        peaks_done: Vec::new(),
        loading: Loading::Examining,
        save: SaveState::Saved,
        view: View::default(),
        chosen_kind: FindingKind::GlobalOffset,
        preview: None,
        measuring: Measuring::Nothing,
        of_served: None,
        fitting: None,
        snapshots: super::SnapshotCache::default(),
        reopened,
    }
}

/// An asset as opening it showed. What a person said of it is kept: role, version and delivery.
pub(super) fn examined(profile: &Profile, session: &mut Session, place: usize, found: Asset) {
    let (facts, problem) = (found.facts, found.problem);
    session.ticket.observe(Observation::Examined { asset: place, facts, problem });
    session.decision = serve(profile, &session_facts(session));
}

/// The decision stands: name the initial alignment of a new ticket, then open picture and sound.
pub(super) fn all_examined(profile: &Profile, session: &mut Session) -> (Vec<Effect>, Vec<Notice>) {
    session.decision = serve(profile, &session_facts(session));
    let kept = reference_lock::keep_in_force(session);
    if session.stays_with.is_some() {
        session.decision = serve(profile, &session_facts(session));
    }
    if !session.reopened {
        align_initially(profile, session);
    }
    let said = kept.into_iter().chain(tolerated(session)).collect();
    (load(profile, session), said)
}

/// What was tolerated while reading what is on the desk: sound that is cut off, a picture of varying rate. It may
/// explain what is seen and heard, so it is said before anyone looks.
fn tolerated(session: &Session) -> Vec<Notice> {
    let served = session.served().map(|(asset, _)| asset);
    session.delivered().into_iter().chain(served).flat_map(Asset::noted).map(Notice::problem).collect()
}

/// A redelivery opens a round of its own: the new audio is laid and heard anew.
pub(super) fn redelivered(profile: &Profile, session: &mut Session) -> Vec<Effect> {
    session.decision = serve(profile, &session_facts(session));
    align_initially(profile, session);
    load(profile, session)
}

/// Keeps a file's hash; says so when it is not the one the ticket was made with.
pub(super) fn hashed(session: &mut Session, place: usize, sha256: String) -> Option<String> {
    let before = session.ticket.assets().get(place)?.sha256.clone();
    session.ticket.observe(Observation::Hashed { asset: place, sha256: sha256.clone() });
    let (asset, before) = (session.ticket.assets().get(place)?, before?);
    (before != sha256).then(|| {
        format!(
            "{} is not the file this ticket was begun with: its content has changed. \
             Check the alignment and the findings against it.",
            asset.file_name()
        )
    })
}

/// What picture and sound are open, to be compared after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OnDesk {
    /// Place of the asset served.
    served: Option<usize>,
    /// Place of the stage mix the QC is finished on.
    stage_mix: Option<usize>,
    delivered: Vec<PathBuf>,
}

impl OnDesk {
    pub fn of(session: &Session) -> Self {
        Self {
            served: session.decision.served().map(|(asset, _)| asset),
            stage_mix: session.finishing_place(),
            delivered: delivered_files(session),
        }
    }
}

/// Decides again; when something else is on the desk than `before`, it is opened.
pub(super) fn decide_again(profile: &Profile, session: &mut Session, before: &OnDesk) -> Vec<Effect> {
    session.decision = serve(profile, &session_facts(session));
    let now = OnDesk::of(session);
    if now == *before {
        return Vec::new();
    }
    let only_sound_changed = now == OnDesk { stage_mix: now.stage_mix, ..before.clone() };
    let kept = only_sound_changed.then(|| Kept::of(session));
    let effects = load(profile, session);
    if let Some(kept) = kept {
        kept.put_back(session);
    }
    effects
}

/// The operator corrects what was recognised, or decides against the policy; each is an undoable edit.
pub(super) fn correct(
    profile: &Profile,
    session: &mut Session,
    command: Command,
    person: &Person,
    stamp: &Stamp,
) -> Vec<Effect> {
    let before = OnDesk::of(session);
    if matches!(command, Command::ClearOverride | Command::Override { .. }) {
        // A person has decided.
        session.stays_with = None;
    }
    let Some(edit) = correction(session, command, person, stamp) else { return Vec::new() };
    session.history.apply(&mut session.ticket, "", edit);
    decide_again(profile, session, &before)
}

fn correction(session: &Session, command: Command, person: &Person, stamp: &Stamp) -> Option<Edit> {
    let ticket = &session.ticket;
    Some(match command {
        Command::FinishOnStageMix { why } => return stage_mix::taking(session, &why, person, stamp),
        Command::LeaveStageMix => Edit::SetFinishing(None),
        Command::SetTask(task) => Edit::SetTask(task),
        Command::SetRole { asset, role } => Edit::SetRole { asset, role, recognised_by: by_person(person) },
        Command::SetDelivery { asset, delivery } => {
            let mut assets = ticket.assets().to_vec();
            assets.get_mut(asset)?.delivery = delivery;
            Edit::SetAssets(assets)
        }
        Command::Override { asset, why } => Edit::SetOverride(Some(Override {
            asset,
            by: person.to_string(),
            why: why.trim().to_owned(),
            at: stamp.at.clone(),
        })),
        Command::ClearOverride => Edit::SetOverride(None),
        _ => return None,
    })
}

fn by_person(person: &Person) -> String {
    person.to_string()
}

fn session_facts(session: &Session) -> Facts {
    facts(&session.ticket, session.stays_with.as_ref())
}

fn facts(ticket: &Ticket, stays_with: Option<&Override>) -> Facts {
    let overridden = ticket.overridden().or(stays_with);
    Facts::from_assets(ticket.task(), ticket.assets(), overridden.cloned())
}

/// Opens what is served now, with the audio under QC.
fn load(profile: &Profile, session: &mut Session) -> Vec<Effect> {
    let on_screen = if session.shows_stage_mix() { session.compared() } else { session.served() };
    let reference = on_screen.map(|(asset, _)| asset.files.clone()).unwrap_or_default();
    let guide = stage_mix::guide(profile, session);
    let delivered = delivered_files(session);
    session.pyramids.clear();
    session.peaks_done.clear();
    session.measuring = Measuring::Nothing;
    session.of_served = None;
    session.fitting = None;
    if reference.is_empty() && delivered.is_empty() {
        session.loading = Loading::Nothing;
        return vec![Effect::Unload];
    }
    session.loading = Loading::Opening;
    let conditions = conditions_on_desk(profile, session);
    session.measuring = match conditions {
        Some(_) => Measuring::begun("Listening to both sides"),
        None => Measuring::Nothing,
    };
    let mix = guide.as_ref().and_then(|guide| guide.files.first());
    let hashed = [reference.first(), delivered.first(), mix].into_iter().flatten();
    let hashed = hashed.filter_map(|file| Some((place_of(&session.ticket, file)?, file.clone()))).collect();
    vec![Effect::Load(Box::new(Load {
        reference,
        guide,
        delivered,
        alignment: session.alignment(),
        position: session.transport.position,
        frame_rate: session.frame_rate(),
        hashed,
        conditions,
    }))]
}

/// The audio under QC, where it can be used.
fn delivered_files(session: &Session) -> Vec<PathBuf> {
    let usable = |asset: &&Asset| asset.problem.is_none() && asset.delivery != Delivery::NotDelivered;
    session.delivered().filter(usable).map(|asset| asset.files.clone()).unwrap_or_default()
}

fn place_of(ticket: &Ticket, file: &Path) -> Option<usize> {
    ticket.assets().iter().position(|asset| asset.files.first().is_some_and(|first| first == file))
}

fn align_initially(profile: &Profile, session: &mut Session) {
    let reference = session.served().map(|(asset, _)| asset);
    let (nudge, by) = initial_alignment(profile, reference, session.delivered());
    // Part of opening, not of the operator's work: no undo step.
    session.ticket.observe(Observation::InitialAlignment { nudge, by });
}
