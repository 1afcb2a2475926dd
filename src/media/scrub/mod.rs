//! Shows a frame at once: small pictures of the frames around the playhead, decoded ahead of it.
//!
//! Takes a movie and where the playhead is ([`Scrubber::request`]); gives exact frames from a bounded cache
//! ([`Scrubber::frame`]), or the nearest one there is, which carries its own number. A long GOP is decoded once from its
//! key frame; its frames then serve every step and every drag, where a seek would decode it again for each. Frames are
//! numbered by the same rule as the player's. Where a small copy of the movie has been made ([`ScrubCopy`]), frames
//! come from there. Nothing of [`Scrubber`] blocks its caller, and nothing is written next to the movie.
//!
//! One thread, `scrub`, decodes. Lock order: the scrubber's state, then the state of [`ScrubCopy`], which is only tried.
//!
//! Read `source.rs`, `scrubber.rs`; `frame.rs` with `colours.rs`, `frame_cache.rs`, `plan.rs` (what is decoded next),
//! then `worker.rs` (the thread that does it) over `gop_decoder.rs` and `shrink.rs`; then `copy/`.

mod colours;
mod copy;
mod frame;
mod frame_cache;
mod gop_decoder;
mod plan;
mod scrubber;
mod shrink;
mod source;
mod worker;

pub use self::copy::{CopyOutcome, ScrubCopy, ScrubCopyError};
pub use self::frame::ScrubFrame;
pub use self::plan::ScrubDirection;
pub use self::scrubber::Scrubber;
pub use self::source::{CACHE_BYTES, LET_GO_AFTER, REST, ScrubSource};
