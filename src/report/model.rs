//! What a report says, in whatever form. Takes a ticket and the policy that judged it; gives plain values, with whatever is
//! to be left out already gone.

use std::collections::BTreeMap;

use super::finding_line::{FindingLine, FindingWriter};
use super::measured::MeasuredLine;
use super::redaction::Redaction;
use super::reservations::{remeasured, reservations};
use super::words::{local_time, plain, verdict};
use crate::policy::{CandidateOutcome, Facts, Profile, ReferenceStatus, ServingDecision, if_mismatch, serve};
use crate::ticket::{Asset, Finding, Problem, ReferenceSeen, Role, Severity, Ticket};
use crate::timebase::{
    FrameRate, Lateness, Nudge, SampleDelta, Timecode, TimecodeFormat, clock_text, offset_text,
};

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    pub ticket: &'a Ticket,
    /// The policy profile that decides.
    pub profile: &'a Profile,
    /// Pictures kept with the ticket, PNG, by their names. One that is missing is left out.
    pub pictures: &'a BTreeMap<String, Vec<u8>>,
    /// Name and version of the program that writes it.
    pub program: &'a str,
    pub options: ReportOptions,
}

/// What is left out of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportOptions {
    /// Title, file names and people, wherever they stand.
    pub redacted: bool,
    /// Stills of the picture. The waveforms stay.
    pub without_stills: bool,
}

/// A ticket as it is told to somebody who has never seen the desk. All texts are as they are shown: nothing in them is
/// markup, and nothing is escaped yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    /// "M&E".
    pub task: &'static str,
    /// "Full check, round 1, submitted, flagged".
    pub standing: String,
    /// The verdict in one sentence.
    pub verdict: String,
    /// The worst severity flagged.
    pub worst: Option<Severity>,
    /// What the audio was judged against, or why against nothing.
    pub against: String,
    /// What a timing mismatch against it means, with the rule.
    pub if_mismatch: Option<String>,
    /// Where the rule that served it is written.
    pub citation: String,
    pub considered: Vec<CandidateLine>,
    /// What was left open or dismissed, what was assumed, what a person chose instead of the policy, what the QC was finished on: in sentences.
    pub remarks: Vec<String>,
    /// How the audio was laid against the picture.
    pub alignment: String,
    /// "HDMI 1, calibrated 2026-11-22 10:00: …".
    pub heard_through: Option<String>,
    pub findings: Vec<FindingLine>,
    /// What was measured in this round, against each reference.
    pub measured: Vec<MeasuredLine>,
    pub media: Vec<MediaLine>,
    pub notes: String,
    /// Who submitted, approved, returned: oldest first.
    pub decisions: Vec<String>,
    /// Rate of the picture served. [`Self::rate_known`] is false where none is known, and 24 is counted with.
    pub rate: FrameRate,
    pub rate_known: bool,
    /// Label of the picture's first frame; 00:00:00:00 where the movie has none.
    pub start: Timecode,
    pub start_known: bool,
    /// Of the picture served, where it is known.
    pub length: Option<SampleDelta>,
    /// Id and version of the policy profile, and name and version of the program.
    pub policy: String,
    pub program: String,
    /// When the ticket was last changed by a person, in local time with its zone.
    pub made: String,
    /// Names the ticket for good.
    pub ticket: String,
}

/// A candidate of the serving order, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateLine {
    pub kind: String,
    pub file: String,
    pub outcome: &'static str,
    pub because: String,
    /// Rule and citation.
    pub rule: String,
}

/// A file of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLine {
    pub role: String,
    pub file: String,
    pub version: Option<String>,
    /// Format, rate, timecode, duration, channels: what is known, in words.
    pub facts: String,
    pub recognised: String,
    pub problem: Option<String>,
    pub sha256: Option<String>,
}

