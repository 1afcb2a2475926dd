//! Sees a thread of this process that waits for a disk or file server which does not answer.
//!
//! Whoever waits inside the system cannot say so itself. [`StalledFiles`] looks when it is asked to, and gives the file, where
//! the system tells; [`StallWatch`] looks by itself, for a command that ends then. On Linux only: elsewhere nothing is seen. A
//! movie's reader sees for itself that its disk does not answer ([`note_stall`]): no other file is waited for after that.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Seconds that one call into the system may take. Chosen: as long as a movie is waited for.
pub const STALL_SECONDS: usize = 10;

/// How the system writes "by its path, from this folder" as the first argument of a call (`AT_FDCWD`): as the 64 or the 32 bits
/// that the C library passes on.
const BY_PATH: [&str; 2] = ["0xffffffffffffff9c", "0xffffff9c"];

/// Calls that may wait for as long as they like: their first argument is a clock, a process or a count, and may have the number
/// of an open file.
#[cfg(target_os = "linux")]
const OF_NO_FILE: [libc::c_long; 5] = [
    libc::SYS_clock_nanosleep,
    libc::SYS_restart_syscall,
    libc::SYS_pselect6,
    libc::SYS_wait4,
    libc::SYS_waitid,
];
#[cfg(not(target_os = "linux"))]
const OF_NO_FILE: [i64; 0] = [];

/// Calls for a file or folder that is not told by an open file: their first argument is a path, or a file that is just being
/// closed and no longer listed as open. Other processors' systems have the first kind only with the folder before the path.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
const OF_SOME_FILE: [libc::c_long; 17] = [
    libc::SYS_close,
    libc::SYS_open,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_statfs,
    libc::SYS_chdir,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_rename,
    libc::SYS_link,
    libc::SYS_symlink,
    libc::SYS_unlink,
    libc::SYS_chmod,
    libc::SYS_truncate,
    libc::SYS_getxattr,
];
#[cfg(all(target_os = "linux", not(target_arch = "x86_64")))]
const OF_SOME_FILE: [libc::c_long; 1] = [libc::SYS_close];
#[cfg(not(target_os = "linux"))]
const OF_SOME_FILE: [i64; 0] = [];

/// A movie whose disk did not answer, until the watch has seen it.
static STALLED_MOVIE: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Keeps that the disk of this movie has not answered for [`STALL_SECONDS`].
#[cfg(feature = "media")]
pub(super) fn note_stall(movie: &Path) {
    *STALLED_MOVIE.lock().unwrap_or_else(PoisonError::into_inner) = Some(movie.to_owned());
}

/// That the disk of `file` does not answer, and where to look. What goes on meanwhile, or what to do then, is said after it.
pub fn not_answering(file: impl Display) -> String {
    format!(
        "{file}: the disk or file server has not answered for {STALL_SECONDS} s. Look whether the volume is mounted and the server \
         is up"
    )
}

/// A wait that is not answered; for which file or folder, where it was open already.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stalled {
    pub file: Option<PathBuf>,
}

/// Watches while it is kept.
pub struct StallWatch {
    ended: Arc<AtomicBool>,
}

impl StallWatch {
    /// Calls `on_stall` once, from a thread of its own, when a thread of this process has waited ten seconds in one call for a
    /// file or folder.
    pub fn start(on_stall: impl FnOnce(Stalled) + Send + 'static) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let watch = Self { ended: Arc::clone(&ended) };
        let look = move || {
            let mut files = StalledFiles::default();
            while !ended.load(Ordering::Acquire) {
                let movie = STALLED_MOVIE.lock().unwrap_or_else(PoisonError::into_inner).take();
                let movie = movie.map(|movie| Stalled { file: Some(movie) });
                if let Some(stalled) = movie.or_else(|| files.look().pop_first()) {
                    return on_stall(stalled);
                }
                std::thread::sleep(Duration::from_secs(1));
            }
        };
        // Without it the program works, and says less.
        if let Err(error) = std::thread::Builder::new().name("stall watch".to_owned()).spawn(look) {
            tracing::debug!(%error, "no watch for stalls");
        }
        watch
    }
}

impl Drop for StallWatch {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
    }
}

/// What the threads of this process did at the last look, and for how many looks they have done nothing else.
#[derive(Default)]
pub struct StalledFiles {
    threads: HashMap<PathBuf, (String, usize)>,
}

impl StalledFiles {
    /// What threads have waited for in one call for the last ten looks. To be asked once a second.
    pub fn look(&mut self) -> BTreeSet<Stalled> {
        self.look_at(Path::new("/proc/self"))
    }

    fn look_at(&mut self, process: &Path) -> BTreeSet<Stalled> {
        let threads = fs::read_dir(process.join("task")).into_iter().flatten().filter_map(Result::ok);
        let (mut now, mut stalled) = (HashMap::new(), BTreeSet::new());
        for thread in threads {
            let folder = thread.path();
            let Some((call, file)) = waits_for_file(process, &folder) else { continue };
            let looks = match self.threads.get(&folder) {
                Some((before, looks)) if *before == call => looks + 1,
                _ => 0,
            };
            if looks >= STALL_SECONDS {
                stalled.insert(Stalled { file });
            }
            now.insert(folder, (call, looks));
        }
        self.threads = now;
        stalled
    }
}

