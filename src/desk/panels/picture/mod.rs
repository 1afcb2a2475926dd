//! The middle of the window: the picture with the mirror waveform over its lower part.
//!
//! `waveform.rs` draws on `time_scale.rs`, `lanes.rs` and `ruler.rs`; `no_reference.rs` and `flash.rs` take the
//! picture's place.

pub mod flash;
mod lanes;
mod no_reference;
mod ruler;
mod time_scale;
pub mod waveform;

use eframe::egui::{Align2, FontId, Rect, Sense, Ui, pos2};

use super::PanelState;
use crate::desk::text::loading_text;
use crate::desk::theme;
use crate::policy::ReferenceStatus;
use crate::session::{Command, Session, Workspace};

/// The picture served, or why there is none, and both sounds over it.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    state: &mut PanelState,
    commands: &mut Vec<Command>,
) {
    let rect = ui.max_rect();
    if workspace.flash_and_pip() {
        flash::show(ui, rect, state.flash, true);
        return;
    }
    ui.allocate_rect(rect, Sense::hover());
    let served = matches!(session.decision().status, ReferenceStatus::Served { .. });
    if served {
        state.picture.show(ui, rect);
    }
    let share = if session.view().per_channel { session.view().height * 1.6 } else { session.view().height };
    let height = (rect.height() * share.clamp(0.15, 0.6)).round();
    let over = Rect::from_min_max(pos2(rect.left(), rect.bottom() - height), rect.max);
    state.waveform.show(ui, over, workspace, session, commands);
    let above = Rect::from_min_max(rect.min, pos2(rect.right(), over.top()));
    if !served {
        no_reference::show(ui, above, session, commands);
    }
    if let Some(words) = loading_text(session) {
        let font = FontId::proportional(theme::SENTENCE);
        ui.painter().text(above.center(), Align2::CENTER_CENTER, format!("{words}…"), font, theme::TEXT);
    }
}
