//! What the names along a path say: of a file, and of the folders it lies in.

use std::path::Path;

use super::name_words::{ME, NameWords, PRINT_MASTER, PhraseMatch};
use crate::ticket::Task;

/// What the names along a path say: of the file, and of the folders it lies in.
#[derive(Clone, Debug)]
pub(super) struct PathNames {
    /// Of the file or set, without extension.
    pub stem: String,
    /// Names of the folders inside the request, innermost first.
    pub folders: Vec<String>,
    /// How many first words of the stem are the title that every name of the request begins with. Words of a title
    /// ("CALL ME LATER", "THE FINAL HOUR") do not say what a file is.
    pub title_words: usize,
}

impl PathNames {
    pub fn of(stem: &str, folder: &Path, title_words: usize) -> Self {
        let names = folder.iter().rev().map(|name| name.to_string_lossy().into_owned());
        Self { stem: stem.to_owned(), folders: names.collect(), title_words }
    }

    pub fn words(&self) -> NameWords<'_> {
        NameWords::of(&self.stem)
    }

    /// Name of the innermost folder that contains one of `phrases`.
    pub fn folder_with(&self, phrases: &[&str]) -> Option<&str> {
        self.folders
            .iter()
            .map(String::as_str)
            .find(|name| NameWords::of(name).last_match(phrases, 0).is_some())
    }

    /// The mix that the file's own name gives, ignoring its title.
    pub fn mix_by_name(&self) -> Option<(Task, String)> {
        mix_by_words(&self.words(), self.title_words).map(|(task, said)| (task, name_contains(&said)))
    }

    /// The mix of the innermost folder whose name gives one, and that name.
    pub fn mix_by_folder(&self) -> Option<(Task, &str)> {
        self.folders.iter().find_map(|name| self.mix_in(name).map(|task| (task, name.as_str())))
    }

    /// The mix that a folder's `name` gives.
    pub fn mix_in(&self, name: &str) -> Option<Task> {
        mix_by_words(&NameWords::of(name), self.title_in(name)).map(|(task, _)| task)
    }

    /// How many first words of a folder's name are the title.
    pub fn title_in(&self, name: &str) -> usize {
        let shared = self.words().shared_start(&NameWords::of(name));
        if shared >= self.title_words { self.title_words } else { 0 }
    }

    /// The version of the file's name, else of the innermost folder that states one.
    pub fn version(&self) -> Option<String> {
        let names = std::iter::once(&self.stem).chain(&self.folders);
        names.into_iter().find_map(|name| super::name_words::version_in(name))
    }
}

/// The mix that a name gives from word `from` on; of two, the one named last.
pub(super) fn mix_by_words<'a>(words: &NameWords<'a>, from: usize) -> Option<(Task, PhraseMatch<'a>)> {
    let me = words.last_match(&ME, from).map(|said| (Task::MusicAndEffects, said));
    let print_master = words.last_match(&PRINT_MASTER, from).map(|said| (Task::PrintMaster, said));
    me.into_iter().chain(print_master).max_by_key(|(_, said)| said.words.end)
}

pub(super) fn name_contains(said: &PhraseMatch) -> String {
    format!("name contains “{}”", said.spelt)
}

pub(super) fn in_folder(name: &str) -> String {
    format!("in folder “{name}”")
}
