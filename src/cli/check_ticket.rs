//! Writes what `twopop check` found as a new ticket; never over a file that is there.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::checked::{CheckInput, JudgedAudio};
use super::compare_text::{whole, witness};
use super::settled::ResolvedRequest;
use crate::drafting::{Draft, candidate_record, measurement_record};
use crate::machine::stamp;
use crate::store::{StoreError, save_new_ticket, ticket_text};
use crate::ticket::{
    Asset, CandidateJudgement, CandidateRecord, DraftDecision, DraftRecord, Edit, Evidence, Finding,
    FindingId, MeasurementOrigin, MeasurementRecord, NewTicket, Observation, PROGRAM, ReferenceSeen,
    Severity, Ticket, TicketId, sha256_text,
};
use crate::timebase::{Nudge, SamplePos};

/// Who flagged what a measurement drafted.
const FLAGGED_BY: &str = "twopop check";

/// Why no ticket was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteTicketError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{} cannot be made absolute: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
}

/// What becomes of the drafts of a new ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drafts {
    /// Each is a finding: whoever asked for the ticket asked for that.
    Accepted,
    /// A person decides on each.
    Open,
}

/// Writes a new ticket of the request at `file`, with a finding for each draft.
pub(super) fn write_ticket(
    file: &Path,
    asked: &CheckInput,
    settled: &ResolvedRequest,
    judged: &JudgedAudio,
) -> Result<(), WriteTicketError> {
    let id = TicketId(stamp().fresh);
    Ok(save_new_ticket(file, &new_ticket(id, asked, settled, judged, Drafts::Accepted)?)?)
}

/// A ticket of the request, or of one reel of it, as text: measured, with its drafts open. Each reel has an id of its own, the
/// same each time. Empty where there is none.
pub(super) fn open_ticket_text(
    id: TicketId,
    reel: Option<&str>,
    asked: &CheckInput,
    settled: &ResolvedRequest,
    judged: &JudgedAudio,
) -> String {
    let named = reel.map_or(0, |reel| {
        let name = sha256_text(reel);
        name.get(..32).and_then(|hex| u128::from_str_radix(hex, 16).ok()).unwrap_or_default()
    });
    let id = TicketId(Uuid::from_u128(id.0.as_u128() ^ named));
    let ticket = new_ticket(id, asked, settled, judged, Drafts::Open);
    ticket.ok().and_then(|ticket| ticket_text(&ticket).ok()).unwrap_or_default()
}

fn new_ticket(
    id: TicketId,
    asked: &CheckInput,
    settled: &ResolvedRequest,
    judged: &JudgedAudio,
    drafts: Drafts,
) -> Result<Ticket, WriteTicketError> {
    let source = std::path::absolute(asked.request)
        .map_err(|error| WriteTicketError::Path { path: asked.request.to_owned(), error })?;
    let aligned = &judged.compared.measurement.initial_alignment;
    let mut ticket = Ticket::new(NewTicket {
        id,
        title: settled.title.clone(),
        task: settled.facts.task,
        request: source,
        assets: settled.assets.clone(),
        policy: asked.profile.name(),
        created: stamp().at,
    });
    ticket.observe(Observation::InitialAlignment {
        // Audio that is late by so much has to be placed earlier by as much.
        nudge: Nudge::new(-whole(aligned.offset)),
        by: witness(aligned.by).to_owned(),
    });
    let first = judged.all_drafts().map(|draft| draft.from).min();
    ticket.observe(Observation::Playhead(first.unwrap_or(SamplePos::ZERO)));
    let head = [Edit::SetMode(asked.mode), Edit::SetOverride(settled.facts.overridden.clone())];
    let seen = ReferenceNamed::of(settled, judged);
    let (findings, judged_candidates) = findings(judged, &seen);
    ticket.observe(Observation::Measured(vec![record_of(judged, &seen)]));
    // Whoever removes a finding has to decide on its draft again.
    let record = |finding: &Finding| match drafts {
        Drafts::Accepted => draft_record(finding),
        Drafts::Open => DraftRecord { decision: None, ..draft_record(finding) },
    };
    // Those inside the mix are decided on as candidates, where the desk listens to them.
    let of_timing = findings.iter().filter(|finding| !is_inside(finding.id, &judged_candidates));
    ticket.observe(Observation::Drafted(of_timing.map(record).collect()));
    let flagged = findings.into_iter().filter(|_| drafts == Drafts::Accepted).map(Box::new);
    let flagged = flagged.map(|finding| Edit::InsertFinding { place: usize::MAX, finding });
    let accepted = judged_candidates.into_iter().filter(|_| drafts == Drafts::Accepted);
    let accepted = accepted.map(|record| Edit::JudgeCandidate(Box::new(record)));
    // A new ticket takes every edit.
    let _ = Edit::All(head.into_iter().chain(flagged).chain(accepted).collect()).apply(&mut ticket);
    Ok(ticket)
}

