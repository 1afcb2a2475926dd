//! How often files are opened and how much of them is read while a request is opened, by what the system counts.
//!
//! Each case runs in a process of its own, so that no other test reads at the same time.

#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::inotify;
use twopop::media;
#[cfg(feature = "desk")]
use {
    std::sync::Arc,
    std::time::{Duration, Instant},
    twopop::machine::{DesktopMachine, Machine},
    twopop::policy::Profile,
    twopop::session::{
        Effect, Event, Loading, MeasureEffect, MeasureEvent, Measuring, RequestEffect, Session, Workspace,
    },
    twopop::store::ResultCache,
    twopop::ticket::{Person, Role},
};

use crate::command_line::twopop;
use crate::wave_builder::Builder;

/// Runs the test of this name again in a process of its own, where `case` does the work.
pub fn in_its_own_process(name: &str, case: impl FnOnce()) {
    const MARK: &str = "TWOPOP_COUNTED_ALONE";
    if std::env::var_os(MARK).is_some() {
        return case();
    }
    let program = std::env::current_exe().expect("this test");
    let ended =
        Command::new(program).args([name, "--exact", "--nocapture"]).env(MARK, "1").output().expect("runs");
    let said =
        [ended.stdout, ended.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).join("\n");
    assert!(ended.status.success() && said.contains("1 passed"), "{said}");
}

/// Counts how often a file is opened, by any way into it.
struct Opens(OwnedFd);

impl Opens {
    fn of(file: &Path) -> Self {
        let watch = inotify::init(inotify::CreateFlags::NONBLOCK).expect("inotify");
        // Reads stand between two openings, which the system would otherwise tell as one.
        let wanted = inotify::WatchFlags::OPEN | inotify::WatchFlags::ACCESS | inotify::WatchFlags::CLOSE;
        inotify::add_watch(&watch, file, wanted).expect("watched");
        Self(watch)
    }

    /// Since the last call.
    fn count(&self) -> usize {
        let mut buffer = [const { MaybeUninit::uninit() }; 4096];
        let mut reader = inotify::Reader::new(&self.0, &mut buffer);
        let mut opens = 0;
        while let Ok(event) = reader.next() {
            opens += usize::from(event.events().contains(inotify::ReadFlags::OPEN));
        }
        opens
    }
}

/// Bytes this process has asked the system for since it began.
fn bytes_read() -> u64 {
    let counted = std::fs::read_to_string("/proc/self/io").expect("counted");
    let line = counted.lines().find_map(|line| line.strip_prefix("rchar: ")).expect("rchar");
    line.parse().expect("a number")
}

/// A minute of 5.1 at 24 bits, and a movie with its guide.
fn request(folder: &Path) -> (PathBuf, PathBuf) {
    crate::fence::stand_behind();
    let (audio, movie) = (folder.join("NIGHTFALL_ME_51.wav"), folder.join("NIGHTFALL_FinalProxy.mov"));
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [0, (seed >> 16) as u8, (seed >> 28) as u8]
    };
    let sound = (0..60 * 48_000 * 6).flat_map(|_| noise()).collect();
    std::fs::write(&audio, Builder::pcm(6, 3, sound).bytes()).expect("written");
    let made = Command::new("ffmpeg")
        .args(
            "-v error -f lavfi -i testsrc2=s=160x96:r=24:d=60 -f lavfi -i anoisesrc=r=48000:d=60".split(' '),
        )
        .args("-c:v libx264 -preset ultrafast -c:a aac -b:a 64k".split(' '))
        .arg(&movie)
        .status();
    assert!(made.expect("ffmpeg").success());
    (audio, movie)
}

