//! One pipeline for the movie's picture.
//!
//! `movie source ! decodebin ! queue ! videoconvert ! videoflip ! appsink`. Takes seeks and the sound's clock;
//! gives pictures. Owned by the player's thread. The arithmetic that keeps it in sync is in
//! [`VideoPipeline::play_with`].

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::picture::{LatestFrame, PictureOutput, ShowPreroll, add_picture};
use super::pipeline::{forwarding_pipeline, is_part_of, is_settled};
use super::segment_queue::StartedSegment;
use crate::media::MediaError;
use crate::media::movie_picture::PictureTimeline;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed};

/// A pipeline that shows the movie. It follows the sound's clock with one time offset, so the sound never waits for a
/// picture, and a late picture is shown at once.
pub(super) struct VideoPipeline {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    timeline: PictureTimeline,
    /// Decoded pictures that wait for their time.
    queue: gst::Element,
    show_preroll: ShowPreroll,
    /// Where its running time starts: the place of the last seek.
    seek_place: SamplePos,
    /// The number of the last seek, which every message that follows from it carries.
    seek_number: Option<gst::Seqnum>,
    /// How much later than the sound's clock its pictures are due, in nanoseconds, without the picture delay.
    offset: i64,
}

/// A frame later than this is dropped when frames may be dropped. *Derived*: one frame at 24 fps.
const MAX_LATENESS_NANOSECONDS: i64 = 42_000_000;

/// Decoded pictures that may wait while it plays, so that one that is slow to decode is still in time.
const QUEUE_FRAMES: u32 = 3;

/// Where to seek the picture, and how it plays on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeekTarget {
    /// The middle of a frame, so that no rounding finds its neighbour.
    pub place: SamplePos,
    pub speed: Speed,
    /// GStreamer's stop: no picture from here on.
    pub stop: Option<SamplePos>,
}

impl VideoPipeline {
    /// Builds the pipeline for `movie`, still closed; its messages go to `bus`.
    ///
    /// # Errors
    /// When GStreamer lacks a part or refuses to link it. A movie that does not open says so on the bus.
    pub(super) fn new(
        movie: &Path,
        rate: FrameRate,
        latest: &Arc<LatestFrame>,
        wake: &Arc<dyn Fn() + Send + Sync>,
        bus: &gst::Bus,
    ) -> Result<Self, MediaError> {
        let pipeline = forwarding_pipeline(bus);
        let show_preroll = ShowPreroll::default();
        let output = PictureOutput {
            latest: Arc::clone(latest),
            wake: Arc::clone(wake),
            show_preroll: Arc::clone(&show_preroll),
        };
        let timeline = PictureTimeline::of(movie, rate);
        let (queue, sink) = add_picture(&pipeline, movie, timeline, output)?;
        // Its base time is the sound's, set by hand.
        pipeline.set_start_time(gst::ClockTime::NONE);
        let seek_place = SamplePos::ZERO;
        Ok(Self { pipeline, sink, timeline, queue, show_preroll, seek_place, seek_number: None, offset: 0 })
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        is_part_of(&self.pipeline, source)
    }

    /// Prerolls and shows the first picture. A refusal is followed by a message on the bus that says why.
    pub(super) fn open(&self) {
        self.show_preroll.store(true, Ordering::Release);
        self.open_hidden();
    }

    /// Prerolls without showing anything.
    pub(super) fn open_hidden(&self) {
        let _ = self.pipeline.set_state(gst::State::Paused);
    }

    /// Shows the frame at `target`, and pauses there.
    pub(super) fn seek(&mut self, target: SeekTarget) -> Result<(), glib::BoolError> {
        self.show_preroll.store(true, Ordering::Release);
        self.seek_hidden(target)
    }

