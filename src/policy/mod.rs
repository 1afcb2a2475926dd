//! Which reference to serve, why, and what a mismatch would mean.
//!
//! Takes a [`Profile`] (rules as data, each cited) and [`Facts`] (what was delivered and what opens), and gives
//! a [`ServingDecision`] or a [`Judgement`], each with its whole trace. It never reads a file, never looks at a
//! clock, and no rule is welded into it: conditions and outcomes are in `resources/policy/asset-qc.ron`.
//!
//! Read `facts.rs` and `decision.rs` first, then `profile.rs`, `serve.rs`, `judge.rs`.

mod decision;
mod facts;

pub use decision::{
    Considered, Decided, Judgement, Outcome, ServingDecision, SeverityIfMismatch, WouldChange,
};
pub use facts::{Candidate, Discrepancy, Extent, Facts, Presence, ToldBy};
