//! Zeros that fill whole blocks of the disk in the middle of sound: what a copy with holes looks like.
//!
//! Takes the bytes of the sound in order, with their places in the file; gives a clause. Digital silence begins and ends
//! anywhere, and softly: it is no damage. Both ends on the edge of a block, with loud sound at either edge, are.

use super::convert;
use super::format::Encoding;

/// Bytes of a block. *Standard*: the page of every system that copies files, and the hole of every file system.
const BLOCK: u64 = 4096;
/// Full scale is 1. *Chosen*: louder than what an edit or a fade leaves beside a silence; so a silence that ends on edges by
/// chance, one in some hundred thousand, is not taken for a hole.
const LOUD: f32 = 0.001;

/// Looks at one sound as it is read.
pub(super) struct ZeroBlocks {
    encoding: Encoding,
    frame_bytes: usize,
    /// The place in the file where the sound begins.
    sound: u64,
    /// The last bytes seen, no more than a frame and a sample.
    last: Vec<u8>,
    /// All bytes of this block so far are zero.
    is_zero: bool,
    /// The edge after loud sound where a run of zero blocks began, or will have begun if this block is one.
    run: Option<u64>,
    holes: usize,
    /// Bytes of all holes together, and the place of the first.
    bytes: u64,
    first: u64,
}

impl ZeroBlocks {
    pub(super) fn of(encoding: Encoding, channels: u32, sound: u64) -> Self {
        let frame_bytes = usize::try_from(channels).unwrap_or(1).max(1).saturating_mul(encoding.bytes());
        let (last, run) = (Vec::new(), None);
        Self { encoding, frame_bytes, sound, last, is_zero: false, run, holes: 0, bytes: 0, first: 0 }
    }

    /// The next bytes of the sound, from that place of the file on.
    pub(super) fn push(&mut self, mut at: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = usize::try_from(BLOCK - at % BLOCK).unwrap_or(bytes.len()).min(bytes.len());
            let (part, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            if at.is_multiple_of(BLOCK) {
                self.begin_block(at, bytes);
                self.is_zero = true;
            }
            self.is_zero &= part.iter().all(|&byte| byte == 0);
            self.keep(part);
            at = at.saturating_add(part.len() as u64);
            bytes = rest;
        }
    }

    /// At the edge of a block; `next`: what follows it.
    fn begin_block(&mut self, at: u64, next: &[u8]) {
        if !self.is_zero {
            // It ended inside the block before, or never began.
            self.run = None;
        }
        let width = self.encoding.bytes();
        let into = usize::try_from(at.saturating_sub(self.sound)).unwrap_or(0) % width;
        if let Some(from) = self.run {
            let after = next.get((width - into) % width..).unwrap_or_default();
            if self.is_loud(after.get(..self.frame_bytes.min(after.len())).unwrap_or_default()) {
                self.note(from, at);
                self.run = None;
            }
        }
        let before = self.last.get(..self.last.len().saturating_sub(into)).unwrap_or_default();
        let before = before.get(before.len() % width..).unwrap_or_default();
        if self.run.is_none() && self.is_loud(before) {
            self.run = Some(at);
        }
    }

    fn is_loud(&self, bytes: &[u8]) -> bool {
        let mut samples = vec![0.0; bytes.len() / self.encoding.bytes()];
        convert::samples(self.encoding, bytes, &mut samples);
        samples.iter().any(|sample| sample.abs() > LOUD)
    }

    fn keep(&mut self, part: &[u8]) {
        let most = self.frame_bytes.saturating_add(self.encoding.bytes());
        self.last.extend_from_slice(part.get(part.len().saturating_sub(most)..).unwrap_or(part));
        let excess = self.last.len().saturating_sub(most);
        self.last.drain(..excess);
    }

    fn note(&mut self, from: u64, to: u64) {
        if self.holes == 0 {
            self.first = from;
        }
        self.holes = self.holes.saturating_add(1);
        self.bytes = self.bytes.saturating_add(to.saturating_sub(from));
    }

    /// What was found, as a clause about the file; `rate` in Hz.
    pub(super) fn clause(&self, rate: u32) -> Option<String> {
        let bytes_a_second = u64::from(rate).saturating_mul(self.frame_bytes as u64).max(1);
        let seconds = self.first.saturating_sub(self.sound) / bytes_a_second;
        let (holes, s) = (self.holes, if self.holes == 1 { "" } else { "s" });
        (holes > 0).then(|| {
            format!(
                "its sound has {holes} hole{s} of zeros from one disk block to another, {} bytes together, the first {} s \
                 after its start",
                self.bytes, seconds
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loud 24-bit stereo from byte 44 on, with zeros from one place of the file to another, in parts of `step` bytes.
    fn said(zeros: std::ops::Range<usize>, step: usize) -> Option<String> {
        let mut file = vec![0x35_u8; 60_000];
        file[zeros].fill(0);
        let mut blocks = ZeroBlocks::of(Encoding::Pcm24, 2, 44);
        let mut at = 44;
        while at < file.len() {
            let end = (at + step).min(file.len());
            blocks.push(at as u64, &file[at..end]);
            at = end;
        }
        blocks.clause(48_000)
    }

    #[test]
    fn zeros_from_block_to_block_are_a_hole_and_silence_is_none() {
        for step in [600, 4096, 9000, 60_000] {
            assert!(said(8192..16_384, step).is_some_and(|said| said.contains("8192 bytes")), "{step}");
            assert!(said(4096..8192, step).is_some(), "one block, {step}");
            assert_eq!(said(0..0, step), None);
            assert_eq!(said(8000..16_384, step), None, "it begins before an edge");
            assert_eq!(said(8192..16_500, step), None, "it ends after an edge");
            assert_eq!(said(44..16_384, step), None, "a silent start");
            assert_eq!(said(49_152..60_000, step), None, "a silent end");
        }
    }
}
