//! The reference served and the reference compared with, as measuring, drafting, findings and the log name them.

use super::Session;
use crate::drafting::{Served, conditions};
use crate::policy::Profile;
use crate::ticket::{Asset, AssetFacts, ReferenceKind, ReferenceSeen, Role, Task};
use crate::timing::Conditions;

/// The conditions of the pair on the desk; `None` where a side is missing.
pub(super) fn measuring_conditions(profile: &Profile, session: &Session) -> Option<Conditions> {
    facts_of(session.compared().map(|(asset, _)| asset))?;
    let audio = facts_of(session.delivered())?;
    // A stage mix is placed on the timeline of the picture, so the picture's start is what counts.
    let picture = session.served().and_then(|(asset, _)| asset.facts.as_ref())?;
    let full_mix = session.delivered().is_some_and(|asset| asset.role == Role::Delivered(Task::PrintMaster));
    Some(conditions(profile, session.frame_rate(), picture, audio, full_mix))
}

pub(super) fn facts_of(asset: Option<&Asset>) -> Option<&AssetFacts> {
    asset.and_then(|asset| asset.facts.as_ref()).filter(|facts| facts.channels > 0)
}

/// The reference served, as drafts name it.
pub(super) fn served(session: &Session) -> Option<Served> {
    session.served().map(|(asset, kind)| named(session, asset, kind))
}

/// What the audio is compared with, as drafts name it.
pub(super) fn compared(session: &Session) -> Option<Served> {
    session.compared().map(|(asset, kind)| named(session, asset, kind))
}

fn named(session: &Session, asset: &Asset, kind: ReferenceKind) -> Served {
    Served { kind, label: asset.label(), rate: session.frame_rate(), start: session.start_timecode() }
}

/// The reference served now.
pub(super) fn reference_seen(session: &Session) -> Option<ReferenceSeen> {
    seen(session, session.served())
}

pub(super) fn seen(session: &Session, reference: Option<(&Asset, ReferenceKind)>) -> Option<ReferenceSeen> {
    reference.map(|(asset, kind)| ReferenceSeen {
        kind,
        file: asset.file_name(),
        version: asset.version.clone(),
        sha256: asset.sha256.clone(),
        frame_rate: Some(session.frame_rate()),
    })
}

/// What the audio is compared with, as a finding names it: kind, version and file.
pub(super) fn against(session: &Session) -> String {
    session.compared().map_or_else(String::new, |(asset, kind)| {
        let version = asset.version.as_deref().map(|version| format!(", {version}")).unwrap_or_default();
        format!("{kind}{version}: {}", asset.file_name())
    })
}
