//! Fold-down to stereo. Method: Recommendation ITU-R BS.775-3, Annex 4, table 2.

use super::{ChannelOrder, Speaker, speakers};

/// One channel's factors on the left and on the right.
pub type StereoGains = [f32; 2];

/// −3 dB. Standard: ITU-R BS.775-3.
const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// One speaker's factors in stereo. Mono plays at full level on both sides, a channel without a known place like the centre.
/// The sum of many loud channels can pass full scale: that is for the monitor's gain, never for a hidden one here.
///
/// Source: Recommendation ITU-R BS.775-3, Annex 4, table 2 (3/2 to 2/0): centre and surrounds at −3 dB, the LFE left
/// out. `with_low_frequency` adds it like the centre, which the Recommendation leaves to the listener.
pub(super) fn in_stereo(speaker: Speaker, with_low_frequency: bool) -> StereoGains {
    match speaker {
        Speaker::Mono => [1.0, 1.0],
        Speaker::Left => [1.0, 0.0],
        Speaker::Right => [0.0, 1.0],
        Speaker::LowFrequency if !with_low_frequency => [0.0, 0.0],
        Speaker::Centre | Speaker::LowFrequency | Speaker::Other(_) => [HALF_POWER, HALF_POWER],
        Speaker::LeftSurround | Speaker::LeftRear => [HALF_POWER, 0.0],
        Speaker::RightSurround | Speaker::RightRear => [0.0, HALF_POWER],
    }
}

/// The factor of each channel of `channels` in mono: half of its stereo fold-down, left and right together.
pub fn mono_gains(channels: usize) -> Vec<f32> {
    let stereo = speakers(channels, ChannelOrder::Smpte).into_iter().map(|speaker| in_stereo(speaker, false));
    stereo.map(|[left, right]| (left + right) / 2.0).collect()
}

/// A stereo row summed to mono and put on one side, or both.
pub(super) fn on_one_side([left, right]: StereoGains, [to_left, to_right]: StereoGains) -> StereoGains {
    let both = (left + right) / 2.0;
    [both * to_left, both * to_right]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BS.775-3, Annex 4, table 2, row 2/0.
    #[test]
    fn five_one_conforms() {
        let half = 10_f32.powf(-3.0 / 20.0);
        let expected = [[1.0, 0.0], [0.0, 1.0], [half, half], [0.0, 0.0], [half, 0.0], [0.0, half]];
        let speakers = speakers(6, ChannelOrder::Smpte);
        let gains = speakers.into_iter().map(|speaker| in_stereo(speaker, false));
        for (gain, expected) in gains.zip(expected) {
            let differs = |side: usize| (gain[side] - expected[side]).abs() > 0.001;
            assert!(!differs(0) && !differs(1), "{gain:?} is not {expected:?}");
        }
    }
}
