use gstreamer as gst;
use gstreamer::prelude::*;

use crate::media::MediaError;
use crate::media::movie_picture::upright;
use crate::media::start::element;

/// Small copies are at most this large; a smaller movie is kept as it is.
const MOST_WIDE: i32 = 960;
const MOST_HIGH: i32 = 540;

/// Adds what makes decoded pictures small, and links it to `end`, which `pipeline` takes too. Returns where decoded
/// pictures go in.
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
    pipeline
        .add_many(chain)
        .and_then(|()| gst::Element::link_many(chain))
        .map_err(|error| MediaError::Refused(error.to_string()))?;
    Ok(queue)
}

/// Three 8-bit planes with half-size chroma, square pixels, within the most a small copy may be.
pub(super) fn small_caps() -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", gst::IntRange::new(1, MOST_WIDE))
        .field("height", gst::IntRange::new(1, MOST_HIGH))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build()
}
