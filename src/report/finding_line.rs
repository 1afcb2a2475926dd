//! A finding as a report tells it. Takes a ticket's finding and what it was seen in; gives plain values.

use std::collections::BTreeMap;

use super::redaction::Redaction;
use super::words::{local_time, plain};
use crate::policy::Profile;
use crate::ticket::{Finding, FindingKind, Severity, Ticket, Verdict};
use crate::timebase::{FrameRate, Lateness, Nudge, SamplePos, Timecode, offset_text};

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// From 1, in the order of the picture.
    pub number: usize,
    pub id: String,
    pub kind: FindingKind,
    /// The severity in force.
    pub severity: Severity,
    /// The policy states none: a supervisor decides.
    pub needs_supervisor: bool,
    /// Of the first and the last frame concerned, counted from the picture's first frame.
    pub first_frame: i64,
    pub last_frame: i64,
    /// Channels concerned, by their places in the file, from 1; empty where all are, or nobody said.
    pub channels: Vec<usize>,
    pub first: Timecode,
    pub last: Timecode,
    pub from: SamplePos,
    pub to: SamplePos,
    /// How late the audio is, where it is known.
    pub lateness: Option<Lateness>,
    /// "audio LATE by 3 frames (125.13 ms, 6 006 samples)".
    pub offset: Option<String>,
    /// As the measurement says it, and how sure it is.
    pub measured: Option<String>,
    /// The person's words.
    pub text: String,
    /// Rule, its reason, and where it is written.
    pub rule: Option<String>,
    pub against: String,
    pub flagged: String,
    /// What others said of it, oldest first.
    pub opinions: Vec<String>,
    pub heard_through: Option<String>,
    /// PNG.
    pub still: Option<Vec<u8>>,
    pub waveform: Option<Vec<u8>>,
}

/// Writes findings as lines.
pub(super) struct FindingWriter<'a> {
    pub ticket: &'a Ticket,
    pub profile: &'a Profile,
    pub pictures: &'a BTreeMap<String, Vec<u8>>,
    pub without_stills: bool,
    pub redaction: &'a Redaction,
    /// Of the picture, and the label of its first frame.
    pub rate: FrameRate,
    pub start: Timecode,
}

impl FindingWriter<'_> {
    /// `number`: its place, from 1.
    pub fn line(&self, number: usize, finding: &Finding) -> FindingLine {
        let (ticket, text) = (self.ticket, |text: &str| self.redaction.text(text));
        let (first, last) = finding.timecodes(self.start);
        let measured = finding.evidence.measured.as_ref();
        let lateness = measured
            .and_then(|measured| measured.late_by)
            .or_else(|| (finding.nudge != Nudge::ZERO).then(|| finding.nudge.corrected_error()));
        let opinions = ticket.lifecycle().opinions_of(finding.id).map(|opinion| {
            let said = match opinion.verdict {
                Verdict::Differs(severity) => format!("changed to {}", severity.label()),
                Verdict::Confirms => "confirmed".to_owned(),
                Verdict::Overrules(severity) => format!("overruled to {}", severity.label()),
                Verdict::Returns => "returned".to_owned(),
            };
            let reason = opinion.reason.trim();
            let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            text(&format!("{}: {said} by {}{reason}", local_time(&opinion.at), opinion.by))
        });
        let answers = ticket.lifecycle().answers().iter().filter(|answer| answer.finding == finding.id);
        let answers = answers.map(|answer| {
            text(&format!(
                "{}: production says {}. {}",
                local_time(&answer.at),
                answer.says.label(),
                answer.note
            ))
        });
        let rule = finding.rule.as_ref().map(|rule| {
            let because =
                finding.proposed.as_ref().map(|proposed| proposed.because.as_str()).unwrap_or_default();
            let cited = self.profile.citation(rule).unwrap_or_default();
            let parts = [rule.as_str(), because, cited];
            text(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
        });
        let picture = |name: &Option<String>| self.pictures.get(name.as_ref()?).cloned();
        let still = picture(&finding.evidence.still).filter(|_| !self.without_stills);
        FindingLine {
            number,
            id: finding.id.0.to_string(),
            kind: finding.kind,
            severity: ticket.severity_of(finding),
            needs_supervisor: finding.needs_supervisor,
            first_frame: first.frames.saturating_sub(self.start.frames),
            last_frame: last.frames.saturating_sub(self.start.frames),
            channels: finding.channels.iter().map(|channel| channel + 1).collect(),
            first,
            last,
            from: finding.from,
            to: finding.to,
            lateness,
            offset: lateness.map(|lateness| format!("audio {}", offset_text(lateness, self.rate))),
            measured: measured.map(|measured| {
                text(&format!("{} ({} % sure)", measured.words.trim(), measured.confidence_percent))
            }),
            text: text(finding.text.trim()),
            rule,
            against: text(&finding.against),
            flagged: text(&format!("{} by {}", local_time(&finding.at), name_of(&finding.by))),
            opinions: opinions.chain(answers).collect(),
            heard_through: finding.evidence.heard_through.as_ref().map(|heard| plain(&heard.label())),
            still,
            waveform: picture(&finding.evidence.waveform),
        }
    }
}

fn name_of(by: &str) -> &str {
    if by.trim().is_empty() { "an unnamed operator" } else { by.trim() }
}
