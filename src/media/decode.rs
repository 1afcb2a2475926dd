//! Decodes the sound of a movie, linearly from its start, exact to the sample.
//!
//! Takes a path; gives blocks in order at 48 000 Hz. Never seeks, since a seek may land one sample off, and never keeps the
//! sound itself.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::clock::samples_from_nanoseconds;
use super::exact_start::cut_exactly;
use super::guide::GuideSound;
use super::probe::movie_error;
use super::start::{element, start};
use super::{MediaError, PcmSource};
use crate::timebase::SAMPLE_RATE;

/// A movie that gives no block for this long is given up.
const PATIENCE_SECONDS: u64 = 10;
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(200);
const TICKS_A_SECOND: u64 = 5;

/// Samples, 1 ms. Movie clocks round: a block that starts this close to the end of the last one follows it directly.
const CLOCK_ROUNDING: i64 = SAMPLE_RATE as i64 / 1000;

/// Frames: silence is given in blocks no longer than this.
const SILENT_FRAMES: i64 = 48_000;

/// Decodes the first sound track of the movie at `path` into `guide`, linearly from its start, at 48 000 Hz with
/// its own channels. `on_block` gets each block as it is stored: its first frame, and its samples
/// (`[frames × channels]`, ±1.0); blocks follow each other without a gap from frame 0. Breaking stops the
/// decoding and is no error; [`GuideSound::is_complete`] tells it from the end.
///
/// Blocks until the end: call it from a job. Some 100 times faster than the movie plays; reads the whole file.
///
/// # Errors
/// When the movie does not open or breaks off, has no sound, or the temporary folder is full.
pub fn decode_guide(
    path: &Path,
    guide: &GuideSound,
    mut on_block: impl FnMut(i64, &[f32]) -> ControlFlow<()>,
) -> Result<(), MediaError> {
    let mut failed = None;
    let ended = decode_sound(path, guide.channels(), |first, block| match guide.append(block) {
        Ok(()) => on_block(first, block),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if ended.is_continue() {
        guide.finish();
    }
    failed.map_or(Ok(()), |error| Err(MediaError::NoRoom(error)))
}

/// Decodes without keeping anything: `on_block` gets every block in order and may break; returns whether it did.
///
/// # Errors
/// When the movie does not open or breaks off, or has no sound.
pub(super) fn decode_sound(
    path: &Path,
    channels: usize,
    mut on_block: impl FnMut(i64, &[f32]) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, MediaError> {
    start()?;
    std::fs::File::open(path).map_err(|error| MediaError::unreadable(path, error))?;
    let decoding = DecodePipeline::new(path, channels)?;
    let (mut idle_ticks, mut next) = (0, 0);
    loop {
        if let Some(sample) = decoding.sink.try_pull_sample(TICK) {
            idle_ticks = 0;
            if give_block(&sample, channels, &mut next, &mut on_block).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            continue;
        }
        decoding.check_bus(path)?;
        if decoding.sink.is_eos() {
            return Ok(ControlFlow::Continue(()));
        }
        idle_ticks += 1;
        if idle_ticks > PATIENCE_SECONDS * TICKS_A_SECOND {
            return Err(MediaError::TooSlow { path: path.to_owned(), seconds: PATIENCE_SECONDS });
        }
    }
}

/// A pipeline that decodes the first sound track and nothing else. Dropping it shuts it down.
struct DecodePipeline {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    has_sound: Arc<AtomicBool>,
    all_known: Arc<AtomicBool>,
}

impl Drop for DecodePipeline {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl DecodePipeline {
    fn new(path: &Path, channels: usize) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let source = element("filesrc")?;
        source.set_property("location", path);
        let decoder = element("decodebin")?;
        let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
        // The best filter: a guide is decoded once and measured against.
        resample.set_property("quality", 10);
        let sink =
            gst_app::AppSink::builder().caps(&guide_caps(channels)).sync(false).max_buffers(16).build();
        pipeline
            .add_many([&source, &decoder, &convert, &resample, sink.upcast_ref()])
            .and_then(|()| source.link(&decoder))
            .and_then(|()| gst::Element::link_many([&convert, &resample, sink.upcast_ref()]))?;
        let decoding = Self { pipeline, sink, has_sound: Arc::default(), all_known: Arc::default() };
        if let Some(entry) = convert.static_pad("sink") {
            cut_exactly(&entry);
        }
        decoding.follow(&decoder, &convert);
        // A refusal is followed by a message on the bus that says why.
        let _ = decoding.pipeline.set_state(gst::State::Playing);
        Ok(decoding)
    }

    fn follow(&self, decoder: &gst::Element, convert: &gst::Element) {
        decoder.connect("autoplug-continue", false, |values| {
            let caps = values.get(2).and_then(|value| value.get::<gst::Caps>().ok());
            // Containers are "video/…" too, but have no width.
            let is_picture =
                caps.as_ref().and_then(|caps| caps.structure(0)).is_some_and(|s| s.has_field("width"));
            Some((!is_picture).to_value())
        });
        let (has_sound, weak) = (Arc::clone(&self.has_sound), convert.downgrade());
        decoder.connect_pad_added(move |_, pad| {
            let is_sound = pad
                .current_caps()
                .and_then(|caps| caps.structure(0).map(|s| s.name().starts_with("audio/x-raw")))
                .unwrap_or(false);
            let entry = weak.upgrade().and_then(|convert| convert.static_pad("sink"));
            if let Some(entry) = entry.filter(|entry| is_sound && !entry.is_linked()) {
                has_sound.store(pad.link(&entry).is_ok(), Ordering::Release);
            }
        });
        let all_known = Arc::clone(&self.all_known);
        decoder.connect_no_more_pads(move |_| all_known.store(true, Ordering::Release));
    }

    fn check_bus(&self, path: &Path) -> Result<(), MediaError> {
        let bus = self.pipeline.bus();
        let failed = bus.and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        let known = self.all_known.load(Ordering::Acquire);
        if known && !self.has_sound.load(Ordering::Acquire) {
            return Err(MediaError::NoSound(path.to_owned()));
        }
        match failed.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => Err(movie_error(path, &error.error(), None)),
            _ => Ok(()),
        }
    }
}

fn guide_caps(channels: usize) -> gst::Caps {
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", i32::try_from(SAMPLE_RATE).unwrap_or(48_000))
        .field("channels", i32::try_from(channels).unwrap_or(1))
        .build()
}

/// Gives the sample at its presentation time: with silence before it where there is a gap, and without what is before
/// frame 0 or overlaps. `next` is the first frame not given yet.
fn give_block(
    sample: &gst::Sample,
    channels: usize,
    next: &mut i64,
    on_block: &mut impl FnMut(i64, &[f32]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some(buffer) = sample.buffer() else { return ControlFlow::Continue(()) };
    let Ok(map) = buffer.map_readable() else { return ControlFlow::Continue(()) };
    let samples: Vec<f32> = map.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    let first = presented_at(sample).map_or(*next, |first| {
        if *next > 0 && (first - *next).abs() <= CLOCK_ROUNDING { *next } else { first }
    });
    while *next < first {
        let silent = (first - *next).min(SILENT_FRAMES);
        let silence = vec![0.0; usize::try_from(silent).unwrap_or(0) * channels];
        on_block(*next, &silence)?;
        *next += silent;
    }
    let early = usize::try_from(*next - first).unwrap_or(0) * channels;
    let Some(block) = samples.get(early..).filter(|block| !block.is_empty()) else {
        return ControlFlow::Continue(());
    };
    let at = *next;
    *next += i64::try_from(block.len() / channels.max(1)).unwrap_or(0);
    on_block(at, block)
}

/// The frame that a block starts at, counted from presentation time 0; negative for encoder delay not yet cut.
fn presented_at(sample: &gst::Sample) -> Option<i64> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let time = segment.to_stream_time_full(sample.buffer()?.pts()?)?;
    Some(match time {
        gst::Signed::Positive(time) => samples_from_nanoseconds(time.nseconds()),
        gst::Signed::Negative(time) => -samples_from_nanoseconds(time.nseconds()),
    })
}
