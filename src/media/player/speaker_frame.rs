//! One sample for each loudspeaker, and the two sums that mixing needs.

use crate::monitoring::SpeakerGains;

/// One sample for each loudspeaker at one moment, full scale ±1.0, in the order of [`SpeakerGains`].
pub(super) type SpeakerFrame = SpeakerGains;

/// Adds `other` to `frame`.
pub(super) fn add(frame: &mut SpeakerFrame, other: SpeakerFrame) {
    for (sample, other) in frame.iter_mut().zip(other) {
        *sample += other;
    }
}

/// A linear crossfade: `share` (0 to 1) of the new and the rest of the old.
pub(super) fn crossfade(old: SpeakerFrame, new: SpeakerFrame, share: f32) -> SpeakerFrame {
    let mut faded = old;
    for (sample, new) in faded.iter_mut().zip(new) {
        *sample += (new - *sample) * share;
    }
    faded
}
