//! The spectrogram lane under the waveform: what is heard by its frequencies, low at the foot, in tiles that the machine builds
//! for what is on screen.

use std::collections::VecDeque;

use eframe::egui::{
    Align2, Color32, ColorImage, CursorIcon, FontId, Id, Painter, Rect, Rgba, Role, Sense, Stroke,
    TextureHandle, TextureId, TextureOptions, Ui, WidgetInfo, lerp, pos2, vec2,
};

use super::lanes::frame_of;
use super::time_scale::TimeScale;
use crate::desk::theme;
use crate::monitoring::MonitorSource;
use crate::session::{Command, Session, Side, TransportCommand, ViewCommand};
use crate::timebase::SamplePos;
use crate::waveform::{
    SPECTRUM_ROWS, SpectrumTile, TILE_COLUMNS, TileKey, frequency_at_height, height_of_frequency,
};

/// The lane's share of the room that it has together with the waveform.
pub const SHARE: f32 = 0.42;
/// The finest column, in frames. Chosen: a spectrum is 32 times as long, a finer one shows nothing more.
const LEAST_PER_COLUMN: i64 = 64;
/// The most tiles that are kept drawn: 19 MB. Chosen: more than any window shows at once.
const MOST_DRAWN: usize = 96;
/// The frequencies on the axis, in Hz.
const AXIS: [(f32, &str); 3] = [(100.0, "100 Hz"), (1_000.0, "1 kHz"), (10_000.0, "10 kHz")];

/// The tiles as they are drawn, the last drawn at the end.
#[derive(Default)]
pub struct SpectrumLane {
    drawn: VecDeque<((Side, TileKey), TextureHandle)>,
}

impl SpectrumLane {
    /// The spectrum of what is heard, with its axis; asks for what is missing, one tile at a time, nearest to the playhead
    /// first. A click goes there.
    pub fn show(
        &mut self,
        ui: &Ui,
        rect: Rect,
        scale: TimeScale,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        let side = match session.monitoring().source {
            MonitorSource::Guide => Side::Guide,
            MonitorSource::Delivered | MonitorSource::Both | MonitorSource::Difference => Side::Delivered,
        };
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, theme::PICTURE_GROUND);
        let keys = keys_on_screen(side, scale, session);
        let held = session.spectrum(side);
        for &key in &keys {
            if let Some(tile) = held.and_then(|held| held.tile(key)) {
                let texture = self.texture(ui, side, key, tile);
                let moved = scale.playhead.get() - frame_of(side, scale.playhead, session);
                let x = |frame: i64| scale.x_of(SamplePos::new(frame + moved));
                let place = Rect::from_x_y_ranges(
                    x(key.first_frame())..=x(key.first_frame() + key.frames()),
                    rect.y_range(),
                );
                let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                painter.image(texture, place, whole, Color32::WHITE);
            }
        }
        let missing = match held {
            Some(held) => held.missing(keys.iter().copied()),
            None => keys.first().copied(),
        };
        commands.extend(missing.map(|key| ViewCommand::WantSpectrum { side, key }.into()));
        axis(&painter, rect);
        title(&painter, rect, side);
        pointer(ui, rect, side, scale, session, commands);
    }

    fn texture(&mut self, ui: &Ui, side: Side, key: TileKey, tile: &SpectrumTile) -> TextureId {
        let place = self.drawn.iter().position(|(drawn, _)| *drawn == (side, key));
        let entry = place.and_then(|place| self.drawn.remove(place)).unwrap_or_else(|| {
            let image = image_of(tile, if side == Side::Guide { theme::GUIDE } else { theme::DELIVERED });
            ((side, key), ui.ctx().load_texture("spectrum", image, TextureOptions::LINEAR))
        });
        if self.drawn.len() >= MOST_DRAWN {
            self.drawn.pop_front();
        }
        let texture = entry.1.id();
        self.drawn.push_back(entry);
        texture
    }
}

/// The tiles on screen whose sound is known, nearest to the playhead first.
fn keys_on_screen(side: Side, scale: TimeScale, session: &Session) -> Vec<TileKey> {
    let Some(sound) = session.pyramids().get(&side) else { return Vec::new() };
    let per_column = scale.samples.max(LEAST_PER_COLUMN);
    let frames_per_column = 1_i64 << (i64::BITS - 1 - per_column.leading_zeros());
    let key = |place| TileKey { sound: sound.number(), frames_per_column, place };
    let tile = key(0).frames();
    let first = frame_of(side, scale.left(), session);
    let end = (first + scale.span().get()).min(session.readable_frames(side));
    let is_whole = session.peaks_done().contains(&side);
    let is_known = |key: &TileKey| is_whole || key.first_frame() + key.frames() <= sound.frames();
    let mut keys: Vec<TileKey> =
        (first.max(0).div_euclid(tile)..=(end - 1).div_euclid(tile)).map(key).filter(is_known).collect();
    let here = frame_of(side, scale.playhead, session);
    keys.sort_by_key(|key| (key.first_frame() + tile / 2 - here).abs());
    keys
}