    /// Goes there and pauses without showing anything; pictures are shown once it plays from there.
    pub(super) fn seek_hidden(&mut self, target: SeekTarget) -> Result<(), glib::BoolError> {
        self.pause()?;
        self.seek_place = target.place;
        // What is decoded past the place may never be needed.
        self.queue.set_property("max-size-buffers", 1_u32);
        let time = |place: SamplePos| self.timeline.time_of(place);
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        let (stop_type, stop) = match target.stop {
            Some(stop) => (gst::SeekType::Set, Some(time(stop))),
            // A seek keeps the last stop unless it sets none.
            None => (gst::SeekType::Set, gst::ClockTime::NONE),
        };
        let (factor, start) = (target.speed.factor(), time(target.place));
        let seek = gst::event::Seek::new(factor, flags, gst::SeekType::Set, start, stop_type, stop);
        self.seek_number = Some(seek.seqnum());
        let sent = self.pipeline.send_event(seek);
        sent.then_some(())
            .ok_or_else(|| glib::bool_error!("the picture refused to seek to {:?}", target.place))
    }

    /// Whether a message is about the picture before its last seek.
    pub(super) fn is_outdated(&self, message: &gst::Message) -> bool {
        self.seek_number.is_some_and(|number| message.seqnum() < number)
    }

    /// Shows the next picture, by GStreamer's own step. A step that is refused brings none.
    pub(super) fn step(&self) {
        self.show_preroll.store(true, Ordering::Release);
        self.sink.send_event(gst::event::Step::new(gst::format::Buffers::ONE, 1.0, true, false));
    }

    /// Plays on from its place in time with the sound: by the sound's clock and base time, in step with the segment that
    /// the stream has started, after `loops` turns of the loop.
    pub(super) fn play_with(
        &mut self,
        (clock, base_time): &(gst::Clock, gst::ClockTime),
        started: &StartedSegment,
        loops: i64,
        delay: SampleDelta,
    ) -> Result<(), glib::BoolError> {
        let segment = started.segment.unwrap_or_default();
        self.hide_preroll();
        self.queue.set_property("max-size-buffers", QUEUE_FRAMES);
        self.pipeline.use_clock(Some(clock));
        self.pipeline.set_base_time(*base_time);
        // Running time of the picture's first frame: the segment's start in the stream, and from there to that frame
        // at the segment's speed. Reckoned in halves of normal speed, so that nothing is rounded before the end.
        let into_segment =
            i128::from(self.seek_place.get() - segment.from.get() + loops * segment.loop_length());
        let halves = i128::from(segment.speed.halves().max(1));
        let samples = i128::from(started.at) * halves + into_segment * 2;
        let nanoseconds = samples * 1_000_000_000 / 48_000 / halves;
        self.offset = i64::try_from(nanoseconds).unwrap_or(0);
        self.set_delay(delay);
        // A slow computer drops frames, or it would fall behind the sound for good. At half speed it shows them all.
        let may_drop = segment.speed >= Speed::NORMAL;
        self.sink.set_property("qos", may_drop);
        self.sink.set_property("max-lateness", if may_drop { MAX_LATENESS_NANOSECONDS } else { -1 });
        self.change_state(gst::State::Playing)
    }

    /// Sets how much later than the sound pictures are shown, from the next on; earlier if negative.
    pub(super) fn set_delay(&self, delay: SampleDelta) {
        let nanoseconds = i128::from(delay.get()) * 1_000_000_000 / 48_000;
        let offset = self.offset.saturating_add(i64::try_from(nanoseconds).unwrap_or(0));
        self.sink.set_property("ts-offset", offset);
    }

    pub(super) fn pause(&self) -> Result<(), glib::BoolError> {
        self.change_state(gst::State::Paused)
    }

    pub(super) fn shut_down(&self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }

    pub(super) fn is_settled(&self) -> bool {
        is_settled(&self.pipeline)
    }

    /// The picture asked for has arrived: prerolls from now on, as on a pause, are not shown.
    pub(super) fn hide_preroll(&self) {
        self.show_preroll.store(false, Ordering::Release);
    }

    /// Whether no decoded picture waits for its time. A long still waits together with the picture after it.
    pub(super) fn is_starved(&self) -> bool {
        self.queue.property::<u32>("current-level-buffers") == 0
    }

    fn change_state(&self, state: gst::State) -> Result<(), glib::BoolError> {
        let changed = self.pipeline.set_state(state);
        changed.map(|_| ()).map_err(|_| glib::bool_error!("the picture refused to change to {state:?}"))
    }
}
