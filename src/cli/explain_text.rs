//! The text of `twopop explain`: the decision with every candidate, and the lines that other answers share.

use std::fmt::Write;

use super::decision_text::{deciding_reason, how_to_name, name};
use super::exit::one_line;
use super::found_json::is_other_sound;
use crate::policy::{
    CandidateOutcome, Considered, DiscrepancyClass, Facts, Profile, ReferenceStatus, ServingDecision,
    SeverityIfMismatch, judge,
};
use crate::ticket::{Asset, ReferenceKind, Role, Task, audio_under_qc};
use crate::timebase::{duration_text, grouped};

/// The decision as a person reads it: what is served and why, what a mismatch would mean, what was taken for
/// granted, the ladder, and what would change it. `assets` are those the decision was made of.
pub fn explain_text(
    profile: &Profile,
    task: Task,
    title: &str,
    decision: &ServingDecision,
    assets: &[Asset],
) -> String {
    let mut page = TextPage::default();
    page.line(&format!("{title} · {}", task.label()));
    page.gap();
    decided(&mut page, decision, assets);
    if let (Some((_, kind)), Some(severity)) = (decision.served(), &decision.if_mismatch) {
        page.gap();
        mismatch(&mut page, profile, kind, severity);
    }
    finish_with(&mut page, decision, assets);
    bullets(&mut page, "To be looked at:", to_look_at(assets));
    bullets(&mut page, "Assumed; please confirm:", decision.assumptions.iter().cloned());
    page.gap();
    page.line("Considered, best first:");
    for row in &decision.considered {
        ladder_row(&mut page, row, assets);
    }
    audio_and_passed_over(&mut page, task, assets);
    let changes =
        decision.would_change.iter().map(|change| format!("{}: {}", change.condition, change.outcome));
    bullets(&mut page, "This would change if", changes);
    page.gap();
    page.line(&format!("Policy {} of {}, after: {}", profile.name(), profile.date, profile.source));
    page.text
}

/// The audio under QC with what it was recognised by, the sounds beside it, and what cannot be used.
fn audio_and_passed_over(page: &mut TextPage, task: Task, assets: &[Asset]) {
    let under_qc = audio_under_qc(task, assets);
    let line = |asset: &Asset| format!("{}: {}.", asset.file_name(), asset.recognised_text());
    let audio = under_qc.and_then(|place| assets.get(place)).map(line);
    bullets(page, "The audio under QC:", audio.into_iter());
    let others = assets.iter().enumerate().filter(|(place, asset)| {
        Some(*place) != under_qc && is_other_sound(asset) && asset.problem.is_none()
    });
    bullets(page, "Beside it, not judged:", first_of(others.map(|(_, asset)| line(asset))));
    let passed_over = assets.iter().filter(|asset| asset.is_passed_over());
    let why = passed_over.filter_map(|asset| asset.problem.as_ref()).map(ToString::to_string);
    bullets(page, "Passed over:", first_of(why));
}

/// Most files of one kind that are listed. Chosen: requests hold dozens of sounds.
const MAX_LISTED: usize = 100;

/// The first lines, and how many more there are: a folder of a whole library is answered on a few pages.
fn first_of(lines: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(MAX_LISTED);
    lines.truncate(MAX_LISTED);
    let more = i64::try_from(more).ok().filter(|more| *more > 0);
    lines.extend(more.map(|more| format!("and {} more; --json names them all", grouped(more))));
    lines.into_iter()
}

/// What is wrong with the audio under QC, and what was tolerated in any file. What is wrong with a reference stands
/// in its row of the ladder.
fn to_look_at(assets: &[Asset]) -> impl Iterator<Item = String> {
    assets.iter().flat_map(|asset| {
        let is_audio = matches!(asset.role, Role::Delivered(_));
        let problem = asset.problem.as_ref().filter(|_| is_audio).map(ToString::to_string);
        let warnings = asset.facts.iter().flat_map(|facts| facts.warnings.iter().cloned());
        problem.into_iter().chain(warnings).map(|what| format!("{}: {what}", asset.file_name()))
    })
}

/// Text that grows by lines.
#[derive(Default)]
pub(super) struct TextPage {
    pub text: String,
}

impl TextPage {
    /// Whatever is in `text`, it is one line.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(&one_line(text));
        self.text.push('\n');
    }

    /// A line that belongs to the one above it.
    pub fn below(&mut self, text: &str) {
        self.line(&format!("    {text}"));
    }

    pub fn gap(&mut self) {
        self.text.push('\n');
    }
}