impl Report {
    /// Of a ticket, as it stands.
    pub fn of(input: &ReportInput<'_>) -> Self {
        let ticket = input.ticket;
        let redaction = if input.options.redacted { Redaction::of(ticket) } else { Redaction::none() };
        let facts = Facts::from_assets(ticket.task(), ticket.assets(), ticket.overridden().cloned());
        let decision = serve(input.profile, &facts);
        let served = decision.served().and_then(|(asset, _)| ticket.assets().get(asset));
        // What the work was done against counts, whatever would be served today.
        let against = ticket.against();
        let judged = match against {
            Some(seen) => ticket.assets().iter().find(|asset| is_that(asset, seen)),
            None => served,
        };
        let known = judged.and_then(|asset| asset.facts.as_ref());
        let seen = against.and_then(|against| against.frame_rate);
        let mismatch = match against {
            Some(seen) => if_mismatch(input.profile, seen.kind),
            None => decision.if_mismatch.clone(),
        };
        let rate_known = known.and_then(|facts| facts.frame_rate).or(seen);
        let rate = rate_known.unwrap_or(Facts::FALLBACK_RATE);
        let start_known = known.and_then(|facts| facts.start_timecode);
        let start = start_known.unwrap_or_else(|| Timecode::new(0, TimecodeFormat::non_drop(rate)));
        let mut findings: Vec<&Finding> = ticket.findings().iter().collect();
        findings.sort_by_key(|finding| finding.from);
        let severities: Vec<Severity> = findings.iter().map(|finding| ticket.severity_of(finding)).collect();
        let lifecycle = ticket.lifecycle();
        let text = |text: &str| redaction.text(text);
        let writer = FindingWriter {
            ticket,
            profile: input.profile,
            pictures: input.pictures,
            without_stills: input.options.without_stills,
            redaction: &redaction,
            rate,
            start,
        };
        Self {
            title: text(ticket.title()),
            task: ticket.task().label(),
            standing: format!(
                "{}, round {}, {}",
                ticket.mode().label(),
                lifecycle.round(),
                lifecycle.state().label()
            ),
            verdict: verdict(lifecycle.state(), &severities),
            worst: severities.iter().copied().max(),
            against: text(&judged_against(&decision, ticket)),
            if_mismatch: mismatch.as_ref().map(|mismatch| {
                format!("{} (rule {}: {})", mismatch.short_text(), mismatch.rule, mismatch.citation)
            }),
            citation: decision.citation.clone(),
            considered: considered(&decision, ticket, &redaction),
            remarks: reservations(ticket, start)
                .iter()
                .chain(&remeasured(ticket, start))
                .chain(&remarks(input.profile, &decision, ticket))
                .map(|remark| text(remark))
                .collect(),
            alignment: plain(&alignment(ticket, rate)),
            heard_through: ticket.heard_through().map(|heard| plain(&heard.label())),
            findings: findings
                .iter()
                .enumerate()
                .map(|(place, finding)| writer.line(place + 1, finding))
                .collect(),
            measured: ticket
                .measurements()
                .iter()
                .map(|record| MeasuredLine::of(record, rate, start, &redaction))
                .collect(),
            media: ticket.assets().iter().map(|asset| media(asset, &redaction)).collect(),
            notes: text(ticket.notes().trim()),
            decisions: decisions(ticket).iter().map(|line| text(line)).collect(),
            rate,
            rate_known: rate_known.is_some(),
            start,
            start_known: start_known.is_some(),
            length: known.map(|facts| facts.duration).filter(|length| length.get() > 0),
            policy: plain(ticket.policy()),
            program: input.program.to_owned(),
            made: plain(&local_time(last_change(ticket))),
            ticket: ticket.id().0.to_string(),
        }
    }
}

/// When a person last did something that is written down.
fn last_change(ticket: &Ticket) -> &str {
    let flagged = ticket.findings().iter().map(|finding| finding.at.as_str());
    let decided = ticket.lifecycle().log().entries().last().map(|entry| entry.at.as_str());
    decided.or_else(|| flagged.max()).unwrap_or(ticket.created())
}

/// Whether `asset` is the reference that was seen.
fn is_that(asset: &Asset, seen: &ReferenceSeen) -> bool {
    let has_name =
        asset.files.first().and_then(|file| file.file_name()).is_some_and(|name| *name == *seen.file);
    asset.role == Role::Reference(seen.kind) && (has_name || asset.file_name() == seen.file)
}

fn judged_against(decision: &ServingDecision, ticket: &Ticket) -> String {
    if let Some(seen) = ticket.against() {
        let version = seen.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        return format!("{}{version}, {}", seen.kind, seen.file);
    }
    let nothing = |why: &str| format!("No reference: {why}");
    match &decision.status {
        ReferenceStatus::Served { asset, kind, .. } => match ticket.assets().get(*asset) {
            Some(asset) => format!("{}, {}", asset.label(), asset.file_name()),
            None => kind.to_string(),
        },
        ReferenceStatus::Held { because, .. }
        | ReferenceStatus::NotListed { because, .. }
        | ReferenceStatus::Unnamed { because, .. }
        | ReferenceStatus::NoReference { because, .. } => nothing(because),
    }
}

fn considered(decision: &ServingDecision, ticket: &Ticket, redaction: &Redaction) -> Vec<CandidateLine> {
    let line = |one: &crate::policy::Considered| CandidateLine {
        kind: one.kind.to_string(),
        file: redaction.text(
            &one.asset.and_then(|asset| ticket.assets().get(asset)).map(Asset::file_name).unwrap_or_default(),
        ),
        outcome: match one.outcome {
            CandidateOutcome::Served => "served",
            CandidateOutcome::Outranked => "outranked",
            CandidateOutcome::NotDelivered => "not delivered",
            CandidateOutcome::NotFound => "not found",
            CandidateOutcome::Unavailable => "unavailable",
            CandidateOutcome::Disregarded => "left out",
        },
        because: redaction.text(&one.because),
        rule: format!("{}: {}", one.rule, one.citation),
    };
    decision.considered.iter().map(line).collect()
}

