//! Transport: commands that move the playhead and set the loop, and what the player reports.

use super::table::{CommandRow, Need, WhileTyping, command_family, listed, unlisted};
use super::{
    Effect, Loading, LoopMarks, Notice, Session, Workspace, both_ways, flagging, monitor, onsets, playing,
};
use crate::ticket::{FindingId, State};
use crate::timebase::{SampleDelta, SamplePos, Speed};

/// A command that plays or moves the playhead.
const fn moves(label: &'static str, keys: &'static [&'static str], tooltip: &'static str) -> CommandRow {
    listed(label, keys, tooltip).needs(PLAYBACK)
}

const PLAYBACK: &[Need] = &[Need::Playback];
const LOOP: &[Need] = &[Need::LoopMarks];

command_family! {
    /// Moves the playhead and sets the loop.
    pub enum TransportCommand {
        listed {
            PlayPause => moves("Play / pause", &["Space", "Ctrl+Space"], "Start or stop picture and sound")
                .while_typing(WhileTyping::WithCtrl);
            ShuttleBack => moves("Shuttle back", &["J"], "Backwards; again for 2×, 4×, 8×, or slower forward");
            Stop => moves("Stop", &["K"], "Stay on the frame on screen");
            ShuttleForward => moves("Shuttle forward", &["L"], "Forward; again for 2×, 4×, 8×, or slower backward");
            SlowBack => moves("Slow back", &["K+J"], "With K held: one frame back at a tap, half speed while held")
                .repeats();
            SlowForward => moves(
                "Slow forward", &["K+L"], "With K held: one frame forward at a tap, half speed while held"
            ).repeats();
            FrameBack => moves("Frame back", &["Left"], "Show the frame before").repeats();
            FrameForward => moves("Frame forward", &["Right"], "Show the next frame").repeats();
            SecondBack => moves("Second back", &["Shift+Left"], "Go back one second").repeats();
            SecondForward => moves("Second forward", &["Shift+Right"], "Go forward one second").repeats();
            PreviousTransient => moves(
                "Previous transient", &["Alt+Left"], "The frame in which the sound before began, of what is heard, within 5 ms"
            ).repeats().needs(&[Need::Playback, Need::TransientBehind]);
            NextTransient => moves(
                "Next transient", &["Alt+Right"], "The frame in which the next sound begins, of what is heard, within 5 ms"
            ).repeats().needs(&[Need::Playback, Need::TransientAhead]);
            GoToStart => listed("Go to start", &["Home"], "First frame of the picture");
            GoToEnd => listed("Go to end", &["End"], "Last frame of the picture");
            GoToTimecode => moves(
                "Go to timecode…", &["Ctrl+G"], "Type where to go: 01:00:12:07, 1207, +12 or -1:00"
            );
            NextClock => listed("Next timecode display", &["T"], "Source timecode, programme timecode, time in the file");
            LoopIn => moves("Loop in", &["I"], "The loop begins with the frame on screen");
            LoopOut => moves("Loop out", &["O"], "The loop ends with the frame on screen");
            LoopOnOff => listed("Loop on / off", &["P"], "Play from in to out, again and again").needs(LOOP);
            ClearLoop => listed("Clear loop", &["Shift+P"], "No in, no out").needs(LOOP);
            PlayAround => moves(
                "Play around",
                &["Slash"],
                "Again and again from 2 s before the finding here to 2 s after it, or around the frame on screen",
            );
            HearBothWays => listed(
                "Hear the cut both ways",
                &["Backslash"],
                "The recut or offset in a loop, in turns as delivered and as corrected; again to end it",
            ).needs(&[Need::Playback, Need::Cut]);
        }
        unlisted {
            SeekTo(SamplePos) => unlisted();
            /// Go there and play on from it.
            PlayFrom(SamplePos) => unlisted().needs(PLAYBACK);
            /// The playhead is being dragged.
            ScrubTo(SamplePos) => unlisted();
            /// Play around a finding, again and again.
            PlayAroundFinding(FindingId) => unlisted().needs(PLAYBACK);
            /// Loop in or loop out is being dragged: shown at once.
            DragLoop(LoopMarks) => unlisted();
            /// The drag ended: the loop is played as it is now.
            EndLoopDrag => unlisted();
        }
    }
}

/// What the player reports.
#[derive(Clone, Debug)]
pub enum TransportEvent {
    /// Picture and sound are ready; duration of the longer of the two.
    Loaded {
        duration: SampleDelta,
        sound_device: Option<String>,
    },
    /// The served reference or the delivered audio cannot be played; the rest goes on.
    LoadProblem(String),
    /// Nothing of it can be played.
    NotLoaded,
    /// Where the playhead is and how fast it moves, as the player says.
    Moved {
        position: SamplePos,
        speed: Speed,
    },
    /// The loop that is heard has gone back to its start so often.
    Looped(i64),
    PlayerProblem(String),
}

impl TransportCommand {
    /// Whether a cut is heard both ways no more: the loop is another.
    const fn leaves_both_ways(&self) -> bool {
        use TransportCommand as C;
        matches!(
            self,
            C::LoopIn
                | C::LoopOut
                | C::LoopOnOff
                | C::ClearLoop
                | C::PlayAround
                | C::PlayAroundFinding(_)
                | C::DragLoop(_)
        )
    }
}

pub(super) fn update(workspace: &mut Workspace, command: TransportCommand) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let left = if command.leaves_both_ways() { playing::leave_both_ways(session) } else { Vec::new() };
    left.into_iter().chain(move_by(workspace, command)).collect()
}

