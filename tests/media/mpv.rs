//! mpv, for comparison: driven over its socket, without a window.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Mpv {
    child: Child,
    socket: BufReader<UnixStream>,
}

impl Mpv {
    /// Opens `movie`, paused on its first frame; `None` where mpv is not installed.
    pub fn open(movie: &Path, socket: &Path) -> Option<Self> {
        let child = Command::new("mpv")
            .args(["--no-config", "--pause", "--hr-seek=yes", "--vo=null", "--ao=null", "--really-quiet"])
            .arg(format!("--input-ipc-server={}", socket.display()))
            .arg(movie)
            .stdin(Stdio::null())
            .spawn()
            .ok()?;
        let until = Instant::now() + Duration::from_secs(60);
        let stream = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
                Err(error) => panic!("mpv does not answer: {error}"),
            }
        };
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
        let mut mpv = Self { child, socket: BufReader::new(stream) };
        std::thread::sleep(Duration::from_millis(500));
        mpv.seek(0.0);
        Some(mpv)
    }

    /// Seconds from the command to the picture.
    pub fn seek(&mut self, seconds: f64) -> f64 {
        self.timed(&format!(r#"{{"command":["seek",{seconds:.6},"absolute+exact"]}}"#))
    }

    pub fn step_back(&mut self) -> f64 {
        self.timed(r#"{"command":["frame-back-step"]}"#)
    }

    fn timed(&mut self, command: &str) -> f64 {
        self.drop_replies();
        let begun = Instant::now();
        writeln!(self.socket.get_mut(), "{command}").expect("mpv listens");
        let mut line = String::new();
        while !line.contains("playback-restart") {
            line.clear();
            self.socket.read_line(&mut line).expect("mpv answers");
        }
        begun.elapsed().as_secs_f64()
    }

    /// Drops what it has said so far: it may report twice that it has arrived.
    fn drop_replies(&mut self) {
        self.socket.get_ref().set_nonblocking(true).expect("a socket");
        while self.socket.read_line(&mut String::new()).is_ok_and(|read| read > 0) {}
        self.socket.get_ref().set_nonblocking(false).expect("a socket");
    }

    /// Seconds of processor it has used so far.
    pub fn cpu(&self) -> f64 {
        cpu_of(self.child.id())
    }
}

/// Seconds of processor a process has used so far.
pub fn cpu_of(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse().ok()).unwrap_or(0.0);
    // utime and stime, in hundredths of a second.
    (ticks(11) + ticks(12)) / 100.0
}

impl Drop for Mpv {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}
