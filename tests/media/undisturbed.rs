use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Who is not let run for so long cannot feed a device whose buffer holds 40 ms, nor tell when a picture came.
const DISTURBED: Duration = Duration::from_millis(15);
const NAP: Duration = Duration::from_millis(1);
const MOST_ATTEMPTS: u32 = 5;

/// Measures against the clock. An attempt that fails shows nothing where the processor was taken away meanwhile, by a
/// neighbour on the same host or by another program: it is made again. One that fails undisturbed has failed, and so has
/// the last.
pub fn undisturbed(attempt: impl Fn()) {
    for nth in 1..=MOST_ATTEMPTS {
        let over = Arc::<AtomicBool>::default();
        let watch = thread::spawn({
            let over = Arc::clone(&over);
            move || longest_absence(&over)
        });
        let outcome = catch_unwind(AssertUnwindSafe(&attempt));
        over.store(true, Ordering::Relaxed);
        let longest = watch.join().expect("a watch that ends");
        match outcome {
            Ok(()) => return,
            Err(_) if longest > DISTURBED && nth < MOST_ATTEMPTS => {
                println!("attempt {nth} shows nothing: the processor was away for {longest:.0?}");
            }
            Err(failed) => resume_unwind(failed),
        }
    }
}

/// Does nothing but notice when it is not let run, until it is `over`.
fn longest_absence(over: &AtomicBool) -> Duration {
    let mut longest = Duration::ZERO;
    while !over.load(Ordering::Relaxed) {
        let asleep = Instant::now();
        thread::sleep(NAP);
        longest = longest.max(asleep.elapsed() - NAP);
    }
    longest
}
