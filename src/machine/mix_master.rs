//! Where the Print Master of a request lies beside the audio: by a measurement of timing, or, before anything was measured, by the
//! time stamps of both.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::mix_cost::{CostMeter, MixWork};
use super::mix_marks::{AudioMarks, MixAsked, stamped_shift};
use crate::drafting::conditions;
use crate::jobs::Stopwatch;
use crate::media::{DeliveredAudio, MediaCache, OpenedMedia, PcmSource, features_of};
use crate::mix::{AlignedPiece, MOST_COMPARED, MixQuestion, aligned_pieces};
use crate::ticket::{Asset, AssetFacts, Delivery, Role, Task};
use crate::timing::{Features, measure};

/// Samples that the measured end of a piece may be off the end of the programme and still be it: a tenth of a second. Derived: what
/// timing compares at a time.
const SAME_END: i64 = 4_800;

/// A Print Master with the pieces of it that lie beside the audio.
pub(super) struct FoundMaster {
    pub opened: Arc<OpenedMedia>,
    pub sound: Arc<DeliveredAudio>,
    pub pieces: Vec<AlignedPiece>,
}

/// The Print Master of the request, with no pieces yet, or why nothing is compared with it, as a sentence.
pub(super) fn print_master(
    asked: &MixAsked,
    audio: &DeliveredAudio,
    media: &MediaCache,
) -> Result<FoundMaster, String> {
    if asked.task == Task::PrintMaster {
        return Err("A Print Master is compared with no other mix.".to_owned());
    }
    let is_master = |asset: &&Asset| {
        asset.role == Role::Delivered(Task::PrintMaster)
            && asset.problem.is_none()
            && asset.delivery != Delivery::NotDelivered
            && !asset.files.is_empty()
    };
    let asset =
        asked.assets.iter().find(is_master).ok_or("The request has no Print Master to compare with.")?;
    let opened = media.open(&asset.files).map_err(|why| why.to_string())?;
    let sound = opened.sound().ok_or("The Print Master is no WAV, so nothing can be laid beside it.")?;
    if sound.channels().max(audio.channels()) > MOST_COMPARED {
        return Err(format!("Mixes of more than {MOST_COMPARED} channels are not compared."));
    }
    let sound = Arc::clone(sound);
    Ok(FoundMaster { opened, sound, pieces: Vec::new() })
}

impl FoundMaster {
    /// Places it by a measurement of timing. `read`: its features, where it has been read already.
    pub fn measured(
        mut self,
        asked: &MixQuestion,
        of_audio: &Features,
        read: Option<Arc<Features>>,
        marks: &AudioMarks,
        cost: &mut CostMeter,
        watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<Self, String> {
        let features = match read {
            Some(features) => features,
            None => {
                Arc::new(features_of(&self.opened, &mut |_| watch(0.0)).map_err(|why| why.to_string())?.0)
            }
        };
        cost.add(MixWork::PrintMasterFeatures);
        let facts = self.opened.facts();
        let known = conditions(&asked.profile, asked.frame_rate, facts, &asked.audio_facts, false);
        // On several threads.
        let since = Stopwatch::start();
        let measured =
            measure(&features, of_audio, &known, &mut |_| watch(0.0)).map_err(|why| why.to_string())?;
        cost.add_seconds(MixWork::PlacingPrintMaster, since.spent().cpu_seconds);
        self.pieces = aligned_pieces(&measured)?;
        reach_ends(&mut self.pieces, &marks.programme);
        Ok(self)
    }

    /// Places it beside the whole programme, where the time stamps say. `None` where they say nothing.
    pub fn stamped(mut self, of_audio: &AssetFacts, marks: &AudioMarks) -> Option<Self> {
        let shift = stamped_shift(self.opened.facts(), of_audio)?;
        self.pieces = vec![AlignedPiece { audio: marks.programme.clone(), shift }];
        Some(self)
    }
}

/// A piece that begins or ends about where the programme does, does so exactly: the measurement knows its ends to a tenth of a second.
fn reach_ends(pieces: &mut [AlignedPiece], programme: &Range<i64>) {
    let is_same = |one: i64, other: i64| (one - other).abs() <= SAME_END;
    for AlignedPiece { audio, .. } in pieces {
        if is_same(audio.start, programme.start) {
            audio.start = programme.start;
        }
        if is_same(audio.end, programme.end) {
            audio.end = programme.end;
        }
    }
}
