//! Timing that was measured in an earlier sitting: found by the files of both sides, by what was known beside them, and by this very
//! build of the program. It holds as long as none of that changes; what it means is judged anew each time.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::clock;
use crate::media::SoundFingerprint;
use crate::session::Load;
use crate::store::ResultCache;
use crate::ticket::{MeasurementOrigin, PROGRAM, sha256_text};
use crate::timing::{GuideTrack, Measurement};

/// Everything that a measurement of timing rests on.
#[derive(Clone, Debug)]
pub(super) struct TimingSources {
    /// The files of the sound that is compared with, and those under QC.
    sides: [Vec<PathBuf>; 2],
    /// One name for what is known beside them.
    settings: String,
    cache: Option<ResultCache>,
}

/// What is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptTiming {
    pub origin: MeasurementOrigin,
    pub guide: Option<GuideTrack>,
    pub measurement: Measurement,
}

/// What was found.
#[derive(Clone)]
pub(super) struct TimingLookup {
    pub sources: TimingSources,
    /// What is measured now, without its time; `None` where a file cannot be read, or the program cannot be told from another.
    pub now: Option<MeasurementOrigin>,
    pub found: Option<KeptTiming>,
}

impl TimingSources {
    /// Of what is on the desk; `None` where nothing is measured.
    pub fn of(load: &Load, cache: Option<ResultCache>) -> Option<Self> {
        let conditions = load.conditions.as_ref()?;
        let reference = load.guide.as_ref().map_or(&load.reference, |guide| &guide.files);
        let begins_at = load.guide.as_ref().map_or(0, |guide| guide.begins_at.get());
        let settings = sha256_text(&format!("{conditions:?} {:?} {begins_at}", load.guide_track));
        Some(Self { sides: [reference.clone(), load.delivered.clone()], settings, cache })
    }

    /// Looks for what is kept.
    pub fn look(self) -> TimingLookup {
        let now = self.origin(String::new());
        let found = self.cache.as_ref().zip(now.as_ref()).and_then(|(cache, now)| cache.find(&what(now)?));
        TimingLookup { sources: self, now, found }
    }

    /// Keeps what was measured of the files as they were `before`, and gives its time. A file that was changed meanwhile keeps it
    /// from being kept.
    pub fn keep(
        &self,
        before: &MeasurementOrigin,
        guide: Option<GuideTrack>,
        measurement: &Measurement,
    ) -> MeasurementOrigin {
        let origin = MeasurementOrigin { at: clock::stamp().at, ..before.clone() };
        let is_as_before = self.origin(String::new()).is_some_and(|now| now.is_of_same(before));
        if let Some((cache, what)) = self.cache.as_ref().zip(what(before)).filter(|_| is_as_before) {
            cache
                .keep(&what, &KeptTiming { origin: origin.clone(), guide, measurement: measurement.clone() });
        }
        origin
    }

    fn origin(&self, at: String) -> Option<MeasurementOrigin> {
        let name = |files: &Vec<PathBuf>| {
            SoundFingerprint::of(files.iter().map(PathBuf::as_path)).ok().map(|of| of.name())
        };
        let [reference, audio] = &self.sides;
        let files = format!("{}-{}", name(reference)?, name(audio)?);
        Some(MeasurementOrigin { at, program: PROGRAM.to_owned(), files, settings: self.settings.clone() })
    }
}

/// What the result of `origin` is kept under. A build of the same version may measure otherwise: it is another program.
fn what(origin: &MeasurementOrigin) -> Option<String> {
    let MeasurementOrigin { program, files, settings, .. } = origin;
    Some(format!("timing\n{program}\n{}\n{files}\n{settings}", SoundFingerprint::name_of_this_build()?))
}
