//! True peak of each channel and programme loudness. Method: ITU-R BS.1770, by the `ebur128` library: fourfold oversampling
//! for the peaks, gates at −70 LUFS and −10 LU for the loudness.

use ebur128::{EbuR128, Mode};

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::samples::{amplitude, decibels};
use super::thresholds::NEAR_PEAKS;
use crate::policy::Decibels;
use crate::timebase::SAMPLE_RATE;

/// Samples that a true peak is placed within: 10 ms. Chosen.
const GRAIN: usize = 480;

/// Meters the programme.
pub(super) struct LevelMeter {
    /// `None` for more channels than the library takes.
    meter: Option<EbuR128>,
    /// The highest of each channel.
    peaks: Vec<f64>,
    /// The limit, as an amplitude.
    limit: f64,
    /// Places above the limit, near ones as one.
    over: Vec<ChannelEvent>,
}

impl LevelMeter {
    /// For sound of `channels` channels, for 5.1 in the order L R C LFE Ls Rs; peaks above `limit`, dBTP, are noted.
    pub fn new(channels: usize, limit: Decibels) -> Self {
        let number = u32::try_from(channels).unwrap_or(0);
        let meter = EbuR128::new(number, SAMPLE_RATE, Mode::I | Mode::TRUE_PEAK).ok();
        Self { meter, peaks: vec![0.0; channels], limit: amplitude(limit.get()), over: Vec::new() }
    }

    pub fn push(&mut self, part: &JudgedPart) {
        let Some(meter) = self.meter.as_mut() else { return };
        for from in part.range.clone().step_by(GRAIN) {
            let to = (from + GRAIN).min(part.range.end);
            let lanes: Vec<&[f32]> =
                part.block.delivered.iter().filter_map(|lane| lane.get(from..to)).collect();
            if lanes.len() != self.peaks.len() || meter.add_frames_planar_f32(&lanes).is_err() {
                continue;
            }
            for (channel, highest) in self.peaks.iter_mut().enumerate() {
                let here = meter.prev_true_peak(u32::try_from(channel).unwrap_or(0)).unwrap_or(0.0);
                *highest = highest.max(here);
                if here > self.limit {
                    note(&mut self.over, channel, part.place(from), part.place(to), decibels(here));
                }
            }
        }
    }

    /// dBTP of each channel; `None` where it is silent.
    pub fn true_peaks(&self) -> Vec<Option<f64>> {
        self.peaks.iter().map(|&peak| (peak > 0.0).then(|| decibels(peak))).collect()
    }

    /// LUFS; `None` where nothing passes the gate.
    pub fn loudness(&self) -> Option<f64> {
        self.meter.as_ref()?.loudness_global().ok().filter(|loudness| loudness.is_finite())
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
            in_print_master: None,
        }),
    }
}
