//! The process behind the fence: answers one question about one movie, and ends.
//!
//! Takes the question from the connection that is its input, gives answers and five signs of life a second there, and
//! prints nothing. It ends with whoever asked: by the system's own signal, and because nobody takes its answers.

use std::io::{self, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::failure::Failure;
use super::limits::Limits;
use super::no_network;
use super::wire::{self, Incoming, Message, Question, Task};
use crate::jobs::process_milliseconds;
use crate::media::MediaError;
use crate::media::decode::decode_here;
use crate::media::file_progress::{FileProgress, TICKS_A_SECOND};
use crate::media::probe::probe_here;

/// Bytes of answers that are sent at once: blocks of sound are small.
const SENT_AT_ONCE: usize = 128 << 10;

/// Where the answers go. Shared with the thread that gives the signs of life.
type Answers = Arc<Mutex<BufWriter<UnixStream>>>;

/// Reads one movie for the process that started this one with [`super::WORKER_ARGUMENT`]; the exit code says nothing.
pub fn read_for_fence() -> ExitCode {
    end_with_parent();
    match answer_question() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::debug!(%error, "nobody takes the answers");
            ExitCode::FAILURE
        }
    }
}

fn answer_question() -> io::Result<()> {
    let mut asked: UnixStream = io::stdin().as_fd().try_clone_to_owned()?.into();
    let question = question(&mut asked)?;
    Limits::of(&question.task).set_here();
    let answers: Answers = Arc::new(Mutex::new(BufWriter::with_capacity(SENT_AT_ONCE, asked)));
    send(&answers, &wire::hello())?;
    let progress = Arc::new(FileProgress::default());
    give_signs_of_life(&answers, &progress)?;
    // GStreamer may have to look for its plugins, which ask for this computer's devices; the movie is not open yet. Where it
    // does not start, reading says so.
    let _ = crate::media::start();
    no_network::close();
    let path = question.path();
    let told = match &question.task {
        Task::Probe => probe_here(&path, &progress).map(|facts| wire::facts(&facts)),
        Task::Decode(wanted) => {
            let mut gone = Ok(());
            let decoded = decode_here(&path, wanted, &progress, |place, _, block| {
                let channels = wanted.get(place).map_or(1, |track| track.channels);
                gone = wire::blocks(place, channels, block).try_for_each(|bytes| send(&answers, &bytes));
                if gone.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            gone?;
            decoded.map(|read| wire::end(&read.damage))
        }
    };
    let too_long = || MediaError::damaged(&path, "what it says of itself is longer than a megabyte");
    let told = told.and_then(|told| told.ok_or_else(too_long));
    let last = told.or_else(|error| wire::failed(&Failure::from(&error)).ok_or(error));
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    // The processor time that it took in all.
    answers.write_all(&wire::alive(progress.so_far(process_milliseconds())))?;
    answers.write_all(&last.unwrap_or_default())?;
    answers.flush()
}

fn question(asked: &mut UnixStream) -> io::Result<Question> {
    let (mut incoming, mut bytes) = (Incoming::default(), [0; 4096]);
    loop {
        match incoming.next() {
            Ok(Some(Message::Question(question))) => return Ok(question),
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        }
        match asked.read(&mut bytes)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => incoming.add(bytes.get(..count).unwrap_or_default()),
        }
    }
}

fn send(answers: &Answers, bytes: &[u8]) -> io::Result<()> {
    answers.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)
}

/// Tells how far reading is until nobody listens, and sends on what waits to be sent.
fn give_signs_of_life(answers: &Answers, progress: &Arc<FileProgress>) -> io::Result<()> {
    let (answers, progress) = (Arc::clone(answers), Arc::clone(progress));
    let give = move || {
        loop {
            std::thread::sleep(Duration::from_millis(1000 / TICKS_A_SECOND));
            let sign = wire::alive(progress.so_far(process_milliseconds()));
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            if answers.write_all(&sign).and_then(|()| answers.flush()).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("signs of life".to_owned()).spawn(give).map(drop)
}

#[cfg(target_os = "linux")]
fn end_with_parent() {
    use rustix::process::{Signal, set_parent_process_death_signal};
    if let Err(error) = set_parent_process_death_signal(Some(Signal::KILL)) {
        tracing::debug!(%error, "this process does not end by itself");
    }
    offer_as_first_victim();
}

#[cfg(not(target_os = "linux"))]
fn end_with_parent() {}

/// When the computer runs out of memory, the system ends this process before any other.
#[cfg(target_os = "linux")]
fn offer_as_first_victim() {
    let offered = std::fs::File::options()
        .write(true)
        .open("/proc/self/oom_score_adj")
        .and_then(|mut score| score.write_all(b"1000"));
    if let Err(error) = offered {
        tracing::debug!(%error, "the system may end another process first");
    }
}
