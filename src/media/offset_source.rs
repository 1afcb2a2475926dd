//! A sound that begins elsewhere on the picture's timeline than at its first frame.

use std::io;
use std::sync::Arc;

use super::PcmSource;

/// The sound of `source`, its first sample at `begins_at`; negative: what lies before the picture is not heard.
pub(super) struct OffsetSource {
    pub source: Arc<dyn PcmSource>,
    pub begins_at: i64,
}

impl PcmSource for OffsetSource {
    fn channels(&self) -> usize {
        self.source.channels()
    }

    fn frames(&self) -> i64 {
        (self.source.frames() + self.begins_at).max(0)
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        self.source.read(first - self.begins_at, out)?;
        // Silence before the picture's first frame, as every source has it before its own.
        let before = usize::try_from(-first).unwrap_or(0).saturating_mul(self.channels());
        let cut = before.min(out.len());
        out.iter_mut().take(cut).for_each(|sample| *sample = 0.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "samples are copied, never computed")]

    use super::*;

    /// Five frames of one channel: 1 to 5.
    struct Five;

    impl PcmSource for Five {
        fn channels(&self) -> usize {
            1
        }

        fn frames(&self) -> i64 {
            5
        }

        fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
            for (sample, frame) in out.iter_mut().zip(first..) {
                *sample = if (0..5).contains(&frame) { frame as f32 + 1.0 } else { 0.0 };
            }
            Ok(())
        }
    }

    fn laid(begins_at: i64, first: i64) -> ([f32; 8], i64) {
        let laid = OffsetSource { source: Arc::new(Five), begins_at };
        let mut heard = [9.0; 8];
        laid.read(first, &mut heard).unwrap();
        (heard, laid.frames())
    }

    #[test]
    fn a_sound_begins_where_it_is_laid() {
        assert_eq!(laid(0, 0), ([1.0, 2.0, 3.0, 4.0, 5.0, 0.0, 0.0, 0.0], 5));
        assert_eq!(laid(2, 0), ([0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.0], 7));
        assert_eq!(laid(-2, 0), ([3.0, 4.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0], 3));
    }

    #[test]
    fn nothing_is_heard_before_the_picture() {
        assert_eq!(laid(-2, -3).0, [0.0, 0.0, 0.0, 3.0, 4.0, 5.0, 0.0, 0.0]);
        assert_eq!(laid(-9, 0), ([0.0; 8], 0), "all of it lies before");
    }
}
