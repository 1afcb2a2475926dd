//! Pictures kept with a ticket, as a PDF holds them: the compressed pixels of a PNG stay as they are where that is possible.
//! A picture that can't be read is left out.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

/// A picture ready for a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Pixels as a PNG compresses them: filtered by row, then deflated.
    pub data: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Numbers for each pixel: 1 of grey, 3 of red, green and blue.
    pub colours: u8,
}

/// A picture may take this much memory; chosen, as when it is read on the desk.
const MOST_BYTES: usize = 16 << 20;

/// `None` for what isn't a PNG, or is too large.
pub(super) fn picture(bytes: &[u8]) -> Option<Picture> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let as_it_is = {
        let info = reader.info();
        let is_plain = matches!(info.color_type, ColorType::Rgb | ColorType::Grayscale);
        is_plain
            && info.bit_depth == BitDepth::Eight
            && !info.interlaced
            && info.trns.is_none()
            && info.animation_control.is_none()
    };
    let mut pixels = vec![0; reader.output_buffer_size().filter(|size| *size <= MOST_BYTES)?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let (width, height) = (frame.width, frame.height);
    if as_it_is {
        let colours = if frame.color_type == ColorType::Rgb { 3 } else { 1 };
        return Some(Picture { data: image_data(bytes)?, width, height, colours });
    }
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        ((value * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let rgb: Vec<u8> = match frame.color_type {
        ColorType::Rgb => pixels,
        ColorType::Grayscale => pixels.into_iter().flat_map(|grey| [grey; 3]).collect(),
        ColorType::Rgba => pixels
            .as_chunks()
            .0
            .iter()
            .flat_map(|[red, green, blue, alpha]| [red, green, blue].map(|value| on_white(*value, *alpha)))
            .collect(),
        ColorType::GrayscaleAlpha => {
            pixels.as_chunks().0.iter().flat_map(|[grey, alpha]| [on_white(*grey, *alpha); 3]).collect()
        }
        ColorType::Indexed => return None,
    };
    Some(Picture { data: image_data(&png_of(&rgb, width, height)?)?, width, height, colours: 3 })
}

fn png_of(rgb: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(rgb).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// What stands in the IDAT chunks of a PNG. Standard: ISO/IEC 15948.
fn image_data(png: &[u8]) -> Option<Vec<u8>> {
    let (mut data, mut rest) = (Vec::new(), png.get(8..)?);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        match name {
            b"IDAT" => data.extend_from_slice(after.get(..length)?),
            b"IEND" => break,
            _ => {}
        }
        rest = after.get(length.checked_add(4)?..)?;
    }
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_picture_keeps_its_bytes_and_a_clear_one_lies_on_white() {
        let png = png_of(&[1, 2, 3, 4, 5, 6], 2, 1).unwrap();
        let plain = picture(&png).unwrap();
        assert_eq!((plain.width, plain.height, plain.colours), (2, 1, 3));
        assert_eq!(plain.data, image_data(&png).unwrap());

        let mut clear = Vec::new();
        let mut encoder = Encoder::new(&mut clear, 1, 1);
        encoder.set_color(ColorType::GrayscaleAlpha);
        encoder.write_header().unwrap().write_image_data(&[0, 0]).unwrap();
        let white = png_of(&[255; 3], 1, 1).unwrap();
        assert_eq!(picture(&clear).unwrap(), picture(&white).unwrap());
    }

    #[test]
    fn what_is_damaged_is_left_out() {
        let png = png_of(&[7; 300], 10, 10).unwrap();
        assert!(picture(&png[..png.len() / 2]).is_none());
        assert!(picture(b"\x89PNG\r\n\x1a\n").is_none() && picture(b"").is_none());
    }
}
