//! Real GStreamer on movies made here by ffmpeg: what opens, what does not, where every sample and frame lies.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

mod changeover;
mod check;
#[path = "../shared/command_line.rs"]
mod command_line;
mod copy;
mod demo;
mod exact;
mod explain;
mod five_one;
mod footage;
mod glance;
mod guide;
mod heard;
mod latency;
mod listening;
#[cfg(feature = "desk")]
mod machine;
mod mpv;
mod nudge;
mod opened_once;
mod picture;
mod probe;
#[path = "../shared/program.rs"]
mod program;
mod programme;
mod scrub;
mod shuttle;
mod soak;
mod sound_server;
mod survives;
mod sync;
mod undisturbed;
#[allow(dead_code, reason = "the WAVE reader's tests, in `pure`, use all of it")]
#[path = "../shared/wave_builder.rs"]
mod wave_builder;
