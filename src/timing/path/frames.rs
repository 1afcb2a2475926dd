//! Whole frames: pictures are cut between frames, so a recut moves sound by whole ones.

/// Whether `distance` is one of whole frames, to a share `within` of a frame; or of frames rounded to whole samples first, as a
/// workstation may that counts 1602 samples for the 1601.6 of 29.97. `distance` and `frame` in samples at 48 kHz.
pub(in crate::timing) fn are_whole(distance: f64, frame: f64, within: f64) -> bool {
    let is_whole = |frame: f64| {
        let frames = distance / frame;
        (frames - frames.round()).abs() < within
    };
    is_whole(frame) || is_whole(frame.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples in a frame at 24, 25, 23.976 and 29.97 frames a second.
    const FRAMES: [f64; 4] = [2000.0, 1920.0, 2002.0, 1601.6];

    #[test]
    fn frames_are_whole_and_halves_are_not() {
        for frame in FRAMES {
            for count in [-700.0, -1.0, 1.0, 12.0, 900.0] {
                assert!(are_whole(count * frame, frame, 0.03), "{count} of {frame}");
                assert!(are_whole(count * frame.round(), frame, 0.03), "{count} of {frame}, rounded");
            }
            assert!(!are_whole(0.5 * frame, frame, 0.03), "half of {frame}");
            assert!(!are_whole(10.2 * frame, frame, 0.03), "ten and a fifth of {frame}");
        }
    }
}
