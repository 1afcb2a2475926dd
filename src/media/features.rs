//! What the timing measurement compares: the features of one side, or of both sides at once.

use super::read_through::Watch;
use super::{FeatureSink, OpenedMedia, ReadThrough, SoundError};
use crate::timing::Features;

/// Both sides, ready to be measured.
#[derive(Clone, Debug)]
pub struct BothFeatures {
    pub reference: Features,
    pub audio: Features,
    /// CPU seconds spent on the features of both sides together; the rest of what it took was reading and decoding.
    pub cpu_seconds: f64,
}

/// Reads `media` from start to end and gives its features, with the CPU seconds they took. A few bytes a millisecond
/// are kept, never the sound.
///
/// # Errors
/// See [`SoundError`]; half a sound gives no features, since its missing half would look like a recut.
pub fn features_of(media: &OpenedMedia, watch: Watch) -> Result<(Features, f64), SoundError> {
    media.require_sound()?;
    let mut features = FeatureSink::new(usize::try_from(media.facts().channels).unwrap_or(1));
    ReadThrough::of(media).run(&mut [&mut features], watch)?;
    Ok(features.finish())
}

/// The same of both sides at once, each read once. `watch` follows the audio and may cancel.
///
/// # Errors
/// See [`SoundError`].
pub fn features_of_both(
    reference: &OpenedMedia,
    audio: &OpenedMedia,
    watch: Watch,
) -> Result<BothFeatures, SoundError> {
    use std::ops::ControlFlow::Continue;
    std::thread::scope(|both| {
        let other = both.spawn(|| features_of(reference, &mut |_| Continue(())));
        let audio = features_of(audio, watch);
        let panicked = |_| Err(SoundError::NoSound(reference.path().to_owned()));
        let ((reference, of_reference), (audio, of_audio)) = (other.join().unwrap_or_else(panicked)?, audio?);
        Ok(BothFeatures { reference, audio, cpu_seconds: of_reference + of_audio })
    })
}
