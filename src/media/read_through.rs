//! Reads a sound once from its first frame to its last, into any number of sinks.
//!
//! Takes open media and sinks; gives every sink each block in order, and the watcher how far it is. WAVs are read with
//! all their bytes in one pass, so that a hash costs no second one. A movie is read and decoded by GStreamer, which shows
//! nobody the bytes: its hash needs a pass of its own. It never decides what half a sound is good for.

use std::ops::ControlFlow;

#[cfg(feature = "media")]
use super::GuideSound;
#[cfg(feature = "media")]
use super::decode_pipeline::WantedTrack;
use super::delivered::overlap;
#[cfg(feature = "media")]
use super::fence::decode_tracks;
#[cfg(feature = "media")]
use super::guide_decode::decode_guide_track;
use super::placement::PlacedFile;
use super::wave::WavePass;
use super::{DeliveredAudio, OpenedMedia, PcmSource, SoundError, SoundSink};

/// Frames of WAV read at a time: 1.4 s, some megabytes of 5.1.
pub const BLOCK_FRAMES: usize = 65_536;

/// How far it is, in frames of the sound itself; breaking cancels the reading.
pub type Watch<'a> = &'a mut dyn FnMut(i64) -> ControlFlow<()>;

/// One reading of open media, from start to end.
pub struct ReadThrough<'a> {
    media: &'a OpenedMedia,
    begins_at: i64,
    /// Counted from 1.
    track: usize,
    #[cfg(feature = "media")]
    kept_in: Option<&'a GuideSound>,
}

impl<'a> ReadThrough<'a> {
    /// Of all its sound, from its own first frame; of a movie, of its first sound track.
    pub fn of(media: &'a OpenedMedia) -> Self {
        Self {
            media,
            begins_at: 0,
            track: 1,
            #[cfg(feature = "media")]
            kept_in: None,
        }
    }

    /// The same for a sound that belongs `frames` after the picture's first frame: sinks get silence first. Negative: what
    /// lies before the picture is left out.
    #[must_use]
    pub fn beginning_at(mut self, frames: i64) -> Self {
        self.begins_at = frames;
        self
    }

    /// The same of that sound track of a movie, counted from 1.
    #[must_use]
    pub fn of_track(mut self, track: usize) -> Self {
        self.track = track;
        self
    }

    /// The same, keeping the decoded sound of a movie for the player as it comes.
    #[cfg(feature = "media")]
    #[must_use]
    pub fn keeping(mut self, guide: &'a GuideSound) -> Self {
        self.kept_in = Some(guide);
        self
    }

    /// Reads. Minutes for a feature on a share, so call it from a job.
    ///
    /// # Errors
    /// See [`SoundError`]: the sinks then have what was read before. [`SoundError::Cancelled`] when `watch` breaks.
    pub fn run(&self, sinks: &mut [&mut dyn SoundSink], watch: Watch) -> Result<(), SoundError> {
        let channels = require_track(self.media, self.track)?;
        let mut feed = Feed { sinks, channels, left_out: 0, watch };
        feed.begin_at(self.begins_at);
        let read = match self.media.sound() {
            Some(audio) => read_waves(audio, self.media, &mut feed),
            None => self.read_movie(channels, &mut feed),
        };
        unless_changed(self.media, read)
    }

    #[cfg(feature = "media")]
    fn read_movie(&self, channels: usize, feed: &mut Feed) -> Result<(), SoundError> {
        let path = self.media.path();
        let mut cancelled = false;
        let mut on_block = |first: i64, block: &[f32]| {
            let next = feed.push(first, block);
            cancelled = next.is_break();
            next
        };
        let damage = match self.kept_in {
            Some(guide) => decode_guide_track(path, self.track, guide, &mut on_block)?,
            None => {
                let wanted = [WantedTrack { track: self.track, channels }];
                decode_tracks(path, &wanted, |_, first, block| on_block(first, block))?.damage
            }
        };
        self.media.note_damage_of(path, &damage);
        if cancelled { Err(SoundError::Cancelled) } else { Ok(()) }
    }

