//! Align: commands that nudge the delivered audio against the picture.

use super::table::{CommandRow, Need, command_family, listed, unlisted};
use super::{Effect, Session, Workspace, monitor, playing, suggestion};
use crate::ticket::{Edit, SCHEMA};
use crate::timebase::{Nudge, SampleDelta, SamplePos};

/// A nudge by a key: a held key goes on nudging, and a locked ticket is nudged for looking only.
const fn nudges(label: &'static str, keys: &'static [&'static str], tooltip: &'static str) -> CommandRow {
    listed(label, keys, tooltip).edits_unless_locked().repeats()
}

command_family! {
    /// Moves the delivered audio against the picture.
    pub enum AlignCommand {
        listed {
            FrameEarlier => nudges("Audio 1 frame earlier", &["Comma"], "Move the delivered audio one frame EARLIER");
            FrameLater => nudges("Audio 1 frame later", &["Period"], "Move the delivered audio one frame LATER");
            TenFramesEarlier => nudges(
                "Audio 10 frames earlier", &["Shift+Comma"], "Move the delivered audio ten frames EARLIER"
            );
            TenFramesLater => nudges(
                "Audio 10 frames later", &["Shift+Period"], "Move the delivered audio ten frames LATER"
            );
            MillisecondEarlier => nudges(
                "Audio 1 ms earlier", &["Alt+Comma"], "Move the delivered audio one millisecond EARLIER"
            );
            MillisecondLater => nudges(
                "Audio 1 ms later", &["Alt+Period"], "Move the delivered audio one millisecond LATER"
            );
            SampleEarlier => nudges(
                "Audio 1 sample earlier", &["Ctrl+Alt+Comma"], "Move the delivered audio one sample EARLIER"
            );
            SampleLater => nudges(
                "Audio 1 sample later", &["Ctrl+Alt+Period"], "Move the delivered audio one sample LATER"
            );
            ResetNudge => listed("Reset nudge", &["Ctrl+Backspace"], "Back to the initial alignment").edits_unless_locked();
        }
        unlisted {
            /// So many steps LATER; EARLIER when negative.
            Nudge(NudgeStep, i64) => unlisted().edits_unless_locked();
            /// The waveform is being dragged: heard and shown at once, no undo step yet.
            DragNudge(Nudge) => unlisted();
            /// The drag ended: one undo step.
            EndNudgeDrag => unlisted().edits_unless_locked();
            /// Move the audio where the measurement suggests.
            ApplySuggestion => unlisted().edits_unless_locked().needs(&[Need::SuggestedNudge]);
            /// Go there and play, with the audio in sync at that place as the measurement suggests: an undoable nudge.
            PlayInSyncAt(SamplePos) => unlisted().needs(&[Need::Playback]);
        }
    }
}

/// A unit to nudge by. The count that goes with it is signed: positive moves the audio LATER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NudgeStep {
    Sample,
    Millisecond,
    Frame,
}

pub(super) fn update(workspace: &mut Workspace, command: AlignCommand) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let mut effects = playing::leave_both_ways(session);
    effects.extend(move_by(workspace, command));
    effects
}

fn move_by(workspace: &mut Workspace, command: AlignCommand) -> Vec<Effect> {
    use AlignCommand as C;
    use NudgeStep::{Frame, Millisecond, Sample};
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match command {
        C::FrameEarlier => nudge(session, Frame, -1),
        C::FrameLater => nudge(session, Frame, 1),
        C::TenFramesEarlier => nudge(session, Frame, -10),
        C::TenFramesLater => nudge(session, Frame, 10),
        C::MillisecondEarlier => nudge(session, Millisecond, -1),
        C::MillisecondLater => nudge(session, Millisecond, 1),
        C::SampleEarlier => nudge(session, Sample, -1),
        C::SampleLater => nudge(session, Sample, 1),
        C::ResetNudge => reset(session),
        C::Nudge(step, count) => nudge(session, step, count),
        C::DragNudge(nudge) => preview(session, nudge),
        C::EndNudgeDrag => commit(session),
        C::ApplySuggestion => apply_suggestion(session),
        C::PlayInSyncAt(position) => {
            let mut effects = sync_at(session, position);
            let is_moved = !effects.is_empty();
            effects.extend(playing::play_from(session, position));
            if is_moved {
                effects.extend(workspace.ticket_to_save());
            }
            effects
        }
    }
}

