//! Clipping: samples in a row that are equal and at the ceiling. A limiter's peaks are rounded and are none.

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::samples::decibels;
use super::thresholds::{CEILING, MOST_EVENTS, NEAR_CLIPPING};

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
            let judged = lane.get(before..part.range.end).unwrap_or_default();
            for (at, two) in judged.windows(2).enumerate() {
                let [first, second] = two else { continue };
                #[expect(clippy::float_cmp, reason = "a clipped sample is exactly the one before it")]
                if first.abs() >= CEILING && first == second {
                    let from = part.place(before + at);
                    self.note(channel, from, decibels(f64::from(first.abs())));
                }
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
