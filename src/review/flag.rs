use super::{Command, Effect, Sitting, Stamp, listening};
use crate::policy::{Discrepancy, Extent, Judgement, Profile, judge};
use crate::ticket::{Edit, Evidence, Finding, FindingId, FindingKind, SeenIn, Severity, finding_text};
use crate::timebase::{Nudge, SamplePos};

/// Commands about findings.
pub(super) fn update(
    profile: &Profile,
    sitting: &mut Sitting,
    command: Command,
    person: &str,
    stamp: &Stamp,
) -> Vec<Effect> {
    match command {
        Command::ChooseKind(kind) => sitting.chosen_kind = kind,
        Command::Flag => flag(profile, sitting, person, stamp),
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

/// One finding for the frame shown, with the view it was seen in; the draft becomes its text.
fn flag(profile: &Profile, sitting: &mut Sitting, person: &str, stamp: &Stamp) {
    let rate = sitting.frame_rate();
    let frame = rate.frame_at(sitting.transport.position);
    let judged = judgement(profile, sitting);
    let against = against(sitting);
    let proposed = judged.as_ref().and_then(Judgement::proposal);
    let finding = Finding {
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
        by: person.to_owned(),
        at: stamp.at.clone(),
        proposed,
        evidence: Evidence::default(),
    };
    let place = sitting.ticket.findings.iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::All(vec![
        Edit::InsertFinding { place, finding: Box::new(finding) },
        Edit::SetDraft(String::new()),
    ]);
    sitting.history.apply(&mut sitting.ticket, "", edit);
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

/// Shows and sounds what the operator saw: the place, and the nudge in force then, as an undoable edit.
fn recall(sitting: &mut Sitting, id: FindingId) -> Vec<Effect> {
    let Some((place, nudge)) = sitting.ticket.finding(id).map(|finding| (finding.from, finding.nudge)) else {
        return Vec::new();
    };
    if sitting.ticket.nudge != nudge {
        sitting.history.apply(&mut sitting.ticket, "", Edit::SetNudge(nudge));
    }
    vec![listening::mix(sitting), Effect::Seek(place)]
}
