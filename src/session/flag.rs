use std::borrow::Cow;

use super::{Command, Effect, Session, Stamp, align, measured, monitor, playing, snapshot_request};
use crate::policy::{DiscrepancyClass, Extent, Judgement, Profile, judge};
use uuid::Uuid;

use crate::monitoring::Monitoring;
use crate::ticket::{
    Asset, Edit, Evidence, Finding, FindingId, FindingKind, Person, ReferenceKind, ReferenceSeen, SeenIn,
    Severity, finding_text,
};
use crate::timebase::{Nudge, SamplePos, TimeRange};

/// Commands about findings.
pub(super) fn update(
    profile: &Profile,
    session: &mut Session,
    command: Command,
    person: &Person,
    stamp: &Stamp,
) -> Vec<Effect> {
    match command {
        Command::ChooseKind(kind) => session.chosen_kind = kind,
        Command::Flag => return flag(profile, session, person, stamp),
        Command::EditFinding { finding, text } => {
            session.history.apply(
                &mut session.ticket,
                "finding text",
                Edit::SetFindingText { finding, text },
            );
        }
        Command::SetSeverity { finding, severity } => {
            change(session, finding, "", |kept| {
                kept.severity = severity;
                kept.rule = None;
            });
        }
        Command::RemoveFinding(id) => {
            session.history.apply(&mut session.ticket, "", Edit::RemoveFinding(id));
        }
        Command::CopyFinding(id) => return copy(profile, session, id),
        Command::RecallFinding(id) => return recall(session, id),
        _ => {}
    }
    Vec::new()
}

/// Goes to the finding after (or before) the playhead.
pub(super) fn walk(session: &Session, forward: bool) -> Vec<Effect> {
    let here = session.transport.position;
    let places = session.ticket.findings().iter().map(|finding| finding.from);
    let next: Option<SamplePos> = if forward {
        places.filter(|place| *place > here).min()
    } else {
        places.filter(|place| *place < here).max()
    };
    next.map(Effect::Seek).into_iter().collect()
}

/// Why nothing can be flagged here now, in words that say what to do; `None` when it can.
pub(super) fn refusal(profile: &Profile, session: &Session) -> Option<Cow<'static, str>> {
    let nobody = Stamp { at: String::new(), fresh: Uuid::nil() };
    let finding = finding_here(profile, session, &Person::default(), &nobody);
    refusal_of(session, &finding)
}

/// Why this finding cannot be kept.
pub(super) fn refusal_of(session: &Session, finding: &Finding) -> Option<Cow<'static, str>> {
    let programme = TimeRange { from: SamplePos::ZERO, to: SamplePos::ZERO + session.transport.duration };
    let refusal = session.ticket.flag_refusal(finding, session.frame_rate(), programme);
    refusal.map(|refusal| refusal.0.into())
}

/// One finding for the frame shown, with the view it was seen in; the draft becomes its text.
fn flag(profile: &Profile, session: &mut Session, person: &Person, stamp: &Stamp) -> Vec<Effect> {
    let mut finding = finding_here(profile, session, person, stamp);
    let kept = snapshot_request::keep(session, &mut finding);
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::All(vec![
        Edit::InsertFinding { place, finding: Box::new(finding) },
        Edit::SetFindingDraft(String::new()),
    ]);
    session.history.apply(&mut session.ticket, "", edit);
    kept.into_iter().collect()
}

fn finding_here(profile: &Profile, session: &Session, person: &Person, stamp: &Stamp) -> Finding {
    let rate = session.frame_rate();
    let frame = rate.frame_at(session.transport.position);
    let judged = judgement(profile, session);
    let against = against(session);
    let proposed = judged.as_ref().and_then(Judgement::proposal);
    let is_of_whole = session.chosen_kind == FindingKind::GlobalOffset;
    let measured = is_of_whole.then(|| measured::residual_of_whole(session)).flatten();
    Finding {
        id: FindingId(stamp.fresh),
        kind: session.chosen_kind,
        from: rate.start_of_frame(frame),
        to: rate.start_of_frame(frame + 1),
        severity: judged.as_ref().and_then(|judged| judged.severity).unwrap_or(Severity::Issue),
        rule: judged.as_ref().map(|judged| judged.rule.clone()),
        needs_supervisor: judged.is_some_and(|judged| judged.needs_supervisor),
        text: session.ticket.finding_draft().trim().to_owned(),
        nudge: session.nudge(),
        against,
        by: person.to_string(),
        at: stamp.at.clone(),
        proposed,
        evidence: Evidence { measured, ..evidence(session) },
    }
}

