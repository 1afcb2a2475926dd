//! Movies made for one test, in a folder that goes with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder of movies, removed when the test ends.
pub struct Footage {
    folder: TempDir,
}

impl Footage {
    /// Its movies are read behind the fence, as the program reads them.
    pub fn new() -> Self {
        crate::fence::stand_behind();
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("writing into the temporary folder");
        path
    }

    /// Runs ffmpeg with `arguments`, writing `name`.
    pub fn ffmpeg(&self, name: &str, arguments: &str) -> PathBuf {
        let path = self.path(name);
        run_ffmpeg(arguments, &path);
        path
    }
}

fn run_ffmpeg(arguments: &str, path: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments.split_whitespace())
        .arg(path)
        .output()
        .expect("ffmpeg is needed for these tests: install the package ffmpeg");
    assert!(made.status.success(), "ffmpeg {arguments}: {}", String::from_utf8_lossy(&made.stderr));
}

/// Picture and sound sources for ffmpeg, of one length in seconds.
pub fn bars_and_tone(rate: &str, sound_rate: u32, channels: &str, seconds: &str) -> String {
    format!(
        "-f lavfi -i testsrc2=s=160x96:r={rate}:d={seconds} \
         -f lavfi -i aevalsrc=0.1*sin(2513*t):s={sound_rate}:c={channels}:d={seconds}"
    )
}

pub const H264: &str = "-c:v libx264 -preset ultrafast -g 24 -bf 2 -pix_fmt yuv420p";
