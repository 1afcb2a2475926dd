//! What a crash, a full disk or an unreachable store left in the journals of this computer, and what lost against another
//! desk's version: found again, saved where it belongs, and said.

use super::Autosave;
use crate::store::journal::{self, AbandonedJournal};
use crate::store::open_ticket::OpenTicket;
use crate::store::{Opened, Revision, SavedBy, StoreError, StoredTicket};
use crate::ticket::{Ticket, TicketId};

/// What became of work that was left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// What was saved now, or lost against another version: a sentence each.
    pub said: Vec<String>,
    /// Something is left still, to be tried again.
    pub is_left: bool,
    /// Why something of it is on no disk at all.
    pub on_no_disk: Option<StoreError>,
}

impl Autosave {
    /// Saves what left the desk and is on no disk, and what earlier runs left in journals; not what is at work.
    pub fn catch_up(&self, by: &SavedBy) -> CaughtUp {
        let mut caught_up = CaughtUp::default();
        let left: Vec<TicketId> =
            self.lock().iter().filter(|(_, work)| work.has_left).map(|(id, _)| *id).collect();
        for id in left {
            if let Err(why @ StoreError::OnNoDisk { .. }) = self.close(id, by) {
                (caught_up.is_left, caught_up.on_no_disk) = (true, Some(why));
            }
        }
        for id in journal::tickets_with_journals(&self.journals) {
            let CaughtUp { said, is_left, .. } = self.take_up(id, by);
            caught_up.said.extend(said);
            caught_up.is_left |= is_left;
        }
        caught_up
    }

    /// Saves what earlier runs left in journals of the ticket, unless it is at work.
    pub(super) fn take_up(&self, id: TicketId, by: &SavedBy) -> CaughtUp {
        let open_tickets = self.lock();
        if open_tickets.contains_key(&id) || !journal::is_left(&self.journals, id) {
            return CaughtUp::default();
        }
        match self.open_left(id, by) {
            Ok((_, work)) if work.save_refused => CaughtUp { is_left: true, ..CaughtUp::default() },
            Ok((opened, _)) => {
                let title = opened.value.ticket.title();
                CaughtUp {
                    said: opened.warnings.into_iter().map(|said| format!("{title}: {said}")).collect(),
                    is_left: journal::is_left(&self.journals, id),
                    on_no_disk: None,
                }
            }
            Err(_) => CaughtUp { is_left: true, ..CaughtUp::default() },
        }
    }

    /// The ticket with what only a journal had, and the work that goes on from it: saved, or in its journal still.
    pub(super) fn open_left(
        &self,
        id: TicketId,
        by: &SavedBy,
    ) -> Result<(Opened<StoredTicket>, OpenTicket), StoreError> {
        // A journal that cannot be read does not keep the ticket from opening; a warning says so.
        let (left, mut said) = match journal::abandoned_journals(&self.journals, id) {
            Ok((left, unread)) => (left, unread.iter().map(|file| damaged_text(file)).collect::<Vec<_>>()),
            Err(error) => (Vec::new(), vec![StoreError::reading(&self.journals, &error).to_string()]),
        };
        let (mut opened, mut unsaved) = (self.store.open(id), None);
        for left in left {
            let recovered = self.recover(opened, left, by)?;
            (opened, unsaved) = (Ok(recovered.0), recovered.1);
        }
        let mut opened = opened?;
        opened.warnings.append(&mut said);
        let StoredTicket { ticket, revision } = &opened.value;
        let mut work = OpenTicket {
            revision: revision.number,
            last_noted: Some(ticket.clone()),
            is_anothers: revision.number > 0 && revision.by.name != by.person.name,
            ..OpenTicket::default()
        };
        if let Some(left) = unsaved {
            (work.unsaved, work.save_refused) = (left.contents.edits.max(1), true);
            work.journal = left.go_on();
        }
        Ok((opened, work))
    }

