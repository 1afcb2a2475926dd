//! The verdict line: what was measured, in one sentence with its figure, how sure, and what waits for a person. It never
//! says more than was compared.

use super::{Loading, Measured, MeasuredBefore, Measuring, Session};
use crate::policy::ReferenceStatus;
use crate::ticket::{Asset, Severity};
use crate::timebase::{Lateness, SampleDelta, offset_text};
use crate::timing::{Contradiction, Coverage, Discrepancy, LeftRight, Measurement, SyncVerdict, WitnessKind};

/// What the measurement says, for shape and colour of the verdict line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// Nothing was compared yet, or it was stopped.
    NotMeasured,
    Measuring,
    /// Compared, and nothing is out of sync, nothing was left out and nothing waits.
    InSync,
    /// What was compared is in sync, and something that matters was not compared or not judged.
    InSyncInPart,
    OutOfSync,
    /// There is nothing in common to compare, or too little.
    NoEvidence,
    /// No reference is served, so there is nothing to judge against.
    CannotJudge,
}

/// The verdict line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    pub state: SyncState,
    /// "Out of sync: audio LATE by 3 frames · 99 % sure · 1 drafted BLOCKER".
    pub text: String,
    /// The worst of what is drafted and undecided, or flagged in this round; `None` without either.
    pub worst: Option<Severity>,
}

impl Session {
    /// The verdict line: what was measured, how sure, and what is drafted.
    pub fn sync_status(&self) -> SyncStatus {
        let (mut state, mut parts) = measured_text(self);
        let drafted =
            self.open_drafts().map(|(_, draft, _)| draft.judgement.severity.unwrap_or(Severity::Issue));
        let drafted: Vec<Severity> = drafted.collect();
        let flagged = self.ticket.findings().iter().map(|finding| self.ticket.severity_of(finding));
        let flagged: Vec<Severity> = flagged.collect();
        let dismissed = match self.ticket.dismissed_drafts().count() {
            0 => None,
            1 => Some("1 draft dismissed".to_owned()),
            count => Some(format!("{count} drafts dismissed")),
        };
        let counts = counted("drafted", "", &drafted).into_iter().chain(counted("", "flagged", &flagged));
        // Behind the figure and how sure it is: a short window cuts off what comes last.
        let behind = parts.len().min(2);
        parts.splice(behind..behind, counts.chain(dismissed));
        let flags_draft = drafted.iter().any(|severity| *severity > Severity::Fyi);
        if flags_draft && matches!(state, SyncState::InSync | SyncState::InSyncInPart) {
            state = SyncState::OutOfSync;
        }
        let worst = drafted.into_iter().chain(flagged).max();
        SyncStatus { state, text: parts.join(" · "), worst }
    }

    /// What keeps the measurement from covering the whole, in words; empty where it does. The same things that keep the
    /// command line from calling the audio in order.
    pub fn not_compared(&self) -> Vec<String> {
        let mut found = Vec::new();
        let used = self.delivered().into_iter().chain(self.compared().map(|(asset, _)| asset));
        found.extend(used.filter_map(|asset| asset.facts.as_ref()?.incomplete.clone()));
        let Measuring::Done(measured) = &self.measuring else { return found };
        found.extend(gaps(&measured.measurement));
        let left_out =
            measured.drafts.iter().filter(|draft| !self.ticket.mode().looks_for(draft.kind)).count();
        if left_out > 0 {
            found.push(format!(
                "the spot check leaves out {}",
                several(left_out, "measured recut", "measured recuts")
            ));
        }
        if self.finishing().is_some() && self.served_result.is_none() {
            found.push("the reference served was not measured, only the stage mix".to_owned());
        }
        found
    }

    /// Which of the two sounds a measurement waits for, in a sentence.
    pub fn missing_side(&self) -> &'static str {
        let has_sound = |asset: &Asset| asset.facts.as_ref().is_some_and(|facts| facts.channels > 0);
        match (self.compared(), self.delivered()) {
            _ if self.loading == Loading::Examining => "The files are being read.",
            (None, _) => "No reference is served: see Why.",
            (_, None) => "No audio is here for this task: see Request.",
            (_, Some(audio)) if !has_sound(audio) => "The delivered audio cannot be played: see Request.",
            (Some((reference, _)), _) if !has_sound(reference) => "The reference has no sound of its own.",
            _ => "One of the two could not be read.",
        }
    }
}

