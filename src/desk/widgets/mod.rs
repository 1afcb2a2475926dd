//! What the panels are built from: icons, buttons that know their action, text fields, meters, tables, and the
//! textures of picture and waveform.
//!
//! Each input has an accessible name. No widget knows a command beyond the one it was given.

mod buttons;
mod choice;
mod countdown;
mod focus;
mod icon;
mod meter;
mod peak_texture;
mod picture;
mod snapshot_textures;
mod status_icon;
mod table;
mod text;

pub use buttons::{
    action_button, check_box, collapsible, icon_button, selectable, small_icon_button, toggle_button,
};
pub use choice::choice;
pub use countdown::seconds_left;
pub use focus::{both_ends, focus_ring, keep_in, scroll_to_focus};
pub use icon::Icon;
pub use meter::{decibels_text, meter, meter_fraction, meter_scale};
pub use peak_texture::{DrawnSound, PeakColumns, PeakDirection, PeakStyle, PeakTexture};
pub use picture::Picture;
pub use snapshot_textures::SnapshotTextures;
pub use status_icon::{StatusIcon, severity_badge, status_icon};
pub use table::{table_head, table_row};
pub use text::{
    figures, heading, paragraph, read_only_text, small_text, text_area, text_field, text_field_response,
};
