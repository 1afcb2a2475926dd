//! The fence around the reading of movies, with the program itself as the reader: what a reader's end costs, what it may
//! take, and that it answers as this process does.

#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use twopop::media::{GuideSound, MediaError, decode_guide, probe_movie};

use crate::footage::{Footage, H264, bars_and_tone};
use crate::program::twopop;
use crate::{command_line, opened_once};

/// Set where the tests read movies in their own process.
const IN_PROCESS: &str = "TWOPOP_TESTS_READ_IN_PROCESS";

/// Puts the movies of this test behind the fence, as the program does.
pub fn stand_behind() {
    if std::env::var_os(IN_PROCESS).is_none() {
        twopop::media::set_worker(env!("CARGO_BIN_EXE_twopop").into());
    }
}

/// Processes that `parent` started and that have not been waited for.
fn children_of(parent: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").expect("/proc").filter_map(|entry| {
        let number: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        // After the name in brackets: state, parent.
        let of: u32 = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
        (of == parent).then_some(number)
    });
    all.collect()
}

/// Minutes of sound, so that reading it takes a while.
fn long_pair(footage: &Footage) -> (PathBuf, PathBuf) {
    let movie = footage.ffmpeg(
        "long.mov",
        &format!("-f lavfi -i testsrc2=s=64x48:r=6:d=3000 -f lavfi -i anoisesrc=r=44100:d=3000 {H264} -c:a aac -b:a 64k"),
    );
    let audio = footage.ffmpeg("long.wav", "-f lavfi -i anoisesrc=r=48000:d=30");
    (movie, audio)
}

/// The program comparing, and its reader once that decodes. The program stands still, so that the reader waits for it.
#[expect(clippy::zombie_processes, reason = "a test that fails here ends with its children")]
fn comparing(movie: &Path, audio: &Path) -> (Child, u32) {
    let program = Command::new(env!("CARGO_BIN_EXE_twopop"))
        .arg("compare")
        .arg("--reference")
        .arg(movie)
        .arg("--audio")
        .arg(audio)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(60), "it decodes");
        // Probing takes less processor time than this, on a busy machine too.
        let decoding = children_of(program.id()).into_iter().find(|child| cpu_ticks(*child) > 200);
        if let Some(reader) = decoding {
            send(program.id(), Signal::STOP);
            return (program, reader);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Hundredths of a second of processor time.
fn cpu_ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit_once(") ").map_or(vec![], |(_, rest)| rest.split(' ').collect());
    [11, 12].iter().filter_map(|place| fields.get(*place)?.parse::<u64>().ok()).sum()
}

