//! Clocks that are not to be believed. Takes what the time stamps and the sound say, gives the suspected cause.

use serde::{Deserialize, Serialize};

use super::alignment::{ComparedSide, Conditions};

/// Samples at 48 kHz in an hour of real time. Standard.
const HOUR: f64 = 3600.0 * 48_000.0;
/// Samples by which a stamp may miss whole hours and still be off by them: ten seconds. Chosen.
const NEAR_WHOLE_HOURS: f64 = 480_000.0;
/// Share of the suspected error by which the sound may miss the corrected stamp. Chosen.
const NEAR_CORRECTED: f64 = 0.25;

/// A clock that is left out of the witnesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistrustedClock {
    /// Whose it is.
    pub side: ComparedSide,
    /// What is suspected.
    pub cause: ClockFault,
    /// Audio minus reference position by the two clocks, samples at 48 kHz, positive LATE.
    pub offset: i64,
    /// The same with the suspected fault taken out; `None` where the fault has no size.
    pub corrected: Option<i64>,
}

/// What is suspected to be wrong with a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockFault {
    /// Counted at 24 or 30 frames in a real second where the picture runs at 1000/1001 of that.
    CountedInRealSeconds,
    /// Counted at 1000/1001 of a whole rate where the picture runs at the whole one.
    CountedSlow,
    /// The picture's timecode begins at zero.
    PictureAtZero,
    /// The two clocks are whole hours apart: so many.
    WholeHours(i64),
    /// The sound agrees with the start of the files or with a pop, and not with the stamps.
    AgainstOthersAndSound,
    /// By the stamps the audio lies outside the picture.
    OutsidePicture,
}

impl DistrustedClock {
    /// By what the stamps, `content` and `others` say: audio minus reference position by the sound (`None` where nothing
    /// matched), by the start of the files and by pops.
    /// Lengths are samples at 48 kHz. `None`: there are no stamps, or nothing speaks against them.
    pub(in crate::timing) fn of(
        conditions: &Conditions,
        content: Option<f64>,
        others: &[f64],
        audio_length: i64,
        reference_length: i64,
    ) -> Option<Self> {
        let (picture, stamp) = conditions.picture_starts.zip(conditions.time_reference)?;
        let says = (picture - stamp) as f64;
        let distrust = |cause, corrected: Option<f64>| {
            let at_fault = if cause == ClockFault::PictureAtZero {
                ComparedSide::Reference
            } else {
                ComparedSide::Audio
            };
            let corrected = corrected.map(|corrected| corrected.round() as i64);
            Some(Self { side: at_fault, cause, offset: picture - stamp, corrected })
        };
        let outside = says >= audio_length as f64 || -says >= reference_length as f64;
        let half_frame = conditions.frame_rate.samples_per_frame() / 2.0;
        if !outside && content.is_none_or(|content| (says - content).abs() < half_frame) {
            return None;
        }
        let truth = content.unwrap_or(0.0);
        if let Some((hours, rest)) = whole_hours(says - truth, conditions) {
            let at_zero = picture == 0;
            let cause = if at_zero { ClockFault::PictureAtZero } else { ClockFault::WholeHours(hours) };
            return distrust(cause, Some(truth + rest));
        }
        if let Some((fault, corrected)) = counted_wrong(conditions, stamp as f64, picture as f64, truth) {
            return distrust(fault, Some(corrected));
        }
        let agrees = |content: f64| others.iter().any(|other| (content - other).abs() < half_frame);
        if content.is_some_and(agrees) {
            return distrust(ClockFault::AgainstOthersAndSound, None);
        }
        if outside {
            let fault = if picture == 0 { ClockFault::PictureAtZero } else { ClockFault::OutsidePicture };
            return distrust(fault, None);
        }
        None
    }
}

/// Whole hours, of real time or of labels, other than none, and the samples left.
fn whole_hours(error: f64, conditions: &Conditions) -> Option<(i64, f64)> {
    let rate = conditions.frame_rate;
    let hour_of_labels = rate.start_of_frame(3600 * rate.labels_per_second()).get() as f64;
    [HOUR, hour_of_labels].into_iter().find_map(|hour| {
        let hours = (error / hour).round();
        let rest = error - hours * hour;
        (hours != 0.0 && rest.abs() < NEAR_WHOLE_HOURS).then_some((hours as i64, rest))
    })
}

/// The stamp was counted at the whole rate, or at 1000/1001 of it, and the picture was not.
fn counted_wrong(conditions: &Conditions, stamp: f64, picture: f64, truth: f64) -> Option<(ClockFault, f64)> {
    let (fault, factor) = match conditions.frame_rate.denominator() {
        1001 => (ClockFault::CountedInRealSeconds, 1001.0 / 1000.0),
        _ => (ClockFault::CountedSlow, 1000.0 / 1001.0),
    };
    let corrected = picture - stamp * factor;
    let error = corrected - (picture - stamp);
    let half_frame = conditions.frame_rate.samples_per_frame() / 2.0;
    let explains = (corrected - truth).abs() < NEAR_CORRECTED * error.abs();
    (error.abs() > half_frame && explains).then_some((fault, corrected))
}
