//! Work that the desk must not wait for, each piece on its own named thread.
//!
//! Takes closures ([`Jobs::start`]) and gives what they report, to be fetched without waiting by whoever draws
//! the screen ([`Jobs::drain`]). A job can be cancelled between any two steps, and dropping its handle cancels it;
//! once cancelled, nothing of it is ever delivered. A panic inside a job becomes a sentence, not a crash.
//! Saves go through a [`Line`]: one at a time, in order, and all done before the program ends.
//!
//! Nothing here knows what the work is. Only this room starts threads (and the player in `media`).
//!
//! Read `job.rs`, then `mailbox.rs`, `fence.rs` and `line.rs`.

mod fence;
mod job;
mod line;
mod mailbox;
mod stopwatch;

pub use fence::Panicked;
pub use job::{Cancelled, JobContext, JobHandle, Jobs, Progress, Wake};
pub use line::Line;
pub use mailbox::{JobEvent, JobId, Report};
pub use stopwatch::{Spent, Stopwatch, thread_seconds};
