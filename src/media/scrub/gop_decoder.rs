//! Decodes a movie from a key frame on and gives small pictures in order.
//!
//! Takes a frame to start before; gives pictures until the next seek. Drops on the way what is not wanted.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::frame::ScrubFrame;
use super::shrink::{add_shrinking, small_caps};
use crate::media::MediaError;
use crate::media::disposable::is_disposable;
use crate::media::movie_picture::{PictureTimeline, add_decoder, watch_decoder};
use crate::media::probe::movie_error;
use crate::timebase::{FrameRate, SamplePos};

/// How long to wait for one picture before checking whether it is still wanted.
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(20);
/// A movie that has not shown its first picture by then cannot be scrubbed.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);

/// How many frames before the requested one are kept when it is decoded. Each kept frame must be decoded whole and made
/// small, where others may be dropped on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BackRange {
    /// The operator waits for the frame: only the next few steps back.
    Short,
    /// Nobody waits: four seconds to step back through.
    Long,
}

impl BackRange {
    fn frames(self) -> i64 {
        match self {
            Self::Short => 4,
            Self::Long => 96,
        }
    }
}

/// A decoder that goes from a key frame on, as fast as it can. Dropping it closes the movie.
pub(super) struct GopDecoder {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    timeline: PictureTimeline,
    keys: Arc<Mutex<KeyFrames>>,
}

/// The key frames that have gone into the decoder, by number.
#[derive(Default)]
struct KeyFrames {
    known: BTreeSet<i64>,
    /// The one that decoding started from after the last seek.
    start: Option<i64>,
    /// Every frame from this number on is wanted.
    from: i64,
}

/// The result of waiting for a picture.
pub(super) enum PullResult {
    Frame(ScrubFrame),
    /// None yet, or one that is not wanted.
    NotYet,
    /// The movie ends here, or is broken.
    End,
}

impl Drop for GopDecoder {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl GopDecoder {
    /// Opens the movie; blocks until its first picture, some 50 ms on a local disk.
    ///
    /// # Errors
    /// When the movie does not open within 10 s.
    pub(super) fn open(movie: &Path, rate: FrameRate) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        // One picture ahead only: what is decoded past the request is thrown away.
        let sink = gst_app::AppSink::builder().caps(&small_caps()).sync(false).max_buffers(1).build();
        let entry = add_shrinking(&pipeline, sink.upcast_ref())?;
        let decoder = add_decoder(&pipeline, movie, &entry)?;
        let keys = Arc::new(Mutex::new(KeyFrames::default()));
        let timeline = PictureTimeline::of(movie, rate);
        note_key_frames(&decoder, &keys, timeline);
        skip_unwanted(&entry, &keys, timeline);
        let opened = Self { pipeline, sink, timeline, keys };
        opened.preroll(movie)?;
        Ok(opened)
    }

    fn preroll(&self, movie: &Path) -> Result<(), MediaError> {
        let bus = self.pipeline.bus().ok_or_else(|| gst::glib::bool_error!("a pipeline has no bus"))?;
        // A refusal is followed by a message on the bus that says why.
        let _ = self.pipeline.set_state(gst::State::Playing);
        let wanted = [gst::MessageType::AsyncDone, gst::MessageType::Error];
        let message = bus.timed_pop_filtered(PATIENCE, &wanted);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => Err(movie_error(movie, &error.error(), None)),
            Some(_) => Ok(()),
            None => Err(MediaError::TooSlow { path: movie.to_owned(), seconds: PATIENCE.seconds() }),
        }
    }

    /// Seeks to the last key frame at or before `frame`; that comes first, then every picture of the range before `frame`
    /// and after. Returns whether the movie can seek.
    pub(super) fn seek_before(&self, frame: i64, back: BackRange) -> bool {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).from = frame - back.frames();
        let rate = self.timeline.rate();
        let (start, after) = (rate.start_of_frame(frame), rate.start_of_frame(frame + 1));
        // The middle of the frame, so that no rounding finds the key frame before its own.
        let middle = start.get() + (after - start).get() / 2;
        let time = self.timeline.time_of(SamplePos::new(middle));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT | gst::SeekFlags::SNAP_BEFORE;
        self.pipeline.seek_simple(flags, time).is_ok()
    }

    /// The next picture in the order they are shown.
    pub(super) fn pull(&self) -> PullResult {
        if let Some(sample) = self.sink.try_pull_sample(TICK) {
            let number = self.timeline.frame_number(&sample).filter(|&number| self.is_complete(number));
            let frame = number.and_then(|number| ScrubFrame::of(&sample, number));
            return frame.map_or(PullResult::NotYet, PullResult::Frame);
        }
        let broken = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        if self.sink.is_eos() || broken.is_some() { PullResult::End } else { PullResult::NotYet }
    }

    /// The first frame from which on none is skipped.
    pub(super) fn complete_from(&self) -> i64 {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).from
    }

    /// Pictures before the key frame that decoding started from depend on pictures that were not decoded.
    fn is_complete(&self, number: i64) -> bool {
        let start = self.keys.lock().unwrap_or_else(PoisonError::into_inner).start;
        start.is_none_or(|key| number >= key)
    }

    /// Whether a key frame is known after `frame` and at or before `other`.
    pub(super) fn has_key_between(&self, frame: i64, other: i64) -> bool {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        frame < other && keys.known.range(frame + 1..=other).next().is_some()
    }
}

/// Notes key frames, and drops what need not be decoded.
fn note_key_frames(decodebin: &gst::Element, keys: &Arc<Mutex<KeyFrames>>, timeline: PictureTimeline) {
    let keys = Arc::clone(keys);
    let watched = gst::PadProbeType::BUFFER | gst::PadProbeType::EVENT_FLUSH;
    watch_decoder(decodebin, watched, move |pad, probe| {
        let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        match &probe.data {
            Some(gst::PadProbeData::Event(event)) if event.type_() == gst::EventType::FlushStop => {
                keys.start = None;
            }
            Some(gst::PadProbeData::Buffer(buffer)) => {
                let number = number_of(pad, buffer, timeline);
                if !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT) {
                    keys.known.extend(number);
                    // One before the edit that is presented has no number, and all that follow it are whole.
                    keys.start = keys.start.or(Some(number.unwrap_or(i64::MIN)));
                } else if number.is_some_and(|number| number < keys.from) && is_disposable(pad, buffer) {
                    return gst::PadProbeReturn::Handled;
                }
            }
            _ => {}
        }
        gst::PadProbeReturn::Ok
    });
}

/// Drops decoded pictures that are only needed by others, before they are made small. The key frame stays: it is the
/// first that can be shown.
fn skip_unwanted(entry: &gst::Element, keys: &Arc<Mutex<KeyFrames>>, timeline: PictureTimeline) {
    let Some(entry) = entry.static_pad("sink") else { return };
    let keys = Arc::clone(keys);
    entry.add_probe(gst::PadProbeType::BUFFER, move |pad, probe| {
        let Some(gst::PadProbeData::Buffer(picture)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        let number = number_of(pad, picture, timeline);
        let is_wanted = number.is_none_or(|number| number >= keys.from || keys.start == Some(number));
        if is_wanted { gst::PadProbeReturn::Ok } else { gst::PadProbeReturn::Handled }
    });
}

fn number_of(pad: &gst::Pad, picture: &gst::Buffer, timeline: PictureTimeline) -> Option<i64> {
    let segment = pad.sticky_event::<gst::event::Segment>(0)?;
    timeline.number_in(segment.segment().downcast_ref::<gst::ClockTime>()?, picture.pts()?)
}
