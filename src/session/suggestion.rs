//! The nudge the measurement suggests: where the content is in sync, counted from the initial alignment.

use super::{Measuring, Session};
use crate::timebase::{Lateness, Nudge, SampleDelta, SamplePos};
use crate::timing::{Segment, SegmentKind};

impl Session {
    /// The nudge under which the segment at (or before) the playhead is in sync by its content, counted from the
    /// initial alignment; `None` where nothing was measured or nothing could be compared.
    pub fn suggested_nudge(&self) -> Option<Nudge> {
        let here = self.transport.position;
        let mut best = None;
        for segment in matched(self)? {
            if best.is_none() || segment.reference_from <= here {
                best = Some(segment);
            }
        }
        nudge_of(self, best?, here)
    }
}

impl Session {
    /// How late the audio was measured at the playhead, against the initial alignment and whatever the nudge; `None` where
    /// nothing was measured or compared, or the offset could not be judged.
    pub fn measured_lateness(&self) -> Option<Lateness> {
        let Measuring::Done(measured) = &self.measuring else { return None };
        measured.measurement.offset_judged.then_some(())?;
        self.suggested_nudge().map(Nudge::corrected_error)
    }
}

/// The nudge that puts `place` in sync, and only where there is evidence at that very place.
pub(super) fn suggested_at(session: &Session, place: SamplePos) -> Option<Nudge> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let rate = measured.measurement.rate;
    let covers = |segment: &&Segment| {
        let on_audio = place.get() as f64 + segment.offset_at(place, rate);
        place >= segment.reference_from && on_audio < segment.audio_to.get() as f64
    };
    let under = matched(session)?.find(covers)?;
    nudge_of(session, under, place)
}

fn matched(session: &Session) -> Option<impl Iterator<Item = &Segment>> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let segments = measured.measurement.segments.iter();
    Some(segments.filter(|segment| segment.kind == SegmentKind::Matched))
}

fn nudge_of(session: &Session, segment: &Segment, place: SamplePos) -> Option<Nudge> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let whole = nudge_against(segment.offset_at(place, measured.measurement.rate));
    Some(Nudge::new(whole.delta() + -session.ticket.initial_alignment().delta()))
}

/// The nudge that takes an offset (audio position minus reference position) away.
pub(super) fn nudge_against(offset: f64) -> Nudge {
    Nudge::new(SampleDelta::new(-(offset.round() as i64)))
}
