use std::sync::Arc;
use std::time::{Duration, Instant};

use super::VideoFrame;
use crate::media::scrub::{REST, Scrubber, Travel};

/// A decoder that has not brought a wished frame by then is not waited for: the player goes there itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is on screen between asking for a place and the player's own picture of it: small copies that are there
/// at once. Every picture keeps its own number, so the frame told is always the frame shown.
#[derive(Default)]
pub(super) struct FramePreview {
    /// `None` without picture.
    scrubber: Option<Scrubber>,
    wanted: Option<Wanted>,
    /// The frame last asked for while the programme runs without the player's pictures.
    passed: Option<i64>,
    /// The picture given last.
    given: Option<Arc<VideoFrame>>,
    /// How many pictures the player had shown when a glance was left: until there is another, the given one stays.
    held_at: Option<u64>,
    /// Around which frame the player rests, once the frames around it have been asked for.
    rests_on: Option<i64>,
    /// Somebody looks for a frame, so the next may be the one before: a movie that was only opened is left alone.
    searching: bool,
}

/// A place asked for.
#[derive(Clone, Copy)]
struct Wanted {
    frame: i64,
    since: Instant,
    /// The player has been sent there.
    sent: bool,
}

/// What the screen shows.
pub(super) struct Shown {
    pub picture: Option<Arc<VideoFrame>>,
    /// Another picture than the last time.
    pub is_new: bool,
    /// The picture is not, or not yet, the player's own.
    pub glancing: bool,
    /// Exactly the frame asked for.
    pub exact: bool,
}

impl FramePreview {
    pub(super) fn new(scrubber: Option<Scrubber>) -> Self {
        Self { scrubber, ..Self::default() }
    }

    pub(super) fn is_possible(&self) -> bool {
        self.scrubber.is_some()
    }

    /// The frame asked for, while the player is not there.
    pub(super) fn wanted(&self) -> Option<i64> {
        self.wanted.map(|wanted| wanted.frame)
    }

    /// Asks for a frame that the player is sent to only when the playhead has come to rest.
    pub(super) fn scrub_to(&mut self, frame: i64, from: i64) {
        let travel = if frame > from { Travel::Forward } else { Travel::Back };
        if let Some(scrubber) = &self.scrubber {
            scrubber.look_at(frame, travel);
        }
        self.want(frame, false);
    }

    /// The frame on screen while the programme runs without the player's pictures.
    pub(super) fn passing(&self) -> Option<i64> {
        self.passed?;
        self.given.as_ref().map(|picture| picture.number())
    }

    /// The programme is at `frame` and runs on without the player's pictures: the nearest there is. The picture given
    /// last stays until the player shows another than the `arrived`th, which it had shown when it began.
    pub(super) fn pass(
        &mut self,
        frame: i64,
        backward: bool,
        newest: Option<Arc<VideoFrame>>,
        arrived: u64,
    ) -> Shown {
        if self.passed.is_none() {
            self.held_at = Some(arrived);
        }
        if self.passed.replace(frame) != Some(frame)
            && let Some(scrubber) = &self.scrubber
        {
            scrubber.pass(frame, if backward { Travel::Back } else { Travel::Forward });
        }
        self.search();
        let picture = self.nearest(frame, newest);
        Shown { glancing: true, ..self.give(picture) }
    }

    /// Asks for a frame that the player is being sent to.
    pub(super) fn follow_to(&mut self, frame: i64) {
        if let Some(scrubber) = &self.scrubber {
            scrubber.glimpse(frame);
        }
        self.want(frame, true);
    }

    fn want(&mut self, frame: i64, sent: bool) {
        self.wanted = Some(Wanted { frame, since: Instant::now(), sent });
        (self.held_at, self.passed) = (None, None);
        self.search();
    }

    /// Somebody looks for a frame.
    pub(super) fn search(&mut self) {
        (self.searching, self.rests_on) = (true, None);
    }

    /// The player's own pictures are shown again. Gives the frame it must still be sent to.
    pub(super) fn leave(&mut self, arrived: u64) -> Option<i64> {
        if let Some(scrubber) = &self.scrubber {
            scrubber.stop();
        }
        self.passed = None;
        let wanted = self.wanted.take()?;
        self.held_at = Some(arrived);
        (!wanted.sent).then_some(wanted.frame)
    }

    /// What to show now. `newest` is the player's own picture, the `arrived`th.
    pub(super) fn look(&mut self, newest: Option<Arc<VideoFrame>>, arrived: u64, busy: bool) -> Shown {
        if self.wanted.is_some_and(|wanted| wanted.sent && !busy) {
            self.wanted = None;
        }
        if self.passed.take().is_some()
            && let Some(scrubber) = self.scrubber.as_ref().filter(|_| self.wanted.is_none())
        {
            scrubber.stop();
        }
        self.held_at = self.held_at.filter(|&held| held == arrived);
        let picture = match self.wanted {
            Some(wanted) => self.nearest(wanted.frame, newest),
            None if self.held_at.is_some() => self.given.clone().or(newest),
            None => newest,
        };
        self.give(picture)
    }

    fn give(&mut self, picture: Option<Arc<VideoFrame>>) -> Shown {
        let is_new = match (&picture, &self.given) {
            (Some(picture), Some(given)) => !Arc::ptr_eq(picture, given),
            (picture, given) => picture.is_some() != given.is_some(),
        };
        self.given.clone_from(&picture);
        let number = picture.as_ref().map(|picture| picture.number());
        let exact = self.wanted.is_none_or(|wanted| number == Some(wanted.frame));
        Shown { picture, is_new, glancing: self.wanted.is_some(), exact }
    }

    /// Where to send the player now: the playhead has come to rest on a frame of a small copy.
    pub(super) fn place_of_rest(&mut self) -> Option<i64> {
        let wanted = self.wanted.as_mut().filter(|wanted| !wanted.sent)?;
        let stood = wanted.since.elapsed();
        let awaited = self.scrubber.as_ref().is_some_and(|scrubber| scrubber.is_awaited(wanted.frame));
        if stood < REST || (awaited && stood < PATIENCE) {
            return None;
        }
        wanted.sent = true;
        Some(wanted.frame)
    }

    /// The player rests on its own picture of `frame`: the frames before it are made ready, should it stay.
    pub(super) fn rest_on(&mut self, frame: i64) {
        if self.searching
            && self.wanted.is_none()
            && self.rests_on.replace(frame) != Some(frame)
            && let Some(scrubber) = &self.scrubber
        {
            scrubber.prepare(frame);
        }
    }

    /// Of all pictures there are, the nearest to `frame`: the player's own before a small copy.
    fn nearest(&self, frame: i64, newest: Option<Arc<VideoFrame>>) -> Option<Arc<VideoFrame>> {
        let distance = |number: i64| number.abs_diff(frame);
        let own = newest.into_iter().chain(self.given.clone());
        let nearest = own.min_by_key(|picture| distance(picture.number()));
        let copy = self.scrubber.as_ref().and_then(|scrubber| scrubber.nearest(frame));
        let copy = copy.filter(|copy| {
            nearest.as_ref().is_none_or(|picture| distance(copy.number()) < distance(picture.number()))
        });
        copy.map_or(nearest, |copy| Some(Arc::new(VideoFrame::from(&*copy))))
    }
}
