//! A second start of Twopop on the same display hands its files to the window that is there, and ends. They meet on a socket
//! of this account: no network.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::session::RequestEvent;
use crate::store::{WindowLock, WindowPlace};

/// How long a start waits for the window that is there to answer before it opens one of its own; chosen.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest message: some ten thousand paths; chosen.
const MAX_BYTES: u64 = 1 << 20;
/// What the first start answers when it has the files.
const TAKEN: &[u8] = b"taken";

/// What a start of the program is to do.
pub enum WindowStart {
    /// Open a window, and hear those that start after it.
    First(FirstWindow),
    /// Nothing: a window is there, and has the files.
    HandedOver,
    /// Open a window that hears nobody: the one that is there does not answer, or the system gives no place to meet.
    Alone,
}

/// Hears later starts for as long as it is kept.
pub struct FirstWindow {
    listener: UnixListener,
    _lock: WindowLock,
}

/// Hands `paths` to the window at `place`, or makes this start its first. Waits up to three seconds for an answer.
pub fn start_window(place: Option<&WindowPlace>, paths: &[PathBuf]) -> WindowStart {
    let Some(place) = place else { return WindowStart::Alone };
    let until = Instant::now() + PATIENCE;
    loop {
        match place.hold() {
            Ok(lock) => return first(place, lock).map_or(WindowStart::Alone, WindowStart::First),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return WindowStart::Alone,
            // Another start is there; it may not hear yet.
            Err(_) if hand_over(&place.socket(), paths).is_ok() => return WindowStart::HandedOver,
            Err(_) if Instant::now() >= until => return WindowStart::Alone,
            Err(_) => sleep(Duration::from_millis(50)),
        }
    }
}

fn first(place: &WindowPlace, lock: WindowLock) -> io::Result<FirstWindow> {
    let listener = UnixListener::bind(place.socket())?;
    place.make_private()?;
    Ok(FirstWindow { listener, _lock: lock })
}

/// Paths as bytes, each ended by a zero, which no path has in it.
fn hand_over(socket: &Path, paths: &[PathBuf]) -> io::Result<()> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    for path in paths {
        stream.write_all(std::path::absolute(path)?.as_os_str().as_bytes())?;
        stream.write_all(&[0])?;
    }
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    stream.take(TAKEN.len() as u64).read_to_end(&mut answer)?;
    if answer == TAKEN { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

impl FirstWindow {
    /// Reports what later starts hand over, until the job is cancelled.
    pub(super) fn hear(&self, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        loop {
            let accepted = self.listener.accept();
            // A window that is closing takes nothing: whoever calls waits until it has ended, and is the first then.
            if job.cancelled() {
                return Ok(());
            }
            match accepted.and_then(|(stream, _)| take_paths(stream)) {
                Ok(paths) => job.report(JobOutput::Event(RequestEvent::SecondStart(paths).into()))?,
                // A start that broke off, or no handle left: the next one may do better.
                Err(_) => sleep(Duration::from_millis(50)),
            }
        }
    }
}

fn take_paths(mut stream: UnixStream) -> io::Result<Vec<PathBuf>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut bytes = Vec::new();
    (&stream).take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    stream.write_all(TAKEN)?;
    let said = bytes.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(said.map(|path| PathBuf::from(OsString::from_vec(path.to_vec()))).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use super::*;
    use crate::jobs::{JobEvent, Jobs};
    use crate::session::Event;

    fn place(folder: &Path) -> WindowPlace {
        WindowPlace::in_folder(folder, Path::new("/data"), ":0").unwrap()
    }

    #[test]
    fn a_second_start_hands_its_files_to_the_first_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder.path().join("private"));
        let WindowStart::First(first) = start_window(Some(&place), &[]) else {
            panic!("nobody is there yet")
        };
        let mode = std::fs::metadata(place.socket()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for this account alone");
        let jobs: Jobs<JobOutput> = Jobs::new(Arc::new(|| {}));
        let _job = jobs.start("hear", move |job| first.hear(job));
        let paths = [PathBuf::from("/a b/夜.wav"), OsString::from_vec(vec![b'/', 0xFF]).into()];
        assert!(matches!(start_window(Some(&place), &paths), WindowStart::HandedOver));
        let until = Instant::now() + PATIENCE;
        let heard = loop {
            let report = jobs.drain().next();
            if let Some(JobEvent::Reported(JobOutput::Event(Event::Request(event)))) =
                report.map(|it| it.event)
            {
                break event;
            }
            assert!(Instant::now() < until, "nothing was heard");
            sleep(Duration::from_millis(5));
        };
        assert!(matches!(heard, RequestEvent::SecondStart(heard) if heard == paths));
    }

    #[test]
    fn what_a_crash_left_is_in_nobodys_way_and_a_silent_window_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        // The socket of a program that is gone.
        drop(UnixListener::bind(place.socket()).unwrap());
        let WindowStart::First(_silent) = start_window(Some(&place), &[]) else {
            panic!("the socket is stale")
        };
        assert!(matches!(start_window(Some(&place), &[]), WindowStart::Alone), "it never answers");
        let other = WindowPlace::in_folder(folder.path(), Path::new("/data"), ":1").unwrap();
        assert!(matches!(start_window(Some(&other), &[]), WindowStart::First(_)), "another display");
        assert!(WindowPlace::in_folder(Path::new(&"x".repeat(120)), Path::new("/"), ":0").is_none());
    }
}