/// From dark over the sound's colour to bright; the highest frequency in the first row.
fn image_of(tile: &SpectrumTile, colour: Color32) -> ColorImage {
    let ramp: Vec<Color32> = (0..=u8::MAX).map(|level| colour_of(level, colour)).collect();
    let pixels = (0..SPECTRUM_ROWS).rev().flat_map(|row| {
        let ramp = &ramp;
        (0..TILE_COLUMNS)
            .map(move |column| ramp.get(usize::from(tile.level(column, row))).copied().unwrap_or_default())
    });
    ColorImage::new([TILE_COLUMNS, SPECTRUM_ROWS], pixels.collect())
}

fn colour_of(level: u8, colour: Color32) -> Color32 {
    let share = f32::from(level) / 255.0;
    let (dark, middle, bright) =
        (Rgba::from(theme::PICTURE_GROUND), Rgba::from(colour), Rgba::from(theme::BRIGHT));
    // What is 40 dB below full scale has the sound's own colour.
    const MIDDLE: f32 = 0.58;
    let mixed = if share < MIDDLE {
        lerp(dark..=middle, (share / MIDDLE).powi(2))
    } else {
        lerp(middle..=bright, (share - MIDDLE) / (1.0 - MIDDLE))
    };
    Color32::from(mixed)
}

fn y_of(frequency: f32, rect: Rect) -> f32 {
    rect.bottom() - height_of_frequency(frequency) * rect.height()
}

fn axis(painter: &Painter, rect: Rect) {
    painter.hline(rect.x_range(), rect.top(), Stroke::new(1.0, theme::OUTLINE));
    for (frequency, words) in AXIS {
        let y = y_of(frequency, rect);
        painter.hline(rect.x_range(), y, Stroke::new(1.0, theme::TEXT.gamma_multiply(0.18)));
        words_on_plate(painter, Align2::RIGHT_CENTER, pos2(rect.right() - 12.0, y), words, theme::TEXT);
    }
}

fn title(painter: &Painter, rect: Rect, side: Side) {
    let (words, colour) = match side {
        Side::Guide => ("SPECTRUM OF THE GUIDE", theme::GUIDE),
        Side::Delivered => ("SPECTRUM OF THE DELIVERED AUDIO", theme::DELIVERED),
    };
    words_on_plate(painter, Align2::LEFT_TOP, rect.left_top() + vec2(12.0, 8.0), words, colour);
}

fn words_on_plate(
    painter: &Painter,
    anchor: Align2,
    place: eframe::egui::Pos2,
    words: &str,
    colour: Color32,
) {
    let text = painter.layout_no_wrap(words.to_owned(), FontId::proportional(theme::SMALL), colour);
    let room = anchor.anchor_size(place, text.size());
    painter.rect_filled(
        room.expand2(vec2(6.0, 2.0)),
        theme::CORNER,
        theme::PICTURE_GROUND.gamma_multiply(0.78),
    );
    painter.galley(room.min, text, colour);
}

/// A click goes to that place; the pointer says which frequency it is on.
fn pointer(
    ui: &Ui,
    rect: Rect,
    side: Side,
    scale: TimeScale,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let response = ui.interact(rect, Id::unique("spectrum lane"), Sense::click());
    let name = match side {
        Side::Guide => "Spectrum of the guide, 20 Hz to 20 kHz: click to go there",
        Side::Delivered => "Spectrum of the delivered audio, 20 Hz to 20 kHz: click to go there",
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if let Some(place) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        commands.push(TransportCommand::SeekTo(scale.time_at(place.x)).into());
    }
    if let Some(place) = response.hover_pos() {
        let height = (rect.bottom() - place.y) / rect.height().max(1.0);
        let timecode = session.start_timecode().at(scale.time_at(place.x));
        let words = format!("{} · {timecode}", frequency_text(frequency_at_height(height)));
        response.on_hover_text_at_pointer(words);
    }
}

/// "240 Hz", "1.25 kHz".
fn frequency_text(frequency: f32) -> String {
    if frequency < 1_000.0 {
        format!("{:.0} Hz", (frequency / 5.0).round() * 5.0)
    } else {
        format!("{:.2} kHz", frequency / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waveform::{SPECTRUM_WINDOW, SpectrumBuilder};

    #[test]
    fn a_tone_of_1_khz_is_drawn_where_the_axis_says_1_khz() {
        let samples: Vec<f32> =
            (0..SPECTRUM_WINDOW).map(|at| (at as f32 * std::f32::consts::TAU / 48.0).sin() * 0.5).collect();
        let mut builder = SpectrumBuilder::default();
        builder.take(&samples, 1);
        builder.end_column();
        let image = image_of(&builder.finish(), theme::DELIVERED);
        let brightness = |row: usize| {
            let pixel = image.pixels[row * TILE_COLUMNS];
            u32::from(pixel.r()) + u32::from(pixel.g()) + u32::from(pixel.b())
        };
        let brightest = (0..SPECTRUM_ROWS).max_by_key(|row| brightness(*row)).unwrap();
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, SPECTRUM_ROWS as f32));
        let wanted = y_of(1_000.0, rect);
        assert!((brightest as f32 + 0.5 - wanted).abs() < 2.0, "row {brightest}, {wanted} wanted");
    }

    #[test]
    fn frequencies_are_said_as_the_trade_does() {
        assert_eq!((frequency_text(241.0), frequency_text(1_250.0)), ("240 Hz".into(), "1.25 kHz".into()));
    }
}
