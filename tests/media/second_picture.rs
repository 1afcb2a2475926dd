//! Another reference beside the one served: its own frame at the same timecode, at rest exactly and while it plays.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::machine::{DesktopMachine, Machine};
use twopop::media::VideoFrame;
use twopop::session::{
    Effect, Event, Load, RequestEffect, SecondLoad, TransportEffect, TransportEvent, ViewEffect,
};
use twopop::timebase::{FrameRate, Nudge, SamplePos};

use crate::footage::Footage;
use crate::machine::machine;
use crate::signals::{number_on, numbered};

/// As delivered proxies are: B-frames, a key frame a second.
const B_FRAMES: &str = "-c:v libx264 -preset veryfast -crf 12 -g 24 -bf 2 -pix_fmt yuv420p";
const RATE: FrameRate = FrameRate::F25;
/// The other picture's first frame has the timecode of the served one's minus so many frames.
const OFFSET: i64 = 30;

/// What is on screen of either picture.
#[derive(Default)]
struct Screen {
    first: Option<Arc<VideoFrame>>,
    second: Option<Arc<VideoFrame>>,
}

impl Screen {
    /// Looks again and again, as the desk does, for so long or until it is right.
    fn watch(
        &mut self,
        machine: &mut DesktopMachine,
        length: Duration,
        is_right: impl Fn(&Self) -> bool,
    ) -> Vec<Event> {
        let begun = Instant::now();
        let mut news = Vec::new();
        while begun.elapsed() < length && !is_right(self) {
            news.extend(machine.events());
            self.first = machine.new_frame().or(self.first.take());
            self.second = machine.second_frame().or(self.second.take());
            std::thread::sleep(Duration::from_millis(5));
        }
        news
    }

    fn numbers(&self) -> Option<[i64; 2]> {
        Some([self.first.as_ref()?.number(), self.second.as_ref()?.number()])
    }
}

#[test]
fn the_other_picture_shows_its_own_frame_of_the_same_timecode() {
    let folder = tempfile::tempdir().expect("a folder");
    let footage = Footage::new();
    let served = footage.ffmpeg("served.mov", &format!("{} {B_FRAMES}", numbered("25", 150)));
    let other = footage.ffmpeg("other.mov", &format!("{} {B_FRAMES}", numbered("25", 250)));
    let mut machine = machine(folder.path());
    machine.perform(Effect::Request(RequestEffect::Load(Box::new(Load {
        reference: vec![served],
        guide: None,
        guide_track: None,
        delivered: Vec::new(),
        alignment: Nudge::ZERO,
        position: SamplePos::ZERO,
        frame_rate: RATE,
        hashed: Vec::new(),
        conditions: None,
    }))));
    let mut screen = Screen::default();
    let minute = Duration::from_secs(60);
    screen.watch(&mut machine, minute, |screen| screen.first.is_some());
    let load = SecondLoad { files: vec![other], frame_rate: RATE, offset: RATE.samples_from_frames(OFFSET) };
    machine.perform(Effect::View(ViewEffect::ShowSecond(Some(Box::new(load)))));
    for frame in [40, 41, 99, 3] {
        machine.perform(Effect::Transport(TransportEffect::Seek(RATE.start_of_frame(frame))));
        let news =
            screen.watch(&mut machine, minute, |screen| screen.numbers() == Some([frame, frame + OFFSET]));
        assert_eq!(screen.numbers(), Some([frame, frame + OFFSET]), "{news:?}");
        assert_eq!(screen.second.as_ref().map(|shown| number_on(shown)), Some(frame + OFFSET));
    }
    machine.perform(Effect::Transport(TransportEffect::Play));
    let second = Duration::from_secs(1);
    screen.watch(&mut machine, second, |_| false);
    let mut apart = Vec::new();
    for _ in 0..60 {
        screen.watch(&mut machine, Duration::from_millis(20), |_| false);
        apart.extend(screen.numbers().map(|[first, second]| second - OFFSET - first));
    }
    apart.sort_unstable();
    let median = apart[apart.len() / 2];
    assert!(median.abs() <= 1 && screen.numbers().is_some_and(|[first, _]| first > 20), "{apart:?}");
    machine.perform(Effect::Transport(TransportEffect::Pause));
    let news = screen.watch(&mut machine, minute, |screen| {
        screen.numbers().is_some_and(|[first, second]| second == first + OFFSET)
    });
    let is_problem = |event: &Event| matches!(event, Event::Transport(TransportEvent::PlayerProblem(_)));
    assert!(!news.iter().any(is_problem), "{news:?}");
    machine.perform(Effect::View(ViewEffect::ShowSecond(None)));
    screen.second = None;
    machine.perform(Effect::Transport(TransportEffect::Seek(RATE.start_of_frame(60))));
    screen.watch(&mut machine, second, |_| false);
    assert!(screen.second.is_none(), "closed");
    machine.finish();
}
