//! Reads WAVE files of any length: RIFF, RF64 and BW64, in the formats that film sound is delivered in.
//!
//! Takes a path and gives [`WaveFacts`] at once and samples on demand. Only headers are read on opening; samples
//! are read where they are asked for, by position, so several threads can share one [`WaveFile`]. Files are never
//! mapped into memory: a share that goes away is then an error to report, not a crash.
//!
//! Lenient with warnings: lengths that wrapped or were never written, cut-off sound, missing padding, broken iXML.
//! It refuses, in words, what it cannot play as it is: compressed codes, 8-bit, big-endian RIFX. It never writes.
//!
//! Sources: EBU Tech 3285 (Broadcast Wave), EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), Microsoft
//! WAVEFORMATEXTENSIBLE, iXML 2.0. Read `chunks.rs`, `extent.rs`, `format.rs`, `broadcast.rs`, `ixml.rs`, then
//! `convert.rs`, `zero_blocks.rs` and `pass.rs`.

mod broadcast;
mod bytes;
mod chunks;
mod convert;
mod error;
mod extent;
mod format;
mod ixml;
mod pass;
mod zero_blocks;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use bytes::ByteSpan;
use chunks::Chunks;

use super::PcmSource;
use crate::store::open_regular;
use crate::timebase::grouped;

pub use broadcast::Broadcast;
pub use chunks::Container;
pub use error::WaveError;
pub use format::Encoding;
pub use ixml::IxmlSpeed;
pub use pass::WavePass;

/// Bytes converted at a time: whole samples of every encoding, and small enough for any thread's stack.
const BLOCK_BYTES: usize = 24 * 2730;

/// Bytes of iXML that are read; a longer one is ignored with a warning.
const MAX_IXML_BYTES: u64 = 1 << 20;

/// What the header of a WAVE file says, with its errors corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveFacts {
    pub container: Container,
    pub encoding: Encoding,
    /// 1 to 128.
    pub channels: u32,
    /// In Hz.
    pub sample_rate: u32,
    /// Samples of each channel that are really in the file.
    pub frames: u64,
    /// Speaker positions of the channels (WAVEFORMATEXTENSIBLE `dwChannelMask`); `None` where it names none.
    pub channel_mask: Option<u32>,
    pub broadcast: Option<Broadcast>,
    pub ixml: Option<IxmlSpeed>,
    /// What is wrong but was tolerated, in sentences.
    pub warnings: Vec<String>,
    /// Of these, that the file ends before its sound does: its copy broke off, or is still arriving.
    pub cut_off: Option<String>,
}

/// An open WAVE file.
#[derive(Debug)]
pub struct WaveFile {
    file: File,
    path: PathBuf,
    sound: ByteSpan,
    facts: WaveFacts,
}

impl WaveFile {
    /// Opens `path` read-only and reads its headers: a few kilobytes, whatever the length of the sound.
    ///
    /// # Errors
    /// A sentence with file, fault and remedy: see [`WaveError`].
    pub fn open(path: &Path) -> Result<Self, WaveError> {
        let unreadable = |error| WaveError::unreadable(path, error);
        let file = open_regular(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        let chunks = Chunks::read(&file, path, metadata.len())?;
        let (sound, facts) = facts_of(&file, path, chunks)?;
        Ok(Self { file, path: path.to_owned(), sound, facts })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn facts(&self) -> &WaveFacts {
        &self.facts
    }

    /// Fills `out` (`[frames × channels]`, interleaved, full scale ±1.0) from frame `first`; silence past the end.
    /// 16- and 24-bit samples are exact; floats that are not finite become silence.
    ///
    /// # Errors
    /// When the file cannot be read any more. Nothing is cached: a second call may succeed.
    pub fn read_frames(&self, first: u64, out: &mut [f32]) -> io::Result<()> {
        let channels = u64::from(self.facts.channels);
        let wanted = out.len() as u64 / channels;
        let there = self.facts.frames.saturating_sub(first).min(wanted);
        let (sound, silence) = out.split_at_mut((there * channels) as usize);
        silence.fill(0.0);
        let width = self.facts.encoding.bytes();
        let mut place = self.sound.start + first.min(self.facts.frames) * channels * width as u64;
        let mut block = [0_u8; BLOCK_BYTES];
        for part in sound.chunks_mut(BLOCK_BYTES / width) {
            let Some(bytes) = block.get_mut(..part.len() * width) else { continue };
            bytes::read_exact_at(&self.file, place, bytes).map_err(|error| self.lost(error))?;
            convert::samples(self.facts.encoding, bytes, part);
            place += bytes.len() as u64;
        }
        Ok(())
    }

    /// Fills `out` with frames as they are stored, from frame `first` on; zeros past the end.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn read_stored(&self, first: u64, out: &mut [u8]) -> io::Result<()> {
        let frame = u64::from(self.facts.channels) * self.facts.encoding.bytes() as u64;
        let there = self.facts.frames.saturating_sub(first).saturating_mul(frame);
        let there = usize::try_from(there).unwrap_or(usize::MAX).min(out.len());
        let (sound, silence) = out.split_at_mut(there);
        silence.fill(0);
        let place = self.sound.start + first.min(self.facts.frames) * frame;
        bytes::read_exact_at(&self.file, place, sound).map_err(|error| self.lost(error))
    }

    /// The same error, with the file's name in it.
    fn lost(&self, error: io::Error) -> io::Error {
        let words = match error.kind() {
            io::ErrorKind::UnexpectedEof => "it became shorter while it was open".to_owned(),
            _ => error.to_string(),
        };
        io::Error::new(error.kind(), format!("{} cannot be read any more: {words}", self.path.display()))
    }
}

impl PcmSource for WaveFile {
    fn channels(&self) -> usize {
        self.facts.channels as usize
    }

