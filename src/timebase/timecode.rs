//! SMPTE timecode: labels of frames, drop-frame and non-drop (SMPTE ST 12-1).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::written::{FURTHEST, OutOfBounds, within};
use super::{FrameRate, SamplePos};

/// How frames are labelled: at which rate, and whether labels are dropped (SMPTE ST 12-1, 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimecodeFormat {
    pub rate: FrameRate,
    /// Drop-frame skips labels so that they keep up with the clock; it never skips a frame.
    pub drop_frame: bool,
}

/// The label of one frame: a count of frames since 00:00:00:00, written in a [`TimecodeFormat`].
///
/// ```
/// use twopop::timebase::{FrameRate, SamplePos, Timecode, TimecodeFormat};
///
/// let start = Timecode::parse("01:00:00:00", TimecodeFormat::non_drop(FrameRate::F24))?;
/// assert_eq!(start.at(SamplePos::new(48_000)).to_string(), "01:00:01:00");
/// assert_eq!(start.samples_since_midnight(), SamplePos::new(3600 * 48_000));
/// # Ok::<(), twopop::timebase::TimecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "WrittenTimecode", into = "WrittenTimecode")]
pub struct Timecode {
    /// Frames (not labels) since midnight.
    pub frames: i64,
    /// How it is written.
    pub format: TimecodeFormat,
}

/// Why a text isn't a timecode of the format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimecodeError {
    #[error("a timecode reads HH:MM:SS:FF, not {0:?}")]
    NotATimecode(String),
    /// The label, and how far what is too much of it goes.
    #[error("there is no {0}: {1}")]
    OutOfRange(String, String),
    #[error("{0} does not exist in drop-frame: its label is skipped; the next frame is {1}")]
    Dropped(String, String),
}

impl TimecodeFormat {
    /// Labels counted one for each frame, whatever the clock says.
    pub fn non_drop(rate: FrameRate) -> Self {
        Self { rate, drop_frame: false }
    }

    /// Drop-frame where the rate has it (29.97 and 59.94), else non-drop.
    pub fn drop(rate: FrameRate) -> Self {
        let drop_frame = rate.denominator() == 1001 && rate.labels_per_second() % 30 == 0;
        Self { rate, drop_frame }
    }

    /// "23.976", "29.97 DF", "29.97 NDF": NDF and DF are distinguished only where both exist.
    pub fn label(self) -> String {
        let both_exist = Self::drop(self.rate).drop_frame;
        match (both_exist, self.drop_frame) {
            (true, true) => format!("{} DF", self.rate.label()),
            (true, false) => format!("{} NDF", self.rate.label()),
            (false, _) => self.rate.label(),
        }
    }

    /// Labels skipped at the start of each minute not divisible by ten.
    fn dropped_each_minute(self) -> i64 {
        if self.drop_frame { self.rate.labels_per_second() / 15 } else { 0 }
    }

    /// Frames (not labels) from midnight to midnight.
    pub fn frames_in_a_day(self) -> i64 {
        let labels = 24 * 3600 * self.rate.labels_per_second();
        labels - 24 * 54 * self.dropped_each_minute()
    }

    fn frames_from_label(self, label: i64) -> i64 {
        let minutes = label / (60 * self.rate.labels_per_second());
        label - self.dropped_each_minute() * (minutes - minutes / 10)
    }

    /// Whether drop-frame has no such label.
    fn skips(self, [_, minutes, seconds, frames]: [i64; 4]) -> bool {
        seconds == 0 && minutes % 10 != 0 && frames < self.dropped_each_minute()
    }

    fn label_of(self, [hours, minutes, seconds, frames]: [i64; 4]) -> i64 {
        ((hours * 60 + minutes) * 60 + seconds) * self.rate.labels_per_second() + frames
    }

    /// Frames since midnight of a label; of one that is skipped, of the next one there is.
    pub(super) fn frames_of_label_or_next(self, fields: [i64; 4]) -> i64 {
        let [hours, minutes, seconds, _] = fields;
        let there_is =
            if self.skips(fields) { [hours, minutes, seconds, self.dropped_each_minute()] } else { fields };
        self.frames_from_label(self.label_of(there_is))
    }

