//! When something happens, exactly.
//!
//! Takes and gives integer samples, rational frame rates and SMPTE timecode; never floating-point seconds.
//! One timeline: [`SamplePos`], counted at 48 000 Hz from presentation time 0 of the picture.
//!
//! Read `samples.rs` with `time_range.rs` and `speed.rs`, then `frame_rate.rs`, then `timecode.rs` with
//! `entry.rs`, what a person types; `text.rs` puts an
//! error of timing into words; `written.rs` says how far a time in a document may reach.

mod entry;
mod frame_rate;
mod samples;
mod speed;
mod text;
mod time_range;
mod timecode;
mod written;

pub use entry::read_timecode_entry;
pub use frame_rate::{FrameRate, FrameRateError};
pub use samples::{Lateness, Nudge, SAMPLE_RATE, SampleDelta, SamplePos};
pub use speed::Speed;
pub use text::{clock_text, duration_text, grouped, offset_text};
pub use time_range::TimeRange;
pub use timecode::{Timecode, TimecodeError, TimecodeFormat};
pub(crate) use written::time_stamp;
pub use written::{FURTHEST, OutOfBounds};
