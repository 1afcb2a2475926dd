//! The picture alone on the screen, with as little transport as will do.

use eframe::egui::{CentralPanel, Frame, Key, Modifiers, Rect, Ui, UiBuilder, pos2, vec2};

use super::{heard_cut, no_reference, pair};
use crate::desk::panels::PanelState;
use crate::desk::panels::transport;
use crate::desk::theme;
use crate::policy::ReferenceStatus;
use crate::session::{Command, Session, ViewCommand, Workspace};

/// While it plays, the transport hides when the pointer has rested for so many seconds. Chosen.
const RESTS: f32 = 2.5;
const BAR: f32 = 56.0;

/// The picture on the whole window; the transport over its foot at rest and while the pointer moves.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    state: &PanelState,
    commands: &mut Vec<Command>,
) {
    // The picture draws its ground where it leaves some.
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let rect = ui.max_rect();
        if matches!(session.decision().status, ReferenceStatus::Served { .. }) {
            let picture = pair::show(ui, rect, false, session, state, commands);
            if picture.double_clicked() {
                commands.push(ViewCommand::LeaveFullScreen.into());
            }
        } else {
            ui.painter().rect_filled(rect, 0.0, theme::PICTURE_GROUND);
            no_reference::show(ui, rect, session, commands);
        }
        heard_cut::show(ui, rect, session);
        let moved = ui.input(|input| input.pointer.time_since_last_movement());
        if !session.transport().is_playing() || moved < RESTS {
            let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - BAR), rect.max);
            bar(ui, foot, workspace, session, commands);
        }
    });
    if !workspace.is_dialog_open() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(ViewCommand::LeaveFullScreen.into());
    }
}

fn bar(ui: &mut Ui, rect: Rect, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    ui.painter().rect_filled(rect, 0.0, theme::PICTURE_GROUND.gamma_multiply(0.82));
    let inner = rect.shrink2(vec2(16.0, 8.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        transport::show(ui, workspace, session, commands);
    });
}
