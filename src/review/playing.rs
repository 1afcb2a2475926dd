use super::{Action, Effect, Marks, Sitting, align, flag};
use crate::ticket::FindingId;
use crate::timebase::{SampleDelta, SamplePos, Speed, Stretch};

/// What is played before a finding's in and after its out.
const ROLL: SampleDelta = SampleDelta::from_milliseconds(2000);

/// Actions that move the playhead, set what is repeated, or change how the waveform is shown; and the reset of the
/// nudge.
pub(super) fn act(sitting: &mut Sitting, action: Action) -> Vec<Effect> {
    let position = sitting.transport.position;
    let second = SampleDelta::from_milliseconds(1000);
    let wanted = sitting.transport.wanted;
    match action {
        Action::PlayPause if wanted.is_rest() => shuttle(sitting, Speed::NORMAL),
        Action::PlayPause | Action::Stop => shuttle(sitting, Speed::REST),
        Action::ShuttleForward => shuttle(sitting, wanted.pushed_forward()),
        Action::ShuttleBack => shuttle(sitting, wanted.pushed_back()),
        Action::SlowForward => shuttle(sitting, Speed::SLOW),
        Action::SlowBack => shuttle(sitting, -Speed::SLOW),
        Action::FrameBack => step(sitting, -1),
        Action::FrameForward => step(sitting, 1),
        Action::SecondBack => seek(sitting, position - second),
        Action::SecondForward => seek(sitting, position + second),
        Action::GoToStart => seek(sitting, SamplePos::ZERO),
        Action::GoToEnd => seek(sitting, end(sitting)),
        Action::PreviousFinding | Action::NextFinding => flag::walk(sitting, action == Action::NextFinding),
        Action::LoopIn => mark_in(sitting),
        Action::LoopOut => mark_out(sitting),
        Action::LoopOnOff => loop_on_off(sitting),
        Action::ClearLoop => set_marks(sitting, Marks::default()),
        Action::PlayAround => play_around_here(sitting),
        Action::ResetNudge => align::reset(sitting),
        Action::ShowChannels => {
            sitting.view.per_channel = !sitting.view.per_channel;
            Vec::new()
        }
        Action::NextClock => {
            sitting.view.clock = sitting.view.clock.next();
            Vec::new()
        }
        Action::ZoomIn => zoom(sitting, 1, 2),
        Action::ZoomOut => zoom(sitting, 2, 1),
        _ => Vec::new(),
    }
}

/// Goes to the frame at `position`, kept inside picture and sound.
pub(super) fn seek(sitting: &Sitting, position: SamplePos) -> Vec<Effect> {
    vec![Effect::Seek(frame_start(sitting, position))]
}

/// Goes there and plays on from it.
pub(super) fn play_from(sitting: &mut Sitting, position: SamplePos) -> Vec<Effect> {
    let mut effects = seek(sitting, position);
    if sitting.transport.wanted.is_rest() {
        effects.extend(shuttle(sitting, Speed::NORMAL));
    }
    effects
}

/// Goes to the frame at `position` while the playhead is being dragged.
pub(super) fn scrub(sitting: &Sitting, position: SamplePos) -> Vec<Effect> {
    vec![Effect::Scrub(frame_start(sitting, position))]
}

/// Plays from a little before the finding to a little after it, again and again.
pub(super) fn play_around(sitting: &mut Sitting, id: FindingId) -> Vec<Effect> {
    let Some(finding) = sitting.ticket.finding(id) else { return Vec::new() };
    let stretch = Stretch { from: finding.from, to: finding.to };
    repeat_around(sitting, stretch)
}

/// In or out as it is being dragged, at the starts of frames: seen at once, heard when it is let go. Between them
/// stays one frame at least.
pub(super) fn drag_marks(sitting: &mut Sitting, marks: Marks) -> Vec<Effect> {
    let rate = sitting.frame_rate();
    let last = rate.frame_at(SamplePos::ZERO + sitting.transport.duration);
    let frame = |place: Option<SamplePos>| place.map(|place| rate.frame_at(place).clamp(0, last));
    let (mut from, mut to) = (frame(marks.from), frame(marks.to));
    if marks.from == sitting.marks.from {
        to = to.map(|to| to.max(from.map_or(1, |from| from + 1)));
    } else {
        from = from.map(|from| from.min(to.unwrap_or(last) - 1).max(0));
    }
    let start = |frame: i64| rate.start_of_frame(frame);
    sitting.marks = Marks { from: from.map(start), to: to.map(start), ..marks };
    Vec::new()
}

/// What the player is to repeat now.
pub(super) fn repeat(sitting: &Sitting) -> Effect {
    Effect::Repeat(sitting.marks.repeated(sitting.transport.duration))
}

