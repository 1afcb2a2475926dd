//! Renders the monitored mix, block after block, from the pages in memory.
//!
//! Takes the segment, the settings and the pages; gives frames for the loudspeakers. A change of nudge or gains is
//! crossfaded over 5 ms. Runs on GStreamer's streaming thread: it takes no lock, reads no file and never waits.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::monitor_mix::MonitorMix;
use super::page_cache::PAGE_FRAMES;
use super::play_segment::{PlaySegment, ProgrammeRun, is_followed_by_picture};
use super::speaker_frame::{SpeakerFrame, add, crossfade};
use crate::monitoring::{BothWays, MonitorGains};
use crate::timebase::SamplePos;

/// Frames rendered at a time: 10 ms, the longest that a nudge waits before it is mixed.
pub(super) const BLOCK_FRAMES: usize = 480;
/// Frames over which an old mix fades into a new one: 5 ms, short enough to judge by, without a click.
const FADE_FRAMES: usize = 240;
/// Blocks for which the old mix goes on while the pages that a big nudge leads to are still being read: 0.5 s.
const PATIENT_BLOCKS: u32 = 50;

/// The mix as it sounds: where the segment says the programme is, the delivered audio shifted by the nudge and the
/// guide as it is, through one gain matrix.
pub(super) struct Renderer {
    mix: Arc<MonitorMix>,
    segment: PlaySegment,
    /// Segment position of the next block.
    position: i64,
    current: MixParameters,
    /// Blocks for which a changed mix has been waiting for its pages.
    waited: u32,
    old: Vec<SpeakerFrame>,
}

/// What a block is rendered with.
#[derive(Clone, Default, PartialEq)]
struct MixParameters {
    nudge: i64,
    both_ways: Option<BothWays>,
    gains: Arc<MonitorGains>,
}

impl MixParameters {
    /// By how much the delivered audio is later at a place of the programme, and up to where; `None` for silence.
    fn nudge_at(&self, place: i64, loops: i64) -> (Option<i64>, i64) {
        let Some(ways) = self.both_ways else { return (Some(self.nudge), i64::MAX) };
        let (nudge, end) = ways.at(SamplePos::new(place), BothWays::is_corrected(loops));
        (nudge.map(|nudge| nudge.delta().get()), end.get())
    }
}

impl Renderer {
    pub(super) fn new(mix: Arc<MonitorMix>) -> Self {
        let mut renderer = Self {
            mix,
            segment: PlaySegment::default(),
            position: 0,
            current: MixParameters::default(),
            waited: 0,
            old: vec![SpeakerFrame::default(); FADE_FRAMES],
        };
        renderer.seek(0);
        renderer
    }

    /// Frames left until `end`, where nothing more can be heard; `i64::MAX` for a segment without end.
    pub(super) fn left_until(&self, end: i64) -> i64 {
        if self.segment.is_endless() { i64::MAX } else { end.saturating_sub(self.position) }
    }

    /// Goes on from a segment position with the segment and the settings of now, without a fade.
    pub(super) fn seek(&mut self, position: i64) {
        (self.segment, self.position) = (self.mix.state.segment(), position);
        self.current = self.wanted();
        self.mix.state.move_playhead(self.segment.programme_at(position).get(), true);
    }

    /// Whether the next block can be rendered whole.
    pub(super) fn is_ready(&self) -> bool {
        self.can_render(&self.current)
    }

    /// Renders the next frames into `block`, and moves on. Never waits.
    pub(super) fn render(&mut self, block: &mut [SpeakerFrame]) {
        let wanted = self.wanted();
        let mut missing;
        if wanted == self.current {
            missing = self.mix(&self.current, block);
        } else if self.can_render(&wanted) || self.waited >= PATIENT_BLOCKS {
            missing = self.fade(&wanted, block);
            self.current = wanted;
            self.waited = 0;
        } else {
            missing = self.mix(&self.current, block);
            self.waited += 1;
        }
        missing = missing.min(block.len());
        let silent = u64::try_from(missing).unwrap_or(0);
        self.mix.state.silent_frames.fetch_add(silent, Ordering::Relaxed);
        self.move_on(block.len());
    }

    fn move_on(&mut self, frames: usize) {
        let before = self.segment.programme_at(self.position).get().div_euclid(PAGE_FRAMES);
        self.position += i64::try_from(frames).unwrap_or(0);
        let playhead = self.segment.programme_at(self.position).get();
        // One wake-up a page is enough for the reader, seconds ahead.
        self.mix.state.move_playhead(playhead, playhead.div_euclid(PAGE_FRAMES) != before);
    }

    fn wanted(&self) -> MixParameters {
        let settings = &self.mix.settings;
        MixParameters {
            nudge: settings.nudge(),
            both_ways: settings.both_ways(),
            gains: Arc::clone(&settings.gains()),
        }
    }

