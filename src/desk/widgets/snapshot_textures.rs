use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::session::{CachedSnapshot, Snapshot, SnapshotCache};

/// Pictures kept beside a ticket, ready to be shown: a texture each, made when it comes on screen.
#[derive(Default)]
pub struct SnapshotTextures {
    textures: Vec<(String, TextureHandle)>,
}

impl SnapshotTextures {
    /// The texture of `print`, which is kept under `name`; made the first time.
    pub fn texture(&mut self, ctx: &Context, name: &str, print: &Snapshot) -> TextureHandle {
        if let Some((_, texture)) = self.textures.iter().find(|(known, _)| known == name) {
            return texture.clone();
        }
        let image = ColorImage::from_rgb([print.width, print.height], &print.rgb);
        let texture = ctx.load_texture(name, image, TextureOptions::LINEAR);
        self.textures.push((name.to_owned(), texture.clone()));
        texture
    }

    /// Lets go of what the snapshots has let go of.
    pub fn keep_in_step(&mut self, snapshots: &SnapshotCache) {
        self.textures.retain(|(name, _)| matches!(snapshots.entry(name), Some(CachedSnapshot::There(_))));
    }
}
