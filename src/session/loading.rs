//! Opening a ticket: its assets are examined, the policy decides, and picture and sound are opened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::initial_alignment::initial_alignment;
use super::stage_mix::{self, KeptResults};
use super::{
    Effect, Guide, History, Load, Loading, LoopMarks, Measuring, MixState, Notice, RequestEffect, SaveState,
    Session, Side, SnapshotCache, Transport, View, reference_lock, references,
};
use crate::monitoring::{Monitoring, OrderCheck};
use crate::policy::{Facts, Profile, serve};
use crate::ticket::{Asset, Delivery, FindingKind, Observation, Override, Ticket, TrackedTicket};
use crate::timing::{Conditions, GuideTrack};

/// Opens a session for a ticket; its assets are examined next.
pub(super) fn open_session(profile: &Profile, ticket: TrackedTicket, reopened: bool) -> Session {
    let decision = serve(profile, &facts(&ticket, None));
    let transport = Transport { position: ticket.playhead(), ..Transport::default() };
    Session {
        ticket,
        decision,
        reference_lock: None,
        history: History::default(),
        transport,
        loop_marks: LoopMarks::default(),
        monitoring: Monitoring::default(),
        channel_order: OrderCheck::Unclear,
        pyramids: BTreeMap::new(),
        peaks_done: Vec::new(),
        peaks_kept: Vec::new(),
        samples: BTreeMap::new(),
        spectra: BTreeMap::new(),
        sounds_opened: 0,
        loading: Loading::Examining,
        save: SaveState::Saved,
        replaced: Vec::new(),
        view: View::default(),
        chosen_kind: FindingKind::Other,
        card: None,
        unsaved_nudge: None,
        before_decision: None,
        selected_draft: None,
        recalled: None,
        measuring: Measuring::Nothing,
        origin: None,
        measured_before: None,
        guide_track: None,
        served_result: None,
        conform: None,
        mix: MixState::NotAsked,
        selected_candidate: None,
        heard_candidate: None,
        snapshots: SnapshotCache::default(),
        heard_cut: None,
        second_picture: None,
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
    if session.reference_lock.is_some() {
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

/// A redelivery opens a round of its own: the new audio is aligned and played again.
pub(super) fn redelivered(profile: &Profile, session: &mut Session) -> Vec<Effect> {
    session.replaced.clear();
    session.decision = serve(profile, &session_facts(session));
    align_initially(profile, session);
    load(profile, session)
}

/// Keeps a file's hash; says so when it is not the one the ticket was made with.
pub(super) fn hashed(session: &mut Session, place: usize, sha256: String) -> Option<String> {
    let before = session.ticket.assets().get(place)?.sha256.clone();
    session.ticket.observe(Observation::Hashed { asset: place, sha256: sha256.clone() });
    let (asset, before) = (session.ticket.assets().get(place)?, before?);
    if before == sha256 {
        return None;
    }
    let said = format!(
        "{} is not the file this ticket was begun with: its content has changed. \
         Check the alignment and the findings against it.",
        asset.file_name()
    );
    // What is replaced before it is submitted is what is judged.
    if session.locked().is_some() {
        session.replaced.push(place);
    }
    Some(said)
}

/// What picture and sound are open, to be compared after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenMedia {
    /// Place of the asset served.
    served: Option<usize>,
    /// Place of the stage mix the QC is finished on.
    stage_mix: Option<usize>,
    delivered: Vec<PathBuf>,
    /// The sound track that a person chose.
    guide_track: Option<usize>,
}

impl OpenMedia {
    pub fn of(session: &Session) -> Self {
        Self {
            served: session.decision.served().map(|(asset, _)| asset),
            stage_mix: session.finishing_place(),
            delivered: delivered_files(session),
            guide_track: chosen_track(session),
        }
    }
}

/// Decides again; when something else is on the desk than `before`, it is opened.
pub(super) fn decide_again(profile: &Profile, session: &mut Session, before: &OpenMedia) -> Vec<Effect> {
    session.decision = serve(profile, &session_facts(session));
    let now = OpenMedia::of(session);
    if now == *before {
        return Vec::new();
    }
    let only_sound_changed = now == OpenMedia { stage_mix: now.stage_mix, ..before.clone() };
    let kept = only_sound_changed.then(|| KeptResults::of(session));
    let effects = load(profile, session);
    if let Some(kept) = kept {
        kept.put_back(session);
    }
    effects
}

fn session_facts(session: &Session) -> Facts {
    facts(&session.ticket, session.reference_lock.as_ref())
}

fn facts(ticket: &Ticket, reference_lock: Option<&Override>) -> Facts {
    let overridden = ticket.overridden().or(reference_lock);
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
    session.peaks_kept.clear();
    session.samples.clear();
    session.spectra.clear();
    session.heard_cut = None;
    session.heard_candidate = None;
    session.selected_candidate = None;
    session.mix = MixState::NotAsked;
    session.second_picture = None;
    session.sounds_opened += 1;
    session.measuring = Measuring::Nothing;
    session.origin = None;
    session.measured_before = None;
    session.guide_track = None;
    session.served_result = None;
    session.selected_draft = None;
    session.conform = None;
    if reference.is_empty() && delivered.is_empty() {
        session.loading = Loading::Nothing;
        return vec![Effect::Request(RequestEffect::Unload)];
    }
    session.loading = Loading::Opening;
    let conditions = references::measuring_conditions(profile, session);
    session.measuring = match conditions {
        Some(_) => Measuring::started("Listening to both sides"),
        None => Measuring::Nothing,
    };
    let guide_track = chosen_track(session);
    vec![Effect::Request(RequestEffect::Load(Box::new(load_of(session, (guide, guide_track), conditions))))]
}

/// The sound track of what is compared with that a person chose, counted from 1.
fn chosen_track(session: &Session) -> Option<usize> {
    session.compared().and_then(|(asset, _)| asset.guide_track)
}

/// The measurement found the guide among the sound tracks: it is what is heard and drawn from now on.
pub(super) fn guide_found(profile: &Profile, session: &mut Session, guide: GuideTrack) -> Vec<Effect> {
    session.guide_track = Some(guide);
    let is_heard = guide.track == chosen_track(session).unwrap_or(1);
    if is_heard {
        return Vec::new();
    }
    session.pyramids.remove(&Side::Guide);
    session.peaks_done.retain(|side| *side != Side::Guide);
    session.peaks_kept.retain(|side| *side != Side::Guide);
    session.samples.remove(&Side::Guide);
    session.spectra.remove(&Side::Guide);
    session.sounds_opened += 1;
    let sound = (stage_mix::guide(profile, session), Some(guide.track));
    vec![Effect::Request(RequestEffect::PlayGuideTrack(Box::new(load_of(session, sound, None))))]
}

/// What is to be opened for playing, and what of it measured.
fn load_of(
    session: &Session,
    (guide, guide_track): (Option<Guide>, Option<usize>),
    conditions: Option<Conditions>,
) -> Load {
    let on_screen = if session.shows_stage_mix() { session.compared() } else { session.served() };
    let reference = on_screen.map(|(asset, _)| asset.files.clone()).unwrap_or_default();
    let delivered = delivered_files(session);
    let mix = guide.as_ref().and_then(|guide| guide.files.first());
    let hashed = [reference.first(), delivered.first(), mix].into_iter().flatten();
    let hashed = hashed.filter_map(|file| Some((place_of(&session.ticket, file)?, file.clone()))).collect();
    Load {
        reference,
        guide,
        guide_track,
        delivered,
        alignment: session.alignment(),
        position: session.transport.position,
        frame_rate: session.frame_rate(),
        hashed,
        conditions,
    }
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
