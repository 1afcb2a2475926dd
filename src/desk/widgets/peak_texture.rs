//! A waveform drawn once into a texture; scrolling and nudging move the texture and redraw nothing.

use eframe::egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, Ui, pos2};

use crate::waveform::{Peak, Pyramid, SampleBlock};

/// A waveform drawn into a texture. Scrolling and nudging only move it. Drawn again when zoom, size or height change, when
/// it is scrolled past its ends, or when more of the sound was read.
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

/// Which way the waveform grows from its zero line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeakDirection {
    /// Up from the foot: the guide's half.
    Up,
    /// Down from the top: the delivered audio's half.
    Down,
    /// Up and down from the middle: the samples as they are.
    Both,
}

/// What a waveform is drawn from.
#[derive(Clone, Copy)]
pub enum DrawnSound<'a> {
    Peaks(&'a Pyramid),
    /// The samples themselves, of the sound with that number.
    Samples(&'a SampleBlock, u64),
}

/// How a waveform is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeakStyle {
    pub direction: PeakDirection,
    pub colour: Color32,
    /// 0 to 1.
    pub opacity: f32,
    /// A factor on the sound.
    pub gain: f32,
    /// The height is in decibels.
    pub in_decibels: bool,
}

/// What the texture holds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Drawn {
    columns: PeakColumns,
    /// `None`: the outermost of all channels.
    channel: Option<usize>,
    height: usize,
    style: PeakStyle,
    /// Which frames of the sound were known where the texture reaches.
    known: [i64; 2],
    /// Which sound it is, of those read in its place, and whether it is drawn from its samples.
    sound: (u64, bool),
}

impl DrawnSound<'_> {
    fn number(self) -> (u64, bool) {
        match self {
            Self::Peaks(sound) => (sound.number(), false),
            Self::Samples(_, number) => (number, true),
        }
    }

    /// The frames that are known, of those in `columns`.
    fn known(self, columns: PeakColumns) -> [i64; 2] {
        let inside = |frame: i64| frame.clamp(columns.first, columns.end());
        match self {
            Self::Peaks(sound) => [inside(0), inside(sound.frames())],
            Self::Samples(block, _) => [inside(block.frames().start), inside(block.frames().end)],
        }
    }

    fn peaks(self, channel: Option<usize>, columns: PeakColumns) -> Vec<Option<Peak>> {
        let mut peaks = Vec::with_capacity(columns.count);
        let span = columns.first..columns.end();
        match (self, channel) {
            (Self::Peaks(sound), Some(channel)) => sound.channel(channel, span, columns.count, &mut peaks),
            (Self::Peaks(sound), None) => sound.envelope(span, columns.count, &mut peaks),
            (Self::Samples(block, _), channel) => {
                block.trace(channel, columns.first, columns.frames, columns.count, &mut peaks);
            }
        }
        peaks
    }
}

impl PeakTexture {
    /// Shows `wanted` of `sound` in `rect`, which is `wanted.count` physical pixels wide.
    #[expect(clippy::too_many_arguments, reason = "each is a separate property of one strip")]
    pub fn show(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        rect: Rect,
        sound: DrawnSound<'_>,
        channel: Option<usize>,
        wanted: PeakColumns,
        style: PeakStyle,
    ) {
        let height = (rect.height() * ui.pixels_per_point()).round().clamp(1.0, 2048.0) as usize;
        let columns = with_margin(wanted, most_columns(ui));
        let known = sound.known(columns);
        let opaque = PeakStyle { opacity: 1.0, ..style };
        let ahead = Drawn { columns, channel, height, style: opaque, known, sound: sound.number() };
        if !self.drawn.is_some_and(|drawn| drawn.covers(&ahead, wanted, sound)) {
            self.draw(ui, sound, ahead);
        }
        let (Some(texture), Some(drawn)) = (&self.texture, self.drawn) else { return };
        let width = drawn.columns.count.max(1) as f32;
        let from = (wanted.first - drawn.columns.first) as f32 / drawn.columns.frames as f32;
        let uv = Rect::from_min_max(pos2(from / width, 0.0), pos2((from + wanted.count as f32) / width, 1.0));
        painter.image(texture.id(), rect, uv, Color32::WHITE.gamma_multiply(style.opacity));
    }

