//! What the process that reads a movie may take of the system, whatever the movie makes it do.
//!
//! Set by the process that asked, before it says which movie, where the system can do that (Linux); else by the reader
//! itself, first thing.

use rustix::process::{Pid, Resource, Rlimit};

use super::wire::Task;

/// Address space, in GiB. Chosen: decoding the first picture of an 8K movie on 64 processors reserves five.
pub(super) const MEMORY_GIBIBYTES: u64 = 8;
/// Open files and connections at once. Derived: GStreamer keeps some twenty for itself.
const OPEN_FILES: u64 = 256;
/// Bytes of any file it may write. Derived: GStreamer's compiler keeps 64 KiB of code in a nameless file; none is ever kept.
const WRITTEN_BYTES: u64 = 1 << 20;
/// Processor seconds for opening a movie. Chosen: twice what it gives up at by itself.
const PROBE_SECONDS: u64 = 60;
/// Processor seconds for decoding each sound track of one. Chosen: thirty times what three hours of 5.1 take; long before
/// that a reader that gives nothing is given up.
const DECODE_SECONDS: u64 = 3600;

/// The bounds of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    pub cpu_seconds: u64,
    /// Bytes of address space.
    pub memory: u64,
}

impl Limits {
    pub(super) fn of(task: &Task) -> Self {
        let cpu_seconds = match task {
            Task::Probe => PROBE_SECONDS,
            Task::Decode(tracks) => DECODE_SECONDS.saturating_mul(tracks.len().max(1) as u64),
        };
        Self { cpu_seconds, memory: MEMORY_GIBIBYTES << 30 }
    }

    /// Each with the most it may be.
    fn all(self) -> [(Resource, u64); 5] {
        [
            (Resource::As, self.memory),
            (Resource::Cpu, self.cpu_seconds),
            (Resource::Nofile, OPEN_FILES),
            (Resource::Fsize, WRITTEN_BYTES),
            (Resource::Core, 0),
        ]
    }

    /// Sets them for the process `reader`.
    #[cfg(target_os = "linux")]
    pub(super) fn set_for(self, reader: Pid) {
        for (resource, most) in self.all() {
            // None is more than what the process has now, or it stays at that.
            if let Err(error) = rustix::process::prlimit(Some(reader), resource, at_most(resource, most)) {
                tracing::warn!(%error, ?resource, "a reader of movies runs without this limit");
            }
        }
    }

    /// Elsewhere the process sets its own.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn set_for(self, _reader: Pid) {}

    /// Sets them for this process, where nobody else does.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn set_here(self) {
        for (resource, most) in self.all() {
            if let Err(error) = rustix::process::setrlimit(resource, at_most(resource, most)) {
                tracing::warn!(%error, ?resource, "a reader of movies runs without this limit");
            }
        }
    }

    #[cfg(target_os = "linux")]
    pub(super) fn set_here(self) {}
}

fn at_most(resource: Resource, most: u64) -> Rlimit {
    // At the lower bound of processor time the process ends by a signal of its own, at the upper one by KILL.
    let grace = if resource == Resource::Cpu { 5 } else { 0 };
    Rlimit { current: Some(most), maximum: Some(most.saturating_add(grace)) }
}