    fn frames(&self) -> i64 {
        i64::try_from(self.facts.frames).unwrap_or(i64::MAX)
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        let before = usize::try_from(first.min(0).unsigned_abs()).unwrap_or(usize::MAX);
        let before = before.saturating_mul(self.channels()).min(out.len());
        let (silence, sound) = out.split_at_mut(before);
        silence.fill(0.0);
        self.read_frames(first.max(0).unsigned_abs(), sound)
    }
}

/// Turns the chunks found into facts, reading only the small ones.
fn facts_of(file: &File, path: &Path, chunks: Chunks) -> Result<(ByteSpan, WaveFacts), WaveError> {
    let mut warnings = chunks.warnings;
    let read = |span: ByteSpan, at_most| {
        bytes::read_start(file, span, at_most).map_err(|error| WaveError::unreadable(path, error))
    };
    let Some(fmt) = chunks.fmt else { return Err(WaveError::no_chunk(path, "fmt ", chunks.ended)) };
    let format = format::read(&read(fmt, format::LONGEST)?, path, &mut warnings)?;
    let Some(sound) = chunks.sound else { return Err(WaveError::no_chunk(path, "data", chunks.ended)) };

    let bytes_per_frame = u64::from(format.channels) * format.encoding.bytes() as u64;
    if !sound.size.is_multiple_of(bytes_per_frame) {
        warnings
            .push("The sound ends inside a sample frame; the last, incomplete frame is ignored.".to_owned());
    }
    if sound.size < bytes_per_frame {
        warnings.push("The file holds no sound: it has a header but not one sample.".to_owned());
    }
    let broadcast = match chunks.bext {
        Some(place) => broadcast::read(&read(place, broadcast::LONGEST)?, &mut warnings),
        None => None,
    };
    let ixml = match chunks.ixml {
        Some(place) if place.size > MAX_IXML_BYTES => {
            warnings.push("Its iXML is longer than 1 MiB and was not read.".to_owned());
            None
        }
        Some(place) => ixml::read(&read(place, MAX_IXML_BYTES)?, &mut warnings),
        None => None,
    };
    let mut facts = WaveFacts {
        container: chunks.container,
        encoding: format.encoding,
        channels: format.channels,
        sample_rate: format.sample_rate,
        frames: sound.size / bytes_per_frame,
        channel_mask: format.channel_mask,
        broadcast,
        ixml,
        warnings,
        cut_off: chunks.sound_cut_off,
    };
    let stamps = facts.stamps_text();
    facts.warnings.extend(stamps);
    Ok((sound, facts))
}

impl WaveFacts {
    /// Samples from midnight to the first sample, at the file's own rate: the `bext` TimeReference, else iXML's. A stamp of
    /// zero is none: writers that know no time leave it at that.
    pub fn time_reference(&self) -> Option<u64> {
        self.in_bext().or(self.in_ixml())
    }

    fn in_bext(&self) -> Option<u64> {
        self.broadcast.as_ref().map(|broadcast| broadcast.time_reference).filter(|&stamp| stamp > 0)
    }

    fn in_ixml(&self) -> Option<u64> {
        self.ixml.as_ref()?.samples_since_midnight.filter(|&stamp| stamp > 0)
    }

    /// Which of two stamps is used, where they are not the same.
    fn stamps_text(&self) -> Option<String> {
        let shown = |stamp: u64| grouped(i64::try_from(stamp).unwrap_or(i64::MAX));
        match (self.in_bext(), self.in_ixml()) {
            (Some(bext), Some(ixml)) if bext != ixml => Some(format!(
                "Its two time stamps differ: bext says {} samples since midnight, iXML {}. The one in bext is used.",
                shown(bext),
                shown(ixml)
            )),
            (None, Some(ixml)) if self.broadcast.is_some() => Some(format!(
                "Its bext time stamp is zero, so the stamp in its iXML is used: {} samples since midnight.",
                shown(ixml)
            )),
            _ => None,
        }
    }
}

/// Samples that the stamp of a part may be off from where the part before it ends. Derived: a frame at 23.976.
const RUNS_ON: u64 = 2_002;

/// Whether a recording that begins at `start` and has `frames` samples goes on in one that begins at `next`; all in samples
/// since midnight.
pub fn run_on(start: u64, frames: u64, next: u64) -> bool {
    // A short file must fit the better: its neighbours may begin within a frame by chance.
    next > start && start.saturating_add(frames).abs_diff(next) <= RUNS_ON.min(frames / 4)
}
