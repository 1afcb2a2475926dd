//! Decodes sound tracks of a movie, linearly from its start, exact to the sample.
//!
//! Takes a path and the tracks wanted; gives blocks of each in order at 48 000 Hz. All wanted tracks come from one reading
//! of the file. Never seeks, since a seek may land one sample off, and never keeps the sound itself.

use std::ops::ControlFlow;
use std::path::Path;

use super::decode_pipeline::{DecodePipeline, Received, WantedTrack};
use super::guide::GuideSound;
use super::movie_boxes::stated_end;
use super::movie_source::picture_delay;
use super::sound_blocks::BlockPlacer;
use super::start::start;
use super::{MediaError, PcmSource};

/// A movie that gives no block for this long is given up.
const PATIENCE_SECONDS: u64 = 10;
/// Waits for a block that fit into [`PATIENCE_SECONDS`].
const TICKS_A_SECOND: u64 = 5;

/// Decodes the first sound track of the movie at `path` into `guide`, linearly from its start, at 48 000 Hz with
/// its own channels. `on_block` gets each block as it is stored: its first frame, and its samples
/// (`[frames × channels]`, ±1.0); blocks follow each other without a gap from frame 0. Breaking stops the
/// decoding and is no error; [`GuideSound::is_complete`] tells it from the end.
///
/// Blocks until the end: call it from a job. Some 100 times faster than the movie plays; reads the whole file.
///
/// # Errors
/// When the movie does not open or breaks off, has no sound, or the temporary folder is full.
pub fn decode_guide(
    path: &Path,
    guide: &GuideSound,
    on_block: impl FnMut(i64, &[f32]) -> ControlFlow<()>,
) -> Result<(), MediaError> {
    decode_guide_track(path, 1, guide, on_block).map(|_damage| ())
}

/// As [`decode_guide`], of that sound track, counted from 1; gives what was found damaged on the way, as
/// [`TracksRead::damage`].
pub(super) fn decode_guide_track(
    path: &Path,
    track: usize,
    guide: &GuideSound,
    mut on_block: impl FnMut(i64, &[f32]) -> ControlFlow<()>,
) -> Result<Vec<String>, MediaError> {
    let mut failed = None;
    let wanted = [WantedTrack { track, channels: guide.channels() }];
    let ended = decode_tracks(path, &wanted, |_, first, block| match guide.append(block) {
        Ok(()) => on_block(first, block),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    if ended.flow.is_continue() {
        guide.finish();
    }
    failed.map_or(Ok(ended.damage), |error| Err(MediaError::NoRoom(error)))
}

/// How a reading of sound tracks ended.
pub(super) struct TracksRead {
    /// Whether `on_block` broke.
    pub flow: ControlFlow<()>,
    /// What was found damaged though decoding went on, each as a clause about the movie.
    pub damage: Vec<String>,
}

/// Decodes the wanted tracks in one reading, without keeping anything. `on_block` gets the place of the track in `wanted`,
/// the first frame of the block and its samples; blocks of one track follow each other without a gap from frame 0. It may
/// break.
///
/// # Errors
/// When the movie does not open or breaks off, or lacks one of the tracks.
pub(super) fn decode_tracks(
    path: &Path,
    wanted: &[WantedTrack],
    mut on_block: impl FnMut(usize, i64, &[f32]) -> ControlFlow<()>,
) -> Result<TracksRead, MediaError> {
    start()?;
    let decoding = DecodePipeline::new(path, wanted)?;
    let delay = picture_delay(path);
    let mut placers: Vec<BlockPlacer> =
        wanted.iter().map(|track| BlockPlacer::new(track.channels, delay)).collect();
    let stated = stated_end(path).ok().flatten();
    placers.iter_mut().for_each(|placer| placer.end_at(stated));
    let (mut idle_ticks, mut ended) = (0, 0);
    while ended < wanted.len() {
        match decoding.next(TICKS_A_SECOND) {
            Received::Block { place, sample } => {
                idle_ticks = 0;
                let Some(placer) = placers.get_mut(place) else { continue };
                let given = placer.give(&sample, &mut |first, block| on_block(place, first, block));
                if given.is_break() {
                    return Ok(TracksRead { flow: given, damage: Vec::new() });
                }
            }
            Received::End => ended += 1,
            Received::Nothing => {
                decoding.check(path)?;
                idle_ticks += 1;
                if idle_ticks > PATIENCE_SECONDS * TICKS_A_SECOND {
                    return Err(MediaError::TooSlow { path: path.to_owned(), seconds: PATIENCE_SECONDS });
                }
            }
        }
    }
    let holes = placers.iter().zip(wanted).filter_map(|(placer, track)| placer.times_text(track.track));
    let damage = decoding.damage(path)?.into_iter().chain(holes).collect();
    Ok(TracksRead { flow: ControlFlow::Continue(()), damage })
}
