//! Small things the panels are made of: marks and icons drawn by hand, buttons that know their action, labelled
//! text fields, and the strip of peaks a waveform is drawn from.
//!
//! Each input carries an accessible name. Nothing here knows a command beyond the one it was given.

mod buttons;
mod icon;
mod mark;
mod meter;
mod peak_strip;
mod picture;
mod snapshots;
mod table;
mod text;

pub use buttons::{action_button, check_box, choice, disclose, icon_button, quiet_button, toggle_button};
pub use icon::Icon;
pub use mark::{Mark, mark, severity_badge};
pub use meter::{decibels, meter, share_of_scale};
pub use peak_strip::{Columns, Grows, PeakStrip};
pub use picture::Picture;
pub use snapshots::Snapshots;
pub use table::{table_head, table_row};
pub use text::{field, figures, heading, paragraph, quiet, text_area};
