//! Search: at which lags the two sides share something, and how fast one runs against the other.

pub(in crate::timing) mod coarse;
pub(in crate::timing) mod correlate;
pub(in crate::timing) mod evidence;
pub(in crate::timing) mod fine;
pub(in crate::timing) mod pair;
pub(in crate::timing) mod propose;
pub(in crate::timing) mod slope;
