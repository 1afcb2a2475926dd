//! What was heard inside the mix, and the candidate that is being listened to.

use super::LoopMarks;
use crate::drafting::mix_text;
use crate::mix::{ComparedWith, MixCandidate, MixQuestion, MixResult};
use crate::monitoring::{ChannelOrder, ComparedSound, Monitoring, Speaker, speakers};
use crate::ticket::{CandidateRecord, MixCheck, Ticket};
use crate::timebase::SamplePos;

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
    /// The candidates in the order that they are shown in: by check, in each the worst first.
    order: Vec<usize>,
    /// The delivered channels by name: "Ls".
    names: Vec<String>,
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
    pub fn new(question: MixQuestion, result: MixResult) -> Self {
        let channels = usize::try_from(question.audio_facts.channels).unwrap_or(0);
        let names = speakers(channels, ChannelOrder::Smpte).into_iter().map(Speaker::label).collect();
        let records = result.candidates.iter().map(record_of).collect();
        let mut order: Vec<usize> = (0..result.candidates.len()).collect();
        order.sort_by(|one, other| {
            let of =
                |place: usize| result.candidates.get(place).map(|found| (group(found.check), bad(found)));
            let ((one_group, one_bad), (other_group, other_bad)) =
                (of(*one).unwrap_or_default(), of(*other).unwrap_or_default());
            one_group.cmp(&other_group).then(other_bad.total_cmp(&one_bad)).then(one.cmp(other))
        });
        Self { question, result, records, order, names }
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
        self.records.get(place).is_some_and(|record| ticket.judgement_of(record).is_none())
    }

    /// A candidate as the ticket keeps it.
    pub fn record(&self, place: usize) -> Option<&CandidateRecord> {
        self.records.get(place)
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

fn record_of(found: &MixCandidate) -> CandidateRecord {
    CandidateRecord {
        check: found.check.id().to_owned(),
        channels: found.channels.clone(),
        audio_from: SamplePos::new(found.audio_from),
        audio_to: SamplePos::new(found.audio_to),
        level: found.level_db.map(|level| (level * 100.0).round() as i64),
        compared_with: match found.compared_with {
            Some(ComparedWith::PrintMaster) => "Print Master".to_owned(),
            Some(ComparedWith::DialogueGuide) => "dialogue guide".to_owned(),
            None => String::new(),
        },
        confidence_percent: (100.0 * found.confidence.clamp(0.0, 1.0)).round() as u8,
        judgement: None,
    }
}
