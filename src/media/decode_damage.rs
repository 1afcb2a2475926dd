//! What is found damaged while a movie is decoded, though decoding goes on: pictures and blocks of sound that were
//! overwritten, holes in a track's sound, faults that GStreamer reports.
//!
//! Watches what the demuxer hands on, picture included, and the blocks of sound that come out; gives sentences. It never
//! stops a reading, and says nothing about sound that is stored as it is: there zeros are silence.

use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::clock::samples_from_nanoseconds;
use crate::timebase::{SAMPLE_RATE, SampleDelta, clock_text};

/// Bytes that a coded picture, or a block of one of [`HEADED`], cannot begin with if all are zero. *Chosen*: longer than what
/// comes before the first bit that their headers always set.
const ZERO_HEAD: usize = 16;
/// Coded sound whose blocks begin with a header that is never all zero. *Standard*: sync words (ISO/IEC 11172-3 and 13818-7,
/// ATSC A/52, ETSI TS 102 114, FLAC), the fields of an AAC or ALAC element, the first byte of an Opus packet of silence. Of
/// others nothing is said: in ADPCM, DPCM, MACE or LPCM in an MPEG stream digital silence is zeros from the first byte on.
const HEADED: [&str; 7] = [
    "audio/mpeg",
    "audio/x-ac3",
    "audio/x-eac3",
    "audio/x-dts",
    "audio/x-flac",
    "audio/x-alac",
    "audio/x-opus",
];
/// Zeros in a row inside a picture or block that no coder writes: so many whole parts of [`PART`] bytes. *Standard*: H.264 and
/// H.265 forbid three zeros, and no block of AAC is that long. *Chosen* for ProRes, whose slices are never that empty. Other
/// codecs pad with zeros and are not looked at.
const ZERO_PARTS: [(&str, usize); 4] =
    [("video/x-h264", 1), ("video/x-h265", 1), ("audio/mpeg", 1), ("video/x-prores", 2)];
/// Bytes.
const PART: usize = 512;
/// Frames at 48 000 Hz without sound between two blocks of a track that are a hole. *Derived*: more than the rounding of any
/// container's clock, less than a block of any codec.
pub(super) const HOLE: i64 = SAMPLE_RATE as i64 / 100;
/// Faults reported by GStreamer that are kept.
const REPORTS: usize = 3;

/// Where a stretch of damage begins and ends, in frames at 48 000 Hz from the start of the movie, and of how many parts.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: i64,
    to: i64,
    parts: usize,
}

#[derive(Debug, Default)]
struct Found {
    picture: Option<Stretch>,
    sound: Option<Stretch>,
    reports: Vec<String>,
}

/// Collects what is found while one movie is decoded.
#[derive(Clone, Debug, Default)]
pub(super) struct DamageWatch(Arc<Mutex<Found>>);

impl DamageWatch {
    /// Looks at everything that the demuxers inside `decoder` hand on.
    pub(super) fn follow(&self, decoder: &gst::Element) {
        let Some(bin) = decoder.downcast_ref::<gst::Bin>() else { return };
        let watch = self.clone();
        bin.connect_deep_element_added(move |_, _, element| {
            let class = element.factory().and_then(|factory| factory.metadata("klass").map(str::to_owned));
            if class.is_some_and(|class| class.contains("Demux")) {
                let watch = watch.clone();
                element.connect_pad_added(move |_, pad| watch.look_at(pad));
            }
        });
    }

    fn look_at(&self, pad: &gst::Pad) {
        if pad.direction() != gst::PadDirection::Src {
            return;
        }
        let watch = self.clone();
        pad.add_probe(gst::PadProbeType::BUFFER, move |pad, probe| {
            if let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data {
                watch.note_damage(pad, buffer);
            }
            gst::PadProbeReturn::Ok
        });
    }

    fn note_damage(&self, pad: &gst::Pad, buffer: &gst::Buffer) {
        let Some(caps) = pad.current_caps() else { return };
        let Some(kind) = caps.structure(0).map(|structure| structure.name().as_str()) else { return };
        let is_coded = !matches!(kind, "audio/x-raw" | "video/x-raw" | "video/mpegts");
        let is_picture = kind.starts_with("video/") || kind.starts_with("image/");
        if !is_coded || !(is_picture || kind.starts_with("audio/")) {
            return;
        }
        let Ok(bytes) = buffer.map_readable() else { return };
        let parts = ZERO_PARTS.iter().find(|(known, _)| *known == kind).map(|(_, parts)| *parts);
        let has_zeros = || parts.is_some_and(|parts| has_zero_run(&bytes, parts));
        if !has_zero_head(kind, &bytes) && !has_zeros() && !begins_wrong(&caps, &bytes) {
            return;
        }
        let Some(at) = buffer.pts().or_else(|| buffer.dts()) else { return };
        let from = samples_from_nanoseconds(at.nseconds());
        let length = buffer.duration().map_or(0, |length| samples_from_nanoseconds(length.nseconds()));
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stretch = if is_picture { &mut found.picture } else { &mut found.sound };
        let to = from.saturating_add(length);
        *stretch = Some(stretch.map_or(Stretch { from, to, parts: 1 }, |known| Stretch {
            from: known.from.min(from),
            to: known.to.max(to),
            parts: known.parts.saturating_add(1),
        }));
    }

