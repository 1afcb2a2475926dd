//! A request as it was found, before anything in it is opened.

use std::path::PathBuf;

use crate::ticket::{Asset, Role, Task};

/// A QC request as it was found, before anything in it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// "NIGHTFALL R1": as the request file says it, or the folder's name.
    pub title: String,
    /// The folder, request file or media file it was made from; absolute.
    pub source: PathBuf,
    /// What is under QC. `None` when the request holds both mixes, or none, and nothing says which is meant.
    pub task: Option<Task>,
    /// The mixes the request holds, M&E first.
    pub tasks_present: Vec<Task>,
    /// References in the serving order, then the audio under QC, its other forms, and the rest.
    pub assets: Vec<Asset>,
    /// What was tolerated, or what a person should look at, in sentences.
    pub warnings: Vec<String>,
    /// Of the warnings, those that leave open whether the audio under QC is whole: nothing is called in order then.
    pub incomplete: Vec<String>,
    /// The reels it comes in, each a request of its own; then `assets` holds what belongs to none of them. Empty for a
    /// request in one piece.
    pub reels: Vec<Reel>,
}

/// One reel of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reel {
    /// "R1", "R2AB".
    pub label: String,
    pub request: Request,
}

impl Request {
    /// A request of these assets; when they hold one mix only, that is its task.
    pub(super) fn of(title: String, source: PathBuf, task: Option<Task>, assets: Vec<Asset>) -> Self {
        let mut request = Self {
            title,
            source,
            task,
            tasks_present: Vec::new(),
            assets,
            warnings: Vec::new(),
            incomplete: Vec::new(),
            reels: Vec::new(),
        };
        request.settle_task(task);
        request
    }

    /// Sets task and mixes from the assets. `stated` is the task a person named, if any.
    pub(super) fn settle_task(&mut self, stated: Option<Task>) {
        let there = |task: &Task| self.assets.iter().any(|asset| asset.role == Role::Delivered(*task));
        self.tasks_present = [Task::MusicAndEffects, Task::PrintMaster].into_iter().filter(there).collect();
        let only = match self.tasks_present.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        self.task = stated.or(only);
    }
}
