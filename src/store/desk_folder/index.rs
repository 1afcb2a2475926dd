//! What the desk folder held when it was listed last, kept on this computer, so that a large folder opens fast. It can be
//! thrown away at any time: what is missing or stale is read again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::queue::Summary;
use crate::store::document::{Readers, write_atomically};
use crate::store::guarded_open::{DocumentKind, make_private_folder, read_private};
use crate::ticket::{TicketId, sha256_text};

/// Form of the index; another form is thrown away.
const FORM: &str = "twopop desk folder index 1";

/// A folder changed this shortly before it was listed may change again within the same tick of the file system's clock.
const TICK: Duration = Duration::from_secs(2);

#[derive(Debug, Default)]
pub(super) struct Index {
    file: PathBuf,
    known: BTreeMap<TicketId, IndexedTicket>,
    /// When the file was written, by the clock of this computer.
    written: Option<SystemTime>,
}

/// A ticket as it was listed last.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct IndexedTicket {
    /// When its folder was changed last, in nanoseconds since 1970.
    changed: u64,
    summary: Summary,
}

impl Index {
    /// The index of `root` kept in `folder`; empty when there is none that can be read.
    pub fn open(folder: &Path, root: &Path) -> Self {
        // Named by a hash: no folder of a client is in a file name.
        let name = sha256_text(&root.to_string_lossy());
        let file = folder.join(format!("{}.jsonl", name.get(..16).unwrap_or(&name)));
        let known = read(&file).unwrap_or_default();
        let written = fs::metadata(&file).and_then(|stored| stored.modified()).ok();
        Self { file, known, written }
    }

    /// What is known of a ticket whose folder was changed last at `changed`; `None` when that is not the state known.
    pub fn summary(&self, id: TicketId, changed: u64) -> Option<&Summary> {
        let known = self.known.get(&id).filter(|known| known.changed == changed)?;
        let then = UNIX_EPOCH + Duration::from_nanos(changed);
        let settled = self.written.is_some_and(|written| then + TICK < written);
        settled.then_some(&known.summary)
    }

    /// Keeps what was listed now. A failure costs only time at the next opening.
    pub fn replace<'a>(&mut self, listed: impl Iterator<Item = (u64, &'a Summary)>) {
        let known = listed
            .map(|(changed, summary)| (summary.id, IndexedTicket { changed, summary: summary.clone() }));
        self.known = known.collect();
        if let Err(error) = self.write() {
            tracing::warn!(%error, "the index of the desk folder was not kept");
        }
        self.written = fs::metadata(&self.file).and_then(|stored| stored.modified()).ok();
    }

    pub fn len(&self) -> usize {
        self.known.len()
    }

    fn write(&self) -> std::io::Result<()> {
        let mut text = format!("{FORM}\n");
        for known in self.known.values() {
            text.push_str(&serde_json::to_string(known)?);
            text.push('\n');
        }
        if let Some(folder) = self.file.parent() {
            make_private_folder(folder)?;
        }
        write_atomically(&self.file, Readers::Private, text.as_bytes())
    }
}

fn read(file: &Path) -> Option<BTreeMap<TicketId, IndexedTicket>> {
    let bytes = read_private(file, DocumentKind::Index).ok()?;
    let mut lines = bytes.split(|byte| *byte == b'\n');
    if lines.next()? != FORM.as_bytes() {
        return None;
    }
    // A line that cannot be read is a ticket that is read again.
    let known = lines.filter_map(|line| serde_json::from_slice::<IndexedTicket>(line).ok());
    Some(known.map(|known| (known.summary.id, known)).collect())
}
