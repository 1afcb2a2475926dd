//! What is set for this desk, whatever request is open.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::{KeyboardLayout, Keymap, RecentRequest, WaveformLayout};
use crate::monitoring::{Loudspeakers, MonitorPreset};
use crate::ticket::PictureDelay;

/// What is set for this desk, whatever request is open; kept from one start to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// For each sound device by its name: what its delay is, apart from any alignment.
    pub picture_delays: BTreeMap<String, PictureDelay>,
    /// The devices with loudspeakers for 5.1, by name: every channel is heard from its own.
    pub five_one: BTreeSet<String>,
    /// Make small copies of pictures to scrub from, from the next request on; none is made any more as soon as it is
    /// off.
    pub scrub_copies: bool,
    /// Remove a picture's copy when its request is closed.
    pub scrub_copies_purged: bool,
    /// The most that all copies together may take, in GB of 10⁹ bytes; from the next request on.
    pub scrub_copies_gigabytes: u32,
    /// A person's own phrases for findings, by their short names.
    pub phrases: BTreeMap<String, String>,
    /// Keep a list of the requests opened last.
    pub remember_recent: bool,
    /// The requests opened last, newest first.
    pub recent: Vec<RecentRequest>,
    /// Which keys the commands have.
    pub keymap: Keymap,
    /// Which layout the keyboard has, to show keys by what is printed on them.
    pub keyboard: KeyboardLayout,
    /// The window's scale in hundredths of what the system says.
    pub scale_percent: u16,
    /// Each frame that is stepped or scrubbed to is heard.
    pub frame_sound: bool,
    /// The sound device chosen, by its name; `None`: the system's own choice.
    pub output: Option<String>,
    /// Ways of monitoring that were given a name.
    pub monitor_presets: Vec<MonitorPreset>,
    /// Where the waveform stands, and how high.
    pub waveform: WaveformLayout,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            picture_delays: BTreeMap::new(),
            five_one: BTreeSet::new(),
            scrub_copies: true,
            scrub_copies_purged: false,
            scrub_copies_gigabytes: 20,
            phrases: BTreeMap::new(),
            remember_recent: true,
            recent: Vec::new(),
            keymap: Keymap::default(),
            keyboard: KeyboardLayout::default(),
            scale_percent: 100,
            frame_sound: true,
            output: None,
            monitor_presets: Vec::new(),
            waveform: WaveformLayout::default(),
        }
    }
}

impl Settings {
    /// What copies may take together, in GB.
    pub const GIGABYTES: RangeInclusive<u32> = 1..=1000;
    /// The window's scale, in hundredths.
    pub const SCALES: RangeInclusive<u16> = 50..=250;
    /// How much later than the sound the picture may be shown, in milliseconds: further apart no way to screen or ear
    /// is.
    pub const DELAYS: RangeInclusive<i16> = -200..=200;

    /// The same with another delay for `device`. One that is changed has not been tried yet.
    #[must_use]
    pub fn with_delay(mut self, device: &str, milliseconds: i16) -> Self {
        let kept = self.picture_delays.entry(device.to_owned()).or_default();
        if kept.milliseconds != milliseconds {
            *kept = PictureDelay { milliseconds, calibrated_at: None };
        }
        self
    }

    /// For a device that was never tried there is no delay.
    pub fn picture_delay(&self, device: &str) -> PictureDelay {
        self.picture_delays.get(device).cloned().unwrap_or_default()
    }

    /// The same with `device` said to have loudspeakers for 5.1, or not.
    #[must_use]
    pub fn with_five_one(mut self, device: &str, has: bool) -> Self {
        if has {
            self.five_one.insert(device.to_owned());
        } else {
            self.five_one.remove(device);
        }
        self
    }

    /// What a device is heard through; two loudspeakers unless it is said to have more.
    pub fn loudspeakers(&self, device: &str) -> Loudspeakers {
        if self.five_one.contains(device) { Loudspeakers::FiveOne } else { Loudspeakers::Two }
    }

    /// The same with every number inside its range.
    #[must_use]
    pub fn usable(mut self) -> Self {
        for delay in self.picture_delays.values_mut() {
            delay.milliseconds = delay.milliseconds.clamp(*Self::DELAYS.start(), *Self::DELAYS.end());
        }
        self.scale_percent = self.scale_percent.clamp(*Self::SCALES.start(), *Self::SCALES.end());
        self.waveform = self.waveform.usable();
        self.scrub_copies_gigabytes =
            self.scrub_copies_gigabytes.clamp(*Self::GIGABYTES.start(), *Self::GIGABYTES.end());
        if !self.remember_recent {
            self.recent.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::SampleDelta;

    #[test]
    fn a_delay_that_is_changed_is_calibrated_no_more() {
        let mut settings = Settings::default().with_delay("HDMI 1", 40);
        let at = Some("2026-11-22T10:00:31+00:00".to_owned());
        settings.picture_delays.entry("HDMI 1".to_owned()).or_default().calibrated_at = at.clone();
        settings = settings.with_delay("HDMI 1", 40).with_delay("another", 7);
        assert_eq!(settings.picture_delay("HDMI 1").calibrated_at, at, "set to what it was");
        settings = settings.with_delay("HDMI 1", -3);
        let changed = PictureDelay { milliseconds: -3, calibrated_at: None };
        assert_eq!(settings.picture_delay("HDMI 1"), changed);
        assert_eq!(settings.picture_delay("a third"), PictureDelay::default());
    }

    #[test]
    fn what_no_device_takes_is_not_set() {
        let settings = Settings { scrub_copies_gigabytes: 0, ..Settings::default() };
        let usable = settings.with_delay("HDMI 1", 900).usable();
        assert_eq!(usable.picture_delay("HDMI 1").samples(), SampleDelta::new(9600));
        assert_eq!(usable.scrub_copies_gigabytes, 1);
    }
}
