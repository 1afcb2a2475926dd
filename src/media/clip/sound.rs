//! Both sounds of a clip: mono for the ear, peaks for the eye.

use std::io;
use std::ops::Range;

use super::input::{ClipError, ClipInput};
use crate::media::PcmSource;
use crate::monitoring::mono_gains;
use crate::timebase::Nudge;

/// Frames of sound read at a time.
const BLOCK_FRAMES: usize = 4800;

/// Both sounds over the range of a clip, sample by sample.
pub(super) struct ClipSounds {
    pub guide: Channel,
    pub delivered: Channel,
}

/// One of them.
pub(super) struct Channel {
    /// Folded down, for the ear.
    mono: Vec<f32>,
    /// The loudest channel of each sample: adding channels up would hide those of opposite polarity.
    pub loudest: Vec<f32>,
}

impl ClipSounds {
    /// Over `frames` of the picture, with the delivered audio so much later.
    ///
    /// # Errors
    /// When a file cannot be read any more.
    pub fn read(input: &ClipInput<'_>, frames: Range<i64>, alignment: Nudge) -> Result<Self, ClipError> {
        let (from, to) = (input.rate.start_of_frame(frames.start), input.rate.start_of_frame(frames.end));
        let length = usize::try_from((to - from).get()).unwrap_or(0);
        let read = |source: &dyn PcmSource, first: i64| {
            Channel::read(source, first, length)
                .map_err(|error| ClipError::Sound { path: input.movie.to_owned(), error })
        };
        Ok(Self {
            guide: read(input.guide, from.get())?,
            delivered: read(input.delivered, (from + -alignment.delta()).get())?,
        })
    }

    /// Interleaved: the guide left, or the delivered audio on both sides.
    pub fn stereo(&self, guide_left: bool) -> Vec<f32> {
        let left = if guide_left { &self.guide } else { &self.delivered };
        left.mono.iter().zip(&self.delivered.mono).flat_map(|(left, right)| [*left, *right]).collect()
    }
}

impl Channel {
    fn read(source: &dyn PcmSource, first: i64, length: usize) -> io::Result<Self> {
        let channels = source.channels().max(1);
        let gains = mono_gains(channels);
        let mut block = vec![0.0; BLOCK_FRAMES * channels];
        let (mut mono, mut loudest) = (Vec::with_capacity(length), Vec::with_capacity(length));
        while mono.len() < length {
            let frames = BLOCK_FRAMES.min(length - mono.len());
            let Some(part) = block.get_mut(..frames * channels) else { break };
            source.read(first.saturating_add(mono.len() as i64), part)?;
            for frame in part.chunks_exact(channels) {
                let sum: f32 = frame.iter().zip(&gains).map(|(sample, gain)| sample * gain).sum();
                mono.push(sum.clamp(-1.0, 1.0));
                loudest.push(frame.iter().fold(0.0_f32, |most, sample| most.max(sample.abs())));
            }
        }
        Ok(Self { mono, loudest })
    }
}
