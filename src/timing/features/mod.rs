//! Features: takes one side's sound in blocks, once, and keeps what measuring needs.
//!
//! Takes interleaved samples at 48 kHz, gives [`Features`]: two whitened streams at 8 kHz (mid and side), band levels
//! every 40 ms, and both ends at 48 kHz. Methods: mid/side downmix (ITU-R BS.775 centre weight), linear-phase FIR
//! decimation, and whitening in short-time Fourier frames, which is the phase transform (PHAT; Knapp & Carter, "The
//! generalized correlation method for estimation of time delay", 1976) local in time. It never keeps the sound itself:
//! two hours of any channel count stay under a quarter of a gigabyte.
//!
//! Read `extractor`, then `downmix`, `decimate`, `spectrum`, `whiten` with `whitened`, `bands`, `ends`, `held` with
//! `sounding`, and `stored`.

mod bands;
mod decimate;
mod downmix;
mod ends;
mod extractor;
mod held;
mod sounding;
mod spectrum;
mod stored;
mod whiten;
mod whitened;

pub(in crate::timing) use bands::BAND_HOP;
pub(in crate::timing) use decimate::Decimator;
pub(in crate::timing) use downmix::Downmix;
pub(in crate::timing) use ends::{Ends, KEPT};
pub(in crate::timing) use extractor::BAND_VALUES;
pub use extractor::{FeatureExtractor, Features};
pub use held::SoundHeld;
pub(in crate::timing) use spectrum::{Bin, Fourier, periodic_hann};
pub(in crate::timing) use whitened::{SincKernel, WhitenedSpan};
