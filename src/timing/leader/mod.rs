//! The leader: which parts of a head and tail are line-up tone, 2-pop, tail pop and silence, and what proves it.
//!
//! Takes the ends of both sides at 48 kHz ([`Ends`](super::features::Ends)), gives each side's [`Leader`] by sound alone
//! and then [`LeaderPart`]s with their proof. Methods: short-time Fourier levels for the spans; quadrature (lock-in)
//! demodulation at 1 kHz for a pop's onset, to a few samples. It stops at the first other sound, so a beep inside a
//! programme is never leader, and it never calls a lone beep more than possible.
//!
//! Read `parts`, `spans`, `onset`, `parse`, `proof`; `by_ends` says the same of a file whose ends alone have been read.

mod by_ends;
mod onset;
mod parse;
mod parts;
mod proof;
mod spans;

pub use by_ends::{END_LENGTHS, FileEnd, ProgrammeByEnds, programme_by_ends};
pub(in crate::timing) use parse::{Leader, Leaders};
pub use parts::{LeaderPart, LeaderPartKind, LeaderParts, LeaderProof};
pub(in crate::timing) use proof::{PopContext, TWO_SECONDS, proved_parts};
pub(in crate::timing) use spans::LeaderSound;

#[cfg(test)]
mod laws;
