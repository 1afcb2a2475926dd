//! What was heard inside the mix, and the candidate that is being listened to.

use super::LoopMarks;
use crate::drafting::{HeardAgain, Reheard, candidate_record, hear_again, leader_text, mix_text};
use crate::mix::{MixCandidate, MixQuestion, MixResult};
use crate::monitoring::{ChannelOrder, ComparedSound, Monitoring, Speaker, speakers};
use crate::ticket::{CandidateJudgement, CandidateRecord, FindingId, MixCheck, Rechecked, Ticket};

/// How far listening to the inside of the mix has come.
#[derive(Clone, Debug, Default)]
pub enum MixState {
    /// The timing has to be measured first, or a side is missing.
    #[default]
    NotAsked,
    /// How much of it is done, 0 to 1.
    Listening {
        question: Box<MixQuestion>,
        share: f32,
    },
    /// By a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done(Box<HeardMix>),
}

/// What was heard of one mix.
#[derive(Clone, Debug)]
pub struct HeardMix {
    question: MixQuestion,
    result: MixResult,
    /// Of each candidate of the result, as a ticket keeps it.
    records: Vec<CandidateRecord>,
    /// Of each candidate, what was judged in an earlier round that is the same fault.
    judged_before: Vec<Option<CandidateRecord>>,
    /// What was heard of earlier findings, at a fix check.
    reheard: Vec<Reheard>,
    /// The candidates in the order that they are shown in: by check, in each the worst first.
    order: Vec<usize>,
    /// The delivered channels by name: "Ls".
    names: Vec<String>,
    /// When, where that was in an earlier sitting.
    heard_at: Option<String>,
}

/// A candidate that is being listened to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeardCandidate {
    /// Its place in the result.
    pub place: usize,
    pub sound: ComparedSound,
    /// What was monitored before, and what is for it.
    pub before: Monitoring,
    pub chosen: Monitoring,
    /// The loop as it was before.
    pub marks: LoopMarks,
}

/// The checks in the order that they are shown in: what is wrong with the whole first.
const SHOWN: [MixCheck; 14] = [
    MixCheck::ChannelOrder,
    MixCheck::Polarity,
    MixCheck::ChannelDelay,
    MixCheck::SilentChannel,
    MixCheck::DualMono,
    MixCheck::FoldDown,
    MixCheck::DropOut,
    MixCheck::MissingEffect,
    MixCheck::DialogueLeftIn,
    MixCheck::LevelDifference,
    MixCheck::TruePeak,
    MixCheck::Clipping,
    MixCheck::Click,
    MixCheck::Loudness,
];

impl HeardMix {
    /// Of what was asked for `ticket`.
    pub fn new(question: MixQuestion, result: MixResult, ticket: &Ticket) -> Self {
        let channels = usize::try_from(question.audio_facts.channels).unwrap_or(0);
        let names = speakers(channels, ChannelOrder::Smpte).into_iter().map(Speaker::label).collect();
        let round = ticket.lifecycle().round();
        let records = result.candidates.iter().map(|found| candidate_record(found, round)).collect();
        let mut order: Vec<usize> = (0..result.candidates.len()).collect();
        order.sort_by(|one, other| {
            let of =
                |place: usize| result.candidates.get(place).map(|found| (group(found.check), bad(found)));
            let ((one_group, one_bad), (other_group, other_bad)) =
                (of(*one).unwrap_or_default(), of(*other).unwrap_or_default());
            one_group.cmp(&other_group).then(other_bad.total_cmp(&one_bad)).then(one.cmp(other))
        });
        let mut heard = Self {
            question,
            result,
            records,
            judged_before: Vec::new(),
            reheard: Vec::new(),
            order,
            names,
            heard_at: None,
        };
        heard.look_back(ticket);
        heard
    }

    /// Looks up what was judged in earlier rounds, by where that lies in this delivery.
    pub fn look_back(&mut self, ticket: &Ticket) {
        let carried = ticket.carried_candidates();
        let before = |record: &CandidateRecord| {
            let same = carried.iter().find(|(_, carried)| carried.is_of_same_fault(record));
            same.map(|(kept, _)| kept.clone())
        };
        self.judged_before = self.records.iter().map(before).collect();
        let length = self.question.audio_facts.duration.get();
        let heard = HeardAgain {
            policy: &self.question.profile.mix,
            result: &self.result,
            names: &self.names,
            programme: self.question.programme(length),
            length,
        };
        self.reheard = hear_again(ticket, &heard);
    }

