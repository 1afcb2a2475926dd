//! Puts the decoded blocks of one sound track in their place: no gap, no overlap, from presentation time 0 on.

use std::ops::ControlFlow;

use gstreamer as gst;

use super::clock::samples_from_nanoseconds;
use super::decode_damage::HOLE;
use super::not_numbers::NotNumbers;
use crate::timebase::{SAMPLE_RATE, SampleDelta, clock_text};

/// Samples, 1 ms. Movie clocks round: a block that starts this close to the end of the last one follows it directly.
const CLOCK_ROUNDING: u64 = SAMPLE_RATE as u64 / 1000;
/// Frames of the longest movie: a day, as long as a clock counts.
const LONGEST: i64 = SAMPLE_RATE as i64 * 86_400;

/// Frames: silence is given in blocks no longer than this.
const SILENT_FRAMES: i64 = 48_000;

/// Gives the blocks of one track at their presentation time, with silence where there is a gap.
pub(super) struct BlockPlacer {
    channels: usize,
    /// How much later GStreamer presents everything than on the picture's timeline.
    delay: SampleDelta,
    /// The first frame not given yet.
    next: i64,
    holes: Holes,
    not_numbers: NotNumbers,
    /// Frames until the end that the movie states.
    longest: i64,
    /// Sound was left out that would begin after it.
    is_beyond: bool,
}

/// Silence that had to be filled in though no edit list asks for it: the track has no sound there, or none that could be
/// decoded.
#[derive(Clone, Copy, Default)]
struct Holes {
    count: usize,
    /// Where the first one begins, in frames.
    first: i64,
    /// Frames of all together.
    frames: i64,
}

impl BlockPlacer {
    pub(super) fn new(channels: usize, delay: SampleDelta) -> Self {
        Self {
            channels: channels.max(1),
            delay,
            next: 0,
            holes: Holes::default(),
            not_numbers: NotNumbers::default(),
            longest: LONGEST,
            is_beyond: false,
        }
    }

    /// Leaves out what would begin more than `frames` after the start: so much silence is given at most.
    pub(super) fn end_at(&mut self, frames: Option<i64>) {
        self.longest = frames.map_or(LONGEST, |frames| frames.saturating_add(SILENT_FRAMES).min(LONGEST));
    }

    /// Gives the sample at its presentation time: with silence before it where there is a gap, and without what is before
    /// frame 0 or overlaps.
    pub(super) fn give(
        &mut self,
        sample: &gst::Sample,
        on_block: &mut impl FnMut(i64, &[f32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(buffer) = sample.buffer() else { return ControlFlow::Continue(()) };
        let Ok(map) = buffer.map_readable() else { return ControlFlow::Continue(()) };
        let mut samples: Vec<f32> =
            map.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let presented = presented(sample);
        let begins_edit = presented.as_ref().is_some_and(|presented| presented.begins_edit);
        let first = match presented {
            Some(presented) => {
                let first = presented.first.saturating_sub(self.delay.get());
                // GStreamer's rounding leaves a sample too many at the end of an edit.
                if let Some(end) = presented.end {
                    let room =
                        usize::try_from(end.saturating_sub(presented.first).max(0)).unwrap_or(usize::MAX);
                    samples.truncate(room.saturating_mul(self.channels));
                }
                let is_next = self.next > 0 && first.abs_diff(self.next) <= CLOCK_ROUNDING;
                if is_next && !presented.begins_edit { self.next } else { first }
            }
            None => self.next,
        };
        if first > self.longest {
            self.is_beyond = true;
            return ControlFlow::Continue(());
        }
        if !begins_edit && self.next > 0 && first.saturating_sub(self.next) > HOLE {
            self.holes.note(self.next, first.saturating_sub(self.next));
        }
        self.fill_up_to(first, on_block)?;
        let early =
            usize::try_from(self.next.saturating_sub(first)).unwrap_or(0).saturating_mul(self.channels);
        let Some(block) = samples.get_mut(early..).filter(|block| !block.is_empty()) else {
            return ControlFlow::Continue(());
        };
        let at = self.next;
        for (place, sample) in block.iter_mut().enumerate().filter(|(_, sample)| !sample.is_finite()) {
            self.not_numbers.note(at.unsigned_abs().saturating_add((place / self.channels) as u64));
            *sample = 0.0;
        }
        self.next += i64::try_from(block.len() / self.channels).unwrap_or(0);
        on_block(at, block)
    }

    /// What is wrong with the sound track of that number, each as a clause about the movie.
    pub(super) fn clauses(&self, track: usize) -> Vec<String> {
        let not_numbers = self.not_numbers.clause(&format!("its sound track {track}"), SAMPLE_RATE);
        self.times_text(track).into_iter().chain(not_numbers).collect()
    }

    fn times_text(&self, track: usize) -> Option<String> {
        if self.is_beyond {
            return Some(format!("its sound track {track} has sound after the end that the movie states"));
        }
        let Holes { count, first, frames } = self.holes;
        let clock = |at| clock_text(SampleDelta::new(at));
        (count > 0).then(|| {
            format!(
                "its sound track {track} has {count} {} that no edit list asks for, {} together, the first at {}",
                if count == 1 { "hole" } else { "holes" },
                clock(frames),
                clock(first)
            )
        })
    }

    fn fill_up_to(
        &mut self,
        first: i64,
        on_block: &mut impl FnMut(i64, &[f32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        while self.next < first {
            let silent = (first - self.next).min(SILENT_FRAMES);
            let silence = vec![0.0; usize::try_from(silent).unwrap_or(0) * self.channels];
            on_block(self.next, &silence)?;
            self.next += silent;
        }
        ControlFlow::Continue(())
    }
}

impl Holes {
    fn note(&mut self, at: i64, frames: i64) {
        if self.count == 0 {
            self.first = at;
        }
        self.count = self.count.saturating_add(1);
        self.frames = self.frames.saturating_add(frames);
    }
}

/// When a block is presented, by GStreamer, in frames counted from its time 0.
struct Presented {
    /// Negative for encoder delay that is not cut yet.
    first: i64,
    /// Where the edit ends that the block belongs to.
    end: Option<i64>,
    /// It is the first block of its edit.
    begins_edit: bool,
}

fn presented(sample: &gst::Sample) -> Option<Presented> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let buffer = sample.buffer()?.pts()?;
    let frames = |time| match segment.to_stream_time_full(time) {
        Some(gst::Signed::Positive(time)) => Some(samples_from_nanoseconds(time.nseconds())),
        Some(gst::Signed::Negative(time)) => Some(-samples_from_nanoseconds(time.nseconds())),
        None => None,
    };
    let end = segment.stop().and_then(frames);
    Some(Presented { first: frames(buffer)?, end, begins_edit: segment.start() == Some(buffer) })
}
