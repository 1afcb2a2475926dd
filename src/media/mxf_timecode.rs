//! A timecode as MXF states it, and that of the first system item of the essence, which recorders and servers stamp where
//! they leave the packages at zero. Takes bytes of the file's beginning, gives a timecode.
//!
//! Source: SMPTE ST 385 (system metadata pack: rate, user date/time stamp), ST 12-1 (digits), ST 331 (stamp type 81h).

use crate::timebase::{FrameRate, Timecode, TimecodeFormat};

/// Where a package or an item begins to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MxfTimecode {
    pub frames: i64,
    pub counted: FrameRate,
    pub drop_frame: bool,
}

/// Before and after the byte of the registry's version.
const PACK: ([u8; 7], [u8; 8]) =
    ([0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01], [0x0D, 0x01, 0x03, 0x01, 0x04, 0x01, 0x01, 0x00]);
/// Where the rate and the user date/time stamp lie in the pack's value.
const RATE: usize = 1;
const USER_STAMP: usize = 40;
/// A stamp that holds a timecode of ST 12-1.
const IS_TIMECODE: u8 = 0x81;

/// Whether `key` is that of a system metadata pack.
pub(super) fn is_system_item(key: &[u8]) -> bool {
    key.starts_with(&PACK.0) && key.get(8..) == Some(&PACK.1)
}

/// The timecode in the value of a system metadata pack; `None` where it holds none, or one of digits that are none.
pub(super) fn system_item_timecode(value: &[u8]) -> Option<MxfTimecode> {
    let counted = rate_of(*value.get(RATE)?)?;
    let stamp = value.get(USER_STAMP..).filter(|stamp| stamp.first() == Some(&IS_TIMECODE))?;
    let &[frames, seconds, minutes, hours] = stamp.get(1..)?.first_chunk::<4>()?;
    let drop_frame = frames & 0x40 != 0;
    let digits = |byte: u8, tens: u8| format!("{}{}", byte >> 4 & tens, byte & 0x0F);
    let text = format!(
        "{}:{}:{}{}{}",
        digits(hours, 3),
        digits(minutes, 7),
        digits(seconds, 7),
        if drop_frame { ';' } else { ':' },
        digits(frames, 3)
    );
    let format = if drop_frame { TimecodeFormat::drop(counted) } else { TimecodeFormat::non_drop(counted) };
    let frames = Timecode::parse(&text, format).ok()?.frames;
    Some(MxfTimecode { frames, counted, drop_frame })
}

/// What a second of timecode counts at the pack's rate: pictures, or pairs of them above 30 a second.
fn rate_of(byte: u8) -> Option<FrameRate> {
    let (nominal, slowed) = (byte >> 1 & 0x1F, byte & 1 == 1);
    let pictures = match nominal {
        1 | 4 => 24,
        2 | 5 => 25,
        3 | 6 => 30,
        _ => return None,
    };
    if slowed { FrameRate::new(pictures * 1000, 1001).ok() } else { FrameRate::new(pictures, 1).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(rate: u8, kind: u8, digits: [u8; 4]) -> Vec<u8> {
        let mut value = vec![0; 57];
        value[RATE] = rate;
        value[USER_STAMP] = kind;
        value[USER_STAMP + 1..USER_STAMP + 5].copy_from_slice(&digits);
        value
    }

    #[test]
    fn digits_rate_and_drop_frame_are_read() {
        let read = |value: &[u8]| {
            system_item_timecode(value).map(|read| (read.frames, read.counted, read.drop_frame))
        };
        let at_25 = FrameRate::new(25, 1).unwrap();
        assert_eq!(read(&pack(0x04, 0x81, [0x12, 0, 0, 0x10])), Some((10 * 90_000 + 12, at_25, false)));
        assert_eq!(
            read(&pack(0x0A, 0x81, [0x12, 0, 0, 0x10])),
            Some((10 * 90_000 + 12, at_25, false)),
            "50p"
        );
        assert_eq!(read(&pack(0x07, 0x81, [0x42, 0, 0x01, 0x00])), Some((1800, FrameRate::F29_97, true)));
        assert_eq!(read(&pack(0x04, 0x82, [0x12, 0, 0, 0x10])), None, "a date");
        assert_eq!(read(&pack(0x04, 0x81, [0x2F, 0x7F, 0x7F, 0x3F])), None, "no digits");
        assert_eq!(read(&pack(0x04, 0x81, [0; 4])[..43]), None, "cut off");
    }
}
