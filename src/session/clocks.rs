//! The clocks of the transport: source timecode, programme timecode, time in the file.

use super::{Clock, FirstAction, Session};
use crate::timebase::{SampleDelta, SamplePos, Timecode, TimecodeFormat, duration_text, read_timecode_entry};
use crate::timing::LeaderPartKind;

/// From the onset of a 2-pop to the first frame of action (SMPTE RP 25: 00:59:58:00 for 01:00:00:00).
const POP_BEFORE_ACTION: SampleDelta = SampleDelta::from_milliseconds(2000);
/// A head longer than this is not a leader any more.
const LONGEST_HEAD: SampleDelta = SampleDelta::from_milliseconds(180_000);

impl Session {
    /// The playhead as `clock` shows it.
    pub fn time_on(&self, clock: Clock) -> String {
        let position = self.transport.position;
        match clock {
            Clock::Source => self.timecode().to_string(),
            Clock::Programme => {
                let rate = self.frame_rate();
                let frames = rate.frame_at(position) - rate.frame_at(self.first_action().at);
                let label = Timecode::new(frames.abs(), self.format());
                if frames < 0 { format!("−{label}") } else { label.to_string() }
            }
            Clock::File => file_time(position),
        }
    }

    /// The first frame of action: by the guide's own 2-pop where it has one, else by the first whole hour of timecode
    /// near the start, else the picture's first frame.
    pub fn first_action(&self) -> FirstAction {
        let (rate, start) = (self.frame_rate(), self.start_timecode());
        // The pop's onset is measured to the sample; the frame is the nearest one.
        let half_a_frame = SampleDelta::new(rate.samples_from_frames(1).get() / 2);
        let measured = self.measured().find(|measured| !measured.is_of_stage_mix);
        let parts =
            measured.map(|measured| measured.measurement.leader.reference.as_slice()).unwrap_or_default();
        if let Some(pop) = parts.iter().find(|part| part.kind == LeaderPartKind::SyncPop) {
            let frame = rate.frame_at(pop.start + POP_BEFORE_ACTION + half_a_frame);
            return FirstAction { at: rate.start_of_frame(frame), by: "the 2-pop of the reference" };
        }
        let hour = start.next_whole_hour().position_from(start);
        if start.frames > 0 && hour - SamplePos::ZERO <= LONGEST_HEAD {
            return FirstAction { at: hour, by: "the whole hour of its timecode" };
        }
        FirstAction {
            at: SamplePos::ZERO,
            by: "the picture's first frame: no 2-pop and no whole hour near it",
        }
    }

    /// The place a person typed, read by `clock`.
    ///
    /// # Errors
    /// What is wrong with it, in words: no timecode, skipped by drop-frame, or outside picture and sound.
    pub fn place_typed(&self, text: &str, clock: Clock) -> Result<SamplePos, String> {
        let place = match clock {
            Clock::Source => self.labelled(text, self.start_timecode())?,
            Clock::Programme => {
                let rate = self.frame_rate();
                // Counted so that the first frame of action is labelled zero.
                let zero = Timecode { frames: -rate.frame_at(self.first_action().at), format: self.format() };
                self.labelled(text, zero)?
            }
            Clock::File => typed_file_time(text, self.transport.position)?,
        };
        let end = SamplePos::ZERO + self.transport.duration;
        if (SamplePos::ZERO..=end).contains(&place) {
            return Ok(place);
        }
        Err(format!("outside picture and sound, which are {} long", duration_text(self.transport.duration)))
    }

    /// The place of a typed label, where `start` labels the picture's first frame.
    fn labelled(&self, text: &str, start: Timecode) -> Result<SamplePos, String> {
        let is_so_far_from_here = text.trim_start().starts_with(['+', '-', '−']);
        // So far on is as far on every clock, and only the picture's own has no labels below zero.
        let start = if is_so_far_from_here { self.start_timecode() } else { start };
        let frame = self.frame_rate().frame_at(self.transport.position);
        let here = Timecode { frames: (start.frames + frame).max(0), format: start.format };
        let typed = read_timecode_entry(text, here).map_err(|error| error.to_string())?;
        Ok(typed.position_from(start))
    }

    fn format(&self) -> TimecodeFormat {
        self.start_timecode().format
    }
}

/// "0:00:12.345".
fn file_time(position: SamplePos) -> String {
    let milliseconds = position.whole_milliseconds().max(0);
    let (seconds, milliseconds) = (milliseconds / 1000, milliseconds % 1000);
    format!("{}:{:02}:{:02}.{milliseconds:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Reads "1:02:03.456", "12.5" or "+0.250" as hours, minutes and seconds.
fn typed_file_time(text: &str, here: SamplePos) -> Result<SamplePos, String> {
    let refused = || format!("a time in the file reads H:MM:SS.mmm, not {text:?}");
    let typed = text.trim();
    let (sign, digits) = match typed.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => typed.strip_prefix('+').map_or((0, typed), |rest| (1, rest)),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_number =
        |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(fraction, 3) || digits.is_empty() {
        return Err(refused());
    }
    let mut seconds = 0;
    for (place, part) in whole.rsplit(':').enumerate() {
        let unit = *[1, 60, 3600].get(place).ok_or_else(refused)?;
        let number: i64 = if part.is_empty() {
            0
        } else {
            part.parse().ok().filter(|_| is_number(part, 5)).ok_or_else(refused)?
        };
        seconds += unit * number;
    }
    let milliseconds: i64 = format!("{fraction:0<3}").parse().map_err(|_| refused())?;
    let length = SampleDelta::from_milliseconds(1000 * seconds + milliseconds);
    Ok(match sign {
        0 => SamplePos::ZERO + length,
        1 => here + length,
        _ => here - length,
    })
}
