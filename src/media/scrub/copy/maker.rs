//! Decodes a movie into the pictures of a small copy, in the background.

use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::super::colours::Colours;
use super::super::shrink::{add_shrinking, small_caps};
use crate::media::MediaError;
use crate::media::movie_picture::{PictureTimeline, add_decoder};
use crate::media::probe::movie_error;
use crate::media::start::element;
use crate::timebase::FrameRate;

/// JPEG quality, 0 to 100: high enough that slates and lips look the same at 960×540.
const QUALITY: i32 = 80;
/// Without a picture for this long, the movie is given up.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(30);
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(200);
/// Linux niceness, 0 to 19: decoding gives way to everything else that wants the processor.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 15;

/// Decodes a movie from start to end into small JPEGs, giving way to everything else. Dropping it stops.
pub(super) struct CopyMaker {
    movie: PathBuf,
    timeline: PictureTimeline,
    pipeline: gst::Pipeline,
    encoder: gst::Element,
    sink: gst_app::AppSink,
}

/// A frame of the movie as it is kept.
pub(super) struct CopiedPicture {
    pub number: i64,
    pub jpeg: Vec<u8>,
    pub colours: Colours,
}

impl Drop for CopyMaker {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl CopyMaker {
    /// Opens the movie at its start, or at the key frame before `last`, where an earlier copy stopped.
    ///
    /// # Errors
    /// When GStreamer lacks a part or refuses to link it.
    pub(super) fn open(movie: &Path, rate: FrameRate, last: Option<i64>) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let encoder = element("jpegenc")?;
        encoder.set_property("quality", QUALITY);
        let sink = gst_app::AppSink::builder().sync(false).max_buffers(4).build();
        let small = gst::ElementFactory::make("capsfilter").property("caps", small_caps()).build()?;
        pipeline.add_many([&encoder, sink.upcast_ref()])?;
        let entry = add_shrinking(&pipeline, &small)?;
        gst::Element::link_many([&small, &encoder, sink.upcast_ref()])?;
        add_decoder(&pipeline, movie, &entry)?;
        #[cfg(target_os = "linux")]
        give_way(&pipeline);
        let timeline = PictureTimeline::of(movie, rate);
        let maker = Self { movie: movie.to_owned(), timeline, pipeline, encoder, sink };
        // A refusal is followed by a message on the bus that says why.
        let _ = maker.pipeline.set_state(gst::State::Paused);
        if let Some(last) = last {
            maker.go_to(last);
        }
        let _ = maker.pipeline.set_state(gst::State::Playing);
        Ok(maker)
    }

    /// A movie that cannot seek is read from its start again; what is there already is not written twice.
    fn go_to(&self, frame: i64) {
        let (settled, _, _) = self.pipeline.state(PATIENCE);
        let time = self.timeline.time_of(self.timeline.rate().start_of_frame(frame));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT | gst::SeekFlags::SNAP_BEFORE;
        if settled.is_err() || self.pipeline.seek_simple(flags, time).is_err() {
            tracing::debug!(frame, "the small copy is read again from the start");
        }
    }

    /// The next frame; `None` at the end of the movie.
    ///
    /// # Errors
    /// When the movie breaks off or gives no picture for 30 s.
    pub(super) fn next(&self) -> Result<Option<CopiedPicture>, MediaError> {
        let since = gst::get_timestamp();
        loop {
            if let Some(sample) = self.sink.try_pull_sample(TICK) {
                match self.picture_of(&sample) {
                    Some(picture) => return Ok(Some(picture)),
                    None => continue,
                }
            }
            let failed = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
            if let Some(gst::MessageView::Error(error)) = failed.as_ref().map(|message| message.view()) {
                return Err(movie_error(&self.movie, &error.error(), None));
            }
            if self.sink.is_eos() {
                return Ok(None);
            }
            if gst::get_timestamp().saturating_sub(since) > PATIENCE {
                return Err(MediaError::TooSlow { path: self.movie.clone(), seconds: PATIENCE.seconds() });
            }
        }
    }

    /// `None` for a picture before frame 0.
    fn picture_of(&self, sample: &gst::Sample) -> Option<CopiedPicture> {
        let number = self.timeline.frame_number(sample).filter(|&number| number >= 0)?;
        // The JPEG does not state its colours: it is decoded to the same three planes it was made of.
        let raw = self.encoder.static_pad("sink")?.current_caps()?;
        let colours = Colours::of(&gst_video::VideoInfo::from_caps(&raw).ok()?);
        let jpeg = sample.buffer()?.map_readable().ok()?.as_slice().to_vec();
        Some(CopiedPicture { number, jpeg, colours })
    }
}

/// Each thread of the pipeline posts on the bus that it starts, on that thread: there its priority is lowered, and the
/// decoder's own threads inherit it. On Linux only: elsewhere a priority is the whole program's, window and sound
/// included.
#[cfg(target_os = "linux")]
fn give_way(pipeline: &gst::Pipeline) {
    let Some(bus) = pipeline.bus() else { return };
    bus.set_sync_handler(|_, message| {
        if let gst::MessageView::StreamStatus(status) = message.view()
            && status.get().0 == gst::StreamStatusType::Enter
            && let Err(error) = rustix::process::setpriority_process(None, NICENESS)
        {
            tracing::debug!(%error, "a thread keeps its priority");
        }
        gst::BusSyncReply::Pass
    });
}
