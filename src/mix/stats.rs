//! What people made of candidates inside the mix: how many of each check they accepted, and from which confidence on. For a
//! facility that sets its own limits; counted from its own tickets, and never sent anywhere.

use crate::ticket::{CandidateJudgement, CandidateRecord, FindingId, MixCheck, Ticket};

/// Under so many judged candidates a share says little. Chosen: one of twenty is 5 %.
pub const ENOUGH_JUDGED: usize = 20;
/// The share of the accepted that a limit has to keep, in percent. Chosen: what a facility may lose without noticing is less.
pub const KEPT_PERCENT: usize = 90;
/// Confidences, in percent, that a band begins with.
const BANDS: [u8; 4] = [0, 50, 70, 90];

/// What was said of the candidates of one check.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckStats {
    pub check: MixCheck,
    pub accepted: usize,
    pub dismissed: usize,
    pub not_sure: usize,
    /// By confidence, the lowest first.
    pub bands: Vec<ConfidenceBand>,
    /// Limits that would have kept most of the accepted and dropped some of the dismissed; none where too few were judged.
    pub limits: Vec<KeptBy>,
}

/// Candidates of which the check was sure to this degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfidenceBand {
    /// Percent, both included.
    pub from: u8,
    pub to: u8,
    pub accepted: usize,
    pub dismissed: usize,
}

/// A limit, and what it would have kept and dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeptBy {
    pub limit: StatsLimit,
    /// Of the accepted, those at the limit or over it.
    pub kept: usize,
    /// Of the dismissed, those under it.
    pub dropped: usize,
}

/// What a facility may set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StatsLimit {
    /// Percent.
    Confidence(u8),
    /// `mix.true_peak.most` of the profile, dBTP.
    TruePeak(f64),
}

impl CheckStats {
    /// Those that somebody accepted or dismissed.
    pub fn judged(&self) -> usize {
        self.accepted + self.dismissed
    }

    /// The share of the judged that was accepted, in percent; `None` where none was judged.
    pub fn precision_percent(&self) -> Option<usize> {
        (self.judged() > 0).then(|| (100 * self.accepted + self.judged() / 2) / self.judged())
    }

    /// Whether too few were judged to build on.
    pub fn is_few(&self) -> bool {
        self.judged() < ENOUGH_JUDGED
    }
}

/// One candidate that somebody judged.
struct JudgedCandidate<'a> {
    record: &'a CandidateRecord,
    is_accepted: bool,
}

/// What was said of candidates in all of `tickets`, check by check; only of checks with one that was judged. One whose finding was
/// removed is open again, and not counted.
pub fn mix_stats(tickets: &[Ticket]) -> Vec<CheckStats> {
    let of = |check: MixCheck| {
        let mut judged = Vec::new();
        let mut not_sure = 0;
        for (ticket, record) in
            tickets.iter().flat_map(|ticket| ticket.candidates().iter().map(move |one| (ticket, one)))
        {
            if record.check != check.id() {
                continue;
            }
            match &record.judgement {
                Some(CandidateJudgement::Accepted(id)) if is_known(ticket, *id) => {
                    judged.push(JudgedCandidate { record, is_accepted: true });
                }
                Some(CandidateJudgement::Dismissed { .. }) => {
                    judged.push(JudgedCandidate { record, is_accepted: false });
                }
                Some(CandidateJudgement::NotSure { .. }) => not_sure += 1,
                Some(CandidateJudgement::Accepted(_)) | None => {}
            }
        }
        (not_sure > 0 || !judged.is_empty()).then(|| stats(check, &judged, not_sure))
    };
    MixCheck::ALL.into_iter().filter_map(of).collect()
}

/// Whether the finding is there still, in this round or an earlier one.
fn is_known(ticket: &Ticket, id: FindingId) -> bool {
    let lifecycle = ticket.lifecycle();
    ticket.finding(id).is_some()
        || lifecycle.recheck_items().iter().any(|item| item.finding.id == id)
        || lifecycle.past().iter().any(|round| round.findings.iter().any(|finding| finding.id == id))
}

fn stats(check: MixCheck, judged: &[JudgedCandidate], not_sure: usize) -> CheckStats {
    let count =
        |is_wanted: &dyn Fn(&JudgedCandidate) -> bool| judged.iter().filter(|one| is_wanted(one)).count();
    let accepted = count(&|one| one.is_accepted);
    let ends = BANDS.iter().skip(1).map(|next| next - 1).chain([100]);
    let bands = BANDS.iter().zip(ends).map(|(&from, to)| {
        let inside = |one: &JudgedCandidate| (from..=to).contains(&one.record.confidence_percent);
        ConfidenceBand {
            from,
            to,
            accepted: count(&|one| one.is_accepted && inside(one)),
            dismissed: count(&|one| !one.is_accepted && inside(one)),
        }
    });
    let dismissed = judged.len() - accepted;
    let mut found =
        CheckStats { check, accepted, dismissed, not_sure, bands: bands.collect(), limits: Vec::new() };
    if !found.is_few() && 2 * accepted >= ENOUGH_JUDGED && dismissed > 0 {
        found.limits = limits(check, judged);
    }
    found
}

