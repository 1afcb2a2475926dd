//! What lies in a request and cannot be used as it is: archives, locked folders, leftovers of transfers, files of kinds
//! that nobody reads. Each becomes an asset that says why, so that a person who misses something finds it.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::arriving::is_arriving;
use super::found::found_asset;
use super::movies::{KindByName, kind_by_name};
use super::path_names::{PathNames, Recognition};
use super::some_names::some_names;
use super::unusable;
use crate::ticket::{Asset, FileKind, Problem, Role};

/// Kinds of files that come with a request and are neither media nor missed: papers, checksums, pictures, lists.
const PAPERS: [&str; 37] = [
    "pdf", "txt", "rtf", "doc", "docx", "odt", "pages", "xls", "xlsx", "csv", "tsv", "ods", "numbers", "ppt",
    "pptx", "htm", "html", "md", "log", "xml", "json", "yaml", "yml", "md5", "sha1", "sha256", "mhl", "jpg",
    "jpeg", "png", "gif", "tif", "tiff", "db", "ini", "eml", "url",
];

/// A word on files that a person may take for media.
const SESSIONS: [(&str, &str); 9] = [
    ("ptx", "a Pro Tools session"),
    ("pts", "a Pro Tools session"),
    ("ptf", "a Pro Tools session"),
    ("aaf", "an AAF"),
    ("omf", "an OMF"),
    ("rpp", "a Reaper session"),
    ("sd2", "Sound Designer II"),
    ("edl", "an edit list"),
    ("ale", "a log of shots"),
];

/// Movies in containers that are not read.
const OTHER_MOVIES: [&str; 14] =
    ["wmv", "flv", "ts", "vob", "m2v", "264", "265", "h264", "h265", "dv", "ogv", "3gp", "braw", "r3d"];

/// Whether a file may hold a mix or a reference though it cannot be read: an archive, a movie of another kind, a file that
/// lost its extension.
pub(super) fn may_stand_for_media(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match FileKind::of(file) {
        Some(kind) => kind == FileKind::Archive,
        None => extension.is_empty() || OTHER_MOVIES.contains(&extension.as_str()),
    }
}

/// Adds what may hold media and cannot be read. Each stands for what its name says, a mix or a reference, where nothing
/// else in the request does.
pub(super) fn add_closed<'a>(
    root: &Path,
    closed: impl Iterator<Item = (&'a PathBuf, PathNames<'a>)>,
    assets: &mut Vec<Asset>,
) {
    for (file, place) in closed {
        let is_archive = FileKind::of(file) == Some(FileKind::Archive);
        let mix = place.mix_by_name();
        let mix =
            mix.or_else(|| place.mix_by_folder().map(|(task, name)| (task, Recognition::in_folder(name))));
        let kind = match kind_by_name(&place) {
            KindByName::Kind(kind, recognition) => Some((Role::Reference(kind), recognition)),
            _ => None,
        };
        let mix = mix.map(|(task, recognition)| (Role::Delivered(task), recognition));
        let stands_for = mix.filter(|_| is_archive).or(kind);
        let stands_for = stands_for.filter(|(role, _)| !assets.iter().any(|asset| asset.role == *role));
        let path = root.join(file);
        let problem =
            unusable::problem_of_listed(&path).unwrap_or_else(|| Problem::Unreadable(unknown_kind(&path, 0)));
        if let Some((role, recognition)) = stands_for {
            let asset = found_asset(role, vec![path], place.version(), recognition);
            assets.push(Asset { problem: Some(problem), ..asset });
        } else if is_archive {
            let asset = found_asset(Role::Unrecognised, vec![path], None, Recognition::none("an archive"));
            assets.push(Asset { problem: Some(problem), ..asset });
        }
    }
}

/// Adds files of unknown kinds, one asset for each extension, and downloads whose names do not say what they will be.
pub(super) fn add_rest<'a>(root: &Path, files: impl Iterator<Item = &'a PathBuf>, assets: &mut Vec<Asset>) {
    let mut unknown: BTreeMap<String, Vec<&PathBuf>> = BTreeMap::new();
    let known: HashSet<PathBuf> = assets.iter().flat_map(|asset| asset.files.iter().cloned()).collect();
    for file in files.filter(|file| !known.contains(&root.join(file))) {
        let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if is_arriving(file) || may_lead_to_a_folder(&root.join(file)) {
            unknown.entry(file.to_string_lossy().into_owned()).or_default().push(file);
        } else if FileKind::of(file).is_none() && !PAPERS.contains(&extension.as_str()) {
            unknown.entry(format!(".{extension}")).or_default().push(file);
        }
    }
    for files in unknown.into_values() {
        let Some(first) = files.first() else { continue };
        let path = root.join(first);
        let recognition = Recognition::none("nothing in its name says what it is");
        let problem = unusable::problem_of_listed(&path)
            .unwrap_or_else(|| Problem::Unreadable(unknown_kind(&path, files.len() - 1)));
        let problem = match problem {
            Problem::Unreadable(why) if may_lead_to_a_folder(&path) => Problem::NotListed(why),
            problem => problem,
        };
        let asset = found_asset(Role::Unrecognised, vec![path], None, recognition);
        assets.push(Asset { problem: Some(problem), ..asset });
    }
}

