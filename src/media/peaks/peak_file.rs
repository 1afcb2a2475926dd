//! The file of a sound's peaks: a head, the finest level, a foot. Written from start to end, and believed only whole.
//!
//! It knows bytes, not sound. Coarser levels are not kept: making them takes less time than reading them.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use flate2::Crc;

use super::fingerprint::SoundFingerprint;
use crate::waveform::{BasePeaks, FRAMES_PER_BUCKET, Peak, Pyramid};

/// First bytes of every peak file, with the version of its form.
const MAGIC: &[u8; 16] = b"twopop peaks 1\r\n";
/// Magic, fingerprint, channels, frames in a bucket.
const HEAD_BYTES: u64 = 16 + 32 + 4 + 4;
/// Frames of the sound, a check of all before.
const FOOT_BYTES: u64 = 8 + 4;
/// The most channels of a sound.
const MOST_CHANNELS: u32 = 128;
/// Bytes that are read or written at a time.
const BLOCK_BYTES: usize = 1 << 18;

/// Peaks being written.
pub(super) struct PeakFileWriter {
    file: BufWriter<File>,
    check: Crc,
    channels: usize,
    frames: i64,
    bytes: Vec<u8>,
}

impl PeakFileWriter {
    /// Starts in `file`, which loses what it held.
    pub fn create(file: File, fingerprint: &SoundFingerprint, channels: usize) -> io::Result<Self> {
        file.set_len(0)?;
        let file = BufWriter::with_capacity(BLOCK_BYTES, file);
        let mut writer = Self { file, check: Crc::new(), channels, frames: 0, bytes: Vec::new() };
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(fingerprint.bytes());
        head.extend_from_slice(&u32::try_from(channels).map_err(io::Error::other)?.to_le_bytes());
        head.extend_from_slice(&(FRAMES_PER_BUCKET as u32).to_le_bytes());
        writer.write(&head)?;
        Ok(writer)
    }

    /// Adds the next run.
    pub fn append(&mut self, run: &BasePeaks) -> io::Result<()> {
        if run.channels() != self.channels || run.first_frame() != self.frames {
            return Err(io::Error::other("a run of peaks for another place"));
        }
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        bytes.extend(run.peaks().iter().flat_map(|peak| peak.to_bytes()));
        let written = self.write(&bytes);
        self.bytes = bytes;
        self.frames += run.frames();
        written
    }

    /// Writes the foot: the file is whole.
    pub fn finish(mut self) -> io::Result<()> {
        self.write(&self.frames.to_le_bytes())?;
        let check = self.check.sum().to_le_bytes();
        self.file.write_all(&check)?;
        self.file.flush()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.check.update(bytes);
        self.file.write_all(bytes)
    }
}

/// The pyramid of a whole file; `None` where it is not one of this form and this sound, or not as it was written.
pub(super) fn read(file: File, fingerprint: &SoundFingerprint) -> Option<Pyramid> {
    let length = file.metadata().ok()?.len();
    let peak_bytes = length.checked_sub(HEAD_BYTES + FOOT_BYTES)?;
    let mut file = Checked { file: BufReader::with_capacity(BLOCK_BYTES, file), check: Crc::new() };
    let magic: [u8; 16] = file.next()?;
    let of: [u8; 32] = file.next()?;
    let stored_channels = u32::from_le_bytes(file.next()?);
    let bucket = u32::from_le_bytes(file.next()?);
    let is_known = &magic == MAGIC && &of == fingerprint.bytes() && bucket == FRAMES_PER_BUCKET as u32;
    if !is_known || !(1..=MOST_CHANNELS).contains(&stored_channels) {
        return None;
    }
    let channels = stored_channels as usize;
    let row = u64::from(stored_channels) * Peak::BYTES as u64;
    let buckets = peak_bytes.checked_div(row).filter(|_| peak_bytes.is_multiple_of(row))?;
    let mut pyramid = Pyramid::new(channels);
    let most_frames = i64::try_from(buckets).ok()?.checked_mul(FRAMES_PER_BUCKET as i64)?;
    pyramid.reserve(most_frames);
    // All but the last bucket, which may be a short one: that stands in the foot.
    let at_once = (BLOCK_BYTES as u64 / row).max(1);
    let (mut left, mut first, mut last) = (buckets, 0, Vec::new());
    while left > 0 {
        let count = left.min(at_once);
        let mut bytes = vec![0; usize::try_from(count * row).ok()?];
        file.fill(&mut bytes)?;
        left -= count;
        if left == 0 {
            last = bytes.split_off(bytes.len().checked_sub(usize::try_from(row).ok()?)?);
        }
        let run = BasePeaks::kept(channels, first, peaks_of(&bytes), FRAMES_PER_BUCKET)?;
        pyramid.append(&run).ok()?;
        first += run.peaks().len() / channels;
    }
    let frames = i64::from_le_bytes(file.next()?);
    let check = file.check.sum();
    let in_last = frames.checked_sub(pyramid.frames())?;
    if buckets > 0 {
        let run = BasePeaks::kept(channels, first, peaks_of(&last), usize::try_from(in_last).ok()?)?;
        pyramid.append(&run).ok()?;
    }
    (check == u32::from_le_bytes(file.next()?) && pyramid.frames() == frames).then_some(pyramid)
}

fn peaks_of(bytes: &[u8]) -> Vec<Peak> {
    bytes.as_chunks::<{ Peak::BYTES }>().0.iter().map(|stored| Peak::of_bytes(*stored)).collect()
}

/// A file that is checked while it is read.
struct Checked {
    file: BufReader<File>,
    check: Crc,
}

impl Checked {
    fn fill(&mut self, bytes: &mut [u8]) -> Option<()> {
        self.file.read_exact(bytes).ok()?;
        self.check.update(bytes);
        Some(())
    }

    fn next<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Some(bytes)
    }
}
