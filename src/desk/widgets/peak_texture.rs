//! A waveform drawn once into a texture; scrolling and nudging move the texture and redraw nothing.

use eframe::egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, Ui, pos2};

use crate::waveform::{Peak, Pyramid};

/// Peaks drawn into a texture. Scrolling and nudging only move it. Drawn again when zoom or size change, when it is
/// scrolled past its ends, or when more of the sound was read.
#[derive(Default)]
pub struct PeakTexture {
    texture: Option<TextureHandle>,
    drawn: Option<Drawn>,
}

/// Which part of a sound is shown, and how fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeakColumns {
    /// Sample frames of the sound in one column; at least 1. A column is a physical pixel wide.
    pub frames: i64,
    /// The sound's sample frame at the left edge; may be before its start.
    pub first: i64,
    /// Number of columns.
    pub count: usize,
}

/// Which way the peaks grow from their zero line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeakDirection {
    /// The guide's half.
    Up,
    /// The delivered audio's half.
    Down,
}

/// What the texture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drawn {
    columns: PeakColumns,
    /// `None`: the outermost of all channels.
    channel: Option<usize>,
    height: usize,
    direction: PeakDirection,
    colour: Color32,
    /// How much of the sound was known where the texture reaches.
    known: i64,
    /// Which sound it is, of those read in its place.
    sound: u64,
}

impl PeakTexture {
    /// Shows `wanted` of `sound` in `rect`, which is `wanted.count` physical pixels wide.
    #[expect(clippy::too_many_arguments, reason = "each is a separate property of one strip")]
    pub fn show(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        rect: Rect,
        sound: &Pyramid,
        channel: Option<usize>,
        wanted: PeakColumns,
        direction: PeakDirection,
        colour: Color32,
        opacity: f32,
    ) {
        let height = (rect.height() * ui.pixels_per_point()).round().clamp(1.0, 2048.0) as usize;
        let ahead = Drawn {
            columns: with_margin(wanted, most_columns(ui)),
            channel,
            height,
            direction,
            colour,
            known: 0,
            sound: sound.number(),
        };
        if !self.drawn.is_some_and(|drawn| drawn.covers(&ahead, wanted, sound)) {
            self.draw(ui, sound, ahead);
        }
        let (Some(texture), Some(drawn)) = (&self.texture, self.drawn) else { return };
        let width = drawn.columns.count.max(1) as f32;
        let from = (wanted.first - drawn.columns.first) as f32 / drawn.columns.frames as f32;
        let uv = Rect::from_min_max(pos2(from / width, 0.0), pos2((from + wanted.count as f32) / width, 1.0));
        painter.image(texture.id(), rect, uv, Color32::WHITE.gamma_multiply(opacity));
    }

    fn draw(&mut self, ui: &Ui, sound: &Pyramid, mut drawn: Drawn) {
        drawn.known = drawn.read_until(sound);
        let columns = drawn.columns;
        let span = columns.first..columns.end();
        let mut peaks = Vec::with_capacity(columns.count);
        match drawn.channel {
            Some(channel) => sound.channel(channel, span, columns.count, &mut peaks),
            None => sound.envelope(span, columns.count, &mut peaks),
        }
        let image = raster(&peaks, drawn.height, drawn.direction, drawn.colour);
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(ui.ctx().load_texture("peaks", image, TextureOptions::LINEAR)),
        }
        self.drawn = Some(drawn);
    }
}

impl PeakColumns {
    fn end(self) -> i64 {
        self.first.saturating_add(self.frames.saturating_mul(self.count as i64))
    }
}

impl Drawn {
    /// Whether what is drawn shows `wanted` as it would be drawn now.
    fn covers(&self, now: &Self, wanted: PeakColumns, sound: &Pyramid) -> bool {
        let alike = (self.channel, self.height, self.direction, self.colour, self.columns.frames, self.sound)
            == (now.channel, now.height, now.direction, now.colour, now.columns.frames, now.sound);
        let covers = self.columns.first <= wanted.first && wanted.end() <= self.columns.end();
        alike && covers && self.known == self.read_until(sound)
    }

