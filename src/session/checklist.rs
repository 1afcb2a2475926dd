//! The checklist of submitting: what is settled, what is left open and has to be confirmed, and what keeps the ticket from
//! being submitted.

use super::{Loading, Measuring, MixState, Session, SyncState, Workspace};

/// One point of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecklistPoint {
    pub of: ChecklistTopic,
    pub state: PointState,
    /// In words that say what to do where it is not settled.
    pub text: String,
}

/// What a point of the checklist is about, in the order it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecklistTopic {
    Name,
    Drafts,
    /// Exact measures inside the mix, drafted as findings.
    MixDrafts,
    /// Candidates inside the mix that nobody has heard.
    Mix,
    Findings,
    Rechecks,
    Measurement,
    Compared,
    Assumptions,
}

/// How a point stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointState {
    Settled,
    /// Submitting confirms it. But for assumptions and candidates of the mix it is kept with the ticket, which is then approved by itself only.
    Open,
    /// Nothing is submitted before it is settled.
    Blocking,
}

impl ChecklistTopic {
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Your name",
            Self::Drafts => "Drafted findings",
            Self::MixDrafts => "Drafts in the mix",
            Self::Mix => "Inside the mix",
            Self::Findings => "Findings",
            Self::Rechecks => "Earlier findings",
            Self::Measurement => "Timing",
            Self::Compared => "Compared",
            Self::Assumptions => "Assumptions",
        }
    }
}

impl Workspace {
    /// What has to be settled or confirmed before the open ticket is submitted; empty without one.
    pub fn checklist(&self) -> Vec<ChecklistPoint> {
        let Some(session) = &self.session else { return Vec::new() };
        let mut points = vec![name(self.person.name.trim())];
        points.push(drafts(session));
        points.extend(mix_drafts(session));
        points.extend(candidates(session));
        points.push(findings(session));
        points.extend(rechecks(session));
        points.push(measurement(session));
        points.push(compared(session));
        points.extend(assumptions(session));
        points
    }

    /// The first point that keeps the ticket from being submitted.
    pub fn submit_refusal(&self) -> Option<String> {
        let blocks = |point: &ChecklistPoint| point.state == PointState::Blocking;
        self.checklist().into_iter().find(blocks).map(|point| point.text)
    }

    /// What submitting now confirms as open of the work itself; assumptions are the decision's, and shown with it; candidates of the mix
    /// are a note to who submits.
    pub(super) fn left_open(&self) -> Vec<String> {
        let is_open = |point: &ChecklistPoint| {
            let is_note = matches!(point.of, ChecklistTopic::Assumptions | ChecklistTopic::Mix);
            point.state == PointState::Open && !is_note
        };
        let open = self.checklist().into_iter().filter(is_open);
        open.map(|point| point.text).collect()
    }
}

fn point(of: ChecklistTopic, state: PointState, text: impl Into<String>) -> ChecklistPoint {
    ChecklistPoint { of, state, text: text.into() }
}

fn name(name: &str) -> ChecklistPoint {
    use PointState::{Blocking, Settled};
    match name {
        "" => point(ChecklistTopic::Name, Blocking, "you have no name here yet: give it under Settings"),
        name => point(ChecklistTopic::Name, Settled, name),
    }
}

fn drafts(session: &Session) -> ChecklistPoint {
    use PointState::{Blocking, Settled};
    let of = ChecklistTopic::Drafts;
    // Also those of an earlier session, while this one has not measured again.
    if let Some(refusal) = session.ticket.undecided_drafts() {
        return point(of, Blocking, refusal.0);
    }
    match session.ticket.drafted().map(<[_]>::len) {
        None => point(of, Settled, "none: nothing was measured"),
        Some(0) => point(of, Settled, "none"),
        Some(_) => point(of, Settled, "each is decided"),
    }
}

fn findings(session: &Session) -> ChecklistPoint {
    use PointState::{Blocking, Open, Settled};
    let of = ChecklistTopic::Findings;
    if let Some(half_typed) = session.ticket.half_typed() {
        return point(of, Blocking, half_typed.0);
    }
    let findings = session.ticket.findings();
    let silent = findings.iter().filter(|finding| finding.text.trim().is_empty()).count();
    match (silent, findings.len()) {
        (0, 0) => point(of, Settled, "none flagged"),
        (0, 1) => point(of, Settled, "1 flagged, with its description"),
        (0, all) => point(of, Settled, format!("{all} flagged, each with its description")),
        (1, _) => point(of, Open, "1 finding has no description"),
        (some, _) => point(of, Open, format!("{some} findings have no description")),
    }
}

