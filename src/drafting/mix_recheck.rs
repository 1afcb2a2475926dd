//! Earlier findings inside the mix, listened for again on a redelivery: still there, moved, gone, or not heard and why.
//!
//! Takes the ticket of the fix check, with what was measured of its timing, and what was heard of its mix; gives what was heard
//! of each. Nothing is called gone that was not listened for where it would lie.

use std::ops::Range;

use super::mix_figures::{channel_name, channels_text, figure, length_text, lower_first, tenths};
use super::mix_text::{mix_kind, mix_text};
use crate::mix::{CheckState, MixCandidate, MixResult, NullStep};
use crate::policy::MixPolicy;
use crate::ticket::{
    CandidateJudgement, CandidateRecord, FindingKind, MixCheck, RecheckItem, RemeasuredFinding,
    RemeasuredResult, Ticket,
};
use crate::timebase::{SampleDelta, SamplePos};

/// How far from its place one like it is taken for the same, moved: 10 s. Chosen: further away it is another.
const MOST_MOVED: i64 = 480_000;
/// What one that moved may differ by: its level in decibels, and its length as a share. Chosen: files that are made anew from the
/// same sound differ by less.
const SAME_LEVEL: f64 = 1.0;
const SAME_LENGTH: f64 = 0.25;
/// Levels, in decibels, from which dialogue, a missing effect and a level difference are listened for; softer ones are not called
/// gone. Chosen: what the checks were built to find.
const HEARD_DIALOGUE: f64 = -40.0;
const HEARD_EFFECT: f64 = 6.0;
const HEARD_DIFFERENCE: f64 = 1.0;

/// What was heard of the redelivery.
#[derive(Clone, Debug)]
pub struct HeardAgain<'a> {
    pub policy: &'a MixPolicy,
    pub result: &'a MixResult,
    /// Its channels by name, in the order of the file.
    pub names: &'a [String],
    /// Samples of its file that were listened to.
    pub programme: Range<i64>,
    /// Samples of its file.
    pub length: i64,
}

/// What was heard of one earlier finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reheard {
    pub remeasured: RemeasuredFinding,
    /// The candidates that are this finding still, by their places in the result.
    pub candidates: Vec<usize>,
}

/// What is heard now of each earlier finding inside the mix, in the order of the picture. Those of timing, and those that production
/// signed off, are left out.
pub fn hear_again(ticket: &Ticket, heard: &HeardAgain<'_>) -> Vec<Reheard> {
    let lifecycle = ticket.lifecycle();
    let open =
        lifecycle.recheck_items().iter().filter(|item| lifecycle.signed_off(item.finding.id).is_none());
    open.filter_map(|item| heard.of_finding(ticket, item)).collect()
}

/// What was heard of one fault.
struct Outcome {
    result: RemeasuredResult,
    text: String,
    looked_at: Option<[SamplePos; 2]>,
    candidate: Option<usize>,
}

impl Outcome {
    fn not_heard(why: &str) -> Self {
        let text = format!("Not heard: {}", lower_first(why.trim_end_matches('.')));
        Self { result: RemeasuredResult::NotHeard, text: text + ".", looked_at: None, candidate: None }
    }
}

