//! The strip below the picture: the guide up and the delivered audio down from one line, with a playhead.

use super::sound::{Channel, ClipSounds};

/// Of the strip, in pixels. Even, as H.264 wants it.
pub(super) const STRIP_HEIGHT: usize = 96;

const GROUND: [u8; 4] = [0x0B, 0x0C, 0x0E, 0xFF];
const LINE: [u8; 4] = [0x9D, 0xA5, 0xB1, 0xFF];
/// As on the desk.
const GUIDE: [u8; 4] = [0x56, 0xB4, 0xE9, 0xFF];
const DELIVERED: [u8; 4] = [0x3D, 0xDC, 0x97, 0xFF];
const PLAYHEAD: [u8; 4] = [0xFF, 0xFF, 0xFF, 0xFF];

/// Drawn once, without its playhead.
pub(super) struct Strip {
    width: usize,
    pixels: Vec<u8>,
}

impl Strip {
    /// `width` pixels across the whole range.
    pub fn of(sounds: &ClipSounds, width: usize) -> Self {
        let [guide, delivered] = [&sounds.guide, &sounds.delivered].map(|one| columns(one, width));
        let half = STRIP_HEIGHT / 2;
        let mut pixels = Vec::with_capacity(width * STRIP_HEIGHT * 4);
        for row in 0..STRIP_HEIGHT {
            let (peaks, colour, from_line) =
                if row < half { (&guide, GUIDE, half - row) } else { (&delivered, DELIVERED, row - half) };
            for peak in peaks {
                // The cube root, as on the desk, so that a quiet effect shows beside a 2-pop.
                let reach = (peak.clamp(0.0, 1.0).cbrt() * half as f32) as usize;
                let colour = match from_line {
                    0 => LINE,
                    far if far <= reach => colour,
                    _ => GROUND,
                };
                pixels.extend(colour);
            }
        }
        Self { width, pixels }
    }

    /// Puts it into `out`, with the playhead at that share of it.
    pub fn draw(&self, out: &mut [u8], share: f32) {
        let head = ((share * self.width as f32) as usize).min(self.width.saturating_sub(1));
        for (row, drawn) in out.chunks_exact_mut(self.width * 4).zip(self.pixels.chunks_exact(self.width * 4))
        {
            row.copy_from_slice(drawn);
            if let Some(pixel) = row.get_mut(head * 4..head * 4 + 4) {
                pixel.copy_from_slice(&PLAYHEAD);
            }
        }
    }
}

/// The loudest sample of each column.
fn columns(channel: &Channel, width: usize) -> Vec<f32> {
    let samples = &channel.loudest;
    (0..width)
        .map(|column| {
            let from = column * samples.len() / width.max(1);
            let to = ((column + 1) * samples.len() / width.max(1)).max(from + 1);
            let part = samples.get(from..to.min(samples.len())).unwrap_or_default();
            part.iter().fold(0.0_f32, |most, sample| most.max(*sample))
        })
        .collect()
}
