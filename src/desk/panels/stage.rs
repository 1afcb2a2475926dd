use std::sync::Arc;

use eframe::egui::{Align2, FontId, Rect, Sense, Ui, pos2};

use super::mirror::Mirror;
use super::overview::Overview;
use super::{flash, held};
use crate::desk::tokens;
use crate::desk::widgets::{Picture, Prints};
use crate::desk::words::loading_words;
use crate::listening::Levels;
use crate::policy::Decided;
use crate::review::{Command, Review, Sitting};

/// The picture with the mirror waveform over its lower part, and the textures both are drawn from: what is shown,
/// never what is decided.
#[derive(Default)]
pub struct Stage {
    pub picture: Picture,
    pub overview: Overview,
    /// How the findings looked.
    pub prints: Prints,
    /// How loud both sounds are where they play.
    pub levels: Arc<Levels>,
    /// Whether flash and pip want the screen bright now.
    pub flash: bool,
    mirror: Mirror,
}

impl Stage {
    pub fn show(&mut self, ui: &mut Ui, review: &Review, sitting: &Sitting, commands: &mut Vec<Command>) {
        let rect = ui.max_rect();
        if review.flash_and_pip {
            flash::show(ui, rect, self.flash, true);
            return;
        }
        ui.allocate_rect(rect, Sense::hover());
        let served = matches!(sitting.decision.decided, Decided::Served { .. });
        if served {
            self.picture.show(ui, rect);
        }
        let share = if sitting.view.per_channel { sitting.view.height * 1.6 } else { sitting.view.height };
        let height = (rect.height() * share.clamp(0.15, 0.6)).round();
        let over = Rect::from_min_max(pos2(rect.left(), rect.bottom() - height), rect.max);
        self.mirror.show(ui, over, review, sitting, commands);
        let above = Rect::from_min_max(rect.min, pos2(rect.right(), over.top()));
        if !served {
            held::show(ui, above, sitting, commands);
        }
        if let Some(words) = loading_words(sitting) {
            let font = FontId::proportional(tokens::SENTENCE);
            ui.painter().text(above.center(), Align2::CENTER_CENTER, format!("{words}…"), font, tokens::TEXT);
        }
    }

    /// Forgets the picture of a request that was closed.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
