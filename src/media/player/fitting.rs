//! A decoded picture, made as large as it is seen: scaled as it was decoded, then converted to RGBA.
//!
//! Why in this order: a picture of 1920×1080 that is seen at 640×360 has a ninth of its pixels to convert, to copy and to
//! upload. What was decoded is kept beside it, so that another size needs no second decoding.

use std::sync::atomic::{AtomicU64, Ordering};

use gstreamer as gst;
use gstreamer_video as gst_video;

/// The largest picture that is made, in pixels.
const MOST: [u32; 2] = [1920, 1080];

/// Wider than this, a picture is converted by two threads. Chosen: below it the second costs more than it saves.
const WIDE: u32 = 1280;

/// A mapped picture that can be read.
pub(super) type Readable = gst_video::VideoFrame<gst_video::video_frame::Readable>;

/// Formats that are scaled before they are converted: GStreamer scales each of their planes by itself.
const PLANAR: [gst_video::VideoFormat; 5] = [
    gst_video::VideoFormat::I420,
    gst_video::VideoFormat::Yv12,
    gst_video::VideoFormat::Nv12,
    gst_video::VideoFormat::Y42b,
    gst_video::VideoFormat::Y444,
];

/// How many pixels the picture is seen with: the larger of all places where it is shown. All there are, until somebody says.
#[derive(Default)]
pub(super) struct SeenSize(AtomicU64);

impl SeenSize {
    /// Whether that is another than before.
    pub(super) fn set(&self, [width, height]: [u32; 2]) -> bool {
        let both = (u64::from(width) << 32) | u64::from(height);
        self.0.swap(both, Ordering::AcqRel) != both
    }

    fn get(&self) -> [u32; 2] {
        match self.0.load(Ordering::Acquire) {
            0 => MOST,
            both => [(both >> 32) as u32, both as u32],
        }
    }
}

/// A picture as the decoder made it.
#[derive(Clone)]
pub(super) struct DecodedPicture {
    pub buffer: gst::Buffer,
    pub info: gst_video::VideoInfo,
}

impl DecodedPicture {
    /// Its size in square pixels, at most the largest that is made.
    pub(super) fn whole(&self) -> [u32; 2] {
        let par = self.info.par();
        let shape = f64::from(par.numer().max(1)) / f64::from(par.denom().max(1));
        within([f64::from(self.info.width()) * shape, f64::from(self.info.height())], MOST)
    }

    /// Its size in square pixels where it is seen; never larger than it is.
    pub(super) fn fitted(&self, seen: &SeenSize) -> [u32; 2] {
        let whole = self.whole();
        within(whole.map(f64::from), seen.get())
    }
}

/// `size` no larger than `room`, in the same shape.
fn within([width, height]: [f64; 2], room: [u32; 2]) -> [u32; 2] {
    let [across, down] = room.map(|side| f64::from(side.max(1)));
    let factor = (across / width.max(1.0)).min(down / height.max(1.0)).min(1.0);
    [width, height].map(|side| (side * factor).round().max(1.0) as u32)
}

/// Makes pictures of one size after the other; what it needs for that is kept for the next.
#[derive(Default)]
pub(super) struct PictureFitter {
    made_for: Option<(gst_video::VideoInfo, [u32; 2])>,
    steps: Vec<(gst_video::VideoConverter, gst_video::VideoInfo)>,
}

impl PictureFitter {
    /// The picture as RGBA of `size` square pixels; `None` where GStreamer cannot.
    pub(super) fn fit(&mut self, decoded: &DecodedPicture, size: [u32; 2]) -> Option<Readable> {
        if self.made_for.as_ref() != Some(&(decoded.info.clone(), size)) {
            self.made_for = None;
            self.steps = steps(&decoded.info, size).ok()?;
            self.made_for = Some((decoded.info.clone(), size));
        }
        let mut picture = Readable::from_buffer_readable(decoded.buffer.clone(), &decoded.info).ok()?;
        for (converter, info) in &self.steps {
            let buffer = gst::Buffer::with_size(info.size()).ok()?;
            let mut made = gst_video::VideoFrame::from_buffer_writable(buffer, info).ok()?;
            converter.frame(&picture, &mut made);
            picture = Readable::from_buffer_readable(made.into_buffer(), info).ok()?;
        }
        Some(picture)
    }
}

