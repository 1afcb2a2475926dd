//! The audio under QC as one sound: one interleaved WAV, or the mono WAVs of a discrete set.
//!
//! Takes files in channel order; gives facts, and samples anywhere. Never converts a rate, never mixes channels.

use std::io;
use std::path::{Path, PathBuf};

use super::PcmSource;
use super::placement::{self, PlacedFile, Placement};
use super::wave::{WaveError, WaveFile};
use crate::ticket::AssetFacts;
use crate::timebase::{SAMPLE_RATE, SampleDelta, SamplePos};

/// Frames of one mono file read at a time while they are interleaved.
const BLOCK_FRAMES: usize = 4096;

/// The audio under QC as one sound: an interleaved file, or a discrete set of mono files, interleaved.
///
/// Channels stand in the order of the files given, for 5.1 L R C LFE Ls Rs. Files of a set begin together unless their
/// stamps say otherwise; the shorter end in silence.
#[derive(Debug)]
pub struct DeliveredAudio {
    /// In the order they were named.
    waves: Vec<WaveFile>,
    /// One of any number of channels, or several of one channel each.
    legs: Vec<Vec<PlacedFile>>,
    channels: usize,
    frames: i64,
    facts: AssetFacts,
}

/// Why files cannot be played as the audio under QC. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeliveredError {
    #[error(transparent)]
    Wave(#[from] WaveError),
    #[error("No audio file was named. Name one interleaved WAV, or the mono WAVs of a discrete set.")]
    NoFile,
    #[error("{} is at {rate} Hz. Only {SAMPLE_RATE} Hz is played, since a conversion would hide timing errors: ask for a {SAMPLE_RATE} Hz delivery.", file.display())]
    Rate { file: PathBuf, rate: u32 },
    #[error("{} has {channels} channels, but stands in a discrete set, whose files are mono. Open it by itself.", file.display())]
    NotMono { file: PathBuf, channels: u32 },
    #[error("{} holds no sound. Fetch the file again, or ask for it to be exported again.", file.display())]
    Silent { file: PathBuf },
}

impl DeliveredAudio {
    /// Opens one interleaved WAV, the mono WAVs of a discrete set in channel order, or the parts of either, part after part.
    /// Reads headers only. Parts are known by their stamps, which run on; a leg whose stamp differs is placed by it.
    ///
    /// # Errors
    /// A sentence for the operator, see [`DeliveredError`]. What can be tolerated is a warning in
    /// [`Self::facts`].
    pub fn open(files: &[PathBuf]) -> Result<Self, DeliveredError> {
        let waves = files.iter().map(|file| open_wave(file)).collect::<Result<Vec<_>, _>>()?;
        let Some(first) = waves.first() else { return Err(DeliveredError::NoFile) };
        let placed = placement::place(&waves).map_err(|several| not_mono(&waves, several))?;
        let channels = if placed.legs.len() > 1 { placed.legs.len() } else { first.channels() };
        let frames = placed.legs.iter().map(|leg| placement::end_of(&waves, leg)).max().unwrap_or(0);
        let facts = facts_of(&waves, first, channels, frames, &placed);
        Ok(Self { channels, frames, facts, waves, legs: placed.legs })
    }

    /// What opening showed, warnings of every file included.
    pub fn facts(&self) -> &AssetFacts {
        &self.facts
    }

    /// The files it is read from, in the order they were named.
    pub(super) fn waves(&self) -> &[WaveFile] {
        &self.waves
    }

    /// The legs in channel order; one of several channels for interleaved sound.
    pub(super) fn legs(&self) -> &[Vec<PlacedFile>] {
        &self.legs
    }

    /// Fills `out` with the frames of one leg from `first` on, silence where it has none.
    fn read_leg(&self, leg: &[PlacedFile], first: i64, out: &mut [f32]) -> io::Result<()> {
        out.fill(0.0);
        for piece in leg {
            let Some(wave) = self.waves.get(piece.wave) else { continue };
            if let Some((from, part)) = overlap(out, wave.channels(), first, piece.begins_at, wave.frames()) {
                wave.read(from - piece.begins_at, part)?;
            }
        }
        Ok(())
    }

