//! Earlier findings inside the mix, measured again where `twopop check` is asked about the ticket of a fix check.

use serde_json::{Value, json};

use super::check_ticket::{ReferenceNamed, record_of};
use super::checked::JudgedAudio;
use super::settled::ResolvedRequest;
use crate::drafting::{HeardAgain, Reheard, hear_again};
use crate::policy::Profile;
use crate::ticket::{Observation, RemeasuredResult, Ticket};

/// What was heard of each earlier finding; `None` where no ticket with earlier findings was asked about.
pub(super) fn reheard(
    profile: &Profile,
    settled: &ResolvedRequest,
    judged: &JudgedAudio,
) -> Option<Vec<Reheard>> {
    let asked = settled.ticket.as_deref().filter(|one| !one.lifecycle().recheck_items().is_empty())?;
    let mut ticket: Ticket = asked.clone();
    // Where the redelivery lies is what was measured just now.
    let seen = ReferenceNamed::of(settled, judged);
    ticket.observe(Observation::Measured(vec![record_of(judged, &seen)]));
    let names = judged.channel_names();
    let length = judged.length();
    let [_, programme] = &judged.compared.measurement.programmes;
    let programme = programme.start.get().max(0)..programme.end.get().min(length);
    let programme = if programme.is_empty() { 0..length } else { programme };
    Some(hear_again(
        &ticket,
        &HeardAgain { policy: &profile.mix, result: &judged.mix, names: &names, programme, length },
    ))
}

/// As JSON; places are samples of the delivered file.
pub(super) fn reheard_json(reheard: &[Reheard]) -> Value {
    let one = |reheard: &Reheard| {
        let heard = &reheard.remeasured;
        let moved = match heard.result {
            RemeasuredResult::Moved(by) => Some(by.get()),
            _ => None,
        };
        json!({
            "finding": heard.finding.0.to_string(),
            "result": heard.result.id(),
            "moved_by": moved,
            "looked_at": heard.looked_at,
            "candidates": reheard.candidates,
            "text": heard.text,
        })
    };
    reheard.iter().map(one).collect()
}
