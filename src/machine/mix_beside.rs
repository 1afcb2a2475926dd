//! What lies beside the mix under QC, and where: the Print Master by the measurement of timing and a survey of its channels, the
//! dialogue guide and the 2.0 by their time stamps.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mix_marks::{AudioMarks, MixAsked, stamped_shift};
use super::mix_master::FoundMaster;
use super::sound_lanes::channels_of;
use crate::intake::is_dialogue_guide;
use crate::media::{DeliveredAudio, MediaCache, OpenedMedia, PcmSource, PrintMasterSound};
use crate::mix::{
    AlignedPiece, ChannelPair, ChannelSurvey, GainSurvey, MixBlock, MixPairs, PairedChannel, SURVEY_BLOCK,
    settle,
};
use crate::ticket::{Asset, AssetFacts, Role, Task};

/// Blocks of the longest piece that are surveyed, and of any other. Chosen: a film has some of every channel in so many.
const BLOCKS_OF_LONGEST: i64 = 16;
const BLOCKS_OF_OTHERS: i64 = 4;

/// Samples to either side of the audio's 2-pop in which that of a guide is looked for: a second. Chosen.
const AROUND_POP: i64 = 48_000;
/// Magnitude from which a pop sounds: −34 dBFS. Chosen: under any pop.
const POP_SOUNDS: f32 = 0.02;
/// Samples that both pops may be apart: a millisecond. Derived: what the onset of a measured pop may be off.
const POP_TOLERANCE: i64 = 48;

/// What lies beside the mix under QC.
pub(super) struct BesideMix {
    /// Or why there is none, as a sentence.
    pub print_master: Result<PlacedMaster, String>,
    pub guide: Option<ShiftedSound>,
    /// Or why there is none, as a sentence.
    pub fold_down: Result<ShiftedSound, String>,
}

/// The Print Master, piece by piece beside the audio.
#[derive(Clone)]
pub(super) struct PlacedMaster {
    laid: Arc<PrintMasterBeside>,
    pub pairs: MixPairs,
}

/// Where a Print Master lies beside the audio, and which channel of it is in which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaidMaster {
    pub pieces: Vec<AlignedPiece>,
    pub pairs: MixPairs,
}

/// A sound at one distance from the audio: its place in the delivered file less its own.
pub(super) struct ShiftedSound {
    sound: Arc<DeliveredAudio>,
    shift: i64,
}

/// Finds what lies beside `audio`, the Print Master as it was found.
pub(super) fn sound_beside(
    asked: &MixAsked,
    marks: &AudioMarks,
    print_master: Result<FoundMaster, String>,
    audio: &DeliveredAudio,
    media: &MediaCache,
) -> io::Result<BesideMix> {
    let print_master = match print_master {
        Ok(found) => surveyed(audio, found.sound, found.pieces, &marks.programme)?,
        Err(why) => Err(why),
    };
    let is_me = asked.task == Task::MusicAndEffects;
    let shifted = |asset: &Asset| shifted(asset, asked.audio_facts, media);
    let guide = asked.assets.iter().filter(|asset| is_me && is_dialogue_guide(asset)).find_map(shifted);
    let is_other_form = |asset: &&Asset| asset.role == Role::OtherForm(asked.task);
    let mut others = asked.assets.iter().filter(is_other_form).filter_map(shifted);
    let fold_down = match others.find(|other| other.sound.channels() == 2) {
        Some(_) if audio.channels() != 6 => Err("Only 5.1 is folded down.".to_owned()),
        Some(found) => Ok(found),
        None => Err("No 2.0 was delivered beside it.".to_owned()),
    };
    let guide = guide.filter(|guide| guide.sound.channels() == 1);
    let guide = match guide {
        Some(guide) if guide.agrees_with_pop(marks.pop)? => Some(guide),
        _ => None,
    };
    Ok(BesideMix { print_master, guide, fold_down })
}

