use std::sync::Arc;

use eframe::egui::{Align2, FontId, Rect, Sense, Ui, pos2};

use super::mirror::Mirror;
use super::overview::Overview;
use super::{flash, no_reference};
use crate::desk::text::loading_text;
use crate::desk::theme;
use crate::desk::widgets::{Picture, Snapshots};
use crate::monitoring::Levels;
use crate::policy::Decided;
use crate::session::{Command, Session, Workspace};

/// The picture with the mirror waveform over its lower part, and the textures both are drawn from: what is shown,
/// never what is decided.
#[derive(Default)]
pub struct Stage {
    pub picture: Picture,
    pub overview: Overview,
    /// How the findings looked.
    pub prints: Snapshots,
    /// How loud both sounds are where they play.
    pub levels: Arc<Levels>,
    /// Whether flash and pip want the screen bright now.
    pub flash: bool,
    mirror: Mirror,
}

impl Stage {
    pub fn show(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        let rect = ui.max_rect();
        if workspace.flash_and_pip {
            flash::show(ui, rect, self.flash, true);
            return;
        }
        ui.allocate_rect(rect, Sense::hover());
        let served = matches!(session.decision.decided, Decided::Served { .. });
        if served {
            self.picture.show(ui, rect);
        }
        let share = if session.view.per_channel { session.view.height * 1.6 } else { session.view.height };
        let height = (rect.height() * share.clamp(0.15, 0.6)).round();
        let over = Rect::from_min_max(pos2(rect.left(), rect.bottom() - height), rect.max);
        self.mirror.show(ui, over, workspace, session, commands);
        let above = Rect::from_min_max(rect.min, pos2(rect.right(), over.top()));
        if !served {
            no_reference::show(ui, above, session, commands);
        }
        if let Some(words) = loading_text(session) {
            let font = FontId::proportional(theme::SENTENCE);
            ui.painter().text(above.center(), Align2::CENTER_CENTER, format!("{words}…"), font, theme::TEXT);
        }
    }

    /// Forgets the picture of a request that was closed.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
