//! The guide sound of a movie, decoded once and kept in a temporary file.
//!
//! One thread appends, others read what is there already. Nothing of it outlives the program.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use super::{MediaError, PcmSource, SoundSink};

/// Bytes of one stored sample.
const SAMPLE_BYTES: usize = 2;

/// The sound of a reference movie, decoded once from its start and kept as 16-bit samples in a temporary file
/// without a name. Frame 0 is presentation time 0 of the picture: encoder delay and edit list are applied, and a gap in
/// the sound is silence. [`super::decode_guide`] fills it while others already read.
///
/// Two hours of stereo take 1.4 GB of the temporary folder.
pub struct GuideSound {
    file: File,
    channels: usize,
    frames: AtomicI64,
    complete: AtomicBool,
}

impl GuideSound {
    /// An empty guide of `channels` channels (0 counts as 1), as [`super::probe_movie`] gives them.
    ///
    /// # Errors
    /// When the temporary folder takes no file.
    pub fn new(channels: u32) -> Result<Arc<Self>, MediaError> {
        Ok(Arc::new(Self {
            file: tempfile::tempfile().map_err(MediaError::NoRoom)?,
            channels: usize::try_from(channels).unwrap_or(1).max(1),
            frames: AtomicI64::new(0),
            complete: AtomicBool::new(false),
        }))
    }

    /// Whether everything the movie holds has been decoded.
    pub fn is_complete(&self) -> bool {
        self.complete.load(Ordering::Acquire)
    }

    pub(super) fn finish(&self) {
        self.complete.store(true, Ordering::Release);
    }

    /// Adds `block` (`[frames × channels]`) at the end. One thread appends.
    pub(super) fn append(&self, block: &[f32]) -> io::Result<()> {
        let first = self.frames.load(Ordering::Relaxed);
        let bytes: Vec<u8> = block.iter().flat_map(|&sample| stored(sample).to_le_bytes()).collect();
        self.file.write_all_at(&bytes, self.byte_of(first)?)?;
        let added = i64::try_from(block.len() / self.channels).map_err(io::Error::other)?;
        // Readers see the new length only after the samples are in the file.
        self.frames.store(first + added, Ordering::Release);
        Ok(())
    }

    fn byte_of(&self, frame: i64) -> io::Result<u64> {
        let frame = u64::try_from(frame).map_err(io::Error::other)?;
        let frame_bytes = u64::try_from(self.channels * SAMPLE_BYTES).map_err(io::Error::other)?;
        Ok(frame * frame_bytes)
    }
}

/// Keeps a sound track for the player while several tracks are read at once.
pub struct GuideSink<'a> {
    guide: &'a GuideSound,
    failed: Option<io::Error>,
}

impl<'a> GuideSink<'a> {
    /// Into `guide`, which has as many channels as the track.
    pub fn new(guide: &'a GuideSound) -> Self {
        Self { guide, failed: None }
    }

    /// The track has been read to its end.
    ///
    /// # Errors
    /// When the temporary folder took no more.
    pub fn finish(self) -> Result<(), MediaError> {
        match self.failed {
            Some(error) => Err(MediaError::NoRoom(error)),
            None => {
                self.guide.finish();
                Ok(())
            }
        }
    }
}

impl SoundSink for GuideSink<'_> {
    fn push(&mut self, block: &[f32]) {
        if self.failed.is_none() {
            self.failed = self.guide.append(block).err();
        }
    }
}

impl PcmSource for GuideSound {
    fn channels(&self) -> usize {
        self.channels
    }

    fn frames(&self) -> i64 {
        self.frames.load(Ordering::Acquire)
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        out.fill(0.0);
        let wanted = i64::try_from(out.len() / self.channels).unwrap_or(i64::MAX);
        let from = first.max(0);
        let to = first.saturating_add(wanted).min(self.frames());
        if from >= to {
            return Ok(());
        }
        let span = |frames: i64| usize::try_from(frames).unwrap_or(0) * self.channels;
        let mut bytes = vec![0; span(to - from) * SAMPLE_BYTES];
        self.file.read_exact_at(&mut bytes, self.byte_of(from)?)?;
        let readable = out.iter_mut().skip(span(from - first));
        for (sample, pair) in readable.zip(bytes.as_chunks::<SAMPLE_BYTES>().0) {
            *sample = f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
        }
        Ok(())
    }
}

/// Rounded to 16 bits; what is beyond full scale is clipped.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i16 first")]
fn stored(sample: f32) -> i16 {
    (sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "16-bit samples come back exactly")]
    fn what_is_appended_is_read_back_with_silence_around_it() {
        let guide = GuideSound::new(2).expect("a temporary file");
        guide.append(&[0.5, -0.5, 0.25, -0.25]).expect("room");
        guide.append(&[1.5, -1.0]).expect("room");
        assert_eq!(guide.frames(), 3);
        let mut out = [9.0; 10];
        guide.read(-1, &mut out).expect("readable");
        let loudest = 32_767.0 / 32_768.0;
        assert_eq!(out, [0.0, 0.0, 0.5, -0.5, 0.25, -0.25, loudest, -1.0, 0.0, 0.0]);
        guide.read(2, &mut out[..2]).expect("readable");
        assert_eq!(out[..2], [loudest, -1.0]);
    }
}
