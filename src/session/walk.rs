//! Walking what waits for a person: the drafts one after the other, then the checklist; for a supervisor the findings to be
//! decided, then the approval, or the return where one has to be looked at again.

use super::{Effect, Session, Workspace, flagging, playing};
use crate::drafting::Draft;
use crate::ticket::{Finding, FindingId, PersonRole, State, Transition, Verdict};
use crate::timebase::{SampleDelta, SamplePos, TimeRange};

impl Session {
    /// The draft that is looked at, by its place among all drafts; `None` before the walk and once it is decided on.
    pub fn selected_draft(&self) -> Option<usize> {
        let selected = self.selected_draft?;
        self.open_drafts().any(|(place, ..)| place == selected).then_some(selected)
    }

    /// The draft that a key means here: the one that is looked at, while the playhead is around it, else the nearest
    /// within a frame.
    pub fn draft_here(&self) -> Option<usize> {
        let here = self.transport.position;
        let frame = self.frame_rate().samples_from_frames(1);
        let within = |draft: &Draft, reach: SampleDelta| {
            TimeRange { from: draft.from - reach, to: draft.to + reach }.contains(here)
        };
        let selected = self.selected_draft();
        let mut open = self.open_drafts();
        let looked_at =
            open.find(|(place, draft, _)| Some(*place) == selected && within(draft, playing::ROLL + frame));
        let near = || {
            let near = self.open_drafts().filter(|(_, draft, _)| within(draft, frame));
            near.min_by_key(|(_, draft, _)| (draft.from - here).get().abs())
        };
        looked_at.or_else(near).map(|(place, ..)| place)
    }

    /// Whether a supervisor asked to look at a finding of this round again: then it ends with a return.
    pub fn is_to_be_returned(&self) -> bool {
        let verdict = |finding: &Finding| self.ticket.supervisors_verdict(finding.id);
        self.ticket.findings().iter().any(|finding| verdict(finding) == Some(Verdict::Returns))
    }

    /// Findings that a supervisor has said nothing of in this round, and that count or have to be decided on, in the order
    /// they are shown.
    pub fn waiting_findings(&self) -> impl Iterator<Item = FindingId> {
        self.ticket.unjudged_findings().map(|finding| finding.id)
    }
}

/// The next thing to decide, or the question that ends the walk.
pub(super) fn next(workspace: &mut Workspace) -> Vec<Effect> {
    let decides = workspace.person.duty == PersonRole::Supervisor;
    let note = workspace.decision_note().trim().to_owned();
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match session.ticket.lifecycle().state() {
        State::New | State::InReview | State::Returned => match after_selected(session) {
            Some(place) => look_at(session, place),
            None => {
                session.selected_draft = None;
                workspace.asked = Some(Transition::Submit);
                Vec::new()
            }
        },
        State::Submitted(_) => {
            let waiting: Vec<FindingId> = session.waiting_findings().collect();
            let at = waiting.iter().position(|id| Some(*id) == session.recalled);
            let following = at.map_or(0, |at| at + 1);
            match waiting.get(following).or(waiting.first()).copied() {
                Some(id) => flagging::recall(session, id),
                None => {
                    // What keeps it from being done stands in the question.
                    let ends = if session.is_to_be_returned() {
                        Transition::Return { note }
                    } else {
                        Transition::Approve { note }
                    };
                    workspace.asked = decides.then_some(ends);
                    Vec::new()
                }
            }
        }
        State::Approved(_) | State::Waived(_) | State::Closed => Vec::new(),
    }
}

/// In the order of the programme, the draft after the one that is looked at; after the last the first again, as long as one waits.
fn after_selected(session: &Session) -> Option<usize> {
    let mut open: Vec<(SamplePos, usize)> =
        session.open_drafts().map(|(place, draft, _)| (draft.from, place)).collect();
    open.sort_unstable();
    let selected = session.selected_draft.and_then(|selected| {
        let drafts = session.measured().flat_map(|measured| &measured.drafts);
        drafts.enumerate().find(|(place, _)| *place == selected).map(|(place, draft)| (draft.from, place))
    });
    let after = open.iter().find(|at| selected.is_none_or(|selected| **at > selected));
    after.or(open.first()).map(|(_, place)| *place)
}

/// Goes to a draft and plays around it, again and again.
pub(super) fn look_at(session: &mut Session, place: usize) -> Vec<Effect> {
    let found = session.open_drafts().find(|(open, ..)| *open == place);
    let Some(range) = found.map(|(_, draft, _)| TimeRange { from: draft.from, to: draft.to }) else {
        return Vec::new();
    };
    session.selected_draft = Some(place);
    playing::repeat_around(session, range)
}

/// Goes to the finding or draft after (or before) the playhead, as it was seen and heard.
pub(super) fn by_place(session: &mut Session, forward: bool) -> Vec<Effect> {
    let here = session.transport.position;
    let findings = session.ticket.findings().iter().map(|finding| (finding.from, Stop::Finding(finding.id)));
    let drafts = session.open_drafts().map(|(place, draft, _)| (draft.from, Stop::Draft(place)));
    let ahead = |from: &SamplePos| if forward { *from > here } else { *from < here };
    let stops = findings.chain(drafts).filter(|(from, _)| ahead(from));
    let next =
        if forward { stops.min_by_key(|(from, _)| *from) } else { stops.max_by_key(|(from, _)| *from) };
    match next {
        Some((_, Stop::Finding(id))) => flagging::recall(session, id),
        Some((from, Stop::Draft(place))) => {
            session.selected_draft = Some(place);
            playing::seek(session, from)
        }
        None => Vec::new(),
    }
}

/// Where the walk by place stops.
enum Stop {
    Finding(FindingId),
    Draft(usize),
}
