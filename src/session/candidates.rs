//! Candidates inside the mix: which one is listened to, what plays of it, and what a person says of it.

use super::{
    Effect, HeardCandidate, HeardMix, MonitorEffect, Notice, Session, Stamp, flagging, monitor, playing,
    references, snapshots,
};
use crate::drafting::{MixPlacing, mix_judgement, mix_kind};
use crate::mix::MixCandidate;
use crate::monitoring::{ComparedSound, MonitorSource, Monitoring, SoloMute};
use crate::policy::Profile;
use crate::ticket::{
    CandidateJudgement, CandidateRecord, Edit, Evidence, Finding, FindingId, FindingKind, Person, Residual,
    Severity,
};
use crate::timebase::{SampleDelta, SamplePos, TimeRange};

/// The longest stretch that is looped around a candidate. Chosen: one remembers what was heard a few seconds ago.
const LONGEST_LOOP: SampleDelta = SampleDelta::from_milliseconds(10_000);

/// What is said where an earlier finding is judged as if it were new.
const EARLIER: &str =
    "This is an earlier finding that is still there: say so under Findings, where it is looked at again.";

impl Session {
    /// The candidate that is looked at, by its place in what was heard.
    pub fn selected_candidate(&self) -> Option<usize> {
        let selected = self.selected_candidate?;
        self.heard_mix()?.record(selected).map(|_| selected)
    }

    /// The candidate that is being listened to.
    pub fn heard_candidate(&self) -> Option<HeardCandidate> {
        self.heard_candidate
    }

    /// How the delivered file lies on the picture, at the alignment in force.
    fn mix_placing(&self) -> MixPlacing {
        let programme = self.heard_mix().map(|heard| heard.question().measured.programmes[1].start);
        MixPlacing {
            shift: self.alignment().delta(),
            duration: self.transport.duration,
            programme: programme.unwrap_or(SamplePos::ZERO),
        }
    }

    /// Where on the picture a candidate is heard, at the alignment in force; of the whole programme where that begins.
    pub fn candidate_range(&self, found: &MixCandidate) -> TimeRange {
        self.mix_placing().range(found)
    }

    /// Whether a candidate is about the whole programme.
    pub fn is_of_whole(&self, found: &MixCandidate) -> bool {
        self.mix_placing().is_of_whole(found)
    }

    /// Candidates that nobody has judged: those drafted as findings, and the others.
    pub fn open_candidates(&self) -> (usize, usize) {
        let Some(heard) = self.heard_mix() else { return (0, 0) };
        let mode = self.ticket.mode();
        let open = heard.open(&self.ticket).filter(|(_, found)| mode.looks_for(mix_kind(found.check)));
        open.fold(
            (0, 0),
            |(drafted, others), (_, found)| {
                if found.is_exact() { (drafted + 1, others) } else { (drafted, others + 1) }
            },
        )
    }

    /// What is heard of a candidate now, in words: "Print Master, only C".
    pub fn heard_candidate_text(&self) -> Option<String> {
        let heard = self.heard_candidate?;
        let names = self.heard_mix()?.channel_names();
        let solo = self.monitoring.delivered.solo;
        let only: Vec<&str> =
            solo.channels().filter_map(|channel| names.get(channel)).map(String::as_str).collect();
        let only = if only.is_empty() { String::new() } else { format!(", only {}", only.join(" ")) };
        let sound = match heard.sound {
            ComparedSound::Delivered => self.monitoring.active_source().label(),
            compared => compared.label(),
        };
        let mut letters = sound.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        Some(format!("{first}{}{only}", letters.as_str()))
    }
}

fn selected(session: &Session) -> Option<(usize, &HeardMix, &MixCandidate)> {
    let place = session.selected_candidate()?;
    let heard = session.heard_mix()?;
    Some((place, heard, heard.result().candidates.get(place)?))
}

/// Why no candidate can be judged or heard.
pub(super) fn refusal(session: &Session) -> Option<&'static str> {
    let none_looked_at =
        || selected(session).is_none().then_some("no candidate is looked at: go to one under Mix first");
    nothing_heard(session).or_else(none_looked_at)
}

/// Why there is no candidate to go to.
pub(super) fn nothing_heard(session: &Session) -> Option<&'static str> {
    match session.heard_mix() {
        None => Some("the mix has not been listened to: see under Mix"),
        Some(heard) if heard.result().candidates.is_empty() => Some("nothing was found inside the mix"),
        Some(_) => None,
    }
}

