use std::sync::atomic::Ordering;

use gstreamer as gst;

use super::{InFlight, PATIENCE, PlayerThread};
use crate::media::player::audio_pipeline::AudioPipeline;
use crate::media::player::device::{SoundDevice, SoundOutput};
use crate::media::player::video_pipeline::VideoPipeline;
use crate::media::probe::sentence;
use crate::monitoring::Loudspeakers;
use crate::timebase::{SampleDelta, SamplePos, Speed};

/// A device that is lost again so soon is not taken a second time.
const SOON: gst::ClockTime = gst::ClockTime::from_seconds(3);

/// A picture that ends so much early has been cut off: some movies hold their last frame for a second.
const MISSED: SampleDelta = SampleDelta::new(96_000);

/// A file that does not answer for so long hangs.
const HANGS: gst::ClockTime = gst::ClockTime::from_seconds(3);

/// A picture that runs with the sound and shows nothing new for so long stands: no seek and no frame of a movie takes
/// as much.
const STANDS: gst::ClockTime = gst::ClockTime::from_seconds(5);

/// Since when nothing new has been shown.
#[derive(Default)]
pub(super) struct Standing {
    /// Pictures shown by then.
    shown: u64,
    since: gst::ClockTime,
    is_told: bool,
}

impl PlayerThread {
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
        if self.shared.console.has_sound() {
            return self.go_on_without_picture(&problem);
        }
        self.broken = true;
        self.sound.rest();
        self.transport.speed = Speed::REST;
        self.transport.is_rolling = false;
        self.transport.errand = None;
        self.report(problem);
    }

    fn go_on_without_picture(&mut self, problem: &str) {
        if let Some(mut booth) = self.booth.take() {
            booth.shut_down();
        }
        self.is_blind = true;
        self.transport.lose_picture();
        self.shared.screen.go_dark();
        self.report(format!("{problem}. The sound can still be played"));
    }

    /// The picture shows no more. Where much of it is missing, the file has been cut off or its share is gone.
    pub(super) fn end_picture(&mut self) {
        let sought = match self.transport.errand {
            Some(InFlight::Seek(place)) => Some(place),
            Some(InFlight::Step(frame)) => Some(self.transport.start_of_frame(frame)),
            Some(InFlight::Open) => Some(SamplePos::ZERO),
            Some(InFlight::Roll | InFlight::Pause) | None => None,
        };
        if sought.is_some() {
            // No picture will come.
            self.finish_errand();
        }
        let plays = self.transport.leg();
        let runs = self.transport.is_rolling && !self.transport.is_shuttling() && plays.repeat.is_none();
        let Some(place) = sought.or_else(|| self.heard().filter(|_| runs)) else { return };
        let end = self.transport.start_of_frame(self.frames);
        if end - place < MISSED {
            return;
        }
        let movie = self.movie.as_deref().map(|movie| movie.display().to_string()).unwrap_or_default();
        let (frame, frames) = (self.shown().unwrap_or(0), self.frames);
        let problem = format!(
            "{movie} shows nothing after frame {frame} of {frames}: the file has been cut off or its share is gone; \
             copy it again, then open the request again"
        );
        if self.shared.console.has_sound() {
            self.go_on_without_picture(&problem);
        } else {
            self.report(problem);
        }
    }

    /// A read that hangs holds up only the thread that reads: it is told once, and the rest goes on.
    pub(super) fn look_for_hanging_files(&mut self) {
        let unanswered = self.shared.console.unanswered();
        if unanswered < HANGS {
            self.is_hang_told &= unanswered > gst::ClockTime::ZERO;
        } else if !std::mem::replace(&mut self.is_hang_told, true) {
            self.report(format!(
                "the audio has not answered for {} s and is silent until it does: check that its disk or share is there",
                HANGS.seconds()
            ));
        }
    }

    /// A movie whose reads hang shows nothing more, and no pipeline says so: it is told once, and the sound goes on.
    pub(super) fn look_for_a_picture_that_stands(&mut self) {
        let shown = self.shared.screen.arrived();
        let last = self.transport.start_of_frame(self.frames - 1);
        let is_due = self.projector().is_some_and(VideoPipeline::is_starved)
            && self.transport.is_rolling
            && !self.transport.is_shuttling()
            && self.transport.errand.is_none()
            && self.transport.position < last;
        let now = gst::get_timestamp();
        if !is_due || shown != self.standing.shown {
            self.standing = Standing { shown, since: now, is_told: false };
        } else if now.saturating_sub(self.standing.since) > STANDS && !self.standing.is_told {
            self.standing.is_told = true;
            let movie = self.movie.as_deref().map(|movie| movie.display().to_string()).unwrap_or_default();
            self.report(format!(
                "{movie} has shown nothing new for {} s, and the sound goes on without it: check that its disk or \
                 share is there, then pause and play",
                STANDS.seconds()
            ));
        }
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
        if !self.open_sound_anew(&output) {
            return;
        }
        let goes_on = match self.sound.device {
            SoundDevice::None => "playing on without sound until it is back".to_owned(),
            device => format!("playing on through the {device}"),
        };
        self.report(format!("the sound device is gone ({why}): {goes_on}"));
        self.go_on_hearing();
    }

    /// Takes the device anew when it is said to have other loudspeakers.
    pub(super) fn look_at_loudspeakers(&mut self) {
        let has_five_one = self.shared.has_five_one.load(Ordering::Acquire);
        let asked = if has_five_one { Loudspeakers::FiveOne } else { Loudspeakers::Two };
        if std::mem::replace(&mut self.loudspeakers, asked) == asked {
            return;
        }
        if !self.open_sound_anew(&self.output.clone()) {
            return;
        }
        if self.sound.loudspeakers != asked {
            self.report(format!("the {} takes no 5.1: it is heard folded down to two", self.sound.device));
        }
        self.go_on_hearing();
    }

    /// Whether there is a sound again; it is still closed.
    fn open_sound_anew(&mut self, output: &SoundOutput) -> bool {
        self.transport.position = self.heard().unwrap_or(self.transport.position);
        self.sound.shut_down();
        match AudioPipeline::new(&self.shared.console, output, self.loudspeakers, &self.shared.bus) {
            Ok(sound) => self.sound = sound,
            Err(error) => {
                self.report(error.to_string());
                return false;
            }
        }
        true
    }

    /// From where the programme was heard last, if it runs.
    fn go_on_hearing(&mut self) {
        let opened = self.sound.open();
        self.accept(opened);
        if self.transport.is_rolling {
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
        match AudioPipeline::new(&self.shared.console, &self.output, self.loudspeakers, &self.shared.bus) {
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
    pub(super) fn give_up(&mut self, errand: InFlight) {
        tracing::warn!(?errand, "no answer from the pipeline");
        if errand == InFlight::Roll && self.sound.device != SoundDevice::None {
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
