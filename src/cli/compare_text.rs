//! The text of `twopop compare`: the verdict, the alignment, and each discrepancy in a line.

use super::compare_json::Compared;
use super::exit::one_line;
use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, clock_text, offset_text};
use crate::timing::{
    ComparedSide, Contradiction, Discrepancy, InitialAlignment, Measurement, Rate, Recut, SyncVerdict,
    WitnessKind,
};

/// The picture does not show which reference it is, and the severity follows from that.
const WHAT_IT_MEANS: &str = "What that means depends on which reference this is, and only a person knows: name it to \
    `twopop check` (--final-proxy, --turnover-proxy, --locked-cut or --companion) to have it judged.";

/// The comparison as a person reads it: the verdict, what it was measured from, and each thing that is out of sync.
pub fn compare_text(compared: &Compared) -> String {
    let measured = &compared.measurement;
    let mut lines = vec![verdict(measured).to_owned()];
    lines.extend(measured.coverage.label("reference").map(|heard| format!("  {heard}")));
    lines.push(alignment(&measured.initial_alignment, compared.frame_rate));
    lines.extend(
        measured
            .discrepancies
            .iter()
            .map(|one| format!("  {}", discrepancy(one, &measured.rate, compared.frame_rate))),
    );
    lines.extend(
        measured
            .contradictions
            .iter()
            .map(|one| format!("  Contradiction: {}.", contradiction(one, compared.frame_rate))),
    );
    if matches!(measured.verdict, SyncVerdict::Discrepancy | SyncVerdict::NoMatch) {
        lines.push(WHAT_IT_MEANS.to_owned());
    }
    lines.iter().map(|line| one_line(line) + "\n").collect()
}

/// Which of two witnesses says what, seen from the other.
pub(super) fn contradiction(found: &Contradiction, rate: FrameRate) -> String {
    let [first, second] = found.between.map(witness);
    let by = offset_text(Lateness::new(whole(found.by)), rate);
    format!("{second} places the audio {by}, measured from {first}")
}

fn verdict(measured: &Measurement) -> &'static str {
    match measured.verdict {
        SyncVerdict::InSync => "In sync wherever the two can be compared.",
        SyncVerdict::Discrepancy => "The audio is out of sync with the reference:",
        SyncVerdict::NoEvidence if measured.coverage.percent().is_some() => {
            "No evidence: what was compared is in sync, but it is too little to call the whole in sync. Watch and listen."
        }
        SyncVerdict::NoEvidence => "No evidence: the two have nothing in common that could be compared.",
        SyncVerdict::NoMatch => "No match: there is plenty to compare, and it is not the same programme.",
    }
}

pub(super) fn alignment(alignment: &InitialAlignment, rate: FrameRate) -> String {
    format!(
        "  Aligned by {}, audio {}.",
        witness(alignment.by),
        offset_text(Lateness::new(whole(alignment.offset)), rate)
    )
}

pub(super) fn witness(kind: WitnessKind) -> &'static str {
    match kind {
        WitnessKind::SyncPop => "the 2-pops",
        WitnessKind::TimeReference => "the TimeReference",
        WitnessKind::ProgrammeStart => "the start of the programme",
        WitnessKind::FileStart => "the start of the files",
        WitnessKind::Content => "the sound itself",
    }
}

fn discrepancy(found: &Discrepancy, rate: &Rate, frame_rate: FrameRate) -> String {
    match found {
        Discrepancy::GlobalOffset { late_by, .. } => {
            format!("Audio {} throughout.", offset_text(Lateness::new(whole(*late_by)), frame_rate))
        }
        Discrepancy::Drift { ppm, .. } => {
            let way = if *ppm > 0.0 { "FAST" } else { "SLOW" };
            let suspect = rate.suspect.map(|name| format!(", as {name} would")).unwrap_or_default();
            format!("Audio runs {way} by {:.2} parts in a million{suspect}.", ppm.abs())
        }
        Discrepancy::Removed(edit) => recut("Material taken out", edit),
        Discrepancy::Inserted(edit) => recut("Material put in", edit),
        Discrepancy::Replaced(edit) => recut("Material replaced", edit),
        Discrepancy::Swapped(edit) => recut("Scenes swapped", edit),
        Discrepancy::Missing(missing) => {
            let (from, to) =
                (missing.reference_from - SamplePos::ZERO, missing.reference_to - SamplePos::ZERO);
            let (from, to) = (clock_text(from), clock_text(to));
            match missing.side {
                ComparedSide::Audio if missing.guide_sounds => {
                    format!("No audio from {from} to {to} of the picture, where the guide sounds.")
                }
                ComparedSide::Audio => {
                    format!("No audio from {from} to {to} of the picture, where the guide is silent.")
                }
                ComparedSide::Reference => {
                    format!("The audio sounds beyond the picture, from {from} to {to}.")
                }
            }
        }
    }
}

fn recut(what: &str, edit: &Recut) -> String {
    let at = clock_text(edit.audio_from - SamplePos::new(0));
    if edit.frames.abs() < 0.005 {
        format!("{what} from {at}.")
    } else {
        format!("{what} at {at}: {:.2} frames.", edit.frames.abs())
    }
}

/// A measured length to the nearest sample, for saying it.
pub(super) fn whole(samples: f64) -> SampleDelta {
    SampleDelta::new(samples.round() as i64)
}
