//! Saves the ticket on the desk, one job after the other, never on the thread that draws.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::jobs::{Panicked, SerialQueue, Wake};
use crate::session::{Event, TicketEvent};
use crate::store::{Autosave, SavedBy};
use crate::ticket::{TicketId, TicketSave};

/// Keeps the ticket on the desk, one step of work after the other, never on the desk's own thread.
pub(super) struct Saves {
    autosave: Arc<Autosave>,
    queue: SerialQueue<(TicketId, SaveStep), Event>,
    /// The ticket on the desk, and when it was changed last, until that has been saved too.
    open_ticket: Option<(TicketId, Option<Instant>)>,
    wake: Wake,
    waiting: Waiting,
}

/// What no step has begun to save: a newer step takes the place of an older one, and has to make its changes too.
type Waiting = Arc<Mutex<BTreeMap<TicketId, TicketSave>>>;

fn lock(waiting: &Waiting) -> MutexGuard<'_, BTreeMap<TicketId, TicketSave>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn put(waiting: &Waiting, save: TicketSave) {
    let mut waiting = lock(waiting);
    let save = match waiting.remove(&save.ticket.id()) {
        Some(earlier) => earlier.then(save),
        None => save,
    };
    waiting.insert(save.ticket.id(), save);
}

/// What is done with a ticket; a newer step of a kind takes the place of one that has not begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SaveStep {
    Save,
    Flush,
    Close,
}

/// When the desk has rested this long, what was passing is saved as well, for others to see.
const IDLE: Duration = Duration::from_secs(20);

const NAME: &str = "save tickets";

impl Saves {
    pub fn new(autosave: Autosave, wake: &Wake) -> Self {
        let queue = SerialQueue::new(NAME, Arc::clone(wake));
        Self {
            autosave: Arc::new(autosave),
            queue,
            open_ticket: None,
            wake: Arc::clone(wake),
            waiting: Arc::default(),
        }
    }

    pub fn autosave(&self) -> Arc<Autosave> {
        Arc::clone(&self.autosave)
    }

    pub fn is_idle(&self) -> bool {
        self.queue.is_idle()
    }

    /// A ticket came on the desk: its claim ends when it leaves, whether anything of it was saved or not.
    pub fn opened(&mut self, id: TicketId) {
        self.open_ticket = Some((id, None));
    }

    pub fn save(&mut self, save: TicketSave, by: SavedBy) {
        let id = save.ticket.id();
        self.open_ticket = Some((id, Some(Instant::now())));
        let waiting = Arc::clone(&self.waiting);
        put(&waiting, save);
        self.push(id, SaveStep::Save, move |autosave| match lock(&waiting).remove(&id) {
            Some(save) => autosave.save(&save, &by),
            // It went with the step before.
            None => autosave.retry_save(id, &by),
        });
    }

    /// Saves what was passing, and tries again what was refused, once the desk has rested.
    pub fn flush_when_idle(&mut self, by: SavedBy) {
        let Some((id, Some(changed))) = self.open_ticket else { return };
        if changed.elapsed() > IDLE && self.queue.is_idle() {
            self.open_ticket = Some((id, None));
            self.push(id, SaveStep::Flush, move |autosave| autosave.flush(id, &by));
        }
    }

    /// The ticket leaves the desk.
    pub fn close(&mut self, by: SavedBy) {
        let Some((id, _)) = self.open_ticket.take() else { return };
        self.push(id, SaveStep::Close, move |autosave| autosave.close(id, &by));
    }

    fn push(
        &self,
        id: TicketId,
        step: SaveStep,
        work: impl FnOnce(&Autosave) -> Result<(), crate::store::StoreError> + Send + 'static,
    ) {
        let autosave = Arc::clone(&self.autosave);
        self.queue.push((id, step), move || match work(&autosave) {
            Ok(()) => TicketEvent::Saved.into(),
            Err(refused) => TicketEvent::SaveFailed(refused.to_string()).into(),
        });
    }

    /// What became of the saves since the last time.
    pub fn drain(&self) -> Vec<Event> {
        self.queue.drain().map(to_event).collect()
    }

    /// Waits until everything is kept; gives what failed, in words.
    pub fn finish(&mut self) -> Vec<String> {
        let queue = std::mem::replace(&mut self.queue, SerialQueue::new(NAME, Arc::clone(&self.wake)));
        let failed = |event| match event {
            Event::Ticket(TicketEvent::SaveFailed(why)) => Some(why),
            _ => None,
        };
        queue.finish().into_iter().map(to_event).filter_map(failed).collect()
    }
}

fn to_event(outcome: Result<Event, Panicked>) -> Event {
    outcome.unwrap_or_else(|panicked| Event::Ticket(TicketEvent::SaveFailed(panicked.to_string())))
}
