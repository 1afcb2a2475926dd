//! One sound around the playhead, kept in memory: what the mixing thread reads instead of the disk.
//!
//! A two-way set-associative cache of pages. One thread fills it from the file; others read it without a lock and
//! never wait for a disk.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;

use super::speaker_frame::{SpeakerFrame, add};
use crate::media::PcmSource;
use crate::monitoring::SpeakerGains;

/// Frames in a page: 85 ms.
pub(super) const PAGE_FRAMES: i64 = 4096;
/// Sets of two pages each, twice 5.4 s in all: what is heard before a big nudge stays while the pages after it come
/// in, wherever they belong.
const SETS: usize = 64;

/// The pages of one sound.
pub(super) struct PageCache {
    source: Arc<dyn PcmSource>,
    sets: Vec<[ArcSwapOption<Page>; 2]>,
    /// Pages filled so far.
    filled: AtomicU64,
}

struct Page {
    number: i64,
    /// How many pages were filled before it: of two in one set, the older is replaced.
    age: u64,
    /// `[PAGE_FRAMES × channels]`.
    samples: Vec<f32>,
    /// Length of the source when the page was read: a guide still being decoded grows past it.
    source_frames: i64,
}

/// Whether a page can be played as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageState {
    /// Not in memory.
    Missing,
    /// Read before the source had all of it; can be played, and is to be read again.
    Outdated,
    /// In memory, as the source has it.
    Current,
}

impl PageCache {
    pub(super) fn new(source: Arc<dyn PcmSource>) -> Self {
        let set = || [ArcSwapOption::empty(), ArcSwapOption::empty()];
        Self { source, sets: (0..SETS).map(|_| set()).collect(), filled: AtomicU64::new(0) }
    }

    pub(super) fn channels(&self) -> usize {
        self.source.channels()
    }

    /// Frames of the whole sound.
    pub(super) fn frames(&self) -> i64 {
        self.source.frames()
    }

    /// Whether the `frames` frames from `first` can be rendered now. Before frame 0 there is only silence.
    pub(super) fn holds(&self, first: i64, frames: i64) -> bool {
        let last = first.saturating_add(frames - 1).div_euclid(PAGE_FRAMES);
        let from = first.div_euclid(PAGE_FRAMES).max(0);
        (from..=last).all(|number| self.state(number) != PageState::Missing)
    }

    pub(super) fn state(&self, number: i64) -> PageState {
        if number < 0 {
            return PageState::Current;
        }
        let Some(page) = self.page(number) else { return PageState::Missing };
        let end = (number + 1) * PAGE_FRAMES;
        if page.source_frames < end && page.source_frames < self.source.frames() {
            return PageState::Outdated;
        }
        PageState::Current
    }

    /// Reads page `number` from the source; only one thread may.
    ///
    /// # Errors
    /// When the source cannot be read. The page is then silent, and is read again later.
    pub(super) fn fill(&self, number: i64) -> io::Result<()> {
        let Some(slot) = self.slot_to_fill(number) else { return Ok(()) };
        let mut source_frames = self.source.frames();
        let frames = usize::try_from(PAGE_FRAMES).unwrap_or(0);
        let mut samples = vec![0.0; frames * self.channels()];
        let read = self.source.read(number * PAGE_FRAMES, &mut samples);
        if read.is_err() {
            samples.fill(0.0);
            source_frames = 0;
        }
        let age = self.filled.fetch_add(1, Ordering::Relaxed);
        slot.store(Some(Arc::new(Page { number, age, samples, source_frames })));
        read
    }

    /// Adds the sound from frame `first` on to `block`, each channel by its gains. Returns the frames that were not in
    /// memory and stay silent.
    pub(super) fn add_to(&self, block: &mut [SpeakerFrame], first: i64, gains: &[SpeakerGains]) -> usize {
        let mut missing = 0;
        let mut place = first;
        let mut rest = block;
        while !rest.is_empty() {
            let within = place.rem_euclid(PAGE_FRAMES);
            let left = usize::try_from(PAGE_FRAMES - within).unwrap_or(1).min(rest.len());
            let (part, after) = rest.split_at_mut(left);
            if place >= 0 && !self.add_page(part, place.div_euclid(PAGE_FRAMES), within, gains) {
                missing += part.len();
            }
            place += i64::try_from(left).unwrap_or(PAGE_FRAMES);
            rest = after;
        }
        missing
    }

    fn add_page(&self, part: &mut [SpeakerFrame], number: i64, within: i64, gains: &[SpeakerGains]) -> bool {
        let Some(page) = self.page(number) else { return false };
        let channels = self.channels();
        let skipped = usize::try_from(within).unwrap_or(0);
        let frames = page.samples.chunks_exact(channels).skip(skipped);
        for (mixed, frame) in part.iter_mut().zip(frames) {
            for (&sample, gain) in frame.iter().zip(gains) {
                add(mixed, gain.map(|gain| sample * gain));
            }
        }
        true
    }

    /// Copies the sound from frame `first` on into `out` (`[frames × channels]`); what is not in memory stays as it is.
    pub(super) fn read(&self, out: &mut [f32], first: i64) {
        let channels = self.channels();
        let mut place = first;
        let mut rest = out;
        while !rest.is_empty() {
            let within = place.rem_euclid(PAGE_FRAMES);
            let left = usize::try_from(PAGE_FRAMES - within).unwrap_or(1) * channels;
            let (part, after) = rest.split_at_mut(left.min(rest.len()));
            if let Some(page) = self.page(place.div_euclid(PAGE_FRAMES)) {
                let skipped = usize::try_from(within).unwrap_or(0) * channels;
                part.iter_mut()
                    .zip(page.samples.iter().skip(skipped))
                    .for_each(|(out, sample)| *out = *sample);
            }
            place += PAGE_FRAMES - within;
            rest = after;
        }
    }

    fn page(&self, number: i64) -> Option<Arc<Page>> {
        let mut pages = self.set(number)?.iter().filter_map(ArcSwapOption::load_full);
        pages.find(|page| page.number == number)
    }

    /// The page's own slot when it is there already, else the empty or older of the two.
    fn slot_to_fill(&self, number: i64) -> Option<&ArcSwapOption<Page>> {
        self.set(number)?.iter().min_by_key(|slot| match &*slot.load() {
            Some(page) if page.number == number => (0, 0),
            None => (1, 0),
            Some(page) => (2, page.age),
        })
    }

    /// The set that page `number` belongs to; `None` before frame 0.
    fn set(&self, number: i64) -> Option<&[ArcSwapOption<Page>; 2]> {
        self.sets.get(usize::try_from(number).ok()? % SETS)
    }
}
