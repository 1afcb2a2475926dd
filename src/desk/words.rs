use crate::policy::Outcome;
use crate::review::{Loading, SaveState, Sitting};
use crate::ticket::{Act, Asset, Delivery, Verdict};
use crate::timebase::{FrameRate, Lateness, Nudge, SampleDelta, Speed, duration_words, offset_words};
use crate::timing::{Glimpse, Sketch};

/// What a nudge does to the audio: "moved LATER by 3 frames (125.13 ms, 6 006 samples)"; "not moved" for none.
pub fn nudge_words(nudge: Nudge, rate: FrameRate) -> String {
    // A move later reads like a lateness of that length, with another verb.
    let words = offset_words(Lateness(nudge.0), rate);
    match words.split_once(" by ") {
        Some(("LATE", length)) => format!("moved LATER by {length}"),
        Some((_, length)) => format!("moved EARLIER by {length}"),
        None => "not moved".to_owned(),
    }
}

/// The error the nudge cures, in two lines: "Audio EARLY by 3 frames" and "125.13 ms, 6 006 samples".
pub fn error_words(nudge: Nudge, rate: FrameRate) -> (String, String) {
    if nudge == Nudge::ZERO {
        return ("Audio as first aligned".to_owned(), "no nudge".to_owned());
    }
    let words = offset_words(nudge.cures(), rate);
    match words.split_once(" (") {
        Some((frames, exact)) => (format!("Audio {frames}"), exact.trim_end_matches(')').to_owned()),
        None => (format!("Audio {words}"), String::new()),
    }
}

/// A reason as a sentence of its own: with a capital and a full stop.
pub fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if reason.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// A speed that is neither rest nor normal: "2× ◀" is twice as fast, backwards.
pub fn speed_words(speed: Speed) -> Option<String> {
    let way = if speed.is_backward() { "◀" } else { "▶" };
    (!speed.is_rest() && speed != Speed::NORMAL).then(|| format!("{speed} {way}"))
}

/// What became of a candidate.
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => "served",
        Outcome::Outranked => "outranked",
        Outcome::NotDelivered => "not delivered",
        Outcome::NotFound => "not found",
        Outcome::Unavailable => "unavailable",
        Outcome::Disregarded => "disregarded",
    }
}

pub fn delivery_words(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Delivered => "Delivered",
        Delivery::NotDelivered => "Not delivered",
        Delivery::Assumed => "Assumed from the folder",
    }
}

/// Whether what is on screen is on disk.
pub fn save_words(save: &SaveState) -> &'static str {
    match save {
        SaveState::Saved => "Saved",
        SaveState::Saving => "Saving…",
        SaveState::Failed(_) => "NOT saved",
    }
}

/// A first picture, with the doubt that belongs to it.
pub fn sketch_words(sketch: &Sketch, rate: FrameRate) -> String {
    let frame = rate.samples_per_frame();
    let residual = |glimpse: &Glimpse| (glimpse.offset - sketch.initial_alignment.offset) / frame;
    let mut frames: Vec<f64> = sketch.glimpses.iter().map(residual).collect();
    frames.sort_by(f64::total_cmp);
    let (Some(least), Some(middle), Some(most)) =
        (frames.first(), frames.get(frames.len() / 2), frames.last())
    else {
        return "Nothing recognised yet. Provisional: the waveforms are still to be compared.".to_owned();
    };
    let whole = middle.round() as i64;
    let about = match whole {
        0 => "about in line".to_owned(),
        1 | -1 => format!("{} by about 1 frame", side(whole)),
        _ => format!("{} by about {} frames", side(whole), whole.abs()),
    };
    let everywhere = if most - least < 1.0 { "throughout" } else { "for the most part, and not everywhere" };
    format!("Audio {about} {everywhere}. Provisional: the waveforms are still to be compared.")
}

fn side(frames: i64) -> &'static str {
    if frames > 0 { "LATE" } else { "EARLY" }
}

/// What the stage waits for; `None` when picture and sound are there.
pub fn loading_words(sitting: &Sitting) -> Option<String> {
    match sitting.loading {
        Loading::Examining => {
            let assets = &sitting.ticket.assets;
            let open = assets.iter().filter(|asset| asset.facts.is_some() || asset.problem.is_some()).count();
            Some(format!("Reading the files: {open} of {}", assets.len()))
        }
        Loading::Opening => Some("Opening picture and sound".to_owned()),
        Loading::Ready | Loading::Nothing => None,
    }
}

/// "v3 · 23.976 · 1:32:10": what tells one proxy from another at a glance.
pub fn asset_words(asset: &Asset) -> String {
    let mut words = Vec::new();
    words.extend(asset.version.clone());
    if let Some(facts) = &asset.facts {
        words.extend(facts.start_timecode.map_or_else(
            || facts.frame_rate.map(FrameRate::spoken),
            |timecode| Some(timecode.format.spoken()),
        ));
        words.push(duration_words(whole_seconds(facts.duration)));
    }
    words.join(" · ")
}

/// A length without its tenths.
pub fn whole_seconds(length: SampleDelta) -> SampleDelta {
    SampleDelta(length.0 - length.0.rem_euclid(48_000))
}

