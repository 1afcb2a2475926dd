//! The movie's pictures on their way from the decoder to the desk.
//!
//! Takes decoded pictures, gives the newest as RGBA of the size it is seen at, with its frame number. GStreamer's streaming thread writes, the desk
//! reads; neither waits for more than a swap.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::fitting::{DecodedPicture, PictureFitter, Readable, SeenSize};
use crate::media::MediaError;
use crate::media::movie_picture::{PictureTimeline, add_decoder, skip_to_segment, upright};
use crate::media::scrub::ScrubFrame;
use crate::media::start::element;

/// A picture as it is to be shown: 8-bit RGBA, square pixels, as large as it is seen and at most 1920×1080.
pub struct VideoFrame {
    pixels: Pixels,
    number: i64,
}

enum Pixels {
    /// Made of what the decoder gave. Rows may have padding between them.
    Fitted { rgba: Arc<Readable>, decoded: DecodedPicture },
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
            Pixels::Fitted { rgba, .. } => usize::try_from(rgba.width()).unwrap_or(0),
            Pixels::Copied { width, .. } => *width,
        }
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        match &self.pixels {
            Pixels::Fitted { rgba, .. } => usize::try_from(rgba.height()).unwrap_or(0),
            Pixels::Copied { height, .. } => *height,
        }
    }

    /// Width over height of the movie's picture, the same at any size.
    pub fn aspect(&self) -> f32 {
        let [width, height] = match &self.pixels {
            Pixels::Fitted { decoded, .. } => decoded.whole().map(|side| side as f32),
            Pixels::Copied { width, height, .. } => [*width as f32, *height as f32],
        };
        width / height.max(1.0)
    }

    /// Whether it is only a small copy, shown until the player's own picture of the same frame arrives.
    pub fn is_copy(&self) -> bool {
        matches!(self.pixels, Pixels::Copied { .. })
    }

    /// The same frame as large as there is one, at most 1920×1080, however small it is seen; `None` where it is that
    /// already. Takes some milliseconds.
    pub fn whole(&self) -> Option<Self> {
        let Pixels::Fitted { decoded, .. } = &self.pixels else { return None };
        self.refitted(&mut PictureFitter::default(), decoded.whole())
    }

    /// The same frame at another size; `None` where it has that already.
    fn refitted(&self, fitter: &mut PictureFitter, size: [u32; 2]) -> Option<Self> {
        let Pixels::Fitted { decoded, rgba } = &self.pixels else { return None };
        if [rgba.width(), rgba.height()] == size {
            return None;
        }
        let rgba = Arc::new(fitter.fit(decoded, size)?);
        Some(Self { pixels: Pixels::Fitted { rgba, decoded: decoded.clone() }, number: self.number })
    }

    /// Rows from the top, each of `width` pixels of 4 bytes (R, G, B, A = 255).
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let row = self.width() * 4;
        let (pixels, stride) = match &self.pixels {
            Pixels::Fitted { rgba, .. } => {
                let stride = rgba.plane_stride().first().and_then(|&stride| usize::try_from(stride).ok());
                (rgba.plane_data(0).unwrap_or_default(), stride.unwrap_or(row))
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
    /// How large it is seen.
    pub seen: SeenSize,
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

    /// Makes the picture that is there as large as it is seen now; whether that made another. It counts as the same picture.
    pub(super) fn refit(&self, fitter: &mut PictureFitter) -> bool {
        let Some(now) = self.get() else { return false };
        let Pixels::Fitted { decoded, .. } = &now.pixels else { return false };
        let Some(fitted) = now.refitted(fitter, decoded.fitted(&self.seen)) else { return false };
        let mut frame = self.frame.lock().unwrap_or_else(PoisonError::into_inner);
        // A newer one may have arrived meanwhile.
        let is_same = frame.as_ref().is_some_and(|there| Arc::ptr_eq(there, &now));
        if is_same {
            *frame = Some(Arc::new(fitted));
        }
        is_same
    }

    /// Pictures that have arrived so far.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::Acquire)
    }
}

/// Adds reading and decoding of the movie's picture to `pipeline`; returns the queue where decoded pictures wait, and the
/// sink they go to.
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
    // Of nearly every movie it changes nothing: only formats that cannot be turned upright are converted here.
    let convert = element("videoconvert")?;
    convert.set_property("n-threads", 2_u32);
    let sink = picture_sink(timeline, output);
    let turn = upright()?;
    let chain = [&queue, &convert, &turn, sink.upcast_ref()];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain))?;
    skip_to_segment(&add_decoder(pipeline, movie, &queue)?);
    Ok((queue, sink))
}

