//! What was measured in an earlier sitting: taken over where it still holds, and where not, why it is measured anew.
//!
//! Takes what the machine found kept; gives words. It never takes a measurement of anything else than what is on the desk for one
//! of that: the machine looks it up by the content of the files, the settings and the program.

use super::{Effect, MeasureEffect, Measured, MeasuredBefore, Measuring, Session, mix_listening, references};
use crate::ticket::{MeasurementOrigin, ReferenceSeen};

const FILES: &str = "the files have changed since";
const CONTENT: &str = "the content of a file has changed since";

impl Session {
    /// What was measured before and is measured anew; `None` where nothing was, or where it is taken over.
    pub fn measured_before(&self) -> Option<&MeasuredBefore> {
        self.measured_before.as_ref()
    }

    /// What stands on the desk, where it is kept from an earlier sitting.
    pub(super) fn kept_measured(&self) -> Option<&Measured> {
        match &self.measuring {
            Measuring::Done(measured) if measured.is_kept => Some(measured),
            _ => None,
        }
    }
}

/// Nothing usable is kept of what is on the desk, which is `now`: the ticket may know of an earlier measurement.
pub(super) fn not_kept(session: &mut Session, now: &MeasurementOrigin) {
    let compared = references::seen(session, session.compared());
    let is_of_compared = |seen: &Option<ReferenceSeen>| {
        seen.as_ref().zip(compared.as_ref()).is_some_and(|(one, other)| {
            (one.kind, &one.file, &one.version) == (other.kind, &other.file, &other.version)
        })
    };
    let mut earlier = session.ticket.measurements().iter().filter(|kept| is_of_compared(&kept.reference));
    let origin = earlier.find_map(|kept| kept.origin.clone());
    session.measured_before =
        origin.map(|before| MeasuredBefore { because: why_anew(&before, now), at: before.at });
}

fn why_anew(before: &MeasurementOrigin, now: &MeasurementOrigin) -> &'static str {
    let differs = |one: &str, other: &str| !one.is_empty() && one != other;
    if differs(&before.files, &now.files) {
        FILES
    } else if differs(&before.program, &now.program) {
        "another version of Twopop measured it"
    } else if differs(&before.settings, &now.settings) {
        "what it rests on has changed since (policy, timecodes or sound track)"
    } else {
        "no result of it is at hand"
    }
}

/// A file turns out, once it is read to its end, not to be the one that was measured: what is kept of it does not hold.
pub(super) fn content_changed(session: &mut Session) -> Vec<Effect> {
    let kept = session.kept_measured().map(|kept| kept.origin.as_ref().map(|origin| origin.at.clone()));
    let timing = kept.map(|at| {
        session.measured_before = Some(MeasuredBefore { at: at.unwrap_or_default(), because: CONTENT });
        session.measuring = Measuring::started("Measuring");
        Effect::Measure(MeasureEffect::Start)
    });
    timing.into_iter().chain(mix_listening::content_changed(session)).collect()
}
