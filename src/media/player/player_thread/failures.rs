//! What fails and what goes on: a picture that breaks off, ends early or stalls, a file that hangs, an op that takes too
//! long. Each is reported once, with a remedy.

use gstreamer as gst;

use super::{PlayerThread, StallWatch};
use crate::media::player::device::SoundDevice;
use crate::media::player::shared::PATIENCE;
use crate::media::player::transport::InFlight;
use crate::media::player::video_pipeline::VideoPipeline;
use crate::media::probe::movie_error;
use crate::timebase::{SampleDelta, SamplePos, Speed};

/// A picture that ends this much too early has been cut off: 2 s, since some movies hold their last frame for a second.
const CUT_OFF_AFTER: SampleDelta = SampleDelta::new(96_000);

/// A file that does not answer for this long hangs.
const HANG_AFTER: gst::ClockTime = gst::ClockTime::from_seconds(3);

/// A playing picture that shows nothing new for this long has stalled: no seek and no frame of a movie takes as long.
const STALL_AFTER: gst::ClockTime = gst::ClockTime::from_seconds(5);

impl PlayerThread {
    /// The picture cannot go on.
    pub(super) fn fail_picture(&mut self, error: &gst::message::Error) {
        // Errors after the first are its consequences.
        if self.is_broken {
            return;
        }
        let problem = match self.movie.as_deref() {
            Some(movie) => movie_error(movie, &error.error(), None).to_string(),
            None => error.error().message().to_owned(),
        };
        tracing::warn!(problem, detail = ?error.debug(), "the picture failed");
        if self.shared.mix.has_sound() {
            return self.continue_without_picture(&problem);
        }
        self.is_broken = true;
        self.audio.rest();
        self.transport.speed = Speed::REST;
        self.transport.is_rolling = false;
        self.transport.in_flight = None;
        self.report(problem);
    }

    /// The picture is gone; the sound goes on, and `problem` is reported.
    pub(super) fn continue_without_picture(&mut self, problem: &str) {
        if let Some(mut video) = self.video.take() {
            video.shut_down();
        }
        self.picture_lost = true;
        self.transport.lose_picture();
        self.shared.latest.clear();
        self.report(format!("{problem}. The sound can still be played"));
    }

    /// The picture has ended. Where much of it is missing, the file has been cut off or its share is gone.
    pub(super) fn end_picture(&mut self) {
        let target = match self.transport.in_flight {
            Some(InFlight::Seek(place)) => Some(place),
            Some(InFlight::Step(frame)) => Some(self.transport.start_of_frame(frame)),
            Some(InFlight::Open) => Some(SamplePos::ZERO),
            Some(InFlight::Roll | InFlight::Pause) | None => None,
        };
        if target.is_some() {
            // No picture will arrive.
            self.finish_op();
        }
        let loop_range = self.transport.segment().loop_range;
        let plays = self.transport.is_rolling && !self.transport.is_shuttling() && loop_range.is_none();
        let Some(place) = target.or_else(|| self.heard().filter(|_| plays)) else { return };
        let end = self.transport.start_of_frame(self.frames);
        if end - place < CUT_OFF_AFTER {
            return;
        }
        let movie = self.movie.as_deref().map(|movie| movie.display().to_string()).unwrap_or_default();
        let (frame, frames) = (self.frame_on_screen().unwrap_or(0), self.frames);
        let problem = format!(
            "{movie} shows nothing after frame {frame} of {frames}: the file has been cut off or its share is gone; \
             copy it again, then open the request again"
        );
        if self.shared.mix.has_sound() {
            self.continue_without_picture(&problem);
        } else {
            self.report(problem);
        }
    }

    /// A read that hangs holds up only the thread that reads: it is reported once, and the rest goes on.
    pub(super) fn check_hanging_files(&mut self) {
        let waiting = self.shared.mix.state.waiting_time();
        if waiting < HANG_AFTER {
            self.is_hang_reported &= waiting > gst::ClockTime::ZERO;
        } else if !std::mem::replace(&mut self.is_hang_reported, true) {
            self.report(format!(
                "the audio has not answered for {} s and is silent until it does: check that its disk or share is there",
                HANG_AFTER.seconds()
            ));
        }
    }

    /// A movie whose reads hang shows nothing more, and no pipeline says so: it is reported once, and the sound goes on.
    pub(super) fn check_stalled_picture(&mut self) {
        let shown = self.shared.latest.arrived();
        let last = self.transport.start_of_frame(self.frames - 1);
        let is_due = self.showing().is_some_and(VideoPipeline::is_starved)
            && self.transport.is_rolling
            && !self.transport.is_shuttling()
            && self.transport.in_flight.is_none()
            && self.transport.position < last;
        let now = gst::get_timestamp();
        if !is_due || shown != self.stall_watch.shown {
            self.stall_watch = StallWatch { shown, since: now, is_reported: false };
        } else if now.saturating_sub(self.stall_watch.since) > STALL_AFTER && !self.stall_watch.is_reported {
            self.stall_watch.is_reported = true;
            let movie = self.movie.as_deref().map(|movie| movie.display().to_string()).unwrap_or_default();
            self.report(format!(
                "{movie} has shown nothing new for {} s, and the sound goes on without it: check that its disk or \
                 share is there, then pause and play",
                STALL_AFTER.seconds()
            ));
        }
    }

    /// Gives up an op that takes too long.
    pub(super) fn give_up(&mut self, op: InFlight) {
        tracing::warn!(?op, "no answer from the pipeline");
        if op == InFlight::Roll && self.audio.device != SoundDevice::None {
            self.op_started_at = gst::get_timestamp();
            return self.change_device("it plays nothing");
        }
        self.transport.in_flight = None;
        let seconds = PATIENCE.seconds();
        self.report(format!(
            "the movie did not answer within {seconds} s: if it is on a share, copy it here"
        ));
    }
}
