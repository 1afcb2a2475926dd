//! One half of the mirror waveform: all channels in one, or a lane for each; peaks from one zero line, or close up the
//! samples themselves, each lane with a zero line of its own.

use eframe::egui::{Align2, FontId, Painter, Rect, Stroke, Ui, pos2, vec2};

use super::time_scale::TimeScale;
use crate::desk::text::channel_name;
use crate::desk::theme;
use crate::desk::widgets::{DrawnSound, PeakColumns, PeakDirection, PeakStyle, PeakTexture};
use crate::session::{Command, Session, Side, ViewCommand};
use crate::timebase::SamplePos;
use crate::waveform::Pyramid;

/// Draws one half of the waveform into `half`; asks for samples where they are wanted.
#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and how")]
pub fn draw(
    strips: &mut Vec<PeakTexture>,
    ui: &Ui,
    painter: &Painter,
    half: Rect,
    side: Side,
    scale: TimeScale,
    style: PeakStyle,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let Some(sound) = session.pyramids().get(&side) else { return };
    let columns = columns_of(side, scale, session);
    let drawn = if scale.is_close() { close_up(side, sound, columns, session, commands) } else { None };
    let drawn = drawn.unwrap_or(DrawnSound::Peaks(sound));
    let direction = if scale.is_close() { PeakDirection::Both } else { style.direction };
    let style = PeakStyle { direction, ..style };
    let per_channel = session.view().per_channel;
    let lanes = if per_channel { sound.channels().max(1) } else { 1 };
    strips.resize_with(lanes, PeakTexture::default);
    let height = half.height() / lanes as f32;
    for (lane, strip) in strips.iter_mut().enumerate() {
        let top = half.top() + height * lane as f32;
        let rect = Rect::from_min_size(pos2(half.left(), top), vec2(half.width(), height));
        let channel = per_channel.then_some(lane);
        if direction == PeakDirection::Both {
            painter.hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme::HAIRLINE));
        }
        strip.show(ui, painter, rect, drawn, channel, columns, style);
        if per_channel && lanes > 1 {
            lane_name(painter, rect, &channel_name(lanes, lane), direction);
        }
    }
}

/// What `scale` shows of one side, counted from its own first sample. A nudge moves the sound; its samples stay.
fn columns_of(side: Side, scale: TimeScale, session: &Session) -> PeakColumns {
    let moved = if side == Side::Delivered { session.alignment().delta().get() } else { 0 };
    let count = usize::try_from(scale.columns).unwrap_or(1);
    PeakColumns { frames: scale.samples, first: scale.left().get() - moved, count }
}

/// The samples of one side, where all that is on screen is held; asked for where it is not.
fn close_up<'a>(
    side: Side,
    sound: &Pyramid,
    columns: PeakColumns,
    session: &'a Session,
    commands: &mut Vec<Command>,
) -> Option<DrawnSound<'a>> {
    let wanted = columns.first.max(0)
        ..(columns.first + columns.frames * columns.count as i64).min(session.readable_frames(side));
    let held = session.samples(side);
    if !wanted.is_empty() && held.is_none_or(|held| held.needs(&wanted)) {
        commands.push(ViewCommand::WantSamples { side, frames: wanted.clone() }.into());
    }
    let block = held?.block()?;
    let frames = block.frames();
    // A little of what was just decoded may be missing at the end.
    let shows = frames.start <= wanted.start && frames.end + columns.frames * 8 >= wanted.end;
    shows.then_some(DrawnSound::Samples(block, sound.number()))
}

/// From a place on the timeline to a sample of one side.
pub fn frame_of(side: Side, place: SamplePos, session: &Session) -> i64 {
    let moved = if side == Side::Delivered { session.alignment().delta().get() } else { 0 };
    place.get() - moved
}

fn lane_name(painter: &Painter, rect: Rect, name: &str, direction: PeakDirection) {
    let edge = match direction {
        PeakDirection::Up | PeakDirection::Both => rect.bottom(),
        PeakDirection::Down => rect.top(),
    };
    painter.hline(rect.x_range(), edge, Stroke::new(1.0, theme::OUTLINE));
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
