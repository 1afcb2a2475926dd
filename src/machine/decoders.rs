//! What will play the movies, loaded while they are still looked at behind the fence.
//!
//! Not before the window has drawn: while libraries are loaded, a graphics driver that makes its programs waits, and the window with it.

use super::job_output::JobOutput;
use crate::jobs::{JobContext, JobHandle, Jobs};
use crate::media;

/// How far that is.
#[derive(Default)]
pub(super) enum Decoders {
    #[default]
    NotWanted,
    /// Nothing was drawn since they are.
    Wanted,
    /// Something is being drawn.
    Next,
    Loading(#[expect(dead_code, reason = "to drop it would stop the job")] JobHandle),
}

impl Decoders {
    /// A request is opened.
    pub fn want(&mut self) {
        if let Self::NotWanted = self {
            *self = Self::Wanted;
        }
    }

    /// The window is about to draw.
    pub fn draws(&mut self, jobs: &Jobs<JobOutput>) {
        match self {
            Self::Wanted => *self = Self::Next,
            Self::Next => {
                let load = |_: &JobContext<JobOutput>| {
                    media::load_decoders();
                    Ok(())
                };
                *self = Self::Loading(jobs.start("load decoders", load));
            }
            Self::NotWanted | Self::Loading(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn they_are_loaded_for_the_first_request_once_the_window_has_drawn() {
        let jobs: Jobs<JobOutput> = Jobs::new(Arc::new(|| {}));
        let mut decoders = Decoders::default();
        let mut are_loading_after = |draws: usize| {
            (0..draws).for_each(|_| decoders.draws(&jobs));
            let are_loading = matches!(decoders, Decoders::Loading(_));
            decoders.want();
            are_loading
        };
        assert_eq!([9, 1, 1, 9].map(&mut are_loading_after), [false, false, true, true]);
    }
}
