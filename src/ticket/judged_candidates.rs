//! What people said of candidates inside the mix, and what was heard of them again, as a ticket keeps and asks it.

use super::{CandidateJudgement, CandidateRecord, FindingId, RemeasuredFinding, Ticket};

impl Ticket {
    /// Candidates of the mix that people have judged, by place.
    pub fn candidates(&self) -> &[CandidateRecord] {
        &self.candidates
    }

    /// What was heard of earlier findings on the audio of this round; empty outside a fix check, and before.
    pub fn remeasured(&self) -> &[RemeasuredFinding] {
        &self.remeasured
    }

    /// What was heard of that earlier finding.
    pub fn remeasured_of(&self, finding: FindingId) -> Option<&RemeasuredFinding> {
        self.remeasured.iter().find(|one| one.finding == finding)
    }

    /// What was said of `candidate`, also when it was measured at another time; `None` while it is open. One whose finding was
    /// removed is open again.
    pub fn judgement_of(&self, candidate: &CandidateRecord) -> Option<&CandidateJudgement> {
        let kept = self.candidates.iter().find(|kept| kept.is_of_same_fault(candidate))?;
        kept.judgement.as_ref().filter(|judgement| match judgement {
            CandidateJudgement::Accepted(id) => self.finding(*id).is_some(),
            CandidateJudgement::Dismissed { .. } | CandidateJudgement::NotSure { .. } => true,
        })
    }

    /// Keeps what `candidate` says of itself; gives what was kept before: without a judgement where there was none.
    pub(super) fn judge_candidate(&mut self, candidate: CandidateRecord) -> CandidateRecord {
        let known = self.candidates.iter().position(|kept| kept.is_of_same_fault(&candidate));
        match (known, candidate.judgement) {
            (Some(place), None) => self.candidates.remove(place),
            (Some(place), judgement) => {
                let before = self.candidates.get_mut(place).map(|kept| {
                    let before = std::mem::replace(&mut kept.judgement, judgement.clone());
                    CandidateRecord { judgement: before, ..kept.clone() }
                });
                before.unwrap_or(CandidateRecord { judgement: None, ..candidate })
            }
            (None, None) => CandidateRecord { judgement: None, ..candidate },
            (None, judgement) => {
                let new = CandidateRecord { judgement, ..candidate };
                let before = CandidateRecord { judgement: None, ..new.clone() };
                let place = self.candidates.partition_point(|kept| kept.order() < new.order());
                self.candidates.insert(place, new);
                before
            }
        }
    }
}