/// Which channel of the Print Master each delivered channel holds, from blocks all over the programme.
fn surveyed(
    audio: &DeliveredAudio,
    sound: Arc<DeliveredAudio>,
    mut pieces: Vec<AlignedPiece>,
    programme: &Range<i64>,
) -> io::Result<Result<PlacedMaster, String>> {
    let inside =
        |piece: &AlignedPiece| piece.audio.start.max(programme.start)..piece.audio.end.min(programme.end);
    let length = |piece: &AlignedPiece| inside(piece).end - inside(piece).start;
    let Some(longest) = (0..pieces.len()).max_by_key(|&at| pieces.get(at).map_or(0, length)) else {
        return Ok(Err("Nothing of the M&E was found in the Print Master.".to_owned()));
    };
    let mut pairs: Vec<Option<ChannelPair>> = Vec::new();
    for (at, piece) in pieces.iter_mut().enumerate() {
        let count = if at == longest { BLOCKS_OF_LONGEST } else { BLOCKS_OF_OTHERS };
        let mut survey = ChannelSurvey::new(audio.channels(), sound.channels());
        for first in places(&inside(piece), count) {
            let delivered = channels_of(audio, first, SURVEY_BLOCK as i64)?;
            survey.push(&delivered, &channels_of(sound.as_ref(), first - piece.shift, SURVEY_BLOCK as i64)?);
        }
        let mut found = survey.finish();
        settle(piece, &mut found);
        if at == longest {
            pairs = found;
        }
    }
    if pairs.iter().all(Option::is_none) {
        return Ok(Err("No channel of the M&E was found in the Print Master.".to_owned()));
    }
    let mut gains = GainSurvey::new(pairs, sound.channels());
    let unpaired = MixPairs::default();
    let master = PlacedMaster { laid: Arc::new(PrintMasterBeside { sound, pieces }), pairs: unpaired };
    let blocks = master
        .laid
        .pieces
        .get(longest)
        .map(|piece| places(&inside(piece), BLOCKS_OF_LONGEST))
        .unwrap_or_default();
    for first in blocks {
        let delivered = channels_of(audio, first, SURVEY_BLOCK as i64)?;
        let (print_master, placed) = master.beside(first, SURVEY_BLOCK as i64)?;
        gains.push(&MixBlock { delivered, print_master, placed, ..MixBlock::default() });
    }
    Ok(Ok(PlacedMaster { pairs: gains.finish(), ..master }))
}

/// Where `count` blocks begin, evenly over a range; fewer where it is short.
fn places(range: &Range<i64>, count: i64) -> Vec<i64> {
    let room = range.end - range.start - SURVEY_BLOCK as i64;
    if room < 0 {
        return Vec::new();
    }
    let count = count.min(room / SURVEY_BLOCK as i64 + 1).max(1);
    (0..count).map(|number| range.start + room * number / count.max(2).saturating_sub(1)).collect()
}

/// A sound of the request that lies where its time stamp says, or, of the same length and without one, from file start to file
/// start. `None` for any other.
fn shifted(asset: &Asset, audio: &AssetFacts, media: &MediaCache) -> Option<ShiftedSound> {
    let opened: Arc<OpenedMedia> = media.open_sound(&asset.files).ok()?;
    let shift = stamped_shift(opened.facts(), audio)?;
    Some(ShiftedSound { sound: Arc::clone(opened.sound()?), shift })
}

impl PlacedMaster {
    /// The same, its sound read through `sound`.
    pub fn read_through(&self, sound: Arc<dyn PcmSource>) -> Self {
        let pieces = self.laid.pieces.clone();
        Self { laid: Arc::new(PrintMasterBeside { sound, pieces }), pairs: self.pairs.clone() }
    }

    /// The same as it was laid before.
    #[cfg(feature = "desk")]
    pub fn as_before(sound: Arc<dyn PcmSource>, laid: LaidMaster) -> Self {
        let LaidMaster { pieces, pairs } = laid;
        Self { laid: Arc::new(PrintMasterBeside { sound, pieces }), pairs }
    }

    /// Where it lies, and which channel of it is in which.
    pub fn laid(&self) -> LaidMaster {
        LaidMaster { pieces: self.laid.pieces.clone(), pairs: self.pairs.clone() }
    }

    /// Where it lies.
    pub fn pieces(&self) -> &[AlignedPiece] {
        &self.laid.pieces
    }

    /// The Print Master to be heard in place of the audio, or taken from it.
    pub fn to_hear(&self) -> PrintMasterSound {
        let paired =
            |one: &PairedChannel| (one.pair.print_master, one.gain as f32 * f32::from(one.pair.polarity));
        PrintMasterSound {
            source: Arc::clone(&self.laid) as Arc<dyn PcmSource>,
            held: self.pairs.of.iter().map(|one| one.as_ref().map(paired)).collect(),
        }
    }