fn measured_text(session: &Session) -> (SyncState, Vec<String>) {
    let one = |state, text: String| (state, vec![text]);
    let measured = match &session.measuring {
        _ if session.loading == Loading::Examining => {
            return one(SyncState::Measuring, "Reading the files".to_owned());
        }
        Measuring::Running { share, .. } => {
            let before = session.served_result.as_deref().map(|served| done_text(session, served).1);
            let text = format!("Measuring {} %", (100.0 * share.clamp(0.0, 1.0)) as u8);
            let anew = session.measured_before().map(MeasuredBefore::label);
            let parts = before.unwrap_or_default().into_iter().chain([text]).chain(anew);
            return (SyncState::Measuring, parts.collect());
        }
        Measuring::Stopped(why) => {
            return one(SyncState::NotMeasured, format!("Not measured: {}", lower(why)));
        }
        Measuring::Nothing => match &session.decision.status {
            ReferenceStatus::Served { .. } => {
                return one(
                    SyncState::NotMeasured,
                    format!("Not measured: {}", lower(session.missing_side())),
                );
            }
            _ => return one(SyncState::CannotJudge, "Cannot judge: no reference is served".to_owned()),
        },
        Measuring::Done(measured) => measured,
    };
    let (state, mut text) = done_text(session, measured);
    text.extend(measured.kept_label());
    if let Some(served) = session.served_result.as_deref() {
        let (of_served, before) = done_text(session, served);
        let of_mix = text.join(" · ");
        text = before.into_iter().chain([format!("against the stage mix: {}", lower(&of_mix))]).collect();
        return (if of_served == SyncState::InSync { state } else { of_served }, text);
    }
    (state, text)
}

fn done_text(session: &Session, measured: &Measured) -> (SyncState, Vec<String>) {
    let measurement = &measured.measurement;
    let compared = measurement.coverage.percent().map(|percent| format!("{percent} % compared"));
    let gaps = session.not_compared();
    match measurement.verdict {
        SyncVerdict::NoEvidence => {
            let text = ["No evidence: watch and listen".to_owned()];
            (SyncState::NoEvidence, text.into_iter().chain(compared).collect())
        }
        SyncVerdict::NoMatch => {
            (SyncState::OutOfSync, vec!["Another programme: audio and picture do not match".to_owned()])
        }
        _ if is_flagged(session, measured)
            || measurement.verdict == SyncVerdict::Discrepancy && measured.drafts.is_empty() =>
        {
            let text = format!("Out of sync: {}", figures(session, measured));
            let sure = format!("{} % sure", sureness(measurement));
            let parts = [text, sure].into_iter().chain(gaps).chain(fits(session, measured));
            (SyncState::OutOfSync, parts.collect())
        }
        SyncVerdict::InSync | SyncVerdict::Discrepancy => {
            let where_compared = if gaps.is_empty() { "" } else { " where compared" };
            let is_exact = measurement.verdict == SyncVerdict::InSync;
            let within = if is_exact { "" } else { ", within tolerance" };
            let head = format!("In sync{where_compared}{within}");
            let below = (!measured.drafts.is_empty()).then(|| figures(session, measured));
            let state = if gaps.is_empty() { SyncState::InSync } else { SyncState::InSyncInPart };
            (state, [head].into_iter().chain(below).chain(compared).chain(gaps).collect())
        }
    }
}

/// Whether the policy flags anything of it; without a rule a supervisor decides, and it counts.
fn is_flagged(session: &Session, measured: &Measured) -> bool {
    let wanted = measured.drafts.iter().filter(|draft| session.ticket.mode().looks_for(draft.kind));
    wanted.into_iter().any(|draft| draft.judgement.severity.is_none_or(|severity| severity > Severity::Fyi))
}

