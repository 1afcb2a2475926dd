//! Samples of a sound, channel by channel.

use std::io;

use crate::media::PcmSource;

/// Frames `first..first + frames` of a sound, channel by channel; silence outside it.
pub(super) fn channels_of(sound: &dyn PcmSource, first: i64, frames: i64) -> io::Result<Vec<Vec<f32>>> {
    Ok(lanes(&interleaved_of(sound, first, frames)?, sound.channels().max(1)))
}

/// The same, the channels in turn.
pub(super) fn interleaved_of(sound: &dyn PcmSource, first: i64, frames: i64) -> io::Result<Vec<f32>> {
    let mut interleaved = vec![0.0; usize::try_from(frames).unwrap_or(0) * sound.channels().max(1)];
    sound.read(first, &mut interleaved)?;
    Ok(interleaved)
}

/// Interleaved sound, channel by channel.
pub(super) fn lanes(interleaved: &[f32], channels: usize) -> Vec<Vec<f32>> {
    match channels {
        1 => vec![interleaved.to_vec()],
        2 => lanes_of::<2>(interleaved),
        6 => lanes_of::<6>(interleaved),
        _ => (0..channels)
            .map(|channel| interleaved.iter().skip(channel).step_by(channels).copied().collect())
            .collect(),
    }
}

/// The same of so many channels, which the compiler then knows.
fn lanes_of<const CHANNELS: usize>(interleaved: &[f32]) -> Vec<Vec<f32>> {
    let (frames, _) = interleaved.as_chunks::<CHANNELS>();
    let mut lanes: Vec<Vec<f32>> = (0..CHANNELS).map(|_| Vec::with_capacity(frames.len())).collect();
    // A piece at a time, so that it is taken from near memory for each channel.
    for piece in frames.chunks(1024) {
        for (channel, lane) in lanes.iter_mut().enumerate() {
            lane.extend(piece.iter().filter_map(|frame| frame.get(channel)));
        }
    }
    lanes
}
