//! The picture as one texture, written again for each frame that arrives.

use eframe::egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use crate::media::VideoFrame;

/// The picture on screen: one texture, written again for each frame that arrives.
#[derive(Default)]
pub struct Picture {
    texture: Option<TextureHandle>,
    /// Width over height as it is to be seen, pixel shape included.
    aspect: f32,
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
        self.aspect = width as f32 / height as f32;
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(ctx.load_texture("picture", image, TextureOptions::LINEAR)),
        }
    }

    /// Shows the whole picture as large as `rect` allows. What height is left over stays below it, where the
    /// waveform lies.
    pub fn show(&self, ui: &Ui, rect: Rect) {
        let Some(texture) = &self.texture else { return };
        let place = fitted(rect, self.aspect);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter_at(rect).image(texture.id(), place, whole, Color32::WHITE);
    }
}

/// The largest rectangle of that shape at the top of `rect`, in the middle of its width.
fn fitted(rect: Rect, aspect: f32) -> Rect {
    if aspect <= 0.0 {
        return rect;
    }
    let width = rect.width().min(rect.height() * aspect);
    let size = vec2(width, width / aspect);
    Rect::from_min_size(pos2(rect.center().x - width / 2.0, rect.top()), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_keeps_its_shape() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        assert_eq!(fitted(wide, 1.0).size(), vec2(500.0, 500.0));
        assert_eq!(fitted(wide, 4.0).size(), vec2(1000.0, 250.0));
        assert_eq!(fitted(wide, 1.0).center(), wide.center());
        assert_eq!(fitted(wide, 4.0).min, wide.min);
    }
}
