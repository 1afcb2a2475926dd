//! The seconds in which something can still be taken back.

use std::fmt::Debug;
use std::hash::Hash;

use eframe::egui::{Id, Ui};

use crate::ticket::TAKE_BACK;

/// Whole seconds left since `what` was first asked about, while there are any; the window is drawn again as they go.
pub fn seconds_left(ui: &Ui, what: impl Hash + Debug) -> Option<f64> {
    let now = ui.input(|input| input.time);
    let since: f64 = ui.data_mut(|kept| *kept.get_temp_mut_or(Id::unique(("taken back until", what)), now));
    let left = TAKE_BACK.as_secs_f64() - (now - since);
    if left <= 0.0 {
        return None;
    }
    ui.ctx().request_repaint_after_secs(0.5);
    Some(left.ceil())
}
