use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::copy::JpegDecoder;
use super::gop::{Behind, GopDecoder, Pulled};
use super::plan::{Haste, Plan, Wish};
use super::{REST, ScrubFrame, ScrubSource};

/// Frames ahead that are decoded through rather than jumped to.
const AHEAD: i64 = 96;
/// While the wished frame is awaited, those on the way to it are shown this often.
const SHOW_EVERY: Duration = Duration::from_millis(40);

/// What the handle and its thread share. The lock is held for a look, never while decoding.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    wake: Arc<dyn Fn() + Send + Sync>,
}

struct State {
    plan: Plan,
    /// When the playhead will have rested, until that has been told.
    rests_at: Option<Instant>,
    told_at: Option<Instant>,
    leaving: bool,
}

impl Shared {
    pub(super) fn new(plan: Plan, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let state = State { plan, rests_at: None, told_at: None, leaving: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), wake }
    }

    pub(super) fn wish(&self, wish: Option<Wish>) {
        let mut state = self.lock();
        match wish {
            Some(wish) => {
                state.plan.look_at(wish);
                state.rests_at = Some(Instant::now() + REST);
            }
            None => (state.plan.wish, state.rests_at) = (None, None),
        }
        drop(state);
        self.changed.notify_all();
    }

    /// That glimpse was in vain. What has been wished for since stays.
    fn forget(&self, glimpse: Wish) {
        let mut state = self.lock();
        if state.plan.forget(glimpse) {
            state.rests_at = None;
        }
    }

    pub(super) fn leave(&self) {
        self.lock().leaving = true;
        self.changed.notify_all();
    }

    pub(super) fn see<T>(&self, look: impl FnOnce(&Plan) -> T) -> T {
        look(&self.lock().plan)
    }

    /// Waits for something to decode; `None` when the handle is gone.
    fn next_order(&self) -> Option<Wish> {
        loop {
            let state = self.lock();
            if state.leaving {
                return None;
            }
            let passing = state.rests_at.is_some();
            let wish = state.plan.wish.filter(|wish| !(wish.haste == Haste::AfterRest && passing));
            if let Some((frame, wish)) = state.plan.next().zip(wish) {
                return Some(Wish { frame, ..wish });
            }
            let nap = state.rests_at.map(|at| at.saturating_duration_since(Instant::now()));
            let waited = self.changed.wait_timeout(state, nap.unwrap_or(Duration::MAX));
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            self.tell_rest();
        }
    }

    /// Wakes the screen once the playhead has rested.
    fn tell_rest(&self) {
        let now = Instant::now();
        let rested = self.lock().rests_at.take_if(|at| *at <= now).is_some();
        if rested {
            (self.wake)();
        }
    }

    /// Keeps a frame, and wakes the screen when it is the wished one or the next on the way there.
    fn take_in(&self, frame: ScrubFrame) {
        let mut state = self.lock();
        let awaited = state.plan.wish.is_some_and(|wish| state.plan.is_awaited(wish.frame));
        state.plan.cache.put(frame);
        let met = state.plan.wish.is_some_and(|wish| state.plan.cache.holds(wish.frame));
        let due = state.told_at.is_none_or(|at| at.elapsed() >= SHOW_EVERY);
        let tells = awaited && (met || due);
        if tells {
            state.told_at = Some(Instant::now());
        }
        drop(state);
        if tells {
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

    fn lock(&self) -> MutexGuard<'_, State> {
        // What is kept is whole at every moment: a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decodes what is wished for until the handle is dropped.
pub(super) fn work(shared: &Shared, source: &ScrubSource) {
    let mut worker = Worker { shared, source, movie: Movie::Closed, at: None, jpeg: None };
    while let Some(order) = shared.next_order() {
        worker.fetch(order);
    }
}

struct Worker<'a> {
    shared: &'a Shared,
    source: &'a ScrubSource,
    movie: Movie,
    /// The last picture that came; the next one follows it, if nobody jumps.
    at: Option<i64>,
    /// Opened with the first picture of the small copy.
    jpeg: Option<JpegDecoder>,
}

enum Movie {
    /// Opened with the first wish: most sittings begin by playing.
    Closed,
    Open(GopDecoder),
    Unusable,
}

impl Worker<'_> {
    fn fetch(&mut self, order: Wish) {
        if let Some(frame) = self.read_copy(order.frame) {
            self.shared.take_in(frame);
            return;
        }
        if order.haste == Haste::Glimpse {
            self.shared.forget(order);
            return;
        }
        self.open();
        let goes_on_there = self.at.is_some_and(|at| at + 1 == order.frame);
        let Movie::Open(movie) = &self.movie else { return self.give_up(order.frame) };
        if !goes_on_there {
            self.at = None;
            let is_awaited =
                order.haste == Haste::ThisFrame && self.shared.see(|plan| plan.is_awaited(order.frame));
            let behind = if is_awaited { Behind::Little } else { Behind::Much };
            if !movie.go_before(order.frame, behind) {
                return self.give_up(order.frame);
            }
        }
        self.decode_through(order.frame);
    }

    /// The frame from the small copy: a few milliseconds.
    fn read_copy(&mut self, frame: i64) -> Option<ScrubFrame> {
        let (jpeg, colours) = self.source.copy.as_ref()?.read(frame)?;
        if self.jpeg.is_none() {
            self.jpeg = JpegDecoder::new().ok();
        }
        let decoded = self.jpeg.as_ref()?.decode(jpeg, frame, colours);
        if decoded.is_none() {
            // A damaged picture leaves its decoder in a state nobody knows.
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
                // The player, which opens the same movie, says it to the operator.
                tracing::warn!(%error, "no scrubbing");
                Movie::Unusable
            }
        };
    }

    fn give_up(&mut self, frame: i64) {
        self.at = None;
        self.shared.note_missing([frame].into_iter());
    }

    /// Takes pictures in until the wished one is there and the key frame after it is reached, or something else
    /// is wished.
    fn decode_through(&mut self, target: i64) {
        while let Movie::Open(movie) = &self.movie {
            match movie.pull() {
                Pulled::Frame(frame) => {
                    let number = frame.number();
                    let before = self.at.replace(number).map_or(number.min(target), |at| at + 1);
                    self.shared.take_in(frame);
                    // Also the target itself, when the first picture lies after it.
                    self.shared.note_missing_between(before.max(movie.complete_from()), number);
                }
                Pulled::NotYet => {}
                Pulled::End => return self.give_up(target),
            }
            self.shared.tell_rest();
            if !self.goes_on(target) {
                return;
            }
        }
    }

    fn goes_on(&self, target: i64) -> bool {
        let Movie::Open(movie) = &self.movie else { return false };
        let state = self.shared.lock();
        let Some(wish) = state.plan.wish.filter(|_| !state.leaving) else { return false };
        match (state.plan.next(), self.at) {
            (Some(next), None) => next == target,
            // Some movies are only found a few key frames early (Matroska): through those too.
            (Some(next), Some(at)) if next == target => next > at,
            (Some(next), Some(at)) => (1..=AHEAD).contains(&(next - at)) && !movie.has_key_between(at, next),
            // Nothing is wished any more: on to the end of what this key frame began.
            (None, Some(at)) => {
                let next = at + 1;
                let useful = !state.plan.is_settled(next) && state.plan.cache.would_keep(next);
                useful && wish.haste != Haste::Glimpse && !movie.has_key_between(at, next)
            }
            (None, None) => false,
        }
    }
}

impl Shared {
    fn note_missing_between(&self, from: i64, to: i64) {
        if from < to {
            self.note_missing(from..to);
        }
    }
}
