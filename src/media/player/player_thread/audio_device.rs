//! Changes of the sound device while it plays: a device that is lost, that comes back, or that gets other loudspeakers.

use std::sync::atomic::Ordering;

use gstreamer as gst;

use super::PlayerThread;
use crate::media::player::audio_pipeline::AudioPipeline;
use crate::media::player::device::{SoundDevice, SoundOutput};
use crate::monitoring::Loudspeakers;

/// A device that is lost twice within this time is not tried again.
const LOST_TWICE_WITHIN: gst::ClockTime = gst::ClockTime::from_seconds(3);

impl PlayerThread {
    /// The sound device is gone: takes the next that answers, else plays on silently at the right speed, from where it was
    /// heard.
    pub(super) fn lose_device(&mut self, error: &gst::message::Error) {
        if self.audio.device == SoundDevice::None {
            return;
        }
        let why = error.error().message().trim_end_matches('.').to_owned();
        tracing::warn!(why, detail = ?error.debug(), "the sound device is gone");
        self.change_device(&why);
    }

    /// Takes another device and plays on from where it was heard. A device that is lost twice in a row is not tried again.
    pub(super) fn change_device(&mut self, why: &str) {
        let now = gst::get_timestamp();
        let again =
            self.device_lost_at.replace(now).is_some_and(|at| now.saturating_sub(at) < LOST_TWICE_WITHIN);
        let output = if again { SoundOutput::Silent } else { self.output.clone() };
        if !self.reopen_audio(&output) {
            return;
        }
        let what_now = match self.audio.device {
            SoundDevice::None => "playing on without sound until it is back".to_owned(),
            device => format!("playing on through the {device}"),
        };
        self.report(format!("the sound device is gone ({why}): {what_now}"));
        self.play_on();
    }

    /// Opens the device again when it is set to have other loudspeakers.
    pub(super) fn apply_loudspeakers(&mut self) {
        let has_five_one = self.shared.has_five_one.load(Ordering::Acquire);
        let wanted = if has_five_one { Loudspeakers::FiveOne } else { Loudspeakers::Two };
        if std::mem::replace(&mut self.loudspeakers, wanted) == wanted {
            return;
        }
        if !self.reopen_audio(&self.output.clone()) {
            return;
        }
        if self.audio.loudspeakers != wanted {
            self.report(format!("the {} takes no 5.1: it is folded down to two channels", self.audio.device));
        }
        self.play_on();
    }

    /// Opens another device when another was chosen.
    pub(super) fn apply_chosen_device(&mut self) {
        let chosen = self.shared.chosen_device.load_full();
        let takes_names = matches!(self.output, SoundOutput::Device | SoundOutput::Named(_));
        if chosen == self.chosen_device || !takes_names {
            return;
        }
        self.chosen_device = chosen;
        self.output = match self.chosen_device.as_deref() {
            Some(name) => SoundOutput::Named(name.clone()),
            None => SoundOutput::Device,
        };
        if !self.reopen_audio(&self.output.clone()) {
            return;
        }
        self.play_on();
    }

    /// A piece to be heard at rest opens a device that was left to other programs.
    pub(super) fn open_for_snippet(&mut self) {
        let asked = self.shared.mix.state.snippet().number;
        if std::mem::replace(&mut self.snippet, asked) != asked {
            self.op_started_at = self.op_started_at.max(gst::get_timestamp());
            let opened = self.audio.open();
            self.log_refusal(opened);
        }
    }

    /// Builds the audio pipeline again, still closed; returns whether that worked.
    fn reopen_audio(&mut self, output: &SoundOutput) -> bool {
        self.transport.position = self.heard().unwrap_or(self.transport.position);
        self.audio.shut_down();
        match AudioPipeline::new(&self.shared.mix, output, self.loudspeakers, &self.shared.bus) {
            Ok(audio) => self.audio = audio,
            Err(error) => {
                self.report(error.to_string());
                return false;
            }
        }
        true
    }

    /// Plays on from where the programme was last heard, if it was playing.
    fn play_on(&mut self) {
        let opened = self.audio.open();
        self.log_refusal(opened);
        if self.transport.is_rolling {
            let rolled = self.roll(false);
            self.log_refusal(rolled);
        }
    }

    /// Looks for a device again, if the last was lost a while ago.
    pub(super) fn retry_device(&mut self) {
        let now = gst::get_timestamp();
        let is_due = self.device_lost_at.is_some_and(|at| now.saturating_sub(at) >= LOST_TWICE_WITHIN);
        if !is_due || self.audio.device != SoundDevice::None {
            return;
        }
        match AudioPipeline::new(&self.shared.mix, &self.output, self.loudspeakers, &self.shared.bus) {
            Ok(audio) if audio.device != SoundDevice::None => {
                self.audio.shut_down();
                self.audio = audio;
                self.report(format!("the sound is back, through the {}", self.audio.device));
            }
            Ok(audio) => audio.shut_down(),
            Err(error) => tracing::warn!(%error, "still no sound device"),
        }
        self.device_lost_at = Some(now);
    }
}