/// What makes RGBA of that size of a picture like `decoded`, one after the other, each with what it gives.
fn steps(
    decoded: &gst_video::VideoInfo,
    size: [u32; 2],
) -> Result<Vec<(gst_video::VideoConverter, gst_video::VideoInfo)>, gst::glib::BoolError> {
    let is_other_size = size != [decoded.width(), decoded.height()];
    let scaled = if is_other_size && PLANAR.contains(&decoded.format()) {
        let same = like(decoded, decoded.format(), size);
        Some(same.colorimetry(&decoded.colorimetry()).chroma_site(decoded.chroma_site()).build()?)
    } else {
        None
    };
    let converted = like(decoded, gst_video::VideoFormat::Rgba, size).build()?;
    let mut from = decoded.clone();
    let mut steps = Vec::new();
    for to in scaled.into_iter().chain([converted]) {
        let mut config = gst_video::VideoConverterConfig::new();
        // Between two neighbours, as the window's own texture is drawn. More of them cost twice the time.
        config.set_resampler_method(gst_video::VideoResamplerMethod::Linear);
        config.set_resampler_taps(2);
        config.set_threads(if to.width() > WIDE { 2 } else { 1 });
        steps.push((gst_video::VideoConverter::new(&from, &to, Some(config))?, to.clone()));
        from = to;
    }
    Ok(steps)
}

fn like(
    decoded: &gst_video::VideoInfo,
    format: gst_video::VideoFormat,
    [width, height]: [u32; 2],
) -> gst_video::VideoInfoBuilder<'static> {
    gst_video::VideoInfo::builder(format, width, height)
        .fps(decoded.fps())
        .interlace_mode(decoded.interlace_mode())
}

#[cfg(test)]
mod tests {
    use gstreamer_video::prelude::*;

    use super::*;

    /// A picture whose left half is dark and whose right half is bright, in I420.
    fn halves(width: u32, height: u32) -> DecodedPicture {
        gst::init().unwrap();
        let info =
            gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, width, height).build().unwrap();
        let buffer = gst::Buffer::with_size(info.size()).unwrap();
        let mut frame = gst_video::VideoFrame::from_buffer_writable(buffer, &info).unwrap();
        let stride = info.stride()[0] as usize;
        for row in frame.plane_data_mut(0).unwrap().chunks_mut(stride) {
            let middle = width as usize / 2;
            row[..middle].fill(16);
            row[middle..].fill(235);
        }
        for plane in 1..3 {
            frame.plane_data_mut(plane).unwrap().fill(128);
        }
        DecodedPicture { buffer: frame.into_buffer(), info }
    }

    #[test]
    fn a_picture_is_never_larger_than_it_is_seen_nor_than_it_is() {
        let picture = halves(1920, 1080);
        let seen = SeenSize::default();
        assert_eq!(picture.fitted(&seen), [1920, 1080], "nobody has said");
        for (room, size) in [
            ([640, 360], [640, 360]),
            ([640, 1000], [640, 360]),
            ([3000, 540], [960, 540]),
            ([9000, 9000], [1920, 1080]),
            ([1, 1], [1, 1]),
        ] {
            seen.set(room);
            assert_eq!(picture.fitted(&seen), size, "{room:?}");
        }
        assert_eq!(halves(3840, 1600).whole(), [1920, 800]);
    }

    #[test]
    fn pixels_that_are_not_square_are_made_so() {
        let mut picture = halves(720, 576);
        let wide = gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, 720, 576);
        picture.info = wide.par(gst::Fraction::new(64, 45)).build().unwrap();
        assert_eq!(picture.whole(), [1024, 576]);
        picture.info = gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, 720, 480)
            .par(gst::Fraction::new(8, 9))
            .build()
            .unwrap();
        assert_eq!(picture.whole(), [640, 480]);
    }

    #[test]
    fn black_and_white_stay_where_they_are_at_any_size() {
        let picture = halves(1920, 1080);
        let mut fitter = PictureFitter::default();
        for size in [[1920, 1080], [640, 360], [961, 541], [2, 2], [640, 360]] {
            let made = fitter.fit(&picture, size).unwrap();
            assert_eq!([made.width(), made.height()], size);
            let (width, stride) = (size[0] as usize, made.plane_stride()[0] as usize);
            for row in made.plane_data(0).unwrap().chunks(stride).take(size[1] as usize) {
                // Converted with eight bits, white is not quite white.
                let is = |x: usize, white: bool| {
                    let [rgb @ .., alpha] = &row[x * 4..x * 4 + 4] else { return false };
                    *alpha == 255 && rgb.iter().all(|&part| if white { part >= 252 } else { part <= 3 })
                };
                assert!(is(0, false) && is(width - 1, true), "{size:?}");
                // A twentieth to either side of the edge.
                if width > 100 {
                    assert!(
                        is(width / 2 - width / 20, false) && is(width / 2 + width / 20, true),
                        "{size:?}"
                    );
                }
            }
        }
    }
}
