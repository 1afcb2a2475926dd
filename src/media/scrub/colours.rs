//! Turns the planes of a picture (Y′CbCr) into RGBA by the matrix and range that its movie states.

use gstreamer_video as gst_video;

/// How the three planes of a picture become red, green and blue: its matrix and its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Colours {
    pub matrix: ColourMatrix,
    /// Black at 0 and white at 255; else at 16 and 235.
    pub full_range: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ColourMatrix {
    /// ITU-R BT.601-7, 2.5.1: standard definition, and JPEG.
    Bt601,
    /// ITU-R BT.709-6, 3.2: high definition.
    #[default]
    Bt709,
    /// ITU-R BT.2020-2, table 4, non-constant luminance.
    Bt2020,
}

/// Fixed-point one: products are in 65 536ths.
const ONE: f32 = 65_536.0;

/// The conversion matrix in 65 536ths: what one unit of luma and chroma adds to red, green and blue.
struct Coefficients {
    luma: i32,
    black: i32,
    red_of_red: i32,
    green_of_red: i32,
    green_of_blue: i32,
    blue_of_blue: i32,
}

impl Colours {
    /// The colours stated in the movie's caps, or what GStreamer assumes for a picture of that size.
    pub(super) fn of(shape: &gst_video::VideoInfo) -> Self {
        let stated = shape.colorimetry();
        let matrix = match stated.matrix() {
            gst_video::VideoColorMatrix::Bt601 | gst_video::VideoColorMatrix::Fcc => ColourMatrix::Bt601,
            gst_video::VideoColorMatrix::Bt2020 => ColourMatrix::Bt2020,
            _ => ColourMatrix::Bt709,
        };
        Self { matrix, full_range: stated.range() == gst_video::VideoColorRange::Range0_255 }
    }

    /// Writes one row of pixels; `blue` and `red` have a sample for every two of `luma`.
    pub(super) fn convert(self, luma: &[u8], blue: &[u8], red: &[u8], pixels: &mut [u8]) {
        let coefficients = self.coefficients();
        let pairs = luma.chunks(2).zip(pixels.chunks_mut(8));
        for ((luma, pixels), (&blue, &red)) in pairs.zip(blue.iter().zip(red)) {
            let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
            let to_red = coefficients.red_of_red * red;
            let to_green = coefficients.green_of_red * red + coefficients.green_of_blue * blue;
            let to_blue = coefficients.blue_of_blue * blue;
            for (&luma, pixel) in luma.iter().zip(pixels.as_chunks_mut::<4>().0) {
                let light = (i32::from(luma) - coefficients.black) * coefficients.luma + 32_768;
                *pixel = [byte(light + to_red), byte(light - to_green), byte(light + to_blue), 255];
            }
        }
    }

    fn coefficients(self) -> Coefficients {
        let (kr, kb) = match self.matrix {
            ColourMatrix::Bt601 => (0.299, 0.114),
            ColourMatrix::Bt709 => (0.2126, 0.0722),
            ColourMatrix::Bt2020 => (0.2627, 0.0593),
        };
        let green = 1.0 - kr - kb;
        let (luma, chroma) = if self.full_range { (1.0, 1.0) } else { (255.0 / 219.0, 255.0 / 224.0) };
        let fixed = |share: f32| (share * ONE).round() as i32;
        Coefficients {
            luma: fixed(luma),
            black: if self.full_range { 0 } else { 16 },
            red_of_red: fixed(2.0 * (1.0 - kr) * chroma),
            green_of_red: fixed(2.0 * (1.0 - kr) * kr / green * chroma),
            green_of_blue: fixed(2.0 * (1.0 - kb) * kb / green * chroma),
            blue_of_blue: fixed(2.0 * (1.0 - kb) * chroma),
        }
    }
}

fn byte(value: i32) -> u8 {
    (value >> 16).clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(colours: Colours, luma: u8, blue: u8, red: u8) -> [u8; 3] {
        let mut pixels = [0; 4];
        colours.convert(&[luma], &[blue], &[red], &mut pixels);
        [pixels[0], pixels[1], pixels[2]]
    }

    #[test]
    fn black_white_and_the_bars_come_out_as_the_standards_say() {
        let high = Colours { matrix: ColourMatrix::Bt709, full_range: false };
        assert_eq!(pixel(high, 16, 128, 128), [0, 0, 0]);
        assert_eq!(pixel(high, 235, 128, 128), [255, 255, 255]);
        // 100 % red of BT.709 bars (SMPTE RP 219): Y 63, Cb 102, Cr 240.
        assert_eq!(pixel(high, 63, 102, 240), [255, 1, 0]);
        let jpeg = Colours { matrix: ColourMatrix::Bt601, full_range: true };
        assert_eq!(pixel(jpeg, 255, 128, 128), [255, 255, 255]);
        assert_eq!(pixel(jpeg, 76, 85, 255), [254, 0, 0]);
    }
}
