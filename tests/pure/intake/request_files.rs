//! Request files: the example, what they mean, and what is said when one is misspelt.

use std::fs;
use std::path::Path;

use twopop::intake::{IntakeError, NamedFiles, Request, open_request};
use twopop::ticket::{Delivery, Problem, ReferenceKind, Role, Task};

fn opened(text: &str) -> Result<Request, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("here.mov"), "a movie, for names only").unwrap();
    let file = folder.path().join("reel.request.ron");
    fs::write(&file, text).unwrap();
    open_request(&file, &NamedFiles::default())
}

#[test]
fn the_example_reads_and_says_what_is_missing() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("resources/examples/nightfall.request.ron");
    let request = open_request(&example, &NamedFiles::default()).unwrap();
    assert_eq!((request.title.as_str(), request.task), ("NIGHTFALL R1", Some(Task::MusicAndEffects)));
    let rows: Vec<_> =
        request.assets.iter().map(|asset| (asset.role, &asset.delivery, asset.problem.is_some())).collect();
    assert_eq!(
        rows,
        [
            (Role::Reference(ReferenceKind::FinalProxy), &Delivery::NotDelivered, false),
            (Role::Reference(ReferenceKind::ServicingTurnover), &Delivery::Delivered, true),
            (Role::Reference(ReferenceKind::LockedCut), &Delivery::Delivered, true),
            (Role::Reference(ReferenceKind::StageMix), &Delivery::Delivered, true),
            (Role::Delivered(Task::MusicAndEffects), &Delivery::Delivered, true),
        ]
    );
    assert_eq!(request.assets[4].files.len(), 6);
    assert!(request.assets[4].files[0].is_absolute());
}

#[test]
fn an_asset_with_a_file_is_delivered_and_one_without_its_file_is_missing() {
    let request = opened(
        "Request(assets: [
            Asset(kind: Companion, file: \"here.mov\"),
            Asset(kind: FinalProxy, file: \"gone.mov\", version: \"v3\"),
            Asset(kind: ServicingTurnover, delivered: true),
            Asset(kind: LockedCut, file: \"here.mov\", delivered: false),
            Asset(kind: PM, file: \"gone.wav\"),
        ])",
    )
    .unwrap();
    let rows: Vec<_> =
        request.assets.iter().map(|asset| (asset.delivery.clone(), asset.problem.clone())).collect();
    let missing = || Some(Problem::Missing);
    assert_eq!(
        rows,
        [
            (Delivery::Delivered, None),
            (Delivery::Delivered, missing()),
            (Delivery::Delivered, missing()),
            (Delivery::NotDelivered, None),
            (Delivery::Delivered, missing()),
        ]
    );
    assert_eq!(request.title, "reel");
    assert_eq!(request.task, Some(Task::PrintMaster), "the only mix there is the task");
    assert_eq!(request.assets[1].version.as_deref(), Some("v3"));
    assert_eq!(request.assets[1].recognised_words, "request file, asset 2");
}

#[test]
fn both_mixes_and_no_word_leave_the_task_open() {
    let both = "Asset(kind: ME, file: \"me.wav\"), Asset(kind: PM, file: \"pm.wav\")";
    let request = opened(&format!("Request(assets: [{both}])")).unwrap();
    assert_eq!(request.task, None);
    assert_eq!(request.tasks_present, [Task::MusicAndEffects, Task::PrintMaster]);
    let request = opened(&format!("Request(task: PM, assets: [{both}])")).unwrap();
    assert_eq!(request.task, Some(Task::PrintMaster));
}

#[test]
fn a_misspelt_file_is_refused_with_its_line_and_a_remedy() {
    for (text, said) in [
        ("", &["line 1", "reads Request("][..]),
        (
            "Request(\n  assets: [\n    Asset(kind: FinalProxi),\n  ])",
            &["line 3", "FinalProxi", "one of Companion"],
        ),
        (
            "Request(\n  assets: [Asset(kind: FinalProxy, delivrd: true)])",
            &["line 2", "delivrd", "delivered and version"],
        ),
        ("Request(assets: [Asset(kind: FinalProxy, delivered: yes)])", &["line 1", "true or false"]),
        ("Request(assets: [Asset(kind: FinalProxy file: \"a.mov\")])", &["line 1", "comma"]),
        ("Request(title: \"NIGHTFALL R1)", &["line 1", "quotes"]),
        ("Request(task: Dialogue, assets: [])", &["Dialogue", "a task is MusicAndEffects or PrintMaster"]),
        ("Ticket(assets: [])", &["A request file reads Request("]),
        ("Request(assets: [Asset(kind: FinalProxy)])", &["asset 1", "FinalProxy", "delivered: false"]),
        (
            "Request(assets: [Asset(kind: ME, file: \"a\", files: [\"b\"])])",
            &["both file and files", "discrete"],
        ),
        ("Request(title: \"NIGHTFALL R1\")", &["assets", "A Request has"]),
    ] {
        let error = opened(text).unwrap_err().to_string();
        assert!(error.contains("reel.request.ron"), "{error}");
        for words in said {
            assert!(error.contains(words), "“{words}” not in: {error}");
        }
    }
}

#[test]
fn what_is_no_text_and_what_is_not_there_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let gone = open_request(&folder.path().join("gone.ron"), &NamedFiles::default()).unwrap_err().to_string();
    assert!(gone.contains("nothing at") && gone.contains("gone.ron"), "{gone}");
    let noise = folder.path().join("noise.ron");
    fs::write(&noise, [0xFF, 0xFE, 0x00]).unwrap();
    let error = open_request(&noise, &NamedFiles::default()).unwrap_err().to_string();
    assert!(error.contains("noise.ron"), "{error}");
    fs::File::create(&noise).unwrap().set_len(1 << 21).unwrap();
    let error = open_request(&noise, &NamedFiles::default()).unwrap_err().to_string();
    assert!(error.contains("1 MiB"), "{error}");
}

#[test]
fn a_name_spelled_otherwise_on_disk_is_found_and_said() {
    use unicode_normalization::UnicodeNormalization;
    let folder = tempfile::tempdir().unwrap();
    let apart: String = "Été_Final.mov".nfd().collect();
    fs::create_dir(folder.path().join("picture")).unwrap();
    for name in [apart.as_str(), "picture/Show_LockedCut.mov"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let file = folder.path().join("reel.request.ron");
    let text = "Request(assets: [Asset(kind: FinalProxy, file: \"Été_Final.mov\"), \
        Asset(kind: LockedCut, file: \"Picture/SHOW_LockedCut.mov\"), Asset(kind: StageMix, file: \"gone.mov\")])";
    fs::write(&file, text).unwrap();
    let request = open_request(&file, &NamedFiles::default()).unwrap();
    let problems: Vec<_> = request.assets.iter().map(|asset| asset.problem.clone()).collect();
    assert_eq!(problems, [None, None, Some(Problem::Missing)]);
    assert!(request.assets[0].files[0].ends_with(&apart));
    assert_eq!(request.warnings.len(), 2, "{:?}", request.warnings);
    assert!(request.warnings[0].contains("spelled otherwise on disk"), "{:?}", request.warnings);

    // Two of them differ in case only where the disk tells case apart.
    fs::write(folder.path().join("picture/SHOW_lockedcut.mov"), "y").unwrap();
    if fs::read_dir(folder.path().join("picture")).unwrap().count() == 2 {
        let request = open_request(&file, &NamedFiles::default()).unwrap();
        assert_eq!(request.assets[1].problem, Some(Problem::Missing));
        assert!(request.warnings[1].contains("Name the one that is meant"), "{:?}", request.warnings);
    }
}
