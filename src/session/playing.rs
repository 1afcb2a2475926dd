use super::{Action, Effect, Marks, Session, align, flag};
use crate::ticket::FindingId;
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// What is played before a finding's in and after its out.
const ROLL: SampleDelta = SampleDelta::from_milliseconds(2000);

/// Actions that move the playhead, set what is repeated, or change how the waveform is shown; and the reset of the
/// nudge.
pub(super) fn act(session: &mut Session, action: Action) -> Vec<Effect> {
    let position = session.transport.position;
    let second = SampleDelta::from_milliseconds(1000);
    let wanted = session.transport.wanted;
    match action {
        Action::PlayPause if wanted.is_rest() => shuttle(session, Speed::NORMAL),
        Action::PlayPause | Action::Stop => shuttle(session, Speed::REST),
        Action::ShuttleForward => shuttle(session, wanted.pushed_forward()),
        Action::ShuttleBack => shuttle(session, wanted.pushed_back()),
        Action::SlowForward => shuttle(session, Speed::SLOW),
        Action::SlowBack => shuttle(session, -Speed::SLOW),
        Action::FrameBack => step(session, -1),
        Action::FrameForward => step(session, 1),
        Action::SecondBack => seek(session, position - second),
        Action::SecondForward => seek(session, position + second),
        Action::GoToStart => seek(session, SamplePos::ZERO),
        Action::GoToEnd => seek(session, end(session)),
        Action::PreviousFinding | Action::NextFinding => flag::walk(session, action == Action::NextFinding),
        Action::LoopIn => mark_in(session),
        Action::LoopOut => mark_out(session),
        Action::LoopOnOff => loop_on_off(session),
        Action::ClearLoop => set_marks(session, Marks::default()),
        Action::PlayAround => play_around_here(session),
        Action::ResetNudge => align::reset(session),
        Action::ShowChannels => {
            session.view.per_channel = !session.view.per_channel;
            Vec::new()
        }
        Action::NextClock => {
            session.view.clock = session.view.clock.next();
            Vec::new()
        }
        Action::ZoomIn => zoom(session, 1, 2),
        Action::ZoomOut => zoom(session, 2, 1),
        _ => Vec::new(),
    }
}

/// Goes to the frame at `position`, kept inside picture and sound.
pub(super) fn seek(session: &Session, position: SamplePos) -> Vec<Effect> {
    vec![Effect::Seek(frame_start(session, position))]
}

/// Goes there and plays on from it.
pub(super) fn play_from(session: &mut Session, position: SamplePos) -> Vec<Effect> {
    let mut effects = seek(session, position);
    if session.transport.wanted.is_rest() {
        effects.extend(shuttle(session, Speed::NORMAL));
    }
    effects
}

/// Goes to the frame at `position` while the playhead is being dragged.
pub(super) fn scrub(session: &Session, position: SamplePos) -> Vec<Effect> {
    vec![Effect::Scrub(frame_start(session, position))]
}

/// Plays from a little before the finding to a little after it, again and again.
pub(super) fn play_around(session: &mut Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let stretch = TimeRange { from: finding.from, to: finding.to };
    repeat_around(session, stretch)
}

/// In or out as it is being dragged, at the starts of frames: seen at once, heard when it is let go. Between them
/// stays one frame at least.
pub(super) fn drag_marks(session: &mut Session, marks: Marks) -> Vec<Effect> {
    let rate = session.frame_rate();
    let last = rate.frame_at(SamplePos::ZERO + session.transport.duration);
    let frame = |place: Option<SamplePos>| place.map(|place| rate.frame_at(place).clamp(0, last));
    let (mut from, mut to) = (frame(marks.from), frame(marks.to));
    if marks.from == session.marks.from {
        to = to.map(|to| to.max(from.map_or(1, |from| from + 1)));
    } else {
        from = from.map(|from| from.min(to.unwrap_or(last) - 1).max(0));
    }
    let start = |frame: i64| rate.start_of_frame(frame);
    session.marks = Marks { from: from.map(start), to: to.map(start), ..marks };
    Vec::new()
}

/// What the player is to repeat now.
pub(super) fn repeat(session: &Session) -> Effect {
    Effect::Repeat(session.marks.repeated(session.transport.duration))
}

fn shuttle(session: &mut Session, speed: Speed) -> Vec<Effect> {
    // A held key says it again and again.
    let is_slow_already = session.transport.wanted == speed && speed.halves().abs() == 1;
    session.transport.wanted = speed;
    match speed {
        _ if is_slow_already => Vec::new(),
        Speed::REST => vec![Effect::Pause],
        Speed::NORMAL => vec![Effect::Play],
        _ => vec![Effect::Shuttle(speed)],
    }
}

