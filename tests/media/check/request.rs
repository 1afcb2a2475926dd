//! A request folder made for a test, and what the program says of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use super::sounds::{FRAMES, SECOND, wav};
use crate::command_line::{self, CommandOutput};

/// A request folder, removed with the value.
pub struct Request {
    pub folder: tempfile::TempDir,
}

impl Request {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Colour bars from 01:00:00:00 with `sound` as their AAC guide.
    pub fn movie(&self, name: &str, sound: &[i16]) {
        let elsewhere = tempfile::tempdir().unwrap();
        let guide = elsewhere.path().join("guide.wav");
        wav(&guide, sound);
        let seconds = (sound.len() as f64 / SECOND as f64).to_string();
        let picture = format!("testsrc2=s=160x96:r={FRAMES}:d={seconds}");
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-i"])
            .arg(&guide)
            .args("-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 128k".split(' '))
            .args(["-timecode", "01:00:00:00"])
            .arg(self.path(name))
            .output()
            .expect("ffmpeg is needed for these tests: install the package ffmpeg");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    pub fn mix(&self, sound: &[i16]) {
        wav(&self.path("R1_PM.wav"), sound);
    }

    pub fn music_and_effects(&self, sound: &[i16]) {
        wav(&self.path("R1_ME.wav"), sound);
    }

    pub fn check(&self, more: &[&str]) -> CommandOutput {
        let request = self.folder.path().to_str().unwrap();
        Self::twopop(&[&["check", request], more].concat())
    }

    pub fn compare(&self, movie: &str, mix: &str, more: &[&str]) -> CommandOutput {
        let (movie, mix) = (self.path(movie), self.path(mix));
        let pair = ["compare", "--reference", movie.to_str().unwrap(), "--audio", mix.to_str().unwrap()];
        Self::twopop(&[&pair, more].concat())
    }

    pub fn twopop(asked: &[&str]) -> CommandOutput {
        command_line::twopop(&asked.iter().map(OsString::from).collect::<Vec<_>>())
    }
}
