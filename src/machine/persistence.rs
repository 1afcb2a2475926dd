//! What is kept of a session: tickets, pictures of findings, preferences, and in whose name.
//!
//! Takes what is to be kept; gives events of what became of it. Everything is saved on threads of `jobs`.

use std::path::PathBuf;
use std::sync::Arc;

use super::clock;
use super::preferences::PreferencesWriter;
use super::saving::Saves;
use super::snapshots::Snapshots;
use crate::jobs::Wake;
use crate::media::VideoFrame;
use crate::session::{Event, FrameSnapshot, SnapshotRequest};
use crate::store::{Autosave, SavedBy};
use crate::ticket::{Person, TicketId};

pub(super) struct Persistence {
    pub saves: Saves,
    snapshots: Snapshots,
    pub preferences: PreferencesWriter,
    /// Who sits here: saves are made in their name.
    pub person: Person,
}

impl Persistence {
    /// Keeps tickets by `autosave`, and no preferences yet.
    pub fn new(autosave: Autosave, wake: &Wake) -> Self {
        Self {
            saves: Saves::new(autosave, wake),
            snapshots: Snapshots::new(wake),
            preferences: PreferencesWriter::new(None, wake),
            person: Person::default(),
        }
    }

    pub fn save_preferences_in(&mut self, folder: PathBuf, wake: &Wake) {
        self.preferences = PreferencesWriter::new(Some(folder), wake);
    }

    pub fn save_person(&mut self, person: Person) {
        self.person = person.clone();
        self.preferences.person(person);
    }

    /// In whose name a save is made now.
    pub fn saver(&self) -> SavedBy {
        SavedBy { person: self.person.clone(), at: clock::stamp().at }
    }

    /// Keeps what was asked for. Where another frame is on screen, the still is read from the movie, after the waveform.
    pub fn save_snapshots(&mut self, mut asked: SnapshotRequest, shown: Option<Arc<VideoFrame>>) {
        let is_shown =
            |still: &FrameSnapshot| shown.as_ref().is_some_and(|shown| shown.number() == still.frame);
        let to_be_read = asked.still.take_if(|still| !is_shown(still));
        let ticket = asked.ticket;
        if asked.still.is_some() || asked.waveform.is_some() {
            self.snapshots.save(self.saves.autosave(), asked, shown);
        }
        if let Some(still) = to_be_read {
            self.snapshots.save_still(self.saves.autosave(), ticket, still);
        }
    }

    pub fn read_snapshot(&mut self, ticket: TicketId, name: String) {
        self.snapshots.read(self.saves.autosave(), ticket, name);
    }

    /// What became of everything that was to be kept, since the last call.
    pub fn news(&mut self) -> Vec<Event> {
        self.saves.flush_when_idle(self.saver());
        let mut news: Vec<Event> = self.saves.drain().into_iter().collect();
        news.extend(self.preferences.drain());
        news.extend(self.snapshots.drain());
        news
    }

    /// Waits for everything; what could not be kept, in words.
    pub fn finish(&mut self, wake: &Wake) -> Vec<String> {
        // Whatever is still to be kept is kept before this one gives way.
        self.preferences = PreferencesWriter::new(None, wake);
        let mut lost = self.saves.finish();
        lost.extend(self.snapshots.finish());
        lost
    }
}
