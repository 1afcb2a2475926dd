//! Playing: the playhead, the speed and the loop.

use super::{Effect, LoopMarks, MonitorEffect, Session, TransportEffect};
use crate::monitoring::Monitoring;
use crate::ticket::FindingId;
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// What is played before a finding's in and after its out.
pub(super) const ROLL: SampleDelta = SampleDelta::from_milliseconds(2000);

/// Goes to the frame at `position`, kept inside picture and sound. A loop that does not hold it is suspended: it catches
/// nobody who has left it.
pub(super) fn seek(session: &mut Session, position: SamplePos) -> Vec<Effect> {
    let place = frame_start(session, position);
    let mut effects = leave_loop(session, place);
    effects.push(Effect::Transport(TransportEffect::Seek(place)));
    effects
}

/// Turns the loop off where `place` lies outside it; in and out stay.
fn leave_loop(session: &mut Session, place: SamplePos) -> Vec<Effect> {
    let repeated = session.loop_marks.repeated(session.transport.duration);
    // A loop that was turned off holds nobody, but a candidate that was looped is left all the same.
    let stays = match repeated {
        Some(range) => range.contains(place),
        None => session.heard_candidate.is_none(),
    };
    if stays {
        return Vec::new();
    }
    let mut effects = leave_both_ways(session);
    effects.extend(leave_candidate(session));
    effects.extend(set_loop(session, LoopMarks { is_on: false, ..session.loop_marks }));
    effects
}

/// A cut is heard both ways no more: the audio lies where the alignment says, and the loop is as it was.
pub(super) fn leave_both_ways(session: &mut Session) -> Vec<Effect> {
    let Some(cut) = session.heard_cut.take() else { return Vec::new() };
    let mut effects = vec![Effect::Monitor(MonitorEffect::HearBothWays(None))];
    effects.extend(set_loop(session, cut.marks));
    effects
}

