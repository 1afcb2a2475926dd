//! Finds a file whose name is spelled otherwise on disk: accents written apart, as a Mac writes them, or letters in another
//! case. Reads folders only where the name as given is not there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::name_words::folded;

/// Most entries of one folder that are compared. Chosen: requests hold dozens of files.
const MAX_ENTRIES: usize = 5_000;

/// Where a file named in a request lies.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedPath {
    pub path: PathBuf,
    /// What there is to say where it is spelled otherwise.
    pub note: Option<String>,
}

/// The path of `named` below `folder`, as the disk spells it. Where nothing is there, or several files differ only in their
/// spelling, the path as it is named.
pub(super) fn find(folder: &Path, named: &Path) -> NamedPath {
    let as_named = folder.join(named);
    if fs::symlink_metadata(&as_named).is_ok() {
        return NamedPath { path: as_named, note: None };
    }
    let start = if named.is_absolute() { PathBuf::new() } else { folder.to_owned() };
    match walk(start, named) {
        Walk::Found(path) => {
            let spelled = path.file_name().unwrap_or_default().to_string_lossy();
            let note = format!(
                "“{}” is spelled otherwise on disk (upper or lower case, or accents written apart): {spelled} is taken.",
                named.display()
            );
            NamedPath { path, note: Some(note) }
        }
        Walk::Several(names) => {
            let note = format!(
                "“{}” is not there, and {names} differ from it only in how they are spelled. Name the one that is meant.",
                named.display()
            );
            NamedPath { path: as_named, note: Some(note) }
        }
        Walk::Nothing => NamedPath { path: as_named, note: None },
    }
}

enum Walk {
    Found(PathBuf),
    Several(String),
    Nothing,
}

fn walk(start: PathBuf, named: &Path) -> Walk {
    let mut path = start;
    for component in named.components() {
        let Component::Normal(name) = component else {
            path.push(component);
            continue;
        };
        if fs::symlink_metadata(path.join(name)).is_ok() {
            path.push(name);
            continue;
        }
        match alike(&path, name).as_slice() {
            [] => return Walk::Nothing,
            [only] => path = only.clone(),
            several => {
                let names = several.iter().filter_map(|path| path.file_name());
                let names: Vec<String> = names.map(|name| format!("“{}”", name.to_string_lossy())).collect();
                return Walk::Several(names.join(" and "));
            }
        }
    }
    Walk::Found(path)
}

fn alike(folder: &Path, name: &OsStr) -> Vec<PathBuf> {
    let wanted = folded(name);
    let entries = fs::read_dir(folder).into_iter().flatten().take(MAX_ENTRIES).filter_map(Result::ok);
    let mut alike: Vec<PathBuf> =
        entries.filter(|entry| folded(&entry.file_name()) == wanted).map(|entry| entry.path()).collect();
    alike.sort();
    alike
}
