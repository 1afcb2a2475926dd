//! What opens over the window: the question before a decision, settings, the sheet of all keys, and why a key did nothing.

pub mod decision;
pub mod key_sheet;
pub mod refused;
pub mod report;
pub mod settings;
pub mod which_ticket;
