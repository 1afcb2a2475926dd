//! This side of the fence: starts the process, asks it, and takes its answers one by one.
//!
//! Takes the program, a movie and a task; gives answers, or the error in which the process ended. Dropping it ends the
//! process. It waits at most 200 ms at a time, never for the process to end.

use std::io::{self, PipeReader, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::process::{Pid, Signal};

use super::failure::Failure;
use super::limits::{Limits, MEMORY_GIBIBYTES};
use super::wire::{Incoming, Message, Nonsense, Question, Task, Told, WORKER_ARGUMENT};
use crate::jobs::add_helper_time;
use crate::media::MediaError;
use crate::media::file_progress::{PATIENCE_SECONDS, Patience, Quiet, ReadSoFar, TICKS_A_SECOND};
use crate::media::processor_wait::process_waited_for_processor;
use crate::media::stall_watch::note_stall;
use crate::media::{decode, probe};

/// What a process says on its error output when memory runs out: Rust's, GLib's and the C++ library's words, and those of
/// common tools.
const OUT_OF_MEMORY: [&str; 5] =
    ["memory allocation of", "failed to allocate", "bad_alloc", "memory exhausted", "out of memory"];

/// Milliseconds in the queue of a processor, since the last look, that excuse silence. Chosen: a tenth of the time between looks.
const QUEUED_IN_A_TICK: u64 = 20;

/// What comes next.
pub(super) enum Answer<'a> {
    Told(Told<'a>),
    /// Nothing yet; it is alive.
    Waiting,
}

/// A process that reads one movie.
pub(super) struct FencedReader {
    path: PathBuf,
    child: Child,
    answers: UnixStream,
    /// The beginning of what it says on its error output.
    said: PipeReader,
    incoming: Incoming,
    block: Vec<u8>,
    greeted: bool,
    limits: Limits,
    patience: Patience,
    so_far: ReadSoFar,
    /// Times in a row that nothing came at all.
    silent_ticks: u64,
    /// Milliseconds that its threads had waited for a processor when it was last silent.
    queued: u64,
}

impl FencedReader {
    /// Starts `program` and asks it for `task` of the movie at `path`.
    ///
    /// # Errors
    /// [`MediaError::NoReader`].
    pub(super) fn start(program: &Path, path: &Path, task: Task) -> Result<Self, MediaError> {
        // GStreamer writes a list of its plugins of some megabytes where it has none or they changed: here, because the reader may
        // not write that much. What it lacks, the reader says.
        let _ = crate::media::start();
        let limits = Limits::of(&task);
        Self::start_within(limits, program, path, task)
            .map_err(|source| MediaError::NoReader { path: path.to_owned(), source })
    }

    /// The same, within other limits.
    pub(super) fn start_within(limits: Limits, program: &Path, path: &Path, task: Task) -> io::Result<Self> {
        let (answers, theirs) = UnixStream::pair()?;
        let (said, says) = io::pipe()?;
        // What nobody reads must not hold it up.
        fcntl_setfl(&says, OFlags::NONBLOCK)?;
        fcntl_setfl(&said, OFlags::NONBLOCK)?;
        let most_cpu_seconds = match task {
            Task::Probe => probe::MOST_CPU_SECONDS,
            Task::Decode(_) => decode::MOST_CPU_SECONDS,
        };
        let question = Question::new(path, task).bytes();
        let question = question.ok_or(io::ErrorKind::InvalidInput)?;
        let child = Command::new(program)
            .arg(WORKER_ARGUMENT)
            // Each arena reserves 64 MiB of the address space that is allowed.
            .env("MALLOC_ARENA_MAX", "2")
            // The list of plugins is as this process wrote it.
            .env("GST_REGISTRY_UPDATE", "no")
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(says)
            .spawn()?;
        let mut started = Self {
            path: path.to_owned(),
            child,
            answers,
            said,
            incoming: Incoming::default(),
            block: vec![0; 64 << 10],
            greeted: false,
            limits,
            patience: Patience::new(most_cpu_seconds),
            so_far: ReadSoFar::default(),
            silent_ticks: 0,
            queued: 0,
        };
        limits.set_for(Pid::from_child(&started.child));
        let tick = Duration::from_millis(1000 / TICKS_A_SECOND);
        started.answers.set_read_timeout(Some(tick))?;
        started.answers.set_write_timeout(Some(tick))?;
        // A process that ended already says why in its answers, or by how it ended.
        let _ = started.answers.write_all(&question);
        Ok(started)
    }

    /// The next answer, waited for as long as there is progress.
    ///
    /// # Errors
    /// What the process says is wrong, or how it ended.
    pub(super) fn next(&mut self) -> Result<Answer<'_>, MediaError> {
        loop {
            match self.incoming.has_next() {
                Ok(false) => {}
                Ok(true) => return self.understood(),
                Err(Nonsense(what)) => return Err(self.garbled(what)),
            }
            match self.answers.read(&mut self.block) {
                Ok(0) => return Err(self.ended()),
                Ok(count) => {
                    self.silent_ticks = 0;
                    self.incoming.add(self.block.get(..count).unwrap_or_default());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    // On a busy machine it is ready to answer and gets no processor.
                    let queued = process_waited_for_processor(self.child.id());
                    if queued < self.queued.saturating_add(QUEUED_IN_A_TICK) {
                        self.silent_ticks += 1;
                    }
                    self.queued = queued;
                    if self.silent_ticks >= PATIENCE_SECONDS * TICKS_A_SECOND {
                        return Err(MediaError::Hung { path: self.path.clone(), seconds: PATIENCE_SECONDS });
                    }
                    return Ok(Answer::Waiting);
                }
                Err(_) => return Err(self.ended()),
            }
        }
    }

    fn understood(&mut self) -> Result<Answer<'_>, MediaError> {
        let (path, greeted) = (&self.path, std::mem::replace(&mut self.greeted, true));
        let garbled = |what| Err(MediaError::Garbled { path: path.clone(), what });
        match self.incoming.next() {
            Ok(Some(Message::Hello)) if !greeted => Ok(Answer::Waiting),
            Ok(Some(_)) if !greeted => garbled("no greeting"),
            Ok(Some(Message::Told(told))) => {
                self.patience.result();
                Ok(Answer::Told(told))
            }
            Ok(Some(Message::Alive(now))) => {
                self.so_far = now;
                let waited = self.patience.tick(now);
                waited.map(|()| Answer::Waiting).map_err(|quiet| {
                    if matches!(quiet, Quiet::Disk) {
                        note_stall(path);
                    }
                    MediaError::quiet(path, quiet)
                })
            }
            Ok(Some(Message::Failed(failure))) => {
                if matches!(failure, Failure::Stalled) {
                    note_stall(path);
                }
                Err(failure.error(path))
            }
            Ok(Some(Message::Hello | Message::Question(_))) => {
                garbled("a greeting or question instead of an answer")
            }
            Ok(None) => Ok(Answer::Waiting),
            Err(Nonsense(what)) => garbled(what),
        }
    }

    /// Number of the process.
    #[cfg(test)]
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// What it sends makes no sense.
    pub(super) fn garbled(&self, what: &'static str) -> MediaError {
        MediaError::Garbled { path: self.path.clone(), what }
    }

    /// Why the process ended without a last answer.
    fn ended(&mut self) -> MediaError {
        let path = self.path.clone();
        let Some(status) = wait_a_moment(&mut self.child) else {
            return MediaError::Garbled { path, what: "it closed its answers and goes on" };
        };
        let said = self.said_on_error_output();
        if OUT_OF_MEMORY.iter().any(|words| said.contains(words)) {
            return MediaError::TooMuchMemory { path, gibibytes: MEMORY_GIBIBYTES };
        }
        match status.signal() {
            Some(signal) if signal == Signal::XCPU.as_raw() => {
                MediaError::Runaway { path, cpu_seconds: self.limits.cpu_seconds }
            }
            _ => MediaError::Crashed { path, how: how_it_ended(status) },
        }
    }

    /// In lower case.
    fn said_on_error_output(&mut self) -> String {
        let mut said = vec![0; 64 << 10];
        let count = self.said.read(&mut said).unwrap_or(0);
        said.truncate(count);
        let said = String::from_utf8_lossy(&said).to_lowercase();
        tracing::debug!(%said, "a reader of movies ended");
        said
    }
}