/// Plays a candidate in a loop with handles, its channels alone, as delivered.
pub(super) fn hear(session: &mut Session, place: usize) -> Vec<Effect> {
    let found = session.heard_mix().and_then(|heard| heard.result().candidates.get(place)).cloned();
    let Some(found) = found else { return Vec::new() };
    let mut effects = playing::leave_both_ways(session);
    effects.extend(playing::leave_candidate(session));
    let before = session.monitoring;
    let solo = SoloMute { solo: found.channels.clone().into(), ..SoloMute::default() };
    let chosen = Monitoring { source: MonitorSource::Delivered, delivered: solo, ..before };
    let (sound, marks) = (ComparedSound::Delivered, session.loop_marks);
    let range = session.candidate_range(&found);
    let heard = TimeRange { to: range.to.min(range.from + LONGEST_LOOP), ..range };
    effects.extend(monitor::set(session, chosen));
    effects.extend(playing::repeat_around(session, heard));
    session.selected_candidate = Some(place);
    session.heard_candidate = Some(HeardCandidate { place, sound, before, chosen, marks });
    effects
}

/// Of the candidate that is listened to, the next of delivered, Print Master and their difference; of another it begins with
/// the delivered sound.
///
/// # Errors
/// Where no Print Master lies beside it.
pub(super) fn hear_other(session: &mut Session) -> Result<Vec<Effect>, Notice> {
    let Some((place, heard, _)) = selected(session) else { return Ok(Vec::new()) };
    if !heard.has_print_master() {
        return Err(Notice::answer(
            "No Print Master lies beside this mix, so there is nothing to compare it with by ear.".to_owned(),
        ));
    }
    let Some(listened) = session.heard_candidate.as_mut().filter(|heard| heard.place == place) else {
        return Ok(hear(session, place));
    };
    listened.sound = listened.sound.next();
    let sound = (listened.sound != ComparedSound::Delivered).then_some(listened.sound);
    Ok(vec![Effect::Monitor(MonitorEffect::HearCompared(sound))])
}

/// Goes to the next one that nobody has judged, or to the one before; as they are shown, round and round. Without one, to the
/// next of all.
pub(super) fn hear_next(session: &mut Session, forward: bool) -> Vec<Effect> {
    match neighbour(session, forward) {
        Some(place) => hear(session, place),
        None => Vec::new(),
    }
}

fn neighbour(session: &Session, forward: bool) -> Option<usize> {
    let heard = session.heard_mix()?;
    let open: Vec<usize> = heard.open(&session.ticket).map(|(place, _)| place).collect();
    let shown: Vec<usize> = heard.shown().map(|(place, _)| place).collect();
    let wanted = |place: &&usize| open.is_empty() || open.contains(place);
    let here =
        session.selected_candidate().and_then(|selected| shown.iter().position(|one| *one == selected));
    let (before, after) = shown.split_at_checked(here.unwrap_or(0)).unwrap_or((&[], &shown));
    let after = if here.is_some() { after.get(1..).unwrap_or_default() } else { after };
    let next = if forward {
        after.iter().chain(shown.iter()).find(wanted)
    } else {
        before.iter().rev().chain(shown.iter().rev()).find(wanted)
    };
    next.copied()
}

/// What a person says of the candidate that is looked at; then the next one is heard.
///
/// # Errors
/// Where it cannot be flagged.
pub(super) fn judge(
    profile: &Profile,
    session: &mut Session,
    says: CandidateVerdict,
    person: &Person,
    stamp: &Stamp,
) -> Result<Vec<Effect>, Notice> {
    let Some((place, heard, _)) = selected(session) else { return Ok(Vec::new()) };
    let Some(record) = heard.record(place).cloned() else { return Ok(Vec::new()) };
    if heard.earlier_finding(place, &session.ticket).is_some() {
        return Err(Notice::answer(EARLIER.to_owned()));
    }
    let (by, at) = (person.to_string(), stamp.at.clone());
    let mut effects = match says {
        CandidateVerdict::Accept => accept(profile, session, place, record, person, stamp)?,
        CandidateVerdict::Dismiss { why } => {
            let why = why.trim().to_owned();
            keep(session, record, CandidateJudgement::Dismissed { why, by, at })
        }
        CandidateVerdict::NotSure => keep(session, record, CandidateJudgement::NotSure { by, at }),
    };
    let is_left = session.heard_mix().is_some_and(|heard| heard.open(&session.ticket).next().is_some());
    effects.extend(if is_left { hear_next(session, true) } else { playing::leave_candidate(session) });
    Ok(effects)
}

/// What a person says of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CandidateVerdict {
    Accept,
    Dismiss { why: String },
    NotSure,
}

fn keep(session: &mut Session, record: CandidateRecord, judgement: CandidateJudgement) -> Vec<Effect> {
    let record = CandidateRecord { judgement: Some(judgement), ..record };
    session.history.apply(&mut session.ticket, "", Edit::JudgeCandidate(Box::new(record)));
    Vec::new()
}