/// A second of timecode: as many frames as it counts, 24 at 23.976.
fn second(session: &Session) -> SampleDelta {
    let rate = session.frame_rate();
    rate.samples_from_frames(rate.labels_per_second())
}

fn move_by(workspace: &mut Workspace, command: TransportCommand) -> Vec<Effect> {
    use TransportCommand as C;
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let (position, wanted) = (session.transport.position, session.transport.wanted);
    match command {
        C::PlayPause if wanted.is_rest() => playing::shuttle(session, Speed::NORMAL),
        C::PlayPause | C::Stop => playing::shuttle(session, Speed::REST),
        C::ShuttleForward => playing::shuttle(session, wanted.pushed_forward()),
        C::ShuttleBack => playing::shuttle(session, wanted.pushed_back()),
        C::SlowForward => playing::shuttle(session, Speed::SLOW),
        C::SlowBack => playing::shuttle(session, -Speed::SLOW),
        C::FrameBack => playing::step(session, -1),
        C::FrameForward => playing::step(session, 1),
        C::SecondBack => playing::seek(session, position - second(session)),
        C::SecondForward => playing::seek(session, position + second(session)),
        C::PreviousTransient => go_to(session, onsets::previous(session)),
        C::NextTransient => go_to(session, onsets::next(session)),
        C::GoToStart => playing::seek(session, SamplePos::ZERO),
        C::GoToEnd => {
            let end = playing::end(session);
            playing::seek(session, end)
        }
        C::GoToTimecode => {
            workspace.typing_timecode = !workspace.typing_timecode;
            Vec::new()
        }
        C::NextClock => {
            session.view.clock = session.view.clock.next();
            Vec::new()
        }
        C::LoopIn => playing::mark_in(session),
        C::LoopOut => playing::mark_out(session),
        C::LoopOnOff => playing::loop_on_off(session),
        C::ClearLoop => playing::set_loop(session, LoopMarks::default()),
        C::PlayAround => playing::play_around_here(session),
        C::HearBothWays => both_ways::toggle(session),
        C::SeekTo(position) => playing::seek(session, position),
        C::PlayFrom(position) => playing::play_from(session, position),
        C::ScrubTo(position) => playing::scrub(session, position),
        C::PlayAroundFinding(finding) => playing::play_around(session, finding),
        C::DragLoop(marks) => playing::drag_loop(session, marks),
        C::EndLoopDrag => vec![playing::repeat(session)],
    }
}

fn go_to(session: &mut Session, place: Option<SamplePos>) -> Vec<Effect> {
    place.map(|place| playing::seek(session, place)).unwrap_or_default()
}

pub(super) fn event(workspace: &mut Workspace, event: TransportEvent) -> Vec<Effect> {
    match event {
        TransportEvent::Loaded { duration, sound_device } => loaded(workspace, duration, sound_device),
        TransportEvent::LoadProblem(why) | TransportEvent::PlayerProblem(why) => {
            workspace.notice_once(Notice::problem(why));
            Vec::new()
        }
        TransportEvent::NotLoaded => {
            if let Some(session) = &mut workspace.session {
                session.loading = Loading::Nothing;
            }
            Vec::new()
        }
        TransportEvent::Looped(loops) => {
            if let Some(session) = &mut workspace.session {
                session.transport.loops = loops;
            }
            Vec::new()
        }
        TransportEvent::Moved { position, speed } => {
            if let Some(session) = &mut workspace.session {
                session.transport.position = position;
                (session.transport.speed, session.transport.wanted) = (speed, speed);
            }
            Vec::new()
        }
    }
}

fn loaded(workspace: &mut Workspace, duration: SampleDelta, sound_device: Option<String>) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    session.loading = Loading::Ready;
    session.transport.duration = duration;
    let silent = sound_device.is_none();
    session.transport.sound_device = sound_device;
    let mut effects = vec![monitor::mix(session), playing::repeat(session)];
    if matches!(session.ticket.lifecycle().state(), State::Submitted(_)) {
        effects.extend(flagging::recall_first(session));
    } else if session.ticket.lifecycle().state() == State::Returned
        && let Some(place) = session.returned_place()
    {
        effects.extend(playing::seek(session, place));
    }
    if silent {
        workspace.notice_once(Notice::info(NO_DEVICE.to_owned()));
    }
    workspace.update_output();
    effects
}

const NO_DEVICE: &str = "No audio device was found: the picture plays on time, without sound. \
                         Connect a device or start the sound service, then open the request again.";
