//! What is kept of a session: tickets, pictures of findings, preferences, and in whose name.
//!
//! Takes what is to be kept; gives events of what became of it. Everything is saved on threads of `jobs`.

use std::collections::VecDeque;
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

/// Stills that wait at once. Chosen: more than anyone accepts without looking.
const MOST_STILLS: usize = 64;

pub(super) struct Persistence {
    pub saves: Saves,
    snapshots: Snapshots,
    /// Stills whose frame was not on screen when they were asked for, newest first.
    stills: VecDeque<SnapshotRequest>,
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
            stills: VecDeque::new(),
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

    /// Keeps what was asked for. Where another frame is on screen, the still waits until its own is.
    pub fn save_snapshots(&mut self, mut asked: SnapshotRequest, shown: Option<Arc<VideoFrame>>) {
        let is_shown =
            |still: &FrameSnapshot| shown.as_ref().is_some_and(|shown| shown.number() == still.frame);
        if let Some(still) = asked.still.take_if(|still| !is_shown(still)) {
            self.stills.push_front(SnapshotRequest { still: Some(still), waveform: None, ..asked.clone() });
            self.stills.truncate(MOST_STILLS);
        }
        self.snapshots.save(self.saves.autosave(), asked, shown);
    }

    /// Keeps the stills that wait for the frame now on screen.
    pub fn save_waiting_stills(&mut self, shown: &Arc<VideoFrame>) {
        let is_shown =
            |asked: &SnapshotRequest| asked.still.as_ref().is_some_and(|still| still.frame == shown.number());
        if !self.stills.iter().any(is_shown) {
            return;
        }
        let (now, later): (VecDeque<_>, VecDeque<_>) = self.stills.drain(..).partition(is_shown);
        self.stills = later;
        for asked in now {
            self.snapshots.save(self.saves.autosave(), asked, Some(Arc::clone(shown)));
        }
    }

    /// Another picture comes on screen: its frames are not those waited for.
    pub fn forget_stills(&mut self) {
        self.stills.clear();
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
