//! Tells whether a small copy is of this very movie, without reading the movie.

use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::store::open_regular;
use crate::ticket::hex_text;

/// Bytes of the start of a movie that are read.
const START_BYTES: u64 = 1 << 16;

/// Tells one movie from another without its name: made of its size, the time it was last changed, and its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Reads 64 KB of the movie.
    ///
    /// # Errors
    /// When the movie cannot be read.
    pub(super) fn of(movie: &Path) -> io::Result<Self> {
        let file = open_regular(movie)?;
        let stored = file.metadata()?;
        let changed = stored.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut start = Vec::new();
        file.take(START_BYTES).read_to_end(&mut start)?;
        let mut digest = Sha256::new();
        digest.update(stored.len().to_le_bytes());
        digest.update(changed.as_nanos().to_le_bytes());
        digest.update(&start);
        Ok(Self(digest.finalize().into()))
    }

    /// The name of its small copy: half of the fingerprint, which is enough to be unique.
    pub(super) fn name(&self) -> String {
        let (half, _) = self.0.split_at(16);
        hex_text(half)
    }
}
