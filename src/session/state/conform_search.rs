//! The search for the picture this audio fits, as far as it has come.

use crate::conform::{ConformResult, PictureMatch};

/// One row for each picture the audio was or will be measured against.
#[derive(Clone, Debug)]
pub struct ConformSearch {
    pub state: SearchState,
    /// Place of the picture served, and how the audio fits it.
    pub picture: usize,
    pub served: PictureMatch,
    /// In the order in which they should be believed.
    pub others: Vec<SearchRow>,
    /// The answer, once every picture has been asked.
    pub result: Option<ConformResult>,
}

/// Another picture of the request.
#[derive(Clone, Debug)]
pub struct SearchRow {
    /// Its place among the assets.
    pub asset: usize,
    /// `None` while it has not been measured.
    pub outcome: Option<Result<PictureMatch, String>>,
}

/// How far the search is.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchState {
    /// The place of the asset being measured, once one is, and how much of it is done, 0 to 1.
    Running {
        asset: Option<usize>,
        share: f32,
    },
    /// By a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done,
}

impl ConformSearch {
    /// Of the whole search, 0 to 1.
    pub fn share(&self) -> f32 {
        let asked = self.others.iter().filter(|row| row.outcome.is_some()).count() as f32;
        let now = if let SearchState::Running { share, .. } = self.state { share } else { 0.0 };
        ((asked + now) / self.others.len().max(1) as f32).min(1.0)
    }

    /// Whether pictures are still being measured.
    pub fn is_running(&self) -> bool {
        matches!(self.state, SearchState::Running { .. })
    }
}
