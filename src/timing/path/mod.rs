//! The path: which lag hypothesis holds where, from the first block to the last.

pub(in crate::timing) mod change;
pub(in crate::timing) mod echo;
pub(in crate::timing) mod excursion;
pub(in crate::timing) mod frames;
pub(in crate::timing) mod hypotheses;
pub(in crate::timing) mod offset_steps;
pub(in crate::timing) mod prune;
pub(in crate::timing) mod refine;
pub(in crate::timing) mod same_programme;
pub(in crate::timing) mod second_pass;
pub(in crate::timing) mod short_insert;
pub(in crate::timing) mod swap;
pub(in crate::timing) mod viterbi;
