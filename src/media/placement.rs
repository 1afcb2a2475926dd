//! Where the files of the delivered audio lie on its timeline: the legs of a set side by side, a leg that begins later by
//! its stamp where the stamp says, the parts of a split recording one after the other.
//!
//! Takes open WAVs in the order they were named; gives places and sentences. Moves no file without saying so.

use super::PcmSource;
use super::wave::{WaveFile, run_on};
use crate::timebase::{SampleDelta, duration_text, grouped};

/// Samples that the ends of two legs may be apart and still count as one end. Derived: a frame at 23.976.
const SAME_END: i64 = 2_002;

/// Samples by which a leg may be shorter than its set before it counts as broken off. Chosen: a second; some rooms stop a
/// leg after its last sound.
const MUCH_SHORTER: i64 = 48_000;

/// One file of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlacedFile {
    /// Its place among the files.
    pub wave: usize,
    /// The first sample, counted from the first of the whole.
    pub begins_at: i64,
}

/// Where every file lies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Placement {
    /// One interleaved leg, or the mono legs of a set in channel order; each one file or its parts in order.
    pub legs: Vec<Vec<PlacedFile>>,
    /// Stamp of the first sample of the whole.
    pub time_reference: Option<u64>,
    /// What there is to say about it, in sentences.
    pub notes: Vec<String>,
    /// Of these, what leaves open whether the sound is whole or in its place.
    pub incomplete: Option<String>,
}

/// Places the files.
///
/// # Errors
/// The place of a file with several channels that neither stands alone nor runs on from the one before it.
pub(super) fn place(waves: &[WaveFile]) -> Result<Placement, usize> {
    if let Some(several) = waves.iter().position(|wave| wave.facts().channels != 1) {
        return parts(waves).ok_or(several);
    }
    let stamps: Option<Vec<u64>> = waves.iter().map(|wave| wave.facts().time_reference()).collect();
    let legs = stamps.as_ref().map(|stamps| chains(waves, stamps));
    let mut placed = match stamps.zip(legs) {
        Some((stamps, legs)) if sound_together(waves, &stamps, &legs) => by_stamps(waves, &stamps, legs),
        _ => side_by_side(waves),
    };
    note_short_legs(waves, &mut placed);
    Ok(placed)
}

/// The parts of one interleaved recording; `None` where they do not run on.
fn parts(waves: &[WaveFile]) -> Option<Placement> {
    let facts: Vec<_> = waves.iter().map(WaveFile::facts).collect();
    let runs_on = facts.windows(2).all(|pair| match pair {
        [one, next] => {
            let stamps = one.time_reference().zip(next.time_reference());
            let follows = stamps.is_some_and(|(start, after)| run_on(start, one.frames, after));
            one.channels == next.channels && follows
        }
        _ => false,
    });
    let time_reference = facts.first()?.time_reference();
    let mut placed = Placement {
        legs: vec![one_after_the_other(waves, 0..waves.len(), 0)],
        time_reference,
        ..Placement::default()
    };
    placed.notes.extend((waves.len() > 1).then(|| joined(waves.len())));
    runs_on.then_some(placed)
}

fn joined(parts: usize) -> String {
    format!("{parts} parts run on by their TimeReference: they are joined into one recording.")
}

fn one_after_the_other(
    waves: &[WaveFile],
    files: impl IntoIterator<Item = usize>,
    from: i64,
) -> Vec<PlacedFile> {
    let mut begins_at = from;
    let place = |wave: usize| {
        let piece = PlacedFile { wave, begins_at };
        begins_at = begins_at.saturating_add(waves.get(wave).map_or(0, PcmSource::frames));
        piece
    };
    files.into_iter().map(place).collect()
}

/// The files of each leg: a file goes on with the leg that ends where it begins, else it begins a leg.
fn chains(waves: &[WaveFile], stamps: &[u64]) -> Vec<Vec<usize>> {
    let mut legs: Vec<Vec<usize>> = Vec::new();
    for (file, &stamp) in stamps.iter().enumerate() {
        let goes_on = legs.iter_mut().find(|leg| {
            let last = leg.last().and_then(|&last| Some((*stamps.get(last)?, waves.get(last)?)));
            last.is_some_and(|(start, wave)| stamp > start && run_on(start, wave.facts().frames, stamp))
        });
        match goes_on {
            Some(leg) => leg.push(file),
            None => legs.push(vec![file]),
        }
    }
    legs
}

fn start_of(stamps: &[u64], leg: &[usize]) -> u64 {
    leg.first().and_then(|&file| stamps.get(file)).copied().unwrap_or(0)
}

