//! What is asked about the inside of a mix: everything that listening takes, but the sound itself.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::policy::Profile;
use crate::ticket::{Asset, AssetFacts, Mode, Task};
use crate::timebase::FrameRate;
use crate::timing::Measurement;

/// What is to be listened to, and what there is to compare it with.
#[derive(Clone, Debug, PartialEq)]
pub struct MixQuestion {
    pub task: Task,
    pub mode: Mode,
    pub profile: Arc<Profile>,
    /// The files under QC.
    pub audio: Vec<PathBuf>,
    pub audio_facts: AssetFacts,
    /// Everything in the request, the Print Master, the dialogue guide and the 2.0 among it.
    pub assets: Vec<Asset>,
    /// Of the picture served.
    pub frame_rate: FrameRate,
    /// The audio against the picture served: its leader, and where leader and tail leave the programme.
    pub measured: Measurement,
}

impl MixQuestion {
    /// What is listened to of a file of `length` samples: the programme between leader and tail; all of it where nothing is known
    /// of those.
    pub fn programme(&self, length: i64) -> Range<i64> {
        let [_, between] = &self.measured.programmes;
        programme_within(between.start.get()..between.end.get(), length)
    }

    /// Whether this was asked of the same sound, the same programme of it, and with the same to compare it with. What was found
    /// out about the files meanwhile, as their hashes, makes no other question.
    pub fn is_of(
        &self,
        (task, mode): (Task, Mode),
        audio: &[PathBuf],
        assets: &[Asset],
        measured: &Measurement,
    ) -> bool {
        let named = |asset: &Asset| !asset.files.is_empty();
        let same = |(one, other): (&Asset, &Asset)| {
            (one.role, &one.files, &one.delivery, &one.problem)
                == (other.role, &other.files, &other.delivery, &other.problem)
        };
        let (own, others) = (self.assets.iter().filter(|asset| named(asset)), assets.iter());
        let others = others.filter(|asset| named(asset));
        (self.task, self.mode, self.audio.as_slice()) == (task, mode, audio)
            && own.clone().count() == others.clone().count()
            && own.zip(others).all(same)
            && self.measured.programmes == measured.programmes
    }
}

/// What is listened to of a file of `length` samples whose programme was found there: all of it where that says nothing.
pub fn programme_within(found: Range<i64>, length: i64) -> Range<i64> {
    let programme = found.start.max(0)..found.end.min(length);
    if programme.is_empty() { 0..length } else { programme }
}
