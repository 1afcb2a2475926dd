//! How many channels become two ears.
//!
//! Source: Recommendation ITU-R BS.775-3, Annex 4, table 2 (3/2 to 2/0): centre and surrounds at −3 dB, LFE left
//! out. Channel order as delivered: L R C LFE Ls Rs.

/// How loud one channel is in the left and in the right ear.
pub(super) type Ears = [f32; 2];

const LEFT: Ears = [1.0, 0.0];
const RIGHT: Ears = [0.0, 1.0];
const SILENT: Ears = [0.0, 0.0];
/// −3 dB.
const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;
const CENTRE: Ears = [HALF_POWER, HALF_POWER];
const LEFT_SURROUND: Ears = [HALF_POWER, 0.0];
const RIGHT_SURROUND: Ears = [0.0, HALF_POWER];

/// The gains of each of `channels` channels for two ears. Mono is heard at full level in both, stereo as it is.
/// The sum of many loud channels can pass full scale: a monitor's volume is for that, never a hidden gain here.
pub(super) fn stereo_fold_down(channels: usize) -> Vec<Ears> {
    match channels {
        1 => vec![[1.0, 1.0]],
        2 => vec![LEFT, RIGHT],
        3 => vec![LEFT, RIGHT, CENTRE],
        4 => vec![LEFT, RIGHT, LEFT_SURROUND, RIGHT_SURROUND],
        5 => vec![LEFT, RIGHT, CENTRE, LEFT_SURROUND, RIGHT_SURROUND],
        _ => {
            let front = [LEFT, RIGHT, CENTRE, SILENT];
            let around = [LEFT_SURROUND, RIGHT_SURROUND].into_iter().cycle();
            front.into_iter().chain(around).take(channels).collect()
        }
    }
}

/// The same fold-down, with both ears brought together in `ear`.
pub(super) fn in_one_ear(gains: &[Ears], ear: Ears) -> Vec<Ears> {
    let [to_left, to_right] = ear;
    gains
        .iter()
        .map(|&[left, right]| {
            let both = (left + right) / 2.0;
            [both * to_left, both * to_right]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BS.775-3, Annex 4, table 2, row 2/0.
    #[test]
    fn five_one_conforms() {
        let half = 10_f32.powf(-3.0 / 20.0);
        let expected = [[1.0, 0.0], [0.0, 1.0], [half, half], [0.0, 0.0], [half, 0.0], [0.0, half]];
        let gains = stereo_fold_down(6);
        assert_eq!(gains.len(), expected.len());
        for (gain, expected) in gains.iter().flatten().zip(expected.iter().flatten()) {
            assert!((gain - expected).abs() < 0.001, "{gain} is not {expected}");
        }
    }

    #[test]
    fn every_channel_has_a_place() {
        for channels in 1..=16 {
            assert_eq!(stereo_fold_down(channels).len(), channels);
        }
    }
}
