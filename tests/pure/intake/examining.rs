//! Opening single assets: facts, or the problem in words.

use std::cell::Cell;
use std::fs;
use std::time::{Duration, SystemTime};

use twopop::intake::{NamedFiles, examine, hash_file, open_media};
use twopop::media::MediaCache;
use twopop::ticket::{Asset, Delivery, Problem};
use twopop::timebase::SampleDelta;

/// A mono 16-bit WAV of four samples.
fn wave() -> Vec<u8> {
    let mut file =
        b"RIFF\x2C\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xBB\0\0\0\x77\x01\0\x02\0\x10\0".to_vec();
    file.extend(b"data\x08\0\0\0\x01\0\x02\0\x03\0\x04\0");
    file
}

fn asset_of(folder: &tempfile::TempDir, name: &str, content: &[u8]) -> Asset {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    open_media(&[path], &NamedFiles::default()).unwrap().assets.remove(0)
}

fn problem_text(asset: &Asset) -> String {
    asset.problem.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn a_sound_shows_its_facts() {
    let folder = tempfile::tempdir().unwrap();
    let mut asset = asset_of(&folder, "R1_ME.wav", &wave());
    examine(&mut asset, &MediaCache::default());
    let facts = asset.facts.as_ref().unwrap();
    assert_eq!((facts.duration, facts.channels, facts.sample_rate), (SampleDelta::new(4), 1, 48_000));
    assert_eq!(asset.problem, None);
}

#[test]
fn what_does_not_open_says_why_and_opens_again_once_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, said) in [
        ("R1_ME.wav", b"Reel 1 follows.".as_slice(), "a text file"),
        ("R1_PM.wav", b"", "0 bytes"),
        ("R1_Final.mov", b"", "0 bytes"),
    ] {
        let mut asset = asset_of(&folder, name, content);
        examine(&mut asset, &MediaCache::default());
        assert!(problem_text(&asset).contains(said), "{asset:?}");
        assert!(problem_text(&asset).contains(name), "{asset:?}");
        if name.ends_with("wav") {
            fs::write(&asset.files[0], wave()).unwrap();
            examine(&mut asset, &MediaCache::default());
            assert_eq!(asset.problem, None);
        }
        fs::remove_file(&asset.files[0]).unwrap();
        examine(&mut asset, &MediaCache::default());
        assert_eq!((asset.problem, asset.facts), (Some(Problem::Missing), None));
    }
}

#[test]
fn a_file_that_is_still_growing_is_held_and_one_that_broke_off_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut cut_off = wave();
    cut_off.truncate(cut_off.len() - 4);
    let mut asset = asset_of(&folder, "R1_ME.wav", &cut_off);
    examine(&mut asset, &MediaCache::default());
    assert!(problem_text(&asset).contains("still arriving"), "{asset:?}");

    let file = fs::File::options().append(true).open(&asset.files[0]).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    examine(&mut asset, &MediaCache::default());
    assert_eq!(asset.problem, None);
    let incomplete = asset.facts.as_ref().and_then(|facts| facts.incomplete.as_ref()).unwrap();
    assert!(incomplete.contains("R1_ME.wav: The sound is cut off"), "{incomplete}");
}

#[test]
fn what_was_never_delivered_is_not_missed() {
    let folder = tempfile::tempdir().unwrap();
    let mut asset = asset_of(&folder, "R1_Final.mov", b"");
    asset.files.clear();
    for (delivery, problem) in [(Delivery::NotDelivered, None), (Delivery::Delivered, Some(Problem::Missing))]
    {
        asset.delivery = delivery;
        examine(&mut asset, &MediaCache::default());
        assert_eq!(asset.problem, problem);
    }
}

#[test]
fn a_hash_tells_its_progress_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc");
    fs::write(&path, "abc").unwrap();
    // FIPS 180-2, appendix B.1.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let told = Cell::new((0, 0));
    let hash = hash_file(&path, |done, all| told.set((done, all)), || false).unwrap();
    assert_eq!((hash.as_deref(), told.get()), (Some(expected), (3, 3)));
    assert_eq!(hash_file(&path, |_, _| {}, || true).unwrap(), None);
    let error = hash_file(&folder.path().join("gone"), |_, _| {}, || false).unwrap_err().to_string();
    assert!(error.contains("gone"), "{error}");
}

#[test]
fn a_sound_of_many_channels_is_no_mix() {
    let folder = tempfile::tempdir().unwrap();
    let mut stack = wave();
    stack[22] = 16;
    stack[32] = 32;
    let bytes = 16 * 2 * 4_u32;
    stack[40..44].copy_from_slice(&bytes.to_le_bytes());
    stack.resize(44 + bytes as usize, 0);
    stack[4..8].copy_from_slice(&(36 + bytes).to_le_bytes());
    let mut asset = asset_of(&folder, "R1_ME.wav", &stack);
    examine(&mut asset, &MediaCache::default());
    assert!(problem_text(&asset).contains("has 16 channels: an Atmos master"), "{asset:?}");
}