    fn label_from_frames(self, frames: i64) -> i64 {
        let dropped = self.dropped_each_minute();
        if dropped == 0 {
            return frames;
        }
        let minute = 60 * self.rate.labels_per_second() - dropped;
        let ten_minutes = 10 * minute + dropped;
        let (tens, rest) = (frames / ten_minutes, frames % ten_minutes);
        let minutes_past_ten = if rest < dropped { 0 } else { (rest - dropped) / minute };
        frames.saturating_add(dropped * (9 * tens + minutes_past_ten))
    }
}

impl Timecode {
    /// The label `frames` after midnight; past a day it wraps, as recorders do.
    pub fn new(frames: i64, format: TimecodeFormat) -> Self {
        Self { frames: frames.rem_euclid(format.frames_in_a_day()), format }
    }

    /// Reads "01:00:12:07", or "01:00:12;07" for drop-frame. Refuses labels that drop-frame skips.
    pub fn parse(text: &str, format: TimecodeFormat) -> Result<Self, TimecodeError> {
        let not_a_timecode = || TimecodeError::NotATimecode(text.to_owned());
        let parts: Vec<&str> = text.trim().split([':', ';', '.']).collect();
        let [hours, minutes, seconds, frames] = parts.as_slice() else { return Err(not_a_timecode()) };
        let number = |part: &str| -> Result<i64, TimecodeError> {
            let digits = part.len() <= 3 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse().map_err(|_| not_a_timecode()) } else { Err(not_a_timecode()) }
        };
        Self::from_fields([number(hours)?, number(minutes)?, number(seconds)?, number(frames)?], format)
    }

    /// Of hours, minutes, seconds and frames.
    pub(super) fn from_fields(fields: [i64; 4], format: TimecodeFormat) -> Result<Self, TimecodeError> {
        let [hours, minutes, seconds, frames] = fields;
        let per_second = format.rate.labels_per_second();
        let last = [("hours", hours, 23), ("minutes", minutes, 59), ("seconds", seconds, 59)];
        let last = last.into_iter().chain([("frames", frames, per_second - 1)]);
        if let Some((what, _, last)) = last.into_iter().find(|(_, asked, last)| asked > last) {
            let why = format!("{what} go to {last}");
            return Err(TimecodeError::OutOfRange(write_label(fields, format), why));
        }
        if format.skips(fields) {
            let next = [hours, minutes, seconds, format.dropped_each_minute()];
            return Err(TimecodeError::Dropped(write_label(fields, format), write_label(next, format)));
        }
        Ok(Self { frames: format.frames_from_label(format.label_of(fields)), format })
    }

    /// Hours, minutes, seconds and frames of the label.
    pub(super) fn fields(self) -> [i64; 4] {
        let label = self.format.label_from_frames(self.frames);
        let per_second = self.format.rate.labels_per_second();
        let seconds = label / per_second;
        [seconds / 3600, seconds / 60 % 60, seconds % 60, label % per_second]
    }

    /// The label of the picture shown at `position`, where `self` labels the picture's first frame.
    pub fn at(self, position: SamplePos) -> Self {
        Self::new(self.frames.saturating_add(self.format.rate.frame_at(position)), self.format)
    }

    /// The next label at or after this one whose minutes, seconds and frames are zero.
    pub fn next_whole_hour(self) -> Self {
        let [hours, minutes, seconds, frames] = self.fields();
        let later = i64::from(minutes + seconds + frames > 0);
        let label = [(hours + later) % 24, 0, 0, 0];
        Self::new(self.format.frames_of_label_or_next(label), self.format)
    }

    /// The first sample of the frame labelled `self`, where `start` labels the picture's first frame.
    pub fn position_from(self, start: Self) -> SamplePos {
        self.format.rate.start_of_frame(self.frames.saturating_sub(start.frames))
    }

    /// Where the label's frame begins, in samples after midnight at 48 000 Hz: what a BWF TimeReference counts.
    /// At 23.976 one hour of labels is 3603.6 s, not 3600 (172 972 800 samples).
    pub fn samples_since_midnight(self) -> SamplePos {
        self.format.rate.start_of_frame(self.frames)
    }
}

/// A timecode as a document has it.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Timecode")]
struct WrittenTimecode {
    frames: i64,
    format: TimecodeFormat,
}

