//! Programme that one side has and the other hasn't: files that end early or begin late, and holes in a full mix. Takes the
//! features of both sides and the offset steps, gives [`MissingSound`]s.
//!
//! A hole inside an M&E is no finding, since an M&E is silent under dialogue over silence. What an offset already explains
//! is not missing: a file as long as the picture that lies late ends late.

use std::ops::Range;

use super::alignment::{ComparedSide, Conditions, InitialAlignment};
use super::confidence;
use super::measurement::MissingSound;
use crate::timebase::SamplePos;
use crate::timing::features::{Features, SoundHeld};
use crate::timing::leader::Leaders;
use crate::timing::path::{OffsetStep, OffsetSteps};
use crate::timing::units::DECIMATION;

/// Least sound that is missing, 0.3 s, and least picture without sound that is worth a line though the guide is
/// silent there: 5 s. Chosen: black and format at the end of a proxy are shorter.
const LEAST_SOUND: i64 = 14_400;
const LEAST_SILENT: i64 = 240_000;
/// Least sound beyond the picture that is worth a line: 2 s. Chosen: ring-outs are shorter.
const LEAST_BEYOND: i64 = 96_000;
/// Sound after the picture's last frame, or before its first, from which it belongs to another picture: 10 s. Chosen:
/// longer than any ring-out.
const OTHER_PICTURE: i64 = 480_000;
/// Least hole in a full mix, 0.4 s, and the share of it in which the guide must sound. Chosen.
const LEAST_HOLE: i64 = 19_200;
const HOLE_SOUNDS: f64 = 0.5;
/// Least silence beside a mark under which programme of the guide can be told from its noise, 3 s. Chosen.
const LEAST_BESIDE: i64 = 144_000;
/// Least silence of an M&E that a person is told of where the guide goes on without a pause, and how many of its seconds
/// must go on: three, and two in five. Chosen: dialogue pauses within every second.
const LEAST_SILENCE: i64 = 240_000;
const LEAST_GOING_ON: usize = 3;
/// How near the end of the guide's sound must be to that of its file to be the same, 0.2 s. Chosen.
const NEAR_END: i64 = 9_600;

/// Both sides as they were compared.
pub(super) struct BothSides<'a> {
    pub reference: &'a Features,
    pub audio: &'a Features,
    pub leaders: &'a Leaders,
    pub steps: &'a OffsetSteps,
    /// Of the reference, by [`Features::loud_level`].
    pub loud: f32,
}

