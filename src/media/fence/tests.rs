//! Processes that misbehave in every way: each costs one sentence, in bounded time and memory.

use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::reader::{Answer, FencedReader};
use super::wire::{self, Task, Told};
use super::{decode_behind, probe_behind};
use crate::media::MediaError;
use crate::media::decode_pipeline::WantedTrack;
use crate::media::file_progress::ReadSoFar;
use crate::ticket::AssetFacts;

/// A shell script in place of the reader. Its input is the connection: what it prints there is its answer.
struct FakeReader {
    _folder: tempfile::TempDir,
    program: PathBuf,
}

impl FakeReader {
    #[expect(clippy::disallowed_methods, reason = "a test makes what it starts")]
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("reader");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        Self { _folder: folder, program }
    }

    /// What is said of a movie that it is asked about.
    fn said(&self) -> String {
        loop {
            match probe_behind(&self.program, Path::new("/requests/A.mov")) {
                Err(MediaError::NoReader { source, .. }) if is_busy(&source) => {}
                Err(error) => return error.to_string(),
                Ok(facts) => return format!("{facts:?}"),
            }
        }
    }
}

/// Another test started a process while this script was still open for writing.
fn is_busy(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ExecutableFileBusy
}

/// A line of shell that says these bytes.
fn say(bytes: &[u8]) -> String {
    let octal: String = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
    format!("printf '{octal}' >&0")
}

fn greeting() -> String {
    say(&wire::hello())
}

#[test]
fn a_crash_is_one_sentence_with_its_signal() {
    for (signal, words) in [("SEGV", "signal SEGV"), ("ABRT", "signal ABRT"), ("KILL", "signal KILL")] {
        let said = FakeReader::new(&format!("{}\nkill -{signal} $$", greeting())).said();
        assert!(said.contains("/requests/A.mov") && said.contains(words) && said.contains("codec"), "{said}");
    }
    let said = FakeReader::new("exit 3").said();
    assert!(said.contains("exit code 3"), "{said}");
}

#[test]
fn one_that_only_computes_is_ended_by_the_system() {
    let limits = Limits { cpu_seconds: 1, ..Limits::of(&Task::Probe) };
    let fake = FakeReader::new(&format!("{}\nwhile :; do :; done", greeting()));
    let said = said_within(limits, &fake);
    assert!(said.contains("1 s of processor time"), "{said}");
}

#[test]
fn one_that_takes_memory_is_refused_more() {
    let limits = Limits { memory: 128 << 20, ..Limits::of(&Task::Probe) };
    let fake = FakeReader::new(&format!("{}\nLC_ALL=C exec tail /dev/zero", greeting()));
    let said = said_within(limits, &fake);
    assert!(said.contains("memory"), "{said}");
}

fn said_within(limits: Limits, fake: &FakeReader) -> String {
    let begun = Instant::now();
    let movie = Path::new("/requests/A.mov");
    let mut reader = loop {
        match FencedReader::start_within(limits, &fake.program, movie, Task::Probe) {
            Ok(reader) => break reader,
            Err(error) => assert!(is_busy(&error), "{error}"),
        }
    };
    loop {
        assert!(begun.elapsed() < Duration::from_secs(30), "it goes on");
        if let Err(error) = reader.next() {
            return error.to_string();
        }
    }
}

#[test]
fn one_that_is_silent_is_ended_after_ten_seconds() {
    let begun = Instant::now();
    let said = FakeReader::new(&format!("{}\nexec sleep 60", greeting())).said();
    assert!(said.contains("stopped answering for 10 s"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(25));
}

#[test]
fn a_disk_that_does_not_answer_is_not_called_damage() {
    let waits =
        ReadSoFar { bytes: 65_536, waits_for_disk: true, cpu_milliseconds: 40, queued_milliseconds: 0 };
    let script = format!("{}\nwhile sleep 0.2; do {} || exit; done", greeting(), say(&wire::alive(waits)));
    let said = FakeReader::new(&script).said();
    assert!(said.contains("has not answered for 10 s") && !said.contains("damaged"), "{said}");
}

#[test]
fn nonsense_is_one_sentence() {
    let endless = "exec 1>&0; while :; do printf 'rubbish rubbish rubbish'; done";
    let facts = wire::facts(&AssetFacts::default()).unwrap();
    for (script, what) in [
        (endless.to_owned(), "no known kind"),
        (say(&[4, 0xff, 0xff, 0xff, 0xff]), "longer than any"),
        (say(&facts), "no greeting"),
        (format!("{}\n{}", greeting(), greeting()), "greeting"),
        (format!("{}\n{}", greeting(), say(&wire::end(&[]).unwrap())), "instead of facts"),
        (format!("{}\n{}", greeting(), say(&[7, 2, 0, 0, 0, b'{', b'}'])), "words"),
        (say(&[2, 4, 0, 0, 0, 9, 9, 0, 0]), "another version"),
    ] {
        let said = FakeReader::new(&format!("{script}\nexec sleep 5")).said();
        assert!(said.contains("nonsense") && said.contains(what), "{script}: {said}");
    }
}

#[test]
fn sound_of_the_wrong_shape_is_refused() {
    let wanted = [WantedTrack { track: 1, channels: 2 }];
    let movie = Path::new("/requests/A.mov");
    for (place, samples, what) in [(1, 4, "nobody asked for"), (0, 3, "half a frame")] {
        let block = wire::blocks(place, 1, &vec![0.5; samples]).next().unwrap();
        let fake = FakeReader::new(&format!("{}\n{}\nexec sleep 5", greeting(), say(&block)));
        let said = loop {
            match decode_behind(&fake.program, movie, &wanted, |_, _, _| ControlFlow::Continue(())) {
                Err(MediaError::NoReader { source, .. }) if is_busy(&source) => {}
                other => break other.unwrap_err().to_string(),
            }
        };
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn whoever_stops_asking_ends_the_process() {
    let fake = FakeReader::new(&format!("{}\nexec sleep 60", greeting()));
    let mut reader = loop {
        match FencedReader::start(&fake.program, Path::new("/requests/A.mov"), Task::Probe) {
            Err(MediaError::NoReader { source, .. }) if is_busy(&source) => {}
            other => break other.unwrap(),
        }
    };
    let process = PathBuf::from(format!("/proc/{}", reader.process()));
    assert!(matches!(reader.next(), Ok(Answer::Waiting | Answer::Told(Told::End { .. }))));
    assert!(process.exists());
    drop(reader);
    assert!(!process.exists(), "it is ended and gone");
}

#[test]
fn a_program_that_is_not_there_is_said() {
    let said = probe_behind(Path::new("/no/such/reader"), Path::new("/requests/A.mov")).unwrap_err();
    assert!(said.to_string().contains("the system starts no reader"), "{said}");
}
