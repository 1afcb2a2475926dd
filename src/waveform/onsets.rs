//! Where sounds begin, from the peaks of a sound: what the playhead and a nudge catch on at zooms where the samples themselves
//! are not in memory.

use std::ops::Range;

use super::peak::join;
use super::{FRAMES_PER_BUCKET, Pyramid};

/// How much louder than what went before a bucket is that an onset lies in: 12 dB, as in [`super::SampleBlock`]. Chosen.
const RISE: f32 = 4.0;
/// What is quieter than this is no onset: −50 dBFS. Chosen.
const QUIET: f32 = 0.003;
/// What went before fades by this much in a bucket: by half in about 21 ms. Chosen: the decay of a clap is no onset, and two
/// steps in a second are two.
const FADES: f32 = 0.84;
/// Buckets before a place that count as what went before it.
const RUN_UP: usize = 32;

impl Pyramid {
    /// The sharpest onset within `reach` frames of `around`: the first frame of its bucket, so that the sound begins within
    /// [`FRAMES_PER_BUCKET`] frames (5 ms) after it. `None` where nothing rises out of what went before it.
    pub fn onset_near(&self, around: i64, reach: i64) -> Option<i64> {
        let buckets = self.buckets_of(around.saturating_sub(reach)..around.saturating_add(reach));
        let onsets = self.onsets(buckets);
        onsets.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(bucket, _)| start_of(bucket))
    }

    /// The first onset in `frames`, as in [`Self::onset_near`]; a sound that begins with the first frame counts.
    pub fn first_onset(&self, frames: Range<i64>) -> Option<i64> {
        self.onsets(self.buckets_of(frames)).next().map(|(bucket, _)| start_of(bucket))
    }

    /// The last onset in `frames`.
    pub fn last_onset(&self, frames: Range<i64>) -> Option<i64> {
        self.onsets(self.buckets_of(frames)).last().map(|(bucket, _)| start_of(bucket))
    }

    /// The buckets that begin in `frames` and are known.
    fn buckets_of(&self, frames: Range<i64>) -> Range<usize> {
        let bucket = |frame: i64| usize::try_from(frame.clamp(0, self.frames())).unwrap_or(0);
        bucket(frames.start).div_ceil(FRAMES_PER_BUCKET)..bucket(frames.end).div_ceil(FRAMES_PER_BUCKET)
    }

    /// Each bucket in which something begins, with how much louder it is than what went before. A rise that goes on is one.
    fn onsets(&self, buckets: Range<usize>) -> impl Iterator<Item = (usize, f32)> {
        let mut before: Option<f32> = None;
        let mut rising = false;
        let first = buckets.start;
        let run_up = first.saturating_sub(RUN_UP);
        (run_up..buckets.end).filter_map(move |bucket| {
            let loud = self.loudest(bucket);
            // Before the first sample of a sound there is silence.
            let level = before.unwrap_or(if bucket == 0 { 0.0 } else { loud }).max(QUIET / RISE);
            let rise = loud / level;
            before = Some((level * FADES).max(loud));
            let begins = rise > RISE && !rising;
            rising = rise > 1.5;
            (begins && bucket >= first).then_some((bucket, rise))
        })
    }

    fn loudest(&self, bucket: usize) -> f32 {
        let peaks = self.channel_peaks().iter().map(|channel| channel.peak_over(bucket, bucket + 1));
        peaks.fold(None, join).map_or(0.0, super::Peak::magnitude)
    }
}

fn start_of(bucket: usize) -> i64 {
    i64::try_from(bucket.saturating_mul(FRAMES_PER_BUCKET)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waveform::PeakBuilder;

    /// A quiet hum on two channels, with clicks in the second at `clicks`.
    fn sound(clicks: &[usize]) -> Pyramid {
        let frames = 96_000;
        let mut samples: Vec<f32> = (0..frames).flat_map(|n| [(n as f32 * 0.02).sin() * 0.01, 0.0]).collect();
        for click in clicks {
            for frame in 0..480 {
                let place = (click + frame) * 2 + 1;
                samples[place] = if frame % 48 < 24 { 0.5 } else { -0.5 };
            }
        }
        let mut builder = PeakBuilder::new(2);
        builder.push(&samples);
        let mut pyramid = Pyramid::new(2);
        pyramid.append(&builder.finish().unwrap()).unwrap();
        pyramid
    }

    fn is_in_bucket_of(found: Option<i64>, place: i64) -> bool {
        found.is_some_and(|found| (0..FRAMES_PER_BUCKET as i64).contains(&(place - found)))
    }

    #[test]
    fn an_onset_is_found_to_its_bucket_and_a_hum_has_none() {
        let hum = sound(&[]);
        assert_eq!(hum.onset_near(48_000, 20_000), None);
        let clicked = sound(&[30_000, 70_100]);
        assert!(is_in_bucket_of(clicked.onset_near(31_000, 4_000), 30_000));
        assert_eq!(clicked.onset_near(50_000, 4_000), None, "out of reach");
    }

    #[test]
    fn onsets_are_walked_both_ways_and_a_click_is_one() {
        let clicked = sound(&[30_000, 70_100]);
        assert!(is_in_bucket_of(clicked.first_onset(1_000..96_000), 30_000));
        assert!(is_in_bucket_of(clicked.first_onset(30_500..96_000), 70_100));
        assert!(is_in_bucket_of(clicked.last_onset(1_000..96_000), 70_100));
        assert!(is_in_bucket_of(clicked.last_onset(1_000..69_000), 30_000));
        assert_eq!(clicked.first_onset(71_000..96_000), None);
    }
}
