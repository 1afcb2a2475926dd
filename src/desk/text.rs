//! What the panels say: values of the other rooms as text for the screen. Pure functions; none draws.

use crate::policy::CandidateOutcome;
use crate::session::{Loading, SaveState, Session};
use crate::ticket::{Asset, Delivery, Verdict};
use crate::timebase::{FrameRate, Lateness, Nudge, SampleDelta, Speed, duration_text, offset_text};
use crate::timing::{Preview, PreviewPoint};

/// What a nudge does to the audio: "moved LATER by 3 frames (125.13 ms, 6 006 samples)"; "not moved" for none.
pub fn nudge_text(nudge: Nudge, rate: FrameRate) -> String {
    // A move later reads like a lateness of that length, with another verb.
    let words = offset_text(Lateness::new(nudge.delta()), rate);
    match words.split_once(" by ") {
        Some(("LATE", length)) => format!("moved LATER by {length}"),
        Some((_, length)) => format!("moved EARLIER by {length}"),
        None => "not moved".to_owned(),
    }
}

/// A nudge by itself: "3 frames LATER (125.13 ms, 6 006 samples)".
pub fn nudge_line(nudge: Nudge, rate: FrameRate) -> String {
    let words = offset_text(Lateness::new(nudge.delta()), rate);
    let Some((side, length)) = words.split_once(" by ") else { return "none".to_owned() };
    let way = if side == "LATE" { "LATER" } else { "EARLIER" };
    match length.split_once(" (") {
        Some((frames, exact)) => format!("{frames} {way} ({exact}"),
        None => format!("{length} {way}"),
    }
}

/// How late the audio is: "LATE by 3 frames (125.13 ms, 6 006 samples)"; "in sync" under a millisecond.
pub fn offset_line(late: Lateness, rate: FrameRate) -> String {
    if late.delta().get().abs() < SampleDelta::from_milliseconds(1).get() {
        return "in sync, within 1 ms".to_owned();
    }
    offset_text(late, rate)
}

/// A reason as a sentence of its own: with a capital and a full stop.
pub fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if reason.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// A shuttle speed: "2× ◀" is twice as fast, backwards; `None` at rest and at normal speed.
pub fn speed_text(speed: Speed) -> Option<String> {
    let way = if speed.is_backward() { "◀" } else { "▶" };
    (!speed.is_rest() && speed != Speed::NORMAL).then(|| format!("{speed} {way}"))
}

/// What became of a candidate.
pub fn outcome_text(outcome: CandidateOutcome) -> &'static str {
    match outcome {
        CandidateOutcome::Served => "served",
        CandidateOutcome::Outranked => "outranked",
        CandidateOutcome::NotDelivered => "not delivered",
        CandidateOutcome::NotFound => "not found",
        CandidateOutcome::Unavailable => "unavailable",
        CandidateOutcome::Disregarded => "disregarded",
    }
}

/// Whether an asset was delivered.
pub fn delivery_text(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Delivered => "Delivered",
        Delivery::NotDelivered => "Not delivered",
        Delivery::Assumed => "Assumed from the folder",
    }
}

/// Whether what is on screen is on disk.
pub fn save_text(save: &SaveState) -> &'static str {
    match save {
        SaveState::Saved => "Saved",
        SaveState::Saving => "Saving…",
        SaveState::Failed(_) | SaveState::Conflicted(_) | SaveState::OnNoDisk(_) => "NOT saved",
    }
}

/// A preview of the measurement, marked provisional.
pub fn preview_text(preview: &Preview, rate: FrameRate) -> String {
    let frame = rate.samples_per_frame();
    let residual = |point: &PreviewPoint| (point.offset - preview.initial_alignment.offset) / frame;
    let mut frames: Vec<f64> = preview.points.iter().map(residual).collect();
    frames.sort_by(f64::total_cmp);
    let (Some(least), Some(middle), Some(most)) =
        (frames.first(), frames.get(frames.len() / 2), frames.last())
    else {
        return "Nothing recognised yet. Provisional: the waveforms are still to be compared.".to_owned();
    };
    let whole = middle.round() as i64;
    let about = match whole {
        0 => "about in sync".to_owned(),
        1 | -1 => format!("{} by about 1 frame", side(whole)),
        _ => format!("{} by about {} frames", side(whole), whole.abs()),
    };
    let everywhere = if most - least < 1.0 { "throughout" } else { "for the most part, and not everywhere" };
    format!("Audio {about} {everywhere}. Provisional: the waveforms are still to be compared.")
}

fn side(frames: i64) -> &'static str {
    if frames > 0 { "LATE" } else { "EARLY" }
}

