//! Closing the window: what is just being saved comes first, and what would be lost is said.

use std::time::{Duration, Instant};

use eframe::egui::{Context, ViewportCommand};

use crate::session::{SaveState, Workspace};

/// How long the window stays for a save that is under way. Chosen: a share that answers at all does so by then.
const SAVING: Duration = Duration::from_secs(3);

/// The wish to close the window, from when it was made until it is granted or refused.
#[derive(Default)]
pub(super) struct Closing {
    asked: Option<Instant>,
}

impl Closing {
    /// To be called with each drawing.
    pub(super) fn take(&mut self, ctx: &Context, workspace: &mut Workspace) {
        let is_saving = |workspace: &Workspace| {
            workspace.session().is_some_and(|session| *session.save_state() == SaveState::Saving)
        };
        if ctx.input(|input| input.viewport().close_requested()) {
            let asked = *self.asked.get_or_insert_with(Instant::now);
            let waits = is_saving(workspace) && asked.elapsed() < SAVING;
            if waits || workspace.refuses_to_end() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.asked = self.asked.filter(|_| waits);
            }
        }
        match self.asked {
            Some(asked) if !is_saving(workspace) || asked.elapsed() >= SAVING => {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Some(_) => ctx.request_repaint_after(Duration::from_millis(50)),
            None => {}
        }
    }
}