    fn draw(&mut self, ui: &Ui, sound: DrawnSound<'_>, drawn: Drawn) {
        let peaks = sound.peaks(drawn.channel, drawn.columns);
        let image = raster(&peaks, drawn.height, drawn.style);
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
    fn covers(&self, now: &Self, wanted: PeakColumns, sound: DrawnSound<'_>) -> bool {
        let alike = (self.channel, self.height, self.style, self.columns.frames, self.sound)
            == (now.channel, now.height, now.style, now.columns.frames, now.sound);
        let covers = self.columns.first <= wanted.first && wanted.end() <= self.columns.end();
        // Samples that were let go of behind the window are still drawn.
        let [from, to] = sound.known(self.columns);
        let has_news = from < self.known[0] || to > self.known[1];
        alike && covers && !has_news
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

/// One column of pixels for each peak, grown from the zero line, or from its lowest to its highest sample.
fn raster(peaks: &[Option<Peak>], height: usize, style: PeakStyle) -> ColorImage {
    let width = peaks.len().max(1);
    let mut pixels = vec![Color32::TRANSPARENT; width * height];
    let spans: Vec<[f32; 2]> = peaks.iter().map(|peak| span_of(*peak, height as f32, style)).collect();
    for (row, line) in pixels.chunks_mut(width).enumerate() {
        let top = row as f32;
        for (pixel, [from, to]) in line.iter_mut().zip(&spans) {
            let covered = (to.min(top + 1.0) - from.max(top)).clamp(0.0, 1.0);
            if covered > 0.0 {
                *pixel = style.colour.gamma_multiply(covered);
            }
        }
    }
    ColorImage::new([width, height], pixels)
}

/// The rows that a column covers, from its top; known silence keeps half a pixel, so that it differs from the unread.
fn span_of(peak: Option<Peak>, height: f32, style: PeakStyle) -> [f32; 2] {
    let Some(peak) = peak else { return [0.0, 0.0] };
    match style.direction {
        PeakDirection::Up | PeakDirection::Down => {
            let reach = (from_zero(peak.magnitude(), style) * height).max(0.5);
            if style.direction == PeakDirection::Up { [height - reach, height] } else { [0.0, reach] }
        }
        PeakDirection::Both => {
            let half = height / 2.0;
            let (top, foot) =
                (half - from_zero(peak.high(), style) * half, half - from_zero(peak.low(), style) * half);
            // A line one pixel thick where the sound hardly moves.
            let middle = (top + foot) / 2.0;
            [top.min(middle - 0.5), foot.max(middle + 0.5)]
        }
    }
}

/// What decibels are drawn down to, below full scale.
const FLOOR: f32 = 60.0;

/// How far from the zero line a sample is drawn, −1 to 1. The mirror halves show the cube root, so that a quiet effect at
/// −50 dBFS still shows beside a 2-pop; the samples themselves are as they are.
fn from_zero(sample: f32, style: PeakStyle) -> f32 {
    let loud = sample.abs() * style.gain;
    let height = if style.in_decibels {
        1.0 + 20.0 * loud.max(1e-9).log10() / FLOOR
    } else if style.direction == PeakDirection::Both {
        loud
    } else {
        loud.cbrt()
    };
    height.clamp(0.0, 1.0).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(direction: PeakDirection) -> PeakStyle {
        PeakStyle { direction, colour: Color32::WHITE, opacity: 1.0, gain: 1.0, in_decibels: false }
    }

    #[test]
    fn a_full_scale_peak_fills_its_column_and_grows_from_the_zero_line() {
        let peaks = [Some(Peak::from_extremes(-1.0, 1.0)), None, Some(Peak::from_extremes(-0.125, 0.1))];
        let up = raster(&peaks, 4, style(PeakDirection::Up));
        let column = |x: usize| -> Vec<u8> { (0..4).map(|y| up.pixels[y * 3 + x].a()).collect() };
        assert_eq!(column(0), [255; 4]);
        assert_eq!(column(1), [0; 4]);
        assert_eq!(column(2), [0, 0, 255, 255]);
        let down = raster(&peaks, 4, style(PeakDirection::Down));
        assert_eq!((0..4).map(|y| down.pixels[y * 3 + 2].a()).collect::<Vec<_>>(), [255, 255, 0, 0]);
    }

    /// The pixels of a true waveform are where its samples are: within a pixel, at any gain, and nowhere else.
    #[test]
    fn a_true_waveform_is_drawn_where_its_samples_are() {
        let samples: Vec<f32> = (0..200).map(|n| (n as f32 * 0.11).sin() * 0.4).collect();
        let block = SampleBlock::new(samples.clone(), 1, 0);
        let (height, columns) = (101, PeakColumns { frames: 1, first: 0, count: 200 });
        for gain in [1.0, 2.0] {
            let style = PeakStyle { gain, ..style(PeakDirection::Both) };
            let peaks = DrawnSound::Samples(&block, 0).peaks(Some(0), columns);
            let image = raster(&peaks, height, style);
            for column in 1..200 {
                let lit: Vec<usize> =
                    (0..height).filter(|row| image.pixels[row * 200 + column].a() > 100).collect();
                let row_of = |sample: f32| (1.0 - sample * gain) * height as f32 / 2.0;
                let (one, other) = (row_of(samples[column - 1]), row_of(samples[column]));
                let (top, foot) = (one.min(other), one.max(other));
                let (first, last) = (lit[0] as f32, *lit.last().unwrap() as f32 + 1.0);
                assert!(
                    (first - top).abs() <= 1.0 && (last - foot).abs() <= 1.0,
                    "{column}: {lit:?} {top} {foot}"
                );
            }
        }
    }

    #[test]
    fn in_decibels_a_halving_is_always_as_high() {
        let style = PeakStyle { in_decibels: true, ..style(PeakDirection::Both) };
        let step = |from: f32| from_zero(from, style) - from_zero(from / 2.0, style);
        assert!((step(1.0) - step(0.1)).abs() < 1e-4 && (step(1.0) - 6.02 / 60.0).abs() < 1e-3);
        assert_eq!((from_zero(-1.0, style), from_zero(0.0005, style)), (-1.0, 0.0));
    }

    #[test]
    fn another_sound_of_the_same_length_is_drawn_anew() {
        let columns = PeakColumns { frames: 10, first: 0, count: 10 };
        let drawn = |sound| Drawn {
            columns,
            channel: None,
            height: 4,
            style: style(PeakDirection::Up),
            known: [0, 0],
            sound: (sound, false),
        };
        let empty = Pyramid::new(1);
        assert!(drawn(1).covers(&drawn(1), columns, DrawnSound::Peaks(&empty)));
        assert!(!drawn(1).covers(&drawn(2), columns, DrawnSound::Peaks(&empty)));
        let block = SampleBlock::new(vec![0.0; 50], 1, 0);
        assert!(!drawn(1).covers(&drawn(1), columns, DrawnSound::Samples(&block, 1)), "more is known");
    }

    #[test]
    fn the_margin_stays_within_what_the_card_takes() {
        let wanted = PeakColumns { frames: 10, first: 0, count: 1000 };
        assert_eq!(with_margin(wanted, 4096), PeakColumns { frames: 10, first: -5000, count: 2000 });
        assert_eq!(with_margin(wanted, 1100), PeakColumns { frames: 10, first: -500, count: 1100 });
    }
}
