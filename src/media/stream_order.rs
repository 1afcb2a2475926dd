//! The sound streams of a movie in the movie's order.
//!
//! GStreamer shows streams in whatever order they become ready; its name of a stream ends with the number of its track.

use gstreamer as gst;
use gstreamer::prelude::*;

/// The pads of `decoder` that give sound, in the order of the tracks they come from.
pub(super) fn sound_pads(decoder: &gst::Element) -> Vec<gst::Pad> {
    let gives_sound = |pad: &gst::Pad| {
        let caps = pad.current_caps();
        caps.and_then(|caps| Some(caps.structure(0)?.name().starts_with("audio/"))).unwrap_or(false)
    };
    let mut pads: Vec<gst::Pad> = decoder.src_pads().into_iter().filter(gives_sound).collect();
    pads.sort_by_cached_key(|pad| {
        let name = track_name(pad).unwrap_or_default();
        (digits(&name).parse::<u64>().unwrap_or(u64::MAX), name)
    });
    pads
}

/// The number of the track that the pad's stream comes from, as a QuickTime, MP4 or Matroska file has it.
pub(super) fn track_number(pad: &gst::Pad) -> Option<u32> {
    digits(&track_name(pad)?).parse().ok()
}

/// "12:345" of Matroska is track 12.
fn digits(name: &str) -> String {
    name.chars().take_while(char::is_ascii_digit).collect()
}

fn track_name(pad: &gst::Pad) -> Option<String> {
    pad.stream_id()?.rsplit('/').next().map(str::to_owned)
}
