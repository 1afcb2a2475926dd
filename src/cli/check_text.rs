//! The text of `twopop check`: reference, verdict, findings, and what the verdict rests on.

use super::checked::{CheckOutcome, CheckedRequest, JudgedAudio, fallback_closeness, offers_fallback};
use super::compare_text::{alignment, contradiction, whole, witness};
use super::decision_text::name;
use super::explain_text::{TextPage, bullets, decided, explain_text};
use super::mix_text::inside;
use crate::conform::CutMatch;
use crate::drafting::{Draft, Served};
use crate::policy::Profile;
use crate::ticket::{Asset, Severity, Task};
use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, clock_text, offset_text};
use crate::timing::{
    LeaderPart, LeaderPartKind, LeaderProof, Measurement, Segment, SegmentKind, SyncVerdict,
};

/// What was found, as a colleague would report it: the picture served, the verdict, each finding, then what the
/// verdict rests on. Where nothing was measured: the decision with its whole trace, and why.
pub(super) fn check_text(profile: &Profile, checked: &CheckedRequest) -> String {
    let settled = &checked.settled;
    let judged = match &checked.outcome {
        CheckOutcome::Judged(judged) => judged,
        CheckOutcome::NotMeasured(why) => {
            let task = settled.facts.task;
            let words = explain_text(profile, task, &settled.title, &checked.decision, &settled.assets);
            return format!("{words}\n{why}\n");
        }
    };
    let mut page = TextPage::default();
    page.line(&format!("{} · {}", settled.title, settled.facts.task.label()));
    page.gap();
    decided(&mut page, &checked.decision, &settled.assets);
    page.gap();
    verdict(&mut page, settled.facts.task, judged);
    finish(&mut page, profile, checked, judged);
    for draft in judged.all_drafts() {
        page.gap();
        finding(&mut page, draft, &judged.served);
    }
    page.gap();
    inside(&mut page, profile, judged);
    page.gap();
    measured_from(&mut page, &judged.compared.measurement, judged.served.rate);
    bullets(&mut page, "Noted:", checked.warnings().into_iter());
    bullets(&mut page, "Assumed; please confirm:", checked.decision.assumptions.iter().cloned());
    page.gap();
    page.line(&format!("Policy {} of {}, after: {}", profile.name(), profile.date, profile.source));
    page.text
}

/// The timing, then how many findings lie inside the mix: those never stand under "nothing to flag".
fn verdict(page: &mut TextPage, task: Task, judged: &JudgedAudio) {
    let (mix, label) = (task.label(), &judged.served.label);
    let flagged: Vec<&Draft> = judged.drafts.iter().filter(|draft| draft.is_flagged()).collect();
    let worst = flagged.iter().filter_map(|draft| draft.judgement.severity).max().map_or("", Severity::label);
    let count = match flagged.len() {
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let inside: Vec<&Draft> =
        judged.mix_drafts.iter().map(|one| &one.draft).filter(|draft| draft.is_flagged()).collect();
    let timing = match judged.compared.measurement.verdict {
        SyncVerdict::NoEvidence if judged.compared.measurement.coverage.percent().is_some() => format!(
            "NO EVIDENCE: what was compared of the {mix} is in sync with the {label}, but it is too little to call the whole \
             in sync: watch and listen."
        ),
        SyncVerdict::NoEvidence => format!(
            "NO EVIDENCE: the {mix} and the {label} have nothing in common that could be compared. That is not “in \
             sync”: watch and listen."
        ),
        SyncVerdict::NoMatch => format!("{worst}: the {mix} is not the programme of the {label}."),
        _ if !flagged.is_empty() => format!("{worst}: the {mix} is out of sync with the {label}, {count}."),
        _ if !judged.compared.incomplete.is_empty() => format!(
            "INCOMPLETE: the {mix} follows the {label} as far as both are there. What is missing is noted below."
        ),
        SyncVerdict::Discrepancy if !judged.compared.is_whole() => format!(
            "NOT ALL JUDGED: nothing that can be flagged is off between the {mix} and the {label} where they were compared; see what is \
             noted below."
        ),
        SyncVerdict::Discrepancy if !judged.drafts.is_empty() => format!(
            "NOTHING TO FLAG: what is off between the {mix} and the {label} lies under the tolerance."
        ),
        // Spot checks leave recuts to a full check.
        SyncVerdict::Discrepancy => {
            format!("NOTHING GLOBAL TO FLAG: the {mix} holds the {label} but for recuts.")
        }
        _ if !judged.compared.measurement.offset_judged => format!(
            "OFFSET NOT JUDGED: the {mix} follows the {label}; by how much it is off throughout could not be judged."
        ),
        _ if !judged.compared.is_whole() => format!(
            "NOT ALL JUDGED: the {mix} is in sync with the {label} wherever they can be compared; see what is noted below."
        ),
        SyncVerdict::InSync => {
            format!("NOTHING TO FLAG: the {mix} is in sync with the {label} wherever they can be compared.")
        }
    };
    if inside.is_empty() {
        page.line(&timing);
    } else {
        let worst =
            inside.iter().filter_map(|draft| draft.judgement.severity).max().map_or("", Severity::label);
        let findings = if inside.len() == 1 { "finding" } else { "findings" };
        page.line(&timing.replacen("NOTHING TO FLAG", "TIMING HOLDS", 1));
        page.line(&format!("{worst}: {} {findings} inside the {mix}.", inside.len()));
    }
    if let Some(through) = &judged.through {
        let file = through.print_master.file_name().unwrap_or_default().to_string_lossy();
        page.below(&format!(
            "The {mix} and the picture's own sound have nothing in common: measured through the Print Master, {file}."
        ));
    }
    if let Some(heard) = judged.compared.measurement.coverage.label(label) {
        page.below(&heard);
    }
    compared_share(page, &judged.compared.measurement);
}

/// Never "in sync" for what could not be heard.
fn compared_share(page: &mut TextPage, measured: &Measurement) {
    let length = |wanted: &dyn Fn(&Segment) -> bool| {
        let segments = measured.segments.iter().filter(|segment| wanted(segment));
        segments.fold(SampleDelta::ZERO, |sum, one| sum + (one.audio_to - one.audio_from))
    };
    let (all, silent) = (length(&|_| true), length(&|one| one.kind == SegmentKind::None));
    if silent != SampleDelta::ZERO {
        page.below(&format!(
            "Of {} of programme, {} had nothing to compare.",
            clock_text(all),
            clock_text(silent)
        ));
    }
}

/// Which version it fits, and how to finish the work.
fn finish(page: &mut TextPage, profile: &Profile, checked: &CheckedRequest, judged: &JudgedAudio) {
    if let Some(fits) = &judged.fits {
        page.below(&fits.result.sentence);
        for left_out in &fits.left_out {
            page.below(left_out);
        }
    }
    if !offers_fallback(checked, judged) {
        return;
    }
    let mix = checked.decision.fallback.and_then(|place| checked.settled.assets.get(place));
    let kind = profile.finish_with;
    let file = mix.map(Asset::file_name).unwrap_or_default();
    page.below(&format!(
        "To finish the QC there is the {}: {file}.{} Choosing it is recorded; the findings against the {} stay.",
        name(kind, mix),
        fallback_closeness(checked, judged).map_or("", how_it_fits),
        judged.served.label
    ));
}

/// The QC is finished with a stage mix “if possible”: whether it is.
fn how_it_fits(closeness: CutMatch) -> &'static str {
    match closeness {
        CutMatch::InSync => " The audio is in sync with it.",
        CutMatch::SameCut => " The audio follows its cut, but is not in sync with it.",
        CutMatch::OtherCut { .. } => " But the audio is out of sync with it too.",
        CutMatch::NoEvidence => " It shares nothing with the audio that could be compared.",
        CutMatch::OtherProgramme => " But it is another programme than the audio.",
    }
}

