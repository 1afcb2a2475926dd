//! Sound and pictures that say where they are: samples that count their frames, pictures that carry their number.

use std::io;

use twopop::media::{PcmSource, VideoFrame};

/// Stereo sound without a file that counts its frames: the left sample at frame n is (n + 1)/2²⁰, the right its negative,
/// both exact.
pub struct Counting {
    pub frames: i64,
}

/// The count of frames that is full scale.
pub const UNIT: f32 = 1_048_576.0;

impl PcmSource for Counting {
    fn channels(&self) -> usize {
        2
    }

    fn frames(&self) -> i64 {
        self.frames
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        for (n, frame) in (first..).zip(out.chunks_exact_mut(2)) {
            let value = if (0..self.frames).contains(&n) { (n + 1) as f32 / UNIT } else { 0.0 };
            frame.copy_from_slice(&[value, -value]);
        }
        Ok(())
    }
}

/// For ffmpeg: frames of 160×96 that carry their number as a row of eight bright and dark blocks, lowest bit left.
pub fn numbered(rate: &str, frames: u32) -> String {
    format!(
        "-f lavfi -i color=s=160x96:r={rate},geq=lum=16+219*mod(floor(N/pow(2\\,floor(X/20)))\\,2):cb=128:cr=128 \
         -frames:v {frames}"
    )
}

/// The number that a picture of [`numbered`] carries.
pub fn number_on(frame: &VideoFrame) -> i64 {
    let row = frame.rows().nth(48).expect("a middle row");
    (0..8).filter(|bit| row[(bit * 20 + 10) * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}

/// Pseudo-random numbers below the argument, the same in every run.
pub fn chance(seed: u64) -> impl FnMut(u64) -> i64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as i64
    }
}

/// For ffmpeg: frames of 320×96 that carry their number in ten blocks, for movies of up to 1024 frames.
pub fn numbered_long(rate: &str, frames: u32) -> String {
    format!(
        "-f lavfi -i color=s=320x96:r={rate},geq=lum=16+219*mod(floor(N/pow(2\\,floor(X/32)))\\,2):cb=128:cr=128 \
         -frames:v {frames}"
    )
}

/// The number that a picture of [`numbered_long`] carries, in rows of RGBA of 320 pixels.
pub fn long_number_in(rgba: &[u8]) -> i64 {
    let row = &rgba[48 * 320 * 4..];
    (0..10).filter(|bit| row[(bit * 32 + 16) * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}
