//! Units of the room: the measuring rate, its ratio to 48 kHz, and the step of a whitened sample.

/// Measuring samples in a second. Chosen: dialogue, music and effects differ enough below 4 kHz.
pub(super) const MEASURING_RATE: usize = 8_000;
/// Samples at 48 kHz in one measuring sample. Derived: 48 000 / [`MEASURING_RATE`].
pub(super) const DECIMATION: usize = 6;
/// Integer steps of a whitened stream in one standard deviation. Chosen: seven bits above the point keep a block's sum
/// of products inside 32 bits.
pub(super) const WHITENED_UNIT: f32 = 256.0;

/// Measuring samples in `seconds`.
pub(super) const fn seconds(seconds: i64) -> i64 {
    seconds * MEASURING_RATE as i64
}
