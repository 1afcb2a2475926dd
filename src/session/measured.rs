use std::collections::BTreeSet;

use super::{Effect, Notice, Session, Stamp, align, flag, monitor, snapshot_request};
use crate::drafting::{Draft, Served, drafts};
use crate::policy::{self, Profile};
use crate::ticket::{
    Asset, AssetFacts, Edit, Evidence as Kept, Finding, FindingId, Mode, Person, ReferenceKind, Residual,
    Severity, Ticket,
};
use crate::timebase::{
    FrameRate, Lateness, Nudge, SAMPLE_RATE, SampleDelta, SamplePos, Timecode, offset_text,
};
use crate::timing::{
    Conditions, Discrepancy, Measurement, Preview, Segment, SegmentKind, SyncVerdict, WitnessKind,
};

/// How far the measurement of the pair on the desk has come.
#[derive(Clone, Debug, Default)]
pub enum Measuring {
    /// Nothing to measure: a side is missing.
    #[default]
    Nothing,
    /// Sound is being read or compared; how much of it is done, 0 to 1, and what it is at, in words.
    Running {
        share: f32,
        step: String,
        /// A first picture, to be doubted, once there is one.
        preview: Option<Box<Preview>>,
    },
    /// Stopped by a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done(Box<Measured>),
}

/// What was measured against one reference, and the findings drafted from it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub measurement: Measurement,
    /// Those of a full check, in the order of the measurement, decided on or not.
    pub drafts: Vec<Draft>,
    /// The reference, as a finding names it: kind, version and file.
    pub against: String,
    /// Measured against the stage mix the QC is finished on, not against the reference served.
    pub is_of_stage_mix: bool,
    /// Places of the drafts that a person does not want.
    pub dismissed: BTreeSet<usize>,
}

impl Measured {
    /// The drafts a person has still to decide on, each with its place: wanted in the ticket's mode, not dismissed,
    /// and not a finding already. Undoing an acceptance opens its draft again.
    pub fn open_drafts(&self, ticket: &Ticket) -> impl Iterator<Item = (usize, &Draft)> {
        let is_open = move |place: usize, draft: &Draft| {
            ticket.mode().looks_for(draft.kind)
                && !self.dismissed.contains(&place)
                && !ticket.findings().iter().any(|kept| self.became(draft, kept))
        };
        self.drafts.iter().enumerate().filter(move |(place, draft)| is_open(*place, draft))
    }

    /// Whether a person made this draft that finding: same kind, same frames, same reference. Words and severity
    /// are a person's to change.
    fn became(&self, draft: &Draft, kept: &Finding) -> bool {
        (kept.kind, kept.from, kept.to) == (draft.kind, draft.from, draft.to) && kept.against == self.against
    }
}

/// What a measurement must know beside the sound. The order of the witnesses is the policy's.
pub fn conditions(
    profile: &Profile,
    frame_rate: FrameRate,
    reference: &AssetFacts,
    audio: &AssetFacts,
) -> Conditions {
    Conditions {
        frame_rate,
        picture_starts: reference
            .start_timecode
            .map(Timecode::samples_since_midnight)
            .map(|place| place.get()),
        // Counted in samples of the file's own rate; zero is what writers put where they know none.
        time_reference: audio
            .time_reference
            .filter(|_| audio.sample_rate == SAMPLE_RATE)
            .map(|place| place.get())
            .filter(|place| *place != 0),
        order: profile.alignment_order.iter().map(|source| kind_of(*source)).collect(),
    }
}

/// The conditions of the pair on the desk; `None` where a side is missing.
pub(super) fn conditions_on_desk(profile: &Profile, session: &Session) -> Option<Conditions> {
    facts_of(session.compared().map(|(asset, _)| asset))?;
    let audio = facts_of(session.delivered())?;
    // A stage mix is laid on the timeline of the picture, so the picture's start is what counts.
    let picture = session.served().and_then(|(asset, _)| asset.facts.as_ref())?;
    Some(conditions(profile, session.frame_rate(), picture, audio))
}

pub(super) fn facts_of(asset: Option<&Asset>) -> Option<&AssetFacts> {
    asset.and_then(|asset| asset.facts.as_ref()).filter(|facts| facts.channels > 0)
}

fn kind_of(source: policy::AlignmentSource) -> WitnessKind {
    match source {
        policy::AlignmentSource::SyncPop => WitnessKind::SyncPop,
        policy::AlignmentSource::TimeReference => WitnessKind::TimeReference,
        policy::AlignmentSource::ProgrammeStart => WitnessKind::ProgrammeStart,
        policy::AlignmentSource::FileStart => WitnessKind::FileStart,
    }
}

impl Measuring {
    /// Begun, or begun again.
    pub(super) fn begun(step: &str) -> Self {
        Self::Running { share: 0.0, step: step.to_owned(), preview: None }
    }
}

