use std::collections::BTreeMap;
use std::path::Path;

use super::history::History;
use super::measured::conditions_on_desk;
use super::{
    Command, Effect, Load, Loading, Marks, Measuring, Monitoring, SaveState, Sitting, Stamp, Transport, View,
};
use crate::policy::{Decided, Facts, Profile, serve};
use crate::ticket::{Asset, Delivery, Edit, FindingKind, Override, Ticket};
use crate::timebase::{Nudge, SAMPLE_RATE};

/// Lays a ticket on the desk; its assets are examined next.
pub(super) fn sit_down(profile: &Profile, ticket: Ticket, reopened: bool) -> Sitting {
    let decision = serve(profile, &facts(&ticket));
    let transport = Transport { position: ticket.playhead, ..Transport::default() };
    Sitting {
        ticket,
        decision,
        history: History::default(),
        transport,
        marks: Marks::default(),
        monitoring: Monitoring::default(),
        pyramids: BTreeMap::new(),
        peaks_done: Vec::new(),
        loading: Loading::Examining,
        save: SaveState::Saved,
        view: View::default(),
        chosen_kind: FindingKind::GlobalOffset,
        preview: None,
        measuring: Measuring::Nothing,
        fitting: None,
        reopened,
    }
}

/// An asset as opening it showed. What a person said of it is kept: role, version and delivery.
pub(super) fn examined(profile: &Profile, sitting: &mut Sitting, place: usize, found: Asset) {
    if let Some(asset) = sitting.ticket.assets.get_mut(place) {
        asset.facts = found.facts;
        asset.problem = found.problem;
    }
    sitting.decision = serve(profile, &facts(&sitting.ticket));
}

/// The decision stands: name the initial alignment of a new ticket, then open picture and sound.
pub(super) fn all_examined(profile: &Profile, sitting: &mut Sitting) -> Vec<Effect> {
    sitting.decision = serve(profile, &facts(&sitting.ticket));
    if !sitting.reopened {
        align_initially(sitting);
    }
    load(profile, sitting)
}

/// Keeps a file's hash; says so when it is not the one the ticket was made with.
pub(super) fn hashed(sitting: &mut Sitting, place: usize, sha256: String) -> Option<String> {
    let asset = sitting.ticket.assets.get_mut(place)?;
    let before = asset.sha256.replace(sha256.clone())?;
    (before != sha256).then(|| {
        format!(
            "{} is not the file this ticket was begun with: its content has changed. \
             Check the alignment and the findings against it.",
            asset.file_name()
        )
    })
}

/// The asset served now, to be compared after a change.
pub(super) fn served_asset(sitting: &Sitting) -> Option<usize> {
    match sitting.decision.decided {
        Decided::Served { asset, .. } => Some(asset),
        _ => None,
    }
}

/// Decides again; when something else is served than `before`, it is opened.
pub(super) fn decide_again(profile: &Profile, sitting: &mut Sitting, before: Option<usize>) -> Vec<Effect> {
    sitting.decision = serve(profile, &facts(&sitting.ticket));
    if served_asset(sitting) == before { Vec::new() } else { load(profile, sitting) }
}

/// The operator corrects what was recognised, or decides against the policy; each is an undoable edit.
pub(super) fn correct(
    profile: &Profile,
    sitting: &mut Sitting,
    command: Command,
    person: &str,
    stamp: &Stamp,
) -> Vec<Effect> {
    let before = served_asset(sitting);
    let delivered_before = sitting.delivered().cloned();
    let Some(edit) = correction(&sitting.ticket, command, person, stamp) else { return Vec::new() };
    sitting.history.apply(&mut sitting.ticket, "", edit);
    let effects = decide_again(profile, sitting, before);
    let same_audio = sitting.delivered() == delivered_before.as_ref();
    if effects.is_empty() && !same_audio { load(profile, sitting) } else { effects }
}