/// A link that leads nowhere, and does not end as a file does: perhaps a folder of media on a volume that is not mounted.
fn may_lead_to_a_folder(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    FileKind::of(path).is_none()
        && !PAPERS.contains(&extension.as_str())
        && path.is_symlink()
        && !path.exists()
}

fn unknown_kind(path: &Path, more: usize) -> String {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let session = SESSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&extension));
    let others = match more {
        0 => String::new(),
        more => format!(" (and {more} more like it)"),
    };
    let shown = path.display();
    match (session, extension.is_empty()) {
        (Some((_, what)), _) => {
            format!(
                "{shown}{others} is {what}, which is not read. Ask for a movie or PCM WAV if it is needed."
            )
        }
        (None, true) => format!(
            "{shown}{others} has no extension, so it was not read. Give it one (.mov, .wav) if it is a movie or a sound."
        ),
        (None, false) => format!(
            "{shown}{others} is neither a movie nor a sound by its extension, so it was not read. Ask for a movie (MOV, MP4, \
             MXF) or PCM WAV if it is needed."
        ),
    }
}

/// A folder of the request that could not be listed, or not to its end, and why.
pub(super) fn not_listed(root: &Path, folder: &Path, why: &str) -> Asset {
    let place = if folder.as_os_str().is_empty() { root.to_owned() } else { root.join(folder) };
    let asset = found_asset(Role::Unrecognised, vec![place], None, Recognition::none("a folder"));
    Asset { problem: Some(Problem::NotListed(why.to_owned())), ..asset }
}

/// A transfer under the name of a file that is there: left over, or a redelivery on its way.
pub(super) fn leftover(root: &Path, file: &Path) -> Asset {
    let path = root.join(file);
    let sentence = format!(
        "{} is on its way under the name of a file that is here: what is here may be an earlier delivery. Wait for it, or \
         delete it if it was left over.",
        path.display()
    );
    let recognition = Recognition::none("a transfer that is not done");
    let asset = found_asset(Role::Unrecognised, vec![path], None, recognition);
    Asset { problem: Some(Problem::Unreadable(sentence)), ..asset }
}

/// What a person should read of the assets that cannot be used: one sentence for each thing that is wrong, with the files
/// that share it; nothing of papers and the like.
pub(super) fn warnings(assets: &[Asset]) -> Vec<String> {
    let mut said: Vec<(Vec<&Path>, String)> = Vec::new();
    for asset in assets {
        let Some(sentence) = asset.problem.as_ref().map(ToString::to_string) else { continue };
        let file = asset.files.first().map_or(Path::new(""), PathBuf::as_path);
        let shared = sentence.strip_prefix(&file.display().to_string()).filter(|rest| can_be_shared(rest));
        let Some(shared) = shared else {
            said.push((Vec::new(), sentence));
            continue;
        };
        match said.iter_mut().find(|(files, words)| !files.is_empty() && words == shared) {
            Some((files, _)) => files.push(file),
            None => said.push((vec![file], shared.to_owned())),
        }
    }
    said.into_iter().map(|(files, words)| shared_sentence(&files, &words)).collect()
}

/// Whether what is said of one file can be said of each of several.
fn can_be_shared(words: &str) -> bool {
    words.starts_with(" is ") || words.starts_with(" has ")
}

/// "a.zip, b.zip: each is an archive.": the first with its folder, those beside it by name.
fn shared_sentence(files: &[&Path], words: &str) -> String {
    let Some((first, rest)) = files.split_first() else { return words.to_owned() };
    if rest.is_empty() {
        return format!("{}{words}", first.display());
    }
    let names = std::iter::once(first.display().to_string()).chain(rest.iter().map(|file| {
        let beside = file.file_name().filter(|_| file.parent() == first.parent());
        beside.map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
    }));
    let names = some_names(&names.collect::<Vec<_>>());
    format!("{names}: each{words}")
}

/// Whether the asset is no media by itself: an archive, a folder, a file of an unknown kind.
pub(super) fn is_packed(asset: &Asset) -> bool {
    let is_media = |file: &PathBuf| {
        matches!(FileKind::of(file), Some(FileKind::Movie | FileKind::Wave | FileKind::OtherSound))
            || super::arriving::once_arrived(file).is_some()
    };
    !asset.files.iter().any(is_media)
}

/// The names of archives and the like, where there are some.
pub(super) fn packed_names(assets: &[Asset]) -> Option<String> {
    let is_archive = |asset: &&Asset| {
        asset.files.iter().any(|file| FileKind::of(file) == Some(FileKind::Archive) || is_arriving(file))
    };
    let names: Vec<String> = assets.iter().filter(is_archive).map(Asset::file_name).collect();
    (!names.is_empty()).then(|| some_names(&names))
}
