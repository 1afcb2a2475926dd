//! Makes a request of a folder's listing or of single files: roles by names and places. Opens no movie.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::arriving::{is_arriving, once_arrived};
use super::channels;
use super::found::{display_order, found_asset};
use super::headers::Headers;
use super::listing::FolderListing;
use super::movies::{self, MixFolders};
use super::name_words::composed;
use super::path_names::{Recognition, stem_of};
use super::reels::{self, DividedFiles, ReelLabel};
use super::request::Reel;
use super::some_names::some_names;
use super::sounds::{self, NameContext, RecognisedSound, SoundNotes};
use super::title::Title;
use super::{IntakeError, Request, passed_over, request_file, unusable};
use crate::ticket::{Asset, FileKind, Problem, Role, Task};

/// Folder names that do not name the film.
const GENERIC_FOLDERS: [&str; 8] =
    ["request", "requests", "qc", "media", "delivery", "downloads", "desktop", "tmp"];

/// What a listing was recognised as.
struct RecognisedFiles {
    title: Title,
    assets: Vec<Asset>,
    /// The mix that passed-over sounds belong to, where no sound can be judged.
    task: Option<Task>,
    notes: SoundNotes,
}

/// Reads a request folder: its request file where there is one, else by names and places, reel by reel where it comes
/// in reels and `by_reel`.
pub(super) fn read(root: &Path, task: Option<Task>, by_reel: bool) -> Result<Request, IntakeError> {
    let listing = FolderListing::of(root)?;
    if let Some(file) = request_file_in(root, &listing.files)? {
        return request_file::read(&root.join(file));
    }
    let divided = if by_reel { reels::divide(&listing.files) } else { None };
    let mut request = match divided {
        Some(divided) => of_reels(root, task, divided),
        None => of_files(root, task, &listing.files, None),
    };
    let not_listed =
        listing.not_listed.iter().map(|(folder, why)| passed_over::not_listed(root, folder, why));
    let not_listed: Vec<Asset> = not_listed.collect();
    request.assets.extend(not_listed.iter().cloned());
    let is_packed = |request: &Request| request.assets.iter().all(passed_over::is_packed);
    if is_packed(&request) && request.reels.is_empty() {
        if let Some((_, why)) = listing.not_listed.into_iter().next() {
            return Err(IntakeError::NotReadWhole { path: root.to_owned(), why });
        }
        return Err(match passed_over::packed_names(&request.assets) {
            None => IntakeError::NoMedia { path: root.to_owned() },
            Some(names) => IntakeError::OnlyPacked { path: root.to_owned(), names },
        });
    }
    // What cannot be looked into may hold the rest of the audio, too.
    let hidden: Vec<String> =
        request.assets.iter().filter_map(Asset::not_listed).map(str::to_owned).collect();
    request.incomplete.extend(hidden.iter().cloned());
    for reel in &mut request.reels {
        reel.request.incomplete.extend(hidden.iter().cloned());
        reel.request.assets.extend(not_listed.iter().cloned());
    }
    let said = listing.not_listed.into_iter().map(|(_, sentence)| sentence);
    request.warnings = said.chain(request.warnings).collect();
    Ok(request)
}

fn of_files(root: &Path, task: Option<Task>, files: &[PathBuf], reel: Option<&str>) -> Request {
    let name = composed(root.file_name().unwrap_or_default());
    let found = recognise(root, files, &name, task, true);
    let mut title = title_of(root, found.title.spelt());
    if let Some(reel) = reel {
        title = format!("{title} · {reel}");
    }
    let request = Request::of(title, root.to_owned(), task.or(found.task), found.assets);
    Request { warnings: found.notes.warnings, incomplete: found.notes.incomplete, ..request }
}

/// A request for each reel that has sound, and the rest. A movie of no reel may run through all of them, so in none of
/// them anything says what it is.
fn of_reels(root: &Path, task: Option<Task>, divided: DividedFiles) -> Request {
    let labels: Vec<String> = divided.reels.keys().map(ReelLabel::text).collect();
    let mut rest = of_files(root, task, &divided.rest, None);
    for asset in rest.assets.iter_mut().filter(|asset| asset.role != Role::Unrecognised) {
        asset.role = Role::Unrecognised;
        asset.recognised_by = None;
        asset.recognised_words = "belongs to none of the reels that have sound in this request".to_owned();
    }
    rest.task = task;
    rest.incomplete.clear();
    for (label, files) in labels.iter().zip(divided.reels.values()) {
        let mut request = of_files(root, task, files, Some(label));
        request.assets.extend(divided.movies_of_no_reel.iter().map(|movie| {
            let words = format!("its name gives no reel, so nothing says that it is the picture of {label}");
            found_asset(Role::Unrecognised, vec![root.join(movie)], None, Recognition::none(words))
        }));
        rest.reels.push(Reel { label: label.clone(), request });
    }
    let judged = match labels.as_slice() {
        [only] => format!(
            "Only the sound of reel {only} is in this request: it is judged against the picture of that reel alone."
        ),
        labels => format!(
            "This request comes in {} reels ({}): each reel is judged by itself, against its own picture.",
            labels.len(),
            some_names(labels)
        ),
    };
    rest.warnings.insert(0, judged);
    rest
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
            Err(IntakeError::SeveralRequests { path: root.to_owned(), names: some_names(&names) })
        }
    }
}

