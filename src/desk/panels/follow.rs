//! Looks now and then whether the open ticket was changed at another desk.

use eframe::egui::{Id, Ui};

use crate::session::{Command, SaveState, Session, TicketCommand};

/// How often the store is asked. Chosen: soon enough to see a colleague's decision, seldom enough for a share.
const LOOK_AGAIN_SECONDS: f64 = 20.0;

/// Asks for changes made elsewhere when it is time to, and nothing here is on its way to the store.
pub fn show(ui: &Ui, session: &Session, commands: &mut Vec<Command>) {
    let memory = Id::unique(("looked for changes elsewhere", session.ticket().id()));
    let now = ui.input(|input| input.time);
    let looked: f64 = ui.data_mut(|kept| *kept.get_temp_mut_or(memory, now));
    if now - looked > LOOK_AGAIN_SECONDS && *session.save_state() == SaveState::Saved {
        ui.data_mut(|kept| kept.insert_temp(memory, now));
        commands.push(TicketCommand::LookForChanges.into());
    }
    ui.ctx().request_repaint_after_secs(LOOK_AGAIN_SECONDS as f32);
}