    #[cfg(not(feature = "media"))]
    fn read_movie(&self, _channels: usize, _feed: &mut Feed) -> Result<(), SoundError> {
        Err(SoundError::NoMovies(self.media.path().to_owned()))
    }
}

/// One sound track of a movie, and what it is read into.
pub struct TrackReading<'a> {
    /// Counted from 1, in the order of [`OpenedMedia::sound_tracks`].
    pub track: usize,
    pub sinks: Vec<&'a mut dyn SoundSink>,
}

/// Reads several sound tracks of one movie in a single pass over the file, each from its first frame. `watch` follows the
/// first of them. Of WAVs, which are one sound, only track 1 can be read.
///
/// # Errors
/// As [`ReadThrough::run`]; [`SoundError::NoTrack`] where the movie has none of that number.
pub fn read_tracks(media: &OpenedMedia, tracks: &mut [TrackReading], watch: Watch) -> Result<(), SoundError> {
    if media.sound().is_some() {
        for reading in tracks {
            ReadThrough::of(media).of_track(reading.track).run(&mut reading.sinks, watch)?;
        }
        return Ok(());
    }
    read_movie_tracks(media, tracks, watch)
}

#[cfg(feature = "media")]
fn read_movie_tracks(
    media: &OpenedMedia,
    tracks: &mut [TrackReading],
    watch: Watch,
) -> Result<(), SoundError> {
    let mut wanted = Vec::with_capacity(tracks.len());
    for reading in &*tracks {
        wanted.push(WantedTrack { track: reading.track, channels: require_track(media, reading.track)? });
    }
    let read = decode_tracks(media.path(), &wanted, |place, first, block| {
        let Some((reading, track)) = tracks.get_mut(place).zip(wanted.get(place)) else {
            return ControlFlow::Continue(());
        };
        if !block.is_empty() {
            reading.sinks.iter_mut().for_each(|sink| sink.push(block));
        }
        let after = first + (block.len() / track.channels) as i64;
        if place == 0 { watch(after) } else { ControlFlow::Continue(()) }
    });
    let read = read.map_err(SoundError::from).and_then(|ended| {
        media.note_damage_of(media.path(), &ended.damage);
        if ended.flow.is_break() { Err(SoundError::Cancelled) } else { Ok(()) }
    });
    unless_changed(media, read)
}

#[cfg(not(feature = "media"))]
fn read_movie_tracks(
    media: &OpenedMedia,
    _tracks: &mut [TrackReading],
    _watch: Watch,
) -> Result<(), SoundError> {
    Err(SoundError::NoMovies(media.path().to_owned()))
}

/// A file that grows or changes while it is read has not arrived yet: what was read of it is no whole sound, and an error in
/// it no damage. Of one that is gone, the error says more.
pub(super) fn unless_changed(media: &OpenedMedia, read: Result<(), SoundError>) -> Result<(), SoundError> {
    let has_changed = match &read {
        Ok(()) => !media.is_current(),
        // The sentence of a WAV that breaks off says that it is shorter now.
        Err(SoundError::Cancelled | SoundError::BreaksOff { .. }) => false,
        Err(_) => media.was_written_to(),
    };
    if has_changed { Err(SoundError::Changed(media.path().to_owned())) } else { read }
}

/// Channels of that sound track, or a sentence why there is none.
fn require_track(media: &OpenedMedia, track: usize) -> Result<usize, SoundError> {
    media.require_sound()?;
    media.channels_of(track).ok_or_else(|| SoundError::NoTrack {
        path: media.path().to_owned(),
        track,
        tracks: media.sound_tracks().len().max(1),
    })
}

/// The sinks, and what stands between the sound and the picture's timeline.
struct Feed<'a, 'b> {
    sinks: &'a mut [&'b mut dyn SoundSink],
    channels: usize,
    /// Samples still to be left out, since they lie before the picture's first frame.
    left_out: usize,
    watch: Watch<'a>,
}

