//! The output device and the test signal that calibrates its picture delay.

use super::{Effect, Settings, SettingsEffect, Stamp, TransportEffect, Workspace};
use crate::monitoring::Loudspeakers;
use crate::ticket::HeardThrough;

const UNTRIED: &str = "play the sync test first";
const UNHEARD: &str = "no sound device has answered: nothing is heard yet";

impl Workspace {
    /// Why there is no result of flash and pip to be kept.
    pub(super) fn calibration_refusal(&self) -> Option<&'static str> {
        match (self.flash_and_pip, self.flash_device_known) {
            (false, _) => Some(UNTRIED),
            (true, false) => Some(UNHEARD),
            (true, true) => None,
        }
    }

    /// Takes other settings over, for at once and for the next start.
    pub(super) fn set(&mut self, settings: Settings) -> Vec<Effect> {
        self.settings = settings.usable();
        self.update_output();
        vec![Effect::Settings(SettingsEffect::SaveSettings(Box::new(self.settings.clone())))]
    }

    /// The delay as it stands is what flash and pip gave with this device.
    pub(super) fn keep_calibration(&mut self, stamp: &Stamp) -> Vec<Effect> {
        let Some(device) = &self.output_device else { return Vec::new() };
        let kept = self.settings.picture_delays.entry(device.clone()).or_default();
        kept.calibrated_at = Some(stamp.at.clone());
        self.update_output();
        vec![Effect::Settings(SettingsEffect::SaveSettings(Box::new(self.settings.clone())))]
    }

    /// What is heard is heard through `device` from now on.
    pub(super) fn output_changed(&mut self, device: String) {
        self.output_device = Some(device);
        self.flash_device_known = self.flash_and_pip;
        self.update_output();
    }

    /// What is heard through goes with everything that is found and handed in.
    pub(super) fn update_output(&mut self) {
        let Some(session) = &mut self.session else { return };
        let device = self.output_device.clone().filter(|_| session.transport.sound_device.is_some());
        session.transport.output = device.map(|device| {
            let picture = self.settings.picture_delay(&device);
            let five_one = self.settings.loudspeakers(&device) == Loudspeakers::FiveOne;
            HeardThrough { device: if five_one { format!("{device} in 5.1") } else { device }, picture }
        });
    }

    /// Opens or closes the window of the settings; without it, flash and pip could not be stopped.
    pub(super) fn toggle_settings(&mut self) -> Vec<Effect> {
        self.settings_open = !self.settings_open;
        if self.settings_open { Vec::new() } else { self.stop_flash_and_pip() }
    }

    pub(super) fn toggle_flash_and_pip(&mut self) -> Vec<Effect> {
        if self.flash_and_pip {
            return self.stop_flash_and_pip();
        }
        (self.flash_and_pip, self.flash_device_known, self.settings_open) = (true, false, true);
        let pause = self.session.is_some().then_some(Effect::Transport(TransportEffect::Pause));
        pause.into_iter().chain([Effect::Settings(SettingsEffect::FlashAndPip(true))]).collect()
    }

    pub(super) fn stop_flash_and_pip(&mut self) -> Vec<Effect> {
        let was_playing = std::mem::replace(&mut self.flash_and_pip, false);
        was_playing.then_some(Effect::Settings(SettingsEffect::FlashAndPip(false))).into_iter().collect()
    }
}
