//! Stills and waveforms as PNG, small enough to be kept with a ticket.

use std::io::Cursor;

use crate::media::VideoFrame;
use crate::session::{Snapshot, WAVEFORM_COLUMNS, WaveformSnapshot};
use crate::waveform::Peak;

/// A still is at most this wide, in pixels.
const WIDEST: usize = 960;
/// Height of a picture of the waveform, in pixels; half of it for each sound. A column is a pixel wide.
const HEIGHT: usize = 160;
/// A picture read back may take this much: one that was put there by hand, too.
const MOST_BYTES: usize = 16 << 20;

const GROUND: [u8; 3] = [0x0B, 0x0C, 0x0E];
/// Behind the frames concerned.
const CONCERNED: [u8; 3] = [0x3C, 0x43, 0x4E];
const ZERO_LINE: [u8; 3] = [0x9D, 0xA5, 0xB1];
/// The reference's own sound, as on the desk.
pub const GUIDE: [u8; 3] = [0x56, 0xB4, 0xE9];
/// The audio under QC, as on the desk.
pub const DELIVERED: [u8; 3] = [0x3D, 0xDC, 0x97];

/// The frame at no more than 960 pixels across, each the mean of those it stands for; `None` for one without pixels.
pub(super) fn still(frame: &VideoFrame) -> Option<Snapshot> {
    // However small it is seen.
    let whole = frame.whole();
    let frame = whole.as_ref().unwrap_or(frame);
    let width = frame.width().min(WIDEST);
    let height = (frame.height() * width).checked_div(frame.width())?.max(1);
    let rows: Vec<&[u8]> = frame.rows().collect();
    let mut rgb = Vec::with_capacity(width * height * 3);
    for row in 0..height {
        let first = row * rows.len() / height;
        let last = ((row + 1) * rows.len() / height).max(first + 1);
        rgb.extend(mean_row(rows.get(first..last)?, frame.width(), width));
    }
    Some(Snapshot { width, height, rgb })
}

/// `width` pixels, each the mean of the pixels of `rows` that it stands for; `rows` are `from` pixels of R, G, B, A wide.
fn mean_row(rows: &[&[u8]], from: usize, width: usize) -> Vec<u8> {
    let mut sums = vec![([0_u32; 3], 0_u32); width];
    for row in rows {
        for (x, pixel) in row.chunks_exact(4).enumerate() {
            let Some((sum, count)) = sums.get_mut(x * width / from.max(1)) else { continue };
            sum.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u32::from(*value));
            *count += 1;
        }
    }
    let means = sums.into_iter().flat_map(|(sum, count)| sum.map(|sum| (sum / count.max(1)) as u8));
    means.collect()
}

/// The guide up and the delivered audio down from one zero line, the frames concerned on a lighter ground.
pub(super) fn waveform(drawn: &WaveformSnapshot) -> Snapshot {
    let width = WAVEFORM_COLUMNS;
    let half = HEIGHT / 2;
    let mut rgb = Vec::with_capacity(width * HEIGHT * 3);
    for row in 0..HEIGHT {
        let is_guide = row < half;
        let (peaks, colour) = if is_guide { (&drawn.guide, GUIDE) } else { (&drawn.delivered, DELIVERED) };
        let from_zero = if is_guide { half - 1 - row } else { row - half };
        for column in 0..width {
            let peak = peaks.get(column).copied().flatten();
            let ground = match () {
                () if row == half => ZERO_LINE,
                () if drawn.concerned.contains(&column) => CONCERNED,
                () => GROUND,
            };
            let covered = (reach(peak, half) - from_zero as f32).clamp(0.0, 1.0);
            rgb.extend(mixed(ground, colour, covered));
        }
    }
    Snapshot { width, height: HEIGHT, rgb }
}

/// Pixels from the zero line: the cube root of the peak, as on the desk, so that a quiet effect shows beside a 2-pop.
fn reach(peak: Option<Peak>, height: usize) -> f32 {
    let Some(peak) = peak else { return 0.0 };
    (peak.magnitude().clamp(0.0, 1.0).cbrt() * height as f32).max(0.5)
}

fn mixed(ground: [u8; 3], colour: [u8; 3], share: f32) -> [u8; 3] {
    let mut mixed = ground;
    for (value, over) in mixed.iter_mut().zip(colour) {
        *value = (f32::from(*value) * (1.0 - share) + f32::from(over) * share).round() as u8;
    }
    mixed
}

/// The picture as a PNG; why not, in words.
pub(super) fn written(print: &Snapshot) -> Result<Vec<u8>, String> {
    let (width, height) = (u32::try_from(print.width), u32::try_from(print.height));
    let (Ok(width), Ok(height)) = (width, height) else { return Err("it is too large".to_owned()) };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&print.rgb));
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// What [`written`] wrote; `None` for anything else, which may be a picture torn on a share.
pub(super) fn read(bytes: &[u8]) -> Option<Snapshot> {
    let limits = png::Limits { bytes: MOST_BYTES };
    let mut reader = png::Decoder::new_with_limits(Cursor::new(bytes), limits).read_info().ok()?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_BYTES)?;
    let mut rgb = vec![0; size];
    let read = reader.next_frame(&mut rgb).ok()?;
    let is_ours = (read.color_type, read.bit_depth) == (png::ColorType::Rgb, png::BitDepth::Eight);
    let (width, height) = (usize::try_from(read.width).ok()?, usize::try_from(read.height).ok()?);
    rgb.truncate(read.buffer_size());
    (is_ours && rgb.len() == width * height * 3).then_some(Snapshot { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_those_it_stands_for() {
        let rows: [&[u8]; 2] =
            [&[0, 10, 0, 255, 4, 10, 0, 255, 9, 9, 9, 255], &[8, 10, 0, 255, 4, 10, 0, 255, 9, 9, 9, 255]];
        assert_eq!(mean_row(&rows, 3, 3), [4, 10, 0, 4, 10, 0, 9, 9, 9]);
        assert_eq!(mean_row(&rows, 3, 2), [4, 10, 0, 9, 9, 9], "two of the three stand in the first");
    }

    #[test]
    fn the_waveform_grows_both_ways_and_comes_back_from_its_png() {
        let loud = Some(Peak::from_extremes(-1.0, 1.0));
        let mut delivered = vec![None; 960];
        delivered[100] = loud;
        let drawn =
            WaveformSnapshot { name: String::new(), guide: vec![loud; 50], delivered, concerned: 480..484 };
        let print = waveform(&drawn);
        let pixel = |x: usize, y: usize| -> [u8; 3] {
            let place = (y * 960 + x) * 3;
            print.rgb[place..place + 3].try_into().unwrap()
        };
        assert_eq!((pixel(0, 0), pixel(49, 79), pixel(50, 79)), (GUIDE, GUIDE, GROUND));
        assert_eq!((pixel(100, 80), pixel(100, 159), pixel(101, 159)), (DELIVERED, DELIVERED, GROUND));
        assert_eq!((pixel(479, 10), pixel(480, 10), pixel(484, 10)), (GROUND, CONCERNED, GROUND));
        let bytes = written(&print).unwrap();
        assert_eq!(read(&bytes), Some(print));
        assert_eq!(read(&bytes[..bytes.len() / 2]), None, "torn");
    }
}
