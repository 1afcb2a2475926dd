//! The peaks of a sound: read from it by the shortest way, and kept in a file of the cache, so that a sound that was opened
//! before is drawn at once.
//!
//! Takes open media; gives runs of peaks while it reads, or the whole pyramid where it is kept. A file that is damaged, of an
//! older form or of other content is removed and never an error: what it held can be made again.
//!
//! Read `fingerprint.rs` (which sound), `peak_file.rs` (the file), `reading.rs`, then `cache.rs`.

mod cache;
mod fingerprint;
mod peak_file;
mod reading;

pub use cache::{PeakCache, PeakKeeper};
pub use fingerprint::SoundFingerprint;
pub use reading::read_peaks;
