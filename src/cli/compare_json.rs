//! The JSON of `twopop compare` (twopop.compare/1), and the comparison it is made from. Names are frozen.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::jobs::TimeSpent;
use crate::ticket::AssetFacts;
use crate::timebase::{FrameRate, Timecode};
use crate::timing::Measurement;

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
    pub audio_length: i64,
    pub audio_facts: AssetFacts,
    pub measurement: Measurement,
    pub spent: TimeSpent,
    /// Of the CPU seconds spent, those that reading and decoding took.
    pub decode_cpu_seconds: f64,
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
        },
        "audio": {
            "paths": paths,
            "channels": compared.audio_facts.channels,
            "sample_rate": compared.audio_facts.sample_rate,
            "duration": compared.audio_length,
            "time_reference": compared.audio_facts.time_reference,
        },
        "leader": measured.leader,
        "witnesses": measured.witnesses,
        "initial_alignment": measured.initial_alignment,
        "verdict": measured.verdict,
        "rate": measured.rate,
        "segments": measured.segments,
        "coverage": measured.coverage,
        "discrepancies": measured.discrepancies,
        "contradictions": measured.contradictions,
        "seconds": {
            "wall": compared.spent.wall_seconds,
            "cpu": compared.spent.cpu_seconds,
            "decode_cpu": compared.decode_cpu_seconds,
        },
    })
}

fn fraction(rate: FrameRate) -> String {
    format!("{}/{}", rate.numerator(), rate.denominator())
}
