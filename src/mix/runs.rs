//! Steps in a row.

use std::ops::Range;

/// Steps in a row for which `on` holds.
pub(super) fn runs(count: usize, on: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..count).filter(|&at| on(at)) {
        match found.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    found
}

/// The same with gaps of up to `gap` steps closed.
pub(super) fn bridged(runs: &[Range<usize>], gap: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in runs {
        match found.last_mut().filter(|last| run.start - last.end <= gap) {
            Some(last) => last.end = run.end,
            None => found.push(run.clone()),
        }
    }
    found
}
