//! The picture in its room: fitted, or zoomed by the wheel and panned by a drag.

use eframe::egui::{
    Align2, CursorIcon, FontId, Id, Painter, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use crate::desk::theme;
use crate::desk::widgets::Picture;
use crate::session::{Command, PictureZoom, Session, View, ViewCommand};

/// What a full turn of the wheel zooms by is *e* to the power of points turned over this. Chosen.
const POINTS_TURNED: f32 = 240.0;

/// Shows the picture in `rect`; whether it was double-clicked. `at_top` puts what height is left over below it.
pub fn show(
    ui: &Ui,
    rect: Rect,
    at_top: bool,
    session: &Session,
    picture: &Picture,
    commands: &mut Vec<Command>,
) -> Response {
    let id = Id::unique(("picture", ui.ctx().viewport_id(), ui.layer_id()));
    // Not for the keyboard: everything it does has a key.
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Image,
            true,
            "Picture: wheel zooms, drag pans, double-click fills the screen",
        )
    });
    let zoom = session.view().zoom;
    let painter = ui.painter_at(rect);
    let Some(fit) = picture.fitted(rect, at_top) else {
        painter.rect_filled(rect, 0.0, theme::PICTURE_GROUND);
        return response;
    };
    let place = placed(fit, rect, zoom);
    ground_around(&painter, rect, place);
    picture.show(&painter, place);
    if zoom.is_near() {
        magnification(&painter, rect, zoom);
    }
    let wanted =
        turned(ui, &response, place, rect, fit, zoom).or_else(|| dragged(&response, place, rect, zoom));
    if let Some(zoom) = wanted {
        commands.push(ViewCommand::Set(View { zoom, ..session.view() }).into());
    }
    if zoom.is_near() { response.on_hover_and_drag_cursor(CursorIcon::Grab) } else { response }
}

/// Draws another picture in `rect` as the first is zoomed, and only what of it is in `seen`.
pub fn paint(ui: &Ui, rect: Rect, seen: Rect, at_top: bool, zoom: PictureZoom, picture: &Picture) {
    let painter = ui.painter_at(rect.intersect(seen));
    let Some(fit) = picture.fitted(rect, at_top) else {
        painter.rect_filled(rect, 0.0, theme::PICTURE_GROUND);
        return;
    };
    let place = placed(fit, rect, zoom);
    ground_around(&painter, rect, place);
    picture.show(&painter, place);
}

/// The picture's ground in `rect`, but not under what lies at `place`: software GL pays for every pixel that is drawn over.
pub fn ground_around(painter: &Painter, rect: Rect, place: Rect) {
    // A little under the edge, so that no seam is seen.
    let hole = place.shrink(1.0).intersect(rect);
    if !hole.is_positive() {
        painter.rect_filled(rect, 0.0, theme::PICTURE_GROUND);
        return;
    }
    for strip in [
        Rect::from_min_max(rect.min, pos2(rect.right(), hole.top())),
        Rect::from_min_max(pos2(rect.left(), hole.bottom()), rect.max),
        Rect::from_min_max(pos2(rect.left(), hole.top()), pos2(hole.left(), hole.bottom())),
        Rect::from_min_max(pos2(hole.right(), hole.top()), pos2(rect.right(), hole.bottom())),
    ] {
        if strip.is_positive() {
            painter.rect_filled(strip, 0.0, theme::PICTURE_GROUND);
        }
    }
}

/// Where the whole picture lies when it is zoomed: it covers `rect` where it is larger than it.
fn placed(fit: Rect, rect: Rect, zoom: PictureZoom) -> Rect {
    if !zoom.is_near() {
        return fit;
    }
    let size = fit.size() * zoom.factor;
    let [x, y] = zoom.centre;
    let wanted = rect.center() - vec2(x * size.x, y * size.y);
    let along = |wanted: f32, size: f32, from: f32, to: f32, fit: f32| {
        if size >= to - from { wanted.clamp(to - size, from) } else { fit.clamp(from, to - size) }
    };
    let middle = fit.center() - size / 2.0;
    let min = pos2(
        along(wanted.x, size.x, rect.left(), rect.right(), middle.x),
        along(wanted.y, size.y, rect.top(), rect.bottom(), middle.y),
    );
    Rect::from_min_size(min, size)
}