/// The call that the thread waits in, with how often it has waited before, and the file; `None` where it waits for no file.
fn waits_for_file(process: &Path, thread: &Path) -> Option<(String, Option<PathBuf>)> {
    let call = fs::read_to_string(thread.join("syscall")).ok()?;
    let (number, about) =
        call.split_once(' ').and_then(|(number, rest)| Some((number, rest.split(' ').next()?)))?;
    let number = number.parse().ok()?;
    if OF_NO_FILE.contains(&number) {
        return None;
    }
    let file = if BY_PATH.contains(&about) || OF_SOME_FILE.contains(&number) {
        None
    } else {
        let number = u32::from_str_radix(about.strip_prefix("0x")?, 16).ok()?;
        let opened = fs::read_link(process.join("fd").join(number.to_string())).ok()?;
        // Pipes, sockets and terminals may wait for as long as they like.
        Some(opened).filter(|opened| opened.is_absolute() && !opened.starts_with("/dev"))?.into()
    };
    let status = fs::read_to_string(thread.join("status")).ok()?;
    let waited = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"))?.to_owned();
    Some((call + &waited, file))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// A process as the system describes it: one thread in a call, which has waited so often before.
    #[expect(clippy::disallowed_methods, reason = "a test makes what it reads")]
    fn describe(folder: &Path, call: &str, waited: usize) {
        let thread = folder.join("task/7");
        fs::create_dir_all(&thread).unwrap();
        fs::create_dir_all(folder.join("fd")).unwrap();
        fs::write(thread.join("syscall"), format!("{call} 0x7ffe 0x10 0x0 0x0 0x0 0x7ffc 0x7f0a\n")).unwrap();
        fs::write(thread.join("status"), format!("Name:\ta\nvoluntary_ctxt_switches:\t{waited}\n")).unwrap();
    }

    /// Made-up processes with the files 5 and 0, a pipe and a terminal.
    fn process() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        describe(folder.path(), "running", 0);
        for (number, to) in [("5", "/share/A.wav"), ("0", "/l.txt"), ("1", "pipe:[77]"), ("2", "/dev/pts/1")]
        {
            std::os::unix::fs::symlink(to, folder.path().join("fd").join(number)).unwrap();
        }
        folder
    }

    fn seen(looks: usize, call: &str, waited: impl Fn(usize) -> usize) -> Option<Option<PathBuf>> {
        let folder = process();
        let mut files = StalledFiles::default();
        (0..looks).find_map(|look| {
            describe(folder.path(), call, waited(look));
            files.look_at(folder.path()).pop_first().map(|stalled| stalled.file)
        })
    }

    #[test]
    fn a_read_that_is_not_answered_is_seen_with_its_file() {
        assert_eq!(seen(10, "17 0x5", |_| 3), None);
        assert_eq!(seen(11, "17 0x5", |_| 3), Some(Some("/share/A.wav".into())));
        for by_path in ["332 0xffffffffffffff9c", "332 0xffffff9c"] {
            assert_eq!(seen(11, by_path, |_| 3), Some(None), "by its path");
        }
        for call in OF_SOME_FILE {
            assert_eq!(seen(11, &format!("{call} 0x7ffc12345678"), |_| 3), Some(None), "{call}");
        }
    }

    #[test]
    fn slow_reads_computing_and_whoever_reads_the_answer_are_waited_for() {
        assert_eq!(seen(60, "17 0x5", |look| look / 8), None, "an answer every eight seconds");
        assert_eq!(seen(60, "1 0x1", |_| 3), None, "a pipe that nobody reads");
        assert_eq!(seen(60, "1 0x2", |_| 3), None, "a terminal");
        assert_eq!(seen(60, "running", |_| 3), None);
        assert_eq!(seen(60, "202 0x7f12ab34cd00", |_| 3), None, "another thread");
        for call in OF_NO_FILE {
            assert_eq!(
                seen(60, &format!("{call} 0x0"), |_| 3),
                None,
                "{call} is of a clock or a process, not of file 0"
            );
        }
    }

    #[test]
    fn a_stall_is_seen_for_as_long_as_it_lasts() {
        let folder = process();
        let mut files = StalledFiles::default();
        let mut is_stalled = |call: &str, looks: usize| -> Vec<bool> {
            describe(folder.path(), call, 3);
            (0..looks).map(|_| !files.look_at(folder.path()).is_empty()).collect()
        };
        let waiting = is_stalled("17 0x5", 14);
        assert_eq!(waiting.iter().position(|it| *it), Some(10));
        assert!(waiting[10..].iter().all(|it| *it), "{waiting:?}");
        assert_eq!(is_stalled("running", 1), [false], "it is answered");
        assert!(is_stalled("17 0x5", 10).iter().all(|it| !it), "another wait");
    }

    #[test]
    fn a_wait_without_an_answer_is_one_sentence() {
        assert_eq!(
            not_answering("/share/A.wav"),
            "/share/A.wav: the disk or file server has not answered for 10 s. Look whether the volume is mounted and the \
             server is up"
        );
    }
}
