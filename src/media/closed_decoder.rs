//! The one `decodebin`: it plugs demuxers of a closed list, parsers and decoders, and nothing else.
//!
//! Why: GStreamer's own choice includes elements that follow playlists and manifests to other files and servers.

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::MediaError;
use super::start::element;

/// Demuxers of local containers.
const DEMUXERS: [&str; 15] = [
    "qtdemux",
    "matroskademux",
    "mxfdemux",
    "avidemux",
    "mpegpsdemux",
    "mpegtsdemux",
    "tsdemux",
    "dvdemux",
    "oggdemux",
    "wavparse",
    "aiffparse",
    "id3demux",
    "apedemux",
    "tagdemux",
    "flvdemux",
];

/// A `decodebin` that never leaves its file.
///
/// # Errors
/// When GStreamer lacks it.
pub(super) fn closed_decoder() -> Result<gst::Element, MediaError> {
    let decoder = element("decodebin")?;
    decoder.connect("autoplug-select", false, |values| {
        let factory = values.get(3).and_then(|value| value.get::<gst::ElementFactory>().ok());
        answer(if factory.as_ref().is_some_and(is_closed) { "try" } else { "skip" })
    });
    Ok(decoder)
}

/// Whether elements of this factory read only what they are given.
fn is_closed(factory: &gst::ElementFactory) -> bool {
    let klass = factory.metadata("klass").unwrap_or_default();
    let is_one_of_ours = DEMUXERS.contains(&factory.name().as_str());
    let opens_others = klass.contains("Source") || klass.contains("Network") || klass.contains("Adaptive");
    let decodes = klass.contains("Parser") || klass.contains("Decoder") || klass.contains("Converter");
    is_one_of_ours || (klass.starts_with("Codec/") && decodes && !klass.contains("Demux") && !opens_others)
}

/// A value of GStreamer's enumeration for this answer.
fn answer(nick: &str) -> Option<glib::Value> {
    let class = glib::EnumClass::with_type(glib::Type::from_name("GstAutoplugSelectResult")?)?;
    class.to_value_by_nick(nick)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::start;

    #[test]
    fn nothing_that_follows_a_playlist_is_plugged() {
        start().unwrap();
        closed_decoder().unwrap();
        assert!(answer("skip").is_some() && answer("try").is_some(), "GStreamer knows the answers");
        let registry = gst::Registry::get();
        let all = registry.features(gst::ElementFactory::static_type());
        let factories = all.into_iter().filter_map(|feature| feature.downcast::<gst::ElementFactory>().ok());
        let mut closed = 0;
        for factory in factories.filter(is_closed) {
            closed += 1;
            let name = factory.name();
            for word in
                ["hlsdemux", "dashdemux", "mssdemux", "sdp", "rtsp", "http", "uri", "playbin", "concat"]
            {
                assert!(!name.contains(word), "{name}");
            }
            assert!(!name.ends_with("src"), "{name}");
        }
        assert!(closed > 20, "{closed} factories");
    }
}
