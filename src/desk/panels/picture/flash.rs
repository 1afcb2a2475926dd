//! The picture half of the sync test: bright once a second.

use eframe::egui::{Align2, FontId, Rect, Role, Sense, Ui, WidgetInfo};

use crate::desk::theme;

/// The flash of the sync test: bright while the pip should be heard, dark otherwise.
pub fn show(ui: &mut Ui, rect: Rect, is_bright: bool, request_waits: bool) {
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Flash, once a second"));
    let (ground, word) =
        if is_bright { (theme::BRIGHT, theme::GROUND) } else { (theme::PICTURE_GROUND, theme::QUIET) };
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 0.0, ground);
    let font = FontId::proportional(theme::SENTENCE);
    let words = if request_waits { "Sync test: the request waits" } else { "Sync test (flash and beep)" };
    painter.text(
        rect.center_bottom() - eframe::egui::vec2(0.0, 24.0),
        Align2::CENTER_CENTER,
        words,
        font,
        word,
    );
}
