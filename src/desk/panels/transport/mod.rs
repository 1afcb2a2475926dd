//! The foot of the window: the playhead's timecode and the transport buttons.
//!
//! `clock.rs` is the timecode; `overview.rs` the whole programme, over `levels.rs`, how loud it is; `residual.rs` how far the audio is off along it.

mod clock;
mod levels;
pub mod overview;
pub mod residual;

use eframe::egui::Ui;

use crate::desk::theme;
use crate::desk::widgets::{Icon, icon_button};
use crate::session::{Command, Session, TransportCommand, ViewCommand, Workspace};

const BEFORE: [(TransportCommand, Icon); 3] = [
    (TransportCommand::GoToStart, Icon::Start),
    (TransportCommand::SecondBack, Icon::SecondBack),
    (TransportCommand::FrameBack, Icon::FrameBack),
];
const AFTER: [(TransportCommand, Icon); 3] = [
    (TransportCommand::FrameForward, Icon::FrameForward),
    (TransportCommand::SecondForward, Icon::SecondForward),
    (TransportCommand::GoToEnd, Icon::End),
];

/// Below this width, in points, and in a low window, the timecode is smaller and the programme's length goes into a tooltip.
const NARROW: f32 = 800.0;

/// The timecode at the playhead and the transport buttons.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let narrow = ui.available_width() < NARROW || theme::is_compact(ui.ctx());
    ui.horizontal(|ui| {
        clock::show(ui, workspace, session, narrow, commands);
        ui.spacing_mut().item_spacing.x = theme::CLOSE;
        ui.add_space(theme::GAP);
        let play = if session.transport().is_playing() { Icon::Pause } else { Icon::Play };
        for (command, icon) in BEFORE.into_iter().chain([(TransportCommand::PlayPause, play)]).chain(AFTER) {
            icon_button(ui, workspace, command, icon, commands);
        }
        let buttons = 2.0 * theme::ROW + 3.0 * theme::CLOSE;
        ui.add_space((ui.available_width() - buttons).max(0.0));
        icon_button(ui, workspace, ViewCommand::MoveWaveform, Icon::Waveform, commands);
        icon_button(ui, workspace, ViewCommand::FullScreen, Icon::FullScreen, commands);
    });
}
