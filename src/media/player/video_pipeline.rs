use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::audio_pipeline::{is_part_of, is_settled, pipeline_heard_on};
use super::picture::{Awaiting, Onto, Screen, add_picture};
use super::segment_queue::Begun;
use crate::media::MediaError;
use crate::media::clock::nanoseconds_from_samples;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed};

/// The pipeline that shows the movie. It follows the sound's clock: where it stands against the sound is one offset,
/// so the sound never waits for a picture, and a picture that comes late is shown at once.
pub(super) struct VideoPipeline {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    /// Decoded pictures that wait for their time.
    queue: gst::Element,
    /// Whether a picture that arrives while nothing plays is the one asked for.
    awaiting: Awaiting,
    /// Where its own count began: the aim of the last seek.
    began: SamplePos,
    /// The number of the last seek, which everything that comes of it bears.
    sought: Option<gst::Seqnum>,
    /// How much later than the sound's clock its count runs, in nanoseconds, where screen and loudspeakers need none.
    offset: i64,
}

/// A frame that comes later than this is not shown when frames may be left out: one at 24 a second.
const MOST_LATE_NANOSECONDS: i64 = 42_000_000;

/// Decoded pictures that may wait while it runs, so that one that is slow to decode comes in time nevertheless.
const AHEAD: u32 = 3;

/// Where a picture is sought, and how it is to go on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeekTarget {
    /// In the middle of a frame, so that no rounding finds its neighbour.
    pub place: SamplePos,
    pub speed: Speed,
    /// Nothing is shown from here on.
    pub stop: Option<SamplePos>,
}

impl VideoPipeline {
    /// Opens `movie` paused on its first picture; what happens is told on `bus`, too.
    pub(super) fn new(
        movie: &Path,
        rate: FrameRate,
        screen: &Arc<Screen>,
        wake: &Arc<dyn Fn() + Send + Sync>,
        bus: &gst::Bus,
    ) -> Result<Self, MediaError> {
        let pipeline = pipeline_heard_on(bus);
        let awaiting = Awaiting::default();
        let onto =
            Onto { screen: Arc::clone(screen), wake: Arc::clone(wake), awaiting: Arc::clone(&awaiting) };
        let (queue, sink) = add_picture(&pipeline, movie, rate, onto)?;
        // It counts by the sound's time, not by its own.
        pipeline.set_start_time(gst::ClockTime::NONE);
        Ok(Self { pipeline, sink, queue, awaiting, began: SamplePos::ZERO, sought: None, offset: 0 })
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        is_part_of(&self.pipeline, source)
    }

    /// Shows the first picture. A refusal is followed by a message on the bus that says why.
    pub(super) fn open(&self) {
        self.awaiting.store(true, Ordering::Release);
        self.open_unseen();
    }

    /// The same without showing anything.
    pub(super) fn open_unseen(&self) {
        let _ = self.pipeline.set_state(gst::State::Paused);
    }

    /// Shows the frame at `aim`, and rests there.
    pub(super) fn seek(&mut self, aim: SeekTarget) -> Result<(), glib::BoolError> {
        self.awaiting.store(true, Ordering::Release);
        self.seek_unseen(aim)
    }

    /// Goes there and rests without showing anything; what it runs on from there is shown.
    pub(super) fn seek_unseen(&mut self, aim: SeekTarget) -> Result<(), glib::BoolError> {
        self.rest()?;
        self.began = aim.place;
        // What is decoded past the place may never be shown.
        self.queue.set_property("max-size-buffers", 1_u32);
        let time = |place: SamplePos| gst::ClockTime::from_nseconds(nanoseconds_from_samples(place.get()));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        let (stop_type, stop) = match aim.stop {
            Some(stop) => (gst::SeekType::Set, Some(time(stop))),
            // A seek keeps the last stop unless it is told that there is none.
            None => (gst::SeekType::Set, gst::ClockTime::NONE),
        };
        let (factor, start) = (aim.speed.factor(), time(aim.place));
        let seek = gst::event::Seek::new(factor, flags, gst::SeekType::Set, start, stop_type, stop);
        self.sought = Some(seek.seqnum());
        let sent = self.pipeline.send_event(seek);
        sent.then_some(()).ok_or_else(|| glib::bool_error!("the picture refused to go to {:?}", aim.place))
    }

    /// Whether a message tells of where the picture was before it was last sent elsewhere.
    pub(super) fn has_left(&self, message: &gst::Message) -> bool {
        self.sought.is_some_and(|sought| message.seqnum() < sought)
    }

    /// Shows the next picture. One that is refused brings none.
    pub(super) fn step(&self) {
        self.awaiting.store(true, Ordering::Release);
        self.sink.send_event(gst::event::Step::new(gst::format::Buffers::ONE, 1.0, true, false));
    }

    /// Runs on from where it stands, in time with the sound, whose stream has `begun` the leg it plays by `clock` from
    /// `opened` on and will have turned back `turns` times.
    pub(super) fn run_with(
        &mut self,
        (clock, opened): &(gst::Clock, gst::ClockTime),
        begun: &Begun,
        turns: i64,
        delay: SampleDelta,
    ) -> Result<(), glib::BoolError> {
        let leg = begun.leg.unwrap_or_default();
        self.picture_has_come();
        self.queue.set_property("max-size-buffers", AHEAD);
        self.pipeline.use_clock(Some(clock));
        self.pipeline.set_base_time(*opened);
        let behind = i128::from(self.began.get() - leg.from.get() + turns * leg.turn_length());
        let samples = i128::from(begun.at) * i128::from(leg.speed.halves().max(1)) + behind * 2;
        let nanoseconds = samples * 1_000_000_000 / 48_000 / i128::from(leg.speed.halves().max(1));
        self.offset = i64::try_from(nanoseconds).unwrap_or(0);
        self.delay_by(delay);
        // A slow computer leaves frames out, or it would fall behind the sound for good. Slowly it can show them all.
        let may_leave_out = leg.speed >= Speed::NORMAL;
        self.sink.set_property("qos", may_leave_out);
        self.sink.set_property("max-lateness", if may_leave_out { MOST_LATE_NANOSECONDS } else { -1 });
        self.change_state(gst::State::Playing)
    }

    /// Shows everything so much later, from the next picture on; earlier if negative.
    pub(super) fn delay_by(&self, delay: SampleDelta) {
        let nanoseconds = i128::from(delay.get()) * 1_000_000_000 / 48_000;
        let offset = self.offset.saturating_add(i64::try_from(nanoseconds).unwrap_or(0));
        self.sink.set_property("ts-offset", offset);
    }

    pub(super) fn rest(&self) -> Result<(), glib::BoolError> {
        self.change_state(gst::State::Paused)
    }

    pub(super) fn shut_down(&self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }

    pub(super) fn is_settled(&self) -> bool {
        is_settled(&self.pipeline)
    }

    /// What comes unasked for from now on, on a pause, is not to be shown.
    pub(super) fn picture_has_come(&self) {
        self.awaiting.store(false, Ordering::Release);
    }

    /// Whether no decoded picture waits for its time. One that is to stand for long waits together with the next.
    pub(super) fn is_starved(&self) -> bool {
        self.queue.property::<u32>("current-level-buffers") == 0
    }

    fn change_state(&self, state: gst::State) -> Result<(), glib::BoolError> {
        let changed = self.pipeline.set_state(state);
        changed.map(|_| ()).map_err(|_| glib::bool_error!("the picture refused to change to {state:?}"))
    }
}
