//! The document: one QC request as its operator works on it and its supervisor decides on it, saved and undoable.
//!
//! A ticket's fields are private to this room; it is made by [`Ticket::new`] and changed by three doors:
//! - [`Edit`]: the operator's work in the round at hand. Applying one gives its inverse, which undo keeps.
//! - [`Transition`]: what people do with the ticket as a whole (take up, submit, approve, return, waive, close, redeliver)
//!   or say of a finding (judge, answer, recheck). Written in the [`Log`] with who and when, and never undone.
//! - [`Observation`]: what the program itself found out: facts of files, hashes, the device, the playhead.
//!
//! [`TrackedTicket`] keeps every change made through them until it is saved.
//!
//! new → in review → submitted → approved, waived → closed. A return opens a new round with the same findings; a
//! redelivery opens a fix check with the flagged ones as [`RecheckItem`]s. Past [`Round`]s are read-only, opinions are only
//! ever added, and [`Ticket::log_faults`] notices when log or rounds were changed by another hand.
//!
//! A shell asks [`Transition::refusal`] to grey a button and [`Ticket::flag_refusal`] before it inserts a finding; logs
//! each command's edits by [`TrackedTicket::log_command`], undo included; clears its history after a transition; and shows
//! [`Ticket::severity_of`], not a finding's own severity. No file, clock or random number is touched here: names and times
//! come in as values.
//!
//! Read `asset.rs`, then `finding.rs` with `evidence.rs`, `heard_through.rs`, `mode.rs` and `choices.rs`, then `ticket.rs`, `edit.rs`,
//! `observation.rs` and `tracked.rs`; then `person.rs`, `state.rs`, `opinion.rs`, `log.rs`, `lifecycle.rs`, `rounds.rs`,
//! `transition.rs` with `transition_rules.rs` and `take_back.rs`, and `flagging.rs`; `draft_record.rs` and `reservations.rs` say what a
//! round leaves open, `measurement_record.rs` what was measured, `candidate_record.rs` with `judged_candidates.rs` what people
//! made of candidates inside the mix, `carried_over.rs` where those lie in a redelivery and `remeasured.rs` what is
//! heard of them there; `finding_text.rs` writes a finding for the request page, `hex.rs` a hash as text,
//! `mix_check.rs` names what is looked for inside a mix.

mod asset;
mod candidate_record;
mod carried_over;
mod choices;
#[cfg(test)]
mod decision_laws;
mod draft_record;
mod edit;
mod evidence;
mod file_kind;
mod finding;
mod finding_text;
mod flagging;
mod heard_through;
mod hex;
mod judged_candidates;
#[cfg(test)]
mod laws;
mod lifecycle;
mod log;
mod measurement_record;
#[cfg(test)]
mod measurement_strategies;
mod mix_check;
mod mode;
mod observation;
mod opinion;
pub(crate) mod path_text;
mod person;
#[cfg(test)]
pub(crate) mod person_actions;
mod refusal;
mod remeasured;
mod reservations;
mod rounds;
mod state;
#[cfg(test)]
pub(crate) mod strategies;
mod take_back;
#[allow(clippy::module_inception, reason = "the room's main word is the document it keeps")]
mod ticket;
mod tracked;
mod transition;
#[cfg(test)]
mod transition_laws;
mod transition_rules;

pub use asset::{
    Asset, AssetFacts, Delivery, LEFT_OUT_WHEN_EMPTY, Problem, RecognisedBy, ReferenceKind, Role, SoundTrack,
    Task, audio_under_qc,
};
pub use candidate_record::{CandidateJudgement, CandidateRecord};
pub use choices::{Finishing, Override};
pub use draft_record::{DraftDecision, DraftRecord};
pub use edit::Edit;
pub use evidence::{Evidence, ReferenceSeen, Residual};
pub use file_kind::FileKind;
pub use finding::{Finding, FindingId, FindingKind, Proposal, Severity};
pub use finding_text::{FindingContext, finding_text};
pub use flagging::Disagreement;
pub use heard_through::{HeardThrough, PictureDelay};
pub use hex::{hex_text, sha256_text};
pub use lifecycle::{Lifecycle, RecheckItem, Round};
pub use log::{Entry, Log, LogEvent, LogFault};
pub use measurement_record::{
    FaultKind, MeasuredFault, MeasuredPiece, MeasuredResult, MeasurementOrigin, MeasurementRecord, PROGRAM,
    PieceKind, SyncConflict, SyncReferenceSeen, TrimmedPart,
};
pub use mix_check::MixCheck;
pub use mode::Mode;
pub use observation::Observation;
pub use opinion::{Answer, Opinion, Production, Recheck, Rechecked, Verdict};
pub use person::{Person, PersonRole};
pub use refusal::Refusal;
pub use remeasured::{RemeasuredFinding, RemeasuredResult};
pub use state::{Outcome, Priority, State, Waiver};
pub use take_back::TAKE_BACK;
pub use ticket::{NewTicket, SCHEMA, Ticket, TicketId};
pub use tracked::{Change, TicketSave, TrackedTicket};
pub use transition::Transition;
