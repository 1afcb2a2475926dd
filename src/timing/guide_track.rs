//! Which of a movie's sound tracks is the guide. Takes the features of every track and of the audio; measures against the
//! track that shares most with the audio, and where that gives nothing, against the others.
//!
//! Method: mean score of the coarse search ranks the tracks; the first that matches is the guide. Another programme is
//! concluded only where every track that holds a programme says so.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::features::{Features, SoundHeld};
use super::leader::Leader;
use super::measure::{MeasureCancelled, Progress, in_measuring_samples, measure};
use super::result::{Conditions, Measurement, SyncVerdict, UndeclaredDelay};
use super::search::CoarseMatcher;

impl MeasuredTrack {
    /// It as the guide: number `track`, counted from 1, `of` so many, and whether a person named it.
    pub fn guide_track(&self, track: usize, of: usize, is_named: bool) -> GuideTrack {
        GuideTrack { track, of, because: if is_named { GuideTrackReason::Named } else { self.because } }
    }
}

/// One sound track that may be the guide.
#[derive(Clone, Copy, Debug)]
pub struct GuideCandidate<'a> {
    pub features: &'a Features,
    /// See [`Conditions::undeclared_codec_delay`].
    pub undeclared_codec_delay: Option<UndeclaredDelay>,
}

/// The guide among the tracks, and its measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredTrack {
    /// Its place among the tracks, from 0.
    pub place: usize,
    /// Why it and no other.
    pub because: GuideTrackReason,
    pub measurement: Measurement,
}

/// A sound track of a movie, as the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideTrack {
    /// Counted from 1.
    pub track: usize,
    /// So many sound tracks the movie has.
    pub of: usize,
    pub because: GuideTrackReason,
}

impl GuideTrack {
    /// "Compared with sound track 2 of 3: …"; `None` where there is only one.
    pub fn note(self) -> Option<String> {
        let Self { track, of, because } = self;
        (of > 1).then(|| format!("Compared with sound track {track} of {of}: {}.", because.label()))
    }
}

/// Why a sound track is the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuideTrackReason {
    /// There is no other.
    OnlyTrack,
    /// A person named it.
    Named,
    /// It shares most with the audio.
    SharesMost,
    /// None shares anything with the audio; this one holds a programme.
    HoldsProgramme,
    /// None holds anything to compare: the first.
    First,
}

impl GuideTrackReason {
    /// As a clause: "it shares most with the audio".
    pub fn label(self) -> &'static str {
        match self {
            Self::OnlyTrack => "the movie has no other sound track",
            Self::Named => "named by the operator",
            Self::SharesMost => "of all sound tracks it shares most with the audio",
            Self::HoldsProgramme => "it holds a programme, though no track shares anything with the audio",
            Self::First => "the first; no track holds anything to compare",
        }
    }
}

/// Measures `audio` against the one of `tracks` that is the guide. Deterministic. `watch` as in [`measure`]. `None` where
/// there is no track.
///
/// # Errors
/// [`MeasureCancelled`] when `watch` gives [`ControlFlow::Break`].
pub fn measure_tracks(
    tracks: &[GuideCandidate],
    audio: &Features,
    conditions: &Conditions,
    watch: &mut dyn FnMut(Progress<'_>) -> ControlFlow<()>,
) -> Result<Option<MeasuredTrack>, MeasureCancelled> {
    let mut measured = |track: &GuideCandidate| {
        let undeclared_codec_delay = track.undeclared_codec_delay;
        measure(track.features, audio, &Conditions { undeclared_codec_delay, ..conditions.clone() }, watch)
    };
    if let [only] = tracks {
        let measurement = measured(only)?;
        return Ok(Some(MeasuredTrack { place: 0, because: GuideTrackReason::OnlyTrack, measurement }));
    }
    let mut best: Option<MeasuredTrack> = None;
    for (place, track) in ranked(tracks, audio) {
        let measurement = measured(track)?;
        let because = match (measurement.segments.is_empty(), measurement.held.reference) {
            (false, _) => GuideTrackReason::SharesMost,
            (true, SoundHeld::Programme) => GuideTrackReason::HoldsProgramme,
            (true, _) => GuideTrackReason::First,
        };
        let matched = because == GuideTrackReason::SharesMost;
        let measured = MeasuredTrack { place, because, measurement };
        if best.as_ref().is_none_or(|best| says_more(&measured, best)) {
            best = Some(measured);
        }
        if matched {
            break;
        }
    }
    Ok(best)
}

/// Tracks with their places, the one that shares most with the audio first; those that hold nothing to compare last.
fn ranked<'a>(tracks: &'a [GuideCandidate<'a>], audio: &Features) -> Vec<(usize, &'a GuideCandidate<'a>)> {
    let programme = |features: &Features| in_measuring_samples(Leader::of(&features.ends).programme());
    let of_audio = programme(audio);
    let mut scored: Vec<(f32, usize, &GuideCandidate)> = tracks
        .iter()
        .enumerate()
        .map(|(place, track)| {
            let of_track = programme(track.features);
            let score = match SoundHeld::of(track.features, &of_track) {
                SoundHeld::Programme | SoundHeld::DialogueOnly => {
                    CoarseMatcher::new(audio, of_audio.clone(), track.features, &of_track)
                        .mean_score()
                        .max(0.0)
                }
                SoundHeld::Steady | SoundHeld::TooLittle => -1.0,
            };
            (score, place, track)
        })
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    scored.into_iter().map(|(_, place, track)| (place, track)).collect()
}

/// Of two tracks, whether `one` is the better witness: a match before everything; then a track that holds a programme and
/// can't say, since that forbids to conclude anything; then one that says "another programme"; then the first.
fn says_more(one: &MeasuredTrack, other: &MeasuredTrack) -> bool {
    let weight = |track: &MeasuredTrack| match (track.because, track.measurement.verdict) {
        (GuideTrackReason::SharesMost, _) => 3,
        (GuideTrackReason::HoldsProgramme, SyncVerdict::NoEvidence) => 2,
        (GuideTrackReason::HoldsProgramme, _) => 1,
        _ => 0,
    };
    (weight(one), std::cmp::Reverse(one.place)) > (weight(other), std::cmp::Reverse(other.place))
}