fn step(session: &mut Session, frames: i64) -> Vec<Effect> {
    session.transport.wanted = Speed::REST;
    vec![Effect::Step(frames)]
}

/// From the frame on screen on. An out before it belonged to another loop.
fn mark_in(session: &mut Session) -> Vec<Effect> {
    let from = frame_on_screen(session).from;
    let to = session.marks.to.filter(|to| *to > from);
    set_marks(session, Marks { from: Some(from), to, ..session.marks })
}

/// Up to and with the frame on screen.
fn mark_out(session: &mut Session) -> Vec<Effect> {
    let to = frame_on_screen(session).to;
    let from = session.marks.from.filter(|from| *from < to);
    set_marks(session, Marks { from, to: Some(to), ..session.marks })
}

fn loop_on_off(session: &mut Session) -> Vec<Effect> {
    set_marks(session, Marks { is_on: !session.marks.is_on, ..session.marks })
}

fn set_marks(session: &mut Session, marks: Marks) -> Vec<Effect> {
    let before = repeat(session);
    session.marks = marks;
    let after = repeat(session);
    if before == after { Vec::new() } else { vec![after] }
}

/// Around the finding at the playhead, or around the frame on screen where there is none.
fn play_around_here(session: &mut Session) -> Vec<Effect> {
    let here = session.transport.position;
    let reach = |from: SamplePos, to: SamplePos| TimeRange { from: from - ROLL, to: to + ROLL };
    let near = |from, to| reach(from, to).contains(here);
    let findings = session.ticket.findings().iter().filter(|finding| near(finding.from, finding.to));
    let nearest = findings.min_by_key(|finding| (finding.from - here).get().abs());
    let stretch = nearest
        .map_or_else(|| frame_on_screen(session), |finding| TimeRange { from: finding.from, to: finding.to });
    repeat_around(session, stretch)
}

fn repeat_around(session: &mut Session, stretch: TimeRange) -> Vec<Effect> {
    let repeated = loop_around(session, stretch);
    session.transport.wanted = Speed::NORMAL;
    let from = session.marks.from.unwrap_or(SamplePos::ZERO);
    vec![repeated, Effect::Seek(from), Effect::Play]
}

/// Sets the loop around what is looked at; heard when it is played.
pub(super) fn loop_around(session: &mut Session, stretch: TimeRange) -> Effect {
    let end = SamplePos::ZERO + session.transport.duration;
    session.marks = around(session, stretch, end);
    repeat(session)
}

fn around(session: &Session, stretch: TimeRange, end: SamplePos) -> Marks {
    let rate = session.frame_rate();
    let from = rate.start_of_frame(rate.frame_at((stretch.from - ROLL).max(SamplePos::ZERO)));
    Marks { from: Some(from), to: Some((stretch.to + ROLL).min(end)), is_on: true }
}

fn frame_on_screen(session: &Session) -> TimeRange {
    let rate = session.frame_rate();
    let frame = rate.frame_at(session.transport.position);
    TimeRange { from: rate.start_of_frame(frame), to: rate.start_of_frame(frame + 1) }
}

/// The last frame of the picture, however much longer the audio goes on; without a picture, the end of the audio.
fn end(session: &Session) -> SamplePos {
    let rate = session.frame_rate();
    let half_a_frame = SampleDelta::new(rate.samples_from_frames(1).get() / 2);
    let picture = session.served().and_then(|(asset, _)| asset.facts.as_ref());
    let picture = picture.filter(|facts| facts.frame_rate.is_some());
    picture.map_or(SamplePos::ZERO + session.transport.duration, |facts| {
        let frames = rate.frame_at(SamplePos::ZERO + facts.duration + half_a_frame);
        rate.start_of_frame((frames - 1).max(0))
    })
}

/// The start of the frame at `position`, kept inside picture and sound.
fn frame_start(session: &Session, position: SamplePos) -> SamplePos {
    let rate = session.frame_rate();
    let last = rate.frame_at(SamplePos::new((session.transport.duration.get() - 1).max(0)));
    let frame = rate.frame_at(position).clamp(0, last.max(0));
    rate.start_of_frame(frame)
}

fn zoom(session: &mut Session, times: i64, over: i64) -> Vec<Effect> {
    session.view.span = session.usable_span(SampleDelta::new(session.view.span.get() * times / over));
    Vec::new()
}
