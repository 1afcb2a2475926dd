use std::path::Path;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::MediaError;
use super::clock::samples_from_nanoseconds;
use super::start::element;
use crate::timebase::{FrameRate, SampleDelta, SamplePos};

/// Adds reading and decoding of the movie's picture, and of nothing else, to `pipeline`; its pictures go into
/// `entry`. Returns the decoder.
pub(super) fn add_decoder(
    pipeline: &gst::Pipeline,
    movie: &Path,
    entry: &gst::Element,
) -> Result<gst::Element, MediaError> {
    let source = element("filesrc")?;
    source.set_property("location", movie);
    let decoder = element("decodebin")?;
    pipeline
        .add_many([&source, &decoder])
        .and_then(|()| source.link(&decoder))
        .map_err(|error| MediaError::Refused(error.to_string()))?;
    leave_sound_out(&decoder);
    let weak = entry.downgrade();
    decoder.connect_pad_added(move |_, pad| {
        let is_picture = pad
            .current_caps()
            .and_then(|caps| caps.structure(0).map(|s| s.name().starts_with("video/x-raw")))
            .unwrap_or(false);
        let entry = weak.upgrade().and_then(|entry| entry.static_pad("sink"));
        if let Some(entry) = entry.filter(|entry| is_picture && !entry.is_linked())
            && let Err(error) = pad.link(&entry)
        {
            tracing::warn!(%error, "the movie's picture could not be linked");
        }
    });
    Ok(decoder)
}

fn leave_sound_out(decoder: &gst::Element) {
    decoder.connect("autoplug-continue", false, |values| {
        let caps = values.get(2).and_then(|value| value.get::<gst::Caps>().ok());
        let is_sound =
            caps.as_ref().and_then(|caps| caps.structure(0)).is_some_and(|s| s.name().starts_with("audio/"));
        Some((!is_sound).to_value())
    });
}

/// Which frame of the movie a picture is, counted from 0 at presentation time 0; edit lists and reordered pictures
/// are in its segment. The one rule for every picture that is shown.
pub(super) fn frame_number(sample: &gst::Sample, rate: FrameRate) -> Option<i64> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    number_in(segment, sample.buffer()?.pts()?, rate)
}

/// The same for a time in `segment`; `None` for what lies outside it.
pub(super) fn number_in(
    segment: &gst::FormattedSegment<gst::ClockTime>,
    time: gst::ClockTime,
    rate: FrameRate,
) -> Option<i64> {
    segment.to_stream_time(time).map(|presented| frame_presented_at(presented, rate))
}

/// Movie clocks round, Matroska's to a millisecond: a quarter of a frame later is still the same frame.
fn frame_presented_at(time: gst::ClockTime, rate: FrameRate) -> i64 {
    let quarter = SampleDelta(rate.samples_from_frames(1).0 / 4);
    rate.frame_at(SamplePos(samples_from_nanoseconds(time.nseconds())) + quarter)
}