    /// Keeps a fault of the stream that GStreamer reports and goes on after.
    pub(super) fn note_report(&self, error: &gst::glib::Error) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = error.message().trim_end_matches('.').to_lowercase();
        if found.reports.len() < REPORTS && !found.reports.contains(&text) {
            found.reports.push(text);
        }
    }

    /// What was found, each as a clause about the movie.
    pub(super) fn clauses(&self) -> Vec<String> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let overwritten = |what: &str, Stretch { from, to, parts }: Stretch| {
            let (from, to) = (clock_text(SampleDelta::new(from)), clock_text(SampleDelta::new(to)));
            let s = if parts == 1 { "" } else { "s" };
            format!(
                "{parts} {what}{s} between {from} and {to} hold zeros or other data in place of their own"
            )
        };
        let picture = found.picture.map(|stretch| overwritten("picture", stretch));
        let sound = found.sound.map(|stretch| overwritten("block", stretch) + " (sound)");
        let reported = found.reports.iter().map(|report| format!("GStreamer reports “{report}”"));
        picture.into_iter().chain(sound).chain(reported).collect()
    }
}

/// Whether a part of that kind begins with zeros, as none does.
fn has_zero_head(kind: &str, bytes: &[u8]) -> bool {
    (!kind.starts_with("audio/") || HEADED.contains(&kind)) && begins_with_zeros(bytes)
}

fn begins_with_zeros(bytes: &[u8]) -> bool {
    bytes.first_chunk::<ZERO_HEAD>().is_some_and(|head| head.iter().all(|&byte| byte == 0))
}

/// Whether there are so many parts of zeros in a row, with something else after them.
fn has_zero_run(bytes: &[u8], parts: usize) -> bool {
    let (whole, _) = bytes.as_chunks::<PART>();
    let is_zero =
        |part: &[u8; PART]| part.first_chunk::<8>() == Some(&[0; 8]) && part.iter().all(|&byte| byte == 0);
    let Some(first) = whole.windows(parts).position(|run| run.iter().all(is_zero)) else { return false };
    let after = bytes.get(first.saturating_mul(PART)..).unwrap_or_default();
    after.iter().any(|&byte| byte != 0)
}

/// Whether the start of a picture is not what its format begins with: ProRes says its name (SMPTE RDD 36, 5.1), and a unit of
/// H.264 its length (ISO/IEC 14496-15, 5.3).
fn begins_wrong(caps: &gst::Caps, bytes: &[u8]) -> bool {
    let Some(structure) = caps.structure(0) else { return false };
    match structure.name().as_str() {
        "video/x-prores" => bytes.get(4..8) != Some(b"icpf"),
        "video/x-h264" if structure.get::<&str>("stream-format") == Ok("avc") => {
            let width = structure.get::<gst::Buffer>("codec_data").ok().and_then(|data| {
                let data = data.map_readable().ok()?;
                data.get(4).map(|width| usize::from(width & 3) + 1)
            });
            width.is_some_and(|width| !first_unit_fits(bytes, width))
        }
        _ => false,
    }
}

fn first_unit_fits(bytes: &[u8], width: usize) -> bool {
    let Some((length, rest)) = bytes.split_at_checked(width) else { return bytes.is_empty() };
    let length = length.iter().fold(0_usize, |value, &byte| value << 8 | usize::from(byte));
    (1..=rest.len()).contains(&length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_of_codecs_without_a_header_is_zeros() {
        assert!(!has_zero_head("audio/x-adpcm", &[0; 34]), "a packet of IMA ADPCM, of silence");
        assert!(has_zero_head("audio/mpeg", &[0; 34]) && has_zero_head("video/x-h264", &[0; 34]));
        assert!(!has_zero_head("audio/mpeg", &[0xFF; 34]));
    }

    #[test]
    fn zeros_inside_a_coded_picture_are_seen_and_padding_is_not() {
        let mut picture = vec![0x5a; 20_000];
        assert!(!has_zero_run(&picture, 1) && !begins_with_zeros(&picture));
        picture[7000..8100].fill(0);
        assert!(has_zero_run(&picture, 1), "zeros with something after them");
        assert!(!has_zero_run(&picture, 2), "not so many");
        let mut padded = vec![0x5a; 20_000];
        padded[15_000..].fill(0);
        assert!(!has_zero_run(&padded, 1), "zeros at the end may be padding");
        assert!(begins_with_zeros(&[0; 16]) && !begins_with_zeros(&[0; 15]));
        assert!(!begins_with_zeros(b"\0\0\0\x09\x65more than that is there"));
        assert!(first_unit_fits(b"\0\0\0\x03abc", 4) && first_unit_fits(b"\0\x01abc", 2));
        assert!(!first_unit_fits(b"\0\0\0\x04abc", 4) && !first_unit_fits(b"\0\0\0\0abc", 4));
    }
}
