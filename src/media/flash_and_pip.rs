use std::io;

use super::PcmSource;
use crate::timebase::{SampleDelta, SamplePos};

/// A flash and a pip at once, every second for a minute: what screen and loudspeakers are set against each other by.
/// The pip is sound made here, without a file; when to flash, it says itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlashAndPip;

/// From one pip to the next.
const EVERY: i64 = 48_000;
/// A pip lasts 10 ms.
const PIP: i64 = 480;
/// A flash lasts as long as the eye needs to be sure of it: 40 ms.
const FLASH: i64 = 1920;

impl FlashAndPip {
    /// Whether the screen is bright while the sound is heard at `heard`. `picture_delay` is how much later than the
    /// sound the picture is shown, as the player takes it: who finds both together has found
    /// the delay of his devices.
    pub fn is_bright(self, heard: SamplePos, picture_delay: SampleDelta) -> bool {
        let due = heard - picture_delay;
        due >= SamplePos::ZERO && due.get().rem_euclid(EVERY) < FLASH
    }
}

/// One channel. The first sample of a pip is as loud as the rest, so that its beginning is certain to the sample.
impl PcmSource for FlashAndPip {
    fn channels(&self) -> usize {
        1
    }

    fn frames(&self) -> i64 {
        EVERY * 60
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        for (n, sample) in (first..).zip(out) {
            let within = n.rem_euclid(EVERY);
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
    fn flash_and_pip_begin_together_and_the_delay_moves_the_flash_alone() {
        let mut sound = vec![0.0; 96_000];
        FlashAndPip.read(0, &mut sound).expect("made here");
        let begins = |n: &usize| sound[*n] != 0.0 && (*n == 0 || sound[*n - 1] == 0.0);
        assert_eq!((0..sound.len()).filter(begins).collect::<Vec<usize>>(), [0, 48_000]);
        let flashes = |delay: i64| {
            let bright = |n: i64| FlashAndPip.is_bright(SamplePos::new(n), SampleDelta::new(delay));
            (1..96_000).find(|&n| bright(n) && !bright(n - 1))
        };
        assert_eq!(flashes(0), Some(48_000));
        assert_eq!(flashes(4800), Some(4800), "4800 samples late: the first flash, too");
        assert_eq!(flashes(-4800), Some(43_200));
    }
}
