//! Sound at a third of its rate: 16 kHz, where speech lies.

/// Samples of 48 kHz in one at 16 kHz. Derived: speech lies below 8 kHz.
pub(super) const DECIMATION: i64 = 3;

/// Taps of the filter.
const TAPS: usize = 49;

/// Takes sound at 48 kHz to 16 kHz.
pub(super) struct Decimator([f32; TAPS]);

impl Default for Decimator {
    fn default() -> Self {
        Self(low_pass())
    }
}

impl Decimator {
    /// Samples needed before and after what is thinned.
    pub const REACH: i64 = 24;

    /// Every third sample, filtered, of a sound that comes with [`Self::REACH`] samples more on either side.
    pub fn thinned(&self, sound: &[f32]) -> Vec<f32> {
        let near = sound.windows(TAPS).step_by(3).filter_map(<[f32]>::first_chunk::<TAPS>);
        near.map(|near| weighed(near, &self.0)).collect()
    }
}

/// Sum of the products; of eight at a time.
fn weighed(near: &[f32; TAPS], factors: &[f32; TAPS]) -> f32 {
    let (nears, rest) = near.as_chunks::<8>();
    let (factors, other_rest) = factors.as_chunks::<8>();
    let mut sums = [0.0f32; 8];
    for (near, factors) in nears.iter().zip(factors) {
        sums.iter_mut().zip(near.iter().zip(factors)).for_each(|(sum, (near, factor))| *sum += near * factor);
    }
    sums.iter().sum::<f32>() + rest.iter().zip(other_rest).map(|(near, factor)| near * factor).sum::<f32>()
}

/// A low pass at 7.2 kHz for sound at 48 kHz: a windowed sinc.
fn low_pass() -> [f32; TAPS] {
    let cut_off = 0.15f64;
    let tap = |at: i32| {
        let (from_middle, turn) = (f64::from(at), std::f64::consts::PI);
        let sinc = if at == 0 {
            2.0 * cut_off
        } else {
            (2.0 * turn * cut_off * from_middle).sin() / (turn * from_middle)
        };
        (sinc * (0.5 + 0.5 * (turn * from_middle / 25.0).cos())) as f32
    };
    std::array::from_fn(|at| tap(at as i32 - Decimator::REACH as i32))
}
