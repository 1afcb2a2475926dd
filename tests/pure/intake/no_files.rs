//! What is named like a movie, a sound or a request file and is none: a folder, a pipe, a device. It is never served around.

use std::fs;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use twopop::intake::{NamedFiles, open_request};
use twopop::ticket::Problem;

use super::{lay_out, row};
use crate::program::{err, out, twopop};

fn make_pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

/// What stands where the Final Proxy should, and what is said of it.
fn assert_held(what: &str, words: &str, make: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_LockedCut.mov", "NIGHTFALL_ME.wav"]);
    make(&folder.path().join("NIGHTFALL_FinalProxy.mov"));
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    let proxy = request.assets.iter().find(|asset| row(asset).starts_with("Final Proxy"));
    let problem = proxy.and_then(|asset| asset.problem.clone());
    assert!(matches!(&problem, Some(Problem::Unreadable(why)) if why.contains(words)), "{what}: {problem:?}");
    let said = twopop(&["explain", folder.path().to_str().unwrap(), "--task", "me"]);
    assert_eq!(said.status.code(), Some(3), "{what}: {}{}", out(&said), err(&said));
    assert!(out(&said).contains("HELD") && out(&said).contains(words), "{what}: {}", out(&said));
}

#[test]
fn what_is_no_file_under_the_name_of_a_better_reference_holds_the_decision() {
    assert_held("an empty folder", "is an empty folder and no file", |path| fs::create_dir(path).unwrap());
    assert_held("a folder of papers", "is a folder and no file", |path| lay_out(path, &["readme.txt"]));
    assert_held("a link to a folder that was read", "is a folder and no file", |path| {
        std::os::unix::fs::symlink(".", path).unwrap();
    });
    assert_held("a pipe", "is a pipe, a socket or a device", make_pipe);
    assert_held("a device", "is a pipe, a socket or a device", |path| {
        std::os::unix::fs::symlink("/dev/zero", path).unwrap();
    });
}

#[test]
fn a_folder_named_like_a_movie_that_holds_one_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_FinalProxy.mov/NIGHTFALL_FinalProxy_v2.mov", "NIGHTFALL_ME.wav"]);
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    let movies: Vec<String> = request.assets.iter().map(row).filter(|row| row.contains(".mov")).collect();
    assert!(matches!(&movies[..], [one] if one.contains("FinalProxy_v2.mov | v2")), "{movies:?}");
}

#[test]
fn a_pipe_in_place_of_the_audio_is_named_and_a_request_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["NIGHTFALL_FinalProxy.mov"]);
    make_pipe(&folder.path().join("NIGHTFALL_ME.wav"));
    let request = open_request(folder.path(), &NamedFiles::default()).unwrap();
    let mix = request.assets.iter().find(|asset| row(asset).starts_with("M&E"));
    assert!(matches!(mix.and_then(|asset| asset.problem.as_ref()), Some(Problem::Unreadable(_))), "{mix:?}");
    for make in [make_pipe as fn(&Path), |path| fs::create_dir(path).unwrap()] {
        let folder = tempfile::tempdir().unwrap();
        lay_out(folder.path(), &["NIGHTFALL_FinalProxy.mov", "NIGHTFALL_ME.wav"]);
        make(&folder.path().join("request.ron"));
        let said = twopop(&["explain", folder.path().to_str().unwrap()]);
        assert_eq!(said.status.code(), Some(2), "{}{}", out(&said), err(&said));
        assert!(err(&said).contains("request.ron"), "{}", err(&said));
    }
}
