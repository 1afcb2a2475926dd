//! The document: one QC request as an operator works on it, saved and undoable.
//!
//! Takes edits ([`Edit`], the only way to change a ticket) and gives their inverses. No file, clock or random
//! number is touched here: names and times come in as values.
//!
//! Read `asset.rs`, then `finding.rs` and `mode.rs`, then `ticket.rs`, then `edit.rs`; `paste.rs` writes a finding for the request page.

mod asset;
mod edit;
mod finding;
#[cfg(test)]
mod laws;
mod mode;
mod paste;
pub(crate) mod path_text;
#[cfg(test)]
pub(crate) mod strategies;
#[allow(clippy::module_inception, reason = "the room's main word is the document it keeps")]
mod ticket;

pub use asset::{Asset, AssetFacts, Delivery, Problem, ReferenceKind, Role, Task};
pub use edit::Edit;
pub use finding::{Finding, FindingId, FindingKind, Severity};
pub use mode::Mode;
pub use paste::{SeenIn, finding_text};
pub use ticket::{Finishing, Override, SCHEMA, Ticket, TicketId};
