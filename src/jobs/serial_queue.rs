//! Tasks done one at a time, in order, on one thread: how tickets and preferences are saved.
//!
//! Takes keyed closures; gives their results or [`Panicked`]. Never loses a task: dropping the queue runs what waits.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::Panicked;
use super::Wake;
use super::catch_panic::catch_panic;

/// Runs tasks one at a time, in the order they were pushed.
///
/// Each task has a key. A newer task replaces one with the same key that has not started, so that a slow disk under
/// quick typing leaves one save waiting and not hundreds. Dropping the queue runs what waits first: no task is lost.
pub struct SerialQueue<K, R> {
    inner: Arc<Inner<K, R>>,
    /// `None` when the system refused a thread; then tasks run where they are pushed.
    thread: Option<JoinHandle<()>>,
}

struct Inner<K, R> {
    name: String,
    state: Mutex<State<K, R>>,
    changed: Condvar,
    wake: Wake,
}

struct State<K, R> {
    waiting: VecDeque<(K, Task<R>)>,
    /// At most one for each task pushed since the last drain.
    results: VecDeque<Result<R, Panicked>>,
    /// A task is running.
    busy: bool,
    closed: bool,
}

type Task<R> = Box<dyn FnOnce() -> R + Send>;

impl<K, R> SerialQueue<K, R>
where
    K: PartialEq + Send + 'static,
    R: Send + 'static,
{
    /// Starts a thread named `name`. `wake` is called after each task.
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

    /// Puts a task at the end of the queue; one that replaces another takes its place. Never waits.
    pub fn push(&self, key: K, task: impl FnOnce() -> R + Send + 'static) {
        let mut state = self.inner.lock();
        let task: Task<R> = Box::new(task);
        match state.waiting.iter_mut().find(|(waiting, _)| *waiting == key) {
            Some((_, replaced)) => *replaced = task,
            None => state.waiting.push_back((key, task)),
        }
        drop(state);
        self.inner.changed.notify_all();
        if self.thread.is_none() {
            while self.inner.do_next() {}
        }
    }

    /// Results since the last call, oldest first. Never waits.
    pub fn drain(&self) -> impl Iterator<Item = Result<R, Panicked>> + use<K, R> {
        std::mem::take(&mut self.inner.lock().results).into_iter()
    }

    /// Whether every task is done.
    pub fn is_idle(&self) -> bool {
        let state = self.inner.lock();
        state.waiting.is_empty() && !state.busy
    }

    /// Waits until every task is done; gives the results that were not drained yet.
    pub fn finish(mut self) -> Vec<Result<R, Panicked>> {
        self.close();
        self.drain().collect()
    }
}

impl<K, R> SerialQueue<K, R> {
    fn close(&mut self) {
        self.inner.lock().closed = true;
        self.inner.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // Each task's panic is caught, so the thread itself does not panic.
            thread.join().ok();
        }
    }
}

impl<K, R> Drop for SerialQueue<K, R> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<K, R> Inner<K, R> {
    /// Runs tasks until the queue is closed and empty.
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

    /// Runs the first task; whether there was one.
    fn do_next(&self) -> bool {
        let mut state = self.lock();
        let Some((_, task)) = state.waiting.pop_front() else { return false };
        state.busy = true;
        drop(state);
        let result = catch_panic(&self.name, task);
        let mut state = self.lock();
        state.busy = false;
        state.results.push_back(result);
        drop(state);
        (self.wake)();
        true
    }

    fn lock(&self) -> MutexGuard<'_, State<K, R>> {
        // Tasks run outside the lock, so no panic can leave the queue half changed.
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
    fn tasks_run_in_order_and_finish_waits_for_all() {
        let queue = SerialQueue::new("saves", silent());
        let order = Arc::new(Mutex::new(Vec::new()));
        for task in 0..20 {
            let order = Arc::clone(&order);
            queue.push(task, move || {
                thread::yield_now();
                order.lock().unwrap().push(task);
                task
            });
        }
        let results: Vec<_> = queue.finish().into_iter().map(Result::unwrap).collect();
        assert_eq!(results, (0..20).collect::<Vec<_>>());
        assert_eq!(*order.lock().unwrap(), results);
    }

    #[test]
    fn a_newer_task_replaces_one_that_has_not_started() {
        let queue = SerialQueue::new("saves", silent());
        let (begun, when_begun) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        queue.push("A", move || {
            begun.send(()).unwrap();
            gate.recv().unwrap();
            "A, first"
        });
        when_begun.recv().unwrap();
        queue.push("A", || "A, replaced");
        queue.push("B", || "B");
        queue.push("A", || "A, newest");
        assert!(!queue.is_idle());
        go.send(()).unwrap();
        let results: Vec<_> = queue.finish().into_iter().map(Result::unwrap).collect();
        assert_eq!(results, ["A, first", "A, newest", "B"]);
    }

    #[test]
    fn a_panic_is_reported_and_the_next_task_runs() {
        let queue = SerialQueue::new("save tickets", silent());
        queue.push(1, || panic!("the pen broke"));
        queue.push(2, || 2);
        let results = queue.finish();
        let message = results[0].as_ref().unwrap_err().to_string();
        assert!(message.contains("save tickets") && message.contains("the pen broke"), "{message}");
        assert_eq!(results[1], Ok(2));
    }

    #[test]
    fn dropping_the_queue_runs_what_waits() {
        let (done, all_done) = mpsc::channel();
        let queue = SerialQueue::new("saves", silent());
        for task in 0..5 {
            let done = done.clone();
            queue.push(task, move || done.send(task).unwrap());
        }
        drop((queue, done));
        assert_eq!(all_done.iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_window_is_woken_when_the_result_is_there() {
        let (woken, when_woken) = mpsc::channel();
        let queue = SerialQueue::new("saves", Arc::new(move || woken.send(()).unwrap()));
        queue.push((), || 7);
        when_woken.recv().unwrap();
        assert_eq!(queue.drain().collect::<Vec<_>>(), [Ok(7)]);
        assert!(queue.is_idle());
    }
}