/// A candidate is listened to no more: what is heard and the loop are as they were, but for what a person changed meanwhile.
pub(super) fn leave_candidate(session: &mut Session) -> Vec<Effect> {
    let Some(heard) = session.heard_candidate.take() else { return Vec::new() };
    let mut effects = vec![Effect::Monitor(MonitorEffect::HearCompared(None))];
    let now = session.monitoring;
    if (Monitoring { volume: heard.chosen.volume, matched: heard.chosen.matched, ..now }) == heard.chosen {
        session.monitoring = Monitoring { volume: now.volume, matched: now.matched, ..heard.before };
        let (alignment, monitoring) = (session.alignment(), session.monitoring);
        effects.push(Effect::Monitor(MonitorEffect::SetMix { alignment, monitoring }));
    }
    effects.extend(set_loop(session, heard.marks));
    effects
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
pub(super) fn scrub(session: &mut Session, position: SamplePos) -> Vec<Effect> {
    let place = frame_start(session, position);
    let mut effects = leave_loop(session, place);
    effects.push(Effect::Transport(TransportEffect::Scrub(place)));
    effects
}

/// Plays from a little before the finding to a little after it, again and again.
pub(super) fn play_around(session: &mut Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let range = TimeRange { from: finding.from, to: finding.to };
    repeat_around(session, range)
}

/// In or out as it is being dragged, at the starts of frames: seen at once, heard when it is let go. Between them
/// stays one frame at least.
pub(super) fn drag_loop(session: &mut Session, marks: LoopMarks) -> Vec<Effect> {
    let rate = session.frame_rate();
    let last = rate.frame_at(SamplePos::ZERO + session.transport.duration);
    let frame = |place: Option<SamplePos>| place.map(|place| rate.frame_at(place).clamp(0, last));
    let (mut from, mut to) = (frame(marks.from), frame(marks.to));
    if marks.from == session.loop_marks.from {
        to = to.map(|to| to.max(from.map_or(1, |from| from + 1)));
    } else {
        from = from.map(|from| from.min(to.unwrap_or(last) - 1).max(0));
    }
    let start = |frame: i64| rate.start_of_frame(frame);
    session.loop_marks = LoopMarks { from: from.map(start), to: to.map(start), is_marked: true, ..marks };
    Vec::new()
}

/// What the player is to repeat now.
pub(super) fn repeat(session: &Session) -> Effect {
    Effect::Transport(TransportEffect::Repeat(session.loop_marks.repeated(session.transport.duration)))
}

pub(super) fn shuttle(session: &mut Session, speed: Speed) -> Vec<Effect> {
    // A held key says it again and again.
    let is_slow_already = session.transport.wanted == speed && speed.halves().abs() == 1;
    session.transport.wanted = speed;
    match speed {
        _ if is_slow_already => Vec::new(),
        Speed::REST => vec![Effect::Transport(TransportEffect::Pause)],
        Speed::NORMAL => vec![Effect::Transport(TransportEffect::Play)],
        _ => vec![Effect::Transport(TransportEffect::Shuttle(speed))],
    }
}

pub(super) fn step(session: &mut Session, frames: i64) -> Vec<Effect> {
    session.transport.wanted = Speed::REST;
    let stepped = session.transport.position + session.frame_rate().samples_from_frames(frames);
    let mut effects = leave_loop(session, stepped.max(SamplePos::ZERO));
    effects.push(Effect::Transport(TransportEffect::Step(frames)));
    effects
}

/// From the frame on screen on. An out before it belonged to another loop.
pub(super) fn mark_in(session: &mut Session) -> Vec<Effect> {
    let from = frame_on_screen(session).from;
    let to = session.loop_marks.to.filter(|to| *to > from);
    set_loop(session, LoopMarks { from: Some(from), to, is_marked: true, ..session.loop_marks })
}

/// Up to and with the frame on screen.
pub(super) fn mark_out(session: &mut Session) -> Vec<Effect> {
    let to = frame_on_screen(session).to;
    let from = session.loop_marks.from.filter(|from| *from < to);
    set_loop(session, LoopMarks { from, to: Some(to), is_marked: true, ..session.loop_marks })
}

pub(super) fn loop_on_off(session: &mut Session) -> Vec<Effect> {
    set_loop(session, LoopMarks { is_on: !session.loop_marks.is_on, ..session.loop_marks })
}

pub(super) fn set_loop(session: &mut Session, marks: LoopMarks) -> Vec<Effect> {
    let before = repeat(session);
    session.loop_marks = marks;
    let after = repeat(session);
    if before == after { Vec::new() } else { vec![after] }
}

/// Around the finding at the playhead, or around the frame on screen where there is none.
pub(super) fn play_around_here(session: &mut Session) -> Vec<Effect> {
    let here = session.transport.position;
    let reach = |from: SamplePos, to: SamplePos| TimeRange { from: from - ROLL, to: to + ROLL };
    let near = |from, to| reach(from, to).contains(here);
    let findings = session.ticket.findings().iter().filter(|finding| near(finding.from, finding.to));
    let nearest = findings.min_by_key(|finding| (finding.from - here).get().abs());
    let range = nearest
        .map_or_else(|| frame_on_screen(session), |finding| TimeRange { from: finding.from, to: finding.to });
    repeat_around(session, range)
}

pub(super) fn repeat_around(session: &mut Session, range: TimeRange) -> Vec<Effect> {
    let mut effects = leave_candidate(session);
    effects.push(loop_around(session, range));
    session.transport.wanted = Speed::NORMAL;
    let from = session.loop_marks.from.unwrap_or(SamplePos::ZERO);
    effects.push(Effect::Transport(TransportEffect::Seek(from)));
    effects.push(Effect::Transport(TransportEffect::Play));
    effects
}

/// Sets the loop around what is looked at; heard when it is played.
pub(super) fn loop_around(session: &mut Session, range: TimeRange) -> Effect {
    let end = SamplePos::ZERO + session.transport.duration;
    session.loop_marks = around(session, range, end);
    repeat(session)
}

fn around(session: &Session, range: TimeRange, end: SamplePos) -> LoopMarks {
    let rate = session.frame_rate();
    let from = rate.start_of_frame(rate.frame_at((range.from - ROLL).max(SamplePos::ZERO)));
    LoopMarks { from: Some(from), to: Some((range.to + ROLL).min(end)), is_on: true, is_marked: false }
}

pub(super) fn frame_on_screen(session: &Session) -> TimeRange {
    let rate = session.frame_rate();
    let frame = rate.frame_at(session.transport.position);
    TimeRange { from: rate.start_of_frame(frame), to: rate.start_of_frame(frame + 1) }
}

/// The last frame of the picture, however much longer the audio goes on; without a picture, the end of the audio.
pub(super) fn end(session: &Session) -> SamplePos {
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
