//! When something happens, exactly.
//!
//! Takes and gives integer samples, rational frame rates and SMPTE timecode; never floating-point seconds.
//! One timeline: [`SamplePos`], counted at 48 000 Hz from presentation time 0 of the picture.
//!
//! Read `samples.rs` with `stretch.rs` and `speed.rs`, then `frame_rate.rs`, then `timecode.rs` with
//! `entry.rs`, what a person types; `words.rs` puts an
//! error of timing into words.

mod entry;
mod frame_rate;
mod samples;
mod speed;
mod stretch;
mod timecode;
mod words;

pub use entry::read_timecode_entry;
pub use frame_rate::{FrameRate, FrameRateError};
pub use samples::{Lateness, Nudge, SAMPLE_RATE, SampleDelta, SamplePos};
pub use speed::Speed;
pub use stretch::Stretch;
pub use timecode::{Timecode, TimecodeError, TimecodeFormat};
pub use words::{duration_words, grouped, offset_words};
