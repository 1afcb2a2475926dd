use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::console::Console;
use super::shelf::PAGE_FRAMES;
use crate::media::fold_down::Ears;
use crate::media::mix::Gains;

/// Frames rendered at a time: 10 ms, what a nudge waits for at most before it is mixed.
pub(super) const BLOCK_FRAMES: usize = 480;
/// Frames over which an old mix fades into a new one: 5 ms, short enough to judge by and without a click.
const FADE_FRAMES: usize = 240;
/// Blocks for which the old mix goes on while the place a big nudge leads to is still being read.
const PATIENT_BLOCKS: u32 = 50;

/// Renders the monitored mix, block after block: the delivered audio at `position − nudge` and the guide at
/// `position`, through one gain matrix.
pub(super) struct Renderer {
    console: Arc<Console>,
    position: i64,
    heard: Heard,
    /// Blocks for which a changed mix has been waiting.
    waited: u32,
    old: Vec<Ears>,
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
            position: 0,
            heard: Heard::default(),
            waited: 0,
            old: vec![[0.0; 2]; FADE_FRAMES],
        };
        renderer.seek(0);
        renderer
    }

    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// Goes on from `position`, with the mix of now and no fade.
    pub(super) fn seek(&mut self, position: i64) {
        self.position = position;
        self.heard = self.asked();
        self.console.move_playhead(position, true);
    }

    /// Whether the next block can be rendered whole.
    pub(super) fn is_ready(&self) -> bool {
        self.can_render(&self.heard)
    }

    /// Renders the next frames into `block`, and moves on. Never waits.
    pub(super) fn render(&mut self, block: &mut [Ears]) {
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
        let before = self.position.div_euclid(PAGE_FRAMES);
        self.position += i64::try_from(frames).unwrap_or(0);
        // One look a page is enough for the reader, seconds ahead.
        self.console.move_playhead(self.position, self.position.div_euclid(PAGE_FRAMES) != before);
    }

    fn asked(&self) -> Heard {
        Heard { nudge: self.console.nudge(), gains: Arc::clone(&self.console.gains()) }
    }

    fn can_render(&self, heard: &Heard) -> bool {
        let frames = i64::try_from(BLOCK_FRAMES).unwrap_or(0);
        let Console { delivered, guide, .. } = &*self.console;
        let delivered = delivered.as_ref().filter(|_| !heard.gains.delivered.is_empty());
        let guide = guide.as_ref().filter(|_| !heard.gains.guide.is_empty());
        delivered.is_none_or(|shelf| shelf.holds(self.position - heard.nudge, frames))
            && guide.is_none_or(|shelf| shelf.holds(self.position, frames))
    }

    /// Renders the new mix, and over its first frames fades the old one out and the new one in.
    fn fade(&mut self, asked: &Heard, block: &mut [Ears]) -> usize {
        let mut old = std::mem::take(&mut self.old);
        let missing = self.mix(&self.heard, &mut old) + self.mix(asked, block);
        let mut share = 0.0;
        for ([left, right], [old_left, old_right]) in block.iter_mut().zip(&old) {
            share += 1.0;
            #[expect(clippy::cast_precision_loss, reason = "240 is exact")]
            let new = share / FADE_FRAMES as f32;
            *left = old_left * (1.0 - new) + *left * new;
            *right = old_right * (1.0 - new) + *right * new;
        }
        self.old = old;
        missing
    }

    /// Fills `block` with one mix; returns the frames that had to stay silent.
    fn mix(&self, heard: &Heard, block: &mut [Ears]) -> usize {
        block.fill([0.0; 2]);
        let mut missing = 0;
        if let Some(shelf) = self.console.delivered.as_ref().filter(|_| !heard.gains.delivered.is_empty()) {
            missing += shelf.add_to(block, self.position - heard.nudge, &heard.gains.delivered);
        }
        if let Some(shelf) = self.console.guide.as_ref().filter(|_| !heard.gains.guide.is_empty()) {
            missing += shelf.add_to(block, self.position, &heard.gains.guide);
        }
        missing
    }
}
