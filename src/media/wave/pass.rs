//! One pass over a WAVE file, from its first byte to its last: samples for those who measure, bytes for those who hash.

use std::io;

use super::zero_blocks::ZeroBlocks;
use super::{WaveFacts, WaveFile, bytes, convert};
use crate::media::not_numbers::NotNumbers;

/// Bytes read at a time: whole samples of every encoding, and few calls on a share.
const BLOCK_BYTES: usize = 24 * 43_690;

/// A WAVE file being read once, in order.
pub struct WavePass<'a> {
    wave: &'a WaveFile,
    /// The next byte of the file.
    at: u64,
    /// Bytes of sound not read yet.
    left: u64,
    block: Vec<u8>,
    zeros: ZeroBlocks,
    not_numbers: NotNumbers,
}

impl<'a> WavePass<'a> {
    /// At the first byte of the sound.
    pub fn of(wave: &'a WaveFile) -> Self {
        let width = wave.facts.encoding.bytes() as u64;
        let left = wave.facts.frames * u64::from(wave.facts.channels) * width;
        let WaveFacts { encoding, channels, sample_rate, .. } = wave.facts;
        let zeros = ZeroBlocks::of(encoding, channels, wave.sound.start, sample_rate);
        Self {
            wave,
            at: wave.sound.start,
            left,
            block: vec![0; BLOCK_BYTES],
            zeros,
            not_numbers: NotNumbers::default(),
        }
    }

    /// Hands on what lies before the sound: call it before the first frames.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn head(&mut self, on_bytes: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        let mut at = 0;
        while at < self.wave.sound.start {
            let count = (self.wave.sound.start - at).min(BLOCK_BYTES as u64);
            let part = self.block.get_mut(..count as usize).unwrap_or_default();
            bytes::read_exact_at(&self.wave.file, at, part).map_err(|error| self.wave.lost(error))?;
            on_bytes(part);
            at += count;
        }
        Ok(())
    }

    /// Fills `out` (`[frames × channels]`) with the next frames, silence past the end, and hands on the bytes they were
    /// read from. The same samples as [`WaveFile::read_frames`] gives.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn frames(&mut self, out: &mut [f32], on_bytes: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        let encoding = self.wave.facts.encoding;
        let width = encoding.bytes();
        let there = usize::try_from(self.left / width as u64).unwrap_or(usize::MAX).min(out.len());
        let (sound, silence) = out.split_at_mut(there);
        silence.fill(0.0);
        for part in sound.chunks_mut(BLOCK_BYTES / width) {
            let Some(read) = self.block.get_mut(..part.len() * width) else { continue };
            bytes::read_exact_at(&self.wave.file, self.at, read).map_err(|error| self.wave.lost(error))?;
            convert::samples(encoding, read, part);
            on_bytes(read);
            self.zeros.push(self.at, read);
            let (before, channels) =
                (self.at - self.wave.sound.start, u64::from(self.wave.facts.channels).max(1));
            convert::not_numbers(encoding, read, |place| {
                self.not_numbers.note((before / width as u64 + place as u64) / channels);
            });
            self.at += read.len() as u64;
            self.left -= read.len() as u64;
        }
        Ok(())
    }

    /// What was found damaged in the frames read so far, each as a clause about the file.
    pub fn damage(&self) -> Vec<String> {
        let not_numbers = self.not_numbers.clause("its sound", self.wave.facts.sample_rate);
        self.zeros.clauses(self.left == 0).into_iter().chain(not_numbers).collect()
    }

    /// Hands on what lies behind the frames read so far, to the end of the file: call it after the last frames.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn tail(&mut self, on_bytes: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        loop {
            match bytes::read_at(&self.wave.file, self.at, &mut self.block) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    on_bytes(self.block.get(..count).unwrap_or_default());
                    self.at += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.wave.lost(error)),
            }
        }
    }
}
