use super::{Edit, Finding, Ticket};

impl Edit {
    /// The edit that leads from `before` to `after`, as a journal keeps it; `None` where no edit does: something was
    /// changed that only a move changes.
    pub fn between(before: &Ticket, after: &Ticket) -> Option<Self> {
        let mut edits = Vec::new();
        if before.nudge != after.nudge {
            edits.push(Self::SetNudge(after.nudge));
        }
        if (before.initial_alignment, &before.initial_alignment_by)
            != (after.initial_alignment, &after.initial_alignment_by)
        {
            let by = after.initial_alignment_by.clone();
            edits.push(Self::SetInitialAlignment { nudge: after.initial_alignment, by });
        }
        if before.playhead != after.playhead {
            edits.push(Self::SetPlayhead(after.playhead));
        }
        if before.notes != after.notes {
            edits.push(Self::SetNotes(after.notes.clone()));
        }
        if before.draft != after.draft {
            edits.push(Self::SetDraft(after.draft.clone()));
        }
        if before.task != after.task {
            edits.push(Self::SetTask(after.task));
        }
        if before.mode != after.mode {
            edits.push(Self::SetMode(after.mode));
        }
        if before.overridden != after.overridden {
            edits.push(Self::SetOverride(after.overridden.clone()));
        }
        if before.against != after.against {
            edits.push(Self::SetAgainst(after.against.clone()));
        }
        if before.finishing != after.finishing {
            edits.push(Self::SetFinishing(after.finishing.clone()));
        }
        if before.assets != after.assets {
            edits.push(Self::SetAssets(after.assets.clone()));
        }
        edits.extend(between_findings(&before.findings, &after.findings));
        let edit = if edits.len() == 1 { edits.remove(0) } else { Self::All(edits) };
        // The proof: whatever was passed over above shows here.
        let mut reached = before.clone();
        edit.clone().apply(&mut reached)?;
        (reached == *after).then_some(edit)
    }

    /// Whether it only moves where one looks, or is in the middle of typing: kept in the journal, and not worth a revision
    /// of its own.
    pub fn is_passing(&self, before: &Ticket) -> bool {
        match self {
            Self::SetNudge(_) | Self::SetPlayhead(_) | Self::SetNotes(_) | Self::SetDraft(_) => true,
            Self::ReplaceFinding(finding) => before
                .finding(finding.id)
                .is_some_and(|was| Finding { text: finding.text.clone(), ..was.clone() } == **finding),
            Self::All(edits) => edits.iter().all(|edit| edit.is_passing(before)),
            _ => false,
        }
    }
}

fn between_findings(before: &[Finding], after: &[Finding]) -> Vec<Edit> {
    let is_in = |list: &[Finding], finding: &Finding| list.iter().any(|other| other.id == finding.id);
    let mut edits: Vec<Edit> =
        before.iter().filter(|was| !is_in(after, was)).map(|was| Edit::RemoveFinding(was.id)).collect();
    for (place, finding) in after.iter().enumerate() {
        match before.iter().find(|was| was.id == finding.id) {
            Some(was) if was == finding => {}
            Some(_) => edits.push(Edit::ReplaceFinding(Box::new(finding.clone()))),
            None => edits.push(Edit::InsertFinding { place, finding: Box::new(finding.clone()) }),
        }
    }
    edits
}
