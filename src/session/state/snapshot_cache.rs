//! The images of findings that are looked at, as far as they are read.

use std::fmt;
use std::sync::Arc;

/// Snapshots kept with the ticket, as far as somebody has looked at them.
#[derive(Clone, Debug, Default)]
pub struct SnapshotCache {
    /// By the names of their files, in the order in which they were asked for.
    entries: Vec<(String, CachedSnapshot)>,
}

/// What is known of one picture.
#[derive(Clone, Debug)]
pub enum CachedSnapshot {
    /// It is being read.
    Asked,
    There(Arc<Snapshot>),
    /// It was not kept, or cannot be read.
    Missing,
    /// Why it could not be kept, in words.
    NotKept(String),
}

/// A picture in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// In pixels.
    pub width: usize,
    pub height: usize,
    /// R, G, B, row after row from the top: `[height × width × 3]`.
    pub rgb: Vec<u8>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({}×{})", self.width, self.height)
    }
}

/// Snapshots held at once, far more than the cards on screen have: two megabytes each.
const MOST: usize = 24;

impl SnapshotCache {
    /// What is known of the picture `name`; `None` when nobody has asked for it, or long ago.
    pub fn entry(&self, name: &str) -> Option<&CachedSnapshot> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, entry)| entry)
    }

    /// Keeps it as the latest; the oldest gives way.
    pub fn put(&mut self, name: String, entry: CachedSnapshot) {
        self.forget(&name);
        self.entries.push((name, entry));
        let many = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..many);
    }

    /// Forgets it, to be read again when it is looked at.
    pub fn forget(&mut self, name: &str) {
        self.entries.retain(|(known, _)| known != name);
    }
}
