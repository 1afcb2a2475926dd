//! What was measured of an error, as a finding keeps it.

use super::{Measuring, Session};
use crate::drafting::Draft;
use crate::ticket::Residual;
use crate::timebase::{Lateness, SampleDelta, offset_text};
use crate::timing::{Discrepancy, Measurement, SyncVerdict};

/// What a draft rests on.
pub(super) fn of_draft(draft: &Draft, of: &Measurement) -> Residual {
    let found = draft.evidence.and_then(|place| of.discrepancies.get(place));
    let (late_by, drift_ppb) = match found {
        Some(Discrepancy::GlobalOffset { late_by, .. }) => (Some(lateness(*late_by)), None),
        Some(Discrepancy::Drift { ppm, .. }) => (None, Some((ppm * 1000.0).round() as i64)),
        _ => (None, None),
    };
    let confidence_percent = (100.0 * draft.confidence.clamp(0.0, 1.0)).round() as u8;
    Residual { late_by, drift_ppb, confidence_percent, words: draft.text.clone() }
}

/// What was measured of the whole, for a global offset that is flagged by ear; `None` before anything was measured.
pub(super) fn of_whole(session: &Session) -> Option<Residual> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let late_by = measured.measurement.discrepancies.iter().find_map(|found| match found {
        Discrepancy::GlobalOffset { late_by, confidence, .. } => Some((lateness(*late_by), *confidence)),
        _ => None,
    });
    let (late_by, confidence) = match (late_by, measured.measurement.verdict) {
        (Some(found), _) => found,
        (None, SyncVerdict::InSync) if measured.measurement.offset_judged => {
            let least = measured.measurement.segments.iter().map(|segment| segment.confidence);
            (Lateness::default(), least.fold(1.0, f64::min))
        }
        (None, _) => return None,
    };
    let words = offset_text(late_by, session.frame_rate());
    let confidence_percent = (100.0 * confidence.clamp(0.0, 1.0)).round() as u8;
    Some(Residual { late_by: Some(late_by), drift_ppb: None, confidence_percent, words })
}

fn lateness(samples: f64) -> Lateness {
    Lateness::new(SampleDelta::new(samples.round() as i64))
}
