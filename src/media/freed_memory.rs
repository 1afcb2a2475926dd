//! Gives back to the system what was freed. What an analysis allocates in thousands of pieces is freed when it is over, and the C
//! library keeps it for itself: after two hours of sound 115 MB of the 558 that the window took. On Linux with the GNU C library only:
//! others give back by themselves, or cannot be asked.

/// To be called when something large is over, not in the window's thread: it takes some milliseconds.
pub fn give_back_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes no pointer, may be called from any thread at any time, and touches only memory that is free.
    #[expect(unsafe_code, reason = "the standard library cannot ask for it")]
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_freed_between_what_stays_goes_back_to_the_system() {
        // Bytes of this process that are in memory.
        let resident = || {
            let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
            pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
        };
        let mut pieces: Vec<Option<Box<[u8]>>> =
            (0..20_000).map(|_| Some(vec![1; 8_000].into_boxed_slice())).collect();
        // The last piece stays, so that nothing is freed at the end of what was asked for.
        let count = pieces.len() - 1;
        pieces.iter_mut().take(count).for_each(|piece| drop(piece.take()));
        let before = resident();
        give_back_freed_memory();
        let given = before.saturating_sub(resident());
        assert!(given > 80_000_000, "{given} bytes given back");
        drop(pieces);
    }
}
