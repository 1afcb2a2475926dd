use std::borrow::Cow;

use super::{Command, Effect, Sitting, Stamp, align, listening, measured, pictures, playing};
use crate::policy::{Discrepancy, Extent, Judgement, Profile, judge};
use uuid::Uuid;

use crate::listening::Monitoring;
use crate::ticket::{
    Asset, Edit, Evidence, Finding, FindingId, FindingKind, Person, ReferenceKind, ReferenceSeen, SeenIn,
    Severity, finding_text,
};
use crate::timebase::{Nudge, SamplePos, Stretch};

/// Commands about findings.
pub(super) fn update(
    profile: &Profile,
    sitting: &mut Sitting,
    command: Command,
    person: &Person,
    stamp: &Stamp,
) -> Vec<Effect> {
    match command {
        Command::ChooseKind(kind) => sitting.chosen_kind = kind,
        Command::Flag => return flag(profile, sitting, person, stamp),
        Command::EditFinding { finding, text } => {
            change(sitting, finding, "finding text", |kept| kept.text = text);
        }
        Command::SetSeverity { finding, severity } => {
            change(sitting, finding, "", |kept| {
                kept.severity = severity;
                kept.rule = None;
            });
        }
        Command::RemoveFinding(id) => {
            sitting.history.apply(&mut sitting.ticket, "", Edit::RemoveFinding(id));
        }
        Command::CopyFinding(id) => return copy(profile, sitting, id),
        Command::RecallFinding(id) => return recall(sitting, id),
        _ => {}
    }
    Vec::new()
}

/// Goes to the finding after (or before) the playhead.
pub(super) fn walk(sitting: &Sitting, forward: bool) -> Vec<Effect> {
    let here = sitting.transport.position;
    let places = sitting.ticket.findings.iter().map(|finding| finding.from);
    let next: Option<SamplePos> = if forward {
        places.filter(|place| *place > here).min()
    } else {
        places.filter(|place| *place < here).max()
    };
    next.map(Effect::Seek).into_iter().collect()
}

/// Why nothing can be flagged here now, in words that say what to do; `None` when it can.
pub(super) fn refusal(profile: &Profile, sitting: &Sitting) -> Option<Cow<'static, str>> {
    let nobody = Stamp { at: String::new(), fresh: Uuid::nil() };
    let finding = finding_here(profile, sitting, &Person::default(), &nobody);
    refusal_of(sitting, &finding)
}

/// Why this finding cannot be kept.
pub(super) fn refusal_of(sitting: &Sitting, finding: &Finding) -> Option<Cow<'static, str>> {
    let programme = Stretch { from: SamplePos::ZERO, to: SamplePos::ZERO + sitting.transport.duration };
    let refusal = sitting.ticket.flag_refusal(finding, sitting.frame_rate(), programme);
    refusal.map(|refusal| refusal.0.into())
}

/// One finding for the frame shown, with the view it was seen in; the draft becomes its text.
fn flag(profile: &Profile, sitting: &mut Sitting, person: &Person, stamp: &Stamp) -> Vec<Effect> {
    let mut finding = finding_here(profile, sitting, person, stamp);
    let kept = pictures::keep(sitting, &mut finding);
    let place = sitting.ticket.findings.iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::All(vec![
        Edit::InsertFinding { place, finding: Box::new(finding) },
        Edit::SetDraft(String::new()),
    ]);
    sitting.history.apply(&mut sitting.ticket, "", edit);
    kept.into_iter().collect()
}

fn finding_here(profile: &Profile, sitting: &Sitting, person: &Person, stamp: &Stamp) -> Finding {
    let rate = sitting.frame_rate();
    let frame = rate.frame_at(sitting.transport.position);
    let judged = judgement(profile, sitting);
    let against = against(sitting);
    let proposed = judged.as_ref().and_then(Judgement::proposal);
    let is_of_whole = sitting.chosen_kind == FindingKind::GlobalOffset;
    let measured = is_of_whole.then(|| measured::residual_of_whole(sitting)).flatten();
    Finding {
        id: FindingId(stamp.fresh),
        kind: sitting.chosen_kind,
        from: rate.start_of_frame(frame),
        to: rate.start_of_frame(frame + 1),
        severity: judged.as_ref().and_then(|judged| judged.severity).unwrap_or(Severity::Issue),
        rule: judged.as_ref().map(|judged| judged.rule.clone()),
        needs_supervisor: judged.is_some_and(|judged| judged.needs_supervisor),
        text: sitting.ticket.draft.trim().to_owned(),
        nudge: sitting.nudge(),
        against,
        by: person.to_string(),
        at: stamp.at.clone(),
        proposed,
        evidence: Evidence { measured, ..evidence(sitting) },
    }
}

/// The reference served now.
pub(super) fn reference_seen(sitting: &Sitting) -> Option<ReferenceSeen> {
    seen(sitting, sitting.served())
}

