//! Folders recognised by names and places. The cases are `tests/cases/intake/*.txt`: the files of a folder, then the
//! title, task, assets (role | files | version | a piece of what it was recognised by) and warnings to expect.

use std::fs;
use std::path::{Path, PathBuf};

use twopop::intake::{NamedFiles, Request, open_request};
use twopop::ticket::{Delivery, Task};

use super::{lay_out, row};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/intake");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The rest of each line of `case` that begins with `word`.
fn lines<'a>(case: &'a str, word: &str) -> Vec<&'a str> {
    case.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).collect()
}

fn task_text(request: &Request) -> &'static str {
    match (request.task, request.tasks_present.len()) {
        (Some(task), _) => task.label(),
        (None, 0) => "none",
        (None, _) => "open",
    }
}

#[test]
fn every_folder_case_is_recognised_as_it_says() {
    let cases = cases();
    assert!(cases.len() >= 16, "the cases are there");
    let mut faults = Vec::new();
    for path in cases {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = fs::read_to_string(&path).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(lines(&case, "folder")[0]);
        lay_out(&root, &lines(&case, "file"));
        let request = open_request(&root, &NamedFiles::default()).unwrap();

        let expected: Vec<(&str, &str)> =
            lines(&case, "asset").into_iter().map(|line| line.rsplit_once(" | ").unwrap()).collect();
        let rows: Vec<String> = request.assets.iter().map(row).collect();
        if rows != expected.iter().map(|(row, _)| *row).collect::<Vec<_>>() {
            faults.push(format!("{name}: {rows:#?}"));
        }
        for (asset, (_, by)) in request.assets.iter().zip(&expected) {
            if !asset.recognised_by.contains(by) {
                faults.push(format!("{name}: {} was recognised by: {}", row(asset), asset.recognised_by));
            }
            assert_eq!(asset.delivery, Delivery::Assumed, "a folder cannot know");
        }
        if [request.title.as_str(), task_text(&request)]
            != [lines(&case, "title")[0], lines(&case, "task")[0]]
        {
            faults.push(format!("{name}: {} for {}", request.title, task_text(&request)));
        }
        let warnings = lines(&case, "warning");
        let warned =
            warnings.iter().all(|words| request.warnings.iter().any(|warning| warning.contains(words)));
        if !warned || warnings.len() != request.warnings.len() {
            faults.push(format!("{name}: {:?}", request.warnings));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_order_of_the_directory_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["b_LockedCut.mov", "a_LockedCut.mov", "x_ME_R.wav", "x_ME_L.wav"];
    let (one, other) = (folder.path().join("one/R1"), folder.path().join("other/R1"));
    lay_out(&one, &files);
    lay_out(&other, &files.iter().rev().copied().collect::<Vec<_>>());
    let rows = |root: &Path| {
        let request = open_request(root, &NamedFiles::default()).unwrap();
        (request.assets.iter().map(row).collect::<Vec<_>>(), request.warnings)
    };
    assert_eq!(rows(&one), rows(&other));
}

#[test]
fn a_request_file_in_the_folder_speaks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_Final.mov"]);
    let text = "Request(title: \"By hand\", assets: [Asset(kind: LockedCut, delivered: false)])";
    fs::write(folder.path().join("night.request.ron"), text).unwrap();
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    assert_eq!((request.title.as_str(), request.assets.len()), ("By hand", 1));

    fs::write(folder.path().join("request.ron"), text).unwrap();
    let error = open_request(folder.path(), &NamedFiles::default()).unwrap_err().to_string();
    assert!(error.contains("night.request.ron, request.ron") && error.contains("Open the one"), "{error}");
}

#[test]
fn a_folder_without_media_and_a_path_without_anything_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |path: &Path| open_request(path, &NamedFiles::default()).unwrap_err().to_string();
    assert!(refusal(folder.path()).contains("holds no movie and no sound file"));
    assert!(refusal(&folder.path().join("gone")).contains("There is nothing at"));
    lay_out(folder.path(), &["paper.pdf"]);
    assert!(refusal(&folder.path().join("paper.pdf")).contains("neither a request"));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end_and_a_locked_folder_is_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["01/NIGHTFALL_Final.mov", "locked/NIGHTFALL_ME.wav"]);
    symlink(folder.path(), folder.path().join("01/back")).unwrap();
    symlink("nowhere", folder.path().join("broken.mov")).unwrap();
    let locked = folder.path().join("locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything: then there is nothing to be locked out of.
    let locked_out = fs::read_dir(&locked).is_err();
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(request.assets.iter().filter(|asset| row(asset).starts_with("Final Proxy")).count(), 1);
    let named = request.warnings.iter().any(|warning| warning.contains("“locked” cannot be read"));
    assert_eq!(named, locked_out, "{:?}", request.warnings);
}

#[test]
fn a_whole_disk_is_not_walked_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "a/b/c/d/e/f/g/NIGHTFALL_Final.mov";
    lay_out(folder.path(), &[deep, "NIGHTFALL_LockedCut.mov"]);
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    assert_eq!(request.assets.len(), 1);
    assert!(request.warnings[0].contains("6 deep"), "{:?}", request.warnings);
    for number in 0..5_000 {
        fs::write(folder.path().join(format!("{number}.txt")), "").unwrap();
    }
    let request = open_request(folder.path(), &NamedFiles::default());
    let warnings = request.unwrap_err().to_string();
    assert!(warnings.contains("no movie"), "the files come first by name: {warnings}");
}

#[test]
fn a_task_that_is_named_takes_the_sound_that_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("R1");
    lay_out(&root, &["mix.wav"]);
    let named = NamedFiles { task: Some(Task::PrintMaster), ..NamedFiles::default() };
    let request = open_request(&root, &named).unwrap();
    assert_eq!(row(&request.assets[0]), "Print Master audio | mix.wav | -");
    assert_eq!(request.task, Some(Task::PrintMaster));
}
