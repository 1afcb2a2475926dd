//! Carries out effects in the real world and answers with events: the only room where the pure sitting
//! meets files, sound and the clock.
//!
//! Takes effects from the desk, never makes it wait, and keeps every file and player on the threads of
//! [`crate::jobs`] and [`crate::media`]. A paper machine in the tests implements the same trait `Machine`.
//!
//! Read `work.rs` and `real.rs`, then `saving.rs`, `opening.rs`, `loading.rs` with `laid.rs`, and `measuring.rs` (the jobs), `remembering.rs` (what is set here), `hearing.rs` (the sound device), `self_test.rs` (flash and pip), `tries.rs`, which the
//! command line asks too, `beside.rs` with `printing.rs` (the pictures of findings), and `dialogs.rs`; `clock.rs` is the one door to
//! the clock, which the command line goes through too.

#[cfg(feature = "desk")]
mod beside;
mod clock;
#[cfg(feature = "desk")]
mod dialogs;
#[cfg(feature = "desk")]
mod hearing;
#[cfg(feature = "desk")]
mod laid;
#[cfg(feature = "desk")]
mod loading;
#[cfg(feature = "desk")]
mod matching;
#[cfg(feature = "desk")]
mod measuring;
#[cfg(feature = "desk")]
mod opening;
#[cfg(feature = "desk")]
mod printing;
#[cfg(feature = "desk")]
mod queueing;
#[cfg(feature = "desk")]
mod real;
#[cfg(feature = "desk")]
mod remembering;
#[cfg(feature = "desk")]
mod saving;
#[cfg(feature = "desk")]
mod scrubbing;
#[cfg(feature = "desk")]
mod self_test;
#[cfg(feature = "media")]
mod tries;
#[cfg(feature = "desk")]
mod work;

pub use clock::stamp;
#[cfg(feature = "desk")]
pub use printing::{DELIVERED, GUIDE};
#[cfg(feature = "desk")]
pub use real::RealMachine;
#[cfg(feature = "desk")]
pub use remembering::settings;
#[cfg(feature = "desk")]
pub use scrubbing::ScrubCopies;
#[cfg(feature = "media")]
pub use tries::{Tries, TryStep, tries};
#[cfg(feature = "desk")]
pub use work::Machine;
