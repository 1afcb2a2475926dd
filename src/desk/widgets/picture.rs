//! The picture as one texture, written again for each frame that arrives.

use std::cell::Cell;

use eframe::egui::emath::GuiRounding;
use eframe::egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2};

use crate::media::VideoFrame;

/// The picture on screen: one texture, written again for each frame that arrives.
#[derive(Default)]
pub struct Picture {
    texture: Option<TextureHandle>,
    /// Width over height as it is to be seen, pixel shape included.
    aspect: f32,
    /// The most pixels, across and down, that it was shown with since that was last asked.
    seen: Cell<[u32; 2]>,
}

impl Picture {
    /// Sets the frame to show.
    pub fn take(&mut self, ctx: &Context, frame: &VideoFrame) {
        let (width, height) = (frame.width(), frame.height());
        if width == 0 || height == 0 {
            return;
        }
        let mut image = ColorImage::filled([width, height], Color32::BLACK);
        // Whole rows: this runs for each frame, and a frame is up to 8 MB.
        for (shown, row) in image.as_raw_mut().chunks_exact_mut(width * 4).zip(frame.rows()) {
            shown.copy_from_slice(row);
        }
        self.aspect = frame.aspect();
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(ctx.load_texture("picture", image, TextureOptions::LINEAR)),
        }
    }

    /// With how many pixels it was shown since the last call, across and down: in the largest of its places. `None` where it
    /// was not shown.
    pub fn take_seen(&self) -> Option<[u32; 2]> {
        Some(self.seen.take()).filter(|[across, down]| *across > 0 && *down > 0)
    }

    /// Where the whole picture lies when it is as large as `rect` allows, in the middle of its width; `at_top` of its
    /// height, or in the middle. `None` while there is no picture.
    pub fn fitted(&self, rect: Rect, at_top: bool) -> Option<Rect> {
        self.texture.as_ref().map(|_| fitted(rect, self.aspect, at_top))
    }

    /// Shows the whole picture in `place`.
    pub fn show(&self, painter: &Painter, place: Rect) {
        let Some(texture) = &self.texture else { return };
        let pixels_per_point = painter.pixels_per_point();
        // On whole pixels, so that a picture made for them stays sharp.
        let place = place.round_to_pixels(pixels_per_point);
        let pixels = place.size() * pixels_per_point;
        let [across, down] = self.seen.get();
        self.seen.set([across.max(pixels.x.round() as u32), down.max(pixels.y.round() as u32)]);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), place, whole, Color32::WHITE);
    }
}

/// The largest rectangle of that shape in `rect`, in the middle of its width, at its top or in the middle.
fn fitted(rect: Rect, aspect: f32, at_top: bool) -> Rect {
    if aspect <= 0.0 {
        return rect;
    }
    let width = rect.width().min(rect.height() * aspect);
    let size = vec2(width, width / aspect);
    let top = if at_top { rect.top() } else { rect.center().y - size.y / 2.0 };
    Rect::from_min_size(pos2(rect.center().x - width / 2.0, top), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_keeps_its_shape() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        assert_eq!(fitted(wide, 1.0, true).size(), vec2(500.0, 500.0));
        assert_eq!(fitted(wide, 4.0, true).size(), vec2(1000.0, 250.0));
        assert_eq!(fitted(wide, 1.0, true).center(), wide.center());
        assert_eq!(fitted(wide, 4.0, true).min, wide.min);
        assert_eq!(fitted(wide, 4.0, false).center(), wide.center());
    }
}
