//! Hears that the program is to end (SIGINT, SIGTERM, SIGHUP), for whoever has something to put away first. On Linux only:
//! elsewhere the system ends it as ever.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on those signals end nothing: whoever calls this asks [`end_asked`] often and ends by itself.
pub fn hear_end_signals() {
    #[cfg(target_os = "linux")]
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        extern "C" fn note(_: libc::c_int) {
            ASKED.store(true, Ordering::Relaxed);
        }
        let note: extern "C" fn(libc::c_int) = note;
        // SAFETY: the handler stores to an atomic, which is allowed in one, and lives as long as the program.
        #[expect(unsafe_code, reason = "the standard library hears no signal")]
        unsafe {
            libc::signal(signal, note as *const () as libc::sighandler_t);
        }
    }
}

/// Whether one of them came.
pub fn end_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
