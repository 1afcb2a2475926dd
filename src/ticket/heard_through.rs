//! The sound device of a round, and how much later than the sound the picture is shown with it.

use serde::{Deserialize, Serialize};

use crate::timebase::SampleDelta;

/// The sound device that was heard through, and what was set for it: whoever reads a finding away from the desk can tell
/// how far the picture there was to be trusted against the sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardThrough {
    /// By the name the system gives it.
    pub device: String,
    #[serde(default)]
    pub picture: PictureDelay,
}

/// How much later than the sound the picture is shown with one device. It belongs to the device and has nothing to do
/// with any alignment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureDelay {
    /// Negative: the picture is shown earlier.
    pub milliseconds: i16,
    /// When it was kept as the result of flash and pip, RFC 3339 with zone; `None` while it is only set.
    pub calibrated_at: Option<String>,
}

impl HeardThrough {
    /// "HDMI 1, calibrated 2026-11-22 10:00: picture LATER than sound by 40 ms".
    pub fn label(&self) -> String {
        let Self { device, picture } = self;
        format!("{device}, {}: {}", picture.origin(), picture.label())
    }
}

impl PictureDelay {
    /// As the player takes it.
    pub fn samples(&self) -> SampleDelta {
        SampleDelta::from_milliseconds(i64::from(self.milliseconds))
    }

    /// "picture LATER than sound by 40 ms".
    pub fn label(&self) -> String {
        match self.milliseconds {
            0 => "no A/V delay set".to_owned(),
            late @ 1.. => format!("picture LATER than sound by {late} ms"),
            early => format!("picture EARLIER than sound by {} ms", early.unsigned_abs()),
        }
    }

    /// Where it comes from: "calibrated 2026-11-22 10:00".
    pub fn origin(&self) -> String {
        match &self.calibrated_at {
            Some(at) => format!("calibrated {}", minute_of(at)),
            None if self.milliseconds == 0 => "not calibrated".to_owned(),
            None => "set, not calibrated".to_owned(),
        }
    }
}

/// "2026-11-22 10:00" of an RFC 3339 time.
fn minute_of(at: &str) -> String {
    at.get(..16).unwrap_or(at).replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_labelled_with_its_delay_and_where_that_comes_from() {
        let heard = |milliseconds, at: Option<&str>| HeardThrough {
            device: "HDMI 1".to_owned(),
            picture: PictureDelay { milliseconds, calibrated_at: at.map(str::to_owned) },
        };
        let at = Some("2026-11-22T10:00:31+00:00[UTC]");
        for (heard, words) in [
            (heard(40, at), "HDMI 1, calibrated 2026-11-22 10:00: picture LATER than sound by 40 ms"),
            (heard(0, at), "HDMI 1, calibrated 2026-11-22 10:00: no A/V delay set"),
            (heard(-3, None), "HDMI 1, set, not calibrated: picture EARLIER than sound by 3 ms"),
            (heard(0, None), "HDMI 1, not calibrated: no A/V delay set"),
        ] {
            assert_eq!(heard.label(), words);
        }
        assert_eq!(heard(-3, None).picture.samples(), SampleDelta::new(-144));
    }
}