/// The reference served now.
pub(super) fn reference_seen(session: &Session) -> Option<ReferenceSeen> {
    seen(session, session.served())
}

fn seen(session: &Session, reference: Option<(&Asset, ReferenceKind)>) -> Option<ReferenceSeen> {
    reference.map(|(asset, kind)| ReferenceSeen {
        kind,
        file: asset.file_name(),
        version: asset.version.clone(),
        sha256: asset.sha256.clone(),
        frame_rate: Some(session.frame_rate()),
    })
}

/// What was seen and heard now: the alignment, the reference and the monitoring in force.
pub(super) fn evidence(session: &Session) -> Evidence {
    let reference = seen(session, session.compared());
    Evidence {
        measured: None,
        initial_alignment: session.ticket.initial_alignment(),
        initial_alignment_by: session.ticket.initial_alignment_by().to_owned(),
        reference,
        monitoring: Some(session.monitoring),
        heard_through: session.transport.heard_through.clone(),
        still: None,
        waveform: None,
    }
}

/// What the audio is heard beside, as a finding names it: kind, version and file.
pub(super) fn against(session: &Session) -> String {
    session.compared().map_or_else(String::new, |(asset, kind)| {
        let version = asset.version.as_deref().map(|version| format!(", {version}")).unwrap_or_default();
        format!("{kind}{version}: {}", asset.file_name())
    })
}

/// What the policy says of the chosen kind; `None` where it is no timing discrepancy, so a person decides.
/// A global offset is judged by the nudge that cured it: that is the error heard.
fn judgement(profile: &Profile, session: &Session) -> Option<Judgement> {
    let (_, against) = session.compared()?;
    let discrepancy = match session.chosen_kind {
        FindingKind::GlobalOffset if session.nudge() != Nudge::ZERO => {
            DiscrepancyClass::GlobalOffset(session.nudge().cures())
        }
        FindingKind::Drift => {
            let over_programme = crate::timebase::Lateness::new(session.frame_rate().samples_from_frames(1));
            DiscrepancyClass::Drift { over_programme, extent: Extent::WholeProgramme }
        }
        // An offset heard but not cured by a nudge has no size yet: judged as any discrepancy of the tier.
        FindingKind::GlobalOffset | FindingKind::Recut => DiscrepancyClass::Recut,
        _ => return None,
    };
    Some(judge(profile, against, session.frame_rate(), &discrepancy))
}

fn change(session: &mut Session, id: FindingId, family: &'static str, alter: impl FnOnce(&mut Finding)) {
    let Some(mut finding) = session.ticket.finding(id).cloned() else { return };
    alter(&mut finding);
    session.history.apply(&mut session.ticket, family, Edit::ReplaceFinding(Box::new(finding)));
}

fn copy(profile: &Profile, session: &Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let served = session.served().and_then(|(asset, _)| asset.facts.as_ref());
    let seen = SeenIn {
        title: session.ticket.title(),
        task: session.ticket.task(),
        rate: session.frame_rate(),
        start: served.and_then(|facts| facts.start_timecode),
        policy: session.ticket.policy(),
        citation: finding.rule.as_deref().and_then(|rule| profile.citation(rule)),
    };
    vec![Effect::CopyText(finding_text(finding, &seen))]
}

/// What a supervisor opens a ticket for: the first finding that waits for a decision, else the first there is.
pub(super) fn recall_first(session: &mut Session) -> Vec<Effect> {
    let ticket = &session.ticket;
    let waits = |finding: &&Finding| {
        finding.is_to_be_decided(ticket) && ticket.supervisors_verdict(finding.id).is_none()
    };
    let first = ticket.findings().iter().find(waits).or_else(|| ticket.findings().first());
    first.map(|finding| finding.id).map(|id| recall(session, id)).unwrap_or_default()
}

/// Shows and sounds what the operator saw: the place with a loop around it, the monitoring, and the nudge in force then
/// as an undoable edit.
fn recall(session: &mut Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let (place, nudge, monitoring) = (finding.from, finding.nudge, finding.evidence.monitoring);
    let stretch = TimeRange { from: finding.from, to: finding.to };
    let mut effects = align::lay(session, "", nudge);
    if let Some(monitoring) = monitoring {
        // How loud it was is the room's, and how the levels matched is what it was.
        let volume = session.monitoring.volume;
        effects = monitor::hear(session, Monitoring { volume, ..monitoring });
    }
    effects.push(playing::loop_around(session, stretch));
    effects.push(Effect::Seek(place));
    effects
}
