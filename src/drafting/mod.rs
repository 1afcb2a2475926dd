//! What a measurement means, as findings a person may accept: each discrepancy becomes one draft.
//!
//! Takes what was measured and which reference was served; the severity is `policy`'s, never its own. Leader and
//! format silence are trim and never come here. Read `draft.rs` and this file, then `served.rs`, `place.rs` (which
//! frames), `text.rs`, `mix_text.rs` (what is said of a candidate inside the mix, with `mix_figures.rs`), `leader_text.rs` (what is said of the leader), `mix_drafts.rs` (what of it is drafted) over `mix_place.rs`, `mix_recheck.rs` (what is heard of an earlier one on a redelivery) and `notes.rs` (what a measurement says apart from discrepancies), then `record.rs` (a measurement as
//! the ticket keeps it).

mod conditions;
mod draft;
mod leader_text;
mod mix_drafts;
mod mix_figures;
mod mix_place;
mod mix_recheck;
mod mix_text;
mod notes;
mod place;
mod record;
mod served;
mod text;

use crate::policy::{self, Extent, Judgement, Profile, judge};
use crate::ticket::{FindingKind, Mode};
use crate::timebase::{Lateness, SampleDelta};
use crate::timing::{Discrepancy, Measurement, MissingSound, OffsetCause, Recut, SyncVerdict};

pub use conditions::conditions;
pub use draft::Draft;
pub use leader_text::leader_text;
pub use mix_drafts::{MixDraft, MixDrafting, candidate_record, mix_drafts};
pub use mix_place::MixPlacing;
pub use mix_recheck::{HeardAgain, Reheard, hear_again};
pub use mix_text::{mix_judgement, mix_kind, mix_text};
pub use notes::{distrusted_clock_text, measurement_notes, offset_cause_text};
pub use record::{leader_part_text, leader_proof_text, measurement_record};
pub use served::Served;

use place::Place;
use served::samples;

/// One draft for each discrepancy of `measured` that `mode` looks for, in the order of the measurement; one for
/// another programme; none where nothing could be compared.
pub fn drafts(profile: &Profile, served: &Served, measured: &Measurement, mode: Mode) -> Vec<Draft> {
    let drafting = Drafting { profile, served, measured };
    match measured.verdict {
        SyncVerdict::NoEvidence => Vec::new(),
        SyncVerdict::NoMatch => vec![drafting.wrong_asset()],
        SyncVerdict::InSync | SyncVerdict::Discrepancy => drafting.discrepancies(mode),
    }
}

struct Drafting<'a> {
    profile: &'a Profile,
    served: &'a Served,
    measured: &'a Measurement,
}

impl Drafting<'_> {
    fn discrepancies(&self, mode: Mode) -> Vec<Draft> {
        let mut late_by = Lateness::default();
        let mut found = Vec::new();
        for (number, one) in self.measured.discrepancies.iter().enumerate() {
            let draft = match one {
                Discrepancy::GlobalOffset { late_by: offset, confidence, .. } => {
                    late_by = lateness(*offset);
                    self.offset(late_by, *confidence)
                }
                Discrepancy::Drift { ppm, confidence } => self.drift(*ppm, *confidence),
                Discrepancy::Removed(edit)
                | Discrepancy::Inserted(edit)
                | Discrepancy::Replaced(edit)
                | Discrepancy::Swapped(edit) => {
                    let before = late_by;
                    late_by = Lateness::new(before.delta() + samples(edit.jump));
                    self.recut(one, edit, before)
                }
                Discrepancy::Missing(missing) => self.missing(missing),
            };
            found.push(Draft { evidence: Some(number), ..draft });
        }
        found.retain(|draft| mode.looks_for(draft.kind));
        found
    }

    fn offset(&self, late_by: Lateness, confidence: f64) -> Draft {
        let cause = self.measured.offset_cause;
        let text = text::offset(late_by, self.served, self.measured.initial_alignment.by, cause);
        let judged = self.judged(&match cause {
            Some(OffsetCause::CodecDelay(_)) => policy::DiscrepancyClass::CodecDelay(late_by),
            None => policy::DiscrepancyClass::GlobalOffset(late_by),
        });
        self.draft(FindingKind::GlobalOffset, self.first_programme_frame(), judged, text, confidence)
    }

    /// The measurement knows one rate for the programme, so a drift is always one of the whole.
    fn drift(&self, ppm: f64, confidence: f64) -> Draft {
        let length = place::length_heard(self.measured);
        let over_programme = drifted(ppm, length);
        let discrepancy = policy::DiscrepancyClass::Drift { over_programme, extent: Extent::WholeProgramme };
        let text = text::drift(&self.measured.rate, ppm, over_programme, length, self.served);
        let judged = self.judged(&discrepancy);
        self.draft(FindingKind::Drift, self.first_programme_frame(), judged, text, confidence)
    }

    fn recut(&self, found: &Discrepancy, edit: &Recut, before: Lateness) -> Draft {
        let text = text::recut(found, before, self.served);
        let judged = self.judged(&policy::DiscrepancyClass::Recut);
        let place = place::of_recut(found, edit, self.served.rate);
        self.draft(FindingKind::Recut, place, judged, text, edit.confidence)
    }

    fn missing(&self, missing: &MissingSound) -> Draft {
        let text = text::missing(missing, self.served);
        let judged = self.judged(&policy::DiscrepancyClass::Missing { sounds: missing.is_programme });
        let place = place::of_missing(missing, self.served.rate);
        self.draft(FindingKind::MissingSound, place, judged, text, missing.confidence)
    }

    /// Every shot and scene of it is mismatched: judged as mismatched shots are.
    fn wrong_asset(&self) -> Draft {
        let judged = self.judged(&policy::DiscrepancyClass::Recut);
        let text = text::wrong_asset(self.served);
        self.draft(FindingKind::WrongAsset, self.first_programme_frame(), judged, text, 1.0)
    }

    fn first_programme_frame(&self) -> Place {
        Place::frame_at(place::first_heard(self.measured), self.served.rate)
    }

    fn judged(&self, discrepancy: &policy::DiscrepancyClass) -> Judgement {
        judge(self.profile, self.served.kind, self.served.rate, discrepancy)
    }

    fn draft(
        &self,
        kind: FindingKind,
        place: Place,
        judgement: Judgement,
        text: String,
        confidence: f64,
    ) -> Draft {
        let Place { from, to } = place;
        Draft { kind, from, to, judgement, text, evidence: None, confidence }
    }
}

/// How far audio that runs `ppm` fast has moved after `length` of picture: EARLY.
fn drifted(ppm: f64, length: SampleDelta) -> Lateness {
    let speed = ppm / 1e6;
    lateness(-speed * length.get() as f64 / (1.0 + speed))
}

/// A measured error to the nearest sample. What was found to be an error is never rounded to none.
fn lateness(measured: f64) -> Lateness {
    let nearest = samples(measured);
    match nearest {
        SampleDelta::ZERO if measured < 0.0 => Lateness::new(SampleDelta::new(-1)),
        SampleDelta::ZERO => Lateness::new(SampleDelta::new(1)),
        _ => Lateness::new(nearest),
    }
}

#[cfg(test)]
mod laws;