impl HeardAgain<'_> {
    fn of_finding(&self, ticket: &Ticket, item: &RecheckItem) -> Option<Reheard> {
        let finding = &item.finding;
        let accepted = Some(CandidateJudgement::Accepted(finding.id));
        let records = ticket.candidates().iter().filter(|record| record.judgement == accepted);
        let mut heard: Vec<Outcome> = records
            .map(|record| {
                let round = if record.round == 0 { item.round } else { record.round };
                self.of_record(ticket, &CandidateRecord { round, ..record.clone() })
            })
            .collect();
        if heard.is_empty() {
            heard.push(self.of_ear(ticket, item)?);
        }
        // What keeps it open is said first.
        heard.sort_by_key(|one| std::cmp::Reverse(one.result.weight()));
        let candidates = heard.iter().filter_map(|one| one.candidate).collect();
        let text = heard.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(" ");
        let worst = heard.into_iter().next()?;
        let (result, looked_at) = (worst.result, worst.looked_at);
        let remeasured = RemeasuredFinding { finding: finding.id, result, looked_at, text };
        Some(Reheard { remeasured, candidates })
    }

    /// One that a person flagged by ear: there is nothing to measure it by, but something like it may be found where it was.
    fn of_ear(&self, ticket: &Ticket, item: &RecheckItem) -> Option<Outcome> {
        let finding = &item.finding;
        use FindingKind::{ChannelMismap, DialogueBleed, DropOut, MissingEffect, TruePeak};
        if !matches!(finding.kind, DialogueBleed | MissingEffect | ChannelMismap | DropOut | TruePeak) {
            return None;
        }
        let shift = ticket.alignment().delta().get();
        let (from, to) = (finding.from.get() - shift, finding.to.get() - shift);
        let is_it = |found: &MixCandidate| {
            mix_kind(found.check) == finding.kind
                && found.audio_from < to
                && from < found.audio_to
                && (finding.channels.is_empty() || shares(&finding.channels, &found.channels))
        };
        let Some((place, found)) = self.candidates().find(|(_, found)| is_it(found)) else {
            return Some(Outcome::not_heard("It was flagged by ear, with nothing measured: listen there"));
        };
        Some(Outcome {
            result: RemeasuredResult::StillThere,
            text: format!("Still there: {}", self.words(found)),
            looked_at: None,
            candidate: Some(place),
        })
    }

    fn of_record(&self, ticket: &Ticket, record: &CandidateRecord) -> Outcome {
        let Some(check) = MixCheck::named(&record.check) else {
            return Outcome::not_heard("This version has no such check");
        };
        let goes_through = |length: SampleDelta| record.audio_to - record.audio_from >= length;
        let is_whole = check.is_of_whole()
            || record.audio_from == SamplePos::ZERO
                && ticket.audio_length(record.round).is_some_and(goes_through);
        let carried = if is_whole { None } else { ticket.carried_candidate(record) };
        let was = was(check, record);
        if let Some((place, found, moved)) = self.found(check, record, carried.as_ref(), is_whole) {
            return self.still_there(was.as_deref(), place, found, moved, carried.as_ref());
        }
        let outcome = match self.not_there(check, record, carried.as_ref(), is_whole) {
            Ok(now) => {
                let was = was.map(|was| format!("was {was}, ")).unwrap_or_default();
                let text = format!("Gone: {was}{now}.");
                Outcome { result: RemeasuredResult::Gone, text, looked_at: None, candidate: None }
            }
            Err(why) => Outcome::not_heard(&why),
        };
        Outcome { looked_at: carried.map(|place| [place.audio_from, place.audio_to]), ..outcome }
    }

    fn still_there(
        &self,
        was: Option<&str>,
        place: usize,
        found: &MixCandidate,
        moved: i64,
        carried: Option<&CandidateRecord>,
    ) -> Outcome {
        let is = figure(found.check, found.level_db, found.audio_to - found.audio_from);
        let figures = match (was, is) {
            (Some(was), Some(is)) => format!("was {was}, is {is}."),
            _ => self.words(found),
        };
        let (result, text) = if moved == 0 {
            (RemeasuredResult::StillThere, format!("Still there: {figures}"))
        } else {
            let way = if moved < 0 { "EARLIER" } else { "LATER" };
            let by = length_text(moved.abs());
            (
                RemeasuredResult::Moved(SampleDelta::new(moved)),
                format!("Moved {by} {way} in the programme: {figures}"),
            )
        };
        let looked_at = carried.map(|place| [place.audio_from, place.audio_to]);
        Outcome { result, text, looked_at, candidate: Some(place) }
    }

    fn candidates(&self) -> impl Iterator<Item = (usize, &MixCandidate)> {
        self.result.candidates.iter().enumerate()
    }

    fn words(&self, found: &MixCandidate) -> String {
        mix_text(self.policy, found, &self.result.measures, self.names)
    }

    /// The candidate that is this fault, and by how much it moved.
    fn found(
        &self,
        check: MixCheck,
        record: &CandidateRecord,
        carried: Option<&CandidateRecord>,
        is_whole: bool,
    ) -> Option<(usize, &MixCandidate, i64)> {
        let of_check = || {
            self.candidates()
                .filter(|(_, found)| found.check == check && shares(&record.channels, &found.channels))
        };
        if is_whole {
            let whole = |found: &MixCandidate| {
                check.is_of_whole() || found.audio_from == 0 && found.audio_to >= self.length
            };
            return of_check().find(|(_, found)| whole(found)).map(|(place, found)| (place, found, 0));
        }
        // One whose place is not known may lie where it was in its file.
        let there = carried.unwrap_or(record);
        let (from, to) = (there.audio_from.get(), there.audio_to.get());
        let is_there = |found: &MixCandidate| {
            let now = CandidateRecord {
                audio_from: SamplePos::new(found.audio_from),
                audio_to: SamplePos::new(found.audio_to),
                channels: record.channels.clone(),
                ..there.clone()
            };
            there.is_of_same_fault(&now)
        };
        if let Some((place, found)) = of_check().find(|(_, found)| is_there(found)) {
            return Some((place, found, 0));
        }
        carried?;
        let is_like = |found: &MixCandidate| {
            let (was, is) = ((to - from) as f64, (found.audio_to - found.audio_from) as f64);
            let level =
                |was: i64| found.level_db.is_some_and(|is| (is - was as f64 / 100.0).abs() <= SAME_LEVEL);
            (was - is).abs() <= SAME_LENGTH * was.max(is).max(192.0) && record.level.is_none_or(level)
        };
        let near =
            of_check().filter(|(_, found)| (found.audio_from - from).abs() <= MOST_MOVED && is_like(found));
        let nearest = near.min_by_key(|(_, found)| (found.audio_from - from).abs());
        nearest.map(|(place, found)| (place, found, found.audio_from - from))
    }

    /// What is there instead of a fault that was not found, in words.
    ///
    /// # Errors
    /// Why that cannot be said.
    fn not_there(
        &self,
        check: MixCheck,
        record: &CandidateRecord,
        carried: Option<&CandidateRecord>,
        is_whole: bool,
    ) -> Result<String, String> {
        match self.result.state(check) {
            Some(CheckState::Ran) => {}
            Some(state) => return Err(state.because().to_owned()),
            None => return Err("This was not listened for".to_owned()),
        }
        let has_master = self.result.measures.channels.is_some();
        let by_master = record.compared_with == "Print Master";
        if by_master && !has_master && !self.result.measures.has_guide {
            return Err("It was found beside a Print Master, and none lies beside this delivery".to_owned());
        }
        if record.compared_with == "dialogue guide" && !self.result.measures.has_guide {
            return Err("It was found beside a dialogue guide, and none lies beside this delivery".to_owned());
        }
        let soft = |least: f64| record.level.is_some_and(|level| (level as f64 / 100.0).abs() < least);
        let is_soft = match check {
            MixCheck::DialogueLeftIn => {
                record.level.is_some_and(|level| (level as f64) < HEARD_DIALOGUE * 100.0)
            }
            MixCheck::MissingEffect => soft(HEARD_EFFECT),
            MixCheck::LevelDifference => soft(HEARD_DIFFERENCE),
            _ => false,
        };
        if is_soft {
            return Err("It was softer than what is found surely: listen there".to_owned());
        }
        if is_whole {
            return self.whole_now(check, record);
        }
        let Some(there) = carried else {
            return Err(
                "Where it would lie in this delivery is not known, the timing gives no place there: listen"
                    .to_owned(),
            );
        };
        let (from, to) = (there.audio_from.get(), there.audio_to.get());
        let listed = self.result.candidates.iter().rev().find(|found| found.check == check);
        if self.result.more_than_listed(check).is_some() && listed.is_none_or(|last| last.audio_from < to) {
            return Err("More were found than are listed, and its place lies after those".to_owned());
        }
        if from < self.programme.start || to > self.programme.end {
            return Err("Its place lies outside the programme that was listened to".to_owned());
        }
        let compares = matches!(check, MixCheck::MissingEffect | MixCheck::LevelDifference)
            || check == MixCheck::DialogueLeftIn && by_master && !self.result.measures.has_guide;
        if compares {
            self.was_compared(check, &record.channels, from, to)?;
        }
        Ok(self.now(check, record))
    }

    /// # Errors
    /// Where the Print Master did not lie beside it, or was silent.
    fn was_compared(&self, check: MixCheck, channels: &[usize], from: i64, to: i64) -> Result<(), String> {
        let Some(map) = &self.result.measures.null_map else {
            return Err("Nothing was compared with the Print Master".to_owned());
        };
        for channel in channels {
            let steps = map.between(*channel, from, to);
            if steps.is_empty() || steps.contains(&NullStep::NotCompared) {
                return Err("The Print Master does not lie beside this delivery there".to_owned());
            }
            if check != MixCheck::DialogueLeftIn && steps.iter().all(|step| *step == NullStep::Silent) {
                return Err("The Print Master is silent there now".to_owned());
            }
        }
        Ok(())
    }

    /// What is at a place where nothing was found.
    fn now(&self, check: MixCheck, record: &CandidateRecord) -> String {
        match check {
            MixCheck::TruePeak => {
                let peaks = &self.result.measures.true_peak_dbtp;
                let here =
                    record.channels.iter().filter_map(|&channel| peaks.get(channel).copied().flatten());
                match here.reduce(f64::max) {
                    Some(peak) if peak <= self.policy.true_peak.most.get() => {
                        format!("is {} dBTP", tenths(peak))
                    }
                    _ => format!("now nothing above {} dBTP there", self.policy.true_peak.most),
                }
            }
            MixCheck::DialogueLeftIn if record.level.is_none() => "now no voice is heard there".to_owned(),
            MixCheck::DialogueLeftIn => format!("now not found above {} dB", tenths(HEARD_DIALOGUE)),
            MixCheck::MissingEffect => "now nothing is found missing there".to_owned(),
            MixCheck::LevelDifference => format!("now no difference of {HEARD_DIFFERENCE} dB is found there"),
            MixCheck::DropOut => "now none of 1 ms or longer is there".to_owned(),
            MixCheck::Click => "now none is found there".to_owned(),
            MixCheck::Clipping => "now no samples in a row are at full scale there".to_owned(),
            _ => "now it is not found".to_owned(),
        }
    }

    /// What is now of a fault of whole channels, or of the programme.
    fn whole_now(&self, check: MixCheck, record: &CandidateRecord) -> Result<String, String> {
        let measures = &self.result.measures;
        let on = channels_text(&record.channels, self.names);
        let compared =
            |channel: &usize| measures.channels.as_ref().and_then(|all| all.get(*channel).copied());
        let channels: Vec<_> = record.channels.iter().filter_map(compared).collect();
        let is_known = !channels.is_empty() && channels.len() == record.channels.len();
        let untold = || format!("{on} and the Print Master have too little in common to tell");
        match check {
            MixCheck::ChannelOrder if is_known && channels.iter().all(|one| one.map.is_some()) => {
                Ok(format!("now each of {on} holds its own"))
            }
            MixCheck::Polarity if is_known && channels.iter().all(|one| one.polarity == Some(1)) => {
                Ok(format!("now {on} the right way up"))
            }
            MixCheck::ChannelDelay if is_known && channels.iter().all(|one| one.delay_samples == Some(0)) => {
                Ok(format!("now {on} in time with the others"))
            }
            MixCheck::LevelDifference => {
                let gains: Vec<f64> = channels.iter().filter_map(|one| one.gain_db).collect();
                match gains.as_slice() {
                    [gain] => Ok(format!("is {} dB", tenths(*gain))),
                    _ => Err(untold()),
                }
            }
            MixCheck::ChannelOrder | MixCheck::Polarity | MixCheck::ChannelDelay => Err(untold()),
            MixCheck::SilentChannel => {
                let silent = |channel: &&usize| {
                    measures.true_peak_dbtp.get(**channel).copied().flatten().is_none_or(|peak| peak < -100.0)
                };
                match record.channels.iter().find(silent) {
                    Some(channel) => Err(format!(
                        "{} is silent still, as it is in the Print Master",
                        channel_name(*channel, self.names)
                    )),
                    None => Ok(format!("now {on} sounds")),
                }
            }
            MixCheck::DualMono if measures.twins.iter().any(|twins| twins[..] == record.channels[..]) => {
                Err("The two are one sound still, as they are in the Print Master".to_owned())
            }
            MixCheck::DualMono => Ok("now they are two sounds".to_owned()),
            MixCheck::Loudness => match measures.integrated_lufs {
                Some(level) => Ok(format!("is {} LKFS by the programme", tenths(level))),
                None => Err("The programme is too soft for a loudness".to_owned()),
            },
            _ => Ok("now it is not found".to_owned()),
        }
    }
}

/// What was measured when it was found.
fn was(check: MixCheck, record: &CandidateRecord) -> Option<String> {
    let length = (record.audio_to - record.audio_from).get();
    figure(check, record.level.map(|level| level as f64 / 100.0), length)
}

fn shares(one: &[usize], other: &[usize]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|channel| other.contains(channel))
}
