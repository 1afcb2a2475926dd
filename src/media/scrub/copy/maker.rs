use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::super::colours::Colours;
use super::super::small::{add_shrinking, small_caps};
use crate::media::MediaError;
use crate::media::clock::nanoseconds_from_samples;
use crate::media::movie_picture::{add_decoder, frame_number};
use crate::media::probe::sentence;
use crate::media::start::element;
use crate::timebase::FrameRate;

/// JPEG quality in hundredths: a reader of slates and lips sees no difference at 960×540.
const QUALITY: i32 = 80;
/// Without a picture for this long, the movie is given up.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(30);
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(200);
/// Of 0 to 19, how far decoding gives way to everything else that wants the processor.
#[cfg(target_os = "linux")]
const COURTESY: i32 = 15;

/// Decodes a movie from start to end into small JPEGs, giving way to everything else. Dropping it leaves off.
pub(super) struct Making {
    movie: PathBuf,
    rate: FrameRate,
    pipeline: gst::Pipeline,
    encoder: gst::Element,
    sink: gst_app::AppSink,
}

/// A frame of the movie as it is kept.
pub(super) struct Picture {
    pub number: i64,
    pub jpeg: Vec<u8>,
    pub colours: Colours,
}

impl Drop for Making {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl Making {
    /// From the start, or from the key frame before `last` on, where an earlier one left off.
    pub(super) fn open(movie: &Path, rate: FrameRate, last: Option<i64>) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let encoder = element("jpegenc")?;
        encoder.set_property("quality", QUALITY);
        let sink = gst_app::AppSink::builder().sync(false).max_buffers(4).build();
        let small = gst::ElementFactory::make("capsfilter")
            .property("caps", small_caps())
            .build()
            .map_err(|error| MediaError::Refused(error.to_string()))?;
        pipeline
            .add_many([&encoder, sink.upcast_ref()])
            .map_err(|error| MediaError::Refused(error.to_string()))?;
        let entry = add_shrinking(&pipeline, &small)?;
        gst::Element::link_many([&small, &encoder, sink.upcast_ref()])
            .map_err(|error| MediaError::Refused(error.to_string()))?;
        add_decoder(&pipeline, movie, &entry)?;
        #[cfg(target_os = "linux")]
        give_way(&pipeline);
        let making = Self { movie: movie.to_owned(), rate, pipeline, encoder, sink };
        // A refusal is followed by a message on the bus that says why.
        let _ = making.pipeline.set_state(gst::State::Paused);
        if let Some(last) = last {
            making.go_to(last);
        }
        let _ = making.pipeline.set_state(gst::State::Playing);
        Ok(making)
    }

    /// A movie that cannot be sought is read from its start again; what is there already is not written twice.
    fn go_to(&self, frame: i64) {
        let (settled, _, _) = self.pipeline.state(PATIENCE);
        let time =
            gst::ClockTime::from_nseconds(nanoseconds_from_samples(self.rate.start_of_frame(frame).get()));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT | gst::SeekFlags::SNAP_BEFORE;
        if settled.is_err() || self.pipeline.seek_simple(flags, time).is_err() {
            tracing::debug!(frame, "the small copy is gone over from the start");
        }
    }

    /// The next frame; `None` at the end of the movie.
    pub(super) fn next(&self) -> Result<Option<Picture>, MediaError> {
        let begun = gst::get_timestamp();
        loop {
            if let Some(sample) = self.sink.try_pull_sample(TICK) {
                match self.picture_of(&sample) {
                    Some(picture) => return Ok(Some(picture)),
                    None => continue,
                }
            }
            let trouble = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
            if let Some(gst::MessageView::Error(error)) = trouble.as_ref().map(|message| message.view()) {
                return Err(sentence(&self.movie, &error.error(), None));
            }
            if self.sink.is_eos() {
                return Ok(None);
            }
            if gst::get_timestamp().saturating_sub(begun) > PATIENCE {
                return Err(MediaError::TooSlow { path: self.movie.clone(), seconds: PATIENCE.seconds() });
            }
        }
    }

    /// `None` for what lies before frame 0.
    fn picture_of(&self, sample: &gst::Sample) -> Option<Picture> {
        let number = frame_number(sample, self.rate).filter(|&number| number >= 0)?;
        // The JPEG itself does not know: it is decoded to the same three planes it was made of.
        let raw = self.encoder.static_pad("sink")?.current_caps()?;
        let colours = Colours::of(&gst_video::VideoInfo::from_caps(&raw).ok()?);
        let jpeg = sample.buffer()?.map_readable().ok()?.as_slice().to_vec();
        Some(Picture { number, jpeg, colours })
    }
}

/// Every thread of the pipeline says on the bus, from itself, that it begins: there its priority is lowered, and the
/// decoder's own threads, which it starts, inherit that. On Linux only: elsewhere a priority is the whole program's,
/// window and sound included.
#[cfg(target_os = "linux")]
fn give_way(pipeline: &gst::Pipeline) {
    let Some(bus) = pipeline.bus() else { return };
    bus.set_sync_handler(|_, message| {
        if let gst::MessageView::StreamStatus(status) = message.view()
            && status.get().0 == gst::StreamStatusType::Enter
            && let Err(error) = rustix::process::setpriority_process(None, COURTESY)
        {
            tracing::debug!(%error, "a thread keeps its priority");
        }
        gst::BusSyncReply::Pass
    });
}
