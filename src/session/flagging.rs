//! Flagging: a finding from what is on screen, its text, and going back to how it was seen and heard.

use std::borrow::Cow;

use uuid::Uuid;

use super::{
    Correction, Effect, Notice, Session, Stamp, TransportEffect, align, monitor, playing, references,
    residual, snapshots,
};
use crate::monitoring::Monitoring;
use crate::policy::{DiscrepancyClass, Extent, Judgement, Profile, judge};
use crate::ticket::{
    Edit, Evidence, Finding, FindingContext, FindingId, FindingKind, Person, Severity, finding_text,
};
use crate::timebase::{Nudge, SamplePos, TimeRange};

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
pub(super) fn flag(profile: &Profile, session: &mut Session, person: &Person, stamp: &Stamp) -> Vec<Effect> {
    let mut finding = finding_here(profile, session, person, stamp);
    let kept = snapshots::keep(session, &mut finding);
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::All(vec![
        Edit::InsertFinding { place, finding: Box::new(finding) },
        Edit::SetFindingDraft(String::new()),
    ]);
    session.history.apply(&mut session.ticket, "", edit);
    session.card = None;
    kept.into_iter().collect()
}

/// The frames that a card opened now is about: from in to out where a person set them around the playhead, else the frame
/// on screen.
pub(super) fn range_here(session: &Session) -> TimeRange {
    let (frame, marks) = (playing::frame_on_screen(session), session.loop_marks);
    let marked = marks.from.zip(marks.to).filter(|_| marks.is_marked);
    let marked = marked.map(|(from, to)| TimeRange { from, to });
    marked.filter(|range| range.from <= frame.from && frame.to <= range.to).unwrap_or(frame)
}

fn finding_here(profile: &Profile, session: &Session, person: &Person, stamp: &Stamp) -> Finding {
    let TimeRange { from, to } = session.card.unwrap_or_else(|| range_here(session));
    let judged = judgement_of(profile, session, session.chosen_kind);
    let against = references::against(session);
    let proposed = judged.as_ref().and_then(Judgement::proposal);
    let is_of_whole = session.chosen_kind == FindingKind::GlobalOffset;
    let measured = is_of_whole.then(|| residual::of_whole(session)).flatten();
    Finding {
        id: FindingId(stamp.fresh),
        kind: session.chosen_kind,
        from,
        to,
        channels: session.monitoring.delivered.solo.channels().collect(),
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

/// What was seen and heard now: the alignment, the reference and the monitoring in force.
pub(super) fn evidence(session: &Session) -> Evidence {
    let reference = references::seen(session, session.compared());
    Evidence {
        measured: None,
        initial_alignment: session.ticket.initial_alignment(),
        initial_alignment_by: session.ticket.initial_alignment_by().to_owned(),
        reference,
        monitoring: Some(session.monitoring),
        heard_through: session.transport.output.clone(),
        still: None,
        waveform: None,
    }
}

/// What the policy says of a finding of this kind; `None` where it is not a timing discrepancy, so a person decides.
/// A global offset is judged by the nudge that cured it: that is the error heard.
fn judgement_of(profile: &Profile, session: &Session, kind: FindingKind) -> Option<Judgement> {
    let (_, against) = session.compared()?;
    let discrepancy = match kind {
        FindingKind::GlobalOffset if session.nudge() != Nudge::ZERO => {
            DiscrepancyClass::GlobalOffset(session.nudge().corrected_error())
        }
        FindingKind::Drift => {
            let over_programme = crate::timebase::Lateness::new(session.frame_rate().samples_from_frames(1));
            DiscrepancyClass::Drift { over_programme, extent: Extent::WholeProgramme }
        }
        // An offset heard but not cured by a nudge has no size yet: judged as any discrepancy of the tier.
        FindingKind::GlobalOffset | FindingKind::Recut => DiscrepancyClass::Recut,
        FindingKind::MissingSound => DiscrepancyClass::Missing { sounds: true },
        _ => return None,
    };
    Some(judge(profile, against, session.frame_rate(), &discrepancy))
}

pub(super) fn change(
    session: &mut Session,
    id: FindingId,
    merge_key: &'static str,
    alter: impl FnOnce(&mut Finding),
) {
    let Some(mut finding) = session.ticket.finding(id).cloned() else { return };
    alter(&mut finding);
    session.history.apply(&mut session.ticket, merge_key, Edit::ReplaceFinding(Box::new(finding)));
}

/// Corrects what was flagged. Another type is judged anew, but what a measurement proposed stays proposed.
///
/// # Errors
/// Where a finding like that could not be flagged.
pub(super) fn correct(
    profile: &Profile,
    session: &mut Session,
    id: FindingId,
    to: Correction,
) -> Result<(), Notice> {
    let Some(mut finding) = session.ticket.finding(id).cloned() else { return Ok(()) };
    let rate = session.frame_rate();
    match to {
        Correction::Kind(kind) => {
            finding.kind = kind;
            let judged = judgement_of(profile, session, kind);
            if finding.evidence.measured.is_none() {
                finding.proposed = judged.as_ref().and_then(Judgement::proposal);
                finding.rule = judged.as_ref().map(|judged| judged.rule.clone());
                finding.needs_supervisor = judged.as_ref().is_some_and(|judged| judged.needs_supervisor);
                finding.severity = judged.and_then(|judged| judged.severity).unwrap_or(finding.severity);
            }
        }
        Correction::In(place) => finding.from = rate.start_of_frame(rate.frame_at(place)),
        Correction::Out(place) => finding.to = rate.start_of_frame(rate.frame_at(place) + 1),
        Correction::Channels(channels) => finding.channels = channels,
    }
    match refusal_of(session, &finding) {
        Some(refused) => Err(Notice::problem(refused.into_owned())),
        None => {
            session.history.apply(&mut session.ticket, "", Edit::ReplaceFinding(Box::new(finding)));
            Ok(())
        }
    }
}

pub(super) fn copy(profile: &Profile, session: &Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let served = session.served().and_then(|(asset, _)| asset.facts.as_ref());
    let seen = FindingContext {
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
    let first = ticket.unjudged_findings().next().or_else(|| ticket.findings().first());
    first.map(|finding| finding.id).map(|id| recall(session, id)).unwrap_or_default()
}

/// Shows and sounds what the operator saw: the place with a loop around it, the monitoring, and the nudge in force then,
/// which is an undoable edit while somebody works on the ticket.
pub(super) fn recall(session: &mut Session, id: FindingId) -> Vec<Effect> {
    let Some(finding) = session.ticket.finding(id) else { return Vec::new() };
    let (place, nudge, monitoring) = (finding.from, finding.nudge, finding.evidence.monitoring);
    let stretch = TimeRange { from: finding.from, to: finding.to };
    session.recalled = Some(id);
    let mut effects = playing::leave_candidate(session);
    effects.extend(align::look_at(session, nudge));
    if let Some(monitoring) = monitoring {
        // How loud it was is the room's, and how the levels matched is what it was.
        let volume = session.monitoring.volume;
        effects.extend(monitor::set(session, Monitoring { volume, ..monitoring }));
    }
    effects.push(playing::loop_around(session, stretch));
    effects.push(Effect::Transport(TransportEffect::Seek(place)));
    effects
}
