//! What the player's handle and its thread share.
//!
//! The lock order is in the head of the room. No lock is held across a call that can block.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use gstreamer as gst;

use super::device::SoundDevice;
use super::monitor_mix::MonitorMix;
use super::picture::LatestFrame;
use super::transport::DesiredState;
use crate::timebase::{SamplePos, Speed};

/// An op that takes longer than this is given up, in words.
pub(super) const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);

/// Shared by the handle (any thread that holds it) and the player's thread.
pub(super) struct PlayerShared {
    /// Messages of both pipelines, and the handle's own that wakes the player's thread.
    pub bus: gst::Bus,
    pub mix: Arc<MonitorMix>,
    pub latest: Arc<LatestFrame>,
    /// Lock 2: taken after `status`, never before.
    pub desired: Mutex<DesiredState>,
    /// Lock 1.
    pub status: Mutex<StatusSnapshot>,
    /// The last sentence of the thread that reads ahead, until it is published.
    pub read_problem: Arc<Mutex<Option<String>>>,
    /// How much later than the sound the picture is shown, in samples; earlier if negative.
    pub picture_delay: AtomicI64,
    /// The device has six loudspeakers for 5.1, not two.
    pub has_five_one: AtomicBool,
    /// Each frame that is stepped or scrubbed to is heard.
    pub hears_frames: AtomicBool,
    /// The sound device chosen, by its name; `None`: the system's own choice.
    pub chosen_device: ArcSwapOption<String>,
    /// When the player's thread last looked round, in nanoseconds of GStreamer's clock.
    pub alive_at: AtomicU64,
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

impl PlayerShared {
    /// The sentence for a player's thread that is held up: only a movie whose reads do not return can do that.
    pub(super) fn hang_problem(&self) -> Option<String> {
        let alive_at = gst::ClockTime::from_nseconds(self.alive_at.load(Ordering::Acquire));
        let silent = gst::get_timestamp().saturating_sub(alive_at);
        (silent > PATIENCE).then(|| {
            let seconds = PATIENCE.seconds();
            format!("the movie has not answered for {seconds} s: check that its disk or share is there, or copy it here")
        })
    }
}

/// The player's status as its thread last saw it. Mpv's word for most of it is *playback status*.
#[derive(Clone, Default, PartialEq)]
pub(super) struct StatusSnapshot {
    pub position: SamplePos,
    pub speed: Speed,
    /// How often the loop has gone back to its start.
    pub loops: i64,
    /// The programme plays at a speed at which the movie is paused.
    pub is_shuttling: bool,
    pub busy: bool,
    pub ended: bool,
    pub problem: Option<String>,
    pub device: SoundDevice,
    pub device_name: Option<String>,
    /// Nothing can be played any more; requests are ignored.
    pub is_broken: bool,
    /// The movie cannot be shown any more; the sound goes on.
    pub picture_lost: bool,
}