    /// Puts frames `first..` of every mono leg side by side in `out`.
    fn interleave(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        let mut block = [0.0; BLOCK_FRAMES];
        let mut first = first;
        for part in out.chunks_mut(BLOCK_FRAMES * self.channels) {
            let frames = part.len() / self.channels;
            let Some(mono) = block.get_mut(..frames) else { continue };
            for (channel, leg) in self.legs.iter().enumerate() {
                self.read_leg(leg, first, mono)?;
                let of_channel = part.iter_mut().skip(channel).step_by(self.channels);
                of_channel.zip(&*mono).for_each(|(out, &sample)| *out = sample);
            }
            first = first.saturating_add(frames as i64);
        }
        Ok(())
    }
}

/// The part of `out`, whose first frame is `first`, that a file of `frames` frames beginning at `begins_at` fills, and the
/// frame that part begins at; `None` where they do not meet.
pub(super) fn overlap(
    out: &mut [f32],
    channels: usize,
    first: i64,
    begins_at: i64,
    frames: i64,
) -> Option<(i64, &mut [f32])> {
    let after = first.saturating_add((out.len() / channels.max(1)) as i64);
    let (from, to) = (first.max(begins_at), after.min(begins_at.saturating_add(frames)));
    if from >= to {
        return None;
    }
    let place = |frame: i64| usize::try_from(frame - first).ok().map(|frames| frames * channels);
    out.get_mut(place(from)?..place(to)?).map(|part| (from, part))
}

impl PcmSource for DeliveredAudio {
    fn channels(&self) -> usize {
        self.channels
    }

    fn frames(&self) -> i64 {
        self.frames
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        match self.legs.as_slice() {
            [interleaved] => self.read_leg(interleaved, first, out),
            _ => self.interleave(first, out),
        }
    }
}

fn open_wave(path: &Path) -> Result<WaveFile, DeliveredError> {
    let wave = WaveFile::open(path)?;
    let (file, facts) = (path.to_owned(), wave.facts());
    if facts.frames == 0 {
        return Err(DeliveredError::Silent { file });
    }
    if facts.sample_rate != SAMPLE_RATE {
        return Err(DeliveredError::Rate { file, rate: facts.sample_rate });
    }
    Ok(wave)
}

fn not_mono(waves: &[WaveFile], several: usize) -> DeliveredError {
    let wave = waves.get(several);
    DeliveredError::NotMono {
        file: wave.map(|wave| wave.path().to_owned()).unwrap_or_default(),
        channels: wave.map_or(0, |wave| wave.facts().channels),
    }
}

fn facts_of(
    waves: &[WaveFile],
    first: &WaveFile,
    channels: usize,
    frames: i64,
    placed: &Placement,
) -> AssetFacts {
    let mut formats: Vec<String> = Vec::new();
    let mut warnings = Vec::new();
    let mut incomplete = placed.incomplete.clone();
    for wave in waves {
        let facts = wave.facts();
        let format = facts.encoding.to_string();
        if !formats.contains(&format) {
            formats.push(format);
        }
        let name = placement::name_of(wave);
        warnings.extend(facts.warnings.iter().map(|warning| format!("{name}: {warning}")));
        if let Some(cut_off) = &facts.cut_off {
            incomplete = Some(format!("{name}: {cut_off}"));
        }
    }
    warnings.extend(placed.notes.iter().cloned());
    if let Some(timecode) = first.facts().ixml.as_ref().and_then(|speed| speed.timecode) {
        formats.push(format!("timecode {} by its iXML", timecode.label()));
    }
    AssetFacts {
        duration: SampleDelta::new(frames),
        channels: u32::try_from(channels).unwrap_or(u32::MAX),
        sample_rate: SAMPLE_RATE,
        formats,
        time_reference: placed.time_reference.and_then(position),
        incomplete,
        warnings,
        ..AssetFacts::default()
    }
}

/// A TimeReference as a place, unless it is past any clock, which no ticket can hold.
fn position(samples: u64) -> Option<SamplePos> {
    i64::try_from(samples).ok().and_then(|samples| SamplePos::try_from(samples).ok())
}
