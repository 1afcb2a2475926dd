//! Opens one asset and notes what it holds, or what is wrong with it; hashes a file. Read-only.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::headers::OF_OBJECTS;
use super::unusable;
use crate::media::MediaCache;
use crate::store::open_regular;
use crate::ticket::{Asset, AssetFacts, Delivery, FileKind, Problem, Role, hex_text};

/// Bytes read at a time while a file is hashed: few calls on a share, and a quick answer to cancelling.
const HASH_BLOCK: usize = 1 << 20;

/// How long ago a file was written that may still be arriving. Chosen: copies over a network write every few seconds.
const JUST_NOW: Duration = Duration::from_secs(10);

/// Opens an asset and notes what it showed: facts, or the problem. Read-only. Milliseconds for a WAV; a movie may
/// take seconds on a slow share, so call it from a job.
/// What was opened stays open in `media`, so that nobody opens it twice. A file that grows meanwhile, or that was written
/// to a moment ago and ends before its header says, is still arriving.
/// What could not be listed stays so until the request is listed again.
pub fn examine(asset: &mut Asset, media: &MediaCache) {
    if matches!(asset.problem, Some(Problem::NotListed(_))) {
        return;
    }
    let before = lengths(asset);
    let looked = look(asset, media).and_then(|facts| still_growing(asset, facts, &before));
    (asset.facts, asset.problem) = match looked {
        Ok(facts) => (facts, None),
        Err(problem) => (None, Some(problem)),
    };
}

fn lengths(asset: &Asset) -> Vec<Option<u64>> {
    asset.files.iter().map(|file| fs::metadata(file).ok().map(|metadata| metadata.len())).collect()
}

fn still_growing(
    asset: &Asset,
    facts: Option<AssetFacts>,
    before: &[Option<u64>],
) -> Result<Option<AssetFacts>, Problem> {
    let is_cut_off = facts.as_ref().is_some_and(|facts| facts.incomplete.is_some());
    let growing = asset
        .files
        .iter()
        .zip(before.iter().zip(lengths(asset)))
        .find(|(file, (before, now))| **before != *now || (is_cut_off && was_written_just_now(file)));
    let Some((file, (before, now))) = growing else { return Ok(facts) };
    // Of a set, the reader names the file that lacks something.
    let lacking = facts.and_then(|facts| facts.incomplete).filter(|_| *before == now);
    if let Some(lacking) = lacking {
        return Err(Problem::Unreadable(format!(
            "{lacking} The files were written to a moment ago: they may be still arriving. Wait until all is whole, and open \
             the request again."
        )));
    }
    Err(Problem::Unreadable(format!(
        "{} is incomplete and was written to a moment ago: it is still arriving. Wait until it is whole, and open the \
         request again.",
        file.display()
    )))
}

fn was_written_just_now(file: &Path) -> bool {
    let written = fs::metadata(file).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|ago| ago < JUST_NOW))
}

fn look(asset: &Asset, media: &MediaCache) -> Result<Option<AssetFacts>, Problem> {
    if asset.files.is_empty() && asset.delivery != Delivery::Delivered {
        return Ok(None);
    }
    let Some(first) = asset.files.first() else { return Err(Problem::Missing) };
    if let Some(problem) = asset.files.iter().find_map(|file| unusable::problem_at(file)) {
        return Err(problem);
    }
    if asset.files.iter().all(|file| FileKind::of(file) == Some(FileKind::Wave)) {
        let audio = media.open_sound(&asset.files).map_err(unreadable)?;
        return not_of_objects(asset, audio.facts()).map(Some);
    }
    if FileKind::of(first) == Some(FileKind::Movie) {
        return look_at_movie(first, media);
    }
    Err(Problem::Unreadable(format!(
        "{} is neither a movie nor a WAV by its name: ask for a movie (MOV, MP4, MXF) or PCM WAV.",
        first.display()
    )))
}

/// A mix under QC has no more channels than a loudspeaker layout; with more it is an Atmos master or a stack of tracks.
fn not_of_objects(asset: &Asset, facts: &AssetFacts) -> Result<AssetFacts, Problem> {
    if matches!(asset.role, Role::Delivered(_)) && facts.channels >= OF_OBJECTS {
        return Err(Problem::Unreadable(format!(
            "{} has {} channels: an Atmos master or a stack of tracks, not the mix. Ask for the 5.1.",
            asset.file_name(),
            facts.channels
        )));
    }
    Ok(facts.clone())
}

#[cfg(feature = "media")]
fn look_at_movie(movie: &Path, media: &MediaCache) -> Result<Option<AssetFacts>, Problem> {
    media.open(&[movie.to_owned()]).map(|movie| Some(movie.facts().clone())).map_err(unreadable)
}

/// Without GStreamer a movie that is there and not empty is taken as it is.
#[cfg(not(feature = "media"))]
fn look_at_movie(_movie: &Path, _media: &MediaCache) -> Result<Option<AssetFacts>, Problem> {
    Ok(None)
}

fn unreadable(error: impl std::error::Error) -> Problem {
    Problem::Unreadable(error.to_string())
}

/// SHA-256 of a file in hex, or `None` when it was cancelled. `on_progress` gets the bytes read so far and the total,
/// after each mebibyte. Takes minutes for a feature on a share, so call it from a job.
///
/// # Errors
/// When the file cannot be read; the error names it.
pub fn hash_file(
    path: &Path,
    mut on_progress: impl FnMut(u64, u64),
    cancelled: impl Fn() -> bool,
) -> io::Result<Option<String>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut file = open_regular(path).map_err(named)?;
    let length = file.metadata().map_err(named)?.len();
    let mut hasher = Sha256::new();
    let mut block = vec![0; HASH_BLOCK];
    let mut done = 0;
    while !cancelled() {
        let count = match file.read(&mut block) {
            Ok(0) => return Ok(Some(hex_text(&hasher.finalize()))),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(named(error)),
        };
        hasher.update(block.get(..count).unwrap_or_default());
        done += count as u64;
        on_progress(done, length);
    }
    Ok(None)
}
