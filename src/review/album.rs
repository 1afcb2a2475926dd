use std::fmt;
use std::sync::Arc;

use super::{Effect, Sitting};

/// Pictures kept beside the ticket, as far as somebody has looked at them.
#[derive(Clone, Debug, Default)]
pub struct Album {
    /// By the names of their files, in the order in which they were asked for.
    leaves: Vec<(String, Leaf)>,
}

/// What is known of one picture.
#[derive(Clone, Debug)]
pub enum Leaf {
    /// It is being read.
    Asked,
    There(Arc<Print>),
    /// It was not kept, or cannot be read.
    Missing,
}

/// A picture in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Print {
    /// In pixels.
    pub width: usize,
    pub height: usize,
    /// R, G, B, row after row from the top: `[height × width × 3]`.
    pub rgb: Vec<u8>,
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Print({}×{})", self.width, self.height)
    }
}

/// Pictures held at once, far more than the cards on screen have: two megabytes each.
const MOST: usize = 24;

impl Album {
    /// What is known of the picture `name`; `None` when nobody has asked for it, or long ago.
    pub fn leaf(&self, name: &str) -> Option<&Leaf> {
        self.leaves.iter().find(|(known, _)| known == name).map(|(_, leaf)| leaf)
    }

    fn put(&mut self, name: String, leaf: Leaf) {
        self.forget(&name);
        self.leaves.push((name, leaf));
        let many = self.leaves.len().saturating_sub(MOST);
        self.leaves.drain(..many);
    }

    fn forget(&mut self, name: &str) {
        self.leaves.retain(|(known, _)| known != name);
    }
}

/// A picture comes on screen: asks for it once.
pub(super) fn look_at(sitting: &mut Sitting, name: String) -> Vec<Effect> {
    if sitting.album.leaf(&name).is_some() {
        return Vec::new();
    }
    sitting.album.put(name.clone(), Leaf::Asked);
    vec![Effect::ReadPicture { ticket: sitting.ticket.id, name }]
}

/// It was read. One that nobody has asked for is of a ticket that was closed.
pub(super) fn read(sitting: &mut Sitting, name: String, picture: Option<Arc<Print>>) {
    if sitting.album.leaf(&name).is_some() {
        sitting.album.put(name, picture.map_or(Leaf::Missing, Leaf::There));
    }
}

/// These are kept from now on: who found them missing looks again.
pub(super) fn kept(sitting: &mut Sitting, names: &[String]) {
    for name in names {
        sitting.album.forget(name);
    }
}