/// The zoom by which the picture, `size` large, has its place `share` under `at`.
fn with_under(factor: f32, share: Vec2, at: Pos2, rect: Rect, size: Vec2) -> PictureZoom {
    let min = at - share * size;
    let centre = rect.center() - min;
    PictureZoom { factor, centre: [centre.x / size.x, centre.y / size.y] }.usable()
}

/// Zoomed by the wheel: what is under the pointer stays there.
fn turned(
    ui: &Ui,
    response: &Response,
    place: Rect,
    rect: Rect,
    fit: Rect,
    zoom: PictureZoom,
) -> Option<PictureZoom> {
    let pointer = response.hover_pos()?;
    let turned = ui.input(|input| input.smooth_scroll_delta().y);
    if turned == 0.0 {
        return None;
    }
    let factor = (zoom.factor * (turned / POINTS_TURNED).exp()).clamp(1.0, PictureZoom::MOST);
    let share = (pointer - place.min) / place.size();
    Some(with_under(factor, share, pointer, rect, fit.size() * factor))
}

fn dragged(response: &Response, place: Rect, rect: Rect, zoom: PictureZoom) -> Option<PictureZoom> {
    let way = response.drag_delta();
    if !response.dragged() || way == Vec2::ZERO || !zoom.is_near() {
        return None;
    }
    let share = (rect.center() - place.min) / place.size();
    Some(with_under(zoom.factor, share, rect.center() + way, rect, place.size()))
}

/// How near it is, and the key back.
fn magnification(painter: &Painter, rect: Rect, zoom: PictureZoom) {
    let words = format!("{:.1}×  F: whole picture", zoom.factor);
    let text = painter.layout_no_wrap(words, FontId::proportional(theme::SMALL), theme::BRIGHT);
    let plate = Align2::LEFT_TOP.anchor_size(rect.left_top() + vec2(8.0, 8.0), text.size() + vec2(16.0, 8.0));
    painter.rect_filled(plate, theme::CORNER, theme::PICTURE_GROUND.gamma_multiply(0.78));
    painter.galley(plate.min + vec2(8.0, 4.0), text, theme::BRIGHT);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(160.0, 120.0));
    const FIT: Rect = Rect::from_min_max(pos2(0.0, 15.0), pos2(160.0, 105.0));

    #[test]
    fn zoomed_it_covers_its_room_and_never_leaves_it() {
        for centre in [[0.0, 0.0], [0.5, 0.5], [1.0, 1.0], [0.2, 0.9]] {
            let place = placed(FIT, ROOM, PictureZoom { factor: 3.0, centre });
            assert!(place.contains_rect(ROOM), "{centre:?}: {place:?}");
        }
        assert_eq!(placed(FIT, ROOM, PictureZoom::default()), FIT);
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let pointer = pos2(100.0, 60.0);
        let zoom = PictureZoom { factor: 2.0, centre: [0.4, 0.5] };
        let before = placed(FIT, ROOM, zoom);
        let share = (pointer - before.min) / before.size();
        let after = placed(FIT, ROOM, with_under(4.0, share, pointer, ROOM, FIT.size() * 4.0));
        let now = after.min + share * after.size();
        assert!((now - pointer).length() < 0.01, "{now:?}");
    }

    #[test]
    fn a_drag_moves_the_picture_as_far_as_the_pointer() {
        let zoom = PictureZoom { factor: 4.0, centre: [0.5, 0.5] };
        let before = placed(FIT, ROOM, zoom);
        let share = (ROOM.center() - before.min) / before.size();
        let moved = with_under(4.0, share, ROOM.center() + vec2(10.0, -6.0), ROOM, before.size());
        let after = placed(FIT, ROOM, moved);
        assert!((after.min - before.min - vec2(10.0, -6.0)).length() < 0.01);
    }
}
