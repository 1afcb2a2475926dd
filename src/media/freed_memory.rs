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

/// From which size on a block is the system's own, and from which free memory at the end of a heap is given back: 8 MB. Chosen: over the
/// three that a picture of 1080p takes, which would cost a page fault for each 4 KB of every picture.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 8 << 20;

/// To be called when the program starts: what is large goes back to the system as soon as it is freed. By itself the C library raises
/// both limits to as much as 32 and 64 MB once a block of that size has been freed, and every thread's heap then keeps as much: with two
/// hours of 5.1 after their analysis 468 MB instead of 504 while playing.
pub fn give_back_large_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes no pointer, and no other thread runs yet that it would have to agree with.
    #[expect(unsafe_code, reason = "the standard library cannot ask for it")]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    /// Bytes of this process that are in memory.
    fn resident() -> Option<usize> {
        let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
        Some(pages.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
    }

    #[test]
    fn a_large_block_goes_back_when_it_is_freed_though_a_larger_one_was_before() {
        give_back_large_blocks();
        drop(vec![1_u8; 31 << 20]);
        let (block, stays) = (vec![1_u8; 20 << 20], vec![1_u8; 1000]);
        let before = resident().unwrap();
        drop(block);
        let given = before.saturating_sub(resident().unwrap());
        assert!(given > 15_000_000, "{given} bytes given back");
        drop(stays);
    }

    #[test]
    fn what_was_freed_between_what_stays_goes_back_to_the_system() {
        let mut pieces: Vec<Option<Box<[u8]>>> =
            (0..20_000).map(|_| Some(vec![1; 8_000].into_boxed_slice())).collect();
        // The last piece stays, so that nothing is freed at the end of what was asked for.
        let count = pieces.len() - 1;
        pieces.iter_mut().take(count).for_each(|piece| drop(piece.take()));
        let before = resident().unwrap();
        give_back_freed_memory();
        let given = before.saturating_sub(resident().unwrap());
        assert!(given > 80_000_000, "{given} bytes given back");
        drop(pieces);
    }
}
