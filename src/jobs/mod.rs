//! Background work that the desk must not wait for.
//!
//! Takes closures ([`Jobs::start`]), runs each on a named thread of its own, and gives what they report. Whoever
//! draws the screen fetches the reports without waiting ([`Jobs::drain`]).
//!
//! - **Threads**: one for each job, one for each [`SerialQueue`]. Only this room and the player in `media` start any.
//! - **Cancelling**: dropping a [`JobHandle`] cancels its job. The job ends at its next report, or when it next asks.
//!   Nothing of a cancelled job is delivered, not even what was reported before and not fetched yet.
//! - **Panics**: a panic ends its job or task only, and is reported as [`Panicked`]; the program goes on.
//! - **Saves** go through a [`SerialQueue`]: one at a time, in order, all done before the program ends.
//!
//! Nothing here knows what the work is.
//!
//! Read `job.rs`, then `mailbox.rs`, `catch_panic.rs`, `give_way.rs` and `serial_queue.rs`; `stopwatch.rs` measures what work costs.

mod catch_panic;
mod give_way;
mod job;
mod mailbox;
mod serial_queue;
mod stopwatch;

pub use catch_panic::Panicked;
pub use give_way::give_way;
pub use job::{JobContext, JobHandle, Jobs, Wake};
pub use mailbox::{JobCancelled, JobEvent, JobId, JobReport};
pub use serial_queue::SerialQueue;
pub use stopwatch::{Stopwatch, TimeSpent, add_helper_time, process_milliseconds, thread_seconds};
