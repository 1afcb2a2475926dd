//! The scrubbing thread: decodes what the plan says, from the small copy or from the movie.
//!
//! It sleeps while there is nothing to decode, and ends when the handle is dropped.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::copy::JpegDecoder;
use super::frame::ScrubFrame;
use super::frame_cache::Frames;
use super::gop_decoder::{BackRange, GopDecoder, PullResult};
use super::plan::{FrameRequest, Plan, Urgency};
use super::source::{REST, ScrubSource};
use crate::media::give_back_freed_memory;

/// A frame up to this many frames ahead is reached by decoding on rather than by a seek.
const DECODE_ON: i64 = 96;
/// While the requested frame is pending, those on the way to it are shown this often.
const SHOW_EVERY: Duration = Duration::from_millis(40);

/// What the handle and its thread share. The lock is held for a moment, never while decoding.
pub(super) struct ScrubShared {
    state: Mutex<ScrubState>,
    changed: Condvar,
    wake: Arc<dyn Fn() + Send + Sync>,
}

struct ScrubState {
    plan: Plan,
    /// When the playhead will be at rest; `None` once the screen has been woken for it.
    rests_at: Option<Instant>,
    /// When the screen was last woken for a frame.
    woken_at: Option<Instant>,
    is_closing: bool,
}

