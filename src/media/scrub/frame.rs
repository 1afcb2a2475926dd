//! One small picture of a movie, kept as planes and converted to RGBA when it is shown.

use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::colours::Colours;

/// A small picture of one frame of the movie: 8-bit luma and half-size chroma, square pixels, at most 960×540; the
/// movie's own size where that is smaller.
pub struct ScrubFrame {
    number: i64,
    width: usize,
    height: usize,
    colours: Colours,
    /// Y, then Cb, then Cr, rows without gaps: `[height × width]` and twice `[⌈height/2⌉ × ⌈width/2⌉]`.
    planes: Box<[u8]>,
}

impl ScrubFrame {
    /// Which frame of the movie it is, counted from 0 at presentation time 0.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// What it takes in memory, in bytes.
    pub fn bytes(&self) -> usize {
        self.planes.len()
    }

    /// All rows one after the other, R, G, B, A = 255: `[height × width × 4]`. About a millisecond at 960×540.
    pub fn to_rgba(&self) -> Vec<u8> {
        let mut pixels = vec![255; self.width * self.height * 4];
        let (luma, chroma) = self.planes.split_at(self.width * self.height);
        let chroma_width = self.width.div_ceil(2).max(1);
        let (blue, red) = chroma.split_at(chroma.len() / 2);
        let two_rows = (self.width * 8).max(1);
        let rows = luma.chunks((self.width * 2).max(1)).zip(pixels.chunks_mut(two_rows));
        let chroma_rows = blue.chunks(chroma_width).zip(red.chunks(chroma_width));
        for ((luma, pixels), (blue, red)) in rows.zip(chroma_rows) {
            let halves = luma.chunks(self.width.max(1)).zip(pixels.chunks_mut((self.width * 4).max(1)));
            for (luma, pixels) in halves {
                self.colours.convert(luma, blue, red, pixels);
            }
        }
        pixels
    }

    /// From the I420 picture in `sample`; `None` when it cannot be read.
    pub(super) fn of(sample: &gst::Sample, number: i64) -> Option<Self> {
        let shape = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
        Self::with_colours(sample, number, Colours::of(&shape))
    }

    /// From a picture whose caps do not state its colours.
    pub(super) fn with_colours(sample: &gst::Sample, number: i64, colours: Colours) -> Option<Self> {
        let shape = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
        let picture = gst_video::VideoFrameRef::from_buffer_ref_readable(sample.buffer()?, &shape).ok()?;
        let (width, height) =
            (usize::try_from(picture.width()).ok()?, usize::try_from(picture.height()).ok()?);
        let half = (width.div_ceil(2), height.div_ceil(2));
        let mut planes = Vec::with_capacity(width * height + 2 * half.0 * half.1);
        for (plane, (width, height)) in (0..).zip([(width, height), half, half]) {
            let stride = usize::try_from(*picture.plane_stride().get(plane as usize)?).ok()?;
            let rows = picture.plane_data(plane).ok()?.chunks(stride.max(1)).take(height);
            for row in rows {
                planes.extend_from_slice(row.get(..width)?);
            }
        }
        Some(Self { number, width, height, colours, planes: planes.into_boxed_slice() })
    }

    /// A grey frame of 2 × 2 pixels.
    #[cfg(test)]
    pub(super) fn blank(number: i64) -> Self {
        Self { number, width: 2, height: 2, colours: Colours::default(), planes: vec![128; 6].into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_odd_pictures_keep_their_places() {
        // 3 × 3 pixels: luma rises, chroma is neutral, so that every pixel is its own grey.
        let luma = (0..9_u8).map(|n| 16 + n * 20);
        let planes: Box<[u8]> = luma.chain(std::iter::repeat_n(128, 8)).collect();
        let frame = ScrubFrame { number: 0, width: 3, height: 3, colours: Colours::default(), planes };
        let greys: Vec<u8> = frame.to_rgba().chunks(4).map(|pixel| pixel[1]).collect();
        assert_eq!(greys, [0, 23, 47, 70, 93, 116, 140, 163, 186]);
        assert_eq!(frame.to_rgba().len(), 36);
    }
}