impl BothSides<'_> {
    /// What is missing at either end and, in a full mix, inside. In the order of the picture.
    pub fn missing(&self, conditions: &Conditions, aligned: &InitialAlignment) -> Vec<MissingSound> {
        let Some((first, last)) = self.steps.steps.first().zip(self.steps.steps.last()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        found.extend(self.at_start(first, aligned));
        if conditions.full_mix {
            found.extend((0..self.steps.steps.len()).flat_map(|place| self.holes(place)));
        }
        found.extend(self.at_end(last, aligned));
        found
    }

    fn at_start(&self, step: &OffsetStep, aligned: &InitialAlignment) -> Option<MissingSound> {
        let (reference, audio) = (self.leaders.reference.between_marks(), self.leaders.audio.between_marks());
        let begins =
            self.reference_of(audio.start, step).min(audio.start as f64 - aligned.offset).round() as i64;
        let picture = reference.start..begins;
        if begins > reference.start {
            return self.lacking_audio(picture, step);
        }
        // What sounds before the picture's own file begins.
        let starts = self.audio_of(0, step).min(aligned.offset).round() as i64;
        self.lacking_reference(audio.start..starts, step)
    }

    fn at_end(&self, step: &OffsetStep, aligned: &InitialAlignment) -> Option<MissingSound> {
        let (reference, audio) = (self.leaders.reference.between_marks(), self.leaders.audio.between_marks());
        let ends = self.reference_of(audio.end, step).max(audio.end as f64 - aligned.offset).round() as i64;
        if ends < reference.end {
            return self.lacking_audio(ends..reference.end, step);
        }
        let length = self.leaders.reference.length;
        let stops = self.audio_of(length, step).max(length as f64 + aligned.offset).round() as i64;
        self.lacking_reference(stops..audio.end, step)
    }

    /// `picture`: the places of the reference that the audio doesn't reach.
    fn lacking_audio(&self, picture: Range<i64>, step: &OffsetStep) -> Option<MissingSound> {
        let sounds =
            self.reference.sounding_within(picture.clone()) >= LEAST_SOUND && self.may_be_programme(&picture);
        let sounding = self.reference.sounding_span(picture.clone()).filter(|_| sounds);
        let mut span = sounding.unwrap_or(picture.clone());
        if picture.end - span.end < NEAR_END {
            span.end = picture.end;
        }
        if span.start - picture.start < NEAR_END {
            span.start = picture.start;
        }
        if !sounds && span.end - span.start < LEAST_SILENT {
            return None;
        }
        Some(MissingSound {
            side: ComparedSide::Audio,
            reference_from: SamplePos::new(span.start),
            reference_to: SamplePos::new(span.end),
            audio_from: self.place_in_audio(span.start, step),
            audio_to: self.place_in_audio(span.end, step),
            guide_sounds: sounds,
            is_programme: sounds,
            confidence: confidence::of_finding(step.run.evidence),
        })
    }

    /// Not room tone, line-up tone or timecode from end to end; what is shorter than three seconds cannot be told.
    fn may_be_programme(&self, picture: &Range<i64>) -> bool {
        let short = picture.end - picture.start < LEAST_BESIDE;
        short || SoundHeld::programme_within(self.reference, self.loud, picture).0 > 0
    }

    /// Long silences of the audio under a guide that goes on without a pause, by their places in the reference. In an M&E
    /// they may be right, and only a person can tell.
    pub fn silences_under_programme(&self) -> Vec<Range<SamplePos>> {
        let goes_on = |one: &Range<i64>| {
            let (may_be, going_on) = SoundHeld::programme_within(self.reference, self.loud, one);
            going_on >= LEAST_GOING_ON && 5 * going_on >= 2 * may_be
        };
        let found = (0..self.steps.steps.len()).flat_map(|place| self.silences(place, LEAST_SILENCE));
        let found = found.map(|(_, picture)| picture).filter(goes_on);
        found.map(|one| SamplePos::new(one.start)..SamplePos::new(one.end)).collect()
    }

    /// `places` of the delivered file that lie outside the picture's file.
    fn lacking_reference(&self, places: Range<i64>, step: &OffsetStep) -> Option<MissingSound> {
        let sounding = self.audio.sounding_within(places.clone());
        let span = self.audio.sounding_span(places).filter(|_| sounding >= LEAST_BEYOND)?;
        let reference = |place: i64| SamplePos::new(self.reference_of(place, step).round() as i64);
        Some(MissingSound {
            side: ComparedSide::Reference,
            reference_from: reference(span.start),
            reference_to: reference(span.end),
            audio_from: SamplePos::new(span.start),
            audio_to: SamplePos::new(span.end),
            guide_sounds: false,
            is_programme: sounding >= OTHER_PICTURE,
            confidence: confidence::of_finding(step.run.evidence),
        })
    }

    /// Silences of the audio within a step in which the guide goes on.
    fn holes(&self, place: usize) -> Vec<MissingSound> {
        let Some(step) = self.steps.steps.get(place) else { return Vec::new() };
        let at = |place: i64| self.steps.scale.audio(place as f64).round() as i64;
        let hole = |(silent, picture): (Range<i64>, Range<i64>)| {
            let sounding = self.reference.sounding_within(picture.clone());
            let (mut silent, mut picture) = (silent, picture);
            if silent.start < at(step.places.start) || silent.end > at(step.places.end) {
                // Beside a mark it may be format still, under the hiss or the ring-out of the guide.
                if picture.end - picture.start < LEAST_BESIDE || !self.may_be_programme(&picture) {
                    return None;
                }
                picture = self.reference.sounding_span(picture)?;
                silent = self.audio_of(picture.start, step).round() as i64
                    ..self.audio_of(picture.end, step).round() as i64;
            }
            (sounding as f64 >= HOLE_SOUNDS * (silent.end - silent.start) as f64).then(|| MissingSound {
                side: ComparedSide::Audio,
                reference_from: SamplePos::new(picture.start),
                reference_to: SamplePos::new(picture.end),
                audio_from: SamplePos::new(silent.start),
                audio_to: SamplePos::new(silent.end),
                guide_sounds: true,
                is_programme: true,
                confidence: confidence::of_finding(step.run.evidence),
            })
        };
        self.silences(place, LEAST_HOLE).into_iter().filter_map(hole).collect()
    }

    /// Silences of the audio within a step that are at least so long, with their places in the picture. The first and the last
    /// step reach to the marks: silence between a pop and the first sound may be format, or sound that is missing; which of
    /// them, the guide tells. What lies beside the guide's own programme is left out.
    fn silences(&self, place: usize, least: i64) -> Vec<(Range<i64>, Range<i64>)> {
        let Some(step) = self.steps.steps.get(place) else { return Vec::new() };
        let (reference, audio) = (self.leaders.reference.between_marks(), self.leaders.audio.between_marks());
        let at = |place: i64| self.steps.scale.audio(place as f64).round() as i64;
        let (mut from, mut to) = (at(step.places.start), at(step.places.end));
        if place == 0 {
            from = from.min(audio.start.max(self.audio_of(reference.start, step).round() as i64));
        }
        if place + 1 == self.steps.steps.len() {
            to = to.max(audio.end.min(self.audio_of(reference.end, step).round() as i64));
        }
        let picture = |at: i64| self.reference_of(at, step).round() as i64;
        let silent = self.audio.silences(from..to, least).into_iter();
        silent.map(|one| (one.clone(), picture(one.start)..picture(one.end))).collect()
    }

    fn reference_of(&self, audio: i64, step: &OffsetStep) -> f64 {
        let place = audio as f64 / DECIMATION as f64 * self.steps.scale.ratio;
        self.steps.scale.reference(place, step.run.lag)
    }

    fn audio_of(&self, reference: i64, step: &OffsetStep) -> f64 {
        self.steps.scale.audio_of_reference(reference as f64, step.run.lag)
    }

    fn place_in_audio(&self, reference: i64, step: &OffsetStep) -> SamplePos {
        SamplePos::new(self.audio_of(reference, step).round() as i64)
    }
}
