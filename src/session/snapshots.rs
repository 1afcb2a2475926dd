//! The images of findings: asked for when a finding is made, read when its card is on screen.

use std::sync::Arc;

use super::state::{SAMPLES_PER_COLUMN, WAVEFORM_SECONDS};
use super::{
    CachedSnapshot, Effect, FindingEffect, FrameSnapshot, Session, Side, Snapshot, SnapshotRequest,
    WAVEFORM_COLUMNS, WaveformSnapshot,
};
use crate::ticket::Finding;

/// Names the snapshots of a finding that is being made, and asks for them to be kept. No name contains a title.
pub(super) fn keep(session: &Session, finding: &mut Finding) -> Option<Effect> {
    let id = finding.id.0;
    let still = still(session, finding, format!("{id}-still.png"));
    let waveform = waveform(session, finding, format!("{id}-waveform.png"));
    if still.is_none() && waveform.is_none() {
        return None;
    }
    finding.evidence.still = still.as_ref().map(|still| still.name.clone());
    finding.evidence.waveform = waveform.as_ref().map(|waveform| waveform.name.clone());
    Some(Effect::Finding(FindingEffect::SaveSnapshots(Box::new(SnapshotRequest {
        ticket: session.ticket.id(),
        finding: finding.id,
        still,
        waveform,
    }))))
}

/// Its first frame; `None` where no picture is served.
fn still(session: &Session, finding: &Finding, name: String) -> Option<FrameSnapshot> {
    let rate = session.served().and_then(|(asset, _)| asset.facts.as_ref()?.frame_rate)?;
    let on_screen = if session.shows_stage_mix() { session.compared() } else { session.served() };
    let movie = on_screen.and_then(|(asset, _)| asset.files.first())?.clone();
    Some(FrameSnapshot { name, frame: rate.frame_at(finding.from), movie, rate })
}

fn waveform(session: &Session, finding: &Finding, name: String) -> Option<WaveformSnapshot> {
    let left = finding.from.get() - WAVEFORM_SECONDS * 48_000;
    let columns = |side: Side, left: i64| {
        let mut peaks = Vec::new();
        if let Some(sound) = session.pyramids.get(&side) {
            sound.envelope(
                left..left + SAMPLES_PER_COLUMN * WAVEFORM_COLUMNS as i64,
                WAVEFORM_COLUMNS,
                &mut peaks,
            );
        }
        peaks
    };
    // A nudge moves where the sound lies; its peaks stay as they are.
    let delivered = columns(Side::Delivered, left - session.alignment().delta().get());
    let guide = columns(Side::Guide, left);
    let column =
        |place: i64| usize::try_from((place - left) / SAMPLES_PER_COLUMN).unwrap_or(0).min(WAVEFORM_COLUMNS);
    let concerned =
        column(finding.from.get())..column(finding.to.get() - 1).saturating_add(1).min(WAVEFORM_COLUMNS);
    (!(guide.is_empty() && delivered.is_empty())).then_some(WaveformSnapshot {
        name,
        guide,
        delivered,
        concerned,
    })
}

/// A snapshot comes on screen: asks for it once.
pub(super) fn request(session: &mut Session, name: String) -> Vec<Effect> {
    if session.snapshots.entry(&name).is_some() {
        return Vec::new();
    }
    session.snapshots.put(name.clone(), CachedSnapshot::Asked);
    vec![Effect::Finding(FindingEffect::ReadSnapshot { ticket: session.ticket.id(), name })]
}

/// It was read. One that nobody has asked for is of a ticket that was closed.
pub(super) fn loaded(session: &mut Session, name: String, snapshot: Option<Arc<Snapshot>>) {
    if session.snapshots.entry(&name).is_some() {
        session.snapshots.put(name, snapshot.map_or(CachedSnapshot::Missing, CachedSnapshot::There));
    }
}

/// The still of a finding could not be kept: its card says why.
pub(super) fn not_kept(session: &mut Session, name: String, why: String) {
    session.snapshots.put(name, CachedSnapshot::NotKept(why));
}

/// These are kept from now on: those found missing are read again.
pub(super) fn kept(session: &mut Session, names: &[String]) {
    for name in names {
        session.snapshots.forget(name);
    }
}
