//! `twopop compare`: measures audio against the sound of a reference and prints the result.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::compare_json::{Compared, compare_json};
use super::compare_text::compare_text;
use super::exit::{Exit, say};
use crate::drafting::conditions;
use crate::jobs::Stopwatch;
use crate::media::{MediaCache, SoundError, features_of_both};
use crate::policy::Profile;
use crate::timebase::FrameRate;
use crate::timing::{Features, MeasureCancelled, Measurement, SyncVerdict, measure};

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
    pub frame_rate: Option<FrameRate>,
    pub json: bool,
}

pub(super) fn compare(asked: &CompareInput, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let compared = match compared(asked, &MediaCache::default(), err) {
        Ok((compared, _audio)) => compared,
        Err(refusal) => {
            say(err, &format!("twopop compare: {refusal}\n"));
            return Exit::Unusable;
        }
    };
    let answer =
        if asked.json { compare_json(&compared).to_string() + "\n" } else { compare_text(&compared) };
    say(out, &answer);
    exit(&compared.measurement)
}

fn exit(measurement: &Measurement) -> Exit {
    match measurement.verdict {
        SyncVerdict::InSync => Exit::Fine,
        SyncVerdict::Discrepancy | SyncVerdict::NoMatch => Exit::Findings,
        SyncVerdict::NoEvidence => Exit::CannotJudge,
    }
}

/// Listens to both sides and measures; gives the audio as it was heard too, for other pictures to be tried with.
pub(super) fn compared(
    asked: &CompareInput,
    media: &MediaCache,
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
    let both = features_of_both(&reference, &audio, &mut |done| {
        bar.show("listening", LISTENING * done as f32 / frames);
        ControlFlow::Continue(())
    })?;
    let decode_cpu_seconds = (stopwatch.spent().cpu_seconds - both.cpu_seconds).max(0.0);
    let conditions = conditions(Profile::asset_qc(), frame_rate, reference.facts(), audio.facts());
    let measurement = measure(&both.reference, &both.audio, &conditions, &mut |progress| {
        bar.show("measuring", LISTENING + (1.0 - LISTENING) * progress.share);
        ControlFlow::Continue(())
    })?;
    bar.clear();
    let compared = Compared {
        reference_path: asked.reference.to_owned(),
        audio_paths: asked.audio.to_vec(),
        frame_rate,
        start_timecode: reference.facts().start_timecode,
        reference_length: both.reference.length(),
        audio_length: both.audio.length(),
        audio_facts: audio.facts().clone(),
        measurement,
        spent: stopwatch.spent(),
        decode_cpu_seconds,
    };
    Ok((compared, both.audio))
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
        say(to, &format!("\r{what} [{}{}] {percent:3} %", "#".repeat(full), "·".repeat(BAR - full)));
    }

    pub(super) fn clear(&mut self) {
        if let Some(to) = self.to.as_deref_mut() {
            say(to, &format!("\r{}\r", " ".repeat(BAR + 24)));
        }
    }
}
