//! Sound that never stops: block after block for the device, from its opening on.
//!
//! Takes segments from the queue and renders them; gives blocks. At rest that is silence; a start, a seek or another
//! speed is another segment from one sample to the next, and the device never notices. Runs on GStreamer's streaming
//! thread and never waits.

use std::sync::Arc;

use super::mix_state::Snippet;
use super::monitor_mix::MonitorMix;
use super::play_segment::{PlaySegment, is_followed_by_picture};
use super::renderer::{BLOCK_FRAMES, Renderer};
use super::segment_queue::{QueuedSegment, SegmentQueue, StartedSegment};
use super::speaker_frame::{SpeakerFrame, add};
use super::time_stretch::TimeStretch;
use crate::timebase::{SamplePos, Speed};

/// Frames over which the segment left behind fades out: 5 ms, without a click.
const FADE_FRAMES: usize = 240;
/// Frames over which a piece that is heard at rest fades in: 1 ms, short enough to leave an attack.
const FADE_IN_FRAMES: usize = 48;
/// Blocks for which a segment waits for its first pages before it plays with gaps: 0.4 s.
const PREROLL_BLOCKS: u32 = 40;

/// The sound for the device, as one stream of blocks.
pub(super) struct AudioStream {
    mix: Arc<MonitorMix>,
    queue: Arc<SegmentQueue>,
    renderer: Renderer,
    /// Frames made since the device was opened.
    position: i64,
    /// Number of the queued segment taken last.
    taken: u64,
    state: StreamState,
    /// Number of the piece heard at rest last.
    snippet: u64,
    /// The end of the segment left behind, fading out; empty when there was none.
    fade_out: Vec<SpeakerFrame>,
}

/// What the stream is doing.
enum StreamState {
    /// Silence: at rest, or past the end of everything.
    Resting,
    /// Silence until the segment's first pages have been read.
    Prerolling { segment: PlaySegment, blocks: u32 },
    /// The segment is rendered, through the time stretch unless it plays at normal speed.
    Playing { started: StartedSegment, stretch: Option<TimeStretch> },
    /// At rest, a short piece is rendered once its pages have been read.
    Snippet { from: i64, done: usize, left: usize, blocks: u32 },
}

/// What a block holds.
pub(super) struct FilledBlock {
    /// Stream position of its first frame.
    pub first: i64,
    /// How much of the block is filled.
    pub frames: usize,
    /// Segment position of its first frame; `None` for silence at rest.
    pub segment_position: Option<i64>,
}

impl AudioStream {
    pub(super) fn new(mix: Arc<MonitorMix>, queue: Arc<SegmentQueue>) -> Self {
        let renderer = Renderer::new(Arc::clone(&mix));
        let fade_out = Vec::with_capacity(BLOCK_FRAMES);
        let snippet = mix.state.snippet().number;
        Self { mix, queue, renderer, position: 0, taken: 0, state: StreamState::Resting, snippet, fade_out }
    }

    /// The device has been opened again: counts from 0.
    pub(super) fn restart(&mut self) {
        (self.position, self.taken, self.state) = (0, 0, StreamState::Resting);
        self.fade_out.clear();
        self.queue.clear_started();
    }

    /// Fills as much of `block` as belongs together, at least one frame. Never waits.
    pub(super) fn fill_block(&mut self, block: &mut [SpeakerFrame]) -> FilledBlock {
        let queued = self.queue.latest();
        if queued.number > self.taken {
            self.take(queued);
        }
        let asked = self.mix.state.snippet();
        if std::mem::replace(&mut self.snippet, asked.number) != asked.number {
            self.take_snippet(asked);
        }
        if let StreamState::Prerolling { segment, blocks } = &mut self.state {
            let segment = *segment;
            *blocks += 1;
            if self.renderer.is_ready() || *blocks > PREROLL_BLOCKS {
                self.start(segment);
            }
        }
        let first = self.position;
        let (frames, segment_position) = self.fill(block);
        let filled = block.get_mut(..frames).unwrap_or_default();
        for (frame, fading) in filled.iter_mut().zip(self.fade_out.drain(..)) {
            add(frame, fading);
        }
        self.position += i64::try_from(frames).unwrap_or(0);
        FilledBlock { first, frames, segment_position }
    }

    fn fill(&mut self, block: &mut [SpeakerFrame]) -> (usize, Option<i64>) {
        if matches!(self.state, StreamState::Snippet { .. }) {
            return self.fill_snippet(block);
        }
        let StreamState::Playing { started, stretch } = &mut self.state else {
            block.fill(SpeakerFrame::default());
            return (block.len(), None);
        };
        let position = started.position_at(self.position);
        let left = self.renderer.left_until(self.mix.end());
        let Some(stretch) = stretch else {
            let frames = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            if frames == 0 {
                self.state = StreamState::Resting;
                block.fill(SpeakerFrame::default());
                return (block.len(), None);
            }
            self.renderer.render(block.get_mut(..frames).unwrap_or_default());
            return (frames, position);
        };
        if left <= 0 && position.is_some_and(|position| position >= self.mix.end()) {
            self.state = StreamState::Resting;
            block.fill(SpeakerFrame::default());
            return (block.len(), None);
        }
        let renderer = &mut self.renderer;
        stretch.fill(block, |part| part.chunks_mut(BLOCK_FRAMES).for_each(|block| renderer.render(block)));
        (block.len(), position)
    }

