//! Keeps a panic inside one piece of work: takes a closure, gives its value or [`Panicked`].

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A panic stopped a job or a task; the rest of the program goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{work}” was stopped by a fault in Twopop ({fault}); what was open stays open, so try it again")]
pub struct Panicked {
    /// Name of the job or of the serial queue.
    pub work: String,
    /// The panic's message.
    pub fault: String,
}

/// Runs `work`; gives [`Panicked`] under `name` when it panics.
pub(super) fn catch_panic<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // Unwind safety: what the closure owned is dropped with it, and every lock of this program ignores poison.
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|payload| Panicked { work: name.to_owned(), fault: panic_message(&*payload) })
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
        .to_owned()
}
