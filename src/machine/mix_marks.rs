//! What is known of a mix before it is listened to: what was asked, and where its leader and tail leave the programme, as measured or
//! by the two ends of the file.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use super::sound_lanes::interleaved_of;
use crate::media::{BLOCK_FRAMES, DeliveredAudio, PcmSource};
use crate::mix::{MixQuestion, programme_within, to_read};
use crate::policy::Profile;
use crate::ticket::{Asset, AssetFacts, Mode, Task};
use crate::timebase::SamplePos;
use crate::timing::{END_LENGTHS, FileEnd, LeaderPartKind, programme_by_ends};

/// What is asked of a mix, as far as it is known before anything was measured.
#[derive(Clone, Copy)]
pub struct MixAsked<'a> {
    pub task: Task,
    pub mode: Mode,
    pub profile: &'a Profile,
    /// The files under QC.
    pub audio: &'a [PathBuf],
    pub audio_facts: &'a AssetFacts,
    /// Everything in the request.
    pub assets: &'a [Asset],
}

impl<'a> From<&'a MixQuestion> for MixAsked<'a> {
    fn from(asked: &'a MixQuestion) -> Self {
        Self {
            task: asked.task,
            mode: asked.mode,
            profile: &asked.profile,
            audio: &asked.audio,
            audio_facts: &asked.audio_facts,
            assets: &asked.assets,
        }
    }
}

/// Where the audio's leader and tail leave its programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AudioMarks {
    /// Samples of the delivered file.
    pub programme: Range<i64>,
    /// The programme, and as much before and after it as is looked at.
    pub to_read: Range<i64>,
    /// The first sample of its 2-pop.
    pub pop: Option<i64>,
}

impl AudioMarks {
    /// As they were measured.
    pub fn measured(asked: &MixQuestion, length: i64) -> Self {
        let pop = asked.measured.leader.audio.iter().find(|part| part.kind == LeaderPartKind::SyncPop);
        Self::of(asked.programme(length), pop.map(|pop| pop.start.get()), length)
    }

    /// By the two ends of the audio, before the rest is read.
    pub fn by_ends(audio: &DeliveredAudio) -> io::Result<Self> {
        let length = audio.frames();
        for frames in END_LENGTHS {
            let frames = i64::try_from(frames).unwrap_or(i64::MAX).min(length);
            let head = end_of(audio, 0..frames)?;
            let tail = end_of(audio, length - frames..length)?;
            if let Some(found) = programme_by_ends(length, &head, &tail) {
                return Ok(Self::of(programme_within(found.programme, length), found.pop, length));
            }
        }
        Ok(Self::of(0..length, None, length))
    }

    fn of(programme: Range<i64>, pop: Option<i64>, length: i64) -> Self {
        let to_read = to_read(&programme, length);
        Self { programme, to_read, pop }
    }
}

/// One end of the audio: these frames of it.
fn end_of(audio: &DeliveredAudio, frames: Range<i64>) -> io::Result<FileEnd> {
    let mut end = FileEnd::of(audio.channels());
    let mut first = frames.start;
    while first < frames.end {
        let block = interleaved_of(audio, first, (frames.end - first).min(BLOCK_FRAMES as i64))?;
        end.push(&block);
        first += BLOCK_FRAMES as i64;
    }
    Ok(end)
}

/// The place in the audio less the place in another sound, by their time stamps; of one length and without stamps, from file start to
/// file start.
pub(super) fn stamped_shift(other: &AssetFacts, audio: &AssetFacts) -> Option<i64> {
    let stamp = |facts: &AssetFacts| facts.time_reference.map(SamplePos::get).filter(|place| *place != 0);
    match (stamp(other), stamp(audio)) {
        (Some(own), Some(of_audio)) => Some(own - of_audio),
        _ if other.duration == audio.duration => Some(0),
        _ => None,
    }
}
