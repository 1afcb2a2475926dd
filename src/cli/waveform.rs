//! `twopop waveform`: builds the peak files of sounds, so that the desk draws them at once, and says what that took.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::compare::ProgressLine;
use super::exit::{Exit, say_line, say_raw};
use crate::jobs::{Stopwatch, TimeSpent};
use crate::media::{OpenedMedia, PeakCache, PeakKeeper, SoundError, SoundFingerprint, read_peaks};
use crate::store::data_folder;
use crate::waveform::Pyramid;

/// What `waveform` was asked.
pub(super) struct WaveformInput {
    pub audio: Vec<PathBuf>,
    /// Read what is kept already once more.
    pub rebuild: bool,
    pub json: bool,
}

/// One sound whose peaks are there.
struct Built {
    paths: Vec<PathBuf>,
    /// Samples of each channel at 48 000 Hz.
    samples: i64,
    channels: usize,
    /// `None` where no file could be kept.
    peak_file: Option<PathBuf>,
    /// Nothing was read: the file was there.
    was_kept: bool,
    spent: TimeSpent,
}

pub(super) fn waveform(asked: &WaveformInput, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let said = std::env::var_os("TWOPOP_DATA").map(PathBuf::from);
    let cache = match data_folder(said) {
        Ok(folder) => Some(PeakCache::in_data_folder(&folder)),
        Err(why) => {
            say_line(err, &format!("twopop waveform: no peak file is kept: {why}"));
            None
        }
    };
    let mut exit = Exit::Fine;
    let mut all = Vec::new();
    for paths in sounds(&asked.audio) {
        match built(&paths, asked.rebuild, cache.as_ref(), err) {
            Ok(built) if asked.json => all.push(as_json(&built)),
            Ok(built) => say_line(out, &text(&built)),
            Err(refusal) => {
                say_line(err, &format!("twopop waveform: {refusal}"));
                exit = Exit::Unusable;
            }
        }
    }
    if asked.json && exit == Exit::Fine {
        say_raw(out, &(json!({ "schema": "twopop.waveform/1", "sounds": all }).to_string() + "\n"));
    }
    exit
}

/// Several files that open as one sound, the legs of a set or the parts of a recording, are one; else each is a sound.
fn sounds(audio: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let are_one = audio.len() > 1 && OpenedMedia::open_sound(audio).is_ok();
    if are_one { vec![audio.to_vec()] } else { audio.iter().map(|path| vec![path.clone()]).collect() }
}

fn built(
    paths: &[PathBuf],
    rebuild: bool,
    cache: Option<&PeakCache>,
    err: &mut dyn Write,
) -> Result<Built, SoundError> {
    let stopwatch = Stopwatch::start();
    let media = OpenedMedia::open(paths)?;
    media.require_sound()?;
    let channels = media.channels_of(1).unwrap_or(1);
    let fingerprint = SoundFingerprint::of_track(paths, 1, 0).ok();
    let kept = cache.zip(fingerprint.as_ref());
    let found = kept.filter(|_| !rebuild).and_then(|(cache, of)| Some((cache.find(of)?, cache.path(of))));
    let built = |pyramid: &Pyramid, peak_file, was_kept| Built {
        paths: paths.to_vec(),
        samples: pyramid.frames(),
        channels,
        peak_file,
        was_kept,
        spent: stopwatch.spent(),
    };
    if let Some((pyramid, path)) = found {
        return Ok(built(&pyramid, Some(path), true));
    }
    let mut pyramid = Pyramid::new(channels);
    pyramid.reserve(media.duration().get());
    let mut keeper = kept.map(|(cache, of)| cache.keep(of, channels));
    let mut bar = ProgressLine::new(err);
    let whole = media.duration().get().max(1) as f32;
    read_peaks(&media, 1, &mut |run| {
        // Runs come in order, of one sound.
        pyramid.append(&run).unwrap_or_default();
        if let Some(keeper) = &mut keeper {
            keeper.append(&run);
        }
        bar.show("reading", pyramid.frames() as f32 / whole);
        ControlFlow::Continue(())
    })?;
    bar.clear();
    let peak_file = keeper.and_then(PeakKeeper::finish);
    if cache.is_some() && peak_file.is_none() {
        say_line(err, "twopop waveform: the peak file could not be kept: free some space in the data folder");
    }
    Ok(built(&pyramid, peak_file, false))
}

fn text(built: &Built) -> String {
    let paths: Vec<String> = built.paths.iter().map(|path| path.display().to_string()).collect();
    let Built { samples, channels, spent, .. } = built;
    let kept = if built.was_kept { ", kept from before" } else { "" };
    format!(
        "{}: {samples} samples, {channels} channels, {:.3} s ({:.3} s of the processor){kept}",
        paths.join(" + "),
        spent.wall_seconds,
        spent.cpu_seconds
    )
}

fn as_json(built: &Built) -> Value {
    json!({
        "paths": built.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "samples": built.samples,
        "channels": built.channels,
        "peak_file": built.peak_file.as_ref().map(|path| path.display().to_string()),
        "was_kept": built.was_kept,
        "seconds": { "wall": built.spent.wall_seconds, "cpu": built.spent.cpu_seconds },
    })
}
