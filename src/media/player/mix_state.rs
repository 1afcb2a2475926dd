//! How the running mix stands: where it plays, what it measured, whether its reader waits for a disk.
//!
//! Written by the threads that play, read by all. No locks.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::Thread;

use arc_swap::ArcSwap;
use gstreamer as gst;

use super::play_segment::PlaySegment;
use crate::monitoring::MeterLevels;
use crate::timebase::SamplePos;

/// The state of the running mix.
#[derive(Default)]
pub(super) struct MixState {
    segment: ArcSwap<PlaySegment>,
    /// Next sample of the programme to be mixed; around it pages are kept in memory.
    playhead: AtomicI64,
    /// Frames played silent because their page had not been read in time.
    pub silent_frames: AtomicU64,
    /// The player is closing: reader and meters end.
    pub is_stopping: AtomicBool,
    /// How loud both sounds are where they play.
    pub levels: ArcSwap<MeterLevels>,
    /// Since when the reader waits for a file, in nanoseconds of GStreamer's clock; 0 while it does not.
    waiting_since: AtomicU64,
    reader: OnceLock<Thread>,
    snippet: ArcSwap<Snippet>,
}

/// A short piece of the programme, heard at rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Snippet {
    /// Counted from 1; 0 is none yet.
    pub number: u64,
    pub from: SamplePos,
    /// In samples.
    pub frames: usize,
}

impl MixState {
    pub(super) fn set_segment(&self, segment: PlaySegment) {
        self.segment.store(Arc::new(segment));
    }

    /// What is played, or is about to be.
    pub(super) fn segment(&self) -> PlaySegment {
        **self.segment.load()
    }

    /// Asks for a piece to be heard, in place of one that was asked for before. Only the player's handle does.
    pub(super) fn ask_snippet(&self, from: SamplePos, frames: usize) {
        let number = self.snippet().number + 1;
        self.snippet.store(Arc::new(Snippet { number, from, frames }));
    }

    /// The piece that was asked for last.
    pub(super) fn snippet(&self) -> Snippet {
        **self.snippet.load()
    }

    pub(super) fn playhead(&self) -> i64 {
        self.playhead.load(Ordering::Acquire)
    }

    /// Moves the window of pages in memory; the reader looks at once when `wake` is set.
    pub(super) fn move_playhead(&self, place: i64, wake: bool) {
        self.playhead.store(place, Ordering::Release);
        if wake {
            self.wake_reader();
        }
    }

    /// The reader asks a file, or has its answer.
    pub(super) fn set_waiting_for_file(&self, is_waiting: bool) {
        let since = if is_waiting { gst::get_timestamp().nseconds().max(1) } else { 0 };
        self.waiting_since.store(since, Ordering::Release);
    }

    /// For how long the reader has been waiting for a file; zero while it does not wait.
    pub(super) fn waiting_time(&self) -> gst::ClockTime {
        match self.waiting_since.load(Ordering::Acquire) {
            0 => gst::ClockTime::ZERO,
            since => gst::get_timestamp().saturating_sub(gst::ClockTime::from_nseconds(since)),
        }
    }

    /// Names the thread that reads ahead, to be woken. Only the first call counts.
    pub(super) fn set_reader(&self, reader: Thread) {
        // Set once, by the player that owns both.
        let _ = self.reader.set(reader);
    }

    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Release);
        self.wake_reader();
    }

    pub(super) fn wake_reader(&self) {
        if let Some(reader) = self.reader.get() {
            reader.unpark();
        }
    }
}
