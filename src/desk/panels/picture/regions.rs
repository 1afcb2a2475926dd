//! How picture and waveform share the room between them, and the handle that is dragged to change it.

use eframe::egui::{CursorIcon, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::desk::theme;
use crate::session::{Command, View, ViewCommand, WaveformLayout, WaveformPlace};

/// Where picture and waveform stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regions {
    pub picture: Rect,
    /// `None` while the waveform is hidden.
    pub waveform: Option<Rect>,
}

/// The least height of a waveform that can still be read and dragged, in points. Chosen.
const LEAST_WAVEFORM: f32 = 64.0;
/// What a waveform below leaves the picture, in points. Derived: half of a window of 720.
const LEAST_PICTURE: f32 = 360.0;
/// Lanes want more height than one waveform, and so does a spectrum under it.
const LANES: f32 = 1.6;
const SPECTRUM: f32 = 1.5;
/// The least height that the picture shows of itself over a waveform.
const LEAST_SHOWN: f32 = 0.2;

impl Regions {
    /// The shares of `rect`; `factor` is how much more height than one waveform is wanted, see [`height_factor`].
    pub fn of(rect: Rect, layout: WaveformLayout, factor: f32) -> Self {
        let wanted = rect.height() * f32::from(layout.height_percent) / 100.0 * factor;
        let most = match layout.place {
            WaveformPlace::Hidden => return Self { picture: rect, waveform: None },
            WaveformPlace::Over => rect.height() * (1.0 - LEAST_SHOWN),
            WaveformPlace::Below => (rect.height() - LEAST_PICTURE).max(rect.height() * 0.15),
        };
        let height = wanted.min(most).max(LEAST_WAVEFORM.min(rect.height() / 2.0)).floor();
        let edge = rect.bottom() - height;
        let waveform = Rect::from_min_max(pos2(rect.left(), edge), rect.max);
        let picture = match layout.place {
            WaveformPlace::Below => Rect::from_min_max(rect.min, pos2(rect.right(), edge)),
            WaveformPlace::Over | WaveformPlace::Hidden => rect,
        };
        Self { picture, waveform: Some(waveform) }
    }
}

/// How much more height than one waveform what is shown wants: lanes, and a spectrum under them.
pub fn height_factor(view: View) -> f32 {
    let lanes = if view.per_channel { LANES } else { 1.0 };
    if view.spectrum { lanes * SPECTRUM } else { lanes }
}

/// The upper edge of the waveform: dragged up, it is higher; kept when it is let go.
pub fn height_handle(
    ui: &Ui,
    room: Rect,
    waveform: Rect,
    layout: WaveformLayout,
    factor: f32,
    commands: &mut Vec<Command>,
) {
    let grip = Rect::from_center_size(waveform.center_top(), vec2(waveform.width(), 8.0));
    let response = ui.interact(grip, Id::unique("waveform height"), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Waveform height: drag to change"));
    let is_lit = response.hovered() || response.dragged();
    let colour = if is_lit { theme::GUIDE } else { theme::OUTLINE };
    let mark = Rect::from_center_size(waveform.center_top(), vec2(48.0, if is_lit { 4.0 } else { 2.0 }));
    ui.painter().rect_filled(mark, 2.0, colour);
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeVertical);
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let share = (room.bottom() - pointer.y) / (room.height() * factor).max(1.0);
        let height_percent = (share * 100.0).round().clamp(5.0, 100.0) as u8;
        if height_percent != layout.height_percent {
            commands.push(ViewCommand::DragWaveform(WaveformLayout { height_percent, ..layout }).into());
        }
    }
    if response.drag_stopped() {
        commands.push(ViewCommand::EndWaveformDrag.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(place: WaveformPlace, height_percent: u8) -> WaveformLayout {
        WaveformLayout { place, height_percent, ..WaveformLayout::default() }
    }

    #[test]
    fn below_it_never_covers_the_picture_and_leaves_it_half_a_small_window() {
        for height in [300.0, 446.0, 700.0, 1200.0] {
            let room = Rect::from_min_size(pos2(0.0, 100.0), vec2(900.0, height));
            for percent in [5, 33, 60, 100] {
                for factor in [1.0, LANES, LANES * SPECTRUM] {
                    let regions = Regions::of(room, layout(WaveformPlace::Below, percent), factor);
                    let waveform = regions.waveform.expect("it is shown");
                    assert!((regions.picture.bottom() - waveform.top()).abs() < 0.01);
                    assert!(waveform.height() >= 64.0 && room.contains_rect(waveform));
                    let kept = LEAST_PICTURE.min(height - waveform.height());
                    assert!(regions.picture.height() >= kept.min(height * 0.7));
                }
            }
        }
        let small = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 446.0));
        let regions = Regions::of(small, layout(WaveformPlace::Below, 33), 1.0);
        assert!(regions.picture.height() >= 0.72 * 446.0);
    }

    #[test]
    fn over_it_covers_and_hidden_it_is_not_there() {
        let room = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 600.0));
        let over = Regions::of(room, layout(WaveformPlace::Over, 33), 1.0);
        assert_eq!((over.picture, over.waveform.map(|rect| rect.height())), (room, Some(198.0)));
        let hidden = Regions::of(room, layout(WaveformPlace::Hidden, 33), LANES);
        assert_eq!(hidden, Regions { picture: room, waveform: None });
    }
}
