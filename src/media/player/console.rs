use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::Thread;

use arc_swap::ArcSwap;
use gstreamer as gst;

use super::page_cache::PageCache;
use super::play_segment::PlaySegment;
use crate::media::PcmSource;
use crate::media::mix::Mix;
use crate::monitoring::{ChannelOrder, Gains, Levels, Loudspeakers};

/// What the desk turns and the mixing thread reads, without a lock between them.
pub(super) struct Console {
    pub delivered: Option<PageCache>,
    pub guide: Option<PageCache>,
    nudge: AtomicI64,
    gains: ArcSwap<Gains>,
    /// What the gains were made from; held for no longer than that takes.
    heard: Mutex<(Mix, Loudspeakers)>,
    /// What is being played; the mixing thread takes it with its next seek.
    leg: ArcSwap<PlaySegment>,
    /// Next sample to be mixed; around it the shelves are kept filled.
    playhead: AtomicI64,
    /// Where the picture ends, in samples; the sound may end later.
    picture_end: i64,
    /// Frames played silent because their page was not there in time.
    pub silent_frames: AtomicU64,
    pub stopping: AtomicBool,
    /// How loud both sounds are where they play.
    pub levels: ArcSwap<Levels>,
    is_film_order: AtomicBool,
    /// Since when the reader waits for a file, in nanoseconds of GStreamer's clock; 0 while it does not.
    waits_since: AtomicU64,
    reader: OnceLock<Thread>,
}

impl Console {
    pub(super) fn new(
        delivered: Option<Arc<dyn PcmSource>>,
        guide: Option<Arc<dyn PcmSource>>,
        picture_end: i64,
        mix: &Mix,
    ) -> Self {
        let console = Self {
            delivered: delivered.map(PageCache::new),
            guide: guide.map(PageCache::new),
            nudge: AtomicI64::new(0),
            gains: ArcSwap::default(),
            heard: Mutex::default(),
            leg: ArcSwap::default(),
            playhead: AtomicI64::new(0),
            picture_end,
            silent_frames: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            levels: ArcSwap::default(),
            is_film_order: AtomicBool::new(false),
            waits_since: AtomicU64::new(0),
            reader: OnceLock::new(),
        };
        console.turn(mix);
        console
    }

    /// Takes a new mix; it is heard with the next block.
    pub(super) fn turn(&self, mix: &Mix) {
        self.lay_out(|heard| heard.0 = *mix);
        self.is_film_order.store(mix.monitoring.order == ChannelOrder::Film, Ordering::Release);
        if self.nudge.swap(mix.nudge.delta().get(), Ordering::AcqRel) != mix.nudge.delta().get() {
            self.wake_reader();
        }
    }

    /// It is heard through other loudspeakers from the next block on.
    pub(super) fn hear_through(&self, loudspeakers: Loudspeakers) {
        self.lay_out(|heard| heard.1 = loudspeakers);
    }

    fn lay_out(&self, change: impl FnOnce(&mut (Mix, Loudspeakers))) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut heard);
        let (mix, through) = *heard;
        let channels = |shelf: &Option<PageCache>| shelf.as_ref().map_or(0, PageCache::channels);
        let gains = mix.monitoring.gains(channels(&self.delivered), channels(&self.guide), through);
        if **self.gains.load() != gains {
            self.gains.store(Arc::new(gains));
        }
    }

    pub(super) fn nudge(&self) -> i64 {
        self.nudge.load(Ordering::Acquire)
    }

    pub(super) fn gains(&self) -> arc_swap::Guard<Arc<Gains>> {
        self.gains.load()
    }

    /// The order in which the delivered channels are taken to stand.
    pub(super) fn order(&self) -> ChannelOrder {
        if self.is_film_order.load(Ordering::Acquire) { ChannelOrder::Film } else { ChannelOrder::Smpte }
    }

    /// The sound that is sought next plays this.
    pub(super) fn begin(&self, leg: PlaySegment) {
        self.leg.store(Arc::new(leg));
        self.move_playhead(leg.from.get(), true);
    }

    pub(super) fn leg(&self) -> PlaySegment {
        **self.leg.load()
    }

    pub(super) fn playhead(&self) -> i64 {
        self.playhead.load(Ordering::Acquire)
    }

    /// Moves the window of the shelves; the reader looks at once when `wake` is set.
    pub(super) fn move_playhead(&self, position: i64, wake: bool) {
        self.playhead.store(position, Ordering::Release);
        if wake {
            self.wake_reader();
        }
    }

    /// The end of what can be watched or heard.
    pub(super) fn end(&self) -> i64 {
        let delivered =
            self.delivered.as_ref().map_or(0, |shelf| shelf.frames().saturating_add(self.nudge()));
        let guide = self.guide.as_ref().map_or(0, PageCache::frames);
        self.picture_end.max(delivered).max(guide)
    }

    pub(super) fn has_sound(&self) -> bool {
        self.delivered.is_some() || self.guide.is_some()
    }

    /// The reader asks a file, or has got its answer.
    pub(super) fn waits_for_file(&self, waits: bool) {
        let now = if waits { gst::get_timestamp().nseconds().max(1) } else { 0 };
        self.waits_since.store(now, Ordering::Release);
    }

    /// For how long the reader has been waiting for a file's answer.
    pub(super) fn unanswered(&self) -> gst::ClockTime {
        match self.waits_since.load(Ordering::Acquire) {
            0 => gst::ClockTime::ZERO,
            since => gst::get_timestamp().saturating_sub(gst::ClockTime::from_nseconds(since)),
        }
    }

    pub(super) fn reader_is(&self, reader: Thread) {
        // Set once, by the player that owns both.
        let _ = self.reader.set(reader);
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake_reader();
    }

    fn wake_reader(&self) {
        if let Some(reader) = self.reader.get() {
            reader.unpark();
        }
    }
}