/// How far it is now; a first picture stays until the answer is there.
pub(super) fn moved_on(session: &mut Session, share: f32, step: String) {
    let preview = match &mut session.measuring {
        Measuring::Running { preview, .. } => preview.take(),
        _ => None,
    };
    session.measuring = Measuring::Running { share, step, preview };
}

/// The coarse search has seen something.
pub(super) fn previewed(session: &mut Session, first: Box<Preview>) {
    if let Measuring::Running { preview, .. } = &mut session.measuring {
        *preview = Some(first);
    }
}

/// Takes the answer in: drafts its findings and, where nobody has nudged or flagged yet, lays the audio by the
/// best witness. That is the named initial alignment; it is an edit like any other.
pub(super) fn take_in(profile: &Profile, session: &mut Session, measurement: Measurement) -> Vec<Effect> {
    let drafted = compared(session).map(|compared| drafts(profile, &compared, &measurement, Mode::Full));
    let is_of_stage_mix = session.finishing().is_some();
    let untouched = session.ticket.nudge() == Nudge::ZERO && session.ticket.findings().is_empty();
    let (nudge, by) = witnessed_alignment(&measurement);
    let mut measured = Box::new(Measured {
        measurement,
        drafts: drafted.unwrap_or_default(),
        against: flag::against(session),
        is_of_stage_mix,
        dismissed: BTreeSet::new(),
    });
    super::stage_mix::take_over_dismissed(session, &mut measured);
    session.measuring = Measuring::Done(measured);
    // Of a file start the ticket says why; a measurement that has nothing better adds nothing.
    let ticket = &session.ticket;
    let is_known = nudge == ticket.initial_alignment() && ticket.initial_alignment_by().starts_with(&by);
    if is_of_stage_mix || !untouched || is_known {
        return Vec::new();
    }
    session.history.apply(&mut session.ticket, "", Edit::SetInitialAlignment { nudge, by });
    vec![monitor::mix(session)]
}

/// The reference served was measured once more while the QC is finished on a stage mix: its own drafts change.
pub(super) fn measured_again(profile: &Profile, session: &mut Session, measurement: Measurement) {
    let Some(served) = served(session) else { return };
    let Some(kept) = session.of_served.as_deref_mut() else { return };
    kept.drafts = drafts(profile, &served, &measurement, Mode::Full);
    kept.measurement = measurement;
    kept.dismissed.clear();
}

/// Where the believed witness lays the audio, and its name in words.
fn witnessed_alignment(measurement: &Measurement) -> (Nudge, String) {
    let believed = measurement.initial_alignment;
    (nudge_against(believed.offset), believed.by.label().to_owned())
}

/// What the content says after the initial alignment: the nudge under which the stretch at (or before) the
/// playhead lines up. `None` where nothing could be compared.
pub(super) fn suggested_nudge(session: &Session) -> Option<Nudge> {
    let here = session.transport.position;
    let mut best = None;
    for segment in matched(session)? {
        if best.is_none() || segment.reference_from <= here {
            best = Some(segment);
        }
    }
    nudge_of(session, best?, here)
}

/// The same for one place, and only where there is evidence at that very place.
fn suggested_at(session: &Session, place: SamplePos) -> Option<Nudge> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let rate = measured.measurement.rate;
    let covers = |segment: &&Segment| {
        let on_audio = place.get() as f64 + segment.offset_at(place, rate);
        place >= segment.reference_from && on_audio < segment.audio_to.get() as f64
    };
    let under = matched(session)?.find(covers)?;
    nudge_of(session, under, place)
}

fn matched(session: &Session) -> Option<impl Iterator<Item = &Segment>> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let segments = measured.measurement.segments.iter();
    Some(segments.filter(|segment| segment.kind == SegmentKind::Matched))
}

fn nudge_of(session: &Session, segment: &Segment, place: SamplePos) -> Option<Nudge> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let whole = nudge_against(segment.offset_at(place, measured.measurement.rate));
    Some(Nudge::new(whole.delta() + -session.ticket.initial_alignment().delta()))
}

/// Lays the audio as its sound suggests at `place`; repeated places are one undo step. Nothing where there is no
/// evidence, where it lies so already, or where the ticket is for reading only.
pub(super) fn line_up_at(session: &mut Session, place: SamplePos) -> Vec<Effect> {
    let suggested = suggested_at(session, place).filter(|nudge| *nudge != session.ticket.nudge());
    let Some(nudge) = suggested else { return Vec::new() };
    align::lay(session, "hear there", nudge)
}

/// The nudge that takes an offset (audio position minus reference position) away.
fn nudge_against(offset: f64) -> Nudge {
    Nudge::new(SampleDelta::new(-(offset.round() as i64)))
}

