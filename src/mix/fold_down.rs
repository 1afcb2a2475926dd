//! A 2.0 that came with the 5.1: whether it is its fold-down. Standard: ITU-R BS.775, centre and surrounds 3 dB down, no LFE, at
//! any level. Lt/Rt, and fold-downs with other gains, do not fit and are named as such only by a person.

use super::block::JudgedPart;

/// Compares the 2.0 with what the 5.1 gives.
#[derive(Default)]
pub(super) struct FoldDown {
    /// Sums of squares of the predicted and of the delivered 2.0, and of their products.
    predicted: f64,
    delivered: f64,
    common: f64,
}

impl FoldDown {
    pub fn push(&mut self, part: &JudgedPart) {
        let ([left, right, centre, _, left_surround, right_surround], [two_left, two_right]) =
            (part.block.delivered.as_slice(), part.block.fold_down.as_slice())
        else {
            return;
        };
        let down = std::f32::consts::FRAC_1_SQRT_2;
        for (front, surround, two) in [(left, left_surround, two_left), (right, right_surround, two_right)] {
            let judged = |lane: &'_ Vec<f32>| lane.get(part.range.clone()).unwrap_or_default().to_vec();
            let (front, surround, centre, two) =
                (judged(front), judged(surround), judged(centre), judged(two));
            for (((front, surround), centre), two) in front.iter().zip(&surround).zip(&centre).zip(&two) {
                let (sum, two) = (f64::from(front + down * (centre + surround)), f64::from(*two));
                self.predicted += sum * sum;
                self.delivered += two * two;
                self.common += sum * two;
            }
        }
    }

    /// What of the 2.0 does not fit, against all of it, in decibels; `None` where nothing sounds.
    pub fn misfit_db(&self) -> Option<f64> {
        if self.delivered <= 0.0 {
            return None;
        }
        let fits = if self.predicted > 0.0 { self.common * self.common / self.predicted } else { 0.0 };
        Some(10.0 * ((self.delivered - fits) / self.delivered).max(1e-15).log10())
    }
}
