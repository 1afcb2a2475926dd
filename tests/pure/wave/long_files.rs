//! Past 4 GiB, on sparse files that take a few kilobytes of disk.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use twopop::media::wave::{Container, WaveFile};

use crate::wave_builder::Builder;

/// Two hours of 5.1, 24-bit, 48 kHz: 6.2 GB.
const FRAMES: u64 = 2 * 3600 * 48_000;
const FRAME_BYTES: u64 = 18;

/// A 5.1 file of [`FRAMES`] frames whose last frame holds 1/16 … 6/16, with a chunk after it.
fn long_file(folder: &tempfile::TempDir, header: &[u8]) -> PathBuf {
    let path = folder.path().join("long.wav");
    let mut file = File::create(&path).unwrap();
    file.write_all(header).unwrap();
    file.set_len(header.len() as u64 + FRAMES * FRAME_BYTES).unwrap();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::End(-(FRAME_BYTES as i64))).unwrap();
    for channel in 1..=6 {
        file.write_all(&[0, 0, channel * 8]).unwrap();
    }
    file.write_all(b"LIST\x04\0\0\0INFO").unwrap();
    path
}

/// The header of a 5.1 file up to its sound, with `ds64` as a long form needs it and `data` size as told.
fn header(id: &[u8; 4], data_size: u32) -> Vec<u8> {
    let mut builder = Builder::pcm(6, 3, Vec::new());
    (builder.id, builder.data_size, builder.extensible, builder.mask) = (*id, Some(data_size), true, 0x3F);
    let mut header = builder.bytes();
    if id != b"RIFF" {
        header[28..36].copy_from_slice(&(FRAMES * FRAME_BYTES).to_le_bytes());
    }
    header
}

fn assert_ends_right(wave: &WaveFile) {
    assert_eq!(wave.facts().frames, FRAMES);
    let mut end = [9.0; 18];
    wave.read_frames(FRAMES - 2, &mut end).unwrap();
    let last = [0.0625, 0.125, 0.1875, 0.25, 0.3125, 0.375];
    assert_eq!(end[..6], [0.0; 6]);
    assert_eq!(end[6..12], last);
    assert_eq!(end[12..], [0.0; 6], "past the end is silence");
}

#[test]
fn two_hours_of_rf64_and_bw64_read_right_to_the_last_frame() {
    let folder = tempfile::tempdir().unwrap();
    for (id, container) in [(b"RF64", Container::Rf64), (b"BW64", Container::Bw64)] {
        let wave = WaveFile::open(&long_file(&folder, &header(id, u32::MAX))).unwrap();
        assert_eq!(wave.facts().container, container);
        assert_eq!(wave.facts().warnings, Vec::<String>::new());
        assert_ends_right(&wave);
    }
}

#[test]
fn a_riff_whose_size_wrapped_opens_whole_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let wrapped = (FRAMES * FRAME_BYTES) as u32;
    let wave = WaveFile::open(&long_file(&folder, &header(b"RIFF", wrapped))).unwrap();
    assert_ends_right(&wave);
    assert!(wave.facts().warnings.iter().any(|warning| warning.contains("wrapped")), "{:?}", wave.facts());
}

#[test]
fn a_riff_truly_followed_by_gigabytes_of_chunks_is_not_taken_as_wrapped() {
    let folder = tempfile::tempdir().unwrap();
    let path = Builder::pcm(1, 2, vec![0; 8]).save(&folder, "chunks.wav");
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    for _ in 0..3 {
        let at = file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(b"axml\0\0\0\x70").unwrap();
        file.set_len(at + 8 + 0x7000_0000).unwrap();
    }
    let wave = WaveFile::open(&path).unwrap();
    assert_eq!(wave.facts().frames, 4, "{:?}", wave.facts());
}
