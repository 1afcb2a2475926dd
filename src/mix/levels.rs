//! True peak of each channel and programme loudness. Method: ITU-R BS.1770, by the `ebur128` library: fourfold oversampling
//! for the peaks, read closer where they are highest ([`super::interpolation`]), weighting for the loudness, whose gates are in
//! [`super::gated_loudness`].

use std::ops::Range;

use ebur128::{EbuR128, Mode};

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::gated_loudness::GatedLoudness;
use super::interpolation::Interpolation;
use super::level_history::{LevelHistory, SILENCE_LUFS};
use super::samples::{amplitude, decibels, padded, part as cut, peak};
use super::speech_gate::SpokenWindows;
use super::thresholds::NEAR_PEAKS;
use crate::policy::Decibels;
use crate::timebase::SAMPLE_RATE;

/// Samples that a true peak is placed within: 10 ms. Chosen.
const GRAIN: usize = 480;
/// Samples from one moment to the next: 100 ms. Standard: how far the blocks of BS.1770 lie apart.
const MOMENT: usize = 4_800;
/// The same in milliseconds.
const TENTH: u32 = 100;
/// Samples in a moment that is measured: 400 ms. Standard: the block of BS.1770.
const BLOCK: i64 = 19_200;
/// LUFS under which a moment is none of speech. Standard: the absolute gate of BS.1770.
const ABSOLUTE_GATE: f32 = -70.0;

/// Samples before and after a stretch that reach into its true peak: the filter takes 12, the curve 24, and a sample more. Derived.
const REACH: i64 = 26;
/// How much the curve through the samples may lie over what fourfold oversampling reads. Measured: 0.4 dB on made clicks; rounded up.
const MOST_OVER_FOURFOLD: f64 = 1.1;
/// How much a true peak may lie over the highest sample near it. Derived: the filter's factors add up to 2 at most, all magnitudes taken.
const MOST_OVER: f64 = 2.5;

/// Meters the programme.
pub(super) struct LevelMeter {
    /// `None` for more channels than the library takes.
    weighted: Option<EbuR128>,
    loudness: GatedLoudness,
    /// Of one channel; only what may peak goes through it.
    meter: Option<EbuR128>,
    curve: Interpolation,
    /// The highest of each channel.
    peaks: Vec<f64>,
    /// The limit, as an amplitude.
    limit: f64,
    /// Places above the limit, near ones as one.
    over: Vec<ChannelEvent>,
    /// Where the first moment begins in the delivered file.
    begins_at: i64,
    /// Momentary loudness, LUFS, every 100 ms: of the 400 ms that end there.
    moments: Vec<f32>,
}

impl LevelMeter {
    /// For sound of `channels` channels, for 5.1 in the order L R C LFE Ls Rs; peaks above `limit`, dBTP, are noted.
    pub fn new(channels: usize, limit: Decibels) -> Self {
        let number = u32::try_from(channels).unwrap_or(0);
        let meter = |channels, mode| EbuR128::new(channels, SAMPLE_RATE, mode).ok();
        Self {
            weighted: meter(number, Mode::M),
            loudness: GatedLoudness::default(),
            meter: meter(1, Mode::TRUE_PEAK),
            curve: Interpolation::default(),
            peaks: vec![0.0; channels],
            limit: amplitude(limit.get()),
            over: Vec::new(),
            begins_at: 0,
            moments: Vec::new(),
        }
    }

    /// Looks for true peaks in the part.
    pub fn look_for_peaks(&mut self, part: &JudgedPart) {
        let lanes = part.block.delivered.as_slice();
        for (channel, lane) in lanes.iter().enumerate() {
            for from in part.range.clone().step_by(GRAIN) {
                let to = (from + GRAIN).min(part.range.end);
                self.look_for_peak(part, channel, lane, from..to);
            }
        }
    }

