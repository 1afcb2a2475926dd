//! Something short in one channel, and how what belongs together becomes one candidate.

use super::result::{ComparedWith, MixCandidate};
use super::thresholds::MOST_CANDIDATES;
use crate::ticket::MixCheck;

/// Something in one channel, by its places in the delivered file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ChannelEvent {
    pub channel: usize,
    pub from: i64,
    pub to: i64,
    pub level_db: Option<f64>,
    /// 0 to 1.
    pub confidence: f64,
    /// See [`MixCandidate::compared_with`].
    pub compared_with: Option<ComparedWith>,
    /// See [`MixCandidate::in_print_master`].
    pub in_print_master: Option<bool>,
}

/// Joins events that overlap or lie within `gap` samples: of one channel, or of several where `across`.
pub(super) fn joined(
    check: MixCheck,
    mut events: Vec<ChannelEvent>,
    gap: i64,
    across: bool,
) -> Vec<MixCandidate> {
    events.sort_unstable_by_key(|event| (event.from, event.channel));
    let mut found: Vec<MixCandidate> = Vec::new();
    for event in events {
        let belongs = |one: &&mut MixCandidate| {
            event.from <= one.audio_to.saturating_add(gap)
                && (across || one.channels.first() == Some(&event.channel))
        };
        // What begins last is near the end of the list.
        match found.iter_mut().rev().take(32).find(belongs) {
            Some(one) => {
                one.audio_to = one.audio_to.max(event.to);
                one.confidence = one.confidence.max(event.confidence);
                one.level_db = [one.level_db, event.level_db].into_iter().flatten().reduce(f64::max);
                one.compared_with = one.compared_with.or(event.compared_with);
                if !one.channels.contains(&event.channel) {
                    one.channels.push(event.channel);
                    one.channels.sort_unstable();
                }
            }
            None => found.push(MixCandidate {
                check,
                channels: vec![event.channel],
                audio_from: event.from,
                audio_to: event.to,
                level_db: event.level_db,
                compared_with: event.compared_with,
                confidence: event.confidence,
                in_print_master: event.in_print_master,
            }),
        }
    }
    found
}

/// Of each check at most the first [`MOST_CANDIDATES`] in the file; gives the checks of which there were more, with how many in all.
pub(super) fn cut_to_most(candidates: &mut Vec<MixCandidate>) -> Vec<(MixCheck, usize)> {
    let mut in_all = [0_usize; MixCheck::ALL.len()];
    let place_of = |check: MixCheck| MixCheck::ALL.iter().position(|one| *one == check).unwrap_or(0);
    candidates.retain(|found| {
        in_all.get_mut(place_of(found.check)).is_some_and(|count| {
            *count += 1;
            *count <= MOST_CANDIDATES
        })
    });
    MixCheck::ALL.into_iter().zip(in_all).filter(|(_, count)| *count > MOST_CANDIDATES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_counted() {
        let event = |number: i64| ChannelEvent {
            channel: 0,
            from: number * 100,
            to: number * 100 + 4,
            level_db: None,
            confidence: 0.9,
            compared_with: None,
            in_print_master: None,
        };
        let mut found = joined(MixCheck::Click, (0..2_345).map(event).collect(), 0, false);
        assert_eq!(found.len(), 2_345);
        assert_eq!(cut_to_most(&mut found), [(MixCheck::Click, 2_345)]);
        assert_eq!((found.len(), found[999].audio_from), (MOST_CANDIDATES, 99_900));
    }
}
