//! Where a drag on the waveform catches: the transients of one side near a place on the timeline.

use super::lanes::frame_of;
use super::time_scale::TimeScale;
use crate::session::{Session, Side};
use crate::timebase::{SampleDelta, SamplePos};

/// A drag catches within so many points. Chosen: a hand can still leave it.
pub const CATCHES: f32 = 5.0;

/// A place where a sound begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transient {
    /// On the timeline.
    pub place: SamplePos,
    /// To the sample; otherwise the sound begins within 5 ms after it.
    pub is_exact: bool,
}

/// The sharpest transient of one side within `points` of a place: from its samples where they are held, otherwise from its
/// peaks. `None` far out, where a transient is no wider than what a hand hits.
pub fn transient(
    side: Side,
    place: SamplePos,
    points: f32,
    scale: TimeScale,
    session: &Session,
) -> Option<Transient> {
    let around = frame_of(side, place, session);
    let reach = scale.time_across(points).get();
    let held = session.samples(side).and_then(|held| held.block()).filter(|_| scale.is_close());
    let found = match held {
        Some(block) => block.transient_near(around, reach),
        None if scale.shows_peaks_apart() => session.pyramids().get(&side)?.onset_near(around, reach),
        None => None,
    }?;
    Some(Transient { place: place + SampleDelta::new(found - around), is_exact: held.is_some() })
}

/// The transient of either side that is nearest to a place, within [`CATCHES`].
pub fn nearest(place: SamplePos, scale: TimeScale, session: &Session) -> Option<Transient> {
    let both = [Side::Guide, Side::Delivered];
    let found = both.into_iter().filter_map(|side| transient(side, place, CATCHES, scale, session));
    found.min_by_key(|found| (found.place - place).get().abs())
}