    /// The next of a piece that is heard at rest, faded in and out.
    fn fill_snippet(&mut self, block: &mut [SpeakerFrame]) -> (usize, Option<i64>) {
        let whole = block.len();
        let StreamState::Snippet { from, done, left, blocks } = &mut self.state else { return (whole, None) };
        if *left == 0 || (*done == 0 && !self.renderer.is_ready() && *blocks < PREROLL_BLOCKS) {
            block.fill(SpeakerFrame::default());
            *blocks += 1;
            return (whole, None);
        }
        let frames = (*left).min(whole);
        let position = *from + i64::try_from(*done).unwrap_or(0);
        let part = block.get_mut(..frames).unwrap_or_default();
        self.renderer.render(part);
        for frame in part {
            let (begun, ending) = (*done as f32 + 1.0, *left as f32);
            let share = (begun / FADE_IN_FRAMES as f32).min(ending / FADE_FRAMES as f32).min(1.0);
            *frame = frame.map(|sample| sample * share);
            (*done, *left) = (*done + 1, left.saturating_sub(1));
        }
        if *left == 0 {
            self.state = StreamState::Resting;
        }
        (frames, Some(position))
    }

    /// A piece is heard at rest only.
    fn take_snippet(&mut self, asked: Snippet) {
        if !matches!(self.state, StreamState::Resting | StreamState::Snippet { .. }) {
            return;
        }
        self.keep_fade_out();
        if asked.frames == 0 {
            self.state = StreamState::Resting;
            return;
        }
        let segment = PlaySegment { from: asked.from, ..PlaySegment::default() };
        self.mix.start_segment(segment);
        self.renderer.seek(segment.from.get());
        self.state = StreamState::Snippet { from: asked.from.get(), done: 0, left: asked.frames, blocks: 0 };
    }

    fn take(&mut self, queued: QueuedSegment) {
        self.taken = queued.number;
        let here = match &self.state {
            StreamState::Playing { started, .. } => started.programme_at(self.position),
            StreamState::Resting | StreamState::Prerolling { .. } | StreamState::Snippet { .. } => None,
        };
        // The picture may seek on to the very frame that is heard: at rest, its sound ends by itself.
        let goes_on = queued.segment.is_none() && matches!(self.state, StreamState::Snippet { .. });
        if !goes_on {
            self.keep_fade_out();
        }
        let Some(segment) = queued.segment else {
            if !goes_on {
                self.state = StreamState::Resting;
            }
            self.queue.note_started(StartedSegment {
                number: queued.number,
                at: self.position,
                segment: None,
            });
            return;
        };
        let from = here.filter(|_| queued.continues).map_or(segment.from, |here| into_loop(here, &segment));
        let segment = PlaySegment { from, ..segment };
        self.mix.start_segment(segment);
        self.renderer.seek(segment.from.get());
        self.state = StreamState::Prerolling { segment, blocks: 0 };
    }

    fn start(&mut self, segment: PlaySegment) {
        let is_stretched = is_followed_by_picture(segment.speed) && segment.speed != Speed::NORMAL;
        let stretch = is_stretched.then(|| TimeStretch::new(segment.speed.halves()));
        let started = StartedSegment { number: self.taken, at: self.position, segment: Some(segment) };
        self.queue.note_started(started);
        self.state = StreamState::Playing { started, stretch };
    }

    /// Keeps the next frames of what is playing, fading out.
    fn keep_fade_out(&mut self) {
        if !matches!(self.state, StreamState::Playing { .. } | StreamState::Snippet { .. }) {
            return;
        }
        let mut fade_out = std::mem::take(&mut self.fade_out);
        fade_out.resize(BLOCK_FRAMES, SpeakerFrame::default());
        // Fading out must not move the reader away from where it was sent meanwhile.
        let playhead = self.mix.state.playhead();
        let (frames, _) = self.fill(&mut fade_out);
        self.mix.state.move_playhead(playhead, false);
        fade_out.truncate(frames.min(FADE_FRAMES));
        for (frame, faded) in fade_out.iter_mut().zip(1_u8..) {
            let share = 1.0 - f32::from(faded) / FADE_FRAMES as f32;
            *frame = frame.map(|sample| sample * share);
        }
        self.fade_out = fade_out;
    }
}

/// The place itself, or the start of the loop where the place is past the loop's end.
fn into_loop(here: SamplePos, segment: &PlaySegment) -> SamplePos {
    segment.loop_range.filter(|range| here >= range.to).map_or(here, |range| range.from)
}
