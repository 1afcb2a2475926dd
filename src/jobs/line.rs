use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::Panicked;
use super::Wake;
use super::fence::fenced;

/// Work done one piece at a time, in the order it was put in: how tickets are saved.
///
/// Each piece has a key, and a newer piece takes the place of one with the same key that has not begun, so that
/// a slow disk under quick typing leaves one save waiting and not hundreds. Dropping the line does what waits
/// first: nothing put in is lost.
pub struct Line<K, R> {
    inner: Arc<Inner<K, R>>,
    /// `None` when the system gave no thread; then work is done where it is put in.
    thread: Option<JoinHandle<()>>,
}

struct Inner<K, R> {
    name: String,
    state: Mutex<State<K, R>>,
    changed: Condvar,
    wake: Wake,
}

struct State<K, R> {
    waiting: VecDeque<(K, Piece<R>)>,
    /// At most one for each piece put in since the last time.
    results: VecDeque<Result<R, Panicked>>,
    /// A piece is being done.
    busy: bool,
    closed: bool,
}

type Piece<R> = Box<dyn FnOnce() -> R + Send>;

impl<K, R> Line<K, R>
where
    K: PartialEq + Send + 'static,
    R: Send + 'static,
{
    /// Starts a thread named `name`. `wake` is called after each piece.
    pub fn new(name: &str, wake: Wake) -> Self {
        let state = State { waiting: VecDeque::new(), results: VecDeque::new(), busy: false, closed: false };
        let inner = Arc::new(Inner {
            name: name.to_owned(),
            state: Mutex::new(state),
            changed: Condvar::new(),
            wake,
        });
        let of_thread = Arc::clone(&inner);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || of_thread.work()).ok();
        Self { inner, thread }
    }

    /// Puts a piece of work at the end of the line. It keeps the place of the one it replaces. Never waits.
    pub fn push(&self, key: K, piece: impl FnOnce() -> R + Send + 'static) {
        let mut state = self.inner.lock();
        let piece: Piece<R> = Box::new(piece);
        match state.waiting.iter_mut().find(|(waiting, _)| *waiting == key) {
            Some((_, replaced)) => *replaced = piece,
            None => state.waiting.push_back((key, piece)),
        }
        drop(state);
        self.inner.changed.notify_all();
        if self.thread.is_none() {
            while self.inner.do_next() {}
        }
    }

    /// What was done since the last time, oldest first. Never waits.
    pub fn drain(&self) -> impl Iterator<Item = Result<R, Panicked>> + use<K, R> {
        std::mem::take(&mut self.inner.lock().results).into_iter()
    }

    /// Whether everything put in is done.
    pub fn is_idle(&self) -> bool {
        let state = self.inner.lock();
        state.waiting.is_empty() && !state.busy
    }

    /// Waits until everything put in is done; gives what was not drained yet.
    pub fn finish(mut self) -> Vec<Result<R, Panicked>> {
        self.close();
        self.drain().collect()
    }
}

impl<K, R> Line<K, R> {
    fn close(&mut self) {
        self.inner.lock().closed = true;
        self.inner.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // Each piece is fenced, so the thread itself does not panic.
            thread.join().ok();
        }
    }
}

impl<K, R> Drop for Line<K, R> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<K, R> Inner<K, R> {
    /// Does pieces until the line is closed and empty.
    fn work(&self) {
        loop {
            let idle = |state: &mut State<K, R>| state.waiting.is_empty() && !state.closed;
            let waited = self.changed.wait_while(self.lock(), idle);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            if !self.do_next() {
                return;
            }
        }
    }

    /// Does the first piece in the line; whether there was one.
    fn do_next(&self) -> bool {
        let mut state = self.lock();
        let Some((_, piece)) = state.waiting.pop_front() else { return false };
        state.busy = true;
        drop(state);
        let result = fenced(&self.name, piece);
        let mut state = self.lock();
        state.busy = false;
        state.results.push_back(result);
        drop(state);
        (self.wake)();
        true
    }

    fn lock(&self) -> MutexGuard<'_, State<K, R>> {
        // Pieces run outside the lock, so no panic can leave the line half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn silent() -> Wake {
        Arc::new(|| ())
    }

    #[test]
    fn pieces_are_done_in_order_and_finish_waits_for_all() {
        let line = Line::new("saves", silent());
        let order = Arc::new(Mutex::new(Vec::new()));
        for piece in 0..20 {
            let order = Arc::clone(&order);
            line.push(piece, move || {
                thread::yield_now();
                order.lock().unwrap().push(piece);
                piece
            });
        }
        let results: Vec<_> = line.finish().into_iter().map(Result::unwrap).collect();
        assert_eq!(results, (0..20).collect::<Vec<_>>());
        assert_eq!(*order.lock().unwrap(), results);
    }

    #[test]
    fn a_newer_piece_replaces_one_that_has_not_begun() {
        let line = Line::new("saves", silent());
        let (begun, when_begun) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        line.push("A", move || {
            begun.send(()).unwrap();
            gate.recv().unwrap();
            "A, first"
        });
        when_begun.recv().unwrap();
        line.push("A", || "A, replaced");
        line.push("B", || "B");
        line.push("A", || "A, newest");
        assert!(!line.is_idle());
        go.send(()).unwrap();
        let results: Vec<_> = line.finish().into_iter().map(Result::unwrap).collect();
        assert_eq!(results, ["A, first", "A, newest", "B"]);
    }

    #[test]
    fn a_panicking_piece_is_told_and_the_next_is_done() {
        let line = Line::new("save tickets", silent());
        line.push(1, || panic!("the pen broke"));
        line.push(2, || 2);
        let results = line.finish();
        let told = results[0].as_ref().unwrap_err().to_string();
        assert!(told.contains("save tickets") && told.contains("the pen broke"), "{told}");
        assert_eq!(results[1], Ok(2));
    }

    #[test]
    fn dropping_the_line_does_what_waits() {
        let (done, all_done) = mpsc::channel();
        let line = Line::new("saves", silent());
        for piece in 0..5 {
            let done = done.clone();
            line.push(piece, move || done.send(piece).unwrap());
        }
        drop((line, done));
        assert_eq!(all_done.iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_screen_is_woken_when_the_result_is_there() {
        let (woken, when_woken) = mpsc::channel();
        let line = Line::new("saves", Arc::new(move || woken.send(()).unwrap()));
        line.push((), || 7);
        when_woken.recv().unwrap();
        assert_eq!(line.drain().collect::<Vec<_>>(), [Ok(7)]);
        assert!(line.is_idle());
    }
}
