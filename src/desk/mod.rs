//! The window: one dark, calm desk where the picture owns the room and everything else is quiet until needed.
//!
//! Takes what people press, drag, type and drop, as [`crate::session::Command`]s; shows the
//! [`crate::session::Workspace`] and the picture the [`crate::machine::Machine`] brings. It is the only room that
//! knows egui. It never opens, reads or decodes a file, never changes the workspace but by commands and events, and
//! repaints only when something happened.
//!
//! Read `theme.rs` (colours and sizes) and `keys/`, then `app.rs`, then `panels/mod.rs`, which lays out the
//! window; `widgets/` are what panels are made of, `text.rs` what they say (`log_text.rs` of a log), `launch.rs` opens it all.

mod app;
mod bidi;
mod closing;
mod elided;
mod fonts;
mod keys;
mod launch;
mod log_text;
mod panels;
mod text;
mod theme;
mod widgets;

pub use app::Desk;
pub use launch::{DeskError, run};
