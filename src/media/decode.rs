//! Decodes sound tracks of a movie in this process, linearly from its start, exact to the sample.
//!
//! Takes a path and the tracks wanted; gives blocks of each in order at 48 000 Hz. All wanted tracks come from one reading
//! of the file. Never seeks, since a seek may land one sample off, and never keeps the sound itself.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::MediaError;
use super::decode_pipeline::{DecodePipeline, Received, WantedTrack};
use super::file_progress::{FileProgress, Patience, TICKS_A_SECOND};
use super::movie_boxes::stated_end;
use super::movie_source::picture_delay;
use super::sound_blocks::BlockPlacer;
use super::start::start;
use crate::jobs::process_milliseconds;

/// Processor seconds that one block of sound may take. Chosen: most blocks take less than a thousandth, and the first one
/// comes after whatever lies before it in the file.
pub(super) const MOST_CPU_SECONDS: u64 = 60;

/// How a reading of sound tracks ended.
#[derive(Debug)]
pub(super) struct TracksRead {
    /// Whether `on_block` broke.
    pub flow: ControlFlow<()>,
    /// What was found damaged though decoding went on, each as a clause about the movie.
    pub damage: Vec<String>,
}

/// As [`super::fence::decode_tracks`], in this process: a fault of a demuxer or decoder ends it. `progress` counts what is
/// read.
///
/// # Errors
/// When the movie does not open or breaks off, or lacks one of the tracks.
pub(super) fn decode_here(
    path: &Path,
    wanted: &[WantedTrack],
    progress: &Arc<FileProgress>,
    mut on_block: impl FnMut(usize, i64, &[f32]) -> ControlFlow<()>,
) -> Result<TracksRead, MediaError> {
    start()?;
    let decoding = DecodePipeline::new(path, wanted, progress)?;
    let delay = {
        let _asked = progress.ask();
        picture_delay(path)
    };
    let mut placers: Vec<BlockPlacer> =
        wanted.iter().map(|track| BlockPlacer::new(track.channels, delay)).collect();
    let stated = {
        let _asked = progress.ask();
        stated_end(path).ok().flatten()
    };
    placers.iter_mut().for_each(|placer| placer.end_at(stated));
    let mut patience = Patience::new(MOST_CPU_SECONDS);
    let (mut ended, mut first_track_at) = (0, 0);
    while ended < wanted.len() {
        match decoding.next(TICKS_A_SECOND) {
            Received::Block { place, sample } => {
                patience.result();
                let Some(placer) = placers.get_mut(place) else { continue };
                let given = placer.give(&sample, &mut |first, block| {
                    if place == 0 {
                        first_track_at = first + (block.len() / track_channels(wanted)) as i64;
                    }
                    on_block(place, first, block)
                });
                if given.is_break() {
                    return Ok(TracksRead { flow: given, damage: Vec::new() });
                }
            }
            Received::End => ended += 1,
            Received::Nothing => {
                decoding.check(path)?;
                let so_far = progress.so_far(process_milliseconds());
                patience.tick(so_far).map_err(|quiet| MediaError::quiet(path, quiet))?;
                let flow = on_block(0, first_track_at, &[]);
                if flow.is_break() {
                    return Ok(TracksRead { flow, damage: Vec::new() });
                }
            }
        }
    }
    let of_tracks = placers.iter().zip(wanted).flat_map(|(placer, track)| placer.clauses(track.track));
    let damage = decoding.damage(path)?.into_iter().chain(of_tracks).collect();
    Ok(TracksRead { flow: ControlFlow::Continue(()), damage })
}

/// Channels of the first wanted track.
fn track_channels(wanted: &[WantedTrack]) -> usize {
    wanted.first().map_or(1, |track| track.channels.max(1))
}
