//! What went wrong or needs saying, newest first, over the stage: nothing moves for it. An answer to what somebody did leaves
//! once there was time to read it; everything else stays until somebody dismisses it.

use std::time::Duration;

use eframe::egui::{
    Align, Align2, Area, Context, Frame, Id, Label, LayerId, Layout, Margin, Order, Rect, Response, RichText,
    ScrollArea, Ui,
};

use super::return_note;
use crate::desk::theme;
use crate::desk::widgets::{Icon, StatusIcon, scroll_to_focus, small_icon_button, status_icon};
use crate::session::{Command, Notice, SettingsCommand, Workspace};

/// Seconds that an answer is in view before it leaves. Chosen: three times what its longest takes to read.
const READ: f64 = 12.0;

/// Height of the notices before they scroll, and their width at most, in points.
const MOST: f32 = 132.0;
const WIDTH: f32 = 640.0;
const AREA: &str = "notices";

/// What went wrong or needs saying, newest first. Over the upper left of the `stage`; where no
/// ticket is on screen, at its foot.
pub fn show(ui: &Ui, stage: Rect, workspace: &Workspace, commands: &mut Vec<Command>) {
    let over_picture = workspace.session().is_some() && workspace.queue().is_none();
    let note = workspace.new_return_note().filter(|_| over_picture);
    let returned = workspace.session().zip(note);
    if workspace.notices().is_empty() && returned.is_none() {
        return;
    }
    let (pivot, corner) = if over_picture {
        (Align2::LEFT_TOP, stage.left_top())
    } else {
        (Align2::LEFT_BOTTOM, stage.left_bottom())
    };
    // Beside the picture stand the tabs, which a notice never covers.
    let side = if theme::is_compact(ui.ctx()) { theme::MIN_SIDE_WIDTH } else { theme::SIDE_WIDTH };
    let room = if over_picture { stage.width() - side } else { stage.width() };
    let frame =
        Frame::new().fill(theme::RAISED).stroke((1.0, theme::OUTLINE)).inner_margin(Margin::symmetric(12, 4));
    Area::new(Id::unique(AREA)).order(Order::Middle).pivot(pivot).fixed_pos(corner).show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(WIDTH.min(room - 26.0));
            if let Some((session, note)) = &returned {
                return_note::show(ui, session, note, commands);
            }
            ScrollArea::vertical().min_scrolled_height(MOST).max_height(MOST).show(ui, |ui| {
                for (place, notice) in workspace.notices().iter().enumerate().rev() {
                    show_one(ui, place, notice, commands);
                }
                scroll_to_focus(ui);
            });
        });
    });
}

/// What the notices covered in the frame before; `None` where there were none.
pub fn covered(ctx: &Context) -> Option<Rect> {
    let area = Id::unique(AREA);
    ctx.memory(|memory| {
        let is_shown = memory.areas().is_visible(&LayerId::new(Order::Middle, area));
        memory.area_rect(area).filter(|_| is_shown)
    })
}

fn show_one(ui: &mut Ui, place: usize, notice: &Notice, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let name = format!("Dismiss notice {}", place + 1);
        let dismiss = small_icon_button(ui, Icon::Cross, &name);
        // The second click of a double click is on the next notice, which nobody has read.
        let mut leaves = dismiss.clicked() && !dismiss.double_clicked();
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            status_icon(ui, if notice.is_problem { StatusIcon::Problem } else { StatusIcon::Info }, 14.0);
            let words = ui.add(Label::new(RichText::new(&notice.text).color(theme::TEXT)).wrap());
            leaves |= notice.is_answer && is_read(ui, &words, &notice.text);
        });
        // Once: said twice, it would take the one that stands in its place then.
        if leaves {
            commands.push(SettingsCommand::DismissNotice(place).into());
        }
    });
}

/// Whether an answer has been in view long enough, without a break; not while the pointer rests on it.
fn is_read(ui: &Ui, words: &Response, text: &str) -> bool {
    let memory = Id::unique(("notice in view since", text));
    let (now, frame) = (ui.input(|input| input.time), ui.ctx().cumulative_frame_nr());
    let is_in_view = ui.is_rect_visible(words.rect) && !words.contains_pointer();
    let before: Option<(f64, u64)> = ui.data(|kept| kept.get_temp(memory));
    let since = before.filter(|(_, last)| is_in_view && last + 1 >= frame).map_or(now, |(since, _)| since);
    ui.data_mut(|kept| kept.insert_temp(memory, (since, frame)));
    ui.ctx().request_repaint_after(Duration::from_secs_f64((since + READ - now).max(0.0)));
    now - since >= READ
}
