//! Many requests, checked one after the other or some at a time, each in a process of its own; tickets go into the store as
//! measured, waiting for a person.
//!
//! What was measured and did not change is not measured again, whoever measured it: `store` knows. Several machines share the
//! work where it is a database. Nothing here submits, accepts a draft, or touches a ticket that a person has begun.
//!
//! Read `known.rs` (what is there, and what is still arriving), `child.rs` (one check), `tickets.rs`, `answer.rs`, `order.rs`, `limits.rs`, `progress.rs`, then
//! `batch.rs`.

mod answer;
#[allow(clippy::module_inception, reason = "the folder's main word is what it runs")]
mod batch;
mod child;
mod known;
mod limits;
mod order;
mod progress;
mod tickets;

pub use batch::check_many;
pub use order::{BatchOrder, BatchOutput};
pub use progress::BatchProgress;
