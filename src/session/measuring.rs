//! The measurement of the pair on the desk: its progress, its result, and what follows from that.

use super::suggestion::nudge_against;
use super::{Effect, Measured, Measuring, Session, monitor, references};
use crate::drafting::{drafts, measurement_record};
use crate::policy::Profile;
use crate::ticket::{DraftRecord, Edit, MeasurementRecord, Mode, Observation, ReferenceSeen};
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
    let origin = session.origin.take();
    if origin.as_ref().is_some_and(|(_, is_kept)| *is_kept) {
        session.measured_before = None;
    }
    let measured = Box::new(Measured {
        measurement,
        drafts: drafted.unwrap_or_default(),
        against: references::against(session),
        reference: references::seen(session, session.compared()),
        is_kept: origin.as_ref().is_some_and(|(_, is_kept)| *is_kept),
        origin: origin.map(|(origin, _)| origin),
        is_of_stage_mix,
    });
    if !is_of_stage_mix {
        session.served_result = None;
    }
    session.measuring = Measuring::Done(measured);
    session.selected_draft = None;
    keep_measured(session);
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
    (kept.origin, kept.is_kept) = (None, false);
    keep_measured(session);
}

/// What is measured and drafted now goes with the ticket, so that it is not submitted past a draft in another session and a
/// report measures nothing. What was found against the reference served stays until that is measured again.
fn keep_measured(session: &mut Session) {
    let records = |measured: &Measured| {
        measured.drafts.iter().map(|draft| measured.record_of(draft)).collect::<Vec<_>>()
    };
    let rate = session.frame_rate();
    let as_kept = |measured: &Measured| {
        let record =
            measurement_record(&measured.measurement, &measured.against, measured.reference.clone(), rate);
        let is_of_this = measured.is_of_stage_mix == session.finishing().is_some();
        let guide = session.guide_track().filter(|_| is_of_this);
        let guide_track = guide.map(|guide| guide.track);
        let record = MeasurementRecord { guide_track, origin: measured.origin.clone(), ..record };
        record.or_kept(session.ticket.measurements())
    };
    let mut drafted: Vec<DraftRecord> = session.measured().flat_map(records).collect();
    let mut measurements: Vec<MeasurementRecord> = session.measured().map(as_kept).collect();
    if session.measured_of_served().is_none() {
        let served = references::reference_seen(session);
        let is_served = |kept: &Option<ReferenceSeen>| {
            kept.as_ref().zip(served.as_ref()).is_some_and(|(one, other)| one.is_same_content(other))
        };
        let kept = session.ticket.drafted().unwrap_or_default();
        drafted.extend(kept.iter().filter(|kept| is_served(&kept.reference)).cloned());
        let kept = session.ticket.measurements();
        measurements.extend(kept.iter().filter(|kept| is_served(&kept.reference)).cloned());
    }
    session.ticket.observe(Observation::Drafted(drafted));
    session.ticket.observe(Observation::Measured(measurements));
}

/// Where the witness in use places the audio, and its name in words.
fn witnessed_alignment(measurement: &Measurement) -> (Nudge, String) {
    let believed = measurement.initial_alignment;
    (nudge_against(believed.offset), believed.by.label().to_owned())
}