    /// What is open after a journal that was left behind has been looked at; the journal where the store did not take it.
    fn recover(
        &self,
        opened: Result<Opened<StoredTicket>, StoreError>,
        left: AbandonedJournal,
        by: &SavedBy,
    ) -> Result<(Opened<StoredTicket>, Option<AbandonedJournal>), StoreError> {
        let ticket = left.contents.ticket.clone();
        let revision = left.contents.revision;
        match opened {
            Ok(mut opened) if opened.value.ticket == ticket => {
                // Saved, though the desk may have ended before the store had done all that belongs to it.
                let is_saved = opened.value.revision.number == revision
                    || matches!(
                        self.store.save(&ticket, revision, by),
                        Ok(_) | Err(StoreError::Conflict { .. })
                    );
                if is_saved {
                    remove_journal(left, &mut opened.warnings);
                }
                Ok((opened, None))
            }
            Ok(mut opened) if opened.value.revision.number == revision => {
                opened.warnings.push(recovered_text(left.contents.edits));
                opened.value.ticket = ticket;
                match self.store.save(&opened.value.ticket, revision, by) {
                    Ok(saved) => {
                        opened.value.revision = saved;
                        remove_journal(left, &mut opened.warnings);
                        Ok((opened, None))
                    }
                    Err(_) => Ok((opened, Some(left))),
                }
            }
            Ok(mut opened) => {
                // Others went on meanwhile: theirs is open, and this is not thrown away.
                let theirs = &opened.value.revision;
                let kept = self.store.keep_aside(&ticket, revision, by);
                let place = if kept.is_ok() { "beside this ticket" } else { "on this computer" };
                opened.warnings.push(format!(
                    "Work that was not saved when Twopop ended is kept {place}: {} saved it at {} meanwhile.",
                    theirs.by, theirs.at
                ));
                if kept.is_ok() {
                    remove_journal(left, &mut opened.warnings);
                }
                Ok((opened, None))
            }
            Err(unreachable) => {
                let mut warnings = vec![recovered_text(left.contents.edits)];
                let revision = Revision { number: revision, ..Default::default() };
                let mut kept = StoredTicket { ticket, revision };
                let mut unsaved = None;
                match self.store.save(&kept.ticket, kept.revision.number, by) {
                    Ok(saved) => {
                        kept.revision = saved;
                        remove_journal(left, &mut warnings);
                    }
                    Err(_) => {
                        unsaved = Some(left);
                        warnings.push(unreachable.to_string());
                    }
                }
                Ok((Opened { value: kept, warnings, read_only: None }, unsaved))
            }
        }
    }

    /// What this person's latest version that is kept aside has, and the ticket lacks, as a sentence.
    pub(super) fn lacking(&self, ticket: &Ticket, by: &SavedBy) -> Option<String> {
        let asides = self.store.asides(ticket.id()).unwrap_or_default();
        let theirs = asides.iter().filter(|aside| aside.revision.by.name == by.person.name);
        let latest = theirs.max_by(|one, other| one.revision.at.cmp(&other.revision.at))?;
        lacking_text(ticket, latest)
    }
}

/// `None` where the ticket has all that a person did in the version aside.
fn lacking_text(ticket: &Ticket, aside: &StoredTicket) -> Option<String> {
    let is_lacking = |id: crate::ticket::FindingId| !ticket.findings().iter().any(|finding| finding.id == id);
    let words =
        |text: &str| if text.is_empty() { "without words".to_owned() } else { format!("“{text}”") };
    let findings = aside.ticket.findings().iter().filter(|finding| is_lacking(finding.id));
    let mut lacking: Vec<String> =
        findings.map(|finding| format!("{} {}", finding.kind.label(), words(&finding.text))).collect();
    let notes = aside.ticket.notes().trim();
    if !notes.is_empty() && notes != ticket.notes().trim() {
        lacking.push(format!("the notes {}", words(notes)));
    }
    if lacking.is_empty() {
        return None;
    }
    Some(format!(
        "Your version of {} is kept beside this ticket, and has what it lacks: {}. Flag it again where it still holds.",
        aside.revision.at,
        lacking.join("; ")
    ))
}

fn damaged_text(file: &std::path::Path) -> String {
    format!(
        "The journal of this ticket is damaged, and what stands in it from there on could not be read: it is kept as {}.",
        file.display()
    )
}

fn recovered_text(edits: usize) -> String {
    match edits {
        1 => "One change that was not saved when Twopop ended has been brought back.".to_owned(),
        edits => format!("{edits} changes that were not saved when Twopop ended have been brought back."),
    }
}

/// The journal goes; one that cannot be removed is found and compared the next time, with a warning.
fn remove_journal(left: AbandonedJournal, warnings: &mut Vec<String>) {
    match left.remove() {
        Ok(None) => {}
        Ok(Some(damaged)) => warnings.push(damaged_text(&damaged)),
        Err(error) => warnings.push(format!("The journal of this ticket could not be removed ({error}).")),
    }
}