fn mix_drafts(session: &Session) -> Option<ChecklistPoint> {
    let text = match session.open_candidates() {
        (0, _) => return None,
        (1, _) => "one drafted finding is undecided: accept or dismiss it under Mix, then submit".to_owned(),
        (open, _) => {
            format!("{open} drafted findings are undecided: accept or dismiss each under Mix, then submit")
        }
    };
    Some(point(ChecklistTopic::MixDrafts, PointState::Blocking, text))
}

fn candidates(session: &Session) -> Option<ChecklistPoint> {
    use PointState::{Open, Settled};
    let of = ChecklistTopic::Mix;
    match session.mix() {
        MixState::NotAsked => None,
        MixState::Stopped(why) => Some(point(of, Open, format!("not listened to: {}", lower_first(why)))),
        MixState::Listening { share, .. } => {
            Some(point(of, Open, format!("still being listened to: {:.0} % heard", share * 100.0)))
        }
        MixState::Done(_) if session.mix_is_stale() => {
            Some(point(of, Open, "listened to before something was changed: listen again under Mix"))
        }
        MixState::Done(heard) => Some(match (heard.result().candidates.len(), session.open_candidates().1) {
            (0, _) => point(of, Settled, "no candidate was found"),
            (_, 0) => point(of, Settled, "every candidate is judged"),
            (_, 1) => point(of, Open, "nobody has heard one candidate"),
            (_, open) => point(of, Open, format!("nobody has heard {open} candidates")),
        }),
    }
}

fn rechecks(session: &Session) -> Option<ChecklistPoint> {
    let lifecycle = session.ticket.lifecycle();
    let of = ChecklistTopic::Rechecks;
    if lifecycle.recheck_items().is_empty() {
        return None;
    }
    Some(match lifecycle.open_recheck_items().count() {
        0 => point(of, PointState::Settled, "each was looked at again"),
        1 => point(of, PointState::Blocking, "one earlier finding has not been looked at again"),
        open => {
            point(of, PointState::Blocking, format!("{open} earlier findings have not been looked at again"))
        }
    })
}

fn measurement(session: &Session) -> ChecklistPoint {
    use PointState::{Blocking, Open, Settled};
    let of = ChecklistTopic::Measurement;
    let status = session.sync_status();
    if session.reference_lock.is_some() {
        return point(of, Open, "another reference would be served now: decide under Why");
    }
    match (&session.measuring, status.state) {
        (Measuring::Running { .. }, _) => {
            point(of, Blocking, "the timing is being measured: wait for it, or stop it under Timing")
        }
        (Measuring::Nothing, _) if session.loading == Loading::Examining => {
            point(of, Blocking, "the files are being read: wait for them")
        }
        (Measuring::Nothing | Measuring::Stopped(_), _) => point(of, Open, lower_first(&status.text)),
        (Measuring::Done(_), SyncState::NoEvidence) => point(of, Open, lower_first(&status.text)),
        (Measuring::Done(_), _) => point(of, Settled, lower_first(&status.text)),
    }
}

fn compared(session: &Session) -> ChecklistPoint {
    let gaps = session.not_compared();
    let of = ChecklistTopic::Compared;
    match (gaps.is_empty(), &session.measuring) {
        (false, _) => point(of, PointState::Open, gaps.join("; ")),
        (true, Measuring::Done(measured)) => match measured.measurement.coverage.percent() {
            Some(percent) => point(of, PointState::Settled, format!("{percent} % of the overlapping sound")),
            None => point(of, PointState::Settled, "nothing is known to be left out"),
        },
        (true, _) => point(of, PointState::Open, "nothing was compared"),
    }
}

fn assumptions(session: &Session) -> Option<ChecklistPoint> {
    let assumed = &session.decision.assumptions;
    let text = format!("assumed: {}", assumed.join("; "));
    (!assumed.is_empty()).then(|| point(ChecklistTopic::Assumptions, PointState::Open, text))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    format!("{}{}", first.to_lowercase(), letters.as_str())
}