/// The furthest a nudge may go: a day. Past it the operator has another file in mind.
const FURTHEST: i64 = 24 * 3600 * 48_000;

/// Moves the delivered audio `count` steps LATER (EARLIER when negative). Repeated steps are one undo step.
fn nudge(session: &mut Session, step: NudgeStep, count: i64) -> Vec<Effect> {
    let from = session.nudge();
    let moved = match step {
        NudgeStep::Sample => from + SampleDelta::new(count),
        NudgeStep::Millisecond => from + SampleDelta::from_milliseconds(count),
        NudgeStep::Frame => by_frames(session, from, count),
    };
    set(session, "nudge", moved)
}

/// Heard and drawn at once; no undo step until [`commit`].
fn preview(session: &mut Session, nudge: Nudge) -> Vec<Effect> {
    session.unsaved_nudge = Some(bounded(nudge));
    mix(session)
}

/// Ends a drag: one undo step of its own.
fn commit(session: &mut Session) -> Vec<Effect> {
    let Some(nudge) = session.unsaved_nudge.take() else { return Vec::new() };
    session.history.end_step();
    let effects = set(session, "nudge", nudge);
    session.history.end_step();
    effects
}

/// Back to the initial alignment.
fn reset(session: &mut Session) -> Vec<Effect> {
    session.history.end_step();
    let effects = set(session, "nudge", Nudge::ZERO);
    session.history.end_step();
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

/// Moves the audio there to be seen and heard: on a ticket that somebody works on an edit, on any other nothing is kept.
pub(super) fn look_at(session: &mut Session, nudge: Nudge) -> Vec<Effect> {
    if session.is_unclaimed() { only_look_at(session, bounded(nudge)) } else { set(session, "", nudge) }
}

fn only_look_at(session: &mut Session, nudge: Nudge) -> Vec<Effect> {
    session.unsaved_nudge = Some(nudge).filter(|nudge| *nudge != session.ticket.nudge());
    mix(session)
}

/// Moves the audio there: an edit with `merge_key` for undo while the round can be changed; on a locked ticket only seen and heard.
pub(super) fn set(session: &mut Session, merge_key: &'static str, nudge: Nudge) -> Vec<Effect> {
    let nudge = bounded(nudge);
    if session.locked().is_some() || session.ticket.schema() > SCHEMA {
        return only_look_at(session, nudge);
    }
    session.unsaved_nudge = None;
    if session.ticket.nudge() != nudge || merge_key == "nudge" {
        session.history.apply(&mut session.ticket, merge_key, Edit::SetNudge(nudge));
    }
    mix(session)
}

fn mix(session: &Session) -> Vec<Effect> {
    vec![monitor::mix(session)]
}

fn bounded(nudge: Nudge) -> Nudge {
    Nudge::new(SampleDelta::new(nudge.delta().get().clamp(-FURTHEST, FURTHEST)))
}

/// Moves the audio in sync at `place`, as the measurement suggests; repeated places are one undo step. Does nothing where
/// there is no evidence or where it is in sync already.
fn sync_at(session: &mut Session, place: SamplePos) -> Vec<Effect> {
    let suggested = suggestion::suggested_at(session, place).filter(|nudge| *nudge != session.ticket.nudge());
    let Some(nudge) = suggested else { return Vec::new() };
    set(session, "hear there", nudge)
}

/// Moves the audio where the measurement suggests: an ordinary, undoable nudge.
fn apply_suggestion(session: &mut Session) -> Vec<Effect> {
    let Some(nudge) = session.suggested_nudge() else { return Vec::new() };
    session.history.end_step();
    set(session, "", nudge)
}