impl Drop for FencedReader {
    fn drop(&mut self) {
        add_helper_time(self.so_far.cpu_milliseconds);
        // It may have ended by itself.
        let _ = self.child.kill();
        if wait_a_moment(&mut self.child).is_none() {
            tracing::warn!("a reader of movies waits for a disk that does not answer, and ends when it does");
        }
    }
}

/// Waits for a tenth of a second: a process that waits for a disk cannot be ended before the disk answers.
fn wait_a_moment(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..50 {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => return None,
        }
    }
    None
}

fn how_it_ended(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(signal), _) => match SIGNALS.iter().find(|(known, _)| known.as_raw() == signal) {
            Some((_, name)) => format!("signal {name}"),
            None => format!("signal {signal}"),
        },
        (None, Some(code)) => format!("itself, with exit code {code}"),
        (None, None) => "the system".to_owned(),
    }
}

/// Signals that end a process, by the names in every manual.
const SIGNALS: [(Signal, &str); 11] = [
    (Signal::SEGV, "SEGV (a fault of memory)"),
    (Signal::BUS, "BUS (a fault of memory, or the file became shorter)"),
    (Signal::ABORT, "ABRT (it gave up)"),
    (Signal::ILL, "ILL (no valid instruction)"),
    (Signal::FPE, "FPE (a fault of arithmetic)"),
    (Signal::TRAP, "TRAP (it gave up)"),
    (Signal::SYS, "SYS (it asked the system for what it may not)"),
    (Signal::XFSZ, "XFSZ (it tried to write a long file)"),
    (Signal::KILL, "KILL (by the system or a person, as when memory runs out)"),
    (Signal::TERM, "TERM (by a person or another program)"),
    (Signal::PIPE, "PIPE (nobody took its answers)"),
];
