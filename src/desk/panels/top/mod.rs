//! The top of the window: what is open, which reference it is judged against, what was measured, and what went wrong.

pub mod menu_bar;
pub mod notices;
pub mod reference_line;
pub mod return_note;
pub mod verdict_line;