impl ScrubShared {
    pub(super) fn new(plan: Plan, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let state = ScrubState { plan, rests_at: None, woken_at: None, is_closing: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), wake }
    }

    /// Replaces the request; `None` stops decoding.
    pub(super) fn set_request(&self, request: Option<FrameRequest>) {
        let mut state = self.lock();
        match request {
            Some(request) => {
                state.plan.set_request(request);
                state.rests_at = Some(Instant::now() + REST);
            }
            None => (state.plan.request, state.rests_at) = (None, None),
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The small copy did not have that frame. A request made since stays.
    fn drop_request(&self, request: FrameRequest) {
        let mut state = self.lock();
        if state.plan.drop_request(request) {
            state.rests_at = None;
        }
    }

    /// The handle is gone.
    pub(super) fn close(&self) {
        self.lock().is_closing = true;
        self.changed.notify_all();
    }

    pub(super) fn with_plan<T>(&self, read: impl FnOnce(&Plan) -> T) -> T {
        read(&self.lock().plan)
    }

    /// Waits for something to do. `let_go_after`: for how long nothing may be asked for until it is time to let go.
    fn next_work(&self, let_go_after: Duration) -> Work {
        let mut idle_since: Option<Instant> = None;
        loop {
            let mut state = self.lock();
            if state.is_closing {
                return Work::End;
            }
            let is_moving = state.rests_at.is_some();
            let must_wait = |request: &FrameRequest| request.urgency == Urgency::AfterRest && is_moving;
            let request = state.plan.request.filter(|request| !must_wait(request));
            if let Some((frame, request)) = state.plan.next().zip(request) {
                return Work::Decode(FrameRequest { frame, ..request });
            }
            let is_idle = state.plan.request.is_none();
            idle_since = is_idle.then(|| idle_since.unwrap_or_else(Instant::now));
            let lets_go = idle_since.and_then(|since| since.checked_add(let_go_after));
            if lets_go.is_some_and(|at| at <= Instant::now()) {
                return Work::LetGo(state.plan.cache.take_all());
            }
            let wakes = [state.rests_at, lets_go].into_iter().flatten().min();
            let nap = wakes.map(|at| at.saturating_duration_since(Instant::now()));
            let waited = self.changed.wait_timeout(state, nap.unwrap_or(Duration::MAX));
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            self.wake_at_rest();
        }
    }

    /// Wakes the screen once when the playhead has come to rest.
    fn wake_at_rest(&self) {
        let now = Instant::now();
        let rested = self.lock().rests_at.take_if(|at| *at <= now).is_some();
        if rested {
            (self.wake)();
        }
    }

    /// Keeps a frame, and wakes the screen when it is the requested one, or from time to time on the way there.
    fn keep(&self, frame: ScrubFrame) {
        let mut state = self.lock();
        let was_pending = state.plan.request.is_some_and(|request| state.plan.is_pending(request.frame));
        state.plan.cache.put(frame);
        let is_met = state.plan.request.is_some_and(|request| state.plan.cache.holds(request.frame));
        let is_due = state.woken_at.is_none_or(|at| at.elapsed() >= SHOW_EVERY);
        let wakes = was_pending && (is_met || is_due);
        if wakes {
            state.woken_at = Some(Instant::now());
        }
        drop(state);
        if wakes {
            (self.wake)();
        }
    }

    /// Notes that the movie has no pictures of those numbers, so that nobody waits for them.
    fn note_missing(&self, numbers: impl Iterator<Item = i64>) {
        let mut state = self.lock();
        let missing: Vec<i64> = numbers.filter(|&number| !state.plan.is_settled(number)).collect();
        state.plan.missing.extend(missing);
        drop(state);
        (self.wake)();
    }

    fn lock(&self) -> MutexGuard<'_, ScrubState> {
        // The state is whole at every moment: a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decodes what is requested until the handle is dropped.
pub(super) fn work(shared: &ScrubShared, source: &ScrubSource) {
    let mut worker = Worker { shared, source, movie: Movie::Closed, last: None, jpeg: None };
    // Nothing is there to be let go of before the first frame, nor twice.
    let mut let_go_after = Duration::MAX;
    loop {
        match shared.next_work(let_go_after) {
            Work::Decode(request) => {
                worker.fetch(request);
                let_go_after = source.let_go_after;
            }
            Work::LetGo(frames) => {
                drop(frames);
                worker.let_go();
                let_go_after = Duration::MAX;
            }
            Work::End => return,
        }
    }
}

/// What the thread is to do next.
enum Work {
    Decode(FrameRequest),
    /// Nothing has been asked for for a while, as while playing.
    LetGo(Frames),
    /// The handle is gone.
    End,
}

struct Worker<'a> {
    shared: &'a ScrubShared,
    source: &'a ScrubSource,
    movie: Movie,
    /// The frame decoded last; without a seek the next one follows it.
    last: Option<i64>,
    /// Opened with the first picture of the small copy.
    jpeg: Option<JpegDecoder>,
}

enum Movie {
    /// Opened at the first request: most sessions start by playing.
    Closed,
    Open(GopDecoder),
    Unusable,
}

impl Worker<'_> {
    fn fetch(&mut self, request: FrameRequest) {
        if let Some(frame) = self.read_copy(request.frame) {
            self.shared.keep(frame);
            return;
        }
        if request.urgency == Urgency::CopyOnly {
            self.shared.drop_request(request);
            return;
        }
        self.open();
        let is_next = self.last.is_some_and(|last| last + 1 == request.frame);
        let Movie::Open(movie) = &self.movie else { return self.give_up(request.frame) };
        if !is_next {
            self.last = None;
            let is_pending = request.urgency == Urgency::Exact
                && self.shared.with_plan(|plan| plan.is_pending(request.frame));
            let back = if is_pending { BackRange::Short } else { BackRange::Long };
            if !movie.seek_before(request.frame, back) {
                return self.give_up(request.frame);
            }
        }
        self.decode_through(request.frame);
    }

    /// Lets go of what decodes; what cannot be opened is not tried again.
    fn let_go(&mut self) {
        (self.last, self.jpeg) = (None, None);
        if matches!(self.movie, Movie::Open(_)) {
            self.movie = Movie::Closed;
        }
        give_back_freed_memory();
    }

    /// The frame from the small copy: a few milliseconds.
    fn read_copy(&mut self, frame: i64) -> Option<ScrubFrame> {
        let (jpeg, colours) = self.source.copy.as_ref()?.read(frame)?;
        if self.jpeg.is_none() {
            self.jpeg = JpegDecoder::new().ok();
        }
        let decoded = self.jpeg.as_ref()?.decode(jpeg, frame, colours);
        if decoded.is_none() {
            // A damaged picture leaves its decoder in an unknown state.
            self.jpeg = None;
        }
        decoded
    }

    fn open(&mut self) {
        if !matches!(self.movie, Movie::Closed) {
            return;
        }
        self.movie = match GopDecoder::open(&self.source.movie, self.source.frame_rate) {
            Ok(movie) => Movie::Open(movie),
            Err(error) => {
                // The player, which opens the same movie, tells the operator.
                tracing::warn!(%error, "no scrubbing");
                Movie::Unusable
            }
        };
    }

    fn give_up(&mut self, frame: i64) {
        self.last = None;
        self.shared.note_missing([frame].into_iter());
    }

    /// Keeps pictures until the requested one is there and the key frame after it is reached, or something else is
    /// requested.
    fn decode_through(&mut self, target: i64) {
        while let Movie::Open(movie) = &self.movie {
            match movie.pull() {
                PullResult::Frame(frame) => {
                    let number = frame.number();
                    let before = self.last.replace(number).map_or(number.min(target), |last| last + 1);
                    self.shared.keep(frame);
                    // The target itself too, when the first picture comes after it.
                    self.shared.note_missing_between(before.max(movie.complete_from()), number);
                }
                PullResult::NotYet => {}
                PullResult::End => return self.give_up(target),
            }
            self.shared.wake_at_rest();
            if !self.decodes_on(target) {
                return;
            }
        }
    }

    /// Whether to go on decoding from the last frame instead of a new seek or a rest.
    fn decodes_on(&self, target: i64) -> bool {
        let Movie::Open(movie) = &self.movie else { return false };
        let state = self.shared.lock();
        let Some(request) = state.plan.request.filter(|_| !state.is_closing) else { return false };
        match (state.plan.next(), self.last) {
            (Some(next), None) => next == target,
            // In some movies (Matroska) a seek lands a few key frames early: through those too.
            (Some(next), Some(last)) if next == target => next > last,
            (Some(next), Some(last)) => {
                (1..=DECODE_ON).contains(&(next - last)) && !movie.has_key_between(last, next)
            }
            // Nothing more is needed: on to the end of this GOP.
            (None, Some(last)) => {
                let next = last + 1;
                let is_useful = !state.plan.is_settled(next) && state.plan.cache.would_keep(next);
                is_useful && request.urgency != Urgency::CopyOnly && !movie.has_key_between(last, next)
            }
            (None, None) => false,
        }
    }
}

impl ScrubShared {
    fn note_missing_between(&self, from: i64, to: i64) {
        if from < to {
            self.note_missing(from..to);
        }
    }
}
