//! What the timing measurement compares: the features of one side, of each sound track of a movie, or of both sides at once.

use super::read_through::Watch;
use super::{FeatureSink, OpenedMedia, ReadThrough, SoundError, SoundSink, TrackReading, read_tracks};
use crate::ticket::SoundTrack;
use crate::timing::{Features, GuideCandidate, UndeclaredDelay};

/// Most sound tracks that are listened to, to choose the guide. Chosen: more than movies of the field carry, so that a
/// hostile file costs no more than that.
const MOST_TRACKS: usize = 16;

/// Both sides, ready to be measured.
#[derive(Clone, Debug)]
pub struct BothFeatures {
    /// Of each sound track that was read, with its number, counted from 1; a sound of its own is track 1.
    pub tracks: Vec<TrackFeatures>,
    pub audio: Features,
    /// CPU seconds spent on the features of both sides together; the rest of what it took was reading and decoding.
    pub cpu_seconds: f64,
}

/// One sound track of a reference.
#[derive(Clone, Debug)]
pub struct TrackFeatures {
    /// Counted from 1.
    pub track: usize,
    pub features: Features,
    /// Where the sound may be late by its codec's delay, which its container does not declare.
    pub undeclared_codec_delay: Option<UndeclaredDelay>,
}

impl TrackFeatures {
    /// Of that sound track of `media`, counted from 1.
    pub fn of(media: &OpenedMedia, track: usize, features: Features) -> Self {
        let known = track.checked_sub(1).and_then(|place| media.sound_tracks().get(place));
        let undeclared = known.filter(|known| known.delay_unstated).map(|known| UndeclaredDelay {
            stored_at: known.sample_rate,
            is_mp3: known.format == SoundTrack::MP3,
        });
        Self { track, features, undeclared_codec_delay: undeclared }
    }

    /// To be measured as the guide.
    pub fn candidate(&self) -> GuideCandidate<'_> {
        GuideCandidate { features: &self.features, undeclared_codec_delay: self.undeclared_codec_delay }
    }
}

/// The sound tracks of `media` that are listened to: the one named, or all, up to sixteen.
pub fn tracks_to_read(media: &OpenedMedia, named: Option<usize>) -> Vec<usize> {
    match named {
        Some(track) => vec![track],
        None => (1..=media.sound_tracks().len().clamp(1, MOST_TRACKS)).collect(),
    }
}

/// Reads `media` from start to end and gives its features, with the CPU seconds they took; of a movie, those of its first
/// sound track. A few bytes a millisecond are kept, never the sound.
///
/// # Errors
/// See [`SoundError`]; half a sound gives no features, since its missing half would look like a recut.
pub fn features_of(media: &OpenedMedia, watch: Watch) -> Result<(Features, f64), SoundError> {
    features_and(media, &mut [], watch)
}

/// The same, with what else the sound is read into.
fn features_and(
    media: &OpenedMedia,
    others: &mut [&mut dyn SoundSink],
    watch: Watch,
) -> Result<(Features, f64), SoundError> {
    media.require_sound()?;
    let mut features = FeatureSink::new(media.channels_of(1).unwrap_or(1));
    let mut sinks: Vec<&mut dyn SoundSink> = vec![&mut features];
    sinks.extend(others.iter_mut().map(|sink| &mut **sink as &mut dyn SoundSink));
    ReadThrough::of(media).run(&mut sinks, watch)?;
    drop(sinks);
    Ok(features.finish())
}

/// The same of every sound track of a reference, or of the one named (counted from 1), in one pass over the file.
///
/// # Errors
/// As [`features_of`]; [`SoundError::NoTrack`] where the one named isn't there.
pub fn features_of_tracks(
    media: &OpenedMedia,
    named: Option<usize>,
    watch: Watch,
) -> Result<(Vec<TrackFeatures>, f64), SoundError> {
    media.require_sound()?;
    let numbers = tracks_to_read(media, named);
    let sink = |track: &usize| FeatureSink::new(media.channels_of(*track).unwrap_or(1));
    let mut sinks: Vec<FeatureSink> = numbers.iter().map(sink).collect();
    let mut readings: Vec<TrackReading> = sinks
        .iter_mut()
        .zip(&numbers)
        .map(|(sink, track)| TrackReading { track: *track, sinks: vec![sink as &mut dyn SoundSink] })
        .collect();
    read_tracks(media, &mut readings, watch)?;
    drop(readings);
    let mut cpu_seconds = 0.0;
    let tracks = sinks.into_iter().zip(numbers).map(|(sink, track)| {
        let (features, seconds) = sink.finish();
        cpu_seconds += seconds;
        TrackFeatures::of(media, track, features)
    });
    Ok((tracks.collect(), cpu_seconds))
}

/// Both sides at once, each file read once; of the reference every sound track, or the one named. `others` take the audio as well. `watch`
/// follows the audio and may cancel.
///
/// # Errors
/// See [`SoundError`].
pub fn features_of_both(
    reference: &OpenedMedia,
    named_track: Option<usize>,
    audio: &OpenedMedia,
    others: &mut [&mut dyn SoundSink],
    watch: Watch,
) -> Result<BothFeatures, SoundError> {
    use std::ops::ControlFlow::Continue;
    std::thread::scope(|both| {
        let other = both.spawn(|| features_of_tracks(reference, named_track, &mut |_| Continue(())));
        let audio = features_and(audio, others, watch);
        let panicked = |_| Err(SoundError::NoSound(reference.path().to_owned()));
        let ((tracks, of_tracks), (audio, of_audio)) = (other.join().unwrap_or_else(panicked)?, audio?);
        Ok(BothFeatures { tracks, audio, cpu_seconds: of_tracks + of_audio })
    })
}
