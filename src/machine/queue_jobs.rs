//! The queue: reading it, and approving what agrees without opening each ticket.

use std::thread::sleep;
use std::time::Duration;

use super::clock;
use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::session::{QueueEvent, TicketEvent};
use crate::store::{Autosave, SavedBy, StoreChanges, TicketStore, work_goes_on};
use crate::ticket::{TicketId, Transition};

/// Reads every ticket of the store in few words.
pub(super) fn list(
    store: &dyn TicketStore,
    now: String,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let event = match store.list() {
        Ok(listing) => QueueEvent::Listed {
            tickets: listing.tickets,
            unreadable: listing.unreadable.iter().map(ToString::to_string).collect(),
            now,
        }
        .into(),
        Err(refused) => {
            QueueEvent::Listed { tickets: Vec::new(), unreadable: vec![refused.to_string()], now }.into()
        }
    };
    job.report(JobOutput::Event(event))
}

/// How long one wait for a change is: so soon the job sees that it is cancelled. Chosen.
const ONE_WAIT: Duration = Duration::from_secs(1);

/// How long a store that cannot be reached is left alone before it is tried again. Chosen; the desk asks for changes by
/// itself meanwhile, as of a folder.
const TRIED_AGAIN: u32 = 5;

/// Reports what anybody saves, as it is saved, until the job is cancelled; first, where the store cannot be used, why.
pub(super) fn hear(
    store: &dyn TicketStore,
    changes: &mut dyn StoreChanges,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    if let Err(why) = store.reach() {
        job.report(JobOutput::Event(QueueEvent::StoreAway(work_goes_on(&why)).into()))?;
    }
    while !job.cancelled() {
        match changes.wait(ONE_WAIT) {
            Ok(true) => job.report(JobOutput::Event(QueueEvent::StoreChanged.into()))?,
            Ok(false) => {}
            Err(_) => {
                for _ in 0..TRIED_AGAIN {
                    sleep(ONE_WAIT);
                    if job.cancelled() {
                        break;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Confirms and approves each ticket as it is now; one that somebody changed meanwhile is left, and said.
pub(super) fn approve(
    store: &dyn TicketStore,
    tickets: &[TicketId],
    by: &SavedBy,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let (mut approved, mut refused) = (Vec::new(), Vec::new());
    for id in tickets {
        job.unless_cancelled()?;
        // Each at its own moment: that is what its ten seconds are counted from.
        let by = SavedBy { at: clock::stamp().at, ..by.clone() };
        match approve_one(store, *id, &by) {
            Ok(()) => approved.push(*id),
            Err(why) => refused.push(why),
        }
    }
    job.report(JobOutput::Event(QueueEvent::Approved { approved, refused }.into()))
}

/// Reports the open ticket as another desk saved it, where one did.
pub(super) fn look_for_changes(
    autosave: &Autosave,
    id: TicketId,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    match autosave.changed_elsewhere(id) {
        Ok(Some((ticket, by))) => {
            let ticket = Box::new(ticket);
            job.report(JobOutput::Event(TicketEvent::ChangedElsewhere { ticket, by }.into()))
        }
        // A store that cannot be reached is said when something is saved.
        Ok(None) | Err(_) => Ok(()),
    }
}

/// Takes the approval of each ticket back, where nobody has acted on it since and its ten seconds are not over.
pub(super) fn take_back(
    store: &dyn TicketStore,
    tickets: &[TicketId],
    by: &SavedBy,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let (mut taken_back, mut refused) = (0, Vec::new());
    for id in tickets {
        job.unless_cancelled()?;
        match take_back_one(store, *id, by) {
            Ok(()) => taken_back += 1,
            Err(why) => refused.push(why),
        }
    }
    job.report(JobOutput::Event(QueueEvent::TakenBack { taken_back, refused }.into()))
}

fn take_back_one(store: &dyn TicketStore, id: TicketId, by: &SavedBy) -> Result<(), String> {
    let opened = store.open(id).map_err(|error| error.to_string())?;
    let mut kept = opened.value;
    let title = kept.ticket.title().to_owned();
    let message = |why: String| format!("{title} stays approved: {why}.");
    if let Some(why) = opened.read_only {
        return Err(message(why));
    }
    let taken = Transition::TakeBack.apply(&mut kept.ticket, &by.person, &by.at);
    taken.map_err(|refusal| message(refusal.0))?;
    store.save(&kept.ticket, kept.revision.number, by).map(|_| ()).map_err(|error| message(error.to_string()))
}

fn approve_one(store: &dyn TicketStore, id: TicketId, by: &SavedBy) -> Result<(), String> {
    let opened = store.open(id).map_err(|error| error.to_string())?;
    let mut kept = opened.value;
    let title = kept.ticket.title().to_owned();
    let message = |why: String| format!("{title} was not approved: {why}.");
    if let Some(why) = opened.read_only {
        return Err(message(why));
    }
    let faults = kept.ticket.log_faults();
    if let Some(fault) = faults.first() {
        return Err(message(fault.to_string()));
    }
    if let Some(open) = kept.ticket.reservations().first() {
        return Err(message(format!("{open}; open it and decide on it by itself")));
    }
    let moves = [Transition::ConfirmAgreeing, Transition::Approve { note: String::new() }];
    for one in moves {
        one.apply(&mut kept.ticket, &by.person, &by.at).map_err(|refusal| message(refusal.0))?;
    }
    store.save(&kept.ticket, kept.revision.number, by).map(|_| ()).map_err(|error| message(error.to_string()))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::DeskFolder;
    use crate::ticket::{NewTicket, Observation, Person, PersonRole, State, Task, Ticket};

    const AT: &str = "2026-01-15T10:00:00+01:00";

    fn by(name: &str, duty: PersonRole) -> SavedBy {
        SavedBy { person: Person { name: name.to_owned(), duty }, at: AT.to_owned() }
    }

    /// Submitted clean; measured or not.
    fn submitted(number: u128, is_measured: bool) -> Ticket {
        let mut ticket = Ticket::new(NewTicket {
            id: TicketId(Uuid::from_u128(number)),
            title: "NIGHTFALL R1".to_owned(),
            task: Task::MusicAndEffects,
            request: "/requests/nightfall".into(),
            assets: Vec::new(),
            policy: "asset-qc".to_owned(),
            created: AT.to_owned(),
        });
        if is_measured {
            ticket.observe(Observation::Drafted(Vec::new()));
        }
        let ada = by("Ada", PersonRole::Operator);
        for made in [Transition::TakeUp, Transition::Submit] {
            made.apply(&mut ticket, &ada.person, AT).unwrap();
        }
        ticket
    }

    #[test]
    fn what_was_never_measured_is_not_approved_unseen() {
        let folder = tempfile::tempdir().unwrap();
        let store = DeskFolder::open(&folder.path().join("desk"), &folder.path().join("local")).unwrap();
        let sue = by("Sue", PersonRole::Supervisor);
        for (number, is_measured) in [(1, true), (2, false)] {
            store.save(&submitted(number, is_measured), 0, &sue).unwrap();
            let approved = approve_one(&store, TicketId(Uuid::from_u128(number)), &sue);
            let kept = store.open(TicketId(Uuid::from_u128(number))).unwrap().value.ticket;
            assert_eq!(matches!(kept.lifecycle().state(), State::Approved(_)), is_measured, "{approved:?}");
            let why = approved.err().unwrap_or_default();
            assert_eq!(why.contains("no timing measurement is kept with it"), !is_measured, "{why}");
        }
    }

    #[test]
    fn what_was_approved_together_is_taken_back_within_ten_seconds_and_by_who_did_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = DeskFolder::open(&folder.path().join("desk"), &folder.path().join("local")).unwrap();
        let id = TicketId(Uuid::from_u128(1));
        let sue = by("Sue", PersonRole::Supervisor);
        store.save(&submitted(1, true), 0, &sue).unwrap();
        approve_one(&store, id, &sue).unwrap();
        let state = || store.open(id).unwrap().value.ticket.lifecycle().state();
        let late = SavedBy { at: "2026-01-15T10:00:11+01:00".to_owned(), ..sue.clone() };
        let refused = take_back_one(&store, id, &late).unwrap_err();
        assert!(refused.contains("NIGHTFALL R1 stays approved: ten seconds have passed"), "{refused}");
        assert!(take_back_one(&store, id, &by("Max", PersonRole::Supervisor)).is_err());
        assert!(matches!(state(), State::Approved(_)));
        let soon = SavedBy { at: "2026-01-15T10:00:09+01:00".to_owned(), ..sue };
        take_back_one(&store, id, &soon).unwrap();
        assert!(matches!(state(), State::Submitted(_)));
        assert!(take_back_one(&store, id, &soon).is_err(), "once");
    }
}
