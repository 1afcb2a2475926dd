//! Real GStreamer on movies made here by ffmpeg: what opens, what does not, where every sample and frame lies.
#![cfg(feature = "media")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

mod changeover;
mod copy;
mod exact;
mod five_one;
mod footage;
mod glance;
mod guide;
mod heard;
mod latency;
mod listening;
mod mpv;
mod nudge;
mod picture;
mod probe;
mod programme;
mod scrub;
mod shuttle;
mod soak;
mod sound_server;
mod survives;
mod sync;
mod undisturbed;
