//! The sound device: its name as the player reports it, and what is set for it.

use crate::media::Player;
use crate::session::{Event, Settings, SettingsEvent};
use crate::timebase::SampleDelta;

/// What is heard through, and what is set for it: the picture is shown as late as the device wants it, and every
/// channel is heard from its own loudspeaker where there are so many.
#[derive(Default)]
pub(super) struct OutputDevice {
    settings: Settings,
    /// The device's name as last reported; the next player is taken to be heard through it until it says otherwise.
    device: Option<String>,
    /// Its name was reported since it was last asked for.
    is_reported: bool,
}

impl OutputDevice {
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// News when `device` is another one; a player that does not know its device yet gives `None`.
    pub fn update(&mut self, device: Option<String>) -> Option<Event> {
        let is_news = device.is_some() && (device != self.device || !self.is_reported);
        is_news.then(|| (self.device, self.is_reported) = (device.clone(), true))?;
        device.map(|device| SettingsEvent::OutputDevice(device).into())
    }

    /// Something else plays now: its device is reported even where it is the same.
    pub fn report_again(&mut self) {
        self.is_reported = false;
    }

    /// How much later than the sound the picture is to be shown.
    pub fn picture_delay(&self) -> SampleDelta {
        let delay = self.device.as_ref().map(|device| self.settings.picture_delay(device));
        delay.unwrap_or_default().samples()
    }

    /// Tells the player how it is heard. Cheap: a few atomic accesses.
    pub fn apply_to(&self, player: Option<&Player>) {
        let Some(player) = player else { return };
        player.set_picture_delay(self.picture_delay());
        let loudspeakers = self.device.as_ref().map(|device| self.settings.loudspeakers(device));
        player.set_loudspeakers(loudspeakers.unwrap_or_default());
        player.set_frame_sound(self.settings.frame_sound);
        player.set_device(self.settings.output.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{PlayerSources, SoundOutput};
    use crate::timebase::FrameRate;
    use std::sync::Arc;

    #[test]
    fn a_player_goes_by_the_delay_of_its_device_as_soon_as_the_device_is_known() {
        let mut sources = PlayerSources::new(FrameRate::F24);
        sources.sound_output = SoundOutput::Silent;
        let player = Player::open(sources, Arc::new(|| {})).unwrap();
        let mut device = OutputDevice::default();
        device.set(Settings::default().with_delay("HDMI 1", 40).with_delay("desk speakers", -5));
        assert!(device.update(None).is_none());
        device.apply_to(Some(&player));
        assert_eq!(player.picture_delay(), SampleDelta::ZERO);
        let message = device.update(Some("HDMI 1".to_owned()));
        assert!(
            matches!(message, Some(Event::Settings(SettingsEvent::OutputDevice(device))) if device == "HDMI 1")
        );
        device.apply_to(Some(&player));
        assert_eq!(player.picture_delay(), SampleDelta::new(1920));
        assert!(device.update(Some("HDMI 1".to_owned())).is_none(), "told once");
        device.report_again();
        assert!(device.update(None).is_none(), "not known yet");
        assert!(device.update(Some("HDMI 1".to_owned())).is_some(), "asked again");
        device.update(Some("desk speakers".to_owned()));
        device.apply_to(Some(&player));
        assert_eq!(player.picture_delay(), SampleDelta::new(-240), "another device, another delay");
        device.set(Settings::default().with_delay("desk speakers", 6));
        device.apply_to(Some(&player));
        assert_eq!(player.picture_delay(), SampleDelta::new(288));
    }
}
