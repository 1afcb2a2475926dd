//! The audio under QC as one sound: one interleaved WAV, or the mono WAVs of a discrete set.
//!
//! Takes files in channel order; gives facts, and samples anywhere. Never converts a rate, never mixes channels.

use std::io;
use std::path::{Path, PathBuf};

use super::PcmSource;
use super::wave::{WaveError, WaveFile};
use crate::ticket::AssetFacts;
use crate::timebase::{SAMPLE_RATE, SampleDelta, SamplePos};

/// Frames of one mono file read at a time while they are interleaved.
const BLOCK_FRAMES: usize = 4096;

/// The audio under QC as one sound: an interleaved file, or a discrete set of mono files, interleaved.
///
/// Channels stand in the order of the files given, for 5.1 L R C LFE Ls Rs. Files of a set begin together; the
/// shorter end in silence.
#[derive(Debug)]
pub struct DeliveredAudio {
    /// One file of any number of channels, or several of one channel each.
    waves: Vec<WaveFile>,
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
    /// Opens one interleaved WAV, or the mono WAVs of a discrete set in channel order. Reads headers only.
    ///
    /// # Errors
    /// A sentence for the operator, see [`DeliveredError`]. What can be tolerated is a warning in
    /// [`Self::facts`].
    pub fn open(files: &[PathBuf]) -> Result<Self, DeliveredError> {
        let waves =
            files.iter().map(|file| open_wave(file, files.len() > 1)).collect::<Result<Vec<_>, _>>()?;
        let Some(first) = waves.first() else { return Err(DeliveredError::NoFile) };
        let channels = if waves.len() > 1 { waves.len() } else { first.channels() };
        let frames = waves.iter().map(PcmSource::frames).max().unwrap_or(0);
        let facts = facts_of(&waves, first, channels, frames);
        Ok(Self { channels, frames, facts, waves })
    }

    /// What opening showed, warnings of every file included.
    pub fn facts(&self) -> &AssetFacts {
        &self.facts
    }

    /// The files it is read from, in channel order.
    pub(super) fn waves(&self) -> &[WaveFile] {
        &self.waves
    }

    /// Puts frames `first..` of every mono file side by side in `out`.
    fn interleave(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        let mut block = [0.0; BLOCK_FRAMES];
        let mut first = first;
        for part in out.chunks_mut(BLOCK_FRAMES * self.channels) {
            let frames = part.len() / self.channels;
            let Some(mono) = block.get_mut(..frames) else { continue };
            for (channel, wave) in self.waves.iter().enumerate() {
                wave.read(first, mono)?;
                let of_channel = part.iter_mut().skip(channel).step_by(self.channels);
                of_channel.zip(&*mono).for_each(|(out, &sample)| *out = sample);
            }
            first = first.saturating_add(frames as i64);
        }
        Ok(())
    }
}

impl PcmSource for DeliveredAudio {
    fn channels(&self) -> usize {
        self.channels
    }

    fn frames(&self) -> i64 {
        self.frames
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        match self.waves.as_slice() {
            [interleaved] => interleaved.read(first, out),
            _ => self.interleave(first, out),
        }
    }
}

fn open_wave(path: &Path, of_a_set: bool) -> Result<WaveFile, DeliveredError> {
    let wave = WaveFile::open(path)?;
    let (file, facts) = (path.to_owned(), wave.facts());
    if facts.frames == 0 {
        return Err(DeliveredError::Silent { file });
    }
    if facts.sample_rate != SAMPLE_RATE {
        return Err(DeliveredError::Rate { file, rate: facts.sample_rate });
    }
    if of_a_set && facts.channels != 1 {
        return Err(DeliveredError::NotMono { file, channels: facts.channels });
    }
    Ok(wave)
}

fn facts_of(waves: &[WaveFile], first: &WaveFile, channels: usize, frames: i64) -> AssetFacts {
    let mut formats: Vec<String> = Vec::new();
    let mut warnings = Vec::new();
    for wave in waves {
        let facts = wave.facts();
        let format = facts.encoding.to_string();
        if !formats.contains(&format) {
            formats.push(format);
        }
        let name = name_of(wave);
        warnings.extend(facts.warnings.iter().map(|warning| format!("{name}: {warning}")));
        warnings.extend(difference_from(first, wave, frames));
    }
    if let Some(timecode) = first.facts().ixml.as_ref().and_then(|speed| speed.timecode) {
        formats.push(format!("timecode {} by its iXML", timecode.label()));
    }
    AssetFacts {
        duration: SampleDelta::new(frames),
        channels: u32::try_from(channels).unwrap_or(u32::MAX),
        sample_rate: SAMPLE_RATE,
        formats,
        time_reference: first.facts().time_reference().and_then(position),
        warnings,
        ..AssetFacts::default()
    }
}

/// What sets a file of a discrete set apart from its first: another length or another TimeReference.
fn difference_from(first: &WaveFile, wave: &WaveFile, frames: i64) -> Vec<String> {
    let mut found = Vec::new();
    let shorter = frames - wave.frames();
    if shorter > 0 {
        let name = name_of(wave);
        let unit = if shorter == 1 { "sample" } else { "samples" };
        found.push(format!(
            "{name} is {shorter} {unit} shorter than the longest of its set; it ends in silence."
        ));
    }
    if wave.facts().time_reference() != first.facts().time_reference() {
        found.push(format!(
            "{} has another TimeReference than {} ({} and {}); the files are laid side by side from their first \
             samples all the same.",
            name_of(wave),
            name_of(first),
            reference_text(wave),
            reference_text(first),
        ));
    }
    found
}

fn reference_text(wave: &WaveFile) -> String {
    wave.facts().time_reference().map_or_else(|| "none".to_owned(), |samples| format!("{samples} samples"))
}

/// A TimeReference as a place, unless it is past any clock: 2⁶³ samples are six million years.
fn position(samples: u64) -> Option<SamplePos> {
    i64::try_from(samples).ok().map(SamplePos::new)
}

fn name_of(wave: &WaveFile) -> String {
    let path = wave.path();
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