fn send(process: u32, signal: Signal) {
    let process = Pid::from_raw(process.try_into().expect("a number")).expect("not zero");
    kill_process(process, signal).expect("sent");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_reader_that_crashes_or_hangs_costs_one_sentence() {
    let footage = Footage::new();
    let (movie, audio) = long_pair(&footage);
    // Not SEGV: Rust's own handler takes one that no instruction caused for handled, and the process goes on.
    for (signal, words) in [(Signal::ABORT, "signal ABRT"), (Signal::STOP, "stopped answering for 10 s")] {
        let (program, reader) = comparing(&movie, &audio);
        let begun = Instant::now();
        send(reader, signal);
        send(program.id(), Signal::CONT);
        let ended = program.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(2), "{}", said(&ended));
        let said = said(&ended);
        let line = said.lines().find(|line| line.contains(words));
        assert!(line.is_some_and(|line| line.contains("long.mov")), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        assert!(!Path::new(&format!("/proc/{reader}")).exists(), "the reader is gone");
    }
}

#[test]
fn the_first_movie_ever_opened_on_a_computer_opens() {
    let footage = Footage::new();
    let sights = bars_and_tone("24", 48_000, "stereo", "3");
    let movie = footage.ffmpeg("first.mov", &format!("{sights} {H264} -c:a aac"));
    // Nobody has used GStreamer here: it has no list of its plugins yet.
    let nothing = footage.path("cache");
    let output = Command::new(env!("CARGO_BIN_EXE_twopop"))
        .args(["compare", "--reference"])
        .arg(&movie)
        .arg("--audio")
        .arg(footage.ffmpeg("first.wav", "-f lavfi -i anoisesrc=r=48000:d=3"))
        .env("XDG_CACHE_HOME", &nothing)
        .env_remove("GST_REGISTRY")
        .output()
        .expect("it runs");
    assert!(!said(&output).contains("signal"), "{}", said(&output));
    assert_ne!(output.status.code(), Some(2), "{}", said(&output));
    assert!(nothing.join("gstreamer-1.0").is_dir(), "the list is kept for the next movie");
}

#[test]
fn a_reader_is_bounded_and_ends_with_the_program() {
    let footage = Footage::new();
    let (movie, audio) = long_pair(&footage);
    let (mut program, reader) = comparing(&movie, &audio);
    let limits = std::fs::read_to_string(format!("/proc/{reader}/limits")).expect("its limits");
    let limit = |name: &str| limits.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    for (name, most) in [
        ("Max address space", "8589934592"),
        ("Max open files", "256"),
        ("Max core file size", "0"),
        ("Max file size", "1048576"),
    ] {
        assert_eq!(limit(name).matches(&format!(" {most} ")).count(), 2, "{}", limit(name));
    }
    assert!(limit("Max cpu time").contains(" 3600 "), "{}", limit("Max cpu time"));
    let its = |what: &str| std::fs::read_link(format!("/proc/{reader}/{what}")).expect("a link");
    assert!(its("fd/0").to_string_lossy().starts_with("socket:"), "it has only its connection");
    assert_eq!(its("fd/1"), Path::new("/dev/null"));
    let threads = std::fs::read_dir(format!("/proc/{reader}/task")).expect("its threads");
    for thread in threads {
        let status =
            std::fs::read_to_string(thread.expect("a thread").path().join("status")).unwrap_or_default();
        assert!(
            status.is_empty() || status.contains("Seccomp:\t2"),
            "no thread can open a connection: {status}"
        );
    }
    program.kill().expect("it runs");
    program.wait().expect("it ends");
    let begun = Instant::now();
    while Path::new(&format!("/proc/{reader}")).exists() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the reader ends with the program");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn whoever_breaks_off_ends_the_reader() {
    opened_once::in_its_own_process("fence::whoever_breaks_off_ends_the_reader", || {
        let footage = Footage::new();
        let (movie, _) = long_pair(&footage);
        let guide = GuideSound::new(1).expect("a temporary file");
        let mut blocks = 0;
        let mut while_reading = Vec::new();
        decode_guide(&movie, &guide, |_, block| {
            blocks += usize::from(!block.is_empty());
            while_reading = children_of(std::process::id());
            if blocks < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .expect("breaking is no error");
        assert_eq!(while_reading.len(), 1, "one reader");
        assert!(children_of(std::process::id()).is_empty(), "and none is left");
        assert!(!guide.is_complete());
    });
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let footage = Footage::new();
    let fifo = footage.path("A.mov");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo").success());
    let _socket = std::os::unix::net::UnixListener::bind(footage.path("B.mov")).expect("a socket");
    std::os::unix::fs::symlink("/dev/zero", footage.path("C.mov")).expect("a link");
    let begun = Instant::now();
    for name in ["A.mov", "B.mov", "C.mov"] {
        let refused = probe_movie(&footage.path(name)).expect_err("no file");
        assert!(
            matches!(refused, MediaError::NotAMovie { .. } | MediaError::Unreadable { .. }),
            "{refused:?}"
        );
        assert!(refused.to_string().contains("not a file"), "{refused}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn the_answers_are_the_same_behind_the_fence_and_in_this_process() {
    // Only this test reads in its own process.
    if std::env::var_os(IN_PROCESS).is_none() {
        let name = "fence::the_answers_are_the_same_behind_the_fence_and_in_this_process";
        let program = std::env::current_exe().expect("this test");
        let again =
            Command::new(program).args([name, "--exact", "--nocapture"]).env(IN_PROCESS, "1").output();
        let again = again.expect("runs");
        let printed = String::from_utf8_lossy(&again.stdout);
        assert!(again.status.success() && printed.contains("1 passed"), "{printed}{}", said(&again));
        return;
    }
    let footage = Footage::new();
    let sounds = |rate, channels| bars_and_tone("24000/1001", rate, channels, "8");
    footage.ffmpeg(
        "NIGHTFALL_R1_FinalProxy_v3.mov",
        &format!("{} {H264} -c:a aac -timecode 00:59:50:00", sounds(44_100, "stereo")),
    );
    footage.ffmpeg(
        "NIGHTFALL_R1_ServicingTurnover_v2.mov",
        &format!("{} {H264} -map 0:v -map 1:a -map 1:a -c:a pcm_s24le", sounds(48_000, "5.1")),
    );
    footage.ffmpeg(
        "NIGHTFALL_R1_LockedCut.mxf",
        &format!("{} -c:v mpeg2video -c:a pcm_s16le", sounds(48_000, "mono")),
    );
    footage.ffmpeg("NIGHTFALL_R1_ME_51.wav", &format!("{} -map 1 -c:a pcm_s24le", sounds(48_000, "5.1")));
    footage.write("NIGHTFALL_R2_FinalProxy_v3.mov", b"a text that was renamed");
    let request = footage.path("");
    let movie = |name: &str| footage.path(name).into_os_string();
    let asked = |command: &str| -> Vec<OsString> {
        vec![command.into(), request.clone().into(), "--json".into(), "--task=me".into()]
    };
    let compared = |reference: &str| -> Vec<OsString> {
        let audio = movie("NIGHTFALL_R1_ME_51.wav");
        vec![
            "compare".into(),
            "--json".into(),
            "--reference".into(),
            movie(reference),
            "--audio".into(),
            audio,
        ]
    };
    for words in [
        asked("explain"),
        asked("check"),
        compared("NIGHTFALL_R1_FinalProxy_v3.mov"),
        compared("NIGHTFALL_R1_ServicingTurnover_v2.mov"),
        compared("NIGHTFALL_R1_LockedCut.mxf"),
        compared("NIGHTFALL_R2_FinalProxy_v3.mov"),
    ] {
        let here = command_line::twopop(&words);
        let spelt: Vec<&str> = words.iter().map(|word| word.to_str().expect("plain")).collect();
        let behind = twopop(&spelt);
        let printed = String::from_utf8(behind.stdout.clone()).expect("text");
        assert_eq!(without_times(&printed), without_times(&here.out), "{spelt:?}");
        assert_eq!(said(&behind), here.err, "{spelt:?}");
    }
}

/// The object without what it took to make it.
fn without_times(text: &str) -> Option<String> {
    let mut object: Value = serde_json::from_str(text).ok()?;
    fn forget(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !["seconds", "cpu_seconds", "spent"].contains(&name.as_str()));
                fields.values_mut().for_each(forget);
            }
            Value::Array(values) => values.iter_mut().for_each(forget),
            _ => {}
        }
    }
    forget(&mut object);
    Some(object.to_string())
}