    /// What was heard of earlier findings, at a fix check.
    pub fn reheard(&self) -> &[Reheard] {
        &self.reheard
    }

    /// The same, heard in an earlier sitting; `None`: in this one.
    #[must_use]
    pub fn heard_before(self, at: Option<String>) -> Self {
        Self { heard_at: at, ..self }
    }

    /// When it was heard, where that was in an earlier sitting.
    pub fn heard_at(&self) -> Option<&str> {
        self.heard_at.as_deref()
    }

    /// What was asked.
    pub fn question(&self) -> &MixQuestion {
        &self.question
    }

    pub fn result(&self) -> &MixResult {
        &self.result
    }

    /// Whether a Print Master was laid beside it.
    pub fn has_print_master(&self) -> bool {
        self.result.measures.channels.is_some()
    }

    /// The delivered channels by name, in the order of the file.
    pub fn channel_names(&self) -> &[String] {
        &self.names
    }

    /// The candidates as they are shown, each with its place in the result.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = (usize, &MixCandidate)> {
        self.order.iter().filter_map(|&place| Some((place, self.result.candidates.get(place)?)))
    }

    /// Those that nobody has judged yet, as they are shown.
    pub fn open(&self, ticket: &Ticket) -> impl Iterator<Item = (usize, &MixCandidate)> {
        self.shown().filter(move |(place, _)| self.is_open(*place, ticket))
    }

    /// Whether nobody has judged that one.
    pub fn is_open(&self, place: usize, ticket: &Ticket) -> bool {
        self.records.get(place).is_some()
            && self.judgement(place, ticket).is_none()
            && self.earlier_finding(place, ticket).is_none()
    }

    /// What a person said of that one, in this round or of the same fault in an earlier one.
    pub fn judgement<'t>(&self, place: usize, ticket: &'t Ticket) -> Option<&'t CandidateJudgement> {
        let before = || ticket.judgement_of(self.judged_before.get(place)?.as_ref()?);
        ticket.judgement_of(self.records.get(place)?).or_else(before)
    }

    /// The record that a person judged, so that it can be opened again: of this round, or of the same fault in an earlier one.
    pub fn judged_record(&self, place: usize, ticket: &Ticket) -> Option<&CandidateRecord> {
        let record = self.records.get(place)?;
        match (ticket.judgement_of(record), self.judged_before.get(place)) {
            (None, Some(Some(before))) => Some(before),
            _ => Some(record),
        }
    }

    /// The earlier finding that a candidate is still, which is rechecked and not judged again; `None` where somebody said that it
    /// is gone.
    pub fn earlier_finding(&self, place: usize, ticket: &Ticket) -> Option<FindingId> {
        let of = self.reheard.iter().find(|reheard| reheard.candidates.contains(&place))?;
        let id = of.remeasured.finding;
        (ticket.lifecycle().rechecked(id) != Some(Rechecked::Gone)).then_some(id)
    }

    /// A candidate as the ticket keeps it.
    pub fn record(&self, place: usize) -> Option<&CandidateRecord> {
        self.records.get(place)
    }

    /// What is said of the leader, in sentences; empty where nobody looked.
    pub fn leader_text(&self) -> Vec<String> {
        let leader = self.result.measures.leader.as_ref();
        leader.map(|leader| leader_text(&self.question.profile.mix, leader, &self.names)).unwrap_or_default()
    }

    /// A candidate in a sentence.
    pub fn text(&self, found: &MixCandidate) -> String {
        mix_text(&self.question.profile.mix, found, &self.result.measures, &self.names)
    }
}

fn group(check: MixCheck) -> usize {
    SHOWN.iter().position(|one| *one == check).unwrap_or(SHOWN.len())
}

/// How bad one is among those of its check: more is worse.
fn bad(found: &MixCandidate) -> f64 {
    match found.check {
        MixCheck::DropOut | MixCheck::Clipping => (found.audio_to - found.audio_from) as f64,
        // Sound that is gone is the worst difference.
        MixCheck::LevelDifference => found.level_db.map_or(f64::MAX, f64::abs),
        _ => found.level_db.unwrap_or(0.0),
    }
}