fn limits(check: MixCheck, judged: &[JudgedCandidate]) -> Vec<KeptBy> {
    let confidence = |record: &CandidateRecord| Some(i64::from(record.confidence_percent));
    let by_confidence = best(judged, &confidence)
        .map(|(at, kept, dropped)| (StatsLimit::Confidence(u8::try_from(at).unwrap_or(100)), kept, dropped));
    let level = |record: &CandidateRecord| record.level;
    // A limit is passed by what is above it: a hundredth under the softest that is kept.
    let by_level = (check == MixCheck::TruePeak)
        .then(|| best(judged, &level))
        .flatten()
        .map(|(at, kept, dropped)| (StatsLimit::TruePeak((at - 1) as f64 / 100.0), kept, dropped));
    let found = by_confidence.into_iter().chain(by_level);
    found.map(|(limit, kept, dropped)| KeptBy { limit, kept, dropped }).collect()
}

/// The highest value that [`KEPT_PERCENT`] of the accepted reach, how many of them do, and how many dismissed do not; `None`
/// where that drops nothing, or not all have a value.
fn best(
    judged: &[JudgedCandidate],
    value: &dyn Fn(&CandidateRecord) -> Option<i64>,
) -> Option<(i64, usize, usize)> {
    let of = |is_accepted: bool| {
        let wanted = judged.iter().filter(move |one| one.is_accepted == is_accepted);
        wanted.map(|one| value(one.record)).collect::<Option<Vec<i64>>>()
    };
    let (mut accepted, dismissed) = (of(true)?, of(false)?);
    accepted.sort_unstable_by(|one, other| other.cmp(one));
    let needed = (accepted.len() * KEPT_PERCENT).div_ceil(100).max(1);
    let at = *accepted.get(needed - 1)?;
    let kept = accepted.iter().filter(|value| **value >= at).count();
    let dropped = dismissed.iter().filter(|value| **value < at).count();
    (dropped > 0).then_some((at, kept, dropped))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::ticket::{Edit, NewTicket, Task, TicketId};
    use crate::timebase::SamplePos;

    /// A ticket with dismissed candidates of these confidences, and others that are not sure.
    fn ticket(confidences: &[(u8, bool)]) -> Ticket {
        let mut ticket = Ticket::new(NewTicket {
            id: TicketId(uuid::Uuid::nil()),
            title: String::new(),
            task: Task::MusicAndEffects,
            request: PathBuf::new(),
            assets: Vec::new(),
            policy: String::new(),
            created: String::new(),
        });
        for (place, (confidence_percent, is_sure)) in confidences.iter().enumerate() {
            let (by, at) = ("Ada".to_owned(), String::new());
            let judgement = Some(match is_sure {
                true => CandidateJudgement::Dismissed { why: String::new(), by, at },
                false => CandidateJudgement::NotSure { by, at },
            });
            let audio_from = SamplePos::new(place as i64 * 48_000);
            let record = CandidateRecord {
                check: "click".to_owned(),
                channels: vec![0],
                audio_from,
                audio_to: audio_from + crate::timebase::SampleDelta::new(4),
                level: Some(-1200),
                compared_with: String::new(),
                confidence_percent: *confidence_percent,
                round: 1,
                judgement,
            };
            Edit::JudgeCandidate(Box::new(record)).apply(&mut ticket).expect("applied");
        }
        ticket
    }

    #[test]
    fn what_was_dismissed_and_what_was_left_is_counted_by_band() {
        let [found] = &mix_stats(&[ticket(&[(95, true), (60, true)]), ticket(&[(40, false)])])[..] else {
            panic!()
        };
        assert_eq!(
            (found.check, found.accepted, found.dismissed, found.not_sure),
            (MixCheck::Click, 0, 2, 1)
        );
        assert_eq!(found.precision_percent(), Some(0));
        assert!(found.is_few() && found.limits.is_empty());
        let dismissed: Vec<usize> = found.bands.iter().map(|band| band.dismissed).collect();
        assert_eq!(dismissed, [0, 1, 0, 1]);
        assert!(mix_stats(&[ticket(&[])]).is_empty());
    }

    #[test]
    fn a_limit_keeps_nine_of_ten_accepted_and_says_what_it_drops() {
        let records = ticket(&[(90, true), (80, true), (70, true), (60, true), (50, true)]);
        let records: Vec<&CandidateRecord> = records.candidates().iter().collect();
        let mut judged: Vec<JudgedCandidate> =
            (0..19).map(|_| JudgedCandidate { record: records[0], is_accepted: true }).collect();
        judged.push(JudgedCandidate { record: records[4], is_accepted: true });
        judged.extend(
            [1, 2, 3].map(|place: usize| JudgedCandidate { record: records[place], is_accepted: false }),
        );
        let found = stats(MixCheck::Click, &judged, 0);
        assert_eq!(found.limits, [KeptBy { limit: StatsLimit::Confidence(90), kept: 19, dropped: 3 }]);
        assert_eq!(found.precision_percent(), Some(87));
        let few = stats(MixCheck::Click, &judged[10..], 0);
        assert!(few.limits.is_empty(), "thirteen are too few");
    }
}
