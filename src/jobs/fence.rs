use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A fault in the program stopped a piece of work; the rest goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{work}” was stopped by a fault in Twopop ({fault}); what was open stays open, so try it again")]
pub struct Panicked {
    /// Name of the job or line.
    pub work: String,
    /// What the panic said.
    pub fault: String,
}

/// Runs `work` so that a panic ends there.
pub(super) fn fenced<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // Unwind safety: what the closure owned is dropped with it, and the rooms' own locks outlive poison.
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|payload| Panicked { work: name.to_owned(), fault: words(&*payload) })
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
        .to_owned()
}
