//! A ticket together with what changed it since it was handed over to be saved last, so that nobody has to work that out
//! by comparing two tickets.
//!
//! Takes edits, transitions and observations; gives a [`TicketSave`]. It derefs to [`Ticket`] for reading, and there is no
//! way to change the ticket inside without its change being kept.

use std::ops::Deref;

use super::{Edit, LogEvent, Observation, Person, Refusal, Ticket, Transition};

/// A ticket on the desk, with the changes that are not saved yet.
#[derive(Clone, Debug)]
pub struct TrackedTicket {
    ticket: Ticket,
    unsaved: Vec<Change>,
    /// What the edits since [`TrackedTicket::begin_command`] mean for the log.
    to_log: Vec<LogEvent>,
}

/// One change of a ticket, with all it takes to make it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Edited(Edit),
    Observed(Observation),
    Transitioned {
        transition: Transition,
        by: Person,
        at: String,
    },
    /// What the edits before it wrote in the log.
    Logged {
        events: Vec<LogEvent>,
        by: Person,
        at: String,
    },
}

/// A ticket to be saved, with the changes that lead to it from the one saved before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketSave {
    pub ticket: Ticket,
    pub changes: Vec<Change>,
}

impl From<Ticket> for TrackedTicket {
    /// Nothing of it is unsaved: it was just opened, or is new and has no ticket before it.
    fn from(ticket: Ticket) -> Self {
        Self { ticket, unsaved: Vec::new(), to_log: Vec::new() }
    }
}

impl Deref for TrackedTicket {
    type Target = Ticket;

    fn deref(&self) -> &Ticket {
        &self.ticket
    }
}

impl TrackedTicket {
    /// Whether anything was changed since the last save was taken.
    pub fn is_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// Applies the edit; gives its inverse, or `None` where it is refused, as [`Edit::apply`].
    pub fn edit(&mut self, edit: Edit) -> Option<Edit> {
        let inverse = edit.clone().apply(&mut self.ticket)?;
        if !edit.changes_nothing(&inverse) {
            self.to_log.extend(edit.log_events(&inverse));
            self.unsaved.push(Change::Edited(edit));
        }
        Some(inverse)
    }

    /// Takes in what the program observed; whether it changed the ticket.
    pub fn observe(&mut self, observation: Observation) -> bool {
        let is_new = self.ticket.observe(observation.clone());
        if is_new {
            self.unsaved.push(Change::Observed(observation));
        }
        is_new
    }

    /// Makes the transition and writes it in the log.
    ///
    /// # Errors
    /// With what to do instead; the ticket is then as it was.
    pub fn transition(&mut self, transition: Transition, by: &Person, at: &str) -> Result<(), Refusal> {
        transition.clone().apply(&mut self.ticket, by, at)?;
        self.unsaved.push(Change::Transitioned { transition, by: by.clone(), at: at.to_owned() });
        Ok(())
    }

    /// A person's command begins: what follows is logged by [`TrackedTicket::log_command`].
    pub fn begin_command(&mut self) {
        self.to_log.clear();
    }

    /// The command is done: writes in the log what its edits changed of findings and mode, undo and redo included. The
    /// words of a finding are left out: they are sealed when the round is submitted.
    pub fn log_command(&mut self, by: &Person, at: &str) {
        let events = std::mem::take(&mut self.to_log);
        if !events.is_empty() {
            let logged = Change::Logged { events, by: by.clone(), at: at.to_owned() };
            logged.clone().apply(&mut self.ticket);
            self.unsaved.push(logged);
        }
    }

    /// The ticket as it is, with the changes since the last call.
    pub fn take_save(&mut self) -> TicketSave {
        TicketSave { ticket: self.ticket.clone(), changes: std::mem::take(&mut self.unsaved) }
    }

    /// A save that was taken and is not made after all: its changes go with the next one.
    pub fn return_save(&mut self, save: TicketSave) {
        let later = std::mem::replace(&mut self.unsaved, save.changes);
        self.unsaved.extend(later);
    }
}

impl Change {
    /// Makes the change; whether the ticket allowed it.
    pub fn apply(self, ticket: &mut Ticket) -> bool {
        match self {
            Self::Edited(edit) => edit.apply(ticket).is_some(),
            Self::Observed(observation) => ticket.observe(observation),
            Self::Transitioned { transition, by, at } => transition.apply(ticket, &by, &at).is_ok(),
            Self::Logged { events, by, at } => {
                events.into_iter().for_each(|event| ticket.record(&by, &at, event));
                true
            }
        }
    }

    /// The same as an edit, where one says it all.
    fn edit(&self) -> Option<Edit> {
        match self {
            Self::Edited(edit) => Some(edit.clone()),
            Self::Observed(Observation::Playhead(place)) => Some(Edit::SetPlayhead(*place)),
            _ => None,
        }
    }
}

impl TicketSave {
    /// The changes as one edit, as a journal keeps it; `None` where something else than edits was done: the whole ticket
    /// is kept then.
    pub fn edit(&self) -> Option<Edit> {
        let mut edits: Vec<Edit> = self.changes.iter().map(Change::edit).collect::<Option<_>>()?;
        Some(if edits.len() == 1 { edits.remove(0) } else { Edit::All(edits) })
    }

    /// This save and one after it, as one.
    #[must_use]
    pub fn then(mut self, later: Self) -> Self {
        self.changes.extend(later.changes);
        Self { ticket: later.ticket, changes: self.changes }
    }
}
