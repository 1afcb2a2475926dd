//! What was heard inside a mix in an earlier sitting: found by the content of the audio and of all that lies beside it, by all that was
//! asked, and by this very build of the program. It holds as long as none of that changes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::clock;
use super::mix_beside::LaidMaster;
use crate::intake::is_dialogue_guide;
use crate::media::SoundFingerprint;
use crate::mix::{MixQuestion, MixResult};
use crate::store::ResultCache;
use crate::ticket::{Asset, PROGRAM, Role, sha256_text};

/// What is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptMix {
    /// When it was heard.
    pub at: String,
    pub result: MixResult,
    /// Where the Print Master lay beside it, where one did.
    pub laid: Option<LaidMaster>,
}

/// What an answer rests on, as the files are now.
pub(super) struct MixSources {
    what: String,
    cache: ResultCache,
}

impl MixSources {
    /// Of what is asked. `None` where the audio cannot be read, or the program cannot be told from another.
    pub fn of(asked: &MixQuestion, cache: &ResultCache) -> Option<Self> {
        let audio = SoundFingerprint::of(asked.audio.iter().map(PathBuf::as_path)).ok()?.name();
        let assets: Vec<String> = asked.assets.iter().filter(|one| lies_beside(one)).map(of_asset).collect();
        // Nothing else of the facts, which are more once all has been read, and nothing else of the verdict on the timing.
        let facts = &asked.audio_facts;
        let known = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            asked.task,
            asked.mode,
            asked.profile,
            (facts.time_reference, facts.duration, facts.channels, facts.sample_rate),
            asked.frame_rate,
            asked.measured.programmes,
            asked.measured.leader.audio
        );
        let settings = sha256_text(&format!("{known}\n{}", assets.join("\n")));
        let what =
            format!("mix\n{PROGRAM}\n{}\n{audio}\n{settings}", SoundFingerprint::name_of_this_build()?);
        Some(Self { what, cache: cache.clone() })
    }

    /// What is kept of it.
    pub fn find(&self) -> Option<KeptMix> {
        self.cache.find(&self.what)
    }

    /// Keeps what was heard of the files as they were then. One that was changed meanwhile keeps it from being kept.
    pub fn keep(&self, asked: &MixQuestion, result: &MixResult, laid: Option<LaidMaster>) {
        if Self::of(asked, &self.cache).is_some_and(|now| now.what == self.what) {
            let kept = KeptMix { at: clock::stamp().at, result: result.clone(), laid };
            self.cache.keep(&self.what, &kept);
        }
    }
}

/// Whether an asset may lie beside the mix under QC: another mix, another form of it, a dialogue guide.
pub(super) fn lies_beside(asset: &Asset) -> bool {
    matches!(asset.role, Role::Delivered(_) | Role::OtherForm(_)) || is_dialogue_guide(asset)
}

/// What an asset may be to a mix: its part, and the names and the content of its files.
fn of_asset(asset: &Asset) -> String {
    let names: Vec<_> = asset.files.iter().map(|file| file.file_name()).collect();
    let content = SoundFingerprint::of(asset.files.iter().map(PathBuf::as_path));
    // A file that cannot be read now is none that is compared.
    let content = content.map(|of| of.name()).unwrap_or_default();
    format!("{:?} {:?} {:?} {names:?} {content}", asset.role, asset.delivery, asset.problem)
}
