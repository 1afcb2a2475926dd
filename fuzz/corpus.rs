//! What is damaged: seeds in the repository, cases found before, and documents of the program's own tests.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::targets::Target;

pub struct Corpus {
    pub inputs: Vec<Vec<u8>>,
    names: Vec<String>,
    /// What readers said of the inputs.
    pub said: HashSet<String>,
}

impl Corpus {
    pub fn of(target: &Target) -> Self {
        let mut corpus = Self { inputs: Vec::new(), names: Vec::new(), said: HashSet::new() };
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (number, input) in (target.built)().into_iter().enumerate() {
            corpus.add(format!("built {number}"), input);
        }
        let folders = target.seeds.iter().map(|folder| home.join(folder)).chain([found_folder(target)]);
        for file in folders.flat_map(|folder| files_in(&folder)) {
            corpus.add(file.display().to_string(), std::fs::read(&file).unwrap());
        }
        corpus
    }

    fn add(&mut self, name: String, input: Vec<u8>) {
        self.names.push(name);
        self.inputs.push(input);
    }

    pub fn named(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        self.names.iter().zip(&self.inputs)
    }
}

/// Where cases of a target are kept that were found before.
pub fn found_folder(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found").join(target.name)
}

/// In order; none where the folder isn't there.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// A panic's text as a file name.
pub fn file_name_of(text: &str) -> String {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(8)
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "panic".to_owned() } else { words.join("_") }
}
