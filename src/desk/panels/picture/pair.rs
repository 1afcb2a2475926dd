//! The picture, and another reference beside it at the same timecode: wiped with an edge to be dragged, or side by side.

use eframe::egui::{
    Align2, ComboBox, CursorIcon, FontId, Id, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};

use super::picture_view;
use crate::desk::panels::PanelState;
use crate::desk::theme;
use crate::desk::widgets::choice;
use crate::session::{Command, PairLayout, SecondPicture, Session, ViewCommand};
use crate::ticket::{Asset, Role as AssetRole};

/// Shows the picture in `rect`, and beside it the other one where one is shown.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    at_top: bool,
    session: &Session,
    state: &PanelState,
    commands: &mut Vec<Command>,
) -> Response {
    let Some(second) = session.second_picture() else {
        return picture_view::show(ui, rect, at_top, session, &state.picture, commands);
    };
    let zoom = session.view().zoom;
    let (first_room, second_room, edge) = match second.layout {
        PairLayout::Wipe => (rect, rect, rect.left() + rect.width() * second.edge),
        PairLayout::SideBySide => {
            let middle = rect.center().x;
            let left = Rect::from_min_max(rect.min, pos2(middle - 1.0, rect.bottom()));
            (left, Rect::from_min_max(pos2(middle + 1.0, rect.top()), rect.max), middle)
        }
    };
    let response = picture_view::show(ui, first_room, at_top, session, &state.picture, commands);
    let seen = Rect::from_min_max(pos2(edge, rect.top()), rect.max);
    picture_view::paint(ui, second_room, seen, at_top, zoom, &state.second);
    if second.layout == PairLayout::Wipe {
        wipe(ui, rect, edge, commands);
    }
    names(ui, rect, edge, second, session, state, commands);
    response
}

/// The edge of the wipe.
fn wipe(ui: &Ui, rect: Rect, edge: f32, commands: &mut Vec<Command>) {
    let grip = Rect::from_x_y_ranges(edge - 7.0..=edge + 7.0, rect.y_range());
    let response =
        ui.interact(grip, Id::unique(("wipe", ui.ctx().viewport_id(), ui.layer_id())), Sense::drag());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Wipe: drag to see more of either picture"));
    let colour = if response.hovered() || response.dragged() { theme::GUIDE } else { theme::BRIGHT };
    ui.painter().vline(edge, rect.y_range(), Stroke::new(2.0, colour));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        commands.push(ViewCommand::DragWipe((pointer.x - rect.left()) / rect.width().max(1.0)).into());
    }
}

/// Which picture is which, each with the timecode of the frame that is shown of it.
fn names(
    ui: &mut Ui,
    rect: Rect,
    edge: f32,
    second: SecondPicture,
    session: &Session,
    state: &PanelState,
    commands: &mut Vec<Command>,
) {
    let first = session.served().map(|(asset, _)| name(asset)).unwrap_or_default();
    let words = format!("{first} · {}", session.timecode());
    plate(ui, pos2(rect.left() + 12.0, rect.top() + 12.0), Align2::LEFT_TOP, &words);
    let other = session.ticket().assets().get(second.asset).map(name).unwrap_or_default();
    let shown =
        match (state.second_number, session.second_start(), session.ticket().assets().get(second.asset)) {
            (Some(number), Some(start), Some(asset)) => {
                let rate = asset.facts.as_ref().and_then(|facts| facts.frame_rate);
                rate.map_or_else(String::new, |rate| start.at(rate.start_of_frame(number)).to_string())
            }
            (Some(number), ..) => format!("frame {number}, no timecode: set against its first frame"),
            (None, ..) => "opening…".to_owned(),
        };
    let right = rect.right() - 12.0;
    let words = format!("{other} · {shown}");
    let place = plate(ui, pos2(right, rect.top() + 12.0), Align2::RIGHT_TOP, &words);
    let others: Vec<(usize, String)> =
        session.other_pictures().map(|(place, asset)| (place, name(asset))).collect();
    if others.len() > 1 && edge < place.left() {
        let menu = Rect::from_min_size(pos2(right - 180.0, place.bottom() + 6.0), vec2(180.0, theme::ROW));
        ui.scope_builder(UiBuilder::new().max_rect(menu), |ui| {
            let menu = ComboBox::from_id_salt("other picture").selected_text(&other).width(170.0).truncate();
            let option = |(asset, name): &(usize, String)| (*asset, name.clone(), *asset == second.asset);
            if let Some(asset) = choice(ui, menu, "Other picture", others.iter().map(option)) {
                commands.push(ViewCommand::ChooseSecond(asset).into());
            }
        });
    }
}

fn name(asset: &Asset) -> String {
    let kind = match asset.role {
        AssetRole::Reference(kind) => kind.to_string(),
        _ => asset.file_name(),
    };
    format!("{kind} {}", asset.version.as_deref().unwrap_or_default()).trim_end().to_owned()
}

/// A dark plate with words; its place.
fn plate(ui: &Ui, place: eframe::egui::Pos2, anchor: Align2, words: &str) -> Rect {
    let painter = ui.painter();
    let text = painter.layout_no_wrap(words.to_owned(), FontId::proportional(theme::SMALL), theme::BRIGHT);
    let rect = anchor.anchor_size(place, text.size() + vec2(16.0, 8.0));
    let response = ui.interact(
        rect,
        Id::unique(("picture name", words, ui.ctx().viewport_id(), ui.layer_id())),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    painter.rect_filled(rect, theme::CORNER, theme::PICTURE_GROUND.gamma_multiply(0.78));
    painter.galley(rect.min + vec2(8.0, 4.0), text, theme::BRIGHT);
    rect
}
