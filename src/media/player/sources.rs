//! What a player is opened with. Plain data.

use std::path::PathBuf;
use std::sync::Arc;

use super::device::SoundOutput;
use crate::media::PcmSource;
use crate::media::mix::Mix;
use crate::media::scrub::{CACHE_BYTES, LET_GO_AFTER, ScrubCopy, ScrubSource};
use crate::monitoring::HeldChannel;
use crate::timebase::{FrameRate, SampleDelta, SamplePos};

/// The Print Master beside the audio under QC, to be compared with it by ear.
#[derive(Clone)]
pub struct PrintMasterSound {
    /// On the time of the delivered audio, silent where nothing was compared.
    pub source: Arc<dyn PcmSource>,
    /// What each delivered channel holds of it.
    pub held: Vec<HeldChannel>,
}

/// What to play: a movie and two sounds.
#[derive(Clone)]
pub struct PlayerSources {
    /// The movie whose picture is shown; `None` for sound only.
    pub movie: Option<PathBuf>,
    /// Rate of the picture, or without one the rate to count frames in.
    pub frame_rate: FrameRate,
    /// Length of the picture, as [`crate::media::probe_movie`] gives it; not used without a picture.
    pub picture_length: SampleDelta,
    /// The reference's own sound, from the picture's time 0.
    pub guide: Option<Arc<dyn PcmSource>>,
    /// The audio under QC, from its own first sample; the nudge places it against the picture.
    pub delivered: Option<Arc<dyn PcmSource>>,
    /// The small copy of the movie to scrub from, where one is kept.
    pub scrub_copy: Option<Arc<ScrubCopy>>,
    pub mix: Mix,
    pub sound_output: SoundOutput,
}

impl PlayerSources {
    /// Nothing to play yet, at `frame_rate`.
    pub fn new(frame_rate: FrameRate) -> Self {
        Self {
            movie: None,
            frame_rate,
            picture_length: SampleDelta::ZERO,
            guide: None,
            delivered: None,
            scrub_copy: None,
            mix: Mix::default(),
            sound_output: SoundOutput::Device,
        }
    }

    /// Where the picture ends, in samples; 0 without.
    pub(super) fn picture_end(&self) -> i64 {
        if self.movie.is_some() { self.picture_length.get().max(0) } else { 0 }
    }

    pub(super) fn scrub_source(&self) -> Option<ScrubSource> {
        let (movie, frames) = (self.movie.clone()?, self.picture_frames());
        let copy = self.scrub_copy.clone();
        let source = ScrubSource {
            movie,
            frame_rate: self.frame_rate,
            frames,
            copy,
            cache_bytes: CACHE_BYTES,
            let_go_after: LET_GO_AFTER,
        };
        (frames > 0).then_some(source)
    }

    /// Frames of the picture; its length is a whole number of them but for rounding.
    pub(super) fn picture_frames(&self) -> i64 {
        let half_a_frame = SampleDelta::new(self.frame_rate.samples_from_frames(1).get() / 2);
        self.frame_rate.frame_at(SamplePos::new(self.picture_end()) + half_a_frame)
    }
}