/// "10 s", "400 ms", "2 min": how much time lies across a width.
pub fn span_words(span: SampleDelta) -> String {
    let milliseconds = span.0 / 48;
    match milliseconds {
        ..1000 => format!("{milliseconds} ms"),
        1000..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        10_000..120_000 => format!("{} s", milliseconds / 1000),
        _ => format!("{} min", milliseconds / 60_000),
    }
}

/// The names of a mix's channels in file order (SMPTE ST 2067-8 for 5.1), or their numbers.
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

/// "5 h", "40 min", "3 h over"; a dash where nobody waits.
pub fn time_left_words(left: Option<jiff::SignedDuration>) -> String {
    let Some(left) = left else { return "–".to_owned() };
    let minutes = left.as_mins().abs();
    let length = if minutes >= 120 { format!("{} h", minutes / 60) } else { format!("{minutes} min") };
    if left.is_negative() { format!("{length} over") } else { length }
}

/// What somebody thought of a finding: "takes it for ISSUE".
pub fn verdict_words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Differs(severity) => format!("takes it for {}", severity.spoken()),
        Verdict::Confirms => "confirms it".to_owned(),
        Verdict::Overrules(severity) => format!("overrules it: {}", severity.spoken()),
        Verdict::Returns => "wants it looked at again".to_owned(),
    }
}

/// What somebody did to the ticket, as an entry of its log reads after their name.
pub fn act_words(act: &Act, sitting: &Sitting) -> String {
    let start = sitting.start_timecode();
    let with = |note: &str| if note.is_empty() { String::new() } else { format!(": “{note}”") };
    match act {
        Act::TookUp => "took it up".to_owned(),
        Act::Submitted { outcome, .. } => {
            let state = crate::ticket::State::Submitted(*outcome);
            format!("handed it in ({})", state.spoken())
        }
        Act::Approved { note } => format!("approved it{}", with(note)),
        Act::Returned { note, .. } => format!("returned it{}", with(note)),
        Act::Waived { waiver, note } => format!("waived it as {}{}", waiver.spoken(), with(note)),
        Act::Closed { note } => format!("closed it{}", with(note)),
        Act::Redelivered { mode, .. } => {
            format!("began the {} of a redelivery", mode.spoken().to_lowercase())
        }
        Act::Flagged { kind, from, severity, .. } => {
            format!(
                "flagged {} at {} as {}",
                kind.spoken().to_lowercase(),
                start.at(*from),
                severity.spoken()
            )
        }
        Act::Changed { kind, from, severity, .. } => {
            format!("changed {} at {} ({})", kind.spoken().to_lowercase(), start.at(*from), severity.spoken())
        }
        Act::Withdrew { .. } => "withdrew a finding".to_owned(),
        Act::Judged { verdict, reason, .. } => {
            format!("said of a finding: {}{}", verdict_words(*verdict), with(reason))
        }
        Act::Answered { says, note, .. } => {
            format!("noted production's answer, {}{}", says.spoken(), with(note))
        }
        Act::Rechecked { result, note, .. } => {
            let result = match result {
                crate::ticket::Rechecked::Gone => "gone",
                crate::ticket::Rechecked::StillThere => "still there",
            };
            format!("looked again: {result}{}", with(note))
        }
        Act::SetMode(mode) => format!("chose the {}", mode.spoken().to_lowercase()),
        Act::SetPriority(priority) => format!("set {} hours for it", priority.hours()),
        Act::SwitchedReference { before, after, why } => {
            format!("switched from {before} to {after}{}", with(why))
        }
    }
}

/// "2026-11-22 10:00" of an RFC 3339 moment.
pub fn moment_words(at: &str) -> String {
    let (day, time) = at.split_once('T').unwrap_or((at, ""));
    let minute: String = time.chars().take(5).collect();
    format!("{day} {minute}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nudge_is_told_as_a_move_and_as_the_error_it_cures() {
        let later = Nudge(SampleDelta(6006));
        assert_eq!(
            nudge_words(later, FrameRate::F23_976),
            "moved LATER by 3 frames (125.13 ms, 6 006 samples)"
        );
        let (error, exact) = error_words(later, FrameRate::F23_976);
        assert_eq!((error.as_str(), exact.as_str()), ("Audio EARLY by 3 frames", "125.13 ms, 6 006 samples"));
        let earlier = Nudge(SampleDelta(-48));
        assert!(nudge_words(earlier, FrameRate::F25).starts_with("moved EARLIER by"));
        assert!(error_words(earlier, FrameRate::F25).0.starts_with("Audio LATE by"));
        assert_eq!(nudge_words(Nudge::ZERO, FrameRate::F25), "not moved");
    }

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("the IMF was delivered"), "The IMF was delivered.");
        assert_eq!(sentence("Is it?"), "Is it?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn a_span_is_told_in_the_unit_that_fits() {
        let of = |milliseconds| span_words(SampleDelta::from_milliseconds(milliseconds));
        assert_eq!([of(50), of(2500), of(10_000), of(600_000)], ["50 ms", "2.5 s", "10 s", "10 min"]);
    }
}
