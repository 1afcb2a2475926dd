//! The picture in a window of its own, for a second monitor.

use eframe::egui::{
    CentralPanel, Context, Frame, Key, Modifiers, Ui, ViewportBuilder, ViewportClass, ViewportCommand,
    ViewportId,
};

use super::pair;
use crate::desk::panels::PanelState;
use crate::desk::{keys, theme};
use crate::policy::ReferenceStatus;
use crate::session::{Command, ViewCommand, Workspace};

/// Shows the picture in a second window while it is wanted. Every key acts there as on the desk; F11 and a double-click
/// fill the screen that it stands on.
pub fn show(ctx: &Context, workspace: &Workspace, state: &PanelState, commands: &mut Vec<Command>) {
    if !workspace.picture_window() {
        return;
    }
    let title = workspace.session().map_or("Picture – Twopop".to_owned(), |session| {
        format!("{}: picture – Twopop", session.ticket().title())
    });
    let window = ViewportBuilder::default().with_title(title).with_inner_size([960.0, 540.0]);
    ctx.show_viewport_immediate(ViewportId::from_hash_of("picture window"), window, |ui, class| {
        if class == ViewportClass::EmbeddedWindow {
            // No second window here (tests, some systems): it stands inside the desk, under the desk's keys.
            ui.set_min_size([320.0, 180.0].into());
        } else {
            own_keys(ui, workspace, commands);
        }
        contents(ui, workspace, state, commands);
    });
}

fn own_keys(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F11)) {
        fill_screen(ctx);
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        ctx.send_viewport_cmd(ViewportCommand::Fullscreen(false));
    }
    if ctx.input(|input| input.viewport().close_requested()) {
        commands.push(ViewCommand::PictureWindow.into());
    }
    commands.extend(keys::pressed(ctx, workspace));
}

fn fill_screen(ctx: &Context) {
    let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!is_full));
}

fn contents(ui: &mut Ui, workspace: &Workspace, state: &PanelState, commands: &mut Vec<Command>) {
    // The picture draws its ground where it leaves some.
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let rect = ui.max_rect();
        let session = workspace.session();
        let served = session.filter(|open| matches!(open.decision().status, ReferenceStatus::Served { .. }));
        if let Some(session) = served {
            if pair::show(ui, rect, false, session, state, commands).double_clicked() {
                fill_screen(ui.ctx());
            }
        } else {
            ui.painter().rect_filled(rect, 0.0, theme::PICTURE_GROUND);
        }
    });
}