fn length_of(waves: &[WaveFile], leg: &[usize]) -> i64 {
    leg.iter().filter_map(|&file| waves.get(file)).map(PcmSource::frames).fold(0, i64::saturating_add)
}

/// Whether legs whose stamps differ sound together at all. Stamps that lie further apart are not of one recording.
fn sound_together(waves: &[WaveFile], stamps: &[u64], legs: &[Vec<usize>]) -> bool {
    let starts = || legs.iter().map(|leg| start_of(stamps, leg));
    let longest = legs.iter().map(|leg| length_of(waves, leg)).max().unwrap_or(0);
    let spread = starts().max().unwrap_or(0) - starts().min().unwrap_or(0);
    i64::try_from(spread).is_ok_and(|spread| spread < longest)
}

fn by_stamps(waves: &[WaveFile], stamps: &[u64], legs: Vec<Vec<usize>>) -> Placement {
    let from = legs.iter().map(|leg| start_of(stamps, leg)).min().unwrap_or(0);
    let mut placed = Placement { time_reference: Some(from), ..Placement::default() };
    let most = legs.iter().map(Vec::len).max().unwrap_or(1);
    placed.notes.extend((most > 1).then(|| joined(most)));
    let lengths: Vec<i64> = legs.iter().map(|leg| length_of(waves, leg)).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    for (leg, length) in legs.iter().zip(lengths) {
        let later = i64::try_from(start_of(stamps, leg) - from).unwrap_or(0);
        placed.legs.push(one_after_the_other(waves, leg.iter().copied(), later));
        let Some(wave) = leg.first().filter(|_| later > 0).and_then(|&file| waves.get(file)) else {
            continue;
        };
        let name = name_of(wave);
        placed.notes.push(format!(
            "{name} was placed by its TimeReference, {} samples ({}) after the first leg of its set.",
            grouped(later),
            duration_text(SampleDelta::new(later))
        ));
        // A leg that is as long as the others and begins later by its stamp: one of the two is wrong.
        if (longest - length).abs() <= SAME_END && later > SAME_END {
            placed.incomplete = Some(format!(
                "{name} is as long as its set, and its TimeReference says that it begins later: whether its stamp or its \
                 place is right has to be looked at."
            ));
        }
    }
    placed
}

/// Every file from its first sample; what sets their stamps apart is said.
fn side_by_side(waves: &[WaveFile]) -> Placement {
    let Some(first) = waves.first() else { return Placement::default() };
    let mut placed = Placement { time_reference: first.facts().time_reference(), ..Placement::default() };
    for (file, wave) in waves.iter().enumerate() {
        placed.legs.push(vec![PlacedFile { wave: file, begins_at: 0 }]);
        let (own, of_first) = (wave.facts().time_reference(), first.facts().time_reference());
        if own == of_first {
            continue;
        }
        let sentence = format!(
            "{} has another TimeReference than {} ({} and {}); the files are placed side by side from their first samples \
             all the same.",
            name_of(wave),
            name_of(first),
            stamp_text(own),
            stamp_text(of_first),
        );
        if own.is_some() && of_first.is_some() {
            placed.incomplete = Some(sentence.clone());
        }
        placed.notes.push(sentence);
    }
    placed
}

fn note_short_legs(waves: &[WaveFile], placed: &mut Placement) {
    let ends: Vec<i64> = placed.legs.iter().map(|leg| end_of(waves, leg)).collect();
    let longest = ends.iter().copied().max().unwrap_or(0);
    for (leg, end) in placed.legs.iter().zip(ends) {
        let (shorter, Some(wave)) = (longest - end, leg.last().and_then(|piece| waves.get(piece.wave)))
        else {
            continue;
        };
        if shorter == 0 {
            continue;
        }
        let unit = if shorter == 1 { "sample" } else { "samples" };
        let sentence = format!(
            "{} is {shorter} {unit} shorter than the longest of its set; it ends in silence.",
            name_of(wave)
        );
        if shorter > MUCH_SHORTER {
            placed.incomplete = Some(sentence.clone());
        }
        placed.notes.push(sentence);
    }
}

/// The first sample after the last file of a leg.
pub(super) fn end_of(waves: &[WaveFile], leg: &[PlacedFile]) -> i64 {
    let ends =
        leg.iter().filter_map(|piece| Some(waves.get(piece.wave)?.frames().saturating_add(piece.begins_at)));
    ends.max().unwrap_or(0)
}

fn stamp_text(stamp: Option<u64>) -> String {
    stamp.map_or_else(|| "none".to_owned(), |samples| format!("{samples} samples"))
}

/// The file's name, for sentences.
pub(super) fn name_of(wave: &WaveFile) -> String {
    let path = wave.path();
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
