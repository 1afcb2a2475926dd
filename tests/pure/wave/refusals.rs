//! Bad files: what can be read is read with a warning, the rest is refused in a sentence with file, fault, remedy.

use twopop::media::wave::WaveFile;

use super::read_all;
use crate::wave_builder::{Builder, Stand, save};

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let good = Builder::pcm(2, 2, vec![0; 8]);
    let rf64 = Builder { id: *b"RF64", ..good.clone() }.bytes();
    let mp3 = Builder { code: 0x55, ..good.clone() }.bytes();
    let mp3_extensible = Builder { code: 0x55, extensible: true, ..good.clone() }.bytes();
    let no_data = good.bytes()[..36].to_vec();
    let no_format = [b"RIFF\x0C\0\0\0WAVEdata".as_slice(), &[0; 4]].concat();
    let cases: [(&[u8], &[&str]); 19] = [
        (b"", &["0 bytes", "fetch the file again"]),
        (b"Reel 1 is on the other disk.\n", &["a text file", "PCM WAV"]),
        ("Café: la bande est sur l’autre disque".as_bytes(), &["a text file"]),
        (&[0; 4096], &["filled with zeros"]),
        (b"<!DOCTYPE html>\n<html><title>Sign in</title>", &["a web page, probably a failed download"]),
        (b"<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>", &["probably a failed download"]),
        (b"PK\x03\x04\x14\0", &["a ZIP archive: unpack it"]),
        (b"\x89PNG\r\n\x1a\n", &["a picture (PNG)"]),
        (b"-----BEGIN PGP MESSAGE-----", &["encrypted: decrypt it"]),
        (b"RIFX\0\0\0\x24WAVE", &["big-endian", "Convert"]),
        (b"FORM\0\0\0\x24AIFF\0\0", &["an AIFF file"]),
        (b"\0\0\0\x18ftypmp42\0\0", &["movie"]),
        (b"RIFF\0\0\0\0AVI LIST", &["another kind"]),
        (&rf64[..10], &["cut off"]),
        (&rf64[..30], &["cut off", "again"]),
        (&no_data, &["no “data” chunk", "exported again"]),
        (&no_format, &["no “fmt ” chunk"]),
        (&mp3, &["MP3", "0x0055", "linear PCM"]),
        (&mp3_extensible, &["MP3"]),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (bytes, said) in cases {
        let error = WaveFile::open(&save(&folder, "bad reel.wav", bytes)).unwrap_err().to_string();
        assert!(error.contains("bad reel.wav"), "{error}");
        for words in said {
            assert!(error.contains(words), "“{words}” not in: {error}");
        }
    }
    for (builder, said) in [
        (Builder::pcm(2, 1, vec![0; 8]), "8 bits"),
        (Builder::pcm(0, 2, vec![0; 8]), "0 channels"),
        (Builder { rate: 0, ..good.clone() }, "0 Hz"),
        (Builder { code: 3, ..good }, "16 bits"),
    ] {
        let error = WaveFile::open(&builder.save(&folder, "odd.wav")).unwrap_err().to_string();
        assert!(error.contains("cannot be played as it is") && error.contains(said), "{error}");
    }
}

#[test]
fn missing_files_and_folders_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let missing = WaveFile::open(&folder.path().join("gone.wav")).unwrap_err().to_string();
    assert!(missing.contains("gone.wav cannot be read"), "{missing}");
    let error = WaveFile::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is a folder"), "{error}");
}

#[test]
fn what_can_be_read_is_read_with_a_warning() {
    let good = Builder::pcm(1, 2, [0, 0x40].repeat(5));
    let mut cut = good.bytes();
    cut.truncate(cut.len() - 3);
    let rf64 = Builder { id: *b"RF64", ..good.clone() }.bytes();
    let without_ds64 = [b"RF64\xFF\xFF\xFF\xFFWAVE", &rf64[48..]].concat();
    let odd = Builder { padding: false, ..good.clone() }.with(Stand::Before, b"LIST", b"INFO!");
    let mut misaligned = good.bytes();
    misaligned[32] = 1;
    let cases: [(&str, Vec<u8>, usize, &str); 9] = [
        ("size 0", Builder { data_size: Some(0), ..good.clone() }.bytes(), 5, "does not say how long"),
        (
            "size -1",
            Builder { data_size: Some(u32::MAX), ..good.clone() }.bytes(),
            5,
            "does not say how long",
        ),
        ("cut off", cut, 3, "cut off"),
        ("RF64 without ds64", without_ds64, 5, "does not say how long"),
        ("no padding", odd.bytes(), 5, "padding byte"),
        ("garbage after", [good.bytes(), vec![1; 40]].concat(), 5, "not a WAVE chunk"),
        ("wrong block", misaligned, 5, "block alignment"),
        ("two sounds", good.clone().with(Stand::After, b"data", vec![0; 4]).bytes(), 5, "second “data”"),
        ("no sample", Builder { sound: Vec::new(), ..good.clone() }.bytes(), 0, "no sound"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, frames, said) in cases {
        let (wave, sound) = read_all(&save(&folder, "lenient.wav", &bytes));
        let warnings = &wave.facts().warnings;
        assert_eq!(sound, vec![0.5; frames], "{name}: {warnings:?}");
        assert!(warnings.iter().any(|warning| warning.contains(said)), "{name}: {warnings:?}");
    }
}

#[test]
fn a_file_cut_while_open_is_an_error_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = Builder::pcm(1, 2, vec![1; 4000]).save(&folder, "shrinking.wav");
    let wave = WaveFile::open(&path).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap();
    let error = wave.read_frames(1000, &mut [0.0; 500]).unwrap_err().to_string();
    assert!(error.contains("shrinking.wav") && error.contains("shorter"), "{error}");
}

#[test]
fn a_header_that_says_too_little_or_two_things_is_called_that() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |bytes: &[u8]| WaveFile::open(&save(&folder, "odd.wav", bytes)).unwrap_err().to_string();
    let good = Builder::pcm(2, 3, [0, 0, 0x40].repeat(8));
    // A “fmt ” chunk of 14 bytes, as WAVEFORMAT of 1991, in a file that is whole.
    let fmt = &good.fmt()[..14];
    let short = [b"RIFF\x2E\0\0\0WAVEfmt \x0E\0\0\0", fmt, b"data\x08\0\0\0", &[0; 8]].concat();
    let said = refused(&short);
    assert!(said.contains("14 bytes") && said.contains("at least 16") && !said.contains("cut off"), "{said}");
    let mut many = b"RIFF\0\0\0\0WAVE".to_vec();
    many.extend(b"JUNK\0\0\0\0".repeat(2000));
    many.extend(&good.bytes()[12..]);
    let said = refused(&many);
    assert!(said.contains("more than 1024 chunks") && said.contains("damaged"), "{said}");
    // 24 bits and 288 000 bytes a second say three bytes a sample, the block alignment says four.
    let mut contradicts = good.bytes();
    contradicts[32] = 8;
    let (wave, sound) = read_all(&save(&folder, "two.wav", &contradicts));
    assert_eq!((wave.facts().encoding.bytes(), sound), (3, vec![0.5; 8]));
    assert!(wave.facts().warnings[0].contains("contradicts its byte rate"), "{:?}", wave.facts().warnings);
    let mut wrong_rate = good.bytes();
    wrong_rate[28] ^= 1;
    let (wave, sound) = read_all(&save(&folder, "rate.wav", &wrong_rate));
    assert_eq!(sound, vec![0.5; 8]);
    assert!(wave.facts().warnings[0].contains("contradicts its byte rate"), "{:?}", wave.facts().warnings);
}
