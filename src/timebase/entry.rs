//! Reads what a person types to go somewhere: a label, or so far from here.

use super::{Timecode, TimecodeError};

/// Most digits of an entry. Derived: a day of frames at 240 a second has eight.
const MOST_DIGITS: usize = 8;

/// Reads where a person wants to go, from `here`: the frame of the label typed, or so far from here.
///
/// ```
/// use twopop::timebase::{FrameRate, Timecode, TimecodeFormat, read_timecode_entry};
///
/// let here = Timecode::parse("01:00:20:00", TimecodeFormat::non_drop(FrameRate::F24))?;
/// assert_eq!(read_timecode_entry("1207", here)?.to_string(), "01:00:12:07");
/// assert_eq!(read_timecode_entry("-1", here)?.to_string(), "01:00:19:23");
/// # Ok::<(), twopop::timebase::TimecodeError>(())
/// ```
///
/// - "01:00:12:07", "01001207": the label. Fewer digits fill it from the right, and what is missing is as here: at
///   01:00:20:00, "1207" is 01:00:12:07.
/// - "+12", "-1:00", "+10000": that far on or back. Frames count frames; seconds, minutes and hours count labels, so that
///   "+1:00:00" reads a minute later on the clock (in drop-frame too: of a label that is skipped, the next one).
///
/// Any of ':', ';' and '.' parts the fields.
///
/// # Errors
/// A text that is neither, a label past the end of a day, minute, second or frame count, or one that drop-frame skips:
/// the next one is named.
pub fn read_timecode_entry(text: &str, here: Timecode) -> Result<Timecode, TimecodeError> {
    let typed = text.trim();
    let not_a_timecode = || TimecodeError::NotATimecode(typed.to_owned());
    let (sign, digits) = match typed.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest.trim_start()),
        None => match typed.strip_prefix('+') {
            Some(rest) => (1, rest.trim_start()),
            None => (0, typed),
        },
    };
    let fields = fields_of(digits).ok_or_else(not_a_timecode)?;
    if sign == 0 {
        return label_at(&fields, here);
    }
    let there = moved(&fields, sign, here);
    let midnight = here.format.frames_in_a_day();
    if (0..midnight).contains(&there) { Ok(Timecode::new(there, here.format)) } else { Err(not_a_timecode()) }
}

/// Hours, minutes, seconds, frames; `None` for a field that was not typed. Without any mark the digits go two and two
/// from the right; of a lone pair everything is frames.
fn fields_of(digits: &str) -> Option<[Option<i64>; 4]> {
    const MARKS: [char; 3] = [':', ';', '.'];
    let mut fields = [None; 4];
    let parts: Vec<&str> =
        if digits.contains(MARKS) { digits.split(MARKS).collect() } else { in_pairs(digits)? };
    if parts.is_empty() || parts.len() > fields.len() {
        return None;
    }
    for (field, part) in fields.iter_mut().rev().zip(parts.iter().rev()) {
        let is_number = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        // "1::" is one minute: a field left empty is none of it.
        *field = Some(if part.is_empty() { 0 } else { part.parse().ok().filter(|_| is_number)? });
    }
    Some(fields)
}

fn in_pairs(digits: &str) -> Option<Vec<&str>> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || digits.len() > MOST_DIGITS {
        return None;
    }
    let mut pairs = Vec::new();
    let mut rest = digits;
    while !rest.is_empty() {
        let (before, pair) = rest.split_at_checked(rest.len().saturating_sub(2))?;
        pairs.insert(0, pair);
        rest = before;
    }
    Some(pairs)
}

/// The frame of the label typed, fields that were not typed taken from `here`.
fn label_at(fields: &[Option<i64>; 4], here: Timecode) -> Result<Timecode, TimecodeError> {
    let mut label = here.fields();
    for (kept, typed) in label.iter_mut().zip(fields) {
        *kept = typed.unwrap_or(*kept);
    }
    Timecode::from_fields(label, here.format)
}

