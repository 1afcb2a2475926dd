//! The JSON of `twopop compare` (twopop.compare/1), and the comparison it is made from. Names are frozen.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::drafting::{distrusted_clock_text, measurement_notes, offset_cause_text};
use crate::jobs::TimeSpent;
use crate::ticket::AssetFacts;
use crate::timebase::{FrameRate, SamplePos, Timecode};
use crate::timing::{ComparedSide, Discrepancy, GuideTrack, LeftRight, Measurement};

/// Name and number of the form below; fields may be added, their meaning never changes.
const SCHEMA: &str = "twopop.compare/1";

/// One comparison and what it was made of.
pub struct Compared {
    pub reference_path: PathBuf,
    pub audio_paths: Vec<PathBuf>,
    pub frame_rate: FrameRate,
    pub start_timecode: Option<Timecode>,
    /// Samples at 48 kHz, of either side.
    pub reference_length: i64,
    /// How much of the guide's track the movie states, in samples at 48 kHz; `None` where it does not say.
    pub presented: Option<i64>,
    pub audio_length: i64,
    pub audio_facts: AssetFacts,
    pub measurement: Measurement,
    pub guide_track: GuideTrack,
    /// What of the files is missing, in sentences with what to do.
    pub incomplete: Vec<String>,
    /// What was noticed while reading, in sentences.
    pub noted_of_files: Vec<String>,
    pub spent: TimeSpent,
    /// Of the CPU seconds spent, those that reading and decoding took.
    pub decode_cpu_seconds: f64,
}

impl Compared {
    /// Whether nothing is left that could not be judged: the offset, a part of a file, a long silence, left and right that differ from the guide's.
    pub fn is_whole(&self) -> bool {
        let measured = &self.measurement;
        let is_judged = measured.offset_judged && measured.left_right == LeftRight::AsInReference;
        self.incomplete.is_empty() && is_judged && measured.silent_under_programme.is_empty()
    }

    /// What was noticed while reading and measuring, in sentences.
    pub fn warnings(&self) -> Vec<String> {
        let measured = measurement_notes(&self.measurement, self.frame_rate);
        let track = self.guide_track.note();
        let of_files = self.incomplete.iter().chain(&self.noted_of_files).cloned();
        of_files.chain(track).chain(measured).collect()
    }
}

/// The object `compare --json` prints. Positions and lengths are samples at 48 000 Hz.
pub fn compare_json(compared: &Compared) -> Value {
    let measured = &compared.measurement;
    let paths: Vec<String> = compared.audio_paths.iter().map(|path| path.display().to_string()).collect();
    json!({
        "schema": SCHEMA,
        "reference": {
            "path": compared.reference_path.display().to_string(),
            "frame_rate": fraction(compared.frame_rate),
            "start_timecode": compared.start_timecode.map(|timecode| timecode.to_string()),
            "duration": compared.reference_length,
            "presented": compared.presented,
            "decoded": compared.reference_length,
            "clock": clock(ComparedSide::Reference, measured, compared.start_timecode.is_some()),
            "holds": measured.held.reference,
            "guide_track": {
                "index": compared.guide_track.track,
                "of": compared.guide_track.of,
                "because": compared.guide_track.because.label(),
            },
        },
        "audio": {
            "paths": paths,
            "channels": compared.audio_facts.channels,
            "sample_rate": compared.audio_facts.sample_rate,
            "duration": compared.audio_length,
            "time_reference": compared.audio_facts.time_reference,
            "clock": clock(ComparedSide::Audio, measured, has_stamp(&compared.audio_facts)),
            "clock_because": clock_because(compared),
            "holds": measured.held.audio,
        },
        "leader": measured.leader,
        "witnesses": measured.witnesses,
        "initial_alignment": measured.initial_alignment,
        "verdict": measured.verdict,
        "rate": measured.rate,
        "segments": measured.segments,
        "coverage": coverage(measured),
        "offset_judged": measured.offset_judged,
        "left_right": measured.left_right,
        "discrepancies": measured.discrepancies.iter().map(|one| discrepancy(one, measured)).collect::<Vec<_>>(),
        "contradictions": measured.contradictions,
        "warnings": compared.warnings(),
        "seconds": {
            "wall": compared.spent.wall_seconds,
            "cpu": compared.spent.cpu_seconds,
            "decode_cpu": compared.decode_cpu_seconds,
        },
    })
}

/// "known", "unknown", or "distrusted": known, and not believed.
fn clock(side: ComparedSide, measured: &Measurement, is_known: bool) -> &'static str {
    match measured.distrusted {
        Some(clock) if clock.side == side => "distrusted",
        _ if is_known => "known",
        _ => "unknown",
    }
}

/// Zero is what writers put where they know none.
fn has_stamp(audio: &AssetFacts) -> bool {
    audio.time_reference.is_some_and(|stamp| stamp != SamplePos::ZERO)
}

fn clock_because(compared: &Compared) -> Option<String> {
    let distrusted = compared.measurement.distrusted?;
    Some(distrusted_clock_text(distrusted, compared.frame_rate))
}

/// As measured, with the suspected cause in words.
fn discrepancy(found: &Discrepancy, measured: &Measurement) -> Value {
    let cause = match found {
        Discrepancy::GlobalOffset { .. } => measured.offset_cause.map(offset_cause_text),
        Discrepancy::Drift { .. } => measured.rate.suspect.map(|ratio| format!("the ratio {ratio}")),
        _ => None,
    };
    let mut object = json!(found);
    if let Some(fields) = object.as_object_mut() {
        if matches!(found, Discrepancy::Missing(_)) {
            // The offset is the same on both sides of what is missing.
            fields.insert("jump".to_owned(), json!(0.0));
        }
        fields.insert("cause".to_owned(), json!(cause));
    }
    object
}

/// How much was compared, and the programme of either side in its own file.
fn coverage(measured: &Measurement) -> Value {
    let mut object = json!(measured.coverage);
    let [reference, audio] = &measured.programmes;
    if let Some(fields) = object.as_object_mut() {
        fields.insert("compared".to_owned(), json!(measured.coverage.matched));
        fields.insert("overlapping_sound".to_owned(), json!(measured.coverage.sounding));
        fields.insert("reference_programme".to_owned(), json!([reference.start, reference.end]));
        fields.insert("audio_programme".to_owned(), json!([audio.start, audio.end]));
    }
    object
}

fn fraction(rate: FrameRate) -> String {
    format!("{}/{}", rate.numerator(), rate.denominator())
}
