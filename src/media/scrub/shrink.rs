//! The part of a pipeline that makes decoded pictures small.

use gstreamer as gst;
use gstreamer::prelude::*;

use crate::media::MediaError;
use crate::media::movie_picture::upright;
use crate::media::start::element;

/// Small pictures are at most this large; a smaller movie is kept as it is.
const MAX_WIDTH: i32 = 960;
const MAX_HEIGHT: i32 = 540;

/// Adds to `pipeline` what makes decoded pictures small, and `end`, where they go. Returns the element that decoded
/// pictures go into.
///
/// # Errors
/// When GStreamer lacks a part or refuses to link it.
pub(super) fn add_shrinking(
    pipeline: &gst::Pipeline,
    end: &gst::Element,
) -> Result<gst::Element, MediaError> {
    let queue = element("queue")?;
    queue.set_property("max-size-buffers", 1_u32);
    queue.set_property("max-size-bytes", 0_u32);
    queue.set_property("max-size-time", 0_u64);
    // Both at once: only the pixels that stay are converted.
    let shrink = element("videoconvertscale")?;
    let turn = upright()?;
    let chain = [&queue, &shrink, &turn, end];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain))?;
    Ok(queue)
}

/// The format of small pictures: three 8-bit planes with half-size chroma, square pixels, at most 960×540.
pub(super) fn small_caps() -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", gst::IntRange::new(1, MAX_WIDTH))
        .field("height", gst::IntRange::new(1, MAX_HEIGHT))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build()
}
