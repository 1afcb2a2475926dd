//! The supervisors' queue: all tickets of a store, in few words, and how they are looked through.
//!
//! Takes [`Summary`]s (what the store's index keeps of each ticket) and the time as a value; gives rows in order.
//! Filtering, sorting, searching and grouping are pure: no file, no clock, and the same answer for the same values.
//!
//! Read `summary.rs` (what a row knows), then `look.rs` (filter, search, sort) and `residuals.rs` (equal errors across a
//! series).

mod look;
mod residuals;
mod summary;

pub use look::{Look, Order, Row, look};
pub use residuals::{SharedResidual, shared_residuals};
pub use summary::Summary;
