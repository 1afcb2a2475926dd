//! How long a process has waited for a processor that others had: what tells a busy machine from a reader that does nothing.
//!
//! Takes nothing, or the number of a process; gives milliseconds of all its threads added up. On Linux only: elsewhere it is 0.

use std::fs;
use std::path::Path;

/// Milliseconds that the threads of this process have been ready to run and did not, without the calling one.
pub(super) fn waited_for_processor() -> u64 {
    waited(Path::new("/proc/self")).saturating_sub(of_thread(Path::new("/proc/thread-self")))
}

/// The same of all threads of another process.
pub(super) fn process_waited_for_processor(process: u32) -> u64 {
    waited(&Path::new("/proc").join(process.to_string()))
}

fn waited(process: &Path) -> u64 {
    let threads = fs::read_dir(process.join("task")).into_iter().flatten().filter_map(Result::ok);
    threads.map(|thread| of_thread(&thread.path())).fold(0, u64::saturating_add)
}

/// The second of the three numbers: nanoseconds in the queue of a processor.
fn of_thread(thread: &Path) -> u64 {
    let numbers = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    let waited = numbers.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    waited.unwrap_or(0) / 1_000_000
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    #[test]
    fn threads_that_share_too_few_processors_wait_for_them() {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let ended = AtomicBool::new(false);
        let before = waited_for_processor();
        std::thread::scope(|threads| {
            for _ in 0..4 * processors {
                threads.spawn(|| {
                    while !ended.load(Ordering::Relaxed) {
                        std::hint::spin_loop();
                    }
                });
            }
            let started = Instant::now();
            while waited_for_processor() < before + 200 && started.elapsed() < Duration::from_secs(60) {
                std::thread::sleep(Duration::from_millis(20));
            }
            let waited = (waited_for_processor(), process_waited_for_processor(std::process::id()));
            ended.store(true, Ordering::Relaxed);
            assert!(waited.0 >= before + 200 && waited.1 >= before + 200, "{waited:?} after {before}");
        });
    }

    #[test]
    fn a_process_that_is_not_there_has_not_waited() {
        assert_eq!(process_waited_for_processor(u32::MAX), 0);
    }
}
