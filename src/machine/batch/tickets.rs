//! The tickets of a batch: measured, waiting for a person. One that a person has begun is theirs, and stays as it is.

use std::path::Path;

use jiff::Timestamp;

use crate::store::{CheckRecord, SavedBy, StoreError, StoredTicket, TicketStore};
use crate::ticket::{Observation, Person, State, Ticket, TicketId};

/// In whose name a batch saves.
pub(super) const BATCH: &str = "twopop check";

/// Who saves, at that time (RFC 3339).
pub(super) fn saver(at: String) -> SavedBy {
    SavedBy { person: Person { name: BATCH.to_owned(), ..Person::default() }, at }
}

/// Whether the ticket is as a batch left it: nobody has begun on it, and nobody says so now.
pub(super) fn is_untouched(store: &dyn TicketStore, kept: &StoredTicket, now: &str) -> bool {
    let StoredTicket { ticket, revision } = kept;
    let now: Timestamp = now.parse().unwrap_or_default();
    revision.by.name == BATCH
        && ticket.lifecycle().state() == State::New
        && ticket.lifecycle().log().entries().is_empty()
        && ticket.findings().is_empty()
        && matches!(store.claimed(ticket.id(), now), Ok(None))
}

/// Under which id the tickets of the request are to be made.
pub(super) fn id_for(
    store: &dyn TicketStore,
    request: &Path,
    record: Option<&CheckRecord>,
    fresh: TicketId,
    now: &str,
) -> TicketId {
    if let Some(base) = record.and_then(|record| record.base) {
        return base;
    }
    let found = store.find_by_request(request).ok().and_then(|found| found.ticket).map(|opened| opened.value);
    found.filter(|kept| is_untouched(store, kept, now)).map_or(fresh, |kept| kept.ticket.id())
}

/// What is to be saved, each with the revision that it follows, and why others are not, in words.
pub(super) type SavedAndLeft = (Vec<(Ticket, u32)>, Vec<String>);

/// What is to be saved of `tickets`, with the revision that each follows, and why others are not, in words.
///
/// # Errors
/// When the store cannot be reached.
pub(super) fn to_be_saved(
    store: &dyn TicketStore,
    request: &Path,
    tickets: Vec<Ticket>,
    now: &str,
) -> Result<SavedAndLeft, StoreError> {
    let (mut saved, mut left) = (Vec::new(), Vec::new());
    // A ticket of the same request under another id: of a desk, or of a batch that kept no record of it.
    let of_request = store.find_by_request(request)?.ticket.map(|opened| opened.value);
    for ticket in tickets {
        let theirs = match store.open(ticket.id()) {
            Ok(opened) => Some(opened.value),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        let other = of_request.as_ref().filter(|kept| kept.ticket.title() == ticket.title());
        match theirs.as_ref().or(other) {
            None => saved.push((ticket, 0)),
            Some(kept) if is_untouched(store, kept, now) && kept.ticket.id() == ticket.id() => {
                let after = kept.revision.number;
                saved.push((ticket, after));
            }
            Some(kept) => left.push(format!(
                "the ticket of {} is {}, and stays as it is: whoever works on it measures again by opening it",
                ticket.title(),
                whose(store, kept, now),
            )),
        }
    }
    Ok((saved, left))
}

fn whose(store: &dyn TicketStore, kept: &StoredTicket, now: &str) -> String {
    let claimed = store.claimed(kept.ticket.id(), now.parse().unwrap_or_default()).ok().flatten();
    let person = claimed.map_or_else(|| kept.revision.by.clone(), |claim| claim.owner);
    let name = if person.name.is_empty() { "somebody".to_owned() } else { person.name };
    format!("in the hands of {name}")
}

/// The tickets of a request that was moved, as they are where it is now; those a person has begun on are found by the desk.
pub(super) fn moved(
    store: &dyn TicketStore,
    record: &CheckRecord,
    to: &Path,
    now: &str,
) -> Vec<(Ticket, u32)> {
    let kept = record.tickets.iter().filter_map(|id| store.open(*id).ok()).map(|opened| opened.value);
    let untouched = kept.filter(|kept| is_untouched(store, kept, now));
    let moved = untouched.map(|kept| {
        let (mut ticket, number) = (kept.ticket, kept.revision.number);
        ticket.observe(Observation::Moved { from: record.request.clone(), to: to.to_owned() });
        (ticket, number)
    });
    moved.collect()
}