fn finding(page: &mut TextPage, draft: &Draft, served: &Served) {
    let (first, last) = draft.timecodes(served.start);
    let severity = draft.judgement.severity.map_or("no severity", Severity::label);
    let proposed = if draft.judgement.needs_supervisor { " (proposed, the supervisor decides)" } else { "" };
    page.line(&format!("{severity}{proposed}  {first} – {last}  {}", draft.kind.label()));
    page.below(&draft.text);
    page.below(&format!("{}.", draft.judgement.because));
    page.below(&format!("[{}: {}]", draft.judgement.rule, draft.judgement.citation));
    for conflict in &draft.judgement.conflicts {
        page.below(&format!("Conflict noted: {conflict}."));
    }
}

/// What the verdict rests on: the initial alignment, the trim ledger, the witnesses and where they disagree.
fn measured_from(page: &mut TextPage, measured: &Measurement, rate: FrameRate) {
    page.line("Measured from:");
    page.line(&alignment(&measured.initial_alignment, rate));
    let said = measured.witnesses.iter().map(|one| match one.offset {
        Some(offset) => {
            format!("{}: audio {}", witness(one.kind), offset_text(Lateness::new(whole(offset)), rate))
        }
        None => format!("{}: silent", witness(one.kind)),
    });
    bullets(page, "Sync references:", said);
    let contradictions = measured.contradictions.iter().map(|one| contradiction(one, rate));
    bullets(page, "Conflicting sync references: check by ear:", contradictions);
    let ledger = &measured.leader;
    bullets(page, "Trim of the audio, not judged:", ledger.audio.iter().map(part));
    bullets(page, "Trim of the picture's sound, not judged:", ledger.reference.iter().map(part));
    if ledger.audio.is_empty() && ledger.reference.is_empty() {
        page.below("No head or tail format on either side.");
    }
}

fn part(part: &LeaderPart) -> String {
    let kind = match part.kind {
        LeaderPartKind::Silence => "format silence",
        LeaderPartKind::Tone => "1 kHz tone",
        LeaderPartKind::SyncPop => "2-pop",
        LeaderPartKind::PossibleSyncPop => "possible 2-pop",
        LeaderPartKind::TailPop => "tail pop",
    };
    let milliseconds = part.length.get() / 48;
    let long = if part.length < SampleDelta::new(48_000) {
        format!("{milliseconds} ms")
    } else {
        clock_text(part.length)
    };
    let at = clock_text(part.start - SamplePos::ZERO);
    format!("{kind} at {at}, {long} long: {}", proof(part.proof))
}

fn proof(proof: LeaderProof) -> &'static str {
    match proof {
        LeaderProof::BelowFloor => "below −62 dBFS throughout",
        LeaderProof::SteadyTone => "steady 1 kHz between silences",
        LeaderProof::PopInBoth => "a pop at the head of the other side too",
        LeaderProof::LineUpTone => "1 kHz tone in the same head",
        LeaderProof::TailPop => "a tail pop in the same file",
        LeaderProof::TwoSecondsBeforeSound => "two seconds before the first sound",
        LeaderProof::TwoSecondsBeforePicture => "two seconds before the other side's programme",
        LeaderProof::Timecode => "two seconds before a whole hour",
        LeaderProof::AfterProgramme => "in silence behind the programme",
        LeaderProof::LoneBeep => "nothing but the beep itself, so it is not gone by",
    }
}