/// Frames since midnight of the place so far from `here`.
fn moved(fields: &[Option<i64>; 4], sign: i64, here: Timecode) -> i64 {
    let [hours, minutes, seconds, frames] = fields.map(|field| field.unwrap_or(0));
    let whole_seconds = (hours * 60 + minutes) * 60 + seconds;
    if whole_seconds == 0 {
        return here.frames + sign * frames;
    }
    let [hour, minute, second, frame] = here.fields();
    let clock = (hour * 60 + minute) * 60 + second + sign * whole_seconds;
    if clock < 0 {
        return -1;
    }
    let label = [clock / 3600, clock / 60 % 60, clock % 60, frame];
    here.format.frames_of_label_or_next(label) + sign * frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::{FrameRate, TimecodeFormat};

    fn went(from: &str, typed: &str, format: TimecodeFormat) -> Result<String, String> {
        let here = Timecode::parse(from, format).unwrap();
        read_timecode_entry(typed, here).map(|there| there.to_string()).map_err(|error| error.to_string())
    }

    fn at_24(typed: &str) -> String {
        went("01:00:20:00", typed, TimecodeFormat::non_drop(FrameRate::F24)).unwrap()
    }

    #[test]
    fn digits_fill_the_label_from_the_right() {
        for (typed, there) in [
            ("01:00:12:07", "01:00:12:07"),
            ("01001207", "01:00:12:07"),
            ("1001207", "01:00:12:07"),
            ("1207", "01:00:12:07"),
            ("12:07", "01:00:12:07"),
            ("7", "01:00:20:07"),
            ("10000", "01:01:00:00"),
            ("2:0:0:0", "02:00:00:00"),
        ] {
            assert_eq!(at_24(typed), there, "{typed}");
        }
    }

    #[test]
    fn a_sign_goes_so_far_from_here() {
        for (typed, there) in [
            ("+12", "01:00:20:12"),
            ("-1", "01:00:19:23"),
            ("−1:00", "01:00:19:00"),
            ("+ 99", "01:00:24:03"),
            ("+100", "01:00:21:00"),
            ("+1:00:00", "01:01:20:00"),
            ("-1::", "00:59:20:00"),
            ("+1:12", "01:00:21:12"),
            ("-1:00:00:00", "00:00:20:00"),
        ] {
            assert_eq!(at_24(typed), there, "{typed}");
        }
    }

    #[test]
    fn drop_frame_refuses_what_it_skips_and_names_the_next() {
        let drop = TimecodeFormat::drop(FrameRate::F29_97);
        assert_eq!(
            went("00:00:59;29", "00010000", drop),
            Err("00:01:00;00 does not exist in drop-frame: its label is skipped; the next frame is 00:01:00;02".to_owned())
        );
        assert_eq!(went("00:00:59;29", "+1", drop).as_deref(), Ok("00:01:00;02"));
        assert_eq!(went("00:00:00;00", "+1:00:00", drop).as_deref(), Ok("00:01:00;02"));
        assert_eq!(went("00:00:00;00", "+10:00:00", drop).as_deref(), Ok("00:10:00;00"));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let format = TimecodeFormat::non_drop(FrameRate::F24);
        for typed in [
            "",
            "+",
            "noon",
            "1:2:3:4:5",
            "123456789",
            "01:00:00:24",
            "01:60:00:00",
            "25000000",
            "-2:00:00:00",
            "1x",
        ] {
            assert!(went("01:00:20:00", typed, format).is_err(), "{typed:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,12}", frames in 0_i64..2_500_000) {
            let here = Timecode::new(frames, TimecodeFormat::drop(FrameRate::F29_97));
            let _ = read_timecode_entry(&text, here);
        }

        #[test]
        fn every_label_typed_is_reached(from in 0_i64..2_500_000, to in 0_i64..2_500_000) {
            for format in [TimecodeFormat::drop(FrameRate::F59_94), TimecodeFormat::non_drop(FrameRate::F23_976)] {
                let (here, there) = (Timecode::new(from, format), Timecode::new(to, format));
                let digits: String = there.to_string().chars().filter(char::is_ascii_digit).collect();
                proptest::prop_assert_eq!(read_timecode_entry(&digits, here), Ok(there));
                let so_far = format!("{:+}", to - from);
                if so_far.len() <= 3 {
                    proptest::prop_assert_eq!(read_timecode_entry(&so_far, here), Ok(there));
                }
            }
        }
    }
}
