//! Folds any channel count into mid and side. Takes interleaved frames, gives two signals at the same rate.

/// Weight of a centre channel in the mid signal: −3 dB. Standard: ITU-R BS.775-3, annex 4.
const CENTRE: f32 = std::f32::consts::FRAC_1_SQRT_2;
/// Weight of a surround. Chosen: low, because many guides leave the surrounds out.
const SURROUND: f32 = 0.35;

/// Folds a frame of any channel count into mid (everything) and side (left against right). Dialogue is mixed to
/// the middle and cancels in the side, which is where most of an M&E's evidence under talk lies.
pub(in crate::timing) struct Downmix {
    weights: Vec<(f32, f32)>,
}

impl Downmix {
    /// For sound of `channels` channels; film order for 6 and 8: L R C LFE Ls Rs (Lb Rb).
    pub fn of(channels: usize) -> Self {
        let (left, right) = ((0.5, 0.5), (0.5, -0.5));
        let (centre, silent) = ((CENTRE, 0.0), (0.0, 0.0));
        let (left_surround, right_surround) = ((SURROUND, SURROUND), (SURROUND, -SURROUND));
        let weights = match channels {
            0 | 1 => vec![(1.0, 0.0)],
            2 => vec![left, right],
            3 => vec![left, right, centre],
            4 => vec![left, right, left_surround, right_surround],
            5 => vec![left, right, centre, left_surround, right_surround],
            more => {
                let film = [left, right, centre, silent, left_surround, right_surround];
                let backs = [left_surround, right_surround].into_iter().cycle();
                film.into_iter().chain(backs).take(more).collect()
            }
        };
        Self { weights }
    }

    /// Appends the mid and side of `interleaved` (whole frames).
    pub fn fold(&self, interleaved: &[f32], mid: &mut Vec<f32>, side: &mut Vec<f32>) {
        // For 5.1 and stereo the compiler knows the count and needs no inner loop.
        match self.weights.first_chunk::<6>().filter(|_| self.weights.len() == 6) {
            Some(weights) => fold_known(interleaved, weights, mid, side),
            None => match self.weights.first_chunk::<2>().filter(|_| self.weights.len() == 2) {
                Some(weights) => fold_known(interleaved, weights, mid, side),
                None => fold_any(interleaved, &self.weights, mid, side),
            },
        }
    }
}

fn fold_known<const N: usize>(
    interleaved: &[f32],
    weights: &[(f32, f32); N],
    mid: &mut Vec<f32>,
    side: &mut Vec<f32>,
) {
    let (frames, _) = interleaved.as_chunks::<N>();
    mid.extend(frames.iter().map(|frame| folded(frame, weights, |(to_mid, _)| to_mid)));
    side.extend(frames.iter().map(|frame| folded(frame, weights, |(_, to_side)| to_side)));
}

fn fold_any(interleaved: &[f32], weights: &[(f32, f32)], mid: &mut Vec<f32>, side: &mut Vec<f32>) {
    for frame in interleaved.chunks_exact(weights.len()) {
        mid.push(folded(frame, weights, |(to_mid, _)| to_mid));
        side.push(folded(frame, weights, |(_, to_side)| to_side));
    }
}

fn folded(frame: &[f32], weights: &[(f32, f32)], of: impl Fn((f32, f32)) -> f32) -> f32 {
    frame.iter().zip(weights).fold(0.0, |sum, (sample, weight)| sum + sample * of(*weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(channels: usize, frame: &[f32]) -> (f32, f32) {
        let (mut mid, mut side) = (Vec::new(), Vec::new());
        Downmix::of(channels).fold(frame, &mut mid, &mut side);
        (mid[0], side[0])
    }

    #[test]
    fn dialogue_in_the_middle_cancels_in_the_side() {
        assert_eq!(folded(2, &[0.5, 0.5]), (0.5, 0.0));
        assert_eq!(folded(6, &[0.0, 0.0, 1.0, 1.0, 0.0, 0.0]), (CENTRE, 0.0));
    }

    #[test]
    fn left_alone_is_in_both() {
        assert_eq!(folded(2, &[1.0, 0.0]), (0.5, 0.5));
        assert_eq!(folded(8, &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), (0.5, 0.5));
    }
}
