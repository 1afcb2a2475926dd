//! What opens over the window: settings, the sheet of all keys, and why a key did nothing.

pub mod key_sheet;
pub mod refused;
pub mod settings;
