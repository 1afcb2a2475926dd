//! Lets the calling thread give way to all others.

/// Linux niceness: a tenth of the processor that an equal would get beside whoever plays, draws or types. Chosen: at the lowest, 19, a busy
/// computer left nothing at all, and a minute of sound was not read in two. The disk takes its order from it, too, where nothing else is
/// said: best effort, level 6 of 0 to 7, where others have 4 (ioprio_set(2)).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// From here on the calling thread gives way at processor and disk, with all threads and processes that it starts. For good: to take it back
/// needs a right that a program hasn't got. On Linux only: elsewhere a priority is the whole program's, window and sound included.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_gives_way_alone() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let before = niceness();
        let inside = std::thread::scope(|threads| {
            let own = || {
                give_way();
                let started = std::thread::scope(|threads| threads.spawn(niceness).join().unwrap());
                (niceness(), started)
            };
            threads.spawn(own).join().unwrap()
        });
        assert_eq!(inside, (NICENESS, NICENESS), "and what it starts");
        assert_eq!(niceness(), before);
    }
}
