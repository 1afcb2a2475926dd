//! `twopop compare`: measures audio against the sound of a reference and prints the result.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::compare_json::{Compared, compare_json};
use super::compare_text::compare_text;
use super::exit::{Exit, say, say_each, say_line, say_raw};
use crate::drafting::conditions;
use crate::intake;
use crate::jobs::Stopwatch;
use crate::media::{MediaCache, OpenedMedia, SoundError, SoundSink, TrackFeatures, features_of_both};
use crate::policy::Profile;
use crate::timebase::{FrameRate, SampleDelta};
use crate::timing::{Features, GuideCandidate, MeasureCancelled, SyncVerdict, measure_tracks};

/// Share of the work that is listening; the rest is measuring.
const LISTENING: f32 = 0.7;
const BAR: usize = 30;

/// Why nothing can be compared: one line for the error output.
#[derive(Debug, thiserror::Error)]
pub(super) enum CompareError {
    #[error(transparent)]
    Sound(#[from] SoundError),
    #[error(transparent)]
    Cancelled(#[from] MeasureCancelled),
    #[error("{} has no picture, so no frame rate. Give one: --frame-rate 24000/1001.", .0.display())]
    NoFrameRate(PathBuf),
}

/// What `compare` was asked.
pub(super) struct CompareInput<'a> {
    pub reference: &'a Path,
    pub audio: &'a [PathBuf],
    /// Says which sync references count.
    pub profile: &'a Profile,
    pub frame_rate: Option<FrameRate>,
    /// Counted from 1; `None`: the one that shares most with the audio.
    pub guide_track: Option<usize>,
    /// The audio holds the dialogue too: a Print Master.
    pub full_mix: bool,
    pub json: bool,
}

pub(super) fn compare(asked: &CompareInput, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let compared = match compared(asked, &MediaCache::default(), &mut [], err) {
        Ok((compared, _audio)) => compared,
        Err(refusal) => {
            say_line(err, &format!("twopop compare: {refusal}"));
            return Exit::Unusable;
        }
    };
    say_each(err, "twopop compare", &compared.warnings());
    if asked.json {
        say_raw(out, &(compare_json(&compared).to_string() + "\n"));
    } else {
        say(out, &compare_text(&compared));
    }
    exit(&compared)
}

/// Nothing is fine where a part of a file is missing.
fn exit(compared: &Compared) -> Exit {
    match compared.measurement.verdict {
        SyncVerdict::InSync if !compared.incomplete.is_empty() => Exit::CannotJudge,
        SyncVerdict::InSync => Exit::Fine,
        SyncVerdict::Discrepancy | SyncVerdict::NoMatch => Exit::Findings,
        SyncVerdict::NoEvidence => Exit::CannotJudge,
    }
}

/// Listens to both sides and measures; `others` take the audio as well. Gives the audio as it was heard too, for other pictures to
/// be tried with.
pub(super) fn compared(
    asked: &CompareInput,
    media: &MediaCache,
    others: &mut [&mut dyn SoundSink],
    err: &mut dyn Write,
) -> Result<(Compared, Features), CompareError> {
    let stopwatch = Stopwatch::start();
    let audio = media.open_sound(asked.audio)?;
    let reference = media.open(&[asked.reference.to_owned()])?;
    reference.require_sound()?;
    let frame_rate = asked
        .frame_rate
        .or(reference.facts().frame_rate)
        .ok_or_else(|| CompareError::NoFrameRate(asked.reference.to_owned()))?;
    let mut bar = ProgressLine::new(err);
    let frames = audio.duration().get().max(1) as f32;
    let both = features_of_both(&reference, asked.guide_track, &audio, others, &mut |done| {
        bar.show("listening", LISTENING * done as f32 / frames);
        ControlFlow::Continue(())
    })?;
    let decode_cpu_seconds = (stopwatch.spent().cpu_seconds - both.cpu_seconds).max(0.0);
    let conditions = conditions(asked.profile, frame_rate, reference.facts(), audio.facts(), asked.full_mix);
    let tracks: Vec<GuideCandidate> = both.tracks.iter().map(TrackFeatures::candidate).collect();
    let no_sound = || SoundError::NoSound(asked.reference.to_owned());
    let measured = measure_tracks(&tracks, &both.audio, &conditions, &mut |progress| {
        bar.show("measuring", LISTENING + (1.0 - LISTENING) * progress.share);
        ControlFlow::Continue(())
    })?
    .ok_or_else(no_sound)?;
    bar.clear();
    let guide = both.tracks.get(measured.place).ok_or_else(no_sound)?;
    let of = reference.sound_tracks().len().max(1);
    let guide_track = measured.guide_track(guide.track, of, asked.guide_track.is_some());
    let of_files = [&reference, &audio].into_iter().filter_map(|one| one.facts().incomplete.clone());
    let unread = reference.unread_sound(guide.track, guide.features.length());
    let damage = reference.damage().into_iter().chain(audio.damage());
    let incomplete: Vec<String> = of_files.chain(unread).chain(damage).collect();
    let compared = Compared {
        noted_of_files: noted_of_files(&reference, &audio),
        reference_path: asked.reference.to_owned(),
        audio_paths: asked.audio.to_vec(),
        frame_rate,
        start_timecode: reference.facts().start_timecode,
        reference_length: guide.features.length(),
        presented: guide
            .track
            .checked_sub(1)
            .and_then(|place| reference.sound_tracks().get(place)?.presented)
            .map(SampleDelta::get),
        guide_track,
        incomplete,
        audio_length: both.audio.length(),
        audio_facts: audio.facts().clone(),
        measurement: measured.measurement,
        spent: stopwatch.spent(),
        decode_cpu_seconds,
    };
    Ok((compared, both.audio))
}

/// What was noticed of both sides while reading, in sentences.
fn noted_of_files(reference: &OpenedMedia, audio: &OpenedMedia) -> Vec<String> {
    let name = file_name(reference.path());
    let of_reference = reference.facts().warnings.iter().map(|warning| format!("{name}: {warning}"));
    let of_audio =
        intake::notes_on_sound(audio.files()).into_iter().chain(audio.facts().warnings.iter().cloned());
    let mut noted: Vec<String> = of_reference.chain(of_audio).collect();
    if reference.facts().frame_rate.is_some() && reference.facts().start_timecode.is_none() {
        let why = reference.facts().clock_unknown.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        noted.push(format!("{name}: start timecode unknown{why}."));
    }
    let summed = match audio.files() {
        [_, _, ..] => Some(("mono files of the set", "leg")),
        _ if audio.facts().channels > 2 => Some(("channels", "channel")),
        _ => None,
    };
    noted.extend(summed.map(|(all, one)| {
        format!(
            "The {all} were measured as one sum, not each {one} by itself: a single {one} that slipped may not show."
        )
    }));
    noted
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// A bar on the error output, on a terminal only.
pub(super) struct ProgressLine<'a> {
    to: Option<&'a mut dyn Write>,
    shown: usize,
}

impl<'a> ProgressLine<'a> {
    pub(super) fn new(err: &'a mut dyn Write) -> Self {
        Self { to: std::io::stderr().is_terminal().then_some(err), shown: usize::MAX }
    }

    pub(super) fn show(&mut self, what: &str, share: f32) {
        let percent = (share * 100.0).clamp(0.0, 100.0) as usize;
        let Some(to) = self.to.as_deref_mut().filter(|_| percent != self.shown) else { return };
        self.shown = percent;
        let full = percent * BAR / 100;
        say_raw(to, &format!("\r{what} [{}{}] {percent:3} %", "#".repeat(full), "·".repeat(BAR - full)));
    }

    pub(super) fn clear(&mut self) {
        if let Some(to) = self.to.as_deref_mut() {
            say_raw(to, &format!("\r{}\r", " ".repeat(BAR + 24)));
        }
    }
}
