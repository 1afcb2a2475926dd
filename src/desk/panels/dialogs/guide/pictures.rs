//! The pictures of the guide, built in as PNG, and what turns them into pixels when a page asks for them.

use std::io::Cursor;
use std::sync::Arc;

use eframe::egui::load::{ImageLoadResult, ImageLoader, ImagePoll, LoadError, SizeHint};
use eframe::egui::{ColorImage, Context};

/// How a page names one of them: this and its file name.
pub const ADDRESS: &str = "guide://";

macro_rules! pictures {
    ($($name:literal)*) => {
        [$( ($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/pictures/", $name)).as_slice()) ),*]
    };
}

const PICTURES: [(&str, &[u8]); 6] =
    pictures!["start.png" "desk.png" "timing.png" "mix.png" "findings.png" "queue.png"];

/// The PNG that an address names.
pub fn bytes_of(address: &str) -> Option<&'static [u8]> {
    let name = address.strip_prefix(ADDRESS)?;
    PICTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// Makes the pictures known to the window; once is enough.
pub fn install(ctx: &Context) {
    if !ctx.is_loader_installed(GuidePictures::NAME) {
        ctx.add_image_loader(Arc::new(GuidePictures));
    }
}

/// Decodes a picture of the guide. The window keeps what it drew of it, so nothing is kept here.
struct GuidePictures;

impl GuidePictures {
    const NAME: &str = concat!(module_path!(), "::GuidePictures");
}

impl ImageLoader for GuidePictures {
    fn id(&self) -> &str {
        Self::NAME
    }

    fn load(&self, _ctx: &Context, uri: &str, _size_hint: SizeHint) -> ImageLoadResult {
        let bytes = bytes_of(uri).ok_or(LoadError::NotSupported)?;
        let broken = || LoadError::Loading("the picture is damaged".to_owned());
        decoded(bytes).map(|image| ImagePoll::Ready { image: Arc::new(image) }).ok_or_else(broken)
    }

    fn forget(&self, _uri: &str) {}

    fn forget_all(&self) {}

    fn byte_size(&self) -> usize {
        0
    }
}

/// The first picture of a PNG, of any depth.
fn decoded(bytes: &[u8]) -> Option<ColorImage> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let size = [usize::try_from(frame.width).ok()?, usize::try_from(frame.height).ok()?];
    let pixels = pixels.get(..frame.buffer_size())?;
    let samples = frame.color_type.samples();
    (pixels.len() == size.iter().product::<usize>() * samples).then_some(())?;
    match frame.color_type {
        png::ColorType::Rgb => Some(ColorImage::from_rgb(size, pixels)),
        png::ColorType::Rgba => Some(ColorImage::from_rgba_unmultiplied(size, pixels)),
        png::ColorType::Grayscale => Some(ColorImage::from_gray(size, pixels)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_read_and_of_a_size_to_look_at() {
        for (name, bytes) in PICTURES {
            let image = decoded(bytes).unwrap_or_else(|| panic!("{name}"));
            assert!(image.width() >= 640 && image.width() <= 1600, "{name}: {:?}", image.size);
            assert!(bytes.len() < 500_000, "{name}: {} bytes", bytes.len());
        }
        assert!(
            bytes_of("guide://no.png").is_none() && bytes_of("https://twopop.example/desk.png").is_none()
        );
    }
}
