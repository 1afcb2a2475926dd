//! Which reference is served, why, and what a mismatch would mean.
//!
//! Takes a [`Profile`] (rules as data, each cited) and [`Facts`] (what was delivered and what opens); gives a
//! [`ServingDecision`] ([`serve()`]) or a [`Judgement`] ([`judge()`]), each with the rule that decided. Never opens a file
//! and never asks the time.
//!
//! Invariants:
//! - No rule is in the code: conditions and outcomes are in `resources/policy/asset-qc.ron`.
//! - The same profile and facts give the same decision; the order of the candidates has no effect.
//! - A lower reference is never served in place of a better one that was delivered and cannot be used: the decision
//!   is held until a person looks.
//! - No reference is guessed. A movie that nothing names is served only after a person named it.
//! - Every candidate has a row that says what became of it and by which rule.
//! - Where published texts differ, both readings are in the trace.
//!
//! Read `facts.rs` and `decision.rs` first, then `profile.rs` (the rules) and `read.rs` (what is refused),
//! `serve.rs` with `decide.rs`, `selection.rs`, `choice.rs`, `version.rs` and `what_if.rs`, and last `judge.rs`. `placeholders.rs` fills
//! the braces of a sentence.

mod choice;
mod decide;
mod decision;
mod differences;
mod facts;
mod judge;
mod placeholders;
mod profile;
mod read;
mod selection;
mod serve;
mod version;
mod what_if;

pub use decide::if_mismatch;
pub use decision::{
    CandidateOutcome, Considered, Judgement, ReferenceStatus, ServingDecision, SeverityIfMismatch,
    WouldChange,
};
pub use differences::{differences, tolerance_text};
pub use facts::{Candidate, DeliverySource, DiscrepancyClass, Extent, Facts, Presence};
pub use judge::judge;
pub use profile::{
    AlignmentSource, AssumptionTexts, Conflict, ConflictScope, JudgingCondition, JudgingRule, Profile, Rule,
    ServingCondition, ServingOutcome, ServingRule, SeverityRule, Tolerance,
};
pub use read::ProfileError;
pub use serve::serve;
