//! Which keys the commands have at this desk: a preset, and what a person changed of it. Commands are known by name here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::key_preset::KeyPreset;

/// Which keys the commands have: those of a preset, and those a person gave them instead. Kept in the preferences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keymap {
    pub preset: KeyPreset,
    /// By the name of a command: its keys, as the table of commands writes them ("Ctrl+Shift+Z"); none where it has none.
    pub changed: BTreeMap<String, Vec<String>>,
}

impl Keymap {
    /// The keys of the command `name`, whose row in the table says `own`.
    pub fn keys_of<'a>(&'a self, name: &str, own: &'static [&'static str]) -> Vec<&'a str> {
        match self.changed.get(name) {
            Some(keys) => keys.iter().map(String::as_str).collect(),
            None => self.preset.keys_of(name).unwrap_or(own).to_vec(),
        }
    }

    /// Whether a person changed the keys of this command.
    pub fn is_changed(&self, name: &str) -> bool {
        self.changed.contains_key(name)
    }

    /// The same with these keys for the command `name`; no entry is kept where they are those of the preset.
    #[must_use]
    pub fn with_keys(mut self, name: &str, own: &'static [&'static str], keys: Vec<String>) -> Self {
        self.changed.remove(name);
        if self.keys_of(name, own) != keys {
            self.changed.insert(name.to_owned(), keys);
        }
        self
    }

    /// The same with the preset's keys for the command `name`.
    #[must_use]
    pub fn without_change(mut self, name: &str) -> Self {
        self.changed.remove(name);
        self
    }
}
