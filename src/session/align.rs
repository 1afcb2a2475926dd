use super::{Effect, NudgeStep, Session, monitor};
use crate::ticket::{Edit, SCHEMA};
use crate::timebase::{Nudge, SampleDelta};

/// The furthest a nudge may go: a day. Past it the operator has another file in mind.
const FURTHEST: i64 = 24 * 3600 * 48_000;

/// Moves the delivered audio `count` steps LATER (EARLIER when negative). Repeated steps are one undo step.
pub(super) fn nudge(session: &mut Session, step: NudgeStep, count: i64) -> Vec<Effect> {
    let from = session.nudge();
    let moved = match step {
        NudgeStep::Sample => from + SampleDelta::new(count),
        NudgeStep::Millisecond => from + SampleDelta::from_milliseconds(count),
        NudgeStep::Frame => by_frames(session, from, count),
    };
    set(session, moved)
}

/// Heard and drawn at once; no undo step until [`settle`].
pub(super) fn preview(session: &mut Session, nudge: Nudge) -> Vec<Effect> {
    session.preview = Some(bounded(nudge));
    mix(session)
}

/// Ends a drag: one undo step of its own.
pub(super) fn settle(session: &mut Session) -> Vec<Effect> {
    let Some(nudge) = session.preview.take() else { return Vec::new() };
    session.history.cut();
    let effects = set(session, nudge);
    session.history.cut();
    effects
}

/// Back to the initial alignment.
pub(super) fn reset(session: &mut Session) -> Vec<Effect> {
    session.history.cut();
    let effects = set(session, Nudge::ZERO);
    session.history.cut();
    effects
}

/// Whole frames counted from where the nudge stands, so that ten single steps at 29.97 (1601.6 samples) end
/// where one step of ten does.
fn by_frames(session: &Session, from: Nudge, count: i64) -> Nudge {
    let rate = session.frame_rate();
    let frames = rate.hundredths_of_frames(from.delta());
    let whole = (frames + frames.signum() * 50) / 100;
    let past_whole = from.delta().get() - rate.samples_from_frames(whole).get();
    let on_grid = past_whole.abs() <= 1;
    if on_grid {
        Nudge::new(rate.samples_from_frames(whole + count))
    } else {
        from + rate.samples_from_frames(count)
    }
}

fn set(session: &mut Session, nudge: Nudge) -> Vec<Effect> {
    lay(session, "nudge", nudge)
}

/// Lays the audio there: an edit of `family` while the round can be changed, else for looking only.
pub(super) fn lay(session: &mut Session, family: &'static str, nudge: Nudge) -> Vec<Effect> {
    let nudge = bounded(nudge);
    if session.locked().is_some() || session.ticket.schema() > SCHEMA {
        session.preview = Some(nudge).filter(|nudge| *nudge != session.ticket.nudge());
        return mix(session);
    }
    session.preview = None;
    if session.ticket.nudge() != nudge || family == "nudge" {
        session.history.apply(&mut session.ticket, family, Edit::SetNudge(nudge));
    }
    mix(session)
}

fn mix(session: &Session) -> Vec<Effect> {
    vec![monitor::mix(session)]
}

fn bounded(nudge: Nudge) -> Nudge {
    Nudge::new(SampleDelta::new(nudge.delta().get().clamp(-FURTHEST, FURTHEST)))
}
