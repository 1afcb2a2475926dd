//! Errors of timing and lengths as a person reads them.

use super::{FrameRate, Lateness, SAMPLE_RATE, SampleDelta};

/// An error of timing as an operator reads it: "EARLY by 12 frames (500.5 ms, 24 024 samples)".
/// Never a bare sign. Zero reads "in sync".
pub fn offset_text(lateness: Lateness, rate: FrameRate) -> String {
    let delta = lateness.delta();
    if delta == SampleDelta::ZERO {
        return "in sync".to_owned();
    }
    let side = if delta.get() > 0 { "LATE" } else { "EARLY" };
    format!("{side} by {}", length_text(SampleDelta::new(delta.get().saturating_abs()), rate))
}

fn length_text(length: SampleDelta, rate: FrameRate) -> String {
    let hundredths = rate.hundredths_of_frames(length);
    let frames = match (hundredths / 100, hundredths % 100) {
        // Less than a hundredth, and still an error: "0 frames" would say there is none.
        (0, 0) => "less than 0.01 frames".to_owned(),
        (1, 0) => "1 frame".to_owned(),
        (whole, 0) => format!("{whole} frames"),
        (whole, part) => format!("{whole}.{part:02} frames"),
    };
    let unit = if length.get() == 1 { "sample" } else { "samples" };
    format!("{frames} ({} ms, {} {unit})", milliseconds(length), grouped(length.get()))
}

/// Milliseconds to the hundredth, without trailing zeros: "500.5", "41.71", "40".
fn milliseconds(length: SampleDelta) -> String {
    let per_ms = i64::from(SAMPLE_RATE) / 1000;
    let hundredths = length.get().saturating_mul(100).saturating_add(per_ms / 2) / per_ms;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Digits in groups of three, parted by a space: "24 024". For counts: never negative.
pub fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A length as a clock with milliseconds, rounded down: "0:00:10.000", "1:02:03.500".
pub fn clock_text(length: SampleDelta) -> String {
    let milliseconds = length.get().max(0).saturating_mul(1000) / i64::from(SAMPLE_RATE);
    let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000);
    format!("{}:{:02}:{:02}.{thousandths:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A length of programme: "1:02:03.5", "0:30".
pub fn duration_text(length: SampleDelta) -> String {
    let tenths = length.get().max(0).saturating_mul(10) / i64::from(SAMPLE_RATE);
    let (seconds, tenth) = (tenths / 10, tenths % 10);
    let clock = if seconds >= 3600 {
        format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    } else {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    };
    if tenth == 0 { clock } else { format!("{clock}.{tenth}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_late_or_early_never_as_a_sign() {
        let early = Lateness::new(SampleDelta::new(-24_024));
        assert_eq!(offset_text(early, FrameRate::F23_976), "EARLY by 12 frames (500.5 ms, 24 024 samples)");
        let late = Lateness::new(SampleDelta::new(1));
        assert_eq!(offset_text(late, FrameRate::F25), "LATE by less than 0.01 frames (0.02 ms, 1 sample)");
        assert_eq!(offset_text(Lateness::default(), FrameRate::F25), "in sync");
    }

    #[test]
    fn the_ends_have_words() {
        for samples in [i64::MIN, i64::MAX] {
            let length = SampleDelta::new(samples);
            assert!(offset_text(Lateness::new(length), FrameRate::F25).contains(" by "));
            assert!(clock_text(length).contains(':') && duration_text(length).contains(':'));
        }
    }

    #[test]
    fn a_length_reads_as_a_clock() {
        assert_eq!(duration_text(SampleDelta::new(48_000 * 3723 + 24_000)), "1:02:03.5");
        assert_eq!(duration_text(SampleDelta::new(48_000 * 30)), "0:30");
    }
}
