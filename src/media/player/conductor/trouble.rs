use gstreamer as gst;

use super::{Conductor, Errand, PATIENCE};
use crate::media::player::device::SoundDevice;
use crate::media::player::device::SoundOutput;
use crate::media::player::sound::SoundDeck;
use crate::media::probe::sentence;
use crate::timebase::Speed;

/// A device that is lost again so soon is not taken a second time.
const SOON: gst::ClockTime = gst::ClockTime::from_seconds(3);

impl Conductor {
    /// The picture cannot go on.
    pub(super) fn break_off(&mut self, error: &gst::message::Error) {
        // What follows the first error is its consequence.
        if self.broken {
            return;
        }
        let problem = match self.movie.as_deref() {
            Some(movie) => sentence(movie, &error.error(), None).to_string(),
            None => error.error().message().to_owned(),
        };
        tracing::warn!(problem, detail = ?error.debug(), "the player broke off");
        self.broken = true;
        self.sound.rest();
        self.transport.speed = Speed::REST;
        self.transport.is_rolling = false;
        self.transport.errand = None;
        self.report(problem);
    }

    /// The sound device is gone: takes the next one that answers, else plays on silently at the right speed, from
    /// where it was heard.
    pub(super) fn lose_sound(&mut self, error: &gst::message::Error) {
        if self.sound.device == SoundDevice::None {
            return;
        }
        let why = error.error().message().trim_end_matches('.').to_owned();
        tracing::warn!(why, detail = ?error.debug(), "the sound device is gone");
        self.change_device(&why);
    }

    pub(super) fn change_device(&mut self, why: &str) {
        let now = gst::get_timestamp();
        let again = self.lost_at.replace(now).is_some_and(|at| now.saturating_sub(at) < SOON);
        let output = if again { SoundOutput::Silent } else { self.output.clone() };
        let place = self.heard();
        self.sound.shut_down();
        let sound = match SoundDeck::new(&self.shared.console, &output, &self.shared.bus) {
            Ok(sound) => sound,
            Err(error) => return self.report(error.to_string()),
        };
        self.sound = sound;
        let goes_on = match self.sound.device {
            SoundDevice::None => "playing on without sound until it is back".to_owned(),
            device => format!("playing on through the {device}"),
        };
        self.report(format!("the sound device is gone ({why}): {goes_on}"));
        let opened = self.sound.open();
        self.accept(opened);
        if self.transport.is_rolling {
            self.transport.position = place.unwrap_or(self.transport.position);
            let rolled = self.roll(false);
            self.accept(rolled);
        }
    }

    /// Whether to look for the device again: it was lost a while ago, and what begins now begins anew.
    pub(super) fn finds_sound_again(&mut self) {
        let now = gst::get_timestamp();
        let is_due = self.lost_at.is_some_and(|at| now.saturating_sub(at) >= SOON);
        if !is_due || self.sound.device != SoundDevice::None {
            return;
        }
        match SoundDeck::new(&self.shared.console, &self.output, &self.shared.bus) {
            Ok(sound) if sound.device != SoundDevice::None => {
                self.sound.shut_down();
                self.sound = sound;
                self.report(format!("the sound is back, through the {}", self.sound.device));
            }
            Ok(sound) => sound.shut_down(),
            Err(error) => tracing::warn!(%error, "no sound again"),
        }
        self.lost_at = Some(now);
    }

    /// An answer that does not come is waited for no longer.
    pub(super) fn give_up(&mut self, errand: Errand) {
        tracing::warn!(?errand, "no answer from the pipeline");
        if errand == Errand::Roll && self.sound.device != SoundDevice::None {
            self.errand_since = gst::get_timestamp();
            return self.change_device("it plays nothing");
        }
        self.transport.errand = None;
        let seconds = PATIENCE.seconds();
        self.report(format!(
            "the movie did not answer within {seconds} s: if it lies on a share, copy it here"
        ));
    }
}
