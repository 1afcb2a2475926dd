//! The movie's pictures on their way from the decoder to the desk.
//!
//! Takes decoded pictures, gives the newest as RGBA with its frame number. GStreamer's streaming thread writes, the desk
//! reads; neither waits for more than a swap.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use crate::media::MediaError;
use crate::media::movie_picture::{PictureTimeline, add_decoder, skip_to_segment, upright};
use crate::media::scrub::ScrubFrame;
use crate::media::start::element;

/// A picture as it is to be shown: 8-bit RGBA, square pixels, at most 1920×1080.
pub struct VideoFrame {
    pixels: Pixels,
    number: i64,
}

enum Pixels {
    /// As the video pipeline made it. Rows may have padding between them.
    Mapped(Box<gst_video::VideoFrame<gst_video::video_frame::Readable>>),
    /// A small copy that could be shown at once.
    Copied { rgba: Vec<u8>, width: usize, height: usize },
}

impl VideoFrame {
    /// A small copy with pixels of its own, `[height × width × 4]` from the top; `None` where there are more or fewer.
    pub fn from_rgba(number: i64, width: usize, height: usize, rgba: Vec<u8>) -> Option<Self> {
        let fits = width.checked_mul(height)?.checked_mul(4)? == rgba.len();
        fits.then_some(Self { pixels: Pixels::Copied { rgba, width, height }, number })
    }

    /// Which frame of the movie it is, counted from 0 at presentation time 0.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        match &self.pixels {
            Pixels::Mapped(mapped) => usize::try_from(mapped.width()).unwrap_or(0),
            Pixels::Copied { width, .. } => *width,
        }
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        match &self.pixels {
            Pixels::Mapped(mapped) => usize::try_from(mapped.height()).unwrap_or(0),
            Pixels::Copied { height, .. } => *height,
        }
    }

    /// Whether it is only a small copy, shown until the player's own picture of the same frame arrives.
    pub fn is_copy(&self) -> bool {
        matches!(self.pixels, Pixels::Copied { .. })
    }

    /// Rows from the top, each of `width` pixels of 4 bytes (R, G, B, A = 255).
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let row = self.width() * 4;
        let (pixels, stride) = match &self.pixels {
            Pixels::Mapped(mapped) => {
                let stride = mapped.plane_stride().first().and_then(|&stride| usize::try_from(stride).ok());
                (mapped.plane_data(0).unwrap_or_default(), stride.unwrap_or(row))
            }
            Pixels::Copied { rgba, .. } => (rgba.as_slice(), row),
        };
        pixels.chunks(stride.max(1)).take(self.height()).filter_map(move |bytes| bytes.get(..row))
    }

    /// All rows one after the other: `[height × width × 4]`. Copies, 8 MB for a 1920×1080 frame.
    pub fn to_rgba(&self) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(self.width() * self.height() * 4);
        self.rows().for_each(|row| pixels.extend_from_slice(row));
        pixels
    }
}

impl From<&ScrubFrame> for VideoFrame {
    fn from(copy: &ScrubFrame) -> Self {
        let pixels = Pixels::Copied { rgba: copy.to_rgba(), width: copy.width(), height: copy.height() };
        Self { pixels, number: copy.number() }
    }
}

/// The newest picture of the movie, waiting for the desk.
#[derive(Default)]
pub(super) struct LatestFrame {
    frame: Mutex<Option<Arc<VideoFrame>>>,
    arrived: AtomicU64,
}

/// Whether a preroll picture is shown: only the one that was asked for. On a pause GStreamer prerolls the next picture
/// too; showing it would put the screen ahead of the sound.
pub(super) type ShowPreroll = Arc<AtomicBool>;

/// Where a video pipeline's pictures go.
pub(super) struct PictureOutput {
    pub latest: Arc<LatestFrame>,
    /// Called after each.
    pub wake: Arc<dyn Fn() + Send + Sync>,
    pub show_preroll: ShowPreroll,
}

impl LatestFrame {
    fn set(&self, frame: VideoFrame) {
        *self.frame.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(frame));
        self.arrived.fetch_add(1, Ordering::Release);
    }

    /// Nothing is shown any more.
    pub(super) fn clear(&self) {
        *self.frame.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.arrived.fetch_add(1, Ordering::Release);
    }

    pub(super) fn get(&self) -> Option<Arc<VideoFrame>> {
        self.frame.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Pictures that have arrived so far.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::Acquire)
    }
}

/// Adds reading, decoding and conversion of the movie's picture to `pipeline`; returns the queue where decoded pictures
/// wait, and the sink they go to.
///
/// # Errors
/// When GStreamer lacks a part or refuses to link it.
pub(super) fn add_picture(
    pipeline: &gst::Pipeline,
    movie: &Path,
    timeline: PictureTimeline,
    output: PictureOutput,
) -> Result<(gst::Element, gst_app::AppSink), MediaError> {
    let queue = element("queue")?;
    queue.set_property("max-size-buffers", 1_u32);
    queue.set_property("max-size-bytes", 0_u32);
    queue.set_property("max-size-time", 0_u64);
    let (convert, scale) = (element("videoconvert")?, element("videoscale")?);
    convert.set_property("n-threads", 2_u32);
    let sink = picture_sink(timeline, output);
    let turn = upright()?;
    let chain = [&queue, &convert, &scale, &turn, sink.upcast_ref()];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain))?;
    skip_to_segment(&add_decoder(pipeline, movie, &queue)?);
    Ok((queue, sink))
}

fn picture_sink(timeline: PictureTimeline, output: PictureOutput) -> gst_app::AppSink {
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "RGBA")
        .field("width", gst::IntRange::new(1, 1920))
        .field("height", gst::IntRange::new(1, 1080))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build();
    let sink = gst_app::AppSink::builder().caps(&caps).sync(true).qos(false).max_buffers(3).build();
    let PictureOutput { latest, wake, show_preroll } = output;
    let (preroll_latest, preroll_wake) = (Arc::clone(&latest), Arc::clone(&wake));
    let callbacks = gst_app::AppSinkCallbacks::builder()
        .new_preroll(move |sink| {
            let sample = sink.pull_preroll().map_err(|_| gst::FlowError::Flushing)?;
            if show_preroll.load(Ordering::Acquire) {
                show(&preroll_latest, &sample, timeline, &preroll_wake);
            }
            Ok(gst::FlowSuccess::Ok)
        })
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Flushing)?;
            show(&latest, &sample, timeline, &wake);
            Ok(gst::FlowSuccess::Ok)
        });
    sink.set_callbacks(callbacks.build());
    sink
}

/// A picture that cannot be mapped is skipped; the one before it stays.
fn show(
    latest: &LatestFrame,
    sample: &gst::Sample,
    timeline: PictureTimeline,
    wake: &Arc<dyn Fn() + Send + Sync>,
) {
    if let Some(frame) = frame_of(sample, timeline) {
        latest.set(frame);
        wake();
    }
}

fn frame_of(sample: &gst::Sample, timeline: PictureTimeline) -> Option<VideoFrame> {
    let number = timeline.frame_number(sample)?;
    let buffer = sample.buffer_owned()?;
    let shape = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
    let mapped = gst_video::VideoFrame::from_buffer_readable(buffer, &shape).ok()?;
    Some(VideoFrame { pixels: Pixels::Mapped(Box::new(mapped)), number })
}
