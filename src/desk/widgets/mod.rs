//! Small things the panels are made of: marks and icons drawn by hand, buttons that know their action, labelled
//! text fields, and the strip of peaks a waveform is drawn from.
//!
//! Each input carries an accessible name. Nothing here knows a command beyond the one it was given.

mod buttons;
mod icon;
mod meter;
mod peak_texture;
mod picture;
mod snapshot_textures;
mod status_icon;
mod table;
mod text;

pub use buttons::{action_button, check_box, choice, disclose, icon_button, quiet_button, toggle_button};
pub use icon::Icon;
pub use meter::{decibels, meter, share_of_scale};
pub use peak_texture::{PeakColumns, PeakDirection, PeakTexture};
pub use picture::Picture;
pub use snapshot_textures::SnapshotTextures;
pub use status_icon::{StatusIcon, severity_badge, status_icon};
pub use table::{table_head, table_row};
pub use text::{field, figures, heading, paragraph, quiet, text_area};