    /// The Print Master beside frames `first..first + frames` of the audio, and where it lies.
    fn beside(&self, first: i64, frames: i64) -> io::Result<(Vec<Vec<f32>>, Vec<bool>)> {
        let mut placed = vec![false; usize::try_from(frames).unwrap_or(0)];
        let inside = |place: i64| usize::try_from(place.clamp(first, first + frames) - first).unwrap_or(0);
        for AlignedPiece { audio, .. } in &self.laid.pieces {
            let piece = placed.get_mut(inside(audio.start)..inside(audio.end));
            piece.unwrap_or_default().fill(true);
        }
        Ok((channels_of(self.laid.as_ref(), first, frames)?, placed))
    }
}

/// The Print Master where the audio has the same sound, silence elsewhere.
struct PrintMasterBeside {
    sound: Arc<dyn PcmSource>,
    pieces: Vec<AlignedPiece>,
}

impl PcmSource for PrintMasterBeside {
    fn channels(&self) -> usize {
        self.sound.channels()
    }

    fn frames(&self) -> i64 {
        self.pieces.iter().map(|piece| piece.audio.end).max().unwrap_or(0)
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        let channels = self.channels().max(1);
        let end = first.saturating_add(i64::try_from(out.len() / channels).unwrap_or(0));
        out.fill(0.0);
        for piece in &self.pieces {
            let (from, to) = (piece.audio.start.max(first), piece.audio.end.min(end));
            let place = |frame: i64| usize::try_from(frame - first).unwrap_or(0) * channels;
            if from < to
                && let Some(part) = out.get_mut(place(from)..place(to))
            {
                self.sound.read(from - piece.shift, part)?;
            }
        }
        Ok(())
    }
}

impl ShiftedSound {
    /// Whether a 2-pop stands where that of the audio does; also where this sound has none, or the audio has none.
    fn agrees_with_pop(&self, pop: Option<i64>) -> io::Result<bool> {
        let Some(place) = pop else { return Ok(true) };
        let around = self.beside(place - AROUND_POP, 2 * AROUND_POP)?;
        let onset =
            around.iter().filter_map(|lane| lane.iter().position(|sample| sample.abs() > POP_SOUNDS)).min();
        let off = onset.and_then(|onset| i64::try_from(onset).ok()).map(|onset| (onset - AROUND_POP).abs());
        Ok(off.is_none_or(|off| off <= POP_TOLERANCE))
    }

    fn beside(&self, first: i64, frames: i64) -> io::Result<Vec<Vec<f32>>> {
        channels_of(self.sound.as_ref(), first - self.shift, frames)
    }
}

impl BesideMix {
    /// Whether the very same lies beside the mix at the very same places.
    pub fn is_same(&self, other: &Self) -> bool {
        let master = |beside: &Self| {
            let of = |placed: &PlacedMaster| (placed.pieces().to_vec(), placed.pairs.clone());
            beside.print_master.as_ref().map(of).map_err(Clone::clone)
        };
        let guide = |beside: &Self| beside.guide.as_ref().map(|guide| guide.shift);
        let fold_down = |beside: &Self| beside.fold_down.as_ref().map(|two| two.shift).map_err(Clone::clone);
        master(self) == master(other) && guide(self) == guide(other) && fold_down(self) == fold_down(other)
    }

    /// What was delivered from frame `first` on (`[channel][sample]`), with all that lies beside it.
    pub fn block(&self, delivered: Vec<Vec<f32>>, first: i64) -> io::Result<MixBlock> {
        let frames = delivered.first().map_or(0, |lane| i64::try_from(lane.len()).unwrap_or(0));
        let (print_master, placed) = match &self.print_master {
            Ok(master) => master.beside(first, frames)?,
            Err(_) => (Vec::new(), Vec::new()),
        };
        let guide = match &self.guide {
            Some(guide) => guide.beside(first, frames)?.into_iter().next().unwrap_or_default(),
            None => Vec::new(),
        };
        let fold_down = match &self.fold_down {
            Ok(two) => two.beside(first, frames)?,
            Err(_) => Vec::new(),
        };
        Ok(MixBlock { delivered, print_master, placed, guide, fold_down })
    }
}
