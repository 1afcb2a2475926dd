//! Decodes a sound track of a movie into the file that the player reads.

use std::ops::ControlFlow;
use std::path::Path;

use super::decode_pipeline::WantedTrack;
use super::fence::decode_tracks;
use super::guide::GuideSound;
use super::{MediaError, PcmSource};

/// Decodes the first sound track of the movie at `path` into `guide`, linearly from its start, at 48 000 Hz with
/// its own channels. `on_block` gets each block as it is stored: its first frame, and its samples
/// (`[frames × channels]`, ±1.0); blocks follow each other without a gap from frame 0. While nothing comes it gets
/// empty blocks, so that it can break. Breaking stops the decoding and is no error; [`GuideSound::is_complete`] tells it from the end.
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
/// [`super::decode::TracksRead::damage`].
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
