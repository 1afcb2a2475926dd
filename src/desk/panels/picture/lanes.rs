//! One half of the mirror waveform: all channels in one, or a lane for each.

use eframe::egui::{Align2, Color32, FontId, Painter, Rect, Stroke, Ui, pos2, vec2};

use crate::desk::text::channel_name;
use crate::desk::theme;
use crate::desk::widgets::{PeakColumns, PeakDirection, PeakTexture};
use crate::session::{Session, Side};
use crate::waveform::Pyramid;

/// How one half of the mirror waveform is drawn.
#[derive(Clone, Copy)]
pub struct WaveformStyle {
    /// Away from the zero line.
    pub direction: PeakDirection,
    /// Of the peaks.
    pub colour: Color32,
    /// 0 to 1.
    pub opacity: f32,
    /// A lane for each channel; else the highest peak of all channels.
    pub lanes: bool,
}

/// Draws one half of the waveform into `half`: all channels in one, or a lane for each.
pub fn draw(
    strips: &mut Vec<PeakTexture>,
    ui: &Ui,
    painter: &Painter,
    half: Rect,
    sound: &Pyramid,
    columns: PeakColumns,
    style: WaveformStyle,
) {
    let lanes = if style.lanes { sound.channels().max(1) } else { 1 };
    strips.resize_with(lanes, PeakTexture::default);
    let height = half.height() / lanes as f32;
    for (lane, strip) in strips.iter_mut().enumerate() {
        let top = half.top() + height * lane as f32;
        let rect = Rect::from_min_size(pos2(half.left(), top), vec2(half.width(), height));
        let channel = style.lanes.then_some(lane);
        strip.show(ui, painter, rect, sound, channel, columns, style.direction, style.colour, style.opacity);
        if style.lanes && lanes > 1 {
            lane_name(painter, rect, &channel_name(lanes, lane), style.direction);
        }
    }
}

fn lane_name(painter: &Painter, rect: Rect, name: &str, direction: PeakDirection) {
    let zero = if direction == PeakDirection::Up { rect.bottom() } else { rect.top() };
    painter.hline(rect.x_range(), zero, Stroke::new(1.0, theme::OUTLINE));
    let font = FontId::proportional(theme::SMALL - 1.0);
    let place = pos2(rect.right() - 10.0, rect.center().y);
    let word = painter.layout_no_wrap(name.to_owned(), font, theme::TEXT);
    let corner = Align2::RIGHT_CENTER.anchor_size(place, word.size());
    painter.rect_filled(
        corner.expand2(vec2(5.0, 1.0)),
        theme::CORNER,
        theme::PICTURE_GROUND.gamma_multiply(0.78),
    );
    painter.galley(corner.min, word, theme::TEXT);
}

/// The guide's share of the height: half, or by its number of lanes.
pub fn guide_share(session: &Session) -> f32 {
    if !session.view().per_channel {
        return 0.5;
    }
    let lanes = |side| session.pyramids().get(&side).map_or(1, Pyramid::channels).max(1) as f32;
    let (guide, delivered) = (lanes(Side::Guide), lanes(Side::Delivered));
    (guide / (guide + delivered)).clamp(0.25, 0.75)
}
