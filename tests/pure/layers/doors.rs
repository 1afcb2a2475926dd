//! The doors: each way to touch the world has places that may, and a reason why no other.

use super::source::{Page, line_of, places_of};

/// One way to touch the world, the places that may, and why no other.
struct Door {
    words: &'static [&'static str],
    /// Rooms, or files inside `src`.
    may: &'static [&'static str],
    /// Folders of such a room that may not all the same.
    but_not: &'static [&'static str],
    because: &'static str,
}

const DOORS: [Door; 10] = [
    Door {
        words: &["egui", "eframe", "egui_kittest"],
        may: &["desk"],
        but_not: &[],
        because: "the core must run without a window",
    },
    Door {
        words: &["gstreamer", "gst", "gstreamer_app", "gstreamer_audio", "gstreamer_base", "gstreamer_video"],
        may: &["media"],
        but_not: &[],
        because: "one room knows the player's library",
    },
    Door {
        words: &["std::fs", "fs::File", "File::open", "OpenOptions", "tempfile", "atomic_write_file"],
        may: &["store", "media", "intake"],
        but_not: &[],
        because: "a reader must find every touch of the client's files in three rooms",
    },
    Door {
        words: &["File::open", "File::options", "OpenOptions::new", "fs::read", "fs::read_to_string"],
        // Movies have readers of their own, behind a fence.
        may: &["store/guarded_open.rs", "media"],
        but_not: &["media/wave", "media/player"],
        because: "what comes from outside is opened by store::open_regular or store::read_document, which refuse pipes, \
                  devices and endless files",
    },
    Door {
        words: &["thread::spawn", "thread::Builder", "thread::scope"],
        may: &["jobs", "media"],
        but_not: &[],
        because: "a thread of ours has a name, a way to cancel it and a fence around its panics",
    },
    Door {
        words: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
        may: &["machine/clock.rs"],
        but_not: &[],
        because: "nothing decided, shown or saved may depend on when it ran",
    },
    Door {
        words: &["Instant::now"],
        may: &["jobs", "media", "machine", "desk"],
        but_not: &[],
        because: "patience and progress may be timed; what is decided or saved may not",
    },
    Door {
        words: &["Uuid::new_v4", "Uuid::now_v7"],
        may: &["machine"],
        but_not: &[],
        because: "names come into the pure floor as values",
    },
    Door {
        words: &["println!", "eprintln!", "print!", "eprint!"],
        may: &["cli", "main.rs"],
        but_not: &[],
        because: "what a script reads is written in one place",
    },
    Door {
        words: &["cfg(feature"],
        may: &["lib.rs", "main.rs", "cli", "intake", "machine", "media", "store"],
        but_not: &[],
        because: "./test runs the other rooms' tests in one build only: they must be the same code in every build",
    },
];

/// Every door of `page` opened where it may not be.
pub fn faults(page: &Page) -> Vec<String> {
    if page.is_of_tests() {
        return Vec::new();
    }
    let code = page.shipped_code();
    let mut faults = Vec::new();
    for door in &DOORS {
        let is_barred = door.but_not.iter().any(|place| page.path.starts_with(place));
        if !is_barred && door.may.iter().any(|&place| page.path == place || page.room() == Some(place)) {
            continue;
        }
        for word in door.words {
            for at in places_of(&code, word) {
                let (line, may) = (line_of(&code, at), door.may.join(", "));
                faults.push(format!("src/{}:{line}: {word} belongs in {may}: {}", page.path, door.because));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::page;

    fn faults_of(path: &str, text: &str) -> Vec<String> {
        super::faults(&page(path, text))
    }

    #[test]
    fn sees_a_door_opened_elsewhere() {
        for (path, line) in [
            ("session/view.rs", "use eframe::egui;"),
            ("desk/app.rs", "use gstreamer as gst;"),
            ("machine/mod.rs", "let text = std::fs::read_to_string(path);"),
            ("desk/app.rs", "std::thread::spawn(move || work());"),
            ("session/view.rs", "let now = Instant::now();"),
            ("machine/mod.rs", "let now = Zoned::now();"),
            ("ticket/ticket.rs", "let id = Uuid::new_v4();"),
            ("intake/request_file.rs", "let text = fs::read_to_string(path);"),
            ("store/preferences.rs", "let file = File::open(path)?;"),
            ("store/cache_folder.rs", "let file = File::options().read(true).open(path)?;"),
            ("media/wave/mod.rs", "let file = File::open(path)?;"),
            ("media/probe.rs", "println!(\"{probe:?}\");"),
            ("policy/serve.rs", "#[cfg(feature = \"media\")]"),
        ] {
            assert!(!faults_of(path, line).is_empty(), "{path}: {line}");
        }
        assert!(faults_of("machine/clock.rs", "//! The clock.\nlet now = Zoned::now();").is_empty());
        assert!(faults_of("intake/listing.rs", "fs::read_dir(folder); WaveFile::open(path)").is_empty());
        assert!(faults_of("jobs/job.rs", "thread::Builder::new().name(name)").is_empty());
    }

    #[test]
    fn leaves_comments_quotes_longer_names_and_unit_tests_alone() {
        assert!(faults_of("policy/serve.rs", "// Unlike egui, this has no state.\n").is_empty());
        assert!(faults_of("policy/serve.rs", "let why = \"no egui here\";\n").is_empty());
        assert!(faults_of("policy/serve.rs", "let gstreamers_word = 1;\n").is_empty());
        assert!(
            faults_of("policy/serve.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n").is_empty()
        );
    }
}