fn shuttle(sitting: &mut Sitting, speed: Speed) -> Vec<Effect> {
    // A held key says it again and again.
    let is_slow_already = sitting.transport.wanted == speed && speed.halves().abs() == 1;
    sitting.transport.wanted = speed;
    match speed {
        _ if is_slow_already => Vec::new(),
        Speed::REST => vec![Effect::Pause],
        Speed::NORMAL => vec![Effect::Play],
        _ => vec![Effect::Shuttle(speed)],
    }
}

fn step(sitting: &mut Sitting, frames: i64) -> Vec<Effect> {
    sitting.transport.wanted = Speed::REST;
    vec![Effect::Step(frames)]
}

/// From the frame on screen on. An out before it belonged to another loop.
fn mark_in(sitting: &mut Sitting) -> Vec<Effect> {
    let from = frame_on_screen(sitting).from;
    let to = sitting.marks.to.filter(|to| *to > from);
    set_marks(sitting, Marks { from: Some(from), to, ..sitting.marks })
}

/// Up to and with the frame on screen.
fn mark_out(sitting: &mut Sitting) -> Vec<Effect> {
    let to = frame_on_screen(sitting).to;
    let from = sitting.marks.from.filter(|from| *from < to);
    set_marks(sitting, Marks { from, to: Some(to), ..sitting.marks })
}

fn loop_on_off(sitting: &mut Sitting) -> Vec<Effect> {
    set_marks(sitting, Marks { is_on: !sitting.marks.is_on, ..sitting.marks })
}

fn set_marks(sitting: &mut Sitting, marks: Marks) -> Vec<Effect> {
    let before = repeat(sitting);
    sitting.marks = marks;
    let after = repeat(sitting);
    if before == after { Vec::new() } else { vec![after] }
}

/// Around the finding at the playhead, or around the frame on screen where there is none.
fn play_around_here(sitting: &mut Sitting) -> Vec<Effect> {
    let here = sitting.transport.position;
    let reach = |from: SamplePos, to: SamplePos| Stretch { from: from - ROLL, to: to + ROLL };
    let near = |from, to| reach(from, to).contains(here);
    let findings = sitting.ticket.findings.iter().filter(|finding| near(finding.from, finding.to));
    let nearest = findings.min_by_key(|finding| (finding.from - here).0.abs());
    let stretch = nearest
        .map_or_else(|| frame_on_screen(sitting), |finding| Stretch { from: finding.from, to: finding.to });
    repeat_around(sitting, stretch)
}

fn repeat_around(sitting: &mut Sitting, stretch: Stretch) -> Vec<Effect> {
    let repeated = loop_around(sitting, stretch);
    sitting.transport.wanted = Speed::NORMAL;
    let from = sitting.marks.from.unwrap_or(SamplePos::ZERO);
    vec![repeated, Effect::Seek(from), Effect::Play]
}

/// Sets the loop around what is looked at; heard when it is played.
pub(super) fn loop_around(sitting: &mut Sitting, stretch: Stretch) -> Effect {
    let end = SamplePos::ZERO + sitting.transport.duration;
    sitting.marks = around(sitting, stretch, end);
    repeat(sitting)
}

fn around(sitting: &Sitting, stretch: Stretch, end: SamplePos) -> Marks {
    let rate = sitting.frame_rate();
    let from = rate.start_of_frame(rate.frame_at((stretch.from - ROLL).max(SamplePos::ZERO)));
    Marks { from: Some(from), to: Some((stretch.to + ROLL).min(end)), is_on: true }
}

fn frame_on_screen(sitting: &Sitting) -> Stretch {
    let rate = sitting.frame_rate();
    let frame = rate.frame_at(sitting.transport.position);
    Stretch { from: rate.start_of_frame(frame), to: rate.start_of_frame(frame + 1) }
}

/// The last frame of the picture, however much longer the audio goes on; without a picture, the end of the audio.
fn end(sitting: &Sitting) -> SamplePos {
    let rate = sitting.frame_rate();
    let half_a_frame = SampleDelta(rate.samples_from_frames(1).0 / 2);
    let picture = sitting.served().and_then(|(asset, _)| asset.facts.as_ref());
    let picture = picture.filter(|facts| facts.frame_rate.is_some());
    picture.map_or(SamplePos::ZERO + sitting.transport.duration, |facts| {
        let frames = rate.frame_at(SamplePos::ZERO + facts.duration + half_a_frame);
        rate.start_of_frame((frames - 1).max(0))
    })
}

/// The start of the frame at `position`, kept inside picture and sound.
fn frame_start(sitting: &Sitting, position: SamplePos) -> SamplePos {
    let rate = sitting.frame_rate();
    let last = rate.frame_at(SamplePos((sitting.transport.duration.0 - 1).max(0)));
    let frame = rate.frame_at(position).clamp(0, last.max(0));
    rate.start_of_frame(frame)
}

fn zoom(sitting: &mut Sitting, times: i64, over: i64) -> Vec<Effect> {
    sitting.view.span = sitting.usable_span(SampleDelta(sitting.view.span.0 * times / over));
    Vec::new()
}
