//! How much of the picture is shown, and which part of it.

/// Zoom and pan of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureZoom {
    /// 1: the whole picture fits; 16 at most.
    pub factor: f32,
    /// The place in the picture that stands in the middle, from 0 at the left and top to 1.
    pub centre: [f32; 2],
}

impl Default for PictureZoom {
    fn default() -> Self {
        Self { factor: 1.0, centre: [0.5, 0.5] }
    }
}

impl PictureZoom {
    /// As near as it goes. Chosen: a pixel of an HD picture is then as large as a finger tip.
    pub const MOST: f32 = 16.0;

    /// Whether less than the whole picture is wanted.
    pub fn is_near(self) -> bool {
        self.factor > 1.0
    }

    /// The same with every number inside its range; all of the picture where it is hardly larger.
    #[must_use]
    pub fn usable(self) -> Self {
        if self.factor.is_nan() || self.factor < 1.02 {
            return Self::default();
        }
        let inside = |share: f32| if share.is_nan() { 0.5 } else { share.clamp(0.0, 1.0) };
        Self { factor: self.factor.min(Self::MOST), centre: self.centre.map(inside) }
    }
}