fn correction(ticket: &Ticket, command: Command, person: &str, stamp: &Stamp) -> Option<Edit> {
    Some(match command {
        Command::SetTask(task) => Edit::SetTask(task),
        Command::SetRole { asset, role } => Edit::SetRole { asset, role, recognised_by: by_person(person) },
        Command::SetDelivery { asset, delivery } => {
            let mut assets = ticket.assets.clone();
            assets.get_mut(asset)?.delivery = delivery;
            Edit::SetAssets(assets)
        }
        Command::Override { asset, why } => Edit::SetOverride(Some(Override {
            asset,
            by: person.to_owned(),
            why: why.trim().to_owned(),
            at: stamp.at.clone(),
        })),
        Command::ClearOverride => Edit::SetOverride(None),
        _ => return None,
    })
}

fn by_person(person: &str) -> String {
    if person.is_empty() { "operator".to_owned() } else { format!("operator {person}") }
}

fn facts(ticket: &Ticket) -> Facts {
    Facts::from_assets(ticket.task, &ticket.assets, ticket.overridden.clone())
}

/// Opens what is served now, with the audio under QC.
fn load(profile: &Profile, sitting: &mut Sitting) -> Vec<Effect> {
    let reference = sitting.served().map(|(asset, _)| asset.files.clone()).unwrap_or_default();
    let usable = |asset: &&Asset| asset.problem.is_none() && asset.delivery != Delivery::NotDelivered;
    let delivered = sitting.delivered().filter(usable).map(|asset| asset.files.clone()).unwrap_or_default();
    sitting.pyramids.clear();
    sitting.peaks_done.clear();
    sitting.measuring = Measuring::Nothing;
    sitting.fitting = None;
    if reference.is_empty() && delivered.is_empty() {
        sitting.loading = Loading::Nothing;
        return vec![Effect::Unload];
    }
    sitting.loading = Loading::Opening;
    let conditions = conditions_on_desk(profile, sitting);
    sitting.measuring = match conditions {
        Some(_) => Measuring::Running { share: 0.0, step: "Listening to both sides".to_owned() },
        None => Measuring::Nothing,
    };
    let hashed = [reference.first(), delivered.first()].into_iter().flatten();
    let hashed = hashed.filter_map(|file| Some((place_of(&sitting.ticket, file)?, file.clone()))).collect();
    vec![Effect::Load(Box::new(Load {
        reference,
        delivered,
        alignment: sitting.alignment(),
        position: sitting.transport.position,
        frame_rate: sitting.frame_rate(),
        hashed,
        conditions,
    }))]
}

fn place_of(ticket: &Ticket, file: &Path) -> Option<usize> {
    ticket.assets.iter().position(|asset| asset.files.first().is_some_and(|first| first == file))
}

fn align_initially(sitting: &mut Sitting) {
    let reference = sitting.served().map(|(asset, _)| asset);
    let (nudge, by) = initial_alignment(reference, sitting.delivered());
    let edit = Edit::SetInitialAlignment { nudge, by };
    // Part of opening, not of the operator's work: no undo step.
    edit.apply(&mut sitting.ticket);
}

/// Where the delivered audio belongs before anyone listens, and by which witness, in words: its BWF
/// TimeReference against the picture's start timecode, else both files from their start.
///
/// The sign is a nudge's: positive lays the audio's first sample after the picture's first frame.
pub fn initial_alignment(reference: Option<&Asset>, delivered: Option<&Asset>) -> (Nudge, String) {
    let picture = reference.and_then(|asset| asset.facts.as_ref());
    let audio = delivered.and_then(|asset| asset.facts.as_ref());
    let file_start = |why: &str| (Nudge::ZERO, format!("file start ({why})"));
    let Some((picture, audio)) = picture.zip(audio) else { return file_start("nothing else to go by") };
    let Some(start) = picture.start_timecode else {
        return file_start("the picture has no start timecode");
    };
    let Some(time_reference) = audio.time_reference else {
        return file_start("the audio has no TimeReference");
    };
    if audio.sample_rate != SAMPLE_RATE {
        return file_start("the audio is not at 48 kHz");
    }
    let place = time_reference - start.samples_since_midnight();
    let overlaps = place.0 < picture.duration.0 && place.0 + audio.duration.0 > 0;
    if overlaps {
        (Nudge(place), "BWF TimeReference against the picture's start timecode".to_owned())
    } else {
        file_start("the TimeReference lies outside the picture")
    }
}
