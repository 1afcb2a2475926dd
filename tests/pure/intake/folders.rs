//! Folders recognised by names and places. The cases are `tests/cases/intake/*.txt`: what is in a folder, then the title,
//! task, assets (role | files | version | a piece of what it was recognised by) and warnings to expect. In a folder are
//! files (empty), WAVs (`wave CHANNELS FRAMES STAMP NAME`, without a stamp where that is -), and links
//! (`link NAME -> PLACE`). `nfd` spells all names as a Mac does; `reel LABEL` begins what is expected of a reel.

use std::fs;
use std::path::{Path, PathBuf};

use twopop::intake::{NamedFiles, Request, open_request};
use twopop::ticket::{Asset, Delivery, Task};

use unicode_normalization::UnicodeNormalization;

use super::{lay_out, row};
use crate::program::{out, twopop};
use crate::wave_builder::{Builder, Stand, bext};

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

/// The lines of a case that say what is expected of the whole, and then of each reel.
fn expectations(case: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in case.lines() {
        if line.starts_with("reel ") {
            parts.push(String::new());
        }
        let part = parts.last_mut().unwrap();
        part.push_str(line);
        part.push('\n');
    }
    parts
}

/// Makes the files, WAVs and links of a case below `root`.
fn make_folder(root: &Path, case: &str) {
    let spelled = |name: &str| -> String {
        if case.lines().any(|line| line == "nfd") { name.nfd().collect() } else { name.to_owned() }
    };
    let place = |name: &str| {
        let path = root.join(spelled(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    for name in lines(case, "file") {
        fs::write(place(name), "").unwrap();
    }
    for line in lines(case, "wave") {
        let [channels, frames, stamp, name] = line.splitn(4, ' ').collect::<Vec<_>>().try_into().unwrap();
        let (channels, frames): (u16, usize) = (channels.parse().unwrap(), frames.parse().unwrap());
        let mut wave = Builder::pcm(channels, 2, vec![0; frames * usize::from(channels) * 2]);
        if let Ok(stamp) = stamp.parse() {
            wave = wave.with(Stand::Before, b"bext", bext("", "", stamp));
        }
        fs::write(place(name), wave.bytes()).unwrap();
    }
    #[cfg(unix)]
    for line in lines(case, "link") {
        let (name, target) = line.split_once(" -> ").unwrap();
        std::os::unix::fs::symlink(target, place(name)).unwrap();
    }
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
        make_folder(&root, &case);
        let request = open_request(&root, &NamedFiles::default()).unwrap();
        if std::env::var_os("WRITE_CASES").is_some() {
            write_case(&path, &case, &request, &root);
            continue;
        }
        let whole = [(None, &request)];
        let reels = request.reels.iter().map(|reel| (Some(&reel.label), &reel.request));
        let found: Vec<_> = whole.into_iter().chain(reels).collect();
        let expected = expectations(&case);
        if found.len() != expected.len() {
            faults.push(format!("{name}: {} reels", request.reels.len()));
        }
        for ((reel, request), expected) in found.into_iter().zip(expected) {
            if lines(&expected, "reel").first().copied() != reel.map(String::as_str) {
                faults.push(format!("{name}: reel {reel:?}"));
            }
            faults.extend(
                faults_of(request, &expected, &root).into_iter().map(|fault| format!("{name}: {fault}")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What of a request is not as `expected` says it.
fn faults_of(request: &Request, expected: &str, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let assets: Vec<(&str, &str)> =
        lines(expected, "asset").into_iter().map(|line| line.rsplit_once(" | ").unwrap()).collect();
    let rows: Vec<String> = request.assets.iter().map(row).collect();
    if rows != assets.iter().map(|(row, _)| *row).collect::<Vec<_>>() {
        faults.push(format!("{rows:#?}"));
    }
    for (asset, (_, by)) in request.assets.iter().zip(&assets) {
        if !asset.recognised_words.contains(by) {
            faults.push(format!("{} was recognised by: {}", row(asset), asset.recognised_words));
        }
        assert_eq!(asset.delivery, Delivery::Assumed, "a folder cannot know");
    }
    let (title, task) = (lines(expected, "title")[0], lines(expected, "task")[0]);
    if [request.title.as_str(), task_text(request)] != [title, task] {
        faults.push(format!("{} for {}", request.title, task_text(request)));
    }
    let warnings = lines(expected, "warning");
    let here = format!("{}/", root.display());
    let found: Vec<String> = request.warnings.iter().map(|warning| warning.replace(&here, "")).collect();
    let warned = warnings.iter().all(|words| found.iter().any(|warning| warning.contains(words)));
    if !warned || warnings.len() != found.len() {
        faults.push(format!("{found:?}"));
    }
    faults
}

fn write_case(path: &Path, case: &str, request: &Request, root: &Path) {
    let kept = case.lines().take_while(|line| {
        !["title", "task", "asset", "warning", "reel"].contains(&line.split(' ').next().unwrap())
    });
    let mut out: String = kept.map(|line| format!("{line}\n")).collect();
    let here = format!("{}/", root.display());
    let one = |request: &Request| {
        let mut out = format!("title {}\ntask {}\n", request.title, task_text(request));
        for asset in &request.assets {
            out += &format!("asset {} | {}\n", row(asset), asset.recognised_words);
        }
        for warning in &request.warnings {
            out += &format!("warning {}\n", warning.replace(&here, ""));
        }
        out
    };
    out += &one(request);
    for reel in &request.reels {
        out += &format!("reel {}\n{}", reel.label, one(&reel.request));
    }
    fs::write(path, out).unwrap();
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
    let held = request.assets.iter().filter_map(Asset::not_listed).any(|why| why.contains("“locked”"));
    assert_eq!(held, locked_out);
    let named = request.warnings.iter().any(|warning| warning.contains("“locked” cannot be read"));
    assert_eq!(named, locked_out, "{:?}", request.warnings);
}

/// What was not read may hold a better reference: nothing is called in order then.
#[test]
fn a_whole_disk_is_not_walked_to_its_end_and_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "a/b/c/d/e/f/g/h/i/j/k/l/m/NIGHTFALL_Final.mov";
    lay_out(folder.path(), &[deep]);
    let error = open_request(folder.path(), &NamedFiles::default()).unwrap_err().to_string();
    assert!(error.contains("as far as it was read") && error.contains("12 deep"), "{error}");
    lay_out(folder.path(), &["NIGHTFALL_LockedCut.mov"]);
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    assert!(request.warnings[0].contains("12 deep"), "{:?}", request.warnings);
    assert_eq!(request.incomplete, request.warnings[..1]);
    let unseen: Vec<&str> = request.assets.iter().filter_map(Asset::not_listed).collect();
    assert_eq!(unseen, request.incomplete, "the locked cut, and what may be a better reference");
    assert_eq!(request.assets.len(), 2);
}

/// Folders that a file server keeps for itself, and hidden ones, hold nothing of a request.
#[cfg(unix)]
#[test]
fn a_locked_folder_holds_the_decision_unless_it_is_no_part_of_the_request() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_LockedCut.mov", "NIGHTFALL_ME.wav"]);
    let unseen = |named: &NamedFiles| {
        let request = open_request(folder.path(), named).unwrap();
        let unseen: Vec<String> =
            request.assets.iter().filter_map(Asset::not_listed).map(str::to_owned).collect();
        (unseen, request.incomplete)
    };
    let nothing = (Vec::<String>::new(), Vec::<String>::new());
    for of_the_system in [".Trash-1000", "#recycle", "@eaDir", "lost+found"] {
        let place = folder.path().join(of_the_system);
        fs::create_dir(&place).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o000)).unwrap();
    }
    assert_eq!(unseen(&NamedFiles::default()), nothing);
    // A volume that is not mounted, and papers beside it.
    symlink("/nowhere/Media", folder.path().join("Media")).unwrap();
    symlink("/nowhere/list.pdf", folder.path().join("list.pdf")).unwrap();
    let (found, incomplete) = unseen(&NamedFiles::default());
    assert!(matches!(&found[..], [one] if one.contains("Media is a link to /nowhere/Media")), "{found:?}");
    assert_eq!(found, incomplete);
    let audio = vec![folder.path().join("NIGHTFALL_ME.wav")];
    let (found, incomplete) = unseen(&NamedFiles { audio, ..NamedFiles::default() });
    assert_eq!((found.len(), incomplete.len()), (1, 0), "a person named the whole audio");
}

/// Ten times the names may cost some more than ten times the time, not a hundred times.
#[test]
fn a_share_of_thousands_of_files_is_read_whole_and_its_cost_grows_with_their_number() {
    let seconds_of = |files: usize| {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..files {
            let place = folder.path().join(format!("d{}", number % 100));
            fs::create_dir_all(&place).unwrap();
            let ends = ["take.wav", "scene.L.wav", "scene.R.wav", "clip.mov", "note.txt"];
            fs::write(place.join(format!("{}_{}", number / 5, ends[number % 5])), "").unwrap();
        }
        lay_out(folder.path(), &["NIGHTFALL_FinalProxy.mov"]);
        let began = std::time::Instant::now();
        let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
        assert_eq!(request.incomplete, Vec::<String>::new());
        assert!(request.assets.iter().any(|asset| row(asset).starts_with("Final Proxy")));
        began.elapsed().as_secs_f64()
    };
    let (some, many) = (seconds_of(1_000), seconds_of(10_000));
    assert!(many < some.max(0.02) * 40.0, "1 000 files: {some:.3} s, 10 000 files: {many:.3} s");
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

#[test]
fn a_library_of_mixes_is_answered_with_the_first_names_and_a_count() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_FinalProxy.mov"]);
    for number in 0..600 {
        lay_out(folder.path(), &[&format!("NIGHTFALL_ME_{number:05}.wav"), &format!("old/{number}.zip")]);
    }
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    let longest = request.warnings.iter().map(String::len).max().unwrap();
    assert!(longest < 1000, "{longest}: {:?}", request.warnings);
    assert!(
        request.warnings.iter().any(|said| said.contains("_00010” and 589 more")),
        "{:?}",
        request.warnings
    );
    assert!(request.warnings.iter().any(|said| said.contains(" and 590 more: each is an archive")));
    let said = twopop(&["explain", folder.path().to_str().unwrap()]);
    assert!(out(&said).lines().count() < 400, "{}", out(&said));
    assert!(out(&said).contains("and 499 more; --json names them all"), "{}", out(&said));
}
