//! Files as an earlier Twopop saved them still open, hold what they held, and are saved again as they were.
//!
//! `tests/cases/saved` holds copies: tickets in every state, preferences with everything set, request files in every
//! form, and a desk folder with a journal that a crash left behind. Where a file is saved in another form today, the
//! form expected is in `NAME.saved_again.ron` beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use twopop::intake::{NamedFiles, open_request};
use twopop::store::{
    Autosave, DeskFolder, SavedBy, read_preferences, read_ticket, save_preferences, save_ticket_as,
};

fn saved() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved")
}

fn files_ending_in(folder: &Path, end: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.file_name().unwrap().to_str().unwrap().ends_with(end)).collect();
    paths.sort();
    paths
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

#[test]
fn every_ticket_saved_before_opens_whole_and_is_saved_as_it_was() {
    let mut opened = 0;
    for file in files_ending_in(&saved().join("tickets"), ".ron") {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".saved_again.ron") {
            continue;
        }
        let read = read_ticket(&file).unwrap();
        let unknown = if name.starts_with("unknown_fields") { 2 } else { 0 };
        assert_eq!(read.warnings.len(), unknown, "{name}: {:?}", read.warnings);
        assert_eq!(read.read_only, None, "{name}");
        assert_eq!(read.value.log_faults(), [], "{name}");
        let again = tempfile::tempdir().unwrap();
        let copy = again.path().join(&name);
        // Over the old text, as a store does, so that unknown fields are carried over.
        fs::write(&copy, text(&file)).unwrap();
        save_ticket_as(&copy, &read.value).unwrap();
        let other_form = file.with_extension("saved_again.ron");
        let expected = if other_form.exists() { other_form } else { file };
        assert_eq!(text(&copy), text(&expected), "{name}");
        assert_eq!(read_ticket(&copy).unwrap().value, read.value, "{name}");
        opened += 1;
    }
    assert_eq!(opened, 18);
}

#[test]
fn preferences_saved_before_open_and_are_saved_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("preferences.ron");
    fs::copy(saved().join("preferences.ron"), &copy).unwrap();
    let read = read_preferences(folder.path()).unwrap();
    assert_eq!((read.warnings.len(), read.read_only), (0, None));
    fs::remove_file(&copy).unwrap();
    save_preferences(folder.path(), &read.value).unwrap();
    // Everything is there as it was, in its order; what this version added since stands between, as it is by default.
    let (now, before) = (text(&copy), text(&saved().join("preferences.ron")));
    let mut lines = now.lines();
    for line in before.lines() {
        assert!(lines.any(|saved| saved == line), "{line} is lost in {now}");
    }
}

#[test]
fn request_files_of_every_form_are_read_as_before() {
    let folder = saved().join("requests");
    let files = files_ending_in(&folder, ".request.ron");
    assert_eq!(files.len(), 5);
    for file in files {
        let request = open_request(&file, &NamedFiles::default()).unwrap();
        let mut lines = vec![
            format!("title {}", request.title),
            format!("task {}", ron::to_string(&request.task).unwrap()),
            format!("tasks present {}", ron::to_string(&request.tasks_present).unwrap()),
        ];
        for mut asset in request.assets {
            for path in &mut asset.files {
                *path = path.strip_prefix(&folder).unwrap().to_owned();
            }
            // Known since these answers were written, and the same for all.
            assert_eq!(asset.recognised_by.take(), Some(twopop::ticket::RecognisedBy::RequestFile));
            lines.push(ron::to_string(&asset).unwrap());
        }
        lines.extend(request.warnings.iter().map(|warning| format!("warning {warning}")));
        let expected = text(Path::new(&file.to_str().unwrap().replace(".request.ron", ".read.txt")));
        assert_eq!(lines, expected.lines().collect::<Vec<_>>(), "{}", file.display());
    }
}

#[test]
fn a_journal_left_behind_by_an_earlier_twopop_is_brought_back() {
    let desk = tempfile::tempdir().unwrap();
    copy_folder(&saved().join("desk"), desk.path());
    let expected = read_ticket(&saved().join("desk.brought_back.ron")).unwrap().value;
    let store = Arc::new(DeskFolder::open(desk.path(), desk.path()).unwrap());
    let autosave = Autosave::new(store, desk.path());
    let opened = autosave.open(expected.id(), &SavedBy::default()).unwrap();
    assert_eq!(opened.warnings.len(), 1, "{:?}", opened.warnings);
    assert!(opened.warnings[0].starts_with("5 changes"), "{}", opened.warnings[0]);
    assert_eq!((opened.value, opened.read_only), (expected, None));
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
