//! A sound server for one test, and a recording of what its device plays.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use twopop::media::SoundOutput;

use crate::mpv::cpu_of;

/// Sample rate of the device and of the recording, in Hz.
const RATE: f64 = 48_000.0;
/// The channels of 5.1, in the order that the server must keep.
const FIVE_ONE: &str = "--channel-map=front-left,front-right,front-center,lfe,rear-left,rear-right";
/// Pieces that arrive closer together than this were mixed as one block.
const SAME_BLOCK: Duration = Duration::from_millis(3);

/// PulseAudio with a null sink that changes no sample. Dropping it ends the server.
pub struct SoundServer {
    folder: TempDir,
    child: Child,
}

impl SoundServer {
    /// Its device has two channels.
    pub fn start() -> Self {
        Self::with_device("channels=2")
    }

    /// Its device has six: L R C LFE Ls Rs.
    pub fn with_five_one() -> Self {
        Self::with_device(
            "channels=6 channel_map=front-left,front-right,front-center,lfe,rear-left,rear-right",
        )
    }

    fn with_device(channels: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path();
        let socket = path.join("native");
        let child = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=null"])
            .arg("-L")
            .arg(format!("module-null-sink sink_name=null rate=48000 format=float32le {channels}"))
            .arg("-L")
            .arg(format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display()))
            .env("XDG_RUNTIME_DIR", path)
            .env("HOME", path)
            .env("DBUS_SESSION_BUS_ADDRESS", "none:")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is needed for these tests: install the package pulseaudio");
        let server = Self { folder, child };
        let until = Instant::now() + Duration::from_secs(60);
        while !server.control(&["info"]).0 {
            assert!(Instant::now() < until, "the sound server does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub fn address(&self) -> String {
        format!("unix:{}", self.folder.path().join("native").display())
    }

    pub fn output(&self) -> SoundOutput {
        SoundOutput::Server(self.address())
    }

    /// Runs pactl; returns whether it succeeded, and what it said.
    pub fn control(&self, arguments: &[&str]) -> (bool, String) {
        let done = self.client("pactl").args(arguments).output().expect("the package pulseaudio-utils");
        (done.status.success(), String::from_utf8_lossy(&done.stdout).trim().to_owned())
    }

    /// Seconds of processor it has used so far.
    pub fn cpu(&self) -> f64 {
        cpu_of(self.child.id())
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg(format!("--server={}", self.address()));
        command.env("XDG_RUNTIME_DIR", self.folder.path()).env("HOME", self.folder.path());
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Records what the device of two channels plays, from now on.
    pub fn record(&self) -> DeviceRecording {
        self.record_channels()
    }

    /// Records what its device of so many channels plays, from now on.
    pub fn record_channels<const CHANNELS: usize>(&self) -> DeviceRecording<CHANNELS> {
        let mut child = self
            .client("parec")
            .args(["--device=null.monitor", "--format=float32le", "--rate=48000"])
            .args(["--latency-msec=5", "--raw", &format!("--channels={CHANNELS}")])
            // Six channels in the device's order; else it would mix them for a map of its own.
            .args((CHANNELS == 6).then_some(FIVE_ONE))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the package pulseaudio-utils");
        let mut stdout = child.stdout.take().expect("a pipe");
        let record = Arc::new(Mutex::new(Recorded { samples: Vec::new(), arrivals: Vec::new() }));
        let kept = Arc::clone(&record);
        std::thread::spawn(move || {
            let (mut bytes, mut left) = (vec![0; 1 << 16], Vec::new());
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                let now = Instant::now();
                left.extend_from_slice(&bytes[..count]);
                let whole = left.len() / (4 * CHANNELS) * (4 * CHANNELS);
                let mut kept = kept.lock().expect("a whole record");
                let first = kept.samples.len();
                kept.arrivals.push((first, now));
                let frames = left[..whole].as_chunks::<4>().0.as_chunks::<CHANNELS>().0;
                kept.samples.extend(frames.iter().map(|frame| frame.map(f32::from_le_bytes)));
                left.drain(..whole);
            }
        });
        let recording = DeviceRecording { child, record };
        let until = Instant::now() + Duration::from_secs(60);
        while recording.samples().is_empty() {
            assert!(Instant::now() < until, "nothing comes from the monitor");
            std::thread::sleep(Duration::from_millis(10));
        }
        recording
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

/// A recording of what the device has played.
pub struct DeviceRecording<const CHANNELS: usize = 2> {
    child: Child,
    record: Arc<Mutex<Recorded<CHANNELS>>>,
}

struct Recorded<const CHANNELS: usize> {
    samples: Vec<[f32; CHANNELS]>,
    /// The first sample of each piece, and when it arrived.
    arrivals: Vec<(usize, Instant)>,
}

impl<const CHANNELS: usize> DeviceRecording<CHANNELS> {
    pub fn samples(&self) -> Vec<[f32; CHANNELS]> {
        self.record.lock().expect("a whole record").samples.clone()
    }

    pub fn count(&self) -> usize {
        self.record.lock().expect("a whole record").samples.len()
    }

    /// When sample 0 of the recording was played. The null sink mixes a block when its first sample is due, so no block can
    /// arrive before its first sample is played: the earliest of all, against a steady 48 kHz, is right but for the
    /// fastest hand-over. With it, how far apart the earliest of the four quarters of the recording place it: the error
    /// of the method.
    pub fn started(&self) -> (Instant, Duration) {
        let record = self.record.lock().expect("a whole record");
        let base = record.arrivals[0].1;
        let blocks = record.arrivals.windows(2).filter(|pair| pair[1].1 - pair[0].1 > SAME_BLOCK);
        let begins: Vec<f64> =
            blocks.map(|pair| (pair[1].1 - base).as_secs_f64() - pair[1].0 as f64 / RATE).collect();
        let earliest = |part: &[f64]| part.iter().copied().fold(f64::INFINITY, f64::min);
        let quarters: Vec<f64> = begins.chunks(begins.len().div_ceil(4).max(1)).map(earliest).collect();
        let began = earliest(&begins);
        let error = quarters.iter().copied().fold(f64::NEG_INFINITY, f64::max) - began;
        // The first piece came after sample 0 was played, so this lies before it.
        let before = Duration::try_from_secs_f64(-began).unwrap_or_default();
        (
            base + Duration::try_from_secs_f64(began).unwrap_or_default() - before,
            Duration::from_secs_f64(error),
        )
    }

    /// When that sample of the recording was played.
    pub fn played_at(&self, sample: usize) -> Instant {
        self.started().0 + Duration::from_secs_f64(sample as f64 / RATE)
    }
}

impl<const CHANNELS: usize> Drop for DeviceRecording<CHANNELS> {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}
