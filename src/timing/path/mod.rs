//! The path: which lag hypothesis holds where, from the first block to the last.
//!
//! Takes coarse matches and lag peaks, gives [`OffsetSteps`]: runs at one lag each, exact to a fraction of a sample, and
//! the changes between them with every place where each may be. Methods: log-likelihood evidence for each hypothesis;
//! the Viterbi algorithm over hypotheses with a cost for jumps ([`Viterbi`]); own pruning rules for recurring cues and
//! swapped scenes; robust weighted least squares for lags and slope; maximum-likelihood change points. It knows nothing of
//! leaders, policy or words.
//!
//! How much support and evidence a run needs is chosen: higher values miss short recuts, lower ones take recurring cues and
//! chance for recuts. `tests/pure/timing/recuts.rs` holds such cases.
//!
//! Read `hypotheses`, `viterbi`, `run`, `second_pass`, `short_insert`, then `prune` with `frames`, `echo`, `excursion`,
//! `swap_partner`, then `same_programme`, `refine`, `change`, `swap`, `offset_steps`.

mod change;
mod echo;
mod excursion;
mod frames;
mod hypotheses;
mod offset_steps;
mod prune;
mod refine;
mod run;
mod same_programme;
mod second_pass;
mod short_insert;
mod swap;
mod swap_partner;
mod viterbi;

pub(in crate::timing) use change::{Change, ChangeKind};
pub(in crate::timing) use frames::are_whole;
pub(in crate::timing) use hypotheses::{LagHypothesis, weighed_hypotheses};
pub(in crate::timing) use offset_steps::{OffsetStep, OffsetSteps, Scale};
pub(in crate::timing) use prune::pruned_runs;
pub(in crate::timing) use refine::{SlopeFit, refined};
pub(in crate::timing) use run::{Run, join_same};
pub(in crate::timing) use same_programme::{band_levels_agree, is_same_programme, sounds_enough};
pub(in crate::timing) use second_pass::{close_lag_peaks, matches_everywhere, spans_to_search, unexplained};
pub(in crate::timing) use short_insert::short_inserts;
pub(in crate::timing) use swap::CANCEL;
pub(in crate::timing) use viterbi::{BlockState, Viterbi};
