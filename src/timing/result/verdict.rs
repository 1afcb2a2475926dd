use crate::timing::leader::{self, Format};
use crate::timing::path::offset_steps::OffsetSteps;
use crate::timing::path::refine::Slope;
use crate::timing::result::coverage::coverage;
use crate::timing::result::findings;
use crate::timing::result::measurement::{
    Conditions, Coverage, InitialAlignment, Ledger, Measurement, PartKind, Rate, SyncVerdict,
};
use crate::timing::result::segments::segments;
use crate::timing::result::witness::Hearing;
use crate::timing::search::pair::Pair;

/// The head and tail format of both sides.
pub(in crate::timing) struct Formats {
    pub reference: Format,
    pub audio: Format,
}

/// What comparing the sound gave.
#[expect(clippy::large_enum_variant, reason = "there is one of them, and it is passed on once")]
pub(in crate::timing) enum Compared<'a> {
    Matched { pair: Pair<'a>, ladder: OffsetSteps, slope: Slope },
    NoMatch,
    NoEvidence,
}

/// Everything together: what the leader explains is trim, and only the rest is a discrepancy.
pub(in crate::timing) fn judged(formats: &Formats, conditions: &Conditions, found: Compared) -> Measurement {
    let content = match &found {
        Compared::Matched { ladder, .. } => Some(content_offset(formats, ladder)),
        _ => None,
    };
    let leader = ledger(formats, conditions, content);
    let hearing = hearing(formats, conditions, content, &leader);
    let (witnesses, initial_alignment) = (hearing.witnesses(), hearing.initial_alignment());
    let contradictions = hearing.contradictions();
    let still = Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None };
    let nothing = || (still, Vec::new(), Coverage::default(), Vec::new());
    let (verdict, (rate, segments, coverage, discrepancies)) = match found {
        Compared::NoMatch => (SyncVerdict::NoMatch, nothing()),
        Compared::NoEvidence => (SyncVerdict::NoEvidence, nothing()),
        Compared::Matched { pair, ladder, slope } => {
            let rate = findings::rate(ladder.scale.rate(), slope.standard_error);
            let frame = conditions.frame_rate.samples_per_frame();
            let content = content.unwrap_or(0.0);
            let found = findings::discrepancies(&ladder, &rate, &initial_alignment, content, &slope, frame);
            let segments = segments(&pair, &ladder);
            let coverage = coverage(&pair, &ladder, &segments);
            (SyncVerdict::of(&found, &coverage), (rate, segments, coverage, found))
        }
    };
    Measurement {
        leader,
        witnesses,
        initial_alignment,
        verdict,
        rate,
        segments,
        coverage,
        discrepancies,
        contradictions,
    }
}

/// What leaders and time stamps make believe before the sound has been compared: for a first picture only.
pub(in crate::timing) fn alignment_by_format(formats: &Formats, conditions: &Conditions) -> InitialAlignment {
    let leader = ledger(formats, conditions, None);
    hearing(formats, conditions, None, &leader).initial_alignment()
}

fn hearing<'a>(
    formats: &'a Formats,
    conditions: &'a Conditions,
    content: Option<f64>,
    leader: &Ledger,
) -> Hearing<'a> {
    let pops_proved = [&leader.reference, &leader.audio]
        .iter()
        .all(|parts| parts.iter().any(|part| part.kind == PartKind::SyncPop));
    Hearing { audio: &formats.audio, reference: &formats.reference, content, conditions, pops_proved }
}

/// Audio minus reference position of the instant at which the reference's programme begins, on the first line heard.
fn content_offset(formats: &Formats, ladder: &OffsetSteps) -> f64 {
    let begins = formats.reference.head_pop().map_or(0, |onset| onset + leader::TWO_SECONDS) as f64;
    let lag = ladder.steps.first().map_or(0.0, |offset_step| offset_step.run.lag);
    ladder.scale.audio_of_reference(begins, lag) - begins
}

fn ledger(formats: &Formats, conditions: &Conditions, content: Option<f64>) -> Ledger {
    let frame = conditions.frame_rate.samples_per_frame();
    // An hour of labels: at 23.976 it lasts 3603.6 s.
    let rate = conditions.frame_rate;
    let hour = rate.start_of_frame(3600 * rate.labels_per_second()).get();
    let next_hour = |starts: i64| (starts + hour - 1).div_euclid(hour) * hour - starts;
    let start_of = |format: &Format| format.head_pop().map_or(0, |onset| onset + leader::TWO_SECONDS) as f64;
    let reference = leader::Evidence {
        other: &formats.audio,
        other_programme: content.map(|offset| start_of(&formats.audio) - offset),
        whole_hour: conditions.picture_starts.map(next_hour),
        frame,
    };
    let audio = leader::Evidence {
        other: &formats.reference,
        other_programme: content.map(|offset| start_of(&formats.reference) + offset),
        whole_hour: conditions.time_reference.map(next_hour),
        frame,
    };
    Ledger {
        reference: leader::parts(&formats.reference, &reference),
        audio: leader::parts(&formats.audio, &audio),
    }
}
