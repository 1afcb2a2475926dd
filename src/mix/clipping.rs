//! Clipping: samples in a row that are equal and at the ceiling. A limiter's peaks are rounded and are none.

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::samples::{decibels, peak};
use super::thresholds::{CEILING, MOST_EVENTS, NEAR_CLIPPING};

/// Samples that are looked at together. Chosen; nothing that is found depends on it.
const AT_ONCE: usize = 512;

/// Finds samples in a row at full scale.
#[derive(Default)]
pub(super) struct Clipping {
    found: Vec<ChannelEvent>,
}

impl Clipping {
    pub fn push(&mut self, part: &JudgedPart) {
        if self.found.len() >= MOST_EVENTS {
            return;
        }
        for (channel, lane) in part.block.delivered.iter().enumerate() {
            let before = part.range.start.saturating_sub(1);
            for begins in (before..part.range.end).step_by(AT_ONCE) {
                let near = lane.get(begins..(begins + AT_ONCE + 1).min(part.range.end)).unwrap_or_default();
                if peak(near) >= CEILING {
                    self.look_closely(part, channel, begins, near);
                }
            }
        }
    }

    /// `near`: samples of the channel from `begins` of the block on.
    fn look_closely(&mut self, part: &JudgedPart, channel: usize, begins: usize, near: &[f32]) {
        for (at, two) in near.windows(2).enumerate() {
            let [first, second] = two else { continue };
            #[expect(clippy::float_cmp, reason = "a clipped sample is exactly the one before it")]
            if first.abs() >= CEILING && first == second {
                self.note(channel, part.place(begins + at), decibels(f64::from(first.abs())));
            }
        }
    }

    /// Two samples at the ceiling from `from` on.
    fn note(&mut self, channel: usize, from: i64, level: f64) {
        let near = |one: &&mut ChannelEvent| one.channel == channel && from - one.to < NEAR_CLIPPING;
        let recent = self.found.iter_mut().rev().take(super::thresholds::MOST_CHANNELS);
        match recent.into_iter().find(near) {
            Some(one) => {
                one.to = from + 2;
                // More than two in a row, or two again: surer.
                one.confidence = 0.98;
                one.level_db = one.level_db.map(|before| before.max(level));
            }
            None => self.found.push(ChannelEvent {
                channel,
                from,
                to: from + 2,
                level_db: Some(level),
                confidence: 0.9,
                compared_with: None,
                in_print_master: None,
            }),
        }
    }

    pub fn finish(self) -> Vec<ChannelEvent> {
        self.found
    }
}
