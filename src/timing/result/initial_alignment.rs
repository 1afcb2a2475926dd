//! Which witness gives the initial alignment: the one rule, for the measurement and for what is known before it.

use super::alignment::{Conditions, InitialAlignment, WitnessKind};

impl Conditions {
    /// Audio minus reference position by the time stamps, samples at 48 kHz; `None` where either side has none.
    pub fn time_stamp_offset(&self) -> Option<f64> {
        let (picture, audio) = self.picture_starts.zip(self.time_reference)?;
        Some((picture - audio) as f64)
    }

    /// Samples at 48 kHz from `starts` (after midnight) to the next whole hour of labels: at 23.976 it lasts 3603.6 s.
    pub(in crate::timing) fn to_whole_hour(&self, starts: i64) -> i64 {
        let rate = self.frame_rate;
        let hour = rate.start_of_frame(3600 * rate.labels_per_second()).get().max(1);
        (starts + hour - 1).div_euclid(hour) * hour - starts
    }

    /// The first witness, in the policy's order, that says something possible: the two sides must overlap. `offset` is what
    /// a witness says (audio minus reference position), `None` where it says nothing; lengths are samples at 48 kHz. File
    /// start where no witness is left.
    pub fn initial_alignment(
        &self,
        offset: impl Fn(WitnessKind) -> Option<f64>,
        audio_length: i64,
        reference_length: i64,
    ) -> InitialAlignment {
        let overlaps = |offset: &f64| *offset < audio_length as f64 && -offset < reference_length as f64;
        let mut usable = self.order.iter().filter_map(|by| {
            let offset = offset(*by).filter(overlaps)?;
            Some(InitialAlignment { by: *by, offset })
        });
        usable.next().unwrap_or(InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 })
    }
}