/// "audio LATE by 3 frames, 2 recuts, first at 01:00:08:00".
fn figures(session: &Session, measured: &Measured) -> String {
    let (rate, start) = (session.frame_rate(), session.start_timecode());
    let mut parts = Vec::new();
    let (mut recuts, mut missing) = (Vec::new(), Vec::new());
    let mode = session.ticket.mode();
    for draft in measured.drafts.iter().filter(|draft| mode.looks_for(draft.kind)) {
        let found = draft.evidence.and_then(|place| measured.measurement.discrepancies.get(place));
        match found {
            Some(Discrepancy::GlobalOffset { late_by, .. }) => {
                let late_by = Lateness::new(SampleDelta::new(late_by.round() as i64));
                let words = offset_text(late_by, rate);
                parts.push(format!("audio {}", words.split(" (").next().unwrap_or(&words)));
            }
            Some(Discrepancy::Drift { ppm, .. }) => {
                let way = if *ppm > 0.0 { "fast" } else { "slow" };
                parts.push(match measured.measurement.rate.suspect {
                    Some(ratio) => format!("audio runs {way}, {ratio}"),
                    None => format!("audio runs {way} by {:.0} ppm", ppm.abs().max(1.0)),
                });
            }
            Some(Discrepancy::Missing(_)) => missing.push(draft.from),
            _ => recuts.push(draft.from),
        }
    }
    for (places, one, many) in
        [(recuts, "recut", "recuts"), (missing, "gap without sound", "gaps without sound")]
    {
        match places.as_slice() {
            [] => {}
            [at] => parts.push(format!("1 {one} at {}", start.at(*at))),
            [first, ..] => parts.push(format!("{} {many}, first at {}", places.len(), start.at(*first))),
        }
    }
    if parts.is_empty() { "measured, not drafted in this mode".to_owned() } else { parts.join(", ") }
}

/// Which other picture the audio fits, once that was searched.
fn fits(session: &Session, measured: &Measured) -> Option<String> {
    let search = session.conform.as_ref().filter(|_| !measured.is_of_stage_mix)?;
    let place = search.result.as_ref()?.other?;
    let others: Vec<_> = search.others.iter().filter_map(|row| row.outcome.as_ref()?.as_ref().ok()).collect();
    others.get(place).map(|other| format!("fits the {}", other.label))
}

/// Of the discrepancies found, the least sure counts; in whole per cent, never 100.
fn sureness(measurement: &Measurement) -> u8 {
    let each = measurement.discrepancies.iter().map(|found| match found {
        Discrepancy::GlobalOffset { confidence, .. } | Discrepancy::Drift { confidence, .. } => *confidence,
        Discrepancy::Removed(recut)
        | Discrepancy::Inserted(recut)
        | Discrepancy::Replaced(recut)
        | Discrepancy::Swapped(recut) => recut.confidence,
        Discrepancy::Missing(missing) => missing.confidence,
    });
    (100.0 * each.fold(1.0, f64::min).clamp(0.0, 0.99)).round() as u8
}

/// Below this share compared, in per cent, a conclusive measurement still leaves parts open. Chosen: what a person should
/// know of before calling a reel clean.
const MOSTLY: i64 = 90;

fn gaps(measurement: &Measurement) -> Vec<String> {
    let mut found = Vec::new();
    if measurement.verdict == SyncVerdict::NoEvidence {
        found.push("no evidence of sync: only watching and listening tells".to_owned());
    }
    if !measurement.offset_judged {
        found.push("offset not judged".to_owned());
    }
    if measurement.left_right != LeftRight::AsInReference {
        found.push("left and right differ from the guide's".to_owned());
    }
    let Coverage { longest_unmatched, .. } = measurement.coverage;
    let percent = measurement.coverage.percent();
    if measurement.verdict != SyncVerdict::NoEvidence
        && percent.is_some_and(|percent| percent < MOSTLY)
        && longest_unmatched > SampleDelta::ZERO
    {
        let seconds = longest_unmatched.get() / 48_000;
        found.push(format!("up to {seconds} s in a row not compared"));
    }
    match measurement.silent_under_programme.len() {
        0 => {}
        1 => found.push("audio silent under the guide once".to_owned()),
        count => found.push(format!("audio silent under the guide {count} times")),
    }
    // What the content says against the others is the offset itself.
    let is_between_clocks = |one: &Contradiction| !one.between.contains(&WitnessKind::Content);
    if measurement.contradictions.iter().any(is_between_clocks) {
        found.push("conflicting sync references".to_owned());
    }
    found
}

/// "1 drafted BLOCKER", "3 drafted, up to BLOCKER", "2 flagged, up to ISSUE".
fn counted(before: &str, after: &str, severities: &[Severity]) -> Option<String> {
    let worst = severities.iter().max()?.label();
    let words = match severities.len() {
        1 => format!("1 {before} {worst} {after}"),
        count => format!("{count} {before} {after}, up to {worst}"),
    };
    Some(words.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ","))
}

fn several(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// A sentence as the rest of another.
fn lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    let Some(first) = letters.next() else { return String::new() };
    format!("{}{}", first.to_lowercase(), letters.as_str())
}
