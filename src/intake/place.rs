use std::path::Path;

use super::names::{ME, PRINT_MASTER, Said, Words};
use crate::ticket::Task;

/// What the names along a path say: of the file, and of the folders it lies in.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Of the file or set, without extension.
    pub stem: String,
    /// Names of the folders inside the request, innermost first.
    pub folders: Vec<String>,
    /// How many first words of the stem are the title that every name of the request begins with. What a title
    /// says ("CALL ME LATER", "THE FINAL HOUR") says nothing of one file.
    pub title_text: usize,
}

impl Place {
    pub fn of(stem: &str, folder: &Path, title_text: usize) -> Self {
        let names = folder.iter().rev().map(|name| name.to_string_lossy().into_owned());
        Self { stem: stem.to_owned(), folders: names.collect(), title_text }
    }

    pub fn words(&self) -> Words<'_> {
        Words::of(&self.stem)
    }

    /// What the innermost folder that says one of `phrases` is called.
    pub fn folder_saying(&self, phrases: &[&str]) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|name| Words::of(name).last_saying(phrases, 0).is_some())
    }

    /// The mix the file's own name speaks of, its title left aside.
    pub fn mix_by_name(&self) -> Option<(Task, String)> {
        mix_said(&self.words(), self.title_text).map(|(task, said)| (task, name_contains(&said)))
    }

    /// The mix the innermost folder that speaks of one is for, and the folder's name.
    pub fn mix_by_folder(&self) -> Option<(Task, &str)> {
        self.folders.iter().find_map(|name| self.mix_in(name).map(|task| (task, name.as_str())))
    }

    /// The mix that `name`, of a folder, speaks of.
    pub fn mix_in(&self, name: &str) -> Option<Task> {
        mix_said(&Words::of(name), self.title_in(name)).map(|(task, _)| task)
    }

    /// How many first words of a folder's name are the title.
    pub fn title_in(&self, name: &str) -> usize {
        let shared = self.words().shared_start(&Words::of(name));
        if shared >= self.title_text { self.title_text } else { 0 }
    }

    /// The version of the file's name, else of the innermost folder that states one.
    pub fn version(&self) -> Option<String> {
        let names = std::iter::once(&self.stem).chain(&self.folders);
        names.into_iter().find_map(|name| super::names::version_in(name))
    }
}

/// The mix a name speaks of from word `from` on: of two, the one named last.
pub(super) fn mix_said<'a>(words: &Words<'a>, from: usize) -> Option<(Task, Said<'a>)> {
    let me = words.last_saying(&ME, from).map(|said| (Task::MusicAndEffects, said));
    let print_master = words.last_saying(&PRINT_MASTER, from).map(|said| (Task::PrintMaster, said));
    me.into_iter().chain(print_master).max_by_key(|(_, said)| said.words.end)
}

pub(super) fn name_contains(said: &Said) -> String {
    format!("name contains “{}”", said.spelt)
}

pub(super) fn in_folder(name: &str) -> String {
    format!("in folder “{name}”")
}
