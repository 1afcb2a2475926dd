//! Whether a stored picture may be skipped on the way to a later one.

use gstreamer as gst;
use gstreamer::prelude::*;

/// Whether no other picture depends on this one, so that it need not be decoded to get to a later one. True only where
/// that is certain: H.264 whose every slice says so (`nal_ref_idc` 0: ITU-T H.264, 7.4.1). Reads the first bytes of each
/// slice.
pub(super) fn is_disposable(pad: &gst::Pad, buffer: &gst::BufferRef) -> bool {
    let Some(caps) = pad.current_caps() else { return false };
    let Some(stored) = caps.structure(0).filter(|stored| stored.name() == "video/x-h264") else {
        return false;
    };
    let Ok(bytes) = buffer.map_readable() else { return false };
    let codec = stored.get::<gst::Buffer>("codec_data").ok();
    let codec = codec.as_ref().and_then(|codec| codec.map_readable().ok());
    match codec.as_ref().and_then(|codec| codec.get(4).copied()) {
        // ISO/IEC 14496-15, 5.3.3: each unit has its length before it, in this many bytes.
        Some(sizes) => are_unreferenced(units_with_length(&bytes, usize::from(sizes & 3) + 1)),
        None => are_unreferenced(units_after_start_codes(&bytes)),
    }
}

/// From the first bytes of a picture's units: whether there are slices, and no other picture refers to any.
fn are_unreferenced(mut heads: impl Iterator<Item = u8>) -> bool {
    let mut slices = 0;
    let is_unused = heads.all(|head| {
        let is_slice = (1..=5).contains(&(head & 31));
        slices += usize::from(is_slice);
        !is_slice || head & 0x60 == 0
    });
    is_unused && slices > 0
}

fn units_with_length(mut bytes: &[u8], size: usize) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_at_checked(size)?;
        let length = length.iter().fold(0_usize, |value, &byte| value << 8 | usize::from(byte));
        let (unit, after) = rest.split_at_checked(length)?;
        bytes = after;
        // A unit of no bytes ends the picture.
        unit.first().copied()
    })
}

fn units_after_start_codes(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes
        .windows(4)
        .filter(|window| window.starts_with(&[0, 0, 1]))
        .filter_map(|window| window.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_picture_whose_every_slice_is_unused_may_be_skipped() {
        // Unit heads: 9 delimiter, 6 message, 1 slice, 5 key slice; 0x60 says that others refer to it.
        let of = |heads: &[u8]| are_unreferenced(heads.iter().copied());
        assert!(of(&[9, 6, 1]) && of(&[1, 1]));
        assert!(!of(&[0x65]) && !of(&[1, 0x41]) && !of(&[0x21]));
        assert!(!of(&[9, 6]) && !of(&[]), "no slice, so nothing is certain");
    }

    #[test]
    fn units_are_found_in_both_forms() {
        let with_length = [0, 0, 0, 2, 6, 7, 0, 0, 0, 1, 1];
        assert_eq!(units_with_length(&with_length, 4).collect::<Vec<u8>>(), [6, 1]);
        assert_eq!(units_with_length(&[0, 9, 6], 2).collect::<Vec<u8>>(), Vec::<u8>::new());
        let with_codes = [0, 0, 0, 1, 9, 16, 0, 0, 1, 0x41, 3];
        assert_eq!(units_after_start_codes(&with_codes).collect::<Vec<u8>>(), [9, 0x41]);
    }
}