fn picture_sink(timeline: PictureTimeline, output: PictureOutput) -> gst_app::AppSink {
    let caps = gst::Caps::builder("video/x-raw").build();
    let sink = gst_app::AppSink::builder().caps(&caps).sync(true).qos(false).max_buffers(3).build();
    let PictureOutput { latest, wake, show_preroll } = output;
    let early = Arc::new(EarlyFit::default());
    if let Some(entry) = sink.static_pad("sink") {
        accept_padded_rows(&entry);
        early.watch(&entry, &latest);
    }
    let show = move |sample: &gst::Sample| {
        // A picture that cannot be converted is skipped; the one before it stays.
        if let Some(frame) = early.frame_of(sample, timeline, &latest.seen) {
            latest.set(frame);
            wake();
        }
    };
    let show = Arc::new(show);
    let show_prerolled = Arc::clone(&show);
    let callbacks = gst_app::AppSinkCallbacks::builder()
        .new_preroll(move |sink| {
            let sample = sink.pull_preroll().map_err(|_| gst::FlowError::Flushing)?;
            if show_preroll.load(Ordering::Acquire) {
                show_prerolled(&sample);
            }
            Ok(gst::FlowSuccess::Ok)
        })
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Flushing)?;
            show(&sample);
            Ok(gst::FlowSuccess::Ok)
        });
    sink.set_callbacks(callbacks.build());
    sink
}

/// Answers the decoder that it may leave its own padding between rows; else it copies each picture first.
fn accept_padded_rows(entry: &gst::Pad) {
    entry.add_probe(gst::PadProbeType::QUERY_DOWNSTREAM, |_, probe| {
        let Some(query) = probe.query_mut() else { return gst::PadProbeReturn::Ok };
        let gst::QueryViewMut::Allocation(query) = query.view_mut() else { return gst::PadProbeReturn::Ok };
        query.add_allocation_meta::<gst_video::VideoMeta>(None);
        gst::PadProbeReturn::Handled
    });
}

/// The picture on its way into the sink, converted before the sink waits for its time: it is shown when it is due, and not
/// later by what converting takes.
#[derive(Default)]
struct EarlyFit(Mutex<Fitting>);

#[derive(Default)]
struct Fitting {
    fitter: PictureFitter,
    /// What was converted last, and what it was made of.
    made: Option<(DecodedPicture, Arc<Readable>)>,
}

impl EarlyFit {
    fn watch(self: &Arc<Self>, entry: &gst::Pad, latest: &Arc<LatestFrame>) {
        let (early, latest) = (Arc::clone(self), Arc::clone(latest));
        entry.add_probe(gst::PadProbeType::BUFFER, move |pad, probe| {
            let info = pad.current_caps().and_then(|caps| gst_video::VideoInfo::from_caps(&caps).ok());
            if let (Some(gst::PadProbeData::Buffer(buffer)), Some(info)) = (&probe.data, info) {
                early.fit(DecodedPicture { buffer: buffer.clone(), info }, &latest.seen);
            }
            gst::PadProbeReturn::Ok
        });
    }

    fn fit(&self, decoded: DecodedPicture, seen: &SeenSize) -> Option<Arc<Readable>> {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Fitting { fitter, made } = &mut *guard;
        if let Some((of, rgba)) = made
            && of.buffer.as_ptr() == decoded.buffer.as_ptr()
        {
            return Some(Arc::clone(rgba));
        }
        let rgba = Arc::new(fitter.fit(&decoded, decoded.fitted(seen))?);
        *made = Some((decoded, Arc::clone(&rgba)));
        Some(rgba)
    }

    fn frame_of(
        &self,
        sample: &gst::Sample,
        timeline: PictureTimeline,
        seen: &SeenSize,
    ) -> Option<VideoFrame> {
        let number = timeline.frame_number(sample)?;
        let info = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
        let decoded = DecodedPicture { buffer: sample.buffer_owned()?, info };
        let rgba = self.fit(decoded.clone(), seen)?;
        Some(VideoFrame { pixels: Pixels::Fitted { rgba, decoded }, number })
    }
}