/// Makes a request of files picked out of their folders (absolute paths): by their names alone.
pub(super) fn recognise_files(files: &[PathBuf], task: Option<Task>) -> Request {
    let found = recognise(Path::new(""), files, "", task, false);
    let source = files.first().cloned().unwrap_or_default();
    let title = found.title.spelt().map_or_else(|| stem_of(&source), str::to_owned);
    let request = Request::of(title, source, task.or(found.task), found.assets);
    Request { warnings: found.notes.warnings, incomplete: found.notes.incomplete, ..request }
}

/// The assets of the files below `root` by their names and places.
fn recognise(
    root: &Path,
    files: &[PathBuf],
    root_name: &str,
    task: Option<Task>,
    by_place: bool,
) -> RecognisedFiles {
    let (files, leftovers) = without_leftovers(files);
    let of_kind = |kind: FileKind| {
        let is_it = |file: &&PathBuf| {
            FileKind::of(file) == Some(kind) || once_arrived(file).is_some_and(|(whole, _)| whole == kind)
        };
        files.iter().filter(is_it).cloned().collect::<Vec<_>>()
    };
    let (movies, headers) = (of_kind(FileKind::Movie), Headers::below(root));
    let grouped = channels::group(&of_kind(FileKind::Wave), &headers);
    let movie_stems: Vec<String> = movies.iter().map(|movie| stem_of(movie)).collect();
    let sound_stems: Vec<String> = grouped.iter().map(|sound| sound.stem.clone()).collect();
    let title = Title::find(&movie_stems, &sound_stems, root_name);
    let context = NameContext { root: root_name, title: &title, task, by_place };
    let mut notes = SoundNotes::default();
    let sounds = sounds::recognise(grouped, &context, &headers, &mut notes);
    let mix_folders = if by_place { sounds::mix_folders(&sounds) } else { MixFolders::default() };

    let mut assets: Vec<Asset> = Vec::new();
    let other_reels = reels::other_reels(&movies, &of_kind(FileKind::Wave));
    for ((movie, stem), other_reel) in movies.iter().zip(&movie_stems).zip(other_reels) {
        let place = context.place_of(stem, movie);
        let recognised = movies::recognise(&place, movie.parent().unwrap_or(Path::new("")), &mix_folders);
        let recognised = match other_reel {
            Some(reel) => {
                movies::unrecognised(format!("shows reel {reel}, and the sound is not of that reel"))
            }
            None => recognised,
        };
        let doubt = recognised
            .doubt
            .map(|doubt| format!("“{}”: {doubt} Correct it if that is wrong.", movie.display()));
        notes.warnings.extend(doubt);
        assets.push(listed_asset(
            recognised.role,
            vec![root.join(movie)],
            place.version(),
            recognised.recognition,
        ));
    }
    let belongs_to = sounds.iter().find_map(|sound| sound.belongs_to);
    assets.extend(sounds.into_iter().map(|sound| sound_asset(root, sound)));
    assets.extend(of_kind(FileKind::OtherSound).iter().map(|file| unread_sound(root, file)));
    let closed = files.iter().filter(|file| passed_over::may_stand_for_media(file));
    let closed = closed.map(|file| (file, context.place_of(&stem_of(file), file)));
    passed_over::add_closed(root, closed, &mut assets);
    let rest = files.iter().filter(|file| once_arrived(file).is_none());
    passed_over::add_rest(root, rest, &mut assets);
    assets.extend(leftovers.iter().map(|file| passed_over::leftover(root, file)));
    assets.sort_by_key(|asset| display_order(asset.role));
    notes.warnings.extend(passed_over::warnings(&assets));
    let has_mix = assets.iter().any(|asset| matches!(asset.role, Role::Delivered(_)));
    RecognisedFiles { title, assets, task: belongs_to.filter(|_| !has_mix), notes }
}

/// The files, and apart from them those still arriving under the name of a file that is there.
fn without_leftovers(files: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let all: HashSet<&PathBuf> = files.iter().collect();
    let is_leftover = |file: &PathBuf| {
        let whole = once_arrived(file).map(|(_, whole)| file.with_file_name(whole));
        is_arriving(file) && whole.is_some_and(|whole| all.contains(&whole))
    };
    let (leftovers, rest) = files.iter().cloned().partition(is_leftover);
    (rest, leftovers)
}

fn sound_asset(root: &Path, found: RecognisedSound) -> Asset {
    let files = found.sound.files.iter().map(|file| root.join(file)).collect();
    listed_asset(found.role, files, found.place.version(), found.recognition)
}

fn unread_sound(root: &Path, file: &Path) -> Asset {
    let recognition = Recognition::none("its extension");
    let mut asset = found_asset(Role::Unrecognised, vec![root.join(file)], None, recognition);
    asset.problem = Some(Problem::Unreadable(format!(
        "{} isn't a WAV, and no other sound file can be read: ask for PCM WAV.",
        root.join(file).display()
    )));
    asset
}

/// An asset that was found, with what its name or the file system says against it.
fn listed_asset(role: Role, files: Vec<PathBuf>, version: Option<String>, recognition: Recognition) -> Asset {
    let problem = files.iter().find_map(|file| unusable::problem_of_listed(file));
    Asset { problem, ..found_asset(role, files, version, recognition) }
}

/// The folder's name, unless it does not name the film.
fn title_of(root: &Path, shared: Option<&str>) -> String {
    let name_of = |folder: &Path| folder.file_name().map(composed);
    let name = name_of(root).filter(|name| !GENERIC_FOLDERS.contains(&name.to_lowercase().as_str()));
    let parent = || root.parent().and_then(name_of);
    name.or(shared.map(str::to_owned)).or_else(parent).unwrap_or_else(|| "Untitled request".to_owned())
}
