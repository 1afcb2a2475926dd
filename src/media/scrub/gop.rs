use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::ScrubFrame;
use super::small::{add_shrinking, small_caps};
use crate::media::MediaError;
use crate::media::clock::nanoseconds_from_samples;
use crate::media::disposable::is_disposable;
use crate::media::movie_picture::{add_decoder, frame_number, number_in, watch_decoder};
use crate::media::probe::sentence;
use crate::timebase::FrameRate;

/// How long to wait for one picture before looking whether it is still wanted.
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(20);
/// A movie that has not shown its first picture by then is not scrubbed.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);

/// How much before a frame is kept when it is decoded. Every frame before it that is kept must be decoded whole and
/// made small, where others may be left out on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// Somebody waits for the frame: no more than the next few steps back.
    Little,
    /// Nobody waits: four seconds to step back through.
    Much,
}

impl Behind {
    fn frames(self) -> i64 {
        match self {
            Self::Little => 4,
            Self::Much => 96,
        }
    }
}

/// Decodes the movie from a key frame on, as fast as it can be. Dropping it closes the movie.
pub(super) struct GopDecoder {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    rate: FrameRate,
    keys: Arc<Mutex<Keys>>,
}

/// The key frames that have gone into the decoder, by number.
#[derive(Default)]
struct Keys {
    known: BTreeSet<i64>,
    /// The one the pictures come from since the last jump.
    began: Option<i64>,
    /// Every frame from here on is wanted.
    from: i64,
}

/// What became of waiting for a picture.
pub(super) enum Pulled {
    Frame(ScrubFrame),
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
    /// Opens the movie; blocks for its first picture, some 50 ms on a local disk.
    pub(super) fn open(movie: &Path, rate: FrameRate) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        // One picture ahead and no more: what is decoded past the wish is thrown away.
        let sink = gst_app::AppSink::builder().caps(&small_caps()).sync(false).max_buffers(1).build();
        let entry = add_shrinking(&pipeline, sink.upcast_ref())?;
        let decoder = add_decoder(&pipeline, movie, &entry)?;
        let keys = Arc::new(Mutex::new(Keys::default()));
        note_keys(&decoder, &keys, rate);
        shrink_few(&entry, &keys, rate);
        let opened = Self { pipeline, sink, rate, keys };
        opened.preroll(movie)?;
        Ok(opened)
    }

    fn preroll(&self, movie: &Path) -> Result<(), MediaError> {
        let refused = || MediaError::Refused("a pipeline without a bus".to_owned());
        let bus = self.pipeline.bus().ok_or_else(refused)?;
        // A refusal is followed by a message on the bus that says why.
        let _ = self.pipeline.set_state(gst::State::Playing);
        let wanted = [gst::MessageType::AsyncDone, gst::MessageType::Error];
        let message = bus.timed_pop_filtered(PATIENCE, &wanted);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => Err(sentence(movie, &error.error(), None)),
            Some(_) => Ok(()),
            None => Err(MediaError::TooSlow { path: movie.to_owned(), seconds: PATIENCE.seconds() }),
        }
    }

    /// Goes to the last key frame at or before `frame`; that comes first, then every picture from so much before
    /// `frame` on.
    pub(super) fn go_before(&self, frame: i64, behind: Behind) -> bool {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).from = frame - behind.frames();
        let (start, after) = (self.rate.start_of_frame(frame), self.rate.start_of_frame(frame + 1));
        // The middle of the frame, so that no rounding finds the key frame before its own.
        let middle = start.get() + (after - start).get() / 2;
        let time = gst::ClockTime::from_nseconds(nanoseconds_from_samples(middle));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT | gst::SeekFlags::SNAP_BEFORE;
        self.pipeline.seek_simple(flags, time).is_ok()
    }

    /// The next picture in the order they are shown.
    pub(super) fn pull(&self) -> Pulled {
        if let Some(sample) = self.sink.try_pull_sample(TICK) {
            let number = frame_number(&sample, self.rate).filter(|&number| self.is_whole(number));
            let frame = number.and_then(|number| ScrubFrame::of(&sample, number));
            return frame.map_or(Pulled::NotYet, Pulled::Frame);
        }
        let broken = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        if self.sink.is_eos() || broken.is_some() { Pulled::End } else { Pulled::NotYet }
    }

    /// The frame from which on none is left out.
    pub(super) fn complete_from(&self) -> i64 {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).from
    }

    /// Pictures shown before the key frame that decoding began with lean on what was not decoded.
    fn is_whole(&self, number: i64) -> bool {
        let began = self.keys.lock().unwrap_or_else(PoisonError::into_inner).began;
        began.is_none_or(|key| number >= key)
    }

    /// Whether a key frame is known after `frame` and at or before `other`.
    pub(super) fn has_key_between(&self, frame: i64, other: i64) -> bool {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        frame < other && keys.known.range(frame + 1..=other).next().is_some()
    }
}

/// Notes key frames, and leaves out what need not be decoded.
fn note_keys(decodebin: &gst::Element, keys: &Arc<Mutex<Keys>>, rate: FrameRate) {
    let keys = Arc::clone(keys);
    let watched = gst::PadProbeType::BUFFER | gst::PadProbeType::EVENT_FLUSH;
    watch_decoder(decodebin, watched, move |pad, probe| {
        let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        match &probe.data {
            Some(gst::PadProbeData::Event(event)) if event.type_() == gst::EventType::FlushStop => {
                keys.began = None;
            }
            Some(gst::PadProbeData::Buffer(buffer)) => {
                let number = number_of(pad, buffer, rate);
                if !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT) {
                    keys.known.extend(number);
                    keys.began = keys.began.or(number);
                } else if number.is_some_and(|number| number < keys.from) && is_disposable(pad, buffer) {
                    return gst::PadProbeReturn::Handled;
                }
            }
            _ => {}
        }
        gst::PadProbeReturn::Ok
    });
}

/// Of the pictures decoded only because others lean on them, just the key frame is worth making small: it is the
/// first that can be shown.
fn shrink_few(entry: &gst::Element, keys: &Arc<Mutex<Keys>>, rate: FrameRate) {
    let Some(entry) = entry.static_pad("sink") else { return };
    let keys = Arc::clone(keys);
    entry.add_probe(gst::PadProbeType::BUFFER, move |pad, probe| {
        let Some(gst::PadProbeData::Buffer(picture)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        let number = number_of(pad, picture, rate);
        let is_wanted = number.is_none_or(|number| number >= keys.from || keys.began == Some(number));
        if is_wanted { gst::PadProbeReturn::Ok } else { gst::PadProbeReturn::Handled }
    });
}

fn number_of(pad: &gst::Pad, picture: &gst::Buffer, rate: FrameRate) -> Option<i64> {
    let segment = pad.sticky_event::<gst::event::Segment>(0)?;
    number_in(segment.segment().downcast_ref::<gst::ClockTime>()?, picture.pts()?, rate)
}