/// What is being loaded; `None` when picture and sound are ready.
pub fn loading_text(session: &Session) -> Option<String> {
    match session.loading() {
        Loading::Examining => {
            let assets = session.ticket().assets();
            let open = assets.iter().filter(|asset| asset.facts.is_some() || asset.problem.is_some()).count();
            Some(format!("Reading the files: {open} of {}", assets.len()))
        }
        Loading::Opening => Some("Opening picture and sound".to_owned()),
        Loading::Ready | Loading::Nothing => None,
    }
}

/// "v3 · 23.976 · 1:32:10": version, rate and length, to tell one proxy from another.
pub fn asset_text(asset: &Asset) -> String {
    let mut words = Vec::new();
    words.extend(asset.version.clone());
    if let Some(facts) = &asset.facts {
        words.extend(facts.start_timecode.map_or_else(
            || facts.frame_rate.map(FrameRate::label),
            |timecode| Some(timecode.format.label()),
        ));
        words.push(duration_text(whole_seconds(facts.duration)));
    }
    words.join(" · ")
}

/// A length without its tenths.
pub fn whole_seconds(length: SampleDelta) -> SampleDelta {
    SampleDelta::new(length.get() - length.get().rem_euclid(48_000))
}

/// "10 s", "400 ms", "2 min": how much time a width shows.
pub fn span_text(span: SampleDelta) -> String {
    let milliseconds = span.get() / 48;
    match milliseconds {
        ..1000 => format!("{milliseconds} ms"),
        1000..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        10_000..120_000 => format!("{} s", milliseconds / 1000),
        _ => format!("{} min", milliseconds / 60_000),
    }
}

/// The name of a channel in file order (SMPTE ST 2067-8 for 5.1), or its number from 1.
pub fn channel_name(channels: usize, channel: usize) -> String {
    let names: &[&str] = match channels {
        1 => &["Mono"],
        2 => &["L", "R"],
        6 => &["L", "R", "C", "LFE", "Ls", "Rs"],
        8 => &["L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs"],
        _ => &[],
    };
    names.get(channel).map_or_else(|| format!("{}", channel + 1), |name| (*name).to_owned())
}

/// "5 h", "40 min", "3 h over"; a dash for a ticket without a deadline.
pub fn time_left_text(left: Option<jiff::SignedDuration>) -> String {
    let Some(left) = left else { return "–".to_owned() };
    let minutes = left.as_mins().abs();
    let length = if minutes >= 120 { format!("{} h", minutes / 60) } else { format!("{minutes} min") };
    if left.is_negative() { format!("{length} over") } else { length }
}

/// What somebody thought of a finding: "changed to ISSUE".
pub fn verdict_text(verdict: Verdict) -> String {
    match verdict {
        Verdict::Differs(severity) => format!("changed to {}", severity.label()),
        Verdict::Confirms => "confirmed".to_owned(),
        Verdict::Overrules(severity) => format!("overruled to {}", severity.label()),
        Verdict::Returns => "asked to look again".to_owned(),
    }
}

/// "2026-11-22 10:00" of an RFC 3339 moment, on the clock of this desk wherever it was written; as it is written where
/// it is no moment.
pub fn moment_text(at: &str) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(moment) => moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => at.to_owned(),
    }
}

/// The words with a capital.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nudge_reads_as_a_move_and_an_error_as_an_error() {
        let later = Nudge::new(SampleDelta::new(6006));
        assert_eq!(
            nudge_text(later, FrameRate::F23_976),
            "moved LATER by 3 frames (125.13 ms, 6 006 samples)"
        );
        assert_eq!(nudge_line(later, FrameRate::F23_976), "3 frames LATER (125.13 ms, 6 006 samples)");
        let earlier = Nudge::new(SampleDelta::new(-48));
        assert!(nudge_text(earlier, FrameRate::F25).starts_with("moved EARLIER by"));
        assert!(nudge_line(earlier, FrameRate::F25).contains(" EARLIER (1 ms"));
        assert!(offset_line(earlier.corrected_error(), FrameRate::F25).starts_with("LATE by"));
        assert_eq!(nudge_text(Nudge::ZERO, FrameRate::F25), "not moved");
    }

    #[test]
    fn a_moment_is_local_wherever_it_was_written() {
        let (here, there) =
            (moment_text("2026-11-22T10:00:31+01:00"), moment_text("2026-11-22T04:00:31-05:00"));
        assert_eq!(here, there);
        assert_eq!(here.len(), "2026-11-22 10:00".len());
        assert_eq!(moment_text("a day"), "a day");
    }

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("the IMF was delivered"), "The IMF was delivered.");
        assert_eq!(sentence("Is it?"), "Is it?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn a_span_is_shown_in_the_unit_that_fits() {
        let of = |milliseconds| span_text(SampleDelta::from_milliseconds(milliseconds));
        assert_eq!([of(50), of(2500), of(10_000), of(600_000)], ["50 ms", "2.5 s", "10 s", "10 min"]);
    }
}
