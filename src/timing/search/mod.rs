//! Search: at which lags the two sides share sound, and how fast one runs against the other.
//!
//! Takes the features of both sides, gives coarse matches, lag peaks, a speed, and evidence for any lag. Methods: spectral
//! flux in bands cross-correlated with the whole reference ([`CoarseMatcher`]); GCC-PHAT (Knapp & Carter 1976) on
//! whitened waveforms ([`Correlator`], [`fine_lag_peaks`]); a Hough transform and least squares for the speed
//! ([`dominant_slope`]); log-likelihood ratios for evidence ([`Agreement`]). It proposes lags and weighs them; which of
//! them holds where is the path's decision.
//!
//! Read `pair`, `band_index`, `coarse`, `correlate`, `fine`, `slope`, `evidence`, `left_right`.

mod band_index;
mod coarse;
mod correlate;
mod evidence;
mod fine;
mod left_right;
mod pair;
mod slope;

pub(in crate::timing) use band_index::CoarseMatch;
pub(in crate::timing) use coarse::{CoarseMatcher, at_new_ratio};
pub(in crate::timing) use correlate::{Correlator, exact_top};
pub(in crate::timing) use evidence::{
    Agreement, BLOCK, CONFIRMED, CONFIRMING_BLOCKS, SUPPORTS, sounding_blocks, tempered,
};
pub(in crate::timing) use fine::{LagPeak, fine_lag_peaks};
pub(in crate::timing) use left_right::{likely_left_right, matches_at};
pub use pair::LeftRight;
pub(in crate::timing) use pair::Pair;
pub(in crate::timing) use slope::{dominant_slope, polished_slope, residual_slope};