impl Feed<'_, '_> {
    fn begin_at(&mut self, frames: i64) {
        self.left_out = usize::try_from(-frames).unwrap_or(0) * self.channels;
        let mut silent = usize::try_from(frames).unwrap_or(0);
        while silent > 0 {
            let frames = silent.min(BLOCK_FRAMES);
            let silence = vec![0.0; frames * self.channels];
            self.sinks.iter_mut().for_each(|sink| sink.push(&silence));
            silent -= frames;
        }
    }

    /// `first`: the frame of the sound itself that the block begins at.
    fn push(&mut self, first: i64, block: &[f32]) -> ControlFlow<()> {
        let early = self.left_out.min(block.len());
        self.left_out -= early;
        let after = first + (block.len() / self.channels) as i64;
        let block = block.get(early..).unwrap_or_default();
        if !block.is_empty() {
            self.sinks.iter_mut().for_each(|sink| sink.push(block));
        }
        (self.watch)(after)
    }

    fn push_bytes(&mut self, file: usize, bytes: &[u8]) {
        self.sinks.iter_mut().for_each(|sink| sink.push_bytes(file, bytes));
    }
}

/// Reads one interleaved sound or the mono legs of a set, every byte of their files where a sink wants bytes.
fn read_waves(audio: &DeliveredAudio, media: &OpenedMedia, feed: &mut Feed) -> Result<(), SoundError> {
    let broken = |error| SoundError::BreaksOff { path: media.path().to_owned(), error };
    let wants_bytes = feed.sinks.iter().any(|sink| sink.wants_bytes());
    let mut passes: Vec<WavePass> = audio.waves().iter().map(WavePass::of).collect();
    if wants_bytes {
        for (file, pass) in passes.iter_mut().enumerate() {
            pass.head(&mut |bytes| feed.push_bytes(file, bytes)).map_err(broken)?;
        }
    }
    let (mut block, mut mono, mut first) = (Vec::new(), Vec::new(), 0);
    while first < audio.frames() {
        let frames = usize::try_from(audio.frames() - first).unwrap_or(BLOCK_FRAMES).min(BLOCK_FRAMES);
        block.resize(frames * audio.channels(), 0.0);
        mono.resize(frames, 0.0);
        match audio.legs() {
            [interleaved] => next_of_leg(audio, interleaved, &mut passes, first, &mut block, feed),
            legs => legs.iter().enumerate().try_for_each(|(channel, leg)| {
                next_of_leg(audio, leg, &mut passes, first, &mut mono, feed)?;
                let of_channel = block.iter_mut().skip(channel).step_by(legs.len());
                of_channel.zip(&mono).for_each(|(out, &sample)| *out = sample);
                Ok(())
            }),
        }
        .map_err(broken)?;
        if feed.push(first, &block).is_break() {
            return Err(SoundError::Cancelled);
        }
        first += frames as i64;
    }
    if wants_bytes {
        for (file, pass) in passes.iter_mut().enumerate() {
            pass.tail(&mut |bytes| feed.push_bytes(file, bytes)).map_err(broken)?;
        }
    }
    for (pass, file) in passes.iter().zip(media.files()) {
        media.note_damage_of(file, &pass.damage());
    }
    Ok(())
}

/// Fills `out` with the next frames of one leg, from `first` on; silence where it has none.
fn next_of_leg(
    audio: &DeliveredAudio,
    leg: &[PlacedFile],
    passes: &mut [WavePass],
    first: i64,
    out: &mut [f32],
    feed: &mut Feed,
) -> std::io::Result<()> {
    out.fill(0.0);
    for piece in leg {
        let file = piece.wave;
        let (Some(wave), Some(pass)) = (audio.waves().get(file), passes.get_mut(file)) else { continue };
        if let Some((_, part)) = overlap(out, wave.channels(), first, piece.begins_at, wave.frames()) {
            pass.frames(part, &mut |bytes| feed.push_bytes(file, bytes))?;
        }
    }
    Ok(())
}
