//! The pictures kept with a ticket: kept when a finding is made, read when its card is looked at.

use std::sync::Arc;

use super::snapshot_image;
use crate::jobs::{Panicked, SerialQueue, Wake};
use crate::media::{ClipError, VideoFrame, movie_frame};
use crate::session::{Event, FindingEvent, FrameSnapshot, Snapshot, SnapshotRequest};
use crate::store::{Autosave, TicketStore};
use crate::ticket::TicketId;

/// Keeps and reads pictures one after the other, so that what is kept before it is looked at is found.
pub(super) struct Snapshots {
    queue: SerialQueue<String, Event>,
    wake: Wake,
}

const NAME: &str = "pictures of findings";

impl Snapshots {
    pub fn new(wake: &Wake) -> Self {
        Self { queue: SerialQueue::new(NAME, Arc::clone(wake)), wake: Arc::clone(wake) }
    }

    /// Keeps what was asked for; the still where the picture shown is that very frame.
    pub fn save(&self, autosave: Arc<Autosave>, asked: SnapshotRequest, shown: Option<Arc<VideoFrame>>) {
        self.queue.push(format!("keep {}", asked.finding.0), move || {
            match save(autosave.store().as_ref(), &asked, shown.as_deref()) {
                Ok(names) => FindingEvent::SnapshotsKept(names).into(),
                Err(why) => FindingEvent::SnapshotsNotKept(why).into(),
            }
        });
    }

    /// Reads a still from its movie, and keeps it.
    pub fn save_still(&self, autosave: Arc<Autosave>, ticket: TicketId, still: FrameSnapshot) {
        self.queue.push(format!("keep {}", still.name), move || {
            let name = still.name.clone();
            let print = match read_still(&still) {
                Ok(print) => print,
                Err(why) => return FindingEvent::StillNotKept { name, why }.into(),
            };
            let kept = snapshot_image::written(&print).and_then(|bytes| {
                let store = autosave.store();
                store.save_picture(ticket, &name, &bytes).map_err(|error| error.to_string())
            });
            match kept {
                Ok(()) => FindingEvent::SnapshotsKept(vec![name]).into(),
                Err(why) => FindingEvent::SnapshotsNotKept(why).into(),
            }
        });
    }

    pub fn read(&self, autosave: Arc<Autosave>, ticket: TicketId, name: String) {
        self.queue.push(format!("read {name}"), move || {
            let picture = read(autosave.store().as_ref(), ticket, &name);
            FindingEvent::SnapshotLoaded { name, snapshot: picture.map(Arc::new) }.into()
        });
    }

    /// What became of them since the last time.
    pub fn drain(&self) -> Vec<Event> {
        self.queue.drain().map(to_event).collect()
    }

    /// Waits until everything is kept; gives what failed, in words.
    pub fn finish(&mut self) -> Vec<String> {
        let queue = std::mem::replace(&mut self.queue, SerialQueue::new(NAME, Arc::clone(&self.wake)));
        let failed = |event| match event {
            Event::Finding(FindingEvent::SnapshotsNotKept(why)) => Some(why),
            _ => None,
        };
        queue.finish().into_iter().map(to_event).filter_map(failed).collect()
    }
}

fn to_event(outcome: Result<Event, Panicked>) -> Event {
    outcome.unwrap_or_else(|panicked| Event::Finding(FindingEvent::SnapshotsNotKept(panicked.to_string())))
}

/// The frame as a picture, read from its movie; why there is none, as a clause.
fn read_still(still: &FrameSnapshot) -> Result<Snapshot, String> {
    let frame = movie_frame(&still.movie, still.rate, still.frame).map_err(|error| match error {
        ClipError::Encoder(why) => why,
        other => other.to_string(),
    })?;
    let frame = frame.ok_or_else(|| "the movie has no picture at this frame".to_owned())?;
    snapshot_image::still(&frame).ok_or_else(|| "the picture is empty".to_owned())
}

/// Names of what was kept.
fn save(
    store: &dyn TicketStore,
    asked: &SnapshotRequest,
    shown: Option<&VideoFrame>,
) -> Result<Vec<String>, String> {
    let mut kept = Vec::new();
    let mut put = |name: &str, print: &Snapshot| -> Result<(), String> {
        let bytes = snapshot_image::written(print)?;
        store.save_picture(asked.ticket, name, &bytes).map_err(|error| error.to_string())?;
        kept.push(name.to_owned());
        Ok(())
    };
    if let Some(waveform) = &asked.waveform {
        put(&waveform.name, &snapshot_image::waveform(waveform))?;
    }
    if let (Some(still), Some(frame)) = (&asked.still, shown)
        && frame.number() == still.frame
        && let Some(print) = snapshot_image::still(frame)
    {
        put(&still.name, &print)?;
    }
    Ok(kept)
}

/// What cannot be read is no worse than what was not kept: the finding stands in words.
fn read(store: &dyn TicketStore, ticket: TicketId, name: &str) -> Option<Snapshot> {
    let bytes = store.picture(ticket, name).inspect_err(|error| {
        tracing::warn!(%error, "a picture of a finding was not read");
    });
    snapshot_image::read(&bytes.ok()??)
}
