//! What builds and runs without window and player: the plan of the house, the rooms of the pure floor, the stores of
//! tickets, the WAV reader, and the command line on stated facts.
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

mod answers;
mod batch;
#[path = "../shared/command_line.rs"]
mod command_line;
mod compare;
mod conformance;
mod delivered;
mod explain;
mod intake;
mod layers;
mod mix_stats;
mod never_lost;
mod policy;
mod policy_in_force;
#[path = "../shared/program.rs"]
mod program;
mod read_through;
mod report;
mod saved;
mod session;
#[cfg(target_os = "linux")]
mod stress;
mod timing;
mod wave;
#[path = "../shared/wave_builder.rs"]
mod wave_builder;
mod waveform;