impl TryFrom<WrittenTimecode> for Timecode {
    type Error = OutOfBounds;
    fn try_from(written: WrittenTimecode) -> Result<Self, OutOfBounds> {
        let WrittenTimecode { frames, format } = written;
        let fits = within(format.rate.start_of_frame(frames).get()).is_ok();
        if fits { Ok(Self { frames, format }) } else { Err(OutOfBounds::Frames(frames)) }
    }
}

impl From<Timecode> for WrittenTimecode {
    fn from(timecode: Timecode) -> Self {
        let Timecode { frames, format } = timecode;
        let furthest = format.rate.frame_at(SamplePos::new(FURTHEST));
        Self { frames: frames.clamp(-furthest, furthest), format }
    }
}

impl fmt::Display for Timecode {
    /// "01:00:12:07", with ';' before the frames in drop-frame.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_label(self.fields(), self.format))
    }
}

fn write_label([hours, minutes, seconds, frames]: [i64; 4], format: TimecodeFormat) -> String {
    let mark = if format.drop_frame { ';' } else { ':' };
    let width = if format.rate.labels_per_second() > 100 { 3 } else { 2 };
    format!("{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rates() -> impl Strategy<Value = TimecodeFormat> {
        let non_drop =
            [FrameRate::F23_976, FrameRate::F24, FrameRate::F25, FrameRate::F29_97, FrameRate::F50];
        let drop = [FrameRate::F29_97, FrameRate::F59_94];
        let all: Vec<TimecodeFormat> = non_drop
            .map(TimecodeFormat::non_drop)
            .into_iter()
            .chain(drop.map(TimecodeFormat::drop))
            .collect();
        proptest::sample::select(all)
    }

    proptest! {
        #[test]
        fn writing_then_reading_returns_the_frame(format in rates(), frames in 0i64..2_000_000) {
            let timecode = Timecode::new(frames, format);
            prop_assert_eq!(Timecode::parse(&timecode.to_string(), format), Ok(timecode));
        }

        #[test]
        fn the_first_sample_of_a_frame_shows_that_frame(format in rates(), frame in -100_000i64..2_000_000) {
            let start = format.rate.start_of_frame(frame);
            prop_assert_eq!(format.rate.frame_at(start), frame);
            prop_assert_eq!(format.rate.frame_at(SamplePos::new(start.get() - 1)), frame - 1);
        }
    }

    /// SMPTE ST 12-1: drop-frame skips labels 0 and 1 of each minute but each tenth.
    #[test]
    fn drop_frame_conforms() {
        let format = TimecodeFormat::drop(FrameRate::F29_97);
        for (frames, label) in [
            (0, "00:00:00;00"),
            (1799, "00:00:59;29"),
            (1800, "00:01:00;02"),
            (17_981, "00:09:59;29"),
            (17_982, "00:10:00;00"),
            (107_892, "01:00:00;00"),
        ] {
            assert_eq!(Timecode::new(frames, format).to_string(), label);
        }
        assert!(matches!(Timecode::parse("00:01:00;01", format), Err(TimecodeError::Dropped(..))));
        assert!(matches!(Timecode::parse("00:01:00;30", format), Err(TimecodeError::OutOfRange(..))));
        assert!(matches!(Timecode::parse("1h", format), Err(TimecodeError::NotATimecode(_))));
    }

    #[test]
    fn an_hour_at_23_976_starts_3603_6_seconds_after_midnight() {
        let hour = Timecode::parse("01:00:00:00", TimecodeFormat::non_drop(FrameRate::F23_976));
        assert_eq!(hour.map(Timecode::samples_since_midnight), Ok(SamplePos::new(172_972_800)));
    }

    #[test]
    fn a_document_holds_no_timecode_beyond_the_bound() {
        let timecode = |frames: i64| {
            ron::from_str::<Timecode>(&format!(
                "(frames: {frames}, format: (rate: \"24000/1001\", drop_frame: false))"
            ))
        };
        let start = Timecode { frames: 86_400, format: TimecodeFormat::non_drop(FrameRate::F23_976) };
        assert_eq!(timecode(86_400), Ok(start));
        assert!(timecode(i64::MAX).is_err() && timecode(i64::MIN).is_err());
        for frames in [i64::MIN, i64::MAX] {
            let far = Timecode { frames, ..start };
            assert!(
                ron::from_str::<Timecode>(&ron::to_string(&far).expect("text")).is_ok(),
                "it is read again"
            );
            assert!(!far.at(SamplePos::new(frames)).to_string().is_empty());
        }
    }
}
