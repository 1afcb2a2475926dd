//! Saves the ticket on the desk, one job after the other, never on the thread that draws.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use std::sync::atomic::{AtomicBool, Ordering};

use crate::jobs::{Panicked, SerialQueue, Wake};
use crate::session::{Event, TicketEvent};
use crate::store::{Autosave, SavedBy, StoreError};
use crate::ticket::{TicketId, TicketSave};

/// Keeps the ticket on the desk, one step of work after the other, never on the desk's own thread.
pub(super) struct Saves {
    autosave: Arc<Autosave>,
    queue: SerialQueue<(TicketId, SaveStep), Option<Event>>,
    /// The ticket on the desk, and when it was changed last, until that has been saved too.
    open_ticket: Option<(TicketId, Option<Instant>)>,
    /// The store refused the last save of the ticket on the desk.
    is_refused: Arc<AtomicBool>,
    /// What earlier runs and closed tickets left here may be waiting to be saved.
    is_left: Arc<AtomicBool>,
    /// When that was looked for last.
    looked: Instant,
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
    Opened,
    /// Of no ticket: what was left behind.
    CatchUp,
}

/// When the desk has rested this long, what was passing is saved as well, for others to see; how often what was refused or left
/// behind is tried again.
const IDLE: Duration = Duration::from_secs(20);

const NAME: &str = "save tickets";

impl Saves {
    pub fn new(autosave: Autosave, wake: &Wake) -> Self {
        let queue = SerialQueue::new(NAME, Arc::clone(wake));
        Self {
            autosave: Arc::new(autosave),
            queue,
            open_ticket: None,
            is_refused: Arc::default(),
            is_left: Arc::new(AtomicBool::new(true)),
            looked: Instant::now(),
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

    /// A ticket came on the desk: its claim ends when it leaves, whether anything of it was saved or not. What came back of it
    /// and is not saved yet is said.
    pub fn opened(&mut self, id: TicketId, by: SavedBy) {
        self.open_ticket = Some((id, None));
        self.is_refused.store(false, Ordering::Relaxed);
        let (autosave, is_refused) = (Arc::clone(&self.autosave), Arc::clone(&self.is_refused));
        // Asked on the thread that saves: a share that does not answer may hold it.
        self.queue.push((id, SaveStep::Opened), move || {
            let refused = autosave.is_behind(id).then(|| autosave.flush(id, &by).err()).flatten()?;
            is_refused.store(true, Ordering::Relaxed);
            Some(refused_event(refused))
        });
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

    /// Saves what was passing, and tries again what was refused or left behind, once the desk has rested.
    pub fn flush_when_idle(&mut self, by: SavedBy) {
        if !self.queue.is_idle() {
            return;
        }
        if let Some((id, changed)) = self.open_ticket {
            match changed {
                Some(changed) if changed.elapsed() > IDLE => {
                    self.open_ticket = Some((id, None));
                    let by = by.clone();
                    self.push(id, SaveStep::Flush, move |autosave| autosave.flush(id, &by));
                }
                None if self.is_refused.load(Ordering::Relaxed) => {
                    self.open_ticket = Some((id, Some(Instant::now())));
                }
                _ => {}
            }
        }
        if self.looked.elapsed() > IDLE && self.is_left.swap(false, Ordering::Relaxed) {
            self.looked = Instant::now();
            self.catch_up(by);
        }
    }

    fn catch_up(&self, by: SavedBy) {
        let (autosave, is_left) = (Arc::clone(&self.autosave), Arc::clone(&self.is_left));
        let no_ticket = TicketId(uuid::Uuid::nil());
        self.queue.push((no_ticket, SaveStep::CatchUp), move || {
            let caught_up = autosave.catch_up(&by);
            is_left.fetch_or(caught_up.is_left, Ordering::Relaxed);
            let on_no_disk = caught_up.on_no_disk.map(|why| why.to_string());
            Some(TicketEvent::CaughtUp { said: caught_up.said, on_no_disk }.into())
        });
    }

    /// The ticket leaves the desk.
    pub fn close(&mut self, by: SavedBy) {
        let Some((id, _)) = self.open_ticket.take() else { return };
        let (autosave, is_left) = (Arc::clone(&self.autosave), Arc::clone(&self.is_left));
        self.queue.push((id, SaveStep::Close), move || match autosave.close(id, &by) {
            Ok(()) => Some(TicketEvent::Saved.into()),
            Err(why) => {
                is_left.store(true, Ordering::Relaxed);
                let on_no_disk = matches!(why, StoreError::OnNoDisk { .. }).then(|| why.to_string());
                Some(TicketEvent::CaughtUp { said: vec![why.to_string()], on_no_disk }.into())
            }
        });
    }

    fn push(
        &self,
        id: TicketId,
        step: SaveStep,
        work: impl FnOnce(&Autosave) -> Result<(), StoreError> + Send + 'static,
    ) {
        let (autosave, is_refused) = (Arc::clone(&self.autosave), Arc::clone(&self.is_refused));
        self.queue.push((id, step), move || {
            let saved = work(&autosave);
            let is_final = matches!(saved, Ok(()) | Err(StoreError::Conflict { .. }));
            is_refused.store(!is_final, Ordering::Relaxed);
            Some(saved.map_or_else(refused_event, |()| TicketEvent::Saved.into()))
        });
    }

    /// What became of the saves since the last time.
    pub fn drain(&self) -> Vec<Event> {
        self.queue.drain().filter_map(to_event).collect()
    }

    /// Waits until everything is kept; gives what failed, in words.
    pub fn finish(&mut self) -> Vec<String> {
        let queue = std::mem::replace(&mut self.queue, SerialQueue::new(NAME, Arc::clone(&self.wake)));
        let failed = |event| match event {
            Event::Ticket(
                TicketEvent::SaveFailed(why) | TicketEvent::Conflicted(why) | TicketEvent::OnNoDisk(why),
            ) => vec![why],
            Event::Ticket(TicketEvent::CaughtUp { said, .. }) => said,
            _ => Vec::new(),
        };
        queue.finish().into_iter().filter_map(to_event).flat_map(failed).collect()
    }
}

fn to_event(outcome: Result<Option<Event>, Panicked>) -> Option<Event> {
    outcome.unwrap_or_else(|panicked| Some(TicketEvent::SaveFailed(panicked.to_string()).into()))
}

fn refused_event(why: StoreError) -> Event {
    let said = why.to_string();
    match why {
        StoreError::Conflict { .. } => TicketEvent::Conflicted(said),
        StoreError::OnNoDisk { .. } => TicketEvent::OnNoDisk(said),
        _ => TicketEvent::SaveFailed(said),
    }
    .into()
}
