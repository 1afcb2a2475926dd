//! What a sound can be read into: the one interface behind which peaks, features, channel order and hashes stand.
//!
//! Takes blocks of sound in order, and the bytes they were read from where a sink wants those; gives what each sink
//! makes of them. A sink never reads a file itself, so one pass over a file serves them all.

use sha2::{Digest, Sha256};

use crate::jobs::thread_seconds;
use crate::monitoring::{ChannelCheck, OrderCheck};
use crate::ticket::hex_text;
use crate::timing::{FeatureExtractor, Features};

/// Takes a sound block by block, from its first frame to its last.
pub trait SoundSink {
    /// The next samples (`[frames × channels]`, interleaved, full scale ±1.0); whole frames, without a gap.
    fn push(&mut self, block: &[f32]);

    /// Whether [`Self::push_bytes`] is to be called: headers and trailing chunks are read only for a sink that wants them.
    fn wants_bytes(&self) -> bool {
        false
    }

    /// The next bytes of the file at this place of a discrete set (0 for a single file), as they are on the disk, from the
    /// first byte of the file to its last. Movies give none: GStreamer reads them.
    fn push_bytes(&mut self, _file: usize, _bytes: &[u8]) {}
}

/// Keeps what the timing measurement needs, and counts the CPU seconds that takes.
pub struct FeatureSink {
    extractor: FeatureExtractor,
    cpu_seconds: f64,
}

impl FeatureSink {
    /// For sound of `channels` channels at 48 kHz.
    pub fn new(channels: usize) -> Self {
        Self { extractor: FeatureExtractor::new(channels), cpu_seconds: 0.0 }
    }

    /// The features, and the CPU seconds spent on them; reading and decoding are not in it.
    pub fn finish(self) -> (Features, f64) {
        (self.extractor.finish(), self.cpu_seconds)
    }
}

impl SoundSink for FeatureSink {
    fn push(&mut self, block: &[f32]) {
        let before = thread_seconds();
        self.extractor.push(block);
        self.cpu_seconds += thread_seconds() - before;
    }
}

/// Checks the order of the channels on one block of eight: an LFE sounds like one everywhere.
pub struct ChannelOrderSink {
    check: ChannelCheck,
    /// Samples in a whole block; a shorter one is left out.
    whole: usize,
    blocks: usize,
}

impl ChannelOrderSink {
    /// Of so many blocks one is looked at. Derived: 1.4 s in 11 s of a film, at an eighth of the cost.
    const EVERY: usize = 8;

    /// For sound of `channels` channels that comes in blocks of `block_frames` frames.
    pub fn new(channels: usize, block_frames: usize) -> Self {
        Self { check: ChannelCheck::new(channels), whole: block_frames * channels, blocks: 0 }
    }

    /// What the order looks like.
    pub fn finish(self) -> OrderCheck {
        self.check.finish()
    }
}

impl SoundSink for ChannelOrderSink {
    fn push(&mut self, block: &[f32]) {
        if block.len() < self.whole {
            return;
        }
        if self.blocks.is_multiple_of(Self::EVERY) {
            self.check.push(block);
        }
        self.blocks += 1;
    }
}

/// SHA-256 of one file of a sound, over every byte of it.
pub struct HashSink {
    file: usize,
    hasher: Sha256,
}

impl HashSink {
    /// Of the file at place `file` of the set; 0 for a single file.
    pub fn of_file(file: usize) -> Self {
        Self { file, hasher: Sha256::new() }
    }

    /// The hash in hex. Right only where the sound was read to its end.
    pub fn finish(self) -> String {
        hex_text(&self.hasher.finalize())
    }
}

impl SoundSink for HashSink {
    fn push(&mut self, _block: &[f32]) {}

    fn wants_bytes(&self) -> bool {
        true
    }

    fn push_bytes(&mut self, file: usize, bytes: &[u8]) {
        if file == self.file {
            self.hasher.update(bytes);
        }
    }
}