    /// Adds the part to the loudness. What the library refuses, it did not take.
    pub fn measure_loudness(&mut self, part: &JudgedPart) {
        let lanes = part.block.delivered.as_slice();
        let Some(meter) = self.weighted.as_mut().filter(|_| lanes.len() == self.peaks.len()) else { return };
        for from in part.range.clone().step_by(MOMENT) {
            let to = (from + MOMENT).min(part.range.end);
            let lanes: Vec<&[f32]> = lanes.iter().filter_map(|lane| lane.get(from..to)).collect();
            if meter.add_frames_planar_f32(&lanes).is_err() {
                continue;
            }
            if self.moments.is_empty() {
                self.begins_at = part.place(from);
            }
            // The rest of the programme makes no block.
            let moment = if to - from < MOMENT {
                meter.loudness_momentary()
            } else {
                meter.loudness_window(TENTH).map(|tenth| self.loudness.push(tenth))
            };
            self.moments.push((moment.unwrap_or(f64::NEG_INFINITY) as f32).max(SILENCE_LUFS));
        }
    }

    /// The true peak of a stretch, where it may be higher than all before or above the limit.
    fn look_for_peak(&mut self, part: &JudgedPart, channel: usize, lane: &[f32], stretch: Range<usize>) {
        let place = |sample: usize| i64::try_from(sample).unwrap_or(i64::MAX);
        let near = cut(lane, place(stretch.start) - REACH, place(stretch.end) + REACH);
        let Some((highest, meter)) = self.peaks.get_mut(channel).zip(self.meter.as_mut()) else { return };
        let most = MOST_OVER * f64::from(peak(near));
        if most <= *highest && most <= self.limit {
            return;
        }
        let before = padded(lane, place(stretch.start) - REACH, place(stretch.start));
        let with_after = cut(lane, place(stretch.start), place(stretch.end) + REACH);
        // First what comes before: at its beginning the filter still has another sound in it.
        let is_taken = meter.add_frames_f32(&before).and_then(|()| meter.add_frames_f32(with_after)).is_ok();
        let fourfold = meter.prev_true_peak(0).ok().filter(|_| is_taken).unwrap_or(0.0);
        let most = MOST_OVER_FOURFOLD * fourfold;
        let here =
            if most > highest.min(self.limit) { fourfold.max(self.curve.peak(near)) } else { fourfold };
        *highest = highest.max(here);
        if here > self.limit {
            note(&mut self.over, channel, part.place(stretch.start), part.place(stretch.end), decibels(here));
        }
    }

    /// dBTP of each channel; `None` where it is silent.
    pub fn true_peaks(&self) -> Vec<Option<f64>> {
        self.peaks.iter().map(|&peak| (peak > 0.0).then(|| decibels(peak))).collect()
    }

    /// LUFS; `None` where nothing passes the gate.
    pub fn loudness(&self) -> Option<f64> {
        self.loudness.integrated()
    }

    /// Momentary loudness over the programme.
    pub fn history(&self) -> LevelHistory {
        LevelHistory::of(&self.moments, self.begins_at, MOMENT as i64)
    }

    /// The mean loudness of the moments in which somebody speaks, LKFS: an estimate of dialogue loudness. `None` where nobody does.
    pub fn speech_loudness(&self, spoken: &SpokenWindows) -> Option<f64> {
        let ends = |number: usize| self.begins_at + MOMENT as i64 * (i64::try_from(number).unwrap_or(0) + 1);
        let of_speech = self.moments.iter().enumerate().filter(|(number, moment)| {
            **moment > ABSOLUTE_GATE && spoken.is_spoken(ends(*number) - BLOCK, ends(*number))
        });
        let (sum, count) = of_speech.fold((0.0, 0_usize), |(sum, count), (_, moment)| {
            (sum + 10.0_f64.powf(f64::from(*moment) / 10.0), count + 1)
        });
        (count > 0).then(|| 10.0 * (sum / count as f64).log10())
    }

    /// Places above the limit, near ones of a channel as one.
    pub fn over(&self) -> &[ChannelEvent] {
        &self.over
    }
}

/// Adds a place above the limit to the last of its channel, if that is near.
fn note(over: &mut Vec<ChannelEvent>, channel: usize, from: i64, to: i64, level: f64) {
    let near = |one: &&mut ChannelEvent| one.channel == channel && from - one.to < NEAR_PEAKS;
    match over.iter_mut().rev().take(super::thresholds::MOST_CHANNELS).find(near) {
        Some(one) => {
            one.to = to;
            one.level_db = one.level_db.map(|before| before.max(level));
        }
        None => over.push(ChannelEvent {
            channel,
            from,
            to,
            level_db: Some(level),
            confidence: 0.99,
            compared_with: None,
            in_print_master: None,
        }),
    }
}
