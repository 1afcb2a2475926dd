//! The peaks of whole files: stored samples give what converted ones give, and `twopop waveform` keeps them.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use twopop::media::{OpenedMedia, PeakCache, ReadThrough, SoundFingerprint, SoundSink, read_peaks};
use twopop::waveform::{PeakBuilder, Pyramid};

use crate::wave_builder::{Builder, Stand, bext};

/// A file of so many channels and bytes a sample, noise with a silence in it.
fn noise(channels: u16, width: u16, frames: usize, seed: u32) -> Builder {
    let mut state = seed | 1;
    let sound = (0..frames * usize::from(channels * width)).map(|at| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (3000..9000).contains(&at) { 0 } else { (state >> 24) as u8 }
    });
    Builder::pcm(channels, width, sound.collect())
}

fn by_bytes(media: &OpenedMedia) -> Pyramid {
    let mut pyramid = Pyramid::new(media.channels_of(1).unwrap());
    let mut append = |run| {
        pyramid.append(&run).unwrap();
        ControlFlow::Continue(())
    };
    read_peaks(media, 1, &mut append).unwrap();
    pyramid
}

/// What the peaks are, read sample by sample.
struct Converted(PeakBuilder);

impl SoundSink for Converted {
    fn push(&mut self, block: &[f32]) {
        self.0.push(block);
    }
}

fn by_samples(media: &OpenedMedia) -> Pyramid {
    let channels = media.channels_of(1).unwrap();
    let mut sink = Converted(PeakBuilder::new(channels));
    ReadThrough::of(media).run(&mut [&mut sink], &mut |_| ControlFlow::Continue(())).unwrap();
    let mut pyramid = Pyramid::new(channels);
    pyramid.append(&sink.0.finish().unwrap()).unwrap();
    pyramid
}

fn saved(folder: &tempfile::TempDir, files: &[Builder]) -> Vec<PathBuf> {
    let name = |place| format!("sound_{place}.wav");
    files.iter().enumerate().map(|(place, file)| file.save(folder, &name(place))).collect()
}

#[test]
fn stored_samples_give_the_peaks_of_converted_ones_however_the_sound_is_laid_out() {
    let stamped = |stamp: u64, frames| {
        noise(1, 3, frames, 7).with(Stand::Before, b"bext", bext("", "", 172_972_800 + stamp))
    };
    let layouts: [Vec<Builder>; 6] = [
        vec![noise(6, 3, 100_001, 1)],
        vec![noise(2, 3, 255, 2)],
        vec![noise(1, 3, 90_000, 3), noise(1, 3, 90_000, 4), noise(1, 3, 88_001, 5)],
        vec![noise(1, 3, 70_000, 3), noise(1, 2, 70_000, 4)],
        vec![noise(6, 2, 50_000, 6)],
        // A leg that begins later by its stamp.
        vec![stamped(0, 60_000), stamped(1_000, 59_000)],
    ];
    for (place, files) in layouts.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let media = OpenedMedia::open_sound(&saved(&folder, files)).unwrap();
        let (bytes, samples) = (by_bytes(&media), by_samples(&media));
        assert_eq!(bytes.frames(), media.duration().get(), "layout {place}");
        assert!(bytes == samples, "layout {place}");
    }
}

#[test]
fn reading_for_peaks_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    for width in [2, 3] {
        let file = noise(2, width, 300_000, 1).save(&folder, "long.wav");
        let media = OpenedMedia::open_sound(&[file]).unwrap();
        let stopped = read_peaks(&media, 1, &mut |_| ControlFlow::Break(()));
        assert!(stopped.unwrap_err().to_string().contains("cancelled"));
    }
}

fn waveform(data: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_twopop"));
    program.env("TWOPOP_DATA", data).arg("waveform").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn peak_files_are_built_kept_and_built_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = noise(6, 3, 100_001, 1).save(&folder, "MIX 5.1.wav");
    let path = file.to_str().unwrap();
    let first = waveform(&data, &[path]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let said = text(&first.stdout);
    assert!(said.contains("MIX 5.1.wav: 100001 samples, 6 channels, ") && !said.contains("kept"), "{said}");
    assert!(text(&waveform(&data, &[path]).stdout).contains("kept from before"));
    assert!(!text(&waveform(&data, &["--rebuild", path]).stdout).contains("kept from before"));

    let json = waveform(&data, &["--json", path]);
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["schema"], "twopop.waveform/1");
    let sound = &answer["sounds"][0];
    assert_eq!((&sound["samples"], &sound["channels"]), (&100_001.into(), &6.into()));
    assert_eq!(sound["was_kept"], true);
    assert!(sound["seconds"]["cpu"].is_number() && sound["seconds"]["wall"].is_number());
    let media = OpenedMedia::open_sound(&[file]).unwrap();
    let fingerprint = SoundFingerprint::of_track(media.files(), 1, 0).unwrap();
    let cache = PeakCache::in_data_folder(&data);
    assert_eq!(sound["peak_file"].as_str().map(Path::new), Some(cache.path(&fingerprint).as_path()));
    assert!(cache.find(&fingerprint) == Some(by_samples(&media)));
}

#[test]
fn legs_are_one_sound_others_are_several_and_what_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let legs = saved(&folder, &[noise(1, 3, 5_000, 1), noise(1, 3, 5_000, 2)]);
    let wide = noise(2, 3, 4_000, 3).save(&folder, "wide.wav");
    let [left, right] = [0, 1].map(|leg: usize| legs[leg].to_str().unwrap());
    let one = text(&waveform(&data, &[left, right]).stdout);
    assert!(one.lines().count() == 1 && one.contains("5000 samples, 2 channels"), "{one}");
    let several = text(&waveform(&data, &[left, wide.to_str().unwrap()]).stdout);
    assert!(several.lines().count() == 2 && several.contains("4000 samples, 2 channels"), "{several}");
    let none = waveform(&data, &[wide.to_str().unwrap(), "there/is/none.wav"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("there/is/none.wav"), "{}", text(&none.stderr));
}

#[test]
fn nowhere_to_keep_peaks_is_said_and_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = noise(2, 3, 5_000, 1).save(&folder, "sound.wav");
    let said = waveform(&file, &[file.to_str().unwrap()]);
    assert_eq!(said.status.code(), Some(0));
    assert!(text(&said.stdout).contains("5000 samples"));
    assert!(text(&said.stderr).contains("could not be kept"), "{}", text(&said.stderr));
}