/// Opens the request as the desk does, until it can be played, is measured, every file is known by its content, and `is_done`
/// says so; gives the hash of the audio.
#[cfg(feature = "desk")]
fn open_and_read(machine: &mut DesktopMachine, request: &Path, is_done: impl Fn(&Session) -> bool) -> String {
    let mut workspace = Workspace::new(Arc::new(Profile::asset_qc().clone()), Person::default());
    machine.perform(Effect::Request(RequestEffect::Open(vec![request.to_path_buf()])));
    let (begun, mut hash) = (Instant::now(), None);
    while begun.elapsed() < Duration::from_secs(300) {
        for event in machine.events() {
            workspace.event(event).into_iter().for_each(|effect| machine.perform(effect));
        }
        if let Some(session) = workspace.session() {
            let assets = session.ticket().assets();
            let are_known = assets.len() == 2 && assets.iter().all(|asset| asset.sha256.is_some());
            let is_measured = matches!(session.measuring(), Measuring::Done(_));
            if are_known && is_measured && session.loading() == Loading::Ready && is_done(session) {
                let audio = assets.iter().find(|asset| matches!(asset.role, Role::Delivered(_)));
                hash = audio.and_then(|audio| audio.sha256.clone());
                break;
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    hash.unwrap_or_else(|| panic!("not read in five minutes: {:?}", workspace.notices()))
}

#[test]
#[cfg(feature = "desk")]
fn opening_a_request_on_the_desk_opens_the_audio_once_and_reads_it_once() {
    in_its_own_process(
        "opened_once::opening_a_request_on_the_desk_opens_the_audio_once_and_reads_it_once",
        || {
            let folder = tempfile::tempdir().expect("a folder");
            let request_folder = folder.path().join("request");
            std::fs::create_dir(&request_folder).expect("made");
            let (audio, movie) = request(&request_folder);
            let mut machine = crate::machine::machine(folder.path());
            let (of_audio, of_movie, before) = (Opens::of(&audio), Opens::of(&movie), bytes_read());
            let hash = open_and_read(&mut machine, &request_folder, |_| true);
            let read = bytes_read() - before;
            let [audio_bytes, movie_bytes] =
                [&audio, &movie].map(|file| std::fs::metadata(file).expect("there").len());
            println!(
                "{audio_bytes} bytes of audio, {movie_bytes} of movie: {read} bytes read; the movie was opened {} times",
                of_movie.count()
            );
            // By one that reads it and is shared by all; and twice for 64 KB, by which what was measured before is found: before, and
            // after, to see that it is still the same file.
            assert_eq!(of_audio.count(), 3, "the audio is opened by one and shared by all");
            assert!(read >= audio_bytes, "all of it was read: {read} of {audio_bytes}");
            let movie_share = 12 * movie_bytes;
            assert!(
                read < audio_bytes + audio_bytes / 4 + movie_share,
                "{read} bytes for {audio_bytes} of audio"
            );
            let whole = twopop::intake::hash_file(&audio, |_, _| (), || false).expect("read");
            assert_eq!(Some(hash), whole, "the hash of the one pass is that of the file");
        },
    );
}

#[test]
#[cfg(feature = "desk")]
fn a_request_that_is_opened_again_reads_its_audio_only_when_it_is_measured_anew() {
    in_its_own_process(
        "opened_once::a_request_that_is_opened_again_reads_its_audio_only_when_it_is_measured_anew",
        || {
            let folder = tempfile::tempdir().expect("a folder");
            let request_folder = folder.path().join("request");
            std::fs::create_dir(&request_folder).expect("made");
            let (audio, _movie) = request(&request_folder);
            let audio_bytes = std::fs::metadata(&audio).expect("there").len();
            let sit = || {
                crate::machine::machine(folder.path())
                    .with_kept_peaks(media::PeakCache::in_data_folder(folder.path()))
                    .with_kept_results(ResultCache::in_data_folder(folder.path()))
            };
            let before = bytes_read();
            let is_heard = |session: &Session| session.heard_mix().is_some();
            let hash = open_and_read(&mut sit(), &request_folder, is_heard);
            assert!(bytes_read() - before >= audio_bytes, "read the first time");
            let (mut again, before) = (sit(), bytes_read());
            let hash_again = open_and_read(&mut again, &request_folder, is_heard);
            // Nothing is read in the background either.
            let rest = Instant::now();
            while rest.elapsed() < Duration::from_secs(1) {
                drop(again.events());
                std::thread::sleep(Duration::from_millis(5));
            }
            let read = bytes_read() - before;
            println!("{audio_bytes} bytes of audio: {read} bytes read the second time");
            assert!(read < audio_bytes / 2, "{read} bytes for {audio_bytes} of audio");
            assert_eq!(hash, hash_again);
            let before = bytes_read();
            again.perform(Effect::Measure(MeasureEffect::Start));
            let begun = Instant::now();
            let is_measured = |event: Event| matches!(event, Event::Measure(MeasureEvent::Measured(_)));
            while !again.events().into_iter().any(is_measured) {
                assert!(begun.elapsed() < Duration::from_secs(300), "never measured");
                std::thread::sleep(Duration::from_millis(5));
            }
            assert!(bytes_read() - before >= audio_bytes, "read when it is needed");
        },
    );
}

#[test]
fn a_check_opens_each_sound_once_and_examines_the_movie_once() {
    in_its_own_process("opened_once::a_check_opens_each_sound_once_and_examines_the_movie_once", || {
        let folder = tempfile::tempdir().expect("a folder");
        let (audio, movie) = request(folder.path());
        media::start().expect("GStreamer");
        let (of_audio, of_movie) = (Opens::of(&audio), Opens::of(&movie));
        let asked = |command: &str| {
            let asked: [OsString; 4] =
                [command.into(), folder.path().into(), "--json".into(), "--task=me".into()];
            let output = twopop(&asked);
            assert!(output.object()["decision"] == "served", "{} {}", output.out, output.err);
            (of_audio.count(), of_movie.count())
        };
        let explained = asked("explain");
        assert_eq!(explained.0, 1);
        let before = bytes_read();
        let checked = asked("check");
        let read = bytes_read() - before;
        let audio_bytes = std::fs::metadata(&audio).expect("there").len();
        println!("{audio_bytes} bytes of audio: {read} bytes read");
        // Once for timing and for what is inside the mix together, after its two ends of 20 s.
        assert!(read < audio_bytes * 9 / 5, "{read} bytes for {audio_bytes} of audio");
        assert_eq!(checked.0, 1, "examined, then read through what was opened");
        // Opening it for its boxes, to see whether it can be read, and for GStreamer: a few times for the probe, and as
        // many for decoding it.
        let decoding = checked.1 - explained.1;
        assert!((2..=6).contains(&explained.1), "the movie is probed once: {} opens", explained.1);
        assert!((2..=5).contains(&decoding), "and decoded once: {decoding} opens");
    });
}
