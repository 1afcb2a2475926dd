//! Which reference to serve, why, and what a mismatch would mean.
//!
//! Takes a [`Profile`] (rules as data, each cited) and [`Facts`] (what was delivered and what opens), and gives
//! a [`ServingDecision`] or a [`Judgement`], each with its whole trace. It never reads a file, never looks at a
//! clock, and no rule is welded into it: conditions and outcomes are in `resources/policy/asset-qc.ron`.
//!
//! Read `facts.rs` and `decision.rs` first, then `profile.rs` (the rules) and `read.rs` (what is refused),
//! `serve.rs` with `selection.rs`, `choice.rs`, `version.rs` and `what_if.rs`, and last `judge.rs`. `placeholders.rs` fills
//! the braces of a sentence.

mod choice;
mod decision;
mod facts;
mod judge;
mod placeholders;
mod profile;
mod read;
mod selection;
mod serve;
mod version;
mod what_if;

pub use decision::{
    CandidateOutcome, Considered, Judgement, ReferenceStatus, ServingDecision, SeverityIfMismatch,
    WouldChange,
};
pub use facts::{Candidate, DeliverySource, DiscrepancyClass, Extent, Facts, Presence};
pub use judge::judge;
pub use profile::{
    AlignmentSource, AssumptionTexts, Conflict, ConflictScope, JudgingCondition, JudgingRule, Profile, Rule,
    ServingCondition, ServingOutcome, ServingRule, SeverityRule, Tolerance,
};
pub use read::ProfileError;
pub use serve::{if_mismatch, serve};