/// Moves the audio where its sound says it belongs: an ordinary, undoable nudge.
pub(super) fn apply_suggestion(session: &mut Session) -> Vec<Effect> {
    let Some(nudge) = suggested_nudge(session) else { return Vec::new() };
    session.history.cut();
    align::lay(session, "", nudge)
}

/// A person takes a draft over: it becomes a finding of theirs, with what was measured in its words.
pub(super) fn accept(
    session: &mut Session,
    place: usize,
    person: &Person,
    stamp: &Stamp,
) -> Result<Vec<Effect>, Notice> {
    let nudge = session.nudge();
    let open = session.open_drafts().find(|(open, ..)| *open == place);
    let Some((_, draft, of)) = open else { return Ok(Vec::new()) };
    let evidence = Kept { measured: Some(residual(draft, &of.measurement)), ..flag::evidence(session) };
    let (draft, against) = (draft.clone(), of.against.clone());
    let proposed = draft.judgement.proposal();
    let mut finding = Finding {
        id: FindingId(stamp.fresh),
        kind: draft.kind,
        from: draft.from,
        to: draft.to,
        severity: draft.judgement.severity.unwrap_or(Severity::Issue),
        rule: Some(draft.judgement.rule),
        needs_supervisor: draft.judgement.needs_supervisor,
        text: draft.text,
        nudge,
        against,
        by: person.to_string(),
        at: stamp.at.clone(),
        proposed,
        evidence,
    };
    if let Some(refused) = flag::refusal_of(session, &finding) {
        return Err(Notice::problem(refused.into_owned()));
    }
    let kept = snapshot_request::keep(session, &mut finding);
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::InsertFinding { place, finding: Box::new(finding) };
    session.history.apply(&mut session.ticket, "", edit);
    Ok(kept.into_iter().collect())
}

/// What a draft rests on.
fn residual(draft: &Draft, of: &Measurement) -> Residual {
    let found = draft.evidence.and_then(|place| of.discrepancies.get(place));
    let (late_by, drift_ppb) = match found {
        Some(Discrepancy::GlobalOffset { late_by, .. }) => (Some(lateness(*late_by)), None),
        Some(Discrepancy::Drift { ppm, .. }) => (None, Some((ppm * 1000.0).round() as i64)),
        _ => (None, None),
    };
    let confidence_percent = (100.0 * draft.confidence.clamp(0.0, 1.0)).round() as u8;
    Residual { late_by, drift_ppb, confidence_percent, words: draft.text.clone() }
}

/// What was measured of the whole, for a global offset that is flagged by ear; `None` before anything was measured.
pub(super) fn residual_of_whole(session: &Session) -> Option<Residual> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let late_by = measured.measurement.discrepancies.iter().find_map(|found| match found {
        Discrepancy::GlobalOffset { late_by, confidence, .. } => Some((lateness(*late_by), *confidence)),
        _ => None,
    });
    let (late_by, confidence) = match (late_by, measured.measurement.verdict) {
        (Some(found), _) => found,
        (None, SyncVerdict::InSync) => {
            let least = measured.measurement.segments.iter().map(|segment| segment.confidence);
            (Lateness::default(), least.fold(1.0, f64::min))
        }
        (None, _) => return None,
    };
    let words = offset_text(late_by, session.frame_rate());
    let confidence_percent = (100.0 * confidence.clamp(0.0, 1.0)).round() as u8;
    Some(Residual { late_by: Some(late_by), drift_ppb: None, confidence_percent, words })
}

fn lateness(samples: f64) -> Lateness {
    Lateness::new(SampleDelta::new(samples.round() as i64))
}

/// A person does not want a draft. It comes back with the next measurement.
pub(super) fn dismiss(session: &mut Session, place: usize) {
    let kept = session.of_served.as_deref_mut();
    let now = match &mut session.measuring {
        Measuring::Done(measured) => Some(measured.as_mut()),
        _ => None,
    };
    let mut before = 0;
    for measured in kept.into_iter().chain(now) {
        if let Some(own) = place.checked_sub(before).filter(|own| *own < measured.drafts.len()) {
            measured.dismissed.insert(own);
        }
        before += measured.drafts.len();
    }
}

/// The reference served, as drafts name it.
pub(super) fn served(session: &Session) -> Option<Served> {
    session.served().map(|(asset, kind)| named(session, asset, kind))
}

/// What the audio is heard beside, as drafts name it.
fn compared(session: &Session) -> Option<Served> {
    session.compared().map(|(asset, kind)| named(session, asset, kind))
}

fn named(session: &Session, asset: &Asset, kind: ReferenceKind) -> Served {
    Served { kind, label: asset.label(), rate: session.frame_rate(), start: session.start_timecode() }
}
