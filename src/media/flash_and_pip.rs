//! A test signal for setting the picture delay: a flash and a pip at once.

use std::io;

use super::PcmSource;
use crate::timebase::{SampleDelta, SamplePos};

/// A flash and a pip together, once a second for a minute: for setting the picture delay against the loudspeakers. The
/// pip is generated, without a file; [`Self::is_bright`] says when to flash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlashAndPip;

/// Samples from one pip to the next: 1 s.
const PERIOD: i64 = 48_000;
/// Samples that a pip lasts: 10 ms.
const PIP: i64 = 480;
/// Samples that a flash lasts: 40 ms, long enough to be seen for certain.
const FLASH: i64 = 1920;

impl FlashAndPip {
    /// Whether the screen is bright while the sound is at `heard`. `picture_delay` is how much later than the sound the
    /// picture is shown, as in the player: when both are seen and heard together, it is the delay of the devices.
    pub fn is_bright(self, heard: SamplePos, picture_delay: SampleDelta) -> bool {
        let due = heard - picture_delay;
        due >= SamplePos::ZERO && due.get().rem_euclid(PERIOD) < FLASH
    }
}

/// One channel. The first sample of a pip is as loud as the rest, so that its start is exact to the sample.
impl PcmSource for FlashAndPip {
    fn channels(&self) -> usize {
        1
    }

    fn frames(&self) -> i64 {
        PERIOD * 60
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        for (n, sample) in (first..).zip(out) {
            let within = n.rem_euclid(PERIOD);
            // 1 kHz, half a period at a time: no sample of a pip is zero.
            let sign = if within / 24 % 2 == 0 { 0.5 } else { -0.5 };
            *sample = if (0..self.frames()).contains(&n) && within < PIP { sign } else { 0.0 };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flash_and_pip_start_together_and_the_delay_moves_only_the_flash() {
        let mut sound = vec![0.0; 96_000];
        FlashAndPip.read(0, &mut sound).expect("generated");
        let starts = |n: &usize| sound[*n] != 0.0 && (*n == 0 || sound[*n - 1] == 0.0);
        assert_eq!((0..sound.len()).filter(starts).collect::<Vec<usize>>(), [0, 48_000]);
        let flashes = |delay: i64| {
            let bright = |n: i64| FlashAndPip.is_bright(SamplePos::new(n), SampleDelta::new(delay));
            (1..96_000).find(|&n| bright(n) && !bright(n - 1))
        };
        assert_eq!(flashes(0), Some(48_000));
        assert_eq!(flashes(4800), Some(4800), "4800 samples late: the first flash too");
        assert_eq!(flashes(-4800), Some(43_200));
    }
}
