//! The middle of the window: the picture, and the mirror waveform below it, over its lower part, or hidden.
//!
//! `regions.rs` shares the room; `picture_view.rs` is the picture, `pair.rs` another beside it, also for `full_screen.rs` and `picture_window.rs`.
//! `heard_cut.rs` says which way a cut
//! is heard. `waveform.rs` draws on `time_scale.rs`, `lanes.rs` and `ruler.rs`, with `nudge_drag.rs`, `transients.rs`,
//! `spectrum_lane.rs` and `waveform_controls.rs`; `no_reference.rs` and `flash.rs` take the
//! picture's place.

pub mod flash;
pub mod full_screen;
mod heard_cut;
mod lanes;
mod no_reference;
mod nudge_drag;
mod pair;
mod picture_view;
pub mod picture_window;
mod regions;
mod ruler;
mod spectrum_lane;
mod time_scale;
mod transients;
pub mod waveform;
mod waveform_controls;

use eframe::egui::{Align2, FontId, Rect, Sense, Ui, pos2};

use super::PanelState;
use crate::desk::text::loading_text;
use crate::desk::theme;
use crate::policy::ReferenceStatus;
use crate::session::{Command, Session, ViewCommand, WaveformPlace, Workspace};
use regions::{Regions, height_factor, height_handle};

/// The picture served, or why there is none, and both sounds.
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
    let (layout, factor) = (workspace.settings().waveform, height_factor(session.view()));
    let regions = Regions::of(rect, layout, factor);
    let seen = regions.waveform.map_or(rect.bottom(), |waveform| waveform.top());
    let above = Rect::from_min_max(rect.min, pos2(rect.right(), seen));
    let painter = ui.painter_at(rect);
    // Where no picture can be, it draws its own ground elsewhere.
    picture_view::ground_around(&painter, rect, if served { regions.picture } else { Rect::NOTHING });
    if served {
        let at_top = layout.place == WaveformPlace::Over;
        let picture = pair::show(ui, regions.picture, at_top, session, state, commands);
        if picture.double_clicked() {
            commands.push(ViewCommand::FullScreen.into());
        }
    }
    if let Some(waveform) = regions.waveform {
        state.waveform.show(ui, waveform, workspace, session, commands);
        height_handle(ui, rect, waveform, layout, factor, commands);
    }
    if !served {
        no_reference::show(ui, above, session, commands);
    }
    heard_cut::show(ui, above, session);
    if let Some(words) = loading_text(session) {
        let font = FontId::proportional(theme::SENTENCE);
        ui.painter().text(above.center(), Align2::CENTER_CENTER, format!("{words}…"), font, theme::TEXT);
    }
}
