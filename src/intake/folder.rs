//! Makes a request of a folder's listing or of single files: roles by names and places. Opens no media.

use std::path::{Path, PathBuf};

use super::channels::{self, SoundFiles};
use super::listing::FolderListing;
use super::movies::{self, MixFolders};
use super::name_words::NameWords;
use super::sounds::{self, NameContext, RecognisedSound};
use super::{IntakeError, Request, request_file};
use crate::ticket::{Asset, Delivery, FileKind, Problem, Role, Task};

/// Folder names that do not name the film.
const GENERIC_FOLDERS: [&str; 8] =
    ["request", "requests", "qc", "media", "delivery", "downloads", "desktop", "tmp"];

/// Reads a request folder: its request file where there is one, else by names and places.
pub(super) fn read(root: &Path, task: Option<Task>) -> Result<Request, IntakeError> {
    let listing = FolderListing::of(root)?;
    if let Some(file) = request_file_in(root, &listing.files)? {
        return request_file::read(&root.join(file));
    }
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let context = NameContext { root: &name, title_words: 0, task, by_place: true };
    let (shared, assets, warnings) = recognise(root, &listing.files, context);
    if assets.is_empty() {
        return Err(IntakeError::NoMedia { path: root.to_owned() });
    }
    let mut request = Request::of(title_of(root, shared), root.to_owned(), task, assets);
    request.warnings = listing.warnings.into_iter().chain(warnings).collect();
    Ok(request)
}

/// `request.ron`, or the only `*.request.ron`, in the request folder itself.
fn request_file_in(root: &Path, files: &[PathBuf]) -> Result<Option<PathBuf>, IntakeError> {
    let name_of = |file: &PathBuf| file.to_str().unwrap_or_default().to_lowercase();
    let here = files.iter().filter(|file| file.components().count() == 1);
    let found: Vec<&PathBuf> = here
        .filter(|file| {
            let name = name_of(file);
            name == "request.ron" || name.ends_with(".request.ron")
        })
        .collect();
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some((*only).clone())),
        several => {
            let names: Vec<String> = several.iter().map(|file| file.display().to_string()).collect();
            Err(IntakeError::SeveralRequests { path: root.to_owned(), names: names.join(", ") })
        }
    }
}

/// Makes a request of files picked out of their folders (absolute paths): by their names alone.
pub(super) fn recognise_files(files: &[PathBuf], task: Option<Task>) -> Request {
    let context = NameContext { root: "", title_words: 0, task, by_place: false };
    let (shared, assets, warnings) = recognise(Path::new(""), files, context);
    let source = files.first().cloned().unwrap_or_default();
    let title = shared.unwrap_or_else(|| stem_of(&source));
    Request { warnings, ..Request::of(title, source, task, assets) }
}

/// The assets of media files by their names and places below `root`, with the title their names share.
fn recognise(
    root: &Path,
    files: &[PathBuf],
    context: NameContext,
) -> (Option<String>, Vec<Asset>, Vec<String>) {
    let of_kind = |kind: FileKind| {
        files.iter().filter(|file| FileKind::of(file) == Some(kind)).cloned().collect::<Vec<_>>()
    };
    let movies = of_kind(FileKind::Movie);
    let grouped = channels::group(&of_kind(FileKind::Wave));
    let (title, title_words) = shared_title(&movies, &grouped);
    let context = NameContext { title_words, ..context };
    let mut warnings = Vec::new();
    let sounds = sounds::recognise(grouped, &context, &mut warnings);
    let mix_folders = if context.by_place { sounds::mix_folders(&sounds) } else { MixFolders::default() };

    let mut assets: Vec<Asset> = Vec::new();
    for movie in &movies {
        let place = context.place_of(&stem_of(movie), movie);
        let recognised = movies::recognise(&place, movie.parent().unwrap_or(Path::new("")), &mix_folders);
        let doubt = recognised
            .doubt
            .map(|doubt| format!("“{}”: {doubt} Correct it if that is wrong.", movie.display()));
        warnings.extend(doubt);
        assets.push(found_asset(recognised.role, vec![root.join(movie)], place.version(), recognised.by));
    }
    assets.extend(sounds.into_iter().map(|sound| sound_asset(root, sound)));
    assets.extend(of_kind(FileKind::OtherSound).iter().map(|file| unread_sound(root, file)));
    assets.sort_by_key(|asset| display_order(asset.role));
    (title, assets, warnings)
}

fn sound_asset(root: &Path, found: RecognisedSound) -> Asset {
    let files = found.sound.files.iter().map(|file| root.join(file)).collect();
    found_asset(found.role, files, found.place.version(), found.by)
}

fn unread_sound(root: &Path, file: &Path) -> Asset {
    let mut asset = found_asset(Role::Unrecognised, vec![root.join(file)], None, "its extension".to_owned());
    asset.problem = Some(Problem::Unreadable(format!(
        "{} isn't a WAV, and no other sound file can be read: ask for PCM WAV.",
        root.join(file).display()
    )));
    asset
}

/// An asset that was found; nothing states that it was delivered.
pub(super) fn found_asset(role: Role, files: Vec<PathBuf>, version: Option<String>, by: String) -> Asset {
    Asset {
        role,
        files,
        version,
        delivery: Delivery::Assumed,
        guide_track: None,
        recognised_by: by,
        facts: None,
        problem: None,
        sha256: None,
    }
}

/// References in the serving order, then the audio under QC, its other forms, and the rest.
pub(super) fn display_order(role: Role) -> (u8, u8) {
    match role {
        Role::Reference(kind) => (0, kind as u8),
        Role::Delivered(task) => (1, task as u8),
        Role::OtherForm(task) => (2, task as u8),
        Role::Unrecognised => (3, 0),
    }
}

/// The words that every media name begins with, as spelt, and how many; none when there is one name only.
fn shared_title(movies: &[PathBuf], sounds: &[SoundFiles]) -> (Option<String>, usize) {
    let mut stems: Vec<String> = movies.iter().map(|movie| stem_of(movie)).collect();
    stems.extend(sounds.iter().map(|sound| sound.stem.clone()));
    stems.sort();
    stems.dedup();
    let Some((first, others)) = stems.split_first().filter(|(_, others)| !others.is_empty()) else {
        return (None, 0);
    };
    let words = NameWords::of(first);
    let shared = others.iter().map(|other| words.shared_start(&NameWords::of(other))).min().unwrap_or(0);
    let speaks = (0..shared).any(|place| words.word(place).is_some_and(|word| word.chars().count() > 2));
    (speaks.then(|| words.spelling(0..shared).spelt.to_owned()), shared)
}

/// The folder's name, unless it does not name the film.
fn title_of(root: &Path, shared: Option<String>) -> String {
    let name_of = |folder: &Path| folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name_of(root).filter(|name| !GENERIC_FOLDERS.contains(&name.to_lowercase().as_str()));
    let parent = || root.parent().and_then(name_of);
    name.or(shared).or_else(parent).unwrap_or_else(|| "Untitled request".to_owned())
}

fn stem_of(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
