//! The pictures of a clip, frame by frame. Takes the path of a movie that has been opened before; gives its decoded pictures
//! in order, each by its number.

use std::path::Path;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::input::ClipError;
use crate::media::MediaError;
use crate::media::movie_picture::{PictureTimeline, add_decoder, skip_to_segment, upright};
use crate::media::probe::movie_error;
use crate::media::start::{element, start};
use crate::timebase::FrameRate;

/// A clip is at most this large; a smaller movie is kept as it is. Chosen: readable, and small enough for mail.
const MAX_WIDTH: i32 = 1280;
const MAX_HEIGHT: i32 = 720;
/// How long to wait for one picture before asking whether it is still wanted.
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(50);
/// A movie that gives no picture for so long is given up.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);

/// A decoder of one movie's pictures.
pub(super) struct ClipPictures {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    timeline: PictureTimeline,
    size: (usize, usize),
}

/// A decoded picture and its number.
pub(super) struct ClipPicture {
    number: i64,
    sample: gst::Sample,
}

impl Drop for ClipPictures {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl ClipPictures {
    /// Opens the movie as far as its first picture.
    ///
    /// # Errors
    /// When it does not open, or gives no picture.
    pub fn open(movie: &Path, rate: FrameRate) -> Result<Self, ClipError> {
        start()?;
        let pipeline = gst::Pipeline::new();
        let caps = gst::Caps::builder("video/x-raw")
            .field("format", "RGBA")
            .field("width", gst::IntRange::new(2, MAX_WIDTH))
            .field("height", gst::IntRange::new(2, MAX_HEIGHT))
            .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
            .build();
        let sink = gst_app::AppSink::builder().caps(&caps).sync(false).max_buffers(2).build();
        let (queue, scale, turn) = (element("queue")?, element("videoconvertscale")?, upright()?);
        queue.set_property("max-size-buffers", 2_u32);
        let chain = [&queue, &scale, &turn, sink.upcast_ref()];
        pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain)).map_err(MediaError::from)?;
        let decoder = add_decoder(&pipeline, movie, &queue)?;
        skip_to_segment(&decoder);
        let timeline = PictureTimeline::of(movie, rate);
        let mut opened = Self { pipeline, sink, timeline, size: (0, 0) };
        opened.size = opened.preroll(movie)?;
        Ok(opened)
    }

    fn preroll(&self, movie: &Path) -> Result<(usize, usize), MediaError> {
        let bus = self.pipeline.bus().ok_or_else(|| gst::glib::bool_error!("a pipeline has no bus"))?;
        // A refusal is followed by a message on the bus that says why.
        let _ = self.pipeline.set_state(gst::State::Paused);
        let wanted = [gst::MessageType::AsyncDone, gst::MessageType::Error];
        let message = bus.timed_pop_filtered(PATIENCE, &wanted);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => return Err(movie_error(movie, &error.error(), None)),
            Some(_) => {}
            None => {
                return Err(MediaError::TooSlow { path: movie.to_owned(), seconds: PATIENCE.seconds() });
            }
        }
        let sample = self.sink.try_pull_preroll(PATIENCE);
        let info = sample.and_then(|sample| gst_video::VideoInfo::from_caps(sample.caps()?).ok());
        let info =
            info.ok_or_else(|| MediaError::TooSlow { path: movie.to_owned(), seconds: PATIENCE.seconds() })?;
        Ok((even(info.width()), even(info.height())))
    }

    /// Width and height in pixels, both even.
    pub fn size(&self) -> (usize, usize) {
        self.size
    }

    /// The next pictures are those from `frame` on.
    pub fn seek(&self, frame: i64) {
        let place = self.timeline.rate().start_of_frame(frame.max(0));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        // A movie that cannot seek is read from its start: slow, and right.
        let _ = self.pipeline.seek_simple(flags, self.timeline.time_of(place));
        let _ = self.pipeline.set_state(gst::State::Playing);
    }

    /// Makes `shown` the picture at `frame`: its own, or the last before it. `None` stays before the first picture.
    ///
    /// # Errors
    /// When the movie breaks off, or `still_wanted` says that it is not.
    pub fn advance(
        &self,
        frame: i64,
        shown: &mut Option<ClipPicture>,
        still_wanted: &mut dyn FnMut() -> Result<(), ClipError>,
    ) -> Result<(), ClipError> {
        if frame < 0 {
            return Ok(());
        }
        let mut waited = gst::ClockTime::ZERO;
        while shown.as_ref().is_none_or(|picture| picture.number < frame) {
            if let Some(sample) = self.sink.try_pull_sample(TICK) {
                waited = gst::ClockTime::ZERO;
                // Pictures before the edit that is presented have no number.
                if let Some(number) = self.timeline.frame_number(&sample) {
                    *shown = Some(ClipPicture { number, sample });
                }
                continue;
            }
            if self.sink.is_eos() {
                return Ok(());
            }
            waited += TICK;
            still_wanted()?;
            if waited >= PATIENCE {
                return Err(ClipError::Encoder("the movie gives no more pictures".to_owned()));
            }
        }
        Ok(())
    }
}

fn even(pixels: u32) -> usize {
    (pixels as usize) & !1
}

impl ClipPicture {
    /// Which frame of the movie it is, counted from 0.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Copies its upper left `width` × `height` pixels, R, G, B, A, into `out`.
    pub fn draw(&self, out: &mut [u8], width: usize, height: usize) {
        let Some((buffer, caps)) = self.sample.buffer().zip(self.sample.caps()) else { return };
        let Ok(info) = gst_video::VideoInfo::from_caps(caps) else { return };
        let Ok(frame) = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, &info) else { return };
        let stride = frame.plane_stride().first().and_then(|stride| usize::try_from(*stride).ok());
        let (Some(stride), Ok(pixels)) = (stride.filter(|stride| *stride > 0), frame.plane_data(0)) else {
            return;
        };
        for (row, line) in out.chunks_exact_mut(width * 4).take(height).zip(pixels.chunks(stride)) {
            if let Some(line) = line.get(..row.len()) {
                row.copy_from_slice(line);
            }
        }
    }
}