pub(super) fn decided(page: &mut TextPage, decision: &ServingDecision, assets: &[Asset]) {
    match &decision.status {
        ReferenceStatus::Served { asset, kind, .. } => {
            page.line(&format!("SERVED: {}", name(*kind, assets.get(*asset))));
            if let Some(asset) = assets.get(*asset).filter(|asset| !asset.files.is_empty()) {
                page.below(&file_text(asset));
            }
        }
        ReferenceStatus::Held { kind, .. } => {
            page.line(&format!("HELD: the {kind} has to be looked at first"));
        }
        ReferenceStatus::NotListed { .. } => page.line("HELD: part of this request could not be listed"),
        ReferenceStatus::Unnamed { .. } => page.line("HELD: a movie of this request has to be named first"),
        ReferenceStatus::NoReference { .. } => page.line("NO REFERENCE"),
    }
    page.below(&format!("{}.", deciding_reason(decision)));
    if let Some(remedy) = how_to_name(decision) {
        page.below(remedy);
    }
    page.below(&format!("[{}]", decision.citation));
}

fn mismatch(page: &mut TextPage, profile: &Profile, kind: ReferenceKind, severity: &SeverityIfMismatch) {
    page.line(&format!("If the timing does not match: {}", severity.short_text()));
    page.below(&format!("{}.", severity.because));
    page.below(&format!("[{}]", severity.citation));
    for conflict in &severity.conflicts {
        page.below(&format!("Conflict noted: {conflict}."));
    }
    let trim = judge(profile, kind, Facts::FALLBACK_RATE, &DiscrepancyClass::Trim);
    page.below(&format!("Not a mismatch: {}.", trim.because));
}

fn finish_with(page: &mut TextPage, decision: &ServingDecision, assets: &[Asset]) {
    let Some(row) =
        decision.considered.iter().find(|row| row.asset.is_some() && row.asset == decision.fallback)
    else {
        return;
    };
    let mix = row.asset.and_then(|asset| assets.get(asset));
    page.below(&format!("Then finish with the {}: {}.", name(row.kind, mix), row.because));
}

pub(super) fn bullets(page: &mut TextPage, heading: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    page.gap();
    page.line(heading);
    for line in lines {
        page.line(&format!("  - {line}"));
    }
}

fn ladder_row(page: &mut TextPage, row: &Considered, assets: &[Asset]) {
    let asset = row.asset.and_then(|asset| assets.get(asset));
    let (sign, mark) = mark(row.outcome);
    let mut line = format!("  {sign} {mark:<13}  {}", name(row.kind, asset));
    if let Some(asset) = asset.filter(|asset| !asset.files.is_empty()) {
        let _never_fails = write!(line, " ({})", asset.file_name());
    }
    page.line(&line);
    let under = " ".repeat(19);
    if let Some(asset) = asset.filter(|asset| !asset.recognised_words.is_empty()) {
        page.line(&format!("{under}{}.", asset.recognised_text()));
    }
    page.line(&format!("{under}{}", row.because));
    page.line(&format!("{under}[{}: {}]", row.rule, row.citation));
    for conflict in &row.conflicts {
        page.line(&format!("{under}Conflict noted: {conflict}."));
    }
}

/// "reel1.mov · 23.976 · 1:42:03 · SHA-256 3fa4…": as much of it as is known.
fn file_text(asset: &Asset) -> String {
    let mut words = vec![asset.file_name()];
    if let Some(facts) = &asset.facts {
        words.extend(facts.frame_rate.map(|rate| format!("{} frames a second", rate.label())));
        words.push(duration_text(facts.duration));
    }
    words.extend(asset.sha256.as_ref().map(|sha256| format!("SHA-256 {sha256}")));
    words.join(" · ")
}

/// A sign that tells the outcomes apart without colour, and the outcome in words.
fn mark(outcome: CandidateOutcome) -> (char, &'static str) {
    match outcome {
        CandidateOutcome::Served => ('●', "served"),
        CandidateOutcome::Outranked => ('○', "outranked"),
        CandidateOutcome::NotDelivered => ('–', "not delivered"),
        CandidateOutcome::NotFound => ('–', "not found"),
        CandidateOutcome::Unavailable => ('!', "unavailable"),
        CandidateOutcome::Disregarded => ('×', "disregarded"),
    }
}
