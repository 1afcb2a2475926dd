//! Textures of the snapshots saved with findings, made when one comes on screen.

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::session::{CachedSnapshot, Snapshot, SnapshotCache};

/// One texture for each snapshot that was on screen, by its name.
#[derive(Default)]
pub struct SnapshotTextures {
    textures: Vec<(String, TextureHandle)>,
}

impl SnapshotTextures {
    /// The texture of `snapshot`, which is saved as `name`; made the first time.
    pub fn texture(&mut self, ctx: &Context, name: &str, snapshot: &Snapshot) -> TextureHandle {
        if let Some((_, texture)) = self.textures.iter().find(|(known, _)| known == name) {
            return texture.clone();
        }
        let image = ColorImage::from_rgb([snapshot.width, snapshot.height], &snapshot.rgb);
        let texture = ctx.load_texture(name, image, TextureOptions::LINEAR);
        self.textures.push((name.to_owned(), texture.clone()));
        texture
    }

    /// Drops the textures of snapshots that the session dropped.
    pub fn keep_in_step(&mut self, snapshots: &SnapshotCache) {
        self.textures.retain(|(name, _)| matches!(snapshots.entry(name), Some(CachedSnapshot::There(_))));
    }
}
