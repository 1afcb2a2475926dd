//! What a round leaves open: drafts nobody decided on, and whatever keeps its ticket from being approved unseen.

use super::{Disagreement, DraftDecision, DraftRecord, Finding, Refusal, Severity, State, Ticket};

impl Ticket {
    /// What the measurement drafted, decided on or not; `None` where this round was never measured.
    pub fn drafted(&self) -> Option<&[DraftRecord]> {
        self.drafted.as_deref()
    }

    /// What the checklist showed as open when the round was submitted, and its operator confirmed, in words.
    pub fn left_open(&self) -> &[String] {
        &self.left_open
    }

    /// Drafts that the mode looks for and nobody has decided on. One whose finding was removed is open again.
    pub fn open_drafts(&self) -> impl Iterator<Item = &DraftRecord> {
        self.drafted.iter().flatten().filter(|draft| self.is_open(draft))
    }

    /// Whether a person has still to decide on `draft`: what it became, or why it is none, is not known.
    pub fn is_open(&self, draft: &DraftRecord) -> bool {
        self.mode.looks_for(draft.kind)
            && match self.decision_on(draft) {
                Some(DraftDecision::Accepted(id)) => self.finding(*id).is_none() && !self.is_flagged(draft),
                Some(DraftDecision::Dismissed { .. }) => false,
                None => !self.is_flagged(draft),
            }
    }

    fn decision_on(&self, draft: &DraftRecord) -> Option<&DraftDecision> {
        let kept = self.drafted.iter().flatten().find(|kept| kept.is_of_same_fault(draft));
        kept.and_then(|kept| kept.decision.as_ref())
    }

    /// Whether a finding says the same: accepted before drafts were kept, or flagged by hand on the same frames.
    fn is_flagged(&self, draft: &DraftRecord) -> bool {
        self.findings.iter().any(|kept| {
            let same_reference = match (&kept.evidence.reference, &draft.reference) {
                (Some(seen), Some(measured)) => seen.is_same_content(measured),
                // A finding of an early ticket: only its sentence says what it was seen against.
                _ => kept.against == draft.against,
            };
            (kept.kind, kept.from, kept.to) == (draft.kind, draft.from, draft.to) && same_reference
        })
    }

    /// Drafts worse than FYI that a person dismissed: operator and measurement differ.
    pub fn dismissed_drafts(&self) -> impl Iterator<Item = &DraftRecord> {
        let dismissed = self.drafted.iter().flatten().filter(|draft| draft.is_dismissed());
        dismissed.filter(|draft| draft.severity > Severity::Fyi && self.mode.looks_for(draft.kind))
    }

    /// Who differs from whom, over findings and dismissed drafts, each kind once.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let over_findings = self.findings.iter().flat_map(|finding| finding.disagreements(self));
        let over_drafts = self.dismissed_drafts().map(|_| Disagreement::OperatorAndMeasurement);
        let each: std::collections::BTreeSet<_> = over_findings.chain(over_drafts).collect();
        each.into_iter().collect()
    }

    /// Why nobody should stand behind this ticket without opening it, in words; empty where nothing is left open.
    pub fn reservations(&self) -> Vec<String> {
        let mut found = self.left_open.clone();
        if self.drafted.is_none() && found.is_empty() {
            found.push("no timing measurement is kept with it".to_owned());
        }
        found.extend(self.undecided_drafts().map(|refusal| refusal.0));
        for draft in self.dismissed_drafts() {
            let (severity, kind) = (draft.severity.label(), draft.kind.label().to_lowercase());
            found.push(format!("a drafted {severity} was dismissed: {kind}"));
        }
        if matches!(self.lifecycle.state, State::Submitted(_)) {
            let unheard = self.unjudged_findings().map(|finding| self.severity_of(finding));
            match (unheard.clone().count(), unheard.max()) {
                (1, Some(worst)) => found.push(format!("no supervisor has judged its {}", worst.label())),
                (count, Some(worst)) => {
                    found.push(format!("no supervisor has judged {count} findings, up to {}", worst.label()));
                }
                (_, None) => {}
            }
        }
        found
    }

    /// Findings worse than FYI, or that have to be decided on, of which no supervisor has said anything in this round.
    pub fn unjudged_findings(&self) -> impl Iterator<Item = &Finding> + Clone {
        self.findings.iter().filter(|finding| {
            (self.severity_of(finding) > Severity::Fyi || finding.is_to_be_decided(self))
                && self.lifecycle.signed_off(finding.id).is_none()
                && self.supervisors_verdict(finding.id).is_none()
        })
    }

    /// Why the ticket cannot be submitted or approved while drafts are undecided.
    pub fn undecided_drafts(&self) -> Option<Refusal> {
        let worst = self.open_drafts().map(|draft| draft.severity).max()?;
        let worst = worst.label();
        Some(Refusal(match self.open_drafts().count() {
            1 => format!("one drafted {worst} is undecided: accept or dismiss it, then submit"),
            open => {
                format!(
                    "{open} drafted findings are undecided, up to {worst}: accept or dismiss each, then submit"
                )
            }
        }))
    }
}