    /// Looks at the first run of the next block only; the start of a loop has been kept in memory.
    fn can_render(&self, parameters: &MixParameters) -> bool {
        let run = self.segment.run_at(self.position, i64::try_from(BLOCK_FRAMES).unwrap_or(0));
        let ProgrammeRun { first, frames } = run;
        let MonitorMix { delivered, guide, .. } = &*self.mix;
        let delivered = delivered.as_ref().filter(|_| !parameters.gains.delivered.is_empty());
        let guide = guide.as_ref().filter(|_| !parameters.gains.guide.is_empty());
        let (nudge, _) = parameters.nudge_at(first, self.segment.loops_at(self.position));
        let print_master =
            if parameters.gains.print_master.is_empty() { None } else { self.mix.print_master.load_full() };
        if print_master.is_some_and(|pages| nudge.is_some_and(|nudge| !pages.holds(first - nudge, frames))) {
            return false;
        }
        delivered.is_none_or(|pages| nudge.is_none_or(|nudge| pages.holds(first - nudge, frames)))
            && guide.is_none_or(|pages| pages.holds(first, frames))
    }

    /// Renders the new mix, and over its first frames fades the old one out and the new one in.
    fn fade(&mut self, wanted: &MixParameters, block: &mut [SpeakerFrame]) -> usize {
        let mut old = std::mem::take(&mut self.old);
        let missing = self.mix(&self.current, &mut old) + self.mix(wanted, block);
        let mut share = 0.0;
        for (frame, old) in block.iter_mut().zip(&old) {
            share += 1.0;
            #[expect(clippy::cast_precision_loss, reason = "240 is exact")]
            let new = share / FADE_FRAMES as f32;
            *frame = crossfade(*old, *frame, new);
        }
        self.old = old;
        missing
    }

    /// Fills `block` with one mix; returns the frames that had to stay silent.
    fn mix(&self, parameters: &MixParameters, block: &mut [SpeakerFrame]) -> usize {
        block.fill(SpeakerFrame::default());
        if self.segment.is_tape() {
            return self.mix_backwards(parameters, block);
        }
        let mut missing = 0;
        let mut position = self.position;
        let mut rest = block;
        while !rest.is_empty() && is_followed_by_picture(self.segment.speed) {
            let run = self.segment.run_at(position, i64::try_from(rest.len()).unwrap_or(0));
            let (part, after) = rest.split_at_mut(usize::try_from(run.frames).unwrap_or(1).min(rest.len()));
            missing += self.add_run(parameters, part, run.first, self.segment.loops_at(position));
            position += run.frames;
            rest = after;
        }
        missing
    }

    /// The last sample first. At double speed, each sample is the mean of the two it stands for.
    fn mix_backwards(&self, parameters: &MixParameters, block: &mut [SpeakerFrame]) -> usize {
        let mut tape = [SpeakerFrame::default(); 2 * BLOCK_FRAMES];
        let run = self.segment.run_at(self.position, i64::try_from(block.len()).unwrap_or(0));
        let frames = usize::try_from(run.frames).unwrap_or(0);
        let Some(tape) = tape.get_mut(..frames) else { return block.len() };
        let missing = self.add_run(parameters, tape, run.first, 0);
        let each = (frames / block.len().max(1)).max(1);
        #[expect(clippy::cast_precision_loss, reason = "1 or 2")]
        let share = 1.0 / each as f32;
        for (frame, stood_for) in block.iter_mut().zip(tape.rchunks(each)) {
            for other in stood_for {
                add(frame, other.map(|sample| sample * share));
            }
        }
        missing / each
    }

    /// Adds the programme from `first` on to `part`, the loop having gone back to its start `loops` times.
    fn add_run(
        &self,
        parameters: &MixParameters,
        part: &mut [SpeakerFrame],
        first: i64,
        loops: i64,
    ) -> usize {
        let gains = &parameters.gains;
        let mut missing = 0;
        let print_master =
            if gains.print_master.is_empty() { None } else { self.mix.print_master.load_full() };
        let delivered = self.mix.delivered.as_ref().filter(|_| !gains.delivered.is_empty());
        // The Print Master lies beside the audio wherever that lies.
        let beside = [(delivered, &gains.delivered), (print_master.as_deref(), &gains.print_master)];
        for (pages, gains) in beside.into_iter().filter_map(|(pages, gains)| Some((pages?, gains))) {
            let (mut place, mut rest) = (first, &mut *part);
            while !rest.is_empty() {
                let (nudge, end) = parameters.nudge_at(place, loops);
                let frames = usize::try_from(end.saturating_sub(place)).unwrap_or(1).clamp(1, rest.len());
                let (stretch, after) = rest.split_at_mut(frames);
                if let Some(nudge) = nudge {
                    missing += pages.add_to(stretch, place - nudge, gains);
                }
                place += i64::try_from(frames).unwrap_or(1);
                rest = after;
            }
        }
        if let Some(pages) = self.mix.guide.as_ref().filter(|_| !gains.guide.is_empty()) {
            missing += pages.add_to(part, first, &gains.guide);
        }
        missing
    }
}
