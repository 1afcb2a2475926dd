//! The measurement of the pair on the desk: its progress, its result, and what follows from that.

use std::collections::{BTreeMap, BTreeSet};

use super::suggestion::nudge_against;
use super::{Effect, Measured, Measuring, Session, monitor, references, stage_mix};
use crate::drafting::drafts;
use crate::policy::Profile;
use crate::ticket::{Edit, Mode};
use crate::timebase::Nudge;
use crate::timing::{Measurement, Preview};

/// How far it is now; a first picture stays until the answer is there.
pub(super) fn progressed(session: &mut Session, share: f32, step: String) {
    let preview = match &mut session.measuring {
        Measuring::Running { preview, .. } => preview.take(),
        _ => None,
    };
    session.measuring = Measuring::Running { share, step, preview };
}

/// The coarse search has seen something.
pub(super) fn previewed(session: &mut Session, coarse: Box<Preview>) {
    if let Measuring::Running { preview, .. } = &mut session.measuring {
        *preview = Some(coarse);
    }
}

/// Takes the answer in: drafts its findings and, where nobody has nudged or flagged yet, aligns the audio by the
/// best witness. That is the named initial alignment; it is an edit like any other.
pub(super) fn completed(profile: &Profile, session: &mut Session, measurement: Measurement) -> Vec<Effect> {
    let drafted =
        references::compared(session).map(|compared| drafts(profile, &compared, &measurement, Mode::Full));
    let is_of_stage_mix = session.finishing().is_some();
    let untouched = session.ticket.nudge() == Nudge::ZERO && session.ticket.findings().is_empty();
    let (nudge, by) = witnessed_alignment(&measurement);
    let mut measured = Box::new(Measured {
        measurement,
        drafts: drafted.unwrap_or_default(),
        against: references::against(session),
        reference: references::seen(session, session.compared()),
        is_of_stage_mix,
        dismissed: BTreeSet::new(),
        accepted: BTreeMap::new(),
    });
    stage_mix::take_over_dismissed(session, &mut measured);
    session.measuring = Measuring::Done(measured);
    // Of a file start the ticket says why; a measurement that has nothing better adds nothing.
    let ticket = &session.ticket;
    let is_known = nudge == ticket.initial_alignment() && ticket.initial_alignment_by().starts_with(&by);
    if is_of_stage_mix || !untouched || is_known {
        return Vec::new();
    }
    let moves = nudge != ticket.initial_alignment();
    session.history.apply(&mut session.ticket, "", Edit::SetInitialAlignment { nudge, by });
    if moves { vec![monitor::mix(session)] } else { Vec::new() }
}

/// The reference served was measured once more while the QC is finished on a stage mix: its own drafts change.
pub(super) fn remeasured(profile: &Profile, session: &mut Session, measurement: Measurement) {
    let Some(served) = references::served(session) else { return };
    let Some(kept) = session.served_result.as_deref_mut() else { return };
    kept.drafts = drafts(profile, &served, &measurement, Mode::Full);
    kept.measurement = measurement;
    kept.dismissed.clear();
    kept.accepted.clear();
}

/// Where the witness in use places the audio, and its name in words.
fn witnessed_alignment(measurement: &Measurement) -> (Nudge, String) {
    let believed = measurement.initial_alignment;
    (nudge_against(believed.offset), believed.by.label().to_owned())
}
