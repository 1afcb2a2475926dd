use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use gstreamer as gst;

use super::console::Console;
use super::device::SoundDevice;
use super::picture::Screen;
use super::transport::DesiredState;
use crate::timebase::{SamplePos, Speed};

/// An answer that takes longer than this is given up, in words.
pub(super) const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);
/// What the player's handle and its thread share. Every lock is held for a copy, never across a call.
pub(super) struct Shared {
    /// What the pipelines say, and what wakes the player's thread.
    pub bus: gst::Bus,
    pub console: Arc<Console>,
    pub screen: Arc<Screen>,
    pub wish: Mutex<DesiredState>,
    pub told: Mutex<StatusSnapshot>,
    pub trouble: Arc<Mutex<Option<String>>>,
    /// How much later than the sound the picture is shown, in samples.
    pub picture_delay: AtomicI64,
    /// The device has five loudspeakers and one for low frequencies, not two.
    pub has_five_one: AtomicBool,
    /// When the player's thread last looked around, in nanoseconds of GStreamer's clock.
    pub answered_at: AtomicU64,
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

impl Shared {
    /// What to say when the player's own thread is held up: only a movie whose reads do not come back can do that.
    pub(super) fn hangs(&self) -> Option<String> {
        let answered = gst::ClockTime::from_nseconds(self.answered_at.load(Ordering::Acquire));
        let silent = gst::get_timestamp().saturating_sub(answered);
        (silent > PATIENCE).then(|| {
            let seconds = PATIENCE.seconds();
            format!("the movie has not answered for {seconds} s: check that its disk or share is there, or copy it here")
        })
    }
}

/// What the pipelines have told, as last looked at.
#[derive(Clone, Default, PartialEq)]
pub(super) struct StatusSnapshot {
    pub position: SamplePos,
    pub speed: Speed,
    /// The programme runs while the movie rests.
    pub is_shuttling: bool,
    pub busy: bool,
    pub ended: bool,
    pub problem: Option<String>,
    pub device: SoundDevice,
    pub device_name: Option<String>,
    /// No wish is carried out any more.
    pub is_broken: bool,
    /// The movie cannot be shown any more; the sound goes on.
    pub is_blind: bool,
}
