//! The fence: a movie is opened and decoded in a process of its own, so that what a hostile or damaged file does to a
//! demuxer or codec costs one sentence.
//!
//! Takes a path and what is wanted of it; gives facts, blocks of sound in order, or an error. The process is this program
//! again ([`WORKER_ARGUMENT`]); it gets one movie, bounded memory, processor time and files, no network, and ends with the job that
//! asked. What it sends is checked ([`wire`]) and never trusted. The picture that plays stays in this process: its file has
//! passed the fence, now or, unchanged since, in an earlier sitting.
//!
//! Where no program is known ([`set_worker`]: tests of the library) the work is done in this process.
//!
//! Read `wire.rs`, `limits.rs`, `no_network.rs`, `worker.rs` (the other process) and `reader.rs` (this one).

mod failure;
mod limits;
mod no_network;
mod reader;
mod wire;
mod worker;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use self::reader::{Answer, FencedReader};
use self::wire::{Task, Told};
use super::MediaError;
use super::decode::{TracksRead, decode_here};
use super::decode_pipeline::WantedTrack;
use super::probe::probe_here;
use crate::ticket::AssetFacts;

pub use self::wire::WORKER_ARGUMENT;
pub use self::worker::read_for_fence;

/// Frames of one sound track after which no more are taken: 48 hours at 48 000 Hz. Chosen: no programme is a tenth of it.
const MOST_FRAMES: i64 = 48 * 3600 * 48_000;

static WORKER: OnceLock<PathBuf> = OnceLock::new();

/// Puts every movie behind the fence from here on: `program` is Twopop itself, which reads it. The first call counts.
pub fn set_worker(program: PathBuf) {
    // The first one stays.
    let _ = WORKER.set(program);
}

/// Opens the movie at `path` as far as its first picture and first sound, and gives its facts.
///
/// The frame rate is exact; the start timecode is the `tmcd` track's; the duration is the picture's (the edit
/// list applied), or the sound's where there is no picture. What is unusual but usable is a warning: no
/// picture, no sound, several sound tracks, a variable or guessed frame rate, a file shorter than it states.
///
/// Blocks while it reads, some 200 ms for a movie on a local disk; a disk that does not answer is given up after 10 s: call
/// it from a job.
///
/// # Errors
/// When the file is unreadable, empty, not a movie, damaged, or of a format that no installed decoder knows; when its
/// reader crashes, stalls or takes more than it may.
pub fn probe_movie(path: &Path) -> Result<AssetFacts, MediaError> {
    match WORKER.get() {
        Some(program) => probe_behind(program, path),
        None => probe_here(path, &std::sync::Arc::default()),
    }
}

/// Decodes the wanted tracks in one reading, without keeping anything. `on_block` gets the place of the track in `wanted`,
/// the first frame of the block and its samples; blocks of one track follow each other without a gap from frame 0. While
/// nothing comes it gets empty blocks of the first track, so that it can break. It may break.
///
/// # Errors
/// When the movie does not open or breaks off, or lacks one of the tracks; when its reader crashes, stalls or takes more
/// than it may.
pub(super) fn decode_tracks(
    path: &Path,
    wanted: &[WantedTrack],
    on_block: impl FnMut(usize, i64, &[f32]) -> ControlFlow<()>,
) -> Result<TracksRead, MediaError> {
    match WORKER.get() {
        Some(program) => decode_behind(program, path, wanted, on_block),
        None => decode_here(path, wanted, &std::sync::Arc::default(), on_block),
    }
}

fn probe_behind(program: &Path, path: &Path) -> Result<AssetFacts, MediaError> {
    let mut reader = FencedReader::start(program, path, Task::Probe)?;
    loop {
        match reader.next()? {
            Answer::Told(Told::Facts(facts)) => return Ok(*facts),
            Answer::Told(_) => return Err(reader.garbled("sound or an end instead of facts")),
            Answer::Waiting => {}
        }
    }
}

fn decode_behind(
    program: &Path,
    path: &Path,
    wanted: &[WantedTrack],
    mut on_block: impl FnMut(usize, i64, &[f32]) -> ControlFlow<()>,
) -> Result<TracksRead, MediaError> {
    let mut reader = FencedReader::start(program, path, Task::Decode(wanted.to_vec()))?;
    let mut next_frames = vec![0_i64; wanted.len()];
    loop {
        let given = match reader.next()? {
            Answer::Told(Told::Block { place, samples }) => {
                let track = wanted.get(place).zip(next_frames.get_mut(place));
                let Some((track, next)) = track else {
                    return Err(reader.garbled("sound of a track nobody asked for"));
                };
                let channels = track.channels.max(1);
                if !samples.len().is_multiple_of(channels) {
                    return Err(reader.garbled("half a frame of sound"));
                }
                let first = *next;
                *next += (samples.len() / channels) as i64;
                if *next > MOST_FRAMES {
                    return Err(reader.garbled("more than 48 hours of sound"));
                }
                on_block(place, first, samples)
            }
            Answer::Told(Told::End { damage }) => {
                return Ok(TracksRead { flow: ControlFlow::Continue(()), damage });
            }
            Answer::Told(Told::Facts(_)) => return Err(reader.garbled("facts instead of sound")),
            Answer::Waiting => on_block(0, next_frames.first().copied().unwrap_or(0), &[]),
        };
        if given.is_break() {
            return Ok(TracksRead { flow: given, damage: Vec::new() });
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