/// The measurement as a ticket keeps it.
pub(super) fn record_of(judged: &JudgedAudio, seen: &ReferenceNamed) -> MeasurementRecord {
    let measured = &judged.compared.measurement;
    let record =
        measurement_record(measured, &seen.against, Some(seen.reference.clone()), judged.served.rate);
    let guide_track = Some(judged.compared.guide_track.track);
    let origin =
        MeasurementOrigin { at: stamp().at, program: PROGRAM.to_owned(), ..MeasurementOrigin::default() };
    MeasurementRecord { guide_track, origin: Some(origin), ..record }
}

/// The reference that was measured against, as findings name it.
pub(super) struct ReferenceNamed {
    against: String,
    reference: ReferenceSeen,
}

impl ReferenceNamed {
    pub fn of(settled: &ResolvedRequest, judged: &JudgedAudio) -> Self {
        let picture = settled.assets.get(judged.picture);
        let file = picture.map(Asset::file_name).unwrap_or_default();
        Self {
            against: format!("{}: {file}", judged.served.label),
            reference: ReferenceSeen {
                kind: judged.served.kind,
                file,
                version: picture.and_then(|asset| asset.version.clone()),
                sha256: picture.and_then(|asset| asset.sha256.clone()),
                frame_rate: Some(judged.served.rate),
            },
        }
    }
}

/// In the order of the picture, as a person's own findings stand; with the candidates inside the mix that are accepted with them.
fn findings(judged: &JudgedAudio, seen: &ReferenceNamed) -> (Vec<Finding>, Vec<CandidateRecord>) {
    let one = |draft| finding(draft, &seen.against, &seen.reference);
    let mut findings: Vec<Finding> = judged.drafts.iter().map(one).collect();
    let mut accepted = Vec::new();
    for inside in &judged.mix_drafts {
        let flagged = one(&inside.draft);
        let candidates = inside.candidates.iter().filter_map(|&place| judged.mix.candidates.get(place));
        let judgement = Some(CandidateJudgement::Accepted(flagged.id));
        accepted.extend(
            candidates
                .map(|found| CandidateRecord { judgement: judgement.clone(), ..candidate_record(found, 1) }),
        );
        findings.push(Finding { channels: inside.channels.clone(), ..flagged });
    }
    findings.sort_by_key(|finding| finding.from);
    (findings, accepted)
}

/// Whether a finding is of the inside of the mix: then its candidates are decided on, and no draft of timing.
fn is_inside(finding: FindingId, accepted: &[CandidateRecord]) -> bool {
    accepted.iter().any(|record| record.judgement == Some(CandidateJudgement::Accepted(finding)))
}

/// The draft that a finding was accepted from.
fn draft_record(finding: &Finding) -> DraftRecord {
    DraftRecord {
        kind: finding.kind,
        from: finding.from,
        to: finding.to,
        severity: finding.severity,
        text: finding.text.clone(),
        against: finding.against.clone(),
        reference: finding.evidence.reference.clone(),
        decision: Some(DraftDecision::Accepted(finding.id)),
    }
}

fn finding(draft: &Draft, against: &str, reference: &ReferenceSeen) -> Finding {
    let stamp = stamp();
    Finding {
        id: FindingId(stamp.fresh),
        kind: draft.kind,
        from: draft.from,
        to: draft.to,
        // Without a rule a supervisor decides; until then it counts.
        severity: draft.judgement.severity.unwrap_or(Severity::Issue),
        channels: Vec::new(),
        rule: Some(draft.judgement.rule.clone()),
        needs_supervisor: draft.judgement.needs_supervisor,
        text: draft.text.clone(),
        nudge: Nudge::ZERO,
        against: against.to_owned(),
        by: FLAGGED_BY.to_owned(),
        at: stamp.at,
        proposed: draft.judgement.proposal(),
        evidence: Evidence { reference: Some(reference.clone()), ..Evidence::default() },
    }
}
