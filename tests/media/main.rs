//! Real GStreamer on movies made by ffmpeg: what opens, what does not, and where every sample and frame is.
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

mod both_ways;
mod check;
#[path = "../shared/command_line.rs"]
mod command_line;
mod containers;
mod damage;
mod demo;
mod device_output;
mod edit_lists;
mod exact_frames;
mod explain;
mod failures;
mod fence;
mod five_one;
mod footage;
mod frame_sound;
mod guide;
mod latency;
mod loop_picture;
mod loops;
#[cfg(feature = "desk")]
mod machine;
mod movie_boxes;
mod mpv;
mod no_network;
mod nudge;
mod opened_once;
mod picture;
mod playing;
mod preemption;
mod preview;
mod probe;
#[path = "../shared/program.rs"]
mod program;
mod programme;
mod scrub;
mod second_picture;
mod shuttle;
mod signals;
mod small_copy;
mod soak;
mod sound_server;
mod sound_tracks;
mod stalling;
mod sync;
mod timecode_tracks;
mod transport;
mod unusual_pictures;
#[allow(dead_code, reason = "the WAVE reader's tests, in `pure`, use all of it")]
#[path = "../shared/wave_builder.rs"]
mod wave_builder;
