use super::Speaker;

/// How loud one channel is in the left and in the right ear, as factors.
pub type StereoGains = [f32; 2];

/// −3 dB.
const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// How one speaker is heard in two stereo_gains. Mono is heard at full level in both, a channel without a known place like the
/// centre. The sum of many loud channels can pass full scale: a monitor's level is for that, never a hidden gain here.
///
/// Source: Recommendation ITU-R BS.775-3, Annex 4, table 2 (3/2 to 2/0): centre and surrounds at −3 dB, the LFE left
/// out. `with_low_frequency` adds it like the centre, which the Recommendation leaves to the listener.
pub(super) fn in_two_ears(speaker: Speaker, with_low_frequency: bool) -> StereoGains {
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

/// The same fold-down, with both stereo_gains brought together in `ear`.
pub(super) fn in_one_ear([left, right]: StereoGains, [to_left, to_right]: StereoGains) -> StereoGains {
    let both = (left + right) / 2.0;
    [both * to_left, both * to_right]
}

#[cfg(test)]
mod tests {
    use super::super::{ChannelOrder, speakers};
    use super::*;

    /// BS.775-3, Annex 4, table 2, row 2/0.
    #[test]
    fn five_one_conforms() {
        let half = 10_f32.powf(-3.0 / 20.0);
        let expected = [[1.0, 0.0], [0.0, 1.0], [half, half], [0.0, 0.0], [half, 0.0], [0.0, half]];
        let speakers = speakers(6, ChannelOrder::Smpte);
        let gains = speakers.into_iter().map(|speaker| in_two_ears(speaker, false));
        for (gain, expected) in gains.zip(expected) {
            let differs = |ear: usize| (gain[ear] - expected[ear]).abs() > 0.001;
            assert!(!differs(0) && !differs(1), "{gain:?} is not {expected:?}");
        }
    }
}
