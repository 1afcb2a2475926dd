//! Names a stream's format as people in the field say it.

use gstreamer as gst;

use crate::ticket::SoundTrack;

/// How a stream is stored, in the field's words: "H.264 1920×1080", "AAC", "24-bit PCM".
pub(super) fn format_text(caps: &gst::CapsRef) -> String {
    let Some(structure) = caps.structure(0) else { return "unknown format".to_owned() };
    let name = stored_as(structure);
    match (structure.get::<i32>("width"), structure.get::<i32>("height")) {
        (Ok(width), Ok(height)) => format!("{name} {width}×{height}"),
        _ => name,
    }
}

fn stored_as(structure: &gst::StructureRef) -> String {
    let version = structure.get::<i32>("mpegversion").ok();
    let known = match (structure.name().as_str(), version) {
        ("video/x-h264", _) => "H.264",
        ("video/x-h265", _) => "H.265",
        ("video/x-prores", _) => return prores(structure),
        ("video/x-dnxhd", _) => "DNxHD",
        ("video/mpeg", Some(4)) => "MPEG-4",
        ("video/mpeg", _) => "MPEG-2",
        ("video/x-vp8", _) => "VP8",
        ("video/x-vp9", _) => "VP9",
        ("video/x-av1", _) => "AV1",
        ("video/x-raw", _) => "uncompressed",
        ("image/jpeg", _) => "Motion JPEG",
        ("image/x-jpc" | "image/x-j2c", _) => "JPEG 2000",
        ("audio/mpeg", Some(2 | 4)) => SoundTrack::AAC,
        ("audio/mpeg", _) if matches!(structure.get::<i32>("layer"), Ok(1 | 2)) => "MP2",
        ("audio/mpeg", _) => SoundTrack::MP3,
        ("audio/x-ac3", _) => "AC-3",
        ("audio/x-eac3", _) => "E-AC-3",
        ("audio/x-opus", _) => "Opus",
        ("audio/x-vorbis", _) => "Vorbis",
        ("audio/x-flac", _) => "FLAC",
        ("audio/x-alac", _) => "ALAC",
        ("audio/x-raw", _) => return pcm(structure),
        (other, _) => return other.trim_start_matches("video/x-").trim_start_matches("audio/x-").to_owned(),
    };
    known.to_owned()
}

fn prores(structure: &gst::StructureRef) -> String {
    match structure.get::<&str>("variant") {
        Ok("hq") => "ProRes 422 HQ",
        Ok("lt") => "ProRes 422 LT",
        Ok("proxy") => "ProRes 422 Proxy",
        Ok("4444") => "ProRes 4444",
        Ok("4444xq") => "ProRes 4444 XQ",
        _ => "ProRes 422",
    }
    .to_owned()
}

/// GStreamer's names for samples: S24LE, F32BE, U8.
fn pcm(structure: &gst::StructureRef) -> String {
    let format = structure.get::<&str>("format").unwrap_or("");
    let bits: String = format.chars().skip(1).take_while(char::is_ascii_digit).collect();
    match (format.chars().next(), bits.as_str()) {
        (_, "") => "PCM".to_owned(),
        (Some('F'), bits) => format!("{bits}-bit float PCM"),
        (_, bits) => format!("{bits}-bit PCM"),
    }
}
