//! Which way a cut is heard now, or what of a candidate inside the mix, in clear words over the picture.

use eframe::egui::{Align2, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::desk::{keys, theme};
use crate::monitoring::ComparedSound;
use crate::session::{MixCommand, Session, TransportCommand};

/// While a cut is heard both ways, as delivered or as corrected, and while a candidate is compared, at the upper edge of `rect`.
pub fn show(ui: &Ui, rect: Rect, session: &Session) {
    let of_candidate = || {
        let heard = session.heard_candidate()?;
        let is_other = heard.sound != ComparedSound::Delivered;
        // Without a Print Master there is nothing to go on to.
        let hint = session.heard_mix().filter(|heard| heard.has_print_master()).map(|_| {
            format!("{} hears the next sound here", keys::shown(ui.ctx(), MixCommand::HearCompared))
        });
        Some((session.heard_candidate_text()?, is_other, hint.unwrap_or_default()))
    };
    let of_cut = session.heard_cut_text().map(|words| {
        let hint = format!("{} ends it", keys::shown(ui.ctx(), TransportCommand::HearBothWays));
        (words, session.hears_corrected(), hint)
    });
    let Some((words, is_corrected, hint)) = of_cut.or_else(of_candidate) else { return };
    let painter = ui.painter_at(rect);
    let text = painter.layout(
        words.clone(),
        FontId::proportional(theme::SENTENCE),
        theme::BRIGHT,
        rect.width() - 96.0,
    );
    let spoken = if hint.is_empty() { words.clone() } else { format!("{words}. {hint}") };
    let below = !hint.is_empty();
    let hint = painter.layout_no_wrap(hint, FontId::proportional(theme::SMALL), theme::TEXT);
    let below = if below { hint.size().y } else { 0.0 };
    let size = vec2(text.size().x.max(hint.size().x) + 40.0, text.size().y + below + 20.0);
    let plate = Align2::CENTER_TOP.anchor_size(rect.center_top() + vec2(0.0, 16.0), size);
    let response =
        ui.interact(plate, Id::unique(("heard cut", ui.ctx().viewport_id(), ui.layer_id())), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let colour = if is_corrected { theme::GUIDE } else { theme::DELIVERED };
    painter.rect_filled(plate, theme::CORNER, theme::GROUND.gamma_multiply(0.94));
    // Told apart by place, not by colour alone: as delivered on the left, as corrected, or the Print Master, on the right.
    let bar = vec2(4.0, plate.height());
    let edge = if is_corrected { plate.right() - bar.x } else { plate.left() };
    painter.rect_filled(Rect::from_min_size(eframe::egui::pos2(edge, plate.top()), bar), 2.0, colour);
    let foot = plate.min + vec2(20.0, 10.0 + text.size().y);
    painter.galley(plate.min + vec2(20.0, 8.0), text, theme::BRIGHT);
    painter.galley(foot, hint, theme::TEXT);
}