/// Dismisses all of one check that nobody has judged, in one step.
pub(super) fn dismiss_rest(session: &mut Session, check: &str, why: &str, person: &Person, stamp: &Stamp) {
    let Some(heard) = session.heard_mix() else { return };
    let (why, by, at) = (why.trim().to_owned(), person.to_string(), stamp.at.clone());
    let dismissed = CandidateJudgement::Dismissed { why, by, at };
    let of_check = heard.open(&session.ticket).filter(|(_, found)| found.check.id() == check);
    let edits: Vec<Edit> = of_check
        .filter_map(|(place, _)| heard.record(place).cloned())
        .map(|record| CandidateRecord { judgement: Some(dismissed.clone()), ..record })
        .map(|record| Edit::JudgeCandidate(Box::new(record)))
        .collect();
    if !edits.is_empty() {
        session.history.apply(&mut session.ticket, "", Edit::All(edits));
    }
}

/// Opens a judged candidate again. A finding that it became stays.
pub(super) fn reopen(session: &mut Session, place: usize) {
    let judged = session.heard_mix().and_then(|heard| heard.judged_record(place, &session.ticket));
    let Some(record) = judged.map(|record| CandidateRecord { judgement: None, ..record.clone() }) else {
        return;
    };
    session.history.apply(&mut session.ticket, "", Edit::JudgeCandidate(Box::new(record)));
}

/// It becomes a finding, or part of one that an earlier candidate became: two channels upside down are one mismap.
fn accept(
    profile: &Profile,
    session: &mut Session,
    place: usize,
    record: CandidateRecord,
    person: &Person,
    stamp: &Stamp,
) -> Result<Vec<Effect>, Notice> {
    let Some(mut finding) = finding_of(profile, session, place, person, stamp) else { return Ok(Vec::new()) };
    let (flagged, effects) = match twin(session, &finding) {
        Some(twin) => {
            let mut channels: Vec<usize> = twin.channels.iter().chain(&finding.channels).copied().collect();
            channels.sort_unstable();
            channels.dedup();
            let text = format!("{} {}", twin.text, finding.text);
            let id = twin.id;
            // The worse of both, with its rule.
            let worse = if finding.severity > twin.severity { finding } else { twin };
            let merged = Finding { id, channels, text, ..worse };
            (Edit::ReplaceFinding(Box::new(merged)), (id, None))
        }
        None => {
            if let Some(refused) = flagging::refusal_of(session, &finding) {
                return Err(Notice::problem(refused.into_owned()));
            }
            let kept = snapshots::keep(session, &mut finding);
            let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
            let id = finding.id;
            (Edit::InsertFinding { place, finding: Box::new(finding) }, (id, kept))
        }
    };
    let (id, kept) = effects;
    let judgement = Some(CandidateJudgement::Accepted(id));
    let judged = Edit::JudgeCandidate(Box::new(CandidateRecord { judgement, ..record }));
    session.history.apply(&mut session.ticket, "", Edit::All(vec![flagged, judged]));
    Ok(kept.into_iter().collect())
}

/// A finding on the same frames that another candidate became.
fn twin(session: &Session, finding: &Finding) -> Option<Finding> {
    let ticket = &session.ticket;
    let of_candidate = |id: FindingId| {
        ticket.candidates().iter().any(|kept| kept.judgement == Some(CandidateJudgement::Accepted(id)))
    };
    let same = |kept: &&Finding| {
        (kept.kind, kept.from, kept.to) == (finding.kind, finding.from, finding.to)
            && kept.against == finding.against
            && kept.kind != FindingKind::Other
            && of_candidate(kept.id)
    };
    ticket.findings().iter().find(same).cloned()
}

fn finding_of(
    profile: &Profile,
    session: &Session,
    place: usize,
    person: &Person,
    stamp: &Stamp,
) -> Option<Finding> {
    let heard = session.heard_mix()?;
    let (found, record) = (heard.result().candidates.get(place)?, heard.record(place)?);
    let length = heard.question().audio_facts.duration.get();
    let judged = mix_judgement(profile, found, length);
    let proposed = judged.proposal();
    let TimeRange { from, to } = session.mix_placing().frames(found, session.frame_rate());
    let text = heard.text(found);
    let measured = Residual {
        confidence_percent: record.confidence_percent,
        words: text.clone(),
        ..Residual::default()
    };
    Some(Finding {
        id: FindingId(stamp.fresh),
        kind: mix_kind(found.check),
        from,
        to,
        severity: judged.severity.unwrap_or(Severity::Issue),
        channels: found.channels.clone(),
        rule: Some(judged.rule),
        proposed,
        needs_supervisor: judged.needs_supervisor,
        text,
        nudge: session.nudge(),
        against: references::against(session),
        by: person.to_string(),
        at: stamp.at.clone(),
        evidence: Evidence { measured: Some(measured), ..flagging::evidence(session) },
    })
}
