//! A file server that stalls, vanishes and comes back while movies and sounds on it are open: sentences, nothing that
//! hangs, and work that goes on.
//!
//! Needs root, FUSE and python3, so nothing here is in `./test`:
//! `cargo test --features desk-tests --test media -- --ignored --test-threads=1 stalling::`

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::Player;

use crate::footage::{Footage, H264};
use crate::playing::{Record, sources_of, wait_until, wait_until_idle};
use crate::preemption::promptly;
use crate::signals::{Counting, numbered_long};

/// A folder served by a server that does as it is told.
struct Server {
    program: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    mount: tempfile::TempDir,
}

impl Server {
    fn of(folder: &Path) -> Self {
        let mount = tempfile::tempdir().expect("a folder");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/stalling_server.py");
        let mut program = Command::new("python3")
            .arg(script)
            .args([folder, mount.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let (orders, answers) = (program.stdin.take(), program.stdout.take().expect("piped"));
        let mut server = Self { program, orders, answers: BufReader::new(answers), mount };
        assert_eq!(server.line(), "ready\n", "needs root and FUSE");
        server
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        line
    }

    /// See `stalling_server.py`.
    fn order(&mut self, words: &str) {
        writeln!(self.orders.as_ref().expect("it runs"), "{words}").expect("it listens");
        assert_eq!(self.line(), "done\n");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.mount.path().join(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without orders it unmounts and ends.
        self.orders = None;
        let _ = self.program.wait();
    }
}

#[test]
#[ignore = "needs root, FUSE and python3"]
fn a_movie_whose_reads_hang_is_reported_and_the_sound_goes_on() {
    let footage = Footage::new();
    let whole = footage.ffmpeg(
        "film.mp4",
        &format!(
            "{} -c:v libx264 -preset ultrafast -g 24 -b:v 8M -maxrate 8M -bufsize 4M -x264-params nal-hrd=cbr -movflags +faststart",
            numbered_long("24", 960)
        ),
    );
    let mut server = Server::of(&footage.path(""));
    let bytes = std::fs::metadata(&whole).expect("made").len();
    let mut sources = sources_of(&whole);
    sources.movie = Some(server.path("film.mp4"));
    sources.delivered = Some(Arc::new(Counting { frames: 48_000 * 60 }));
    let record = Record::default();
    sources.sound_output = record.output();
    // Opening reads its index and some megabytes of its pictures.
    server.order(&format!("stall-after {}", bytes / 2));
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player.play();
    let reported = wait_until(&mut player, |status| status.problem.is_some()).status.problem;
    let reported = reported.unwrap_or_default();
    assert!(reported.contains("has shown nothing new for 5 s"), "{reported}");
    // The position is that of the frame on screen, whatever is heard.
    let status = player.poll();
    assert!(status.frame_number.is_some_and(|frame| (1..900).contains(&frame)), "{:?}", status.frame_number);
    record.clear();
    wait_until(&mut player, |status| status.playing && record.blocks().len() > 100);
    promptly(Duration::from_millis(200), "dropping waited", || drop(player));
    server.order("back");
}

/// A minute of picture and sound, and the audio under QC.
fn request(footage: &Footage) {
    let movie = footage.ffmpeg(
        "NIGHTFALL_R1_FinalProxy.mov",
        &format!(
            "-f lavfi -i testsrc2=s=160x96:r=24:d=60 -f lavfi -i anoisesrc=r=48000:d=60 {H264} -c:a aac"
        ),
    );
    footage.ffmpeg("NIGHTFALL_R1_ME_20.wav", &format!("-i {} -vn -c:a pcm_s24le", movie.display()));
}

/// What the program answers on the request, and how long it took.
fn checked(request: &Path) -> (Output, Duration) {
    let begun = Instant::now();
    let program =
        Command::new(env!("CARGO_BIN_EXE_twopop")).arg("check").arg(request).args(["--task", "me"]).output();
    (program.expect("it starts"), begun.elapsed())
}

#[test]
#[ignore = "needs root, FUSE and python3"]
fn the_command_line_ends_in_words_and_answers_again_when_the_server_is_back() {
    let footage = Footage::new();
    request(&footage);
    let mut server = Server::of(&footage.path(""));
    let (whole, answer_takes) = checked(&server.path(""));
    assert!(whole.status.code().is_some_and(|code| code < 2), "{whole:?}");
    let not_answered = "has not answered for 10 s";
    for (order, words) in [
        ("stall", not_answered),
        ("stall-after 300000", not_answered),
        ("stall-after 3000000", not_answered),
        ("stall-after 7000000", not_answered),
        ("stall-after 12000000", not_answered),
        ("vanish", "Input/output error"),
    ] {
        server.order(order);
        let (ended, took) = checked(&server.path(""));
        let said =
            format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        println!(
            "{order}: exit {:?} after {:.1} s: {}",
            ended.status.code(),
            took.as_secs_f64(),
            said.trim()
        );
        assert!(said.contains(words), "{order}: {said}");
        assert!(ended.status.code().is_some_and(|code| code >= 2), "{order}: {:?}", ended.status);
        // What is read before it takes its time.
        assert!(took < answer_takes + Duration::from_secs(15), "{order}: {took:?}");
        server.order("back");
    }
    let (again, _) = checked(&server.path(""));
    assert_eq!(again.stdout, whole.stdout, "as before");
}

#[cfg(feature = "desk")]
mod desk;