fn remarks(profile: &Profile, decision: &ServingDecision, ticket: &Ticket) -> Vec<String> {
    let mut remarks: Vec<String> =
        decision.assumptions.iter().map(|assumed| format!("Assumed: {assumed}")).collect();
    let name = |asset: usize| ticket.assets().get(asset).map(Asset::file_name).unwrap_or_default();
    if let Some(chosen) = ticket.overridden() {
        remarks.push(format!(
            "Chosen by {} instead of the policy's reference: {}. Reason: {}. {}",
            chosen.by,
            name(chosen.asset),
            chosen.why,
            local_time(&chosen.at)
        ));
    }
    if let Some(finishing) = ticket.finishing() {
        remarks.push(format!(
            "Finished on the stage mix {} by {}. Reason: {}. {}",
            name(finishing.asset),
            finishing.by,
            finishing.why,
            local_time(&finishing.at)
        ));
    }
    if let (Some(seen), Some((asset, _))) = (ticket.against(), decision.served()) {
        let today = ticket.assets().get(asset);
        if let Some(today) = today.filter(|today| !is_that(today, seen)) {
            remarks.push(format!(
                "By the files of the request as they are noted now, {} is served.",
                today.label()
            ));
        }
    }
    if ticket.policy() != profile.name() {
        remarks.push(format!(
            "The work was begun under the policy profile {}; what was considered, and what a mismatch means, is said here \
             by {}.",
            ticket.policy(),
            profile.name()
        ));
    }
    let not_listed = ticket.assets().iter().filter_map(Asset::not_listed);
    remarks.extend(not_listed.map(|why| format!("Not listed: {why}")));
    remarks
}

fn alignment(ticket: &Ticket, rate: FrameRate) -> String {
    let moved = |nudge: Nudge| match nudge.delta().get() {
        0 => "not moved".to_owned(),
        _ => {
            let side = if nudge.delta().get() > 0 { "LATER" } else { "EARLIER" };
            let words = offset_text(Lateness::new(nudge.delta()), rate);
            format!("moved {side} {}", words.trim_start_matches("LATE ").trim_start_matches("EARLY "))
        }
    };
    let by = ticket.initial_alignment_by();
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    format!(
        "Initial alignment{by}: audio {}. Nudge: {}.",
        moved(ticket.initial_alignment()),
        moved(ticket.nudge())
    )
}

fn media(asset: &Asset, redaction: &Redaction) -> MediaLine {
    let mut known = Vec::new();
    if let Some(facts) = &asset.facts {
        known.extend(facts.formats.iter().cloned());
        known.extend(facts.frame_rate.map(|rate| format!("{} fps", rate.label())));
        known.extend(facts.start_timecode.map(|start| format!("starts at {start}")));
        known.extend(facts.clock_unknown.as_ref().map(|why| format!("start timecode unknown: {why}")));
        if facts.channels > 0 {
            known.push(format!("{} channels at {} Hz", facts.channels, facts.sample_rate));
        }
        if facts.duration.get() > 0 {
            known.push(format!("{} long", clock_text(facts.duration)));
        }
        known.extend(facts.incomplete.clone());
    }
    MediaLine {
        role: match asset.role {
            Role::Reference(kind) => kind.to_string(),
            role => role.to_string(),
        },
        file: redaction.text(&asset.file_name()),
        version: asset.version.as_deref().map(plain),
        facts: redaction.text(&known.join(" · ")),
        recognised: redaction.text(&asset.recognised_text()),
        problem: asset.problem.as_ref().map(|problem: &Problem| redaction.text(&problem.to_string())),
        sha256: asset.sha256.as_deref().map(plain),
    }
}

fn decisions(ticket: &Ticket) -> Vec<String> {
    use crate::ticket::LogEvent as E;
    let said =
        |note: &String| if note.trim().is_empty() { String::new() } else { format!(": {}", note.trim()) };
    let words = |event: &E| match event {
        E::TookUp => Some("claimed".to_owned()),
        E::Submitted { .. } => Some("submitted".to_owned()),
        E::Approved { note } => Some(format!("approved{}", said(note))),
        E::Returned { note, .. } => Some(format!("returned{}", said(note))),
        E::Waived { waiver, note } => Some(format!("accepted as it is, {}{}", waiver.label(), said(note))),
        E::TookBack => Some("taken back".to_owned()),
        E::DismissedDraft { why, .. } => Some(format!("dismissed a drafted finding{}", said(why))),
        E::Closed { note } => Some(format!("closed{}", said(note))),
        E::Redelivered { mode, .. } => Some(format!("redelivered, {}", mode.label())),
        _ => None,
    };
    let lines = ticket.lifecycle().log().entries().iter().filter_map(|entry| {
        Some(format!(
            "{}: round {}, {} by {}",
            local_time(&entry.at),
            entry.round,
            words(&entry.act)?,
            entry.by
        ))
    });
    lines.collect()
}
