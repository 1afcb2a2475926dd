use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;

use super::speaker_feeds::add;
use crate::media::PcmSource;
use crate::monitoring::SpeakerGains;

/// Frames in a page: 85 ms.
pub(super) const PAGE_FRAMES: i64 = 4096;
/// Places in the shelf, each with room for two pages: 5.4 s each. What is heard before a big nudge stays on the
/// shelf while the pages after it come in, wherever they belong.
const PLACES: usize = 64;

/// The stretch of one sound around the playhead, kept in memory. One thread fills it from the file; the mixing
/// thread reads it without a lock and never waits for a disk.
pub(super) struct PageCache {
    source: Arc<dyn PcmSource>,
    places: Vec<[ArcSwapOption<Page>; 2]>,
    /// Pages filled so far.
    filled: AtomicU64,
}

struct Page {
    number: i64,
    /// How many pages were filled before it: of two in one place, the older goes.
    age: u64,
    /// `[PAGE_FRAMES × channels]`.
    samples: Vec<f32>,
    /// Length of the source when the page was read: a guide still being decoded grows past it.
    source_frames: i64,
}

/// What a page is, seen from the reader that fills the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Missing,
    /// Read before the source had all of it.
    Grown,
    Good,
}

impl PageCache {
    pub(super) fn new(source: Arc<dyn PcmSource>) -> Self {
        let place = || [ArcSwapOption::empty(), ArcSwapOption::empty()];
        Self { source, places: (0..PLACES).map(|_| place()).collect(), filled: AtomicU64::new(0) }
    }

    pub(super) fn channels(&self) -> usize {
        self.source.channels()
    }

    pub(super) fn frames(&self) -> i64 {
        self.source.frames()
    }

    /// Whether the `frames` frames from `first` can be rendered now. Before frame 0 there is only silence.
    pub(super) fn holds(&self, first: i64, frames: i64) -> bool {
        let last = first.saturating_add(frames - 1).div_euclid(PAGE_FRAMES);
        let from = first.div_euclid(PAGE_FRAMES).max(0);
        (from..=last).all(|number| self.condition(number) != Condition::Missing)
    }

    pub(super) fn condition(&self, number: i64) -> Condition {
        if number < 0 {
            return Condition::Good;
        }
        let Some(page) = self.page(number) else { return Condition::Missing };
        let end = (number + 1) * PAGE_FRAMES;
        if page.source_frames < end && page.source_frames < self.source.frames() {
            return Condition::Grown;
        }
        Condition::Good
    }

    /// Reads page `number` from the source; only one thread may. After a failure the page is silent, and is read again later.
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

    /// Adds what is heard from frame `first` on to `block`, each channel by its gains. Returns the frames that
    /// were not on the shelf and stay silent.
    pub(super) fn add_to(&self, block: &mut [SpeakerGains], first: i64, gains: &[SpeakerGains]) -> usize {
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

    fn add_page(&self, part: &mut [SpeakerGains], number: i64, within: i64, gains: &[SpeakerGains]) -> bool {
        let Some(page) = self.page(number) else { return false };
        let channels = self.channels();
        let skipped = usize::try_from(within).unwrap_or(0);
        let frames = page.samples.chunks_exact(channels).skip(skipped);
        for (feeds, frame) in part.iter_mut().zip(frames) {
            for (&sample, gain) in frame.iter().zip(gains) {
                add(feeds, gain.map(|gain| sample * gain));
            }
        }
        true
    }

    /// Copies what lies from frame `first` on into `out` (`[frames × channels]`); what is not on the shelf stays as it is.
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
        let mut pages = self.place(number)?.iter().filter_map(ArcSwapOption::load_full);
        pages.find(|page| page.number == number)
    }

    /// The page's own slot when it is there already, else the emptier or older of the two.
    fn slot_to_fill(&self, number: i64) -> Option<&ArcSwapOption<Page>> {
        self.place(number)?.iter().min_by_key(|slot| match &*slot.load() {
            Some(page) if page.number == number => (0, 0),
            None => (1, 0),
            Some(page) => (2, page.age),
        })
    }

    /// Where page `number` belongs; `None` before frame 0.
    fn place(&self, number: i64) -> Option<&[ArcSwapOption<Page>; 2]> {
        self.places.get(usize::try_from(number).ok()? % PLACES)
    }
}
