//! The supervisors' queue: all tickets of a store at a glance, filtered, searched and sorted.
//!
//! Takes [`Summary`]s (what the store's index keeps of each ticket) and the time as a value; gives rows in order.
//! Never opens a file or asks the time: the same values give the same rows.
//!
//! Read `summary.rs` (what a row knows), then `view.rs` (filter, search, sort) and `residuals.rs` (equal errors
//! across a series).

mod residuals;
mod summary;
mod view;

pub use residuals::{SharedResidual, shared_residuals};
pub use summary::{OpenDrafts, Summary};
pub use view::{QueueRow, QueueView, SortKey, visible_rows};
