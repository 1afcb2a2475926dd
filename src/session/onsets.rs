//! The transients that the playhead walks: where something begins in what is heard, from the peaks in memory.

use super::{Session, Side};
use crate::monitoring::MonitorSource;
use crate::timebase::{SampleDelta, SamplePos};

/// How far is looked. Chosen: longer than the silences of a programme, and a few milliseconds of work.
const REACH: SampleDelta = SampleDelta::from_milliseconds(300_000);

/// Where the next sound begins after the frame on screen, within 5 ms; `None` where none does within five minutes.
pub(super) fn next(session: &Session) -> Option<SamplePos> {
    let rate = session.frame_rate();
    let from = rate.start_of_frame(rate.frame_at(session.transport.position) + 1);
    let found = heard(session).filter_map(|(side, moved)| {
        let from = from - moved;
        let frame = session.pyramids.get(&side)?.first_onset(from.get()..(from + REACH).get())?;
        Some(SamplePos::new(frame) + moved)
    });
    found.min()
}

/// Where the last sound before the frame on screen begins.
pub(super) fn previous(session: &Session) -> Option<SamplePos> {
    let rate = session.frame_rate();
    let to = rate.start_of_frame(rate.frame_at(session.transport.position));
    let found = heard(session).filter_map(|(side, moved)| {
        let to = to - moved;
        let frame = session.pyramids.get(&side)?.last_onset((to - REACH).get()..to.get())?;
        Some(SamplePos::new(frame) + moved)
    });
    found.max()
}

/// The sounds that are heard, each with how far it is moved against the picture.
fn heard(session: &Session) -> impl Iterator<Item = (Side, SampleDelta)> {
    let (guide, delivered) = match session.monitoring().source {
        MonitorSource::Guide => (true, false),
        MonitorSource::Delivered => (false, true),
        MonitorSource::Both | MonitorSource::Difference => (true, true),
    };
    let guide = guide.then_some((Side::Guide, SampleDelta::ZERO));
    guide.into_iter().chain(delivered.then_some((Side::Delivered, session.alignment().delta())))
}
