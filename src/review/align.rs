use super::{Effect, NudgeStep, Sitting, listening};
use crate::ticket::{Edit, SCHEMA};
use crate::timebase::{Nudge, SampleDelta};

/// The furthest a nudge may go: a day. Past it the operator has another file in mind.
const FURTHEST: i64 = 24 * 3600 * 48_000;

/// Moves the delivered audio `count` steps LATER (EARLIER when negative). Repeated steps are one undo step.
pub(super) fn nudge(sitting: &mut Sitting, step: NudgeStep, count: i64) -> Vec<Effect> {
    let from = sitting.nudge();
    let moved = match step {
        NudgeStep::Sample => from + SampleDelta(count),
        NudgeStep::Millisecond => from + SampleDelta::from_milliseconds(count),
        NudgeStep::Frame => by_frames(sitting, from, count),
    };
    set(sitting, moved)
}

/// Heard and drawn at once; no undo step until [`settle`].
pub(super) fn preview(sitting: &mut Sitting, nudge: Nudge) -> Vec<Effect> {
    sitting.preview = Some(bounded(nudge));
    mix(sitting)
}

/// Ends a drag: one undo step of its own.
pub(super) fn settle(sitting: &mut Sitting) -> Vec<Effect> {
    let Some(nudge) = sitting.preview.take() else { return Vec::new() };
    sitting.history.cut();
    let effects = set(sitting, nudge);
    sitting.history.cut();
    effects
}

/// Back to the initial alignment.
pub(super) fn reset(sitting: &mut Sitting) -> Vec<Effect> {
    sitting.history.cut();
    let effects = set(sitting, Nudge::ZERO);
    sitting.history.cut();
    effects
}

/// Whole frames counted from where the nudge stands, so that ten single steps at 29.97 (1601.6 samples) end
/// where one step of ten does.
fn by_frames(sitting: &Sitting, from: Nudge, count: i64) -> Nudge {
    let rate = sitting.frame_rate();
    let frames = rate.hundredths_of_frames(from.0);
    let whole = (frames + frames.signum() * 50) / 100;
    let past_whole = from.0.0 - rate.samples_from_frames(whole).0;
    let on_grid = past_whole.abs() <= 1;
    if on_grid {
        Nudge(rate.samples_from_frames(whole + count))
    } else {
        from + rate.samples_from_frames(count)
    }
}

fn set(sitting: &mut Sitting, nudge: Nudge) -> Vec<Effect> {
    lay(sitting, "nudge", nudge)
}

/// Lays the audio there: an edit of `family` while the round can be changed, else for looking only.
pub(super) fn lay(sitting: &mut Sitting, family: &'static str, nudge: Nudge) -> Vec<Effect> {
    let nudge = bounded(nudge);
    if sitting.locked().is_some() || sitting.ticket.schema > SCHEMA {
        sitting.preview = Some(nudge).filter(|nudge| *nudge != sitting.ticket.nudge);
        return mix(sitting);
    }
    sitting.preview = None;
    if sitting.ticket.nudge != nudge || family == "nudge" {
        sitting.history.apply(&mut sitting.ticket, family, Edit::SetNudge(nudge));
    }
    mix(sitting)
}

fn mix(sitting: &Sitting) -> Vec<Effect> {
    vec![listening::mix(sitting)]
}

fn bounded(nudge: Nudge) -> Nudge {
    Nudge(SampleDelta(nudge.0.0.clamp(-FURTHEST, FURTHEST)))
}
