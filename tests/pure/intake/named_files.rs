//! Files a person named, by flag or by dropping them on the desk.

use std::path::PathBuf;

use twopop::intake::{NamedFiles, open_media, open_request};
use twopop::ticket::{Delivery, Task};

use super::{lay_out, row};

#[test]
fn a_named_file_takes_the_role_and_the_one_before_steps_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("R1");
    lay_out(
        &root,
        &["pictures/R1_Final_v1.mov", "pictures/R1_Final_v2.mov", "sound/R1_ME.wav", "sound/R1_x.wav"],
    );
    let named = NamedFiles {
        final_proxy: Some(root.join("pictures/R1_Final_v2.mov")),
        audio: vec![root.join("sound/R1_x.wav")],
        ..NamedFiles::default()
    };
    let request = open_request(&root, &named).unwrap();
    assert_eq!(
        request.assets.iter().map(row).collect::<Vec<_>>(),
        [
            "Final Proxy | R1_Final_v2.mov | v2",
            "M&E audio | R1_x.wav | -",
            "Other form of the M&E audio | R1_ME.wav | -",
            "Not recognised | R1_Final_v1.mov | v1",
        ]
    );
    assert_eq!(request.assets[0].delivery, Delivery::Delivered);
    assert_eq!(request.assets[0].recognised_words, "named by the operator");
    assert!(request.assets[3].recognised_words.contains("another file was named"));
}

#[test]
fn a_named_set_is_put_in_channel_order() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a.C.wav", "a.L.wav", "a.LFE.wav", "a.Ls.wav", "a.R.wav", "a.Rs.wav"];
    lay_out(folder.path(), &names);
    let files: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
    let named = NamedFiles { audio: files.clone(), task: Some(Task::PrintMaster), ..NamedFiles::default() };
    let request = open_media(&files, &named).unwrap();
    let rows: Vec<String> = request.assets.iter().map(row).collect();
    assert_eq!(rows, ["Print Master audio | a.L.wav a.R.wav a.C.wav a.LFE.wav a.Ls.wav a.Rs.wav | -"]);
}

#[test]
fn dropped_files_are_known_by_their_names_and_not_by_their_folders() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["ME/R1_cut.mov", "ME/R1_pm.wav", "ME/R1_LockedCut.mov"]);
    let files: Vec<PathBuf> = ["R1_cut.mov", "R1_pm.wav", "R1_LockedCut.mov"]
        .iter()
        .map(|name| folder.path().join("ME").join(name))
        .collect();
    let request = open_media(&files, &NamedFiles::default()).unwrap();
    assert_eq!(
        request.assets.iter().map(row).collect::<Vec<_>>(),
        [
            "Locked Cut proxy | R1_LockedCut.mov | -",
            "Print Master audio | R1_pm.wav | -",
            "Not recognised | R1_cut.mov | -"
        ]
    );
    assert_eq!(request.task, Some(Task::PrintMaster));
    let one = open_request(&files[0], &NamedFiles::default()).unwrap();
    assert_eq!((one.title.as_str(), one.task), ("R1_cut", None));
}

#[test]
fn a_named_file_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), &["R1_Final.mov"]);
    for (path, said) in [("gone.mov", "nothing at"), (".", "isn't a file")] {
        let named = NamedFiles { companion: Some(folder.path().join(path)), ..NamedFiles::default() };
        let error = open_request(folder.path(), &named).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
