use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::console::Console;
use super::page_cache::PAGE_FRAMES;
use super::play_segment::{PlaySegment, Run, is_followed_by_picture};
use super::speaker_feeds::{add, faded};
use crate::monitoring::{Gains, SpeakerGains};

/// Frames rendered at a time: 10 ms, what a nudge waits for at most before it is mixed.
pub(super) const BLOCK_FRAMES: usize = 480;
/// Frames over which an old mix fades into a new one: 5 ms, short enough to judge by and without a click.
const FADE_FRAMES: usize = 240;
/// Blocks for which the old mix goes on while the place a big nudge leads to is still being read.
const PATIENT_BLOCKS: u32 = 50;

/// Renders the monitored mix, block after block: where the leg says the programme is, the delivered audio earlier by
/// the nudge and the guide as it is, through one gain matrix.
pub(super) struct Renderer {
    console: Arc<Console>,
    leg: PlaySegment,
    /// What the sink will have counted when the next block begins.
    count: i64,
    heard: Heard,
    /// Blocks for which a changed mix has been waiting.
    waited: u32,
    old: Vec<SpeakerGains>,
}

#[derive(Clone, Default, PartialEq)]
struct Heard {
    nudge: i64,
    gains: Arc<Gains>,
}

impl Renderer {
    pub(super) fn new(console: Arc<Console>) -> Self {
        let mut renderer = Self {
            console,
            leg: PlaySegment::default(),
            count: 0,
            heard: Heard::default(),
            waited: 0,
            old: vec![SpeakerGains::default(); FADE_FRAMES],
        };
        renderer.seek(0);
        renderer
    }

    /// Frames left until `end`, where nothing more can be heard; a leg that is endless stays so.
    pub(super) fn left_until(&self, end: i64) -> i64 {
        if self.leg.is_endless() { i64::MAX } else { end.saturating_sub(self.count) }
    }

    /// Goes on from `count` with the leg and the mix of now, and no fade.
    pub(super) fn seek(&mut self, count: i64) {
        (self.leg, self.count) = (self.console.leg(), count);
        self.heard = self.asked();
        self.console.move_playhead(self.leg.programme_at(count).get(), true);
    }

    /// Whether the next block can be rendered whole.
    pub(super) fn is_ready(&self) -> bool {
        self.can_render(&self.heard)
    }

    /// Renders the next frames into `block`, and moves on. Never waits.
    pub(super) fn render(&mut self, block: &mut [SpeakerGains]) {
        let asked = self.asked();
        let mut missing;
        if asked == self.heard {
            missing = self.mix(&self.heard, block);
        } else if self.can_render(&asked) || self.waited >= PATIENT_BLOCKS {
            missing = self.fade(&asked, block);
            self.heard = asked;
            self.waited = 0;
        } else {
            missing = self.mix(&self.heard, block);
            self.waited += 1;
        }
        missing = missing.min(block.len());
        let silent = u64::try_from(missing).unwrap_or(0);
        self.console.silent_frames.fetch_add(silent, Ordering::Relaxed);
        self.move_on(block.len());
    }

    fn move_on(&mut self, frames: usize) {
        let before = self.leg.programme_at(self.count).get().div_euclid(PAGE_FRAMES);
        self.count += i64::try_from(frames).unwrap_or(0);
        let playhead = self.leg.programme_at(self.count).get();
        // One look a page is enough for the reader, seconds ahead.
        self.console.move_playhead(playhead, playhead.div_euclid(PAGE_FRAMES) != before);
    }

    fn asked(&self) -> Heard {
        Heard { nudge: self.console.nudge(), gains: Arc::clone(&self.console.gains()) }
    }

    /// Looks at the first run of the next block; a turn within it leads to what has been kept.
    fn can_render(&self, heard: &Heard) -> bool {
        let Run { first, frames } = self.leg.run_at(self.count, i64::try_from(BLOCK_FRAMES).unwrap_or(0));
        let Console { delivered, guide, .. } = &*self.console;
        let delivered = delivered.as_ref().filter(|_| !heard.gains.delivered.is_empty());
        let guide = guide.as_ref().filter(|_| !heard.gains.guide.is_empty());
        delivered.is_none_or(|shelf| shelf.holds(first - heard.nudge, frames))
            && guide.is_none_or(|shelf| shelf.holds(first, frames))
    }

    /// Renders the new mix, and over its first frames fades the old one out and the new one in.
    fn fade(&mut self, asked: &Heard, block: &mut [SpeakerGains]) -> usize {
        let mut old = std::mem::take(&mut self.old);
        let missing = self.mix(&self.heard, &mut old) + self.mix(asked, block);
        let mut share = 0.0;
        for (place, old) in block.iter_mut().zip(&old) {
            share += 1.0;
            #[expect(clippy::cast_precision_loss, reason = "240 is exact")]
            let new = share / FADE_FRAMES as f32;
            *place = faded(*old, *place, new);
        }
        self.old = old;
        missing
    }

    /// Fills `block` with one mix; returns the frames that had to stay silent.
    fn mix(&self, heard: &Heard, block: &mut [SpeakerGains]) -> usize {
        block.fill(SpeakerGains::default());
        if self.leg.is_tape() {
            return self.mix_backwards(heard, block);
        }
        let mut missing = 0;
        let mut count = self.count;
        let mut rest = block;
        while !rest.is_empty() && is_followed_by_picture(self.leg.speed) {
            let run = self.leg.run_at(count, i64::try_from(rest.len()).unwrap_or(0));
            let (part, after) = rest.split_at_mut(usize::try_from(run.frames).unwrap_or(1).min(rest.len()));
            missing += self.add_run(heard, part, run.first);
            count += run.frames;
            rest = after;
        }
        missing
    }

    /// The last sample first. Faster than it was recorded, a sample is the mean of those it stands for.
    fn mix_backwards(&self, heard: &Heard, block: &mut [SpeakerGains]) -> usize {
        let mut tape = [SpeakerGains::default(); 2 * BLOCK_FRAMES];
        let run = self.leg.run_at(self.count, i64::try_from(block.len()).unwrap_or(0));
        let frames = usize::try_from(run.frames).unwrap_or(0);
        let Some(tape) = tape.get_mut(..frames) else { return block.len() };
        let missing = self.add_run(heard, tape, run.first);
        let each = (frames / block.len().max(1)).max(1);
        #[expect(clippy::cast_precision_loss, reason = "1 or 2")]
        let share = 1.0 / each as f32;
        for (place, stood_for) in block.iter_mut().zip(tape.rchunks(each)) {
            for feeds in stood_for {
                add(place, feeds.map(|feed| feed * share));
            }
        }
        missing / each
    }

    /// Adds the programme from `first` on to `part`.
    fn add_run(&self, heard: &Heard, part: &mut [SpeakerGains], first: i64) -> usize {
        let mut missing = 0;
        if let Some(shelf) = self.console.delivered.as_ref().filter(|_| !heard.gains.delivered.is_empty()) {
            missing += shelf.add_to(part, first - heard.nudge, &heard.gains.delivered);
        }
        if let Some(shelf) = self.console.guide.as_ref().filter(|_| !heard.gains.guide.is_empty()) {
            missing += shelf.add_to(part, first, &heard.gains.guide);
        }
        missing
    }
}
