//! What opens over the window: who sits here, the question before a decision, settings, the search for a command, the sheet of all keys, the user guide, and why a key did nothing.

pub mod command_palette;
pub mod decision;
pub mod first_start;
mod fix_check;
pub mod guide;
pub mod key_sheet;
pub mod refused;
pub mod report;
mod report_clips;
pub mod settings;
pub mod which_ticket;
