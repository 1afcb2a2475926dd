//! The requests that a batch knows: which are still arriving, and what each is now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::intake::{RequestContent, requests_below};
use crate::store::RequestNow;
use crate::ticket::sha256_text;

/// A request counts as arrived when nothing in it has changed for so long. Chosen: a copy over a slow line writes more often.
pub(super) const QUIET: Duration = Duration::from_secs(10);

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Something in it still changes, or is on its way by its name.
    Arriving,
    /// It waits to be measured, here or by another.
    Waiting,
    /// It is being measured here.
    Running,
    /// Its answer was given, with this exit code.
    Done(u8),
}

/// A request of a batch.
#[derive(Debug)]
pub(super) struct KnownRequest {
    pub stage: Stage,
    /// As it is, once it has arrived.
    pub now: Option<RequestNow>,
    pub bytes: u64,
    content: RequestContent,
    /// Since when `content` is as it is, as far as this process saw.
    since: Instant,
    quiet: Duration,
}

/// The requests below some folders.
#[derive(Debug)]
pub(super) struct KnownRequests {
    folders: Vec<PathBuf>,
    /// How they are judged: part of what a request is now.
    judged_by: String,
    /// Look again at those that have arrived, too.
    watch: bool,
    quiet: Duration,
    pub requests: BTreeMap<PathBuf, KnownRequest>,
}

impl KnownRequests {
    pub fn new(folders: Vec<PathBuf>, judged_by: String, watch: bool, quiet: Duration) -> Self {
        Self { folders, judged_by, watch, quiet, requests: BTreeMap::new() }
    }

    /// Looks at the folders; `now` in seconds since 1970. Gives those that have just arrived, and sentences about what cannot be looked at.
    pub fn look(&mut self, now: i64) -> (Vec<PathBuf>, Vec<String>) {
        let (mut arrived, mut notes) = (Vec::new(), Vec::new());
        let mut found = Vec::new();
        for folder in &self.folders {
            match requests_below(folder) {
                Ok(below) => found.extend(below),
                Err(error) => notes.push(error.to_string()),
            }
        }
        // What is not there any more was moved or removed; while a share is away nothing is forgotten.
        if self.watch && notes.is_empty() {
            self.requests.retain(|path, known| known.stage == Stage::Running || found.contains(path));
        }
        for path in found {
            let is_settled = self.requests.get(&path).is_some_and(|known| known.now.is_some());
            if is_settled && !self.watch {
                continue;
            }
            match RequestContent::of(&path) {
                Ok(content) => self.see(&path, content),
                Err(error) => notes.push(error.to_string()),
            }
            if let Some(known) = self.requests.get_mut(&path).filter(|known| known.has_arrived(now)) {
                match known.content.fingerprint() {
                    Ok(name) => {
                        let content = sha256_text(&format!("{name} {}", self.judged_by));
                        known.now = Some(RequestNow { path: path.clone(), content });
                        known.stage = Stage::Waiting;
                        arrived.push(path);
                    }
                    Err(error) => notes.push(error.to_string()),
                }
            }
        }
        (arrived, notes)
    }

    fn see(&mut self, path: &Path, content: RequestContent) {
        let (since, quiet) = (Instant::now(), self.quiet);
        let bytes = content.bytes();
        match self.requests.get_mut(path) {
            Some(known) if known.content == content => {}
            Some(known) => {
                (known.content, known.bytes, known.since, known.now) = (content, bytes, since, None);
                // What is measured now was another state of it: that is kept as such, and it is measured anew.
                if known.stage != Stage::Running {
                    known.stage = Stage::Arriving;
                }
            }
            None => {
                let stage = Stage::Arriving;
                let known = KnownRequest { stage, now: None, bytes, content, since, quiet };
                self.requests.insert(path.to_owned(), known);
            }
        }
    }

    /// How many stand as `wanted` says.
    pub fn count(&self, wanted: impl Fn(Stage) -> bool) -> usize {
        self.requests.values().filter(|known| wanted(known.stage)).count()
    }
}

impl KnownRequest {
    /// Nothing in it is on its way, and nothing has changed for a while: by the times of its files where they are plausible, else
    /// as this process saw.
    fn has_arrived(&self, now: i64) -> bool {
        let quiet = i64::try_from(self.quiet.as_secs()).unwrap_or(i64::MAX);
        let rests = self.content.touched().is_some_and(|touched| touched.saturating_add(quiet) <= now);
        let is_free = self.now.is_none() && self.stage == Stage::Arriving;
        is_free && self.content.arriving().is_none() && (rests || self.since.elapsed() >= self.quiet)
    }

    /// What of it is on its way, by its name.
    pub fn arriving(&self) -> Option<&Path> {
        self.content.arriving()
    }

    /// Since when nothing of it has changed, as this process saw.
    pub fn unchanged(&self) -> Duration {
        self.since.elapsed()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test lays out requests")]
mod tests {
    use std::fs;

    use super::*;

    const LATER: i64 = i64::MAX / 2;

    fn known(folder: &Path, watch: bool) -> KnownRequests {
        KnownRequests::new(vec![folder.to_owned()], "a policy".to_owned(), watch, Duration::from_millis(300))
    }

    #[test]
    fn what_grows_or_is_on_its_way_waits_and_what_changes_is_another_request() {
        let folder = tempfile::tempdir().unwrap();
        let wav = folder.path().join("A/a.wav");
        fs::create_dir(folder.path().join("A")).unwrap();
        fs::write(&wav, "1").unwrap();
        let mut known = known(folder.path(), true);
        // By the clock of its files it is being written: now is the moment it was written in.
        assert_eq!(known.look(0).0.len(), 0);
        fs::write(&wav, "12").unwrap();
        std::thread::sleep(Duration::from_millis(320));
        assert_eq!(known.look(0).0.len(), 0, "it grew");
        std::thread::sleep(Duration::from_millis(320));
        let (arrived, notes) = known.look(0);
        assert_eq!((arrived.len(), notes.len()), (1, 0));
        let first = known.requests[&arrived[0]].now.clone().unwrap();
        fs::write(folder.path().join("A/b.mov.part"), "").unwrap();
        assert_eq!(known.look(LATER).0.len(), 0, "more is on its way");
        assert_eq!(known.requests[&arrived[0]].stage, Stage::Arriving);
        fs::rename(folder.path().join("A/b.mov.part"), folder.path().join("A/b.mov")).unwrap();
        assert_eq!(known.look(LATER).0.len(), 1, "whole, and old by the clock of its files");
        assert_ne!(known.requests[&arrived[0]].now.clone().unwrap(), first, "it changed");
        assert_eq!(known.look(LATER).0.len(), 0, "nothing new");
        fs::create_dir(folder.path().join("B")).unwrap();
        fs::write(folder.path().join("B/b.wav"), "1").unwrap();
        assert_eq!(known.look(LATER).0.len(), 1, "a new one");
        fs::rename(folder.path().join("B"), folder.path().join("C")).unwrap();
        let (moved, _) = known.look(LATER);
        assert!(moved[0].ends_with("C") && known.requests.len() == 2, "{moved:?}");
    }
}
