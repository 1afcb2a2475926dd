//! The sentences of drafted findings: EARLY or LATE, frames, milliseconds, timecode; never a bare sign.

use super::notes::offset_cause_text;
use super::served::{Served, samples};
use crate::timebase::{FrameRate, Lateness, SAMPLE_RATE, SampleDelta, SamplePos, clock_text, offset_text};
use crate::timing::{ComparedSide, Discrepancy, MissingSound, OffsetCause, Rate, Recut, WitnessKind};

pub(super) fn offset(
    late_by: Lateness,
    served: &Served,
    aligned_by: WitnessKind,
    cause: Option<OffsetCause>,
) -> String {
    let cause = cause.map(|cause| format!(" {}", offset_cause_text(cause))).unwrap_or_default();
    format!(
        "Audio {} against the {}, {}.{cause}",
        offset_text(late_by, served.rate),
        served.label,
        after_alignment(aligned_by)
    )
}

fn after_alignment(by: WitnessKind) -> &'static str {
    match by {
        WitnessKind::SyncPop => "after alignment on the 2-pop",
        WitnessKind::TimeReference => "after alignment by the TimeReference",
        WitnessKind::ProgrammeStart => "after alignment on the start of the programme",
        WitnessKind::FileStart => "with both files laid from their start",
        WitnessKind::Content => "after alignment by the sound itself",
    }
}

pub(super) fn drift(
    rate: &Rate,
    ppm: f64,
    over_programme: Lateness,
    length: SampleDelta,
    served: &Served,
) -> String {
    let way = if ppm > 0.0 { "fast" } else { "slow" };
    let suspect = rate.suspect.map(|name| format!(", the ratio {name}")).unwrap_or_default();
    format!(
        "Audio runs {way} by {} parts in a million{suspect}: {} after {} against the {}.",
        parts_per_million(ppm.abs()),
        offset_text(over_programme, served.rate),
        clock_text(length),
        served.label
    )
}

/// Hundredths, without trailing noughts: "999", "12.03".
fn parts_per_million(ppm: f64) -> String {
    let text = format!("{ppm:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What happened at a recut, and where the sound lies from there on. `before` is how late it was until then.
pub(super) fn recut(found: &Discrepancy, before: Lateness, served: &Served) -> String {
    let rate = served.rate;
    match found {
        Discrepancy::Removed(edit) => {
            let what = format!("{} no sound (removed)", having(edit.jump, "picture", rate));
            format!("{}: {what}.{}", from_here(edit, before, rate), uncertainty(edit, served))
        }
        Discrepancy::Inserted(edit) => {
            let what = format!("{} no picture (inserted)", having(edit.jump, "sound", rate));
            format!("{}: {what}.{}", from_here(edit, before, rate), uncertainty(edit, served))
        }
        Discrepancy::Replaced(edit) => {
            let what = "the sound here is not that of the picture (replaced)";
            format!("{}: {what}.{}", from_here(edit, before, rate), uncertainty(edit, served))
        }
        Discrepancy::Swapped(_) => {
            format!(
                "Scenes in another order than in the {}: the sound of these frames is that of their neighbours \
                 (swapped).",
                served.label
            )
        }
        Discrepancy::GlobalOffset { .. } | Discrepancy::Drift { .. } | Discrepancy::Missing(_) => {
            String::new()
        }
    }
}

/// "From here on the audio is EARLY by …", and where it already was off, by how much this moves it.
fn from_here(edit: &Recut, before: Lateness, rate: FrameRate) -> String {
    let jump = samples(edit.jump);
    let after = offset_text(Lateness::new(before.delta() + jump), rate);
    // Below half a frame nobody would call it off before.
    let was_in_line = rate.hundredths_of_frames(before.delta()).abs() < 50;
    if was_in_line {
        return format!("From here on the audio is {after}");
    }
    let side = if jump.get() > 0 { "later" } else { "earlier" };
    format!("Here the audio jumps {} {side}, and is {after} from here on", frames(edit.jump, rate))
}

/// "1 frame of picture has", "24 frames of picture have".
fn having(jump: f64, what: &str, rate: FrameRate) -> String {
    let frames = frames(jump, rate);
    let has = if frames == "1 frame" { "has" } else { "have" };
    format!("{frames} of {what} {has}")
}

fn frames(jump: f64, rate: FrameRate) -> String {
    let hundredths = rate.hundredths_of_frames(samples(jump.abs()));
    match (hundredths / 100, hundredths % 100) {
        (1, 0) => "1 frame".to_owned(),
        (whole, 0) => format!("{whole} frames"),
        (whole, part) => format!("{whole}.{part:02} frames"),
    }
}

/// Where silence leaves open at which frame it happened, the frames between which it must lie.
fn uncertainty(edit: &Recut, served: &Served) -> String {
    let [earliest, latest] = edit.interval;
    let width = latest - earliest;
    let frame = i64::from(SAMPLE_RATE) * i64::from(served.rate.denominator());
    if width.get().saturating_mul(i64::from(served.rate.numerator())) <= frame {
        return String::new();
    }
    let on_picture = |place: SamplePos| {
        served.start.at((edit.reference_from + (place - edit.audio_from)).max(SamplePos::ZERO))
    };
    format!(" Silent at the edit; it lies between {} and {}.", on_picture(earliest), on_picture(latest))
}

/// Which frames have no sound, or which sound has no frames.
pub(super) fn missing(missing: &MissingSound, served: &Served) -> String {
    let label = &served.label;
    let length = clock_text(missing.audio_to - missing.audio_from);
    let (from, to) = (served.start.at(missing.reference_from), served.start.at(missing.reference_to));
    match missing.side {
        ComparedSide::Audio if missing.guide_sounds => {
            format!("No audio from {from} to {to} ({length}), where the {label} sounds: missing.")
        }
        ComparedSide::Audio => format!(
            "The audio does not cover the picture from {from} to {to} ({length}). The {label} is silent there, so nothing \
             says whether anything is missing."
        ),
        ComparedSide::Reference => format!(
            "The audio goes on for {length} beyond the picture of the {label}: there is nothing to compare it with."
        ),
    }
}

pub(super) fn wrong_asset(served: &Served) -> String {
    format!(
        "Not the programme of the {}: there is plenty of sound to compare, and it is not the same. Wrong title, reel \
         or version delivered.",
        served.label
    )
}
