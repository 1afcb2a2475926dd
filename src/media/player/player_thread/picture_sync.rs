//! Keeps the picture in sync with a programme that plays, round loops and across changes of speed.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use gstreamer::glib;

use super::{PictureSync, PlayerThread, last_sample};
use crate::media::player::play_segment::{PlaySegment, is_followed_by_picture};
use crate::media::player::video_pipelines::{LoopStatus, VideoPipelines};
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

impl PlayerThread {
    /// Starts a segment, with `continues` from where the programme is heard: the sound at once, the picture with it or
    /// after it.
    pub(super) fn roll(&mut self, continues: bool) -> Result<(), glib::BoolError> {
        if !continues {
            self.retry_device();
        }
        self.audio.play(self.transport.segment(), continues)?;
        if let Some(video) = &mut self.video {
            // Paused until the stream has started the segment.
            video.pause()?;
            if self.transport.segment().loop_range.is_none() {
                video.close_standby();
            }
        }
        if self.transport.is_shuttling() {
            self.picture_sync = PictureSync::Paused;
        } else if self.transport.picture_must_seek() {
            self.seek_picture(0);
        } else {
            self.picture_sync = PictureSync::Seeking { loops: 0 };
        }
        Ok(())
    }

    /// While it rolls: takes the position from the sound, and takes the picture round the loop with it.
    pub(super) fn follow_sound(&mut self) {
        let Some((segment, position)) = self.audio.heard() else { return };
        let (heard, sound_loops) = (segment.programme_at(position), segment.loops_at(position));
        self.transport.position = heard.min(last_sample(SamplePos::new(self.shared.mix.end())));
        if let (PictureSync::Synced { loops }, Some(range)) = (self.picture_sync, segment.loop_range) {
            self.loop_picture(&segment, range, sound_loops, loops);
        }
        self.stop_at_the_ends(&segment, heard);
    }

    /// Takes a new picture delay, if there is one.
    pub(super) fn apply_picture_delay(&mut self) {
        let delay = SampleDelta::new(self.shared.picture_delay.load(Ordering::Acquire));
        if std::mem::replace(&mut self.picture_delay, delay) != delay
            && let Some(video) = &self.video
        {
            video.set_delay(delay);
        }
    }

    /// Takes the picture back to the start of the loop with the sound.
    fn loop_picture(
        &mut self,
        segment: &PlaySegment,
        range: TimeRange,
        sound_loops: i64,
        picture_loops: i64,
    ) {
        let Some((started, clock)) = self.audio.started().zip(self.audio.clock()) else { return };
        let (speed, delay) = (segment.speed, self.picture_delay);
        let now = LoopStatus { clock, started, speed, range, sound_loops, picture_loops, delay };
        match self.video.as_mut().map(|video| video.follow_loop(&now)) {
            Some(Ok(Some(loops))) => self.picture_sync = PictureSync::Synced { loops },
            Some(Ok(None)) => self.seek_picture(sound_loops),
            Some(Err(error)) => self.log_refusal(Err(error)),
            None => {}
        }
    }

    /// A segment ends where there is nothing more to see or hear.
    fn stop_at_the_ends(&mut self, segment: &PlaySegment, heard: SamplePos) {
        let is_over = if segment.speed.is_backward() {
            heard.get() <= 0
        } else {
            segment.loop_range.is_none() && heard.get() >= self.shared.mix.end()
        };
        if !is_over {
            return;
        }
        let transport = &mut self.transport;
        let mut desired = self.shared.desired.lock().unwrap_or_else(PoisonError::into_inner);
        if is_followed_by_picture(segment.speed) {
            transport.reached_end(&mut desired);
        } else if !transport.has_new_speed(&desired) {
            desired.speed = Speed::REST;
            desired.target = desired.target.or(Some(heard));
        }
    }

    /// Seeks the picture to where the sound is; the sound goes on meanwhile.
    fn seek_picture(&mut self, loops: i64) {
        let target = self.transport.picture_seek();
        self.picture_sync = PictureSync::Seeking { loops };
        let accepted = self.video.as_mut().map_or(Ok(()), |video| video.seek(target));
        self.log_refusal(accepted);
    }

    /// Plays the picture in sync with the sound as soon as it is ready.
    pub(super) fn play_picture(&mut self) {
        let PictureSync::Seeking { loops } = self.picture_sync else { return };
        let Some((started, clock)) = self.audio.started().zip(self.audio.clock()) else { return };
        let showing = self.video.as_mut().map(VideoPipelines::showing_mut);
        let Some(showing) = showing.filter(|showing| showing.is_settled()) else { return };
        let playing = showing.play_with(&clock, &started, loops, self.picture_delay);
        self.picture_sync = PictureSync::Synced { loops };
        self.log_refusal(playing);
    }
}
