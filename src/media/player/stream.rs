use std::sync::Arc;

use super::console::Console;
use super::play_segment::{PlaySegment, is_followed_by_picture};
use super::renderer::{BLOCK_FRAMES, Renderer};
use super::segment_queue::{Begun, QueuedSegment, SegmentQueue};
use super::speaker_feeds::add;
use super::time_stretch::TimeStretch;
use crate::monitoring::SpeakerGains;
use crate::timebase::{SamplePos, Speed};

/// Frames over which what is left fades away: 5 ms, without a click.
const FADE_FRAMES: usize = 240;
/// Blocks for which the start of a leg waits for its pages before it is played with gaps: 0.4 s.
const PATIENT_BLOCKS: u32 = 40;

/// Sound that never stops: what the device is given, block after block, from its opening on. At rest that is silence; a
/// start, a seek or another speed is another leg from one sample to the next, and the device never notices.
pub(super) struct Stream {
    console: Arc<Console>,
    cues: Arc<SegmentQueue>,
    renderer: Renderer,
    /// Frames given since the device was opened.
    count: i64,
    taken: u64,
    playing: Playing,
    /// The end of what was left, fading; empty when nothing was.
    leaving: Vec<SpeakerGains>,
}

enum Playing {
    Nothing,
    /// A leg whose first pages are still being read.
    Awaited {
        leg: PlaySegment,
        blocks: u32,
    },
    PlaySegment {
        begun: Begun,
        tempo: Option<TimeStretch>,
    },
}

/// What a block holds.
pub(super) struct Given {
    /// What the stream had counted before it.
    pub first: i64,
    /// How much of the block is filled.
    pub frames: usize,
    /// What the leg had counted before it; `None` for silence at rest.
    pub place: Option<i64>,
}

impl Stream {
    pub(super) fn new(console: Arc<Console>, cues: Arc<SegmentQueue>) -> Self {
        let renderer = Renderer::new(Arc::clone(&console));
        let leaving = Vec::with_capacity(BLOCK_FRAMES);
        Self { console, cues, renderer, count: 0, taken: 0, playing: Playing::Nothing, leaving }
    }

    /// The device has been opened anew: counts from 0.
    pub(super) fn restart(&mut self) {
        (self.count, self.taken, self.playing) = (0, 0, Playing::Nothing);
        self.leaving.clear();
        self.cues.forget();
    }

    /// Fills as much of `block` as belongs together, at least one frame. Never waits.
    pub(super) fn give(&mut self, block: &mut [SpeakerGains]) -> Given {
        let cue = self.cues.cue();
        if cue.number > self.taken {
            self.take(cue);
        }
        if let Playing::Awaited { leg, blocks } = &mut self.playing {
            let leg = *leg;
            *blocks += 1;
            if self.renderer.is_ready() || *blocks > PATIENT_BLOCKS {
                self.begin(leg);
            }
        }
        let first = self.count;
        let (frames, place) = self.fill(block);
        let filled = block.get_mut(..frames).unwrap_or_default();
        for (place, left) in filled.iter_mut().zip(self.leaving.drain(..)) {
            add(place, left);
        }
        self.count += i64::try_from(frames).unwrap_or(0);
        Given { first, frames, place }
    }

    fn fill(&mut self, block: &mut [SpeakerGains]) -> (usize, Option<i64>) {
        let Playing::PlaySegment { begun, tempo } = &mut self.playing else {
            block.fill(SpeakerGains::default());
            return (block.len(), None);
        };
        let place = begun.count_at(self.count);
        let left = self.renderer.left_until(self.console.end());
        let Some(tempo) = tempo else {
            let frames = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            if frames == 0 {
                self.playing = Playing::Nothing;
                block.fill(SpeakerGains::default());
                return (block.len(), None);
            }
            self.renderer.render(block.get_mut(..frames).unwrap_or_default());
            return (frames, place);
        };
        if left <= 0 && place.is_some_and(|place| place >= self.console.end()) {
            self.playing = Playing::Nothing;
            block.fill(SpeakerGains::default());
            return (block.len(), None);
        }
        let renderer = &mut self.renderer;
        tempo.fill(block, |part| part.chunks_mut(BLOCK_FRAMES).for_each(|block| renderer.render(block)));
        (block.len(), place)
    }

    fn take(&mut self, cue: QueuedSegment) {
        self.taken = cue.number;
        let here = match &self.playing {
            Playing::PlaySegment { begun, .. } => begun.programme_at(self.count),
            Playing::Nothing | Playing::Awaited { .. } => None,
        };
        self.leave();
        let Some(leg) = cue.leg else {
            self.playing = Playing::Nothing;
            self.cues.note(Begun { number: cue.number, at: self.count, leg: None });
            return;
        };
        let from = here.filter(|_| cue.goes_on).map_or(leg.from, |here| within_repeat(here, &leg));
        let leg = PlaySegment { from, ..leg };
        self.console.begin(leg);
        self.renderer.seek(leg.from.get());
        self.playing = Playing::Awaited { leg, blocks: 0 };
    }

    fn begin(&mut self, leg: PlaySegment) {
        let stretched = is_followed_by_picture(leg.speed) && leg.speed != Speed::NORMAL;
        let tempo = stretched.then(|| TimeStretch::new(leg.speed.halves()));
        let begun = Begun { number: self.taken, at: self.count, leg: Some(leg) };
        self.cues.note(begun);
        self.playing = Playing::PlaySegment { begun, tempo };
    }

    /// Keeps the next frames of what is playing, fading out.
    fn leave(&mut self) {
        if !matches!(self.playing, Playing::PlaySegment { .. }) {
            return;
        }
        let mut leaving = std::mem::take(&mut self.leaving);
        leaving.resize(BLOCK_FRAMES, SpeakerGains::default());
        // Fading out, it reads nothing: where the reader has been sent meanwhile, it stays.
        let aimed = self.console.playhead();
        let (frames, _) = self.fill(&mut leaving);
        self.console.move_playhead(aimed, false);
        leaving.truncate(frames.min(FADE_FRAMES));
        for (feeds, gone) in leaving.iter_mut().zip(1_u8..) {
            let share = 1.0 - f32::from(gone) / FADE_FRAMES as f32;
            *feeds = feeds.map(|feed| feed * share);
        }
        self.leaving = leaving;
    }
}

/// The place, unless it lies past the end of what is to be repeated from now on.
fn within_repeat(here: SamplePos, leg: &PlaySegment) -> SamplePos {
    leg.repeat.filter(|repeat| here >= repeat.to).map_or(here, |repeat| repeat.from)
}