fn seen(sitting: &Sitting, reference: Option<(&Asset, ReferenceKind)>) -> Option<ReferenceSeen> {
    reference.map(|(asset, kind)| ReferenceSeen {
        kind,
        file: asset.file_name(),
        version: asset.version.clone(),
        sha256: asset.sha256.clone(),
        frame_rate: Some(sitting.frame_rate()),
    })
}

/// What was seen and heard now: the alignment, the reference and the monitoring in force.
pub(super) fn evidence(sitting: &Sitting) -> Evidence {
    let reference = seen(sitting, sitting.compared());
    Evidence {
        measured: None,
        initial_alignment: sitting.ticket.initial_alignment,
        initial_alignment_by: sitting.ticket.initial_alignment_by.clone(),
        reference,
        monitoring: Some(sitting.monitoring),
        heard_through: sitting.transport.heard_through.clone(),
        still: None,
        waveform: None,
    }
}

/// What the audio is heard beside, as a finding names it: kind, version and file.
pub(super) fn against(sitting: &Sitting) -> String {
    sitting.compared().map_or_else(String::new, |(asset, kind)| {
        let version = asset.version.as_deref().map(|version| format!(", {version}")).unwrap_or_default();
        format!("{kind}{version}: {}", asset.file_name())
    })
}

/// What the policy says of the chosen kind; `None` where it is no timing discrepancy, so a person decides.
/// A global offset is judged by the nudge that cured it: that is the error heard.
fn judgement(profile: &Profile, sitting: &Sitting) -> Option<Judgement> {
    let (_, against) = sitting.compared()?;
    let discrepancy = match sitting.chosen_kind {
        FindingKind::GlobalOffset if sitting.nudge() != Nudge::ZERO => {
            Discrepancy::GlobalOffset(sitting.nudge().cures())
        }
        FindingKind::Drift => {
            let over_programme = crate::timebase::Lateness(sitting.frame_rate().samples_from_frames(1));
            Discrepancy::Drift { over_programme, extent: Extent::WholeProgramme }
        }
        // An offset heard but not cured by a nudge has no size yet: judged as any discrepancy of the tier.
        FindingKind::GlobalOffset | FindingKind::Recut => Discrepancy::Recut,
        _ => return None,
    };
    Some(judge(profile, against, sitting.frame_rate(), &discrepancy))
}

fn change(sitting: &mut Sitting, id: FindingId, family: &'static str, alter: impl FnOnce(&mut Finding)) {
    let Some(mut finding) = sitting.ticket.finding(id).cloned() else { return };
    alter(&mut finding);
    sitting.history.apply(&mut sitting.ticket, family, Edit::ReplaceFinding(Box::new(finding)));
}

fn copy(profile: &Profile, sitting: &Sitting, id: FindingId) -> Vec<Effect> {
    let Some(finding) = sitting.ticket.finding(id) else { return Vec::new() };
    let served = sitting.served().and_then(|(asset, _)| asset.facts.as_ref());
    let seen = SeenIn {
        title: &sitting.ticket.title,
        task: sitting.ticket.task,
        rate: sitting.frame_rate(),
        start: served.and_then(|facts| facts.start_timecode),
        policy: &sitting.ticket.policy,
        citation: finding.rule.as_deref().and_then(|rule| profile.citation(rule)),
    };
    vec![Effect::CopyText(finding_text(finding, &seen))]
}

/// What a supervisor opens a ticket for: the first finding that waits for a decision, else the first there is.
pub(super) fn recall_first(sitting: &mut Sitting) -> Vec<Effect> {
    let ticket = &sitting.ticket;
    let waits = |finding: &&Finding| {
        finding.is_to_be_decided(ticket) && ticket.supervisors_verdict(finding.id).is_none()
    };
    let first = ticket.findings.iter().find(waits).or_else(|| ticket.findings.first());
    first.map(|finding| finding.id).map(|id| recall(sitting, id)).unwrap_or_default()
}

/// Shows and sounds what the operator saw: the place with a loop around it, the monitoring, and the nudge in force then
/// as an undoable edit.
fn recall(sitting: &mut Sitting, id: FindingId) -> Vec<Effect> {
    let Some(finding) = sitting.ticket.finding(id) else { return Vec::new() };
    let (place, nudge, monitoring) = (finding.from, finding.nudge, finding.evidence.monitoring);
    let stretch = Stretch { from: finding.from, to: finding.to };
    let mut effects = align::lay(sitting, "", nudge);
    if let Some(monitoring) = monitoring {
        // How loud it was is the room's, and how the levels matched is what it was.
        let volume = sitting.monitoring.volume;
        effects = listening::hear(sitting, Monitoring { volume, ..monitoring });
    }
    effects.push(playing::loop_around(sitting, stretch));
    effects.push(Effect::Seek(place));
    effects
}
