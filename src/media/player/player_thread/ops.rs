//! One op at a time: is the one in flight done, overdue or refused, and what is next.

use std::sync::PoisonError;

use gstreamer as gst;

use super::{PlayerThread, last_sample};
use crate::media::player::shared::PATIENCE;
use crate::media::player::transport::{InFlight, PipelineOp};
use crate::media::player::video_pipeline::VideoPipeline;
use crate::media::player::video_pipelines::VideoPipelines;
use crate::timebase::SamplePos;

/// A rest as long as this leaves the device to other programs.
const LONG_REST: gst::ClockTime = gst::ClockTime::from_seconds(300);
/// A step that brings no picture by then is done as a seek.
const STEP_PATIENCE: gst::ClockTime = gst::ClockTime::from_mseconds(500);

impl PlayerThread {
    /// Checks what no message reports: where the sound is, whether the op in flight is done or overdue.
    pub(super) fn check_op(&mut self) {
        if self.transport.in_flight.is_some_and(|op| self.is_done(op)) {
            self.finish_op();
        }
        if self.transport.is_rolling {
            self.play_picture();
        }
        let waited = gst::get_timestamp().saturating_sub(self.op_started_at);
        match self.transport.in_flight {
            None if self.transport.is_rolling && !self.transport.ended => self.follow_sound(),
            None if !self.transport.is_rolling && waited > LONG_REST => {
                let released = self.audio.release();
                self.log_refusal(released);
            }
            Some(InFlight::Step(frame)) if waited > STEP_PATIENCE => {
                self.finish_op();
                let start = self.transport.start_of_frame(frame);
                self.with_desired(|desired| desired.target = desired.target.or(Some(start)));
            }
            Some(op) if waited > PATIENCE => self.give_up(op),
            _ => {}
        }
    }

    /// Whether picture and sound have got to where the op sent them.
    fn is_done(&self, op: InFlight) -> bool {
        let is_settled = self.showing().is_none_or(VideoPipeline::is_settled);
        match op {
            InFlight::Roll => self.audio.is_heard(),
            InFlight::Open | InFlight::Seek(_) | InFlight::Step(_) | InFlight::Pause => is_settled,
        }
    }

    pub(super) fn finish_op(&mut self) {
        let op = self.transport.in_flight;
        self.transport.done(self.frame_on_screen());
        if op == Some(InFlight::Roll) {
            return;
        }
        if let Some(showing) = self.showing() {
            showing.hide_preroll();
        }
        if op == Some(InFlight::Open) {
            (self.shared.wake)();
        }
    }

    /// Gives the pipelines the next op, if they are free for one and one is desired.
    pub(super) fn start_next_op(&mut self) {
        if self.is_broken {
            return;
        }
        let end = SamplePos::new(self.shared.mix.end());
        let continues = self.transport.is_rolling;
        let transport = &mut self.transport;
        let op = {
            let mut desired = self.shared.desired.lock().unwrap_or_else(PoisonError::into_inner);
            transport.next_op(&mut desired, end)
        };
        let Some(op) = op else { return };
        self.op_started_at = gst::get_timestamp();
        let accepted = match op {
            PipelineOp::Seek(target) => {
                self.audio.rest();
                // The pages are read while the picture seeks.
                self.shared.mix.state.move_playhead(target.place.get(), true);
                self.video.as_mut().map_or(Ok(()), |video| video.seek(target))
            }
            PipelineOp::Step(_) => {
                if let Some(video) = &mut self.video {
                    video.step();
                }
                Ok(())
            }
            PipelineOp::Roll => self.roll(continues),
            PipelineOp::Pause => {
                // At rest the sound has no place.
                self.transport.position =
                    self.heard().unwrap_or(self.transport.position).min(last_sample(end));
                self.audio.rest();
                self.video.as_mut().map_or(Ok(()), VideoPipelines::pause)
            }
        };
        if accepted.is_err() {
            self.transport.in_flight = None;
        }
        self.log_refusal(accepted);
    }
}
