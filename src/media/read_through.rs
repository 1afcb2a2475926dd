//! Reads a sound once from its first frame to its last, into any number of sinks.
//!
//! Takes open media and sinks; gives every sink each block in order, and the watcher how far it is. WAVs are read with
//! all their bytes in one pass, so that a hash costs no second one. A movie is read and decoded by GStreamer, which shows
//! nobody the bytes: its hash needs a pass of its own. It never decides what half a sound is good for.

use std::ops::ControlFlow;

#[cfg(feature = "media")]
use super::GuideSound;
#[cfg(feature = "media")]
use super::decode::{decode_guide, decode_sound};
use super::wave::WavePass;
use super::{DeliveredAudio, OpenedMedia, PcmSource, SoundError, SoundSink};

/// Frames of WAV read at a time: 1.4 s, some megabytes of 5.1.
pub const BLOCK_FRAMES: usize = 65_536;

/// How far it is, in frames of the sound itself; breaking cancels the reading.
pub type Watch<'a> = &'a mut dyn FnMut(i64) -> ControlFlow<()>;

/// One reading of open media, from start to end.
pub struct ReadThrough<'a> {
    media: &'a OpenedMedia,
    begins_at: i64,
    #[cfg(feature = "media")]
    kept_in: Option<&'a GuideSound>,
}

impl<'a> ReadThrough<'a> {
    /// Of all its sound, from its own first frame.
    pub fn of(media: &'a OpenedMedia) -> Self {
        Self {
            media,
            begins_at: 0,
            #[cfg(feature = "media")]
            kept_in: None,
        }
    }

    /// The same for a sound that belongs `frames` after the picture's first frame: sinks get silence first. Negative: what
    /// lies before the picture is left out.
    #[must_use]
    pub fn beginning_at(mut self, frames: i64) -> Self {
        self.begins_at = frames;
        self
    }

    /// The same, keeping the decoded sound of a movie for the player as it comes.
    #[cfg(feature = "media")]
    #[must_use]
    pub fn keeping(mut self, guide: &'a GuideSound) -> Self {
        self.kept_in = Some(guide);
        self
    }

    /// Reads. Minutes for a feature on a share, so call it from a job.
    ///
    /// # Errors
    /// See [`SoundError`]: the sinks then have what was read before. [`SoundError::Cancelled`] when `watch` breaks.
    pub fn run(&self, sinks: &mut [&mut dyn SoundSink], watch: Watch) -> Result<(), SoundError> {
        self.media.require_sound()?;
        let channels = usize::try_from(self.media.facts().channels).unwrap_or(1).max(1);
        let mut feed = Feed { sinks, channels, left_out: 0, watch };
        feed.begin_at(self.begins_at);
        match self.media.sound() {
            Some(audio) => read_waves(audio, self.media, &mut feed),
            None => self.read_movie(channels, &mut feed),
        }
    }

    #[cfg(feature = "media")]
    fn read_movie(&self, channels: usize, feed: &mut Feed) -> Result<(), SoundError> {
        let path = self.media.path();
        let mut cancelled = false;
        let mut on_block = |first: i64, block: &[f32]| {
            let next = feed.push(first, block);
            cancelled = next.is_break();
            next
        };
        match self.kept_in {
            Some(guide) => decode_guide(path, guide, &mut on_block)?,
            None => {
                let _cancelled_or_ended = decode_sound(path, channels, &mut on_block)?;
            }
        }
        if cancelled { Err(SoundError::Cancelled) } else { Ok(()) }
    }

    #[cfg(not(feature = "media"))]
    fn read_movie(&self, _channels: usize, _feed: &mut Feed) -> Result<(), SoundError> {
        Err(SoundError::NoMovies(self.media.path().to_owned()))
    }
}

/// The sinks, and what stands between the sound and the picture's timeline.
struct Feed<'a, 'b> {
    sinks: &'a mut [&'b mut dyn SoundSink],
    channels: usize,
    /// Samples still to be left out, since they lie before the picture's first frame.
    left_out: usize,
    watch: Watch<'a>,
}

impl Feed<'_, '_> {
    fn begin_at(&mut self, frames: i64) {
        self.left_out = usize::try_from(-frames).unwrap_or(0) * self.channels;
        let mut silent = usize::try_from(frames).unwrap_or(0);
        while silent > 0 {
            let frames = silent.min(BLOCK_FRAMES);
            let silence = vec![0.0; frames * self.channels];
            self.sinks.iter_mut().for_each(|sink| sink.push(&silence));
            silent -= frames;
        }
    }

    /// `first`: the frame of the sound itself that the block begins at.
    fn push(&mut self, first: i64, block: &[f32]) -> ControlFlow<()> {
        let early = self.left_out.min(block.len());
        self.left_out -= early;
        let after = first + (block.len() / self.channels) as i64;
        let block = block.get(early..).unwrap_or_default();
        if !block.is_empty() {
            self.sinks.iter_mut().for_each(|sink| sink.push(block));
        }
        (self.watch)(after)
    }

    fn push_bytes(&mut self, file: usize, bytes: &[u8]) {
        self.sinks.iter_mut().for_each(|sink| sink.push_bytes(file, bytes));
    }
}

/// Reads one interleaved file or the mono files of a set, every byte of them where a sink wants bytes.
fn read_waves(audio: &DeliveredAudio, media: &OpenedMedia, feed: &mut Feed) -> Result<(), SoundError> {
    let broken = |error| SoundError::BreaksOff { path: media.path().to_owned(), error };
    let wants_bytes = feed.sinks.iter().any(|sink| sink.wants_bytes());
    let mut passes: Vec<WavePass> = audio.waves().iter().map(WavePass::of).collect();
    if wants_bytes {
        for (file, pass) in passes.iter_mut().enumerate() {
            pass.head(&mut |bytes| feed.push_bytes(file, bytes)).map_err(broken)?;
        }
    }
    let (mut block, mut mono, mut first) = (Vec::new(), Vec::new(), 0);
    while first < audio.frames() {
        let frames = usize::try_from(audio.frames() - first).unwrap_or(BLOCK_FRAMES).min(BLOCK_FRAMES);
        block.resize(frames * audio.channels(), 0.0);
        mono.resize(frames, 0.0);
        next_frames(&mut passes, &mut block, &mut mono, feed).map_err(broken)?;
        if feed.push(first, &block).is_break() {
            return Err(SoundError::Cancelled);
        }
        first += frames as i64;
    }
    if wants_bytes {
        for (file, pass) in passes.iter_mut().enumerate() {
            pass.tail(&mut |bytes| feed.push_bytes(file, bytes)).map_err(broken)?;
        }
    }
    Ok(())
}

/// Fills `block` with the next frames of one file, or of several side by side.
fn next_frames(
    passes: &mut [WavePass],
    block: &mut [f32],
    mono: &mut [f32],
    feed: &mut Feed,
) -> std::io::Result<()> {
    if let [interleaved] = passes {
        return interleaved.frames(block, &mut |bytes| feed.push_bytes(0, bytes));
    }
    let channels = passes.len();
    for (channel, pass) in passes.iter_mut().enumerate() {
        pass.frames(mono, &mut |bytes| feed.push_bytes(channel, bytes))?;
        let of_channel = block.iter_mut().skip(channel).step_by(channels);
        of_channel.zip(&*mono).for_each(|(out, &sample)| *out = sample);
    }
    Ok(())
}
