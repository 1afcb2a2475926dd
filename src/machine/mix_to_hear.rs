//! A mix that is to be listened to, with what that takes.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::kept_mix::{MixSources, lies_beside};
use crate::media::MediaCache;
use crate::mix::{CheckState, MixQuestion, MixResult};
use crate::store::ResultCache;
use crate::ticket::Asset;

/// A mix that is to be listened to.
pub(super) struct MixToHear {
    pub question: Box<MixQuestion>,
    /// Whether something plays, to which listening gives way.
    pub playing: Arc<AtomicBool>,
    pub media: Arc<MediaCache>,
    /// Where results are kept; `None`: nowhere.
    pub results: Option<ResultCache>,
}

impl MixToHear {
    /// Whether what was heard is all there is to hear: what could not be opened may be there the next time.
    pub fn is_whole(&self, heard: &MixResult) -> bool {
        let is_there =
            |asset: &&Asset| lies_beside(asset) && asset.problem.is_none() && !asset.files.is_empty();
        let mut beside = self.question.assets.iter().filter(is_there);
        heard.checks.iter().any(|(_, state)| *state == CheckState::Ran)
            && beside.all(|asset| self.media.open_sound(&asset.files).is_ok())
    }

    /// What an answer rests on; `None` where nothing is kept.
    pub fn sources(&self) -> Option<MixSources> {
        MixSources::of(&self.question, self.results.as_ref()?)
    }
}