    /// The last known frame of the sound under the texture.
    fn read_until(&self, sound: &Pyramid) -> i64 {
        sound.frames().clamp(self.columns.first, self.columns.end())
    }
}

/// The columns to draw so that scrolling stays inside them for a while: half a width more on both sides, where
/// the graphics card takes so wide a texture.
fn with_margin(wanted: PeakColumns, most: usize) -> PeakColumns {
    let margin = (wanted.count / 2).min(most.saturating_sub(wanted.count) / 2);
    let first = wanted.first.saturating_sub(wanted.frames.saturating_mul(margin as i64));
    PeakColumns { first, count: wanted.count + 2 * margin, ..wanted }
}

fn most_columns(ui: &Ui) -> usize {
    ui.input(|input| input.raw.max_texture_side).unwrap_or(4096).min(16_384)
}

/// One column of pixels for each peak, grown from the zero line. Loudness is drawn as the cube root of the peak,
/// so that a quiet effect at −50 dBFS still shows beside a 2-pop.
fn raster(peaks: &[Option<Peak>], height: usize, direction: PeakDirection, colour: Color32) -> ColorImage {
    let width = peaks.len().max(1);
    let mut pixels = vec![Color32::TRANSPARENT; width * height];
    let reach: Vec<f32> = peaks.iter().map(|peak| reach_of(*peak, height)).collect();
    for (row, line) in pixels.chunks_mut(width).enumerate() {
        let from_zero = match direction {
            PeakDirection::Up => height - 1 - row,
            PeakDirection::Down => row,
        } as f32;
        for (pixel, reach) in line.iter_mut().zip(&reach) {
            let covered = (reach - from_zero).clamp(0.0, 1.0);
            if covered > 0.0 {
                *pixel = colour.gamma_multiply(covered);
            }
        }
    }
    ColorImage::new([width, height], pixels)
}

/// Pixels from the zero line; known silence keeps half a pixel, so that it differs from the unread.
fn reach_of(peak: Option<Peak>, height: usize) -> f32 {
    let Some(peak) = peak else { return 0.0 };
    (peak.magnitude().clamp(0.0, 1.0).cbrt() * height as f32).max(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_peak_fills_its_column_and_grows_from_the_zero_line() {
        let peaks = [Some(Peak::from_extremes(-1.0, 1.0)), None, Some(Peak::from_extremes(-0.125, 0.1))];
        let up = raster(&peaks, 4, PeakDirection::Up, Color32::WHITE);
        let column = |x: usize| -> Vec<u8> { (0..4).map(|y| up.pixels[y * 3 + x].a()).collect() };
        assert_eq!(column(0), [255; 4]);
        assert_eq!(column(1), [0; 4]);
        assert_eq!(column(2), [0, 0, 255, 255]);
        let down = raster(&peaks, 4, PeakDirection::Down, Color32::WHITE);
        assert_eq!((0..4).map(|y| down.pixels[y * 3 + 2].a()).collect::<Vec<_>>(), [255, 255, 0, 0]);
    }

    #[test]
    fn another_sound_of_the_same_length_is_drawn_anew() {
        let columns = PeakColumns { frames: 10, first: 0, count: 10 };
        let drawn = |sound| Drawn {
            columns,
            channel: None,
            height: 4,
            direction: PeakDirection::Up,
            colour: Color32::WHITE,
            known: 0,
            sound,
        };
        let empty = Pyramid::new(1);
        assert!(drawn(1).covers(&drawn(1), columns, &empty));
        assert!(!drawn(1).covers(&drawn(2), columns, &empty));
    }

    #[test]
    fn the_margin_stays_within_what_the_card_takes() {
        let wanted = PeakColumns { frames: 10, first: 0, count: 1000 };
        assert_eq!(with_margin(wanted, 4096), PeakColumns { frames: 10, first: -5000, count: 2000 });
        assert_eq!(with_margin(wanted, 1100), PeakColumns { frames: 10, first: -500, count: 1100 });
    }
}
