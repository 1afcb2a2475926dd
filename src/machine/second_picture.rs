//! Another picture of the request, kept at the timecode of the one served.
//!
//! It is opened as every movie is, behind the fence, before it is played here; it plays without sound, by a clock of its own,
//! and is set right where it strays. At rest the frame is exact; while it plays, of the frames that arrived ahead the one of
//! that place is shown.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use super::job_output::{JobOutput, LoadedSecond};
use crate::jobs::{JobCancelled, JobContext, Wake};
use crate::media::{MediaCache, Player, PlayerSources, SoundOutput, VideoFrame};
use crate::session::{Event, SecondLoad, TransportEvent};
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed};

/// The other picture, following.
pub(super) struct SecondPlayer {
    player: Player,
    rate: FrameRate,
    offset: SampleDelta,
    /// What arrived last, newest at the end: while it plays, ahead of what is shown.
    arrived: VecDeque<Arc<VideoFrame>>,
    /// The frame last sent for at rest.
    sent_to: Option<i64>,
    is_rolling: bool,
    /// Polls since it was last set right.
    since_set: u32,
    /// The number and the width of the frame shown last.
    shown: Option<(i64, usize)>,
    problem: Option<String>,
}

/// Frames by which it plays ahead. Chosen: less than are kept.
const AHEAD: i64 = 2;
/// Frames kept. Chosen: 50 MB of HD.
const MOST: usize = 6;
/// It is set right where it is so many frames from its place.
const STRAYS: i64 = 3;
/// And not again for so many polls: a seek takes a while.
const PATIENCE: u32 = 40;

/// Opens the picture; the player comes as a report.
pub(super) fn open(
    load: &SecondLoad,
    media: &MediaCache,
    wake: Wake,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let opened = media.open(&load.files).map_err(|error| error.to_string()).and_then(|media| {
        let sources = PlayerSources {
            movie: media.picture().map(Path::to_owned),
            picture_length: media.duration(),
            sound_output: SoundOutput::Silent,
            ..PlayerSources::new(load.frame_rate)
        };
        Player::open(sources, wake).map_err(|error| error.to_string())
    });
    match opened {
        Ok(player) => job.report(JobOutput::Second(Box::new(LoadedSecond { player, load: load.clone() }))),
        Err(why) => job.report(JobOutput::Event(TransportEvent::PlayerProblem(why).into())),
    }
}

impl SecondPlayer {
    /// A picture that has been opened.
    pub fn new(loaded: LoadedSecond) -> Self {
        let LoadedSecond { player, load } = loaded;
        Self {
            player,
            rate: load.frame_rate,
            offset: load.offset,
            arrived: VecDeque::new(),
            sent_to: None,
            is_rolling: false,
            since_set: 0,
            shown: None,
            problem: None,
        }
    }

    /// Goes where the picture served is; gives the frame to show where it is another than before.
    pub fn follow(
        &mut self,
        position: SamplePos,
        speed: Speed,
        news: &mut Vec<Event>,
    ) -> Option<Arc<VideoFrame>> {
        let status = self.player.poll();
        if let Some(frame) = status.frame {
            self.arrived.push_back(frame);
            while self.arrived.len() > MOST {
                self.arrived.pop_front();
            }
        }
        if status.problem != self.problem {
            self.problem.clone_from(&status.problem);
            news.extend(status.problem.map(|why| TransportEvent::PlayerProblem(why).into()));
        }
        let place = position + self.offset;
        let frame = self.rate.frame_at(place);
        if speed == Speed::NORMAL {
            self.roll(frame, self.rate.frame_at(status.position), status.busy);
        } else {
            self.rest(frame);
        }
        let found = self.at(frame)?;
        let now = (found.number(), found.width());
        (self.shown.replace(now) != Some(now)).then_some(found)
    }

    /// With how many pixels it is seen from now on.
    pub fn set_picture_size(&self, pixels: [u32; 2]) {
        self.player.set_picture_size(pixels);
    }

    /// Plays on, a little ahead of `frame`; `now` is where it is.
    fn roll(&mut self, frame: i64, now: i64, is_busy: bool) {
        let ahead = self.rate.start_of_frame((frame + AHEAD).max(0));
        self.since_set = self.since_set.saturating_add(1);
        let strays = !is_busy && (now - frame - AHEAD).abs() > STRAYS && self.since_set > PATIENCE;
        if !self.is_rolling || strays {
            self.since_set = 0;
            self.player.seek(ahead);
            if !std::mem::replace(&mut self.is_rolling, true) {
                self.player.play();
            }
        }
        self.sent_to = None;
    }

    /// Rests on `frame`.
    fn rest(&mut self, frame: i64) {
        if std::mem::replace(&mut self.is_rolling, false) {
            self.player.pause();
        }
        if frame >= 0 && self.sent_to.replace(frame) != Some(frame) {
            self.player.scrub(self.rate.start_of_frame(frame));
        }
    }

    /// The frame itself where it arrived, else the nearest that did.
    fn at(&self, frame: i64) -> Option<Arc<VideoFrame>> {
        // Of one frame there may be a small copy and the whole picture: the newest.
        let nearest = self.arrived.iter().rev().min_by_key(|arrived| (arrived.number() - frame).abs());
        nearest.cloned()
    }
}
