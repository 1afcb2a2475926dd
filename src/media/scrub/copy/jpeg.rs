//! Decodes the pictures of a small copy.

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::super::colours::Colours;
use crate::media::MediaError;
use crate::media::scrub::frame::ScrubFrame;
use crate::media::start::element;

/// A picture that is not decoded by then is damaged.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(1);

/// Decodes the pictures of a small copy: 3 ms of processor for one of 960×540.
pub(in crate::media::scrub) struct JpegDecoder {
    pipeline: gst::Pipeline,
    source: gst_app::AppSrc,
    sink: gst_app::AppSink,
}

impl Drop for JpegDecoder {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl JpegDecoder {
    pub(in crate::media::scrub) fn new() -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let caps = gst::Caps::builder("image/jpeg").field("parsed", true).build();
        let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).build();
        let planes = gst::Caps::builder("video/x-raw").field("format", "I420").build();
        let sink = gst_app::AppSink::builder().caps(&planes).sync(false).async_(false).max_buffers(1).build();
        let decoder = element("jpegdec")?;
        let chain = [source.upcast_ref(), &decoder, sink.upcast_ref()];
        pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain))?;
        pipeline.set_state(gst::State::Playing).map_err(|error| gst::glib::bool_error!("{error}"))?;
        Ok(Self { pipeline, source, sink })
    }

    /// The picture in `jpeg`, or `None` when it is damaged; the decoder is then of no further use.
    pub(in crate::media::scrub) fn decode(
        &self,
        jpeg: Vec<u8>,
        number: i64,
        colours: Colours,
    ) -> Option<ScrubFrame> {
        let mut buffer = gst::Buffer::from_mut_slice(jpeg);
        buffer.get_mut()?.set_pts(gst::ClockTime::ZERO);
        self.source.push_buffer(buffer).ok()?;
        let sample = self.sink.try_pull_sample(PATIENCE)?;
        ScrubFrame::with_colours(&sample, number, colours)
    }
}
