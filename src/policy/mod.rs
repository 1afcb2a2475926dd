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
//! Read `facts.rs` and `decision.rs` first, then `rule.rs` and `profile.rs` (the rules) and `read.rs` (what is refused),
//! `serve.rs` with `decide.rs`, `selection.rs`, `choice.rs`, `version.rs` and `what_if.rs`, and last `judge.rs` and
//! `mix_policy.rs` (what is wrong inside the mix). `placeholders.rs` fills the braces of a sentence.

mod choice;
mod decide;
mod decision;
mod differences;
mod facts;
mod judge;
mod mix_policy;
mod placeholders;
mod profile;
mod read;
mod rule;
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
pub use judge::{judge, judge_mix};
pub use mix_policy::{CheckList, Decibels, Limit, MixCondition, MixPolicy, MixRule, Target};
pub use profile::{
    AlignmentSource, AssumptionTexts, JudgingCondition, JudgingRule, Profile, ServingCondition,
    ServingOutcome, ServingRule, Tolerance,
};
pub use read::ProfileError;
pub use rule::{Conflict, ConflictScope, Rule, SeverityRule};
pub use serve::serve;
