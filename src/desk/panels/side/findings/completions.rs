//! The list under the text of a finding: types and phrases that the letters after a slash may stand for. Up and Down choose,
//! Enter or a click takes.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Area, Context, Frame, Id, Key, Modifiers, Order, Response, Ui};

use crate::desk::theme;
use crate::desk::widgets::small_text;
use crate::session::{Command, Completion, FindingCommand};

const CHOSEN: &str = "completion chosen";

/// Takes the keys of the list before the text field sees them; what Enter takes, if it does.
pub fn keys(ctx: &Context, offered: &[Completion]) -> Option<Completion> {
    if offered.is_empty() {
        ctx.data_mut(|kept| kept.remove::<usize>(Id::unique(CHOSEN)));
        return None;
    }
    let mut chosen = chosen(ctx, offered);
    let entered = ctx.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            chosen = (chosen + 1) % offered.len();
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            chosen = (chosen + offered.len() - 1) % offered.len();
        }
        input.consume_key(Modifiers::NONE, Key::Enter)
    });
    ctx.data_mut(|kept| kept.insert_temp(Id::unique(CHOSEN), chosen));
    offered.get(chosen).filter(|_| entered).cloned()
}

/// The list itself, over what is below the field, so that nothing moves.
pub fn list(ui: &Ui, field: &Response, typed: &str, offered: &[Completion], commands: &mut Vec<Command>) {
    if offered.is_empty() {
        return;
    }
    let chosen = chosen(ui.ctx(), offered);
    let area =
        Area::new(Id::unique("completions")).order(Order::Foreground).fixed_pos(field.rect.left_bottom());
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(theme::RAISED).show(ui, |ui| {
            ui.set_width(field.rect.width() - 2.0 * theme::GAP);
            for (place, one) in offered.iter().enumerate() {
                if ui.selectable_label(place == chosen, one.label()).clicked() {
                    commands.push(FindingCommand::Complete(one.clone()).into());
                    put_cursor_behind(ui.ctx(), field.id, &one.applied_to(typed));
                    field.request_focus();
                }
            }
            small_text(ui, "Up and Down choose, Enter takes.");
        });
    });
}

/// The cursor goes behind `text`, which the field has from the next frame on.
pub fn put_cursor_behind(ctx: &Context, field: Id, text: &str) {
    let Some(mut state) = TextEditState::load(ctx, field) else { return };
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ctx, field);
}

fn chosen(ctx: &Context, offered: &[Completion]) -> usize {
    let kept: usize = ctx.data(|kept| kept.get_temp(Id::unique(CHOSEN))).unwrap_or(0);
    kept.min(offered.len().saturating_sub(1))
}
