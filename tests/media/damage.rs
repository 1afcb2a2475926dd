//! Damage that decoding goes on after: pictures and sound that were overwritten, holes, an end before the stated one.

use std::path::Path;

use twopop::cli::Exit;

use crate::command_line::{CommandOutput, twopop};
use crate::footage::{Footage, H264};
use crate::program::{err, twopop as program};

/// Noise that comes and goes, which can be placed to the sample.
const PROGRAMME: &str = "-f lavfi -i testsrc2=s=160x96:r=24:d=24 \
    -f lavfi -i aevalsrc=0.4*(random(0)-0.5)*(0.3+0.7*abs(sin(1.3*t)*sin(3.1*t*t/20))):s=48000:d=24";

fn compared(reference: &Path, audio: &Path) -> CommandOutput {
    compared_with(reference, audio, &[])
}

fn compared_with(reference: &Path, audio: &Path, more: &[&str]) -> CommandOutput {
    let words = ["compare", "--task", "pm", "--json", "--reference"].map(Into::into);
    let rest = [reference.into(), "--audio".into(), audio.into()];
    let more: Vec<_> = more.iter().map(Into::into).collect();
    twopop(&[&words[..], &rest[..], &more[..]].concat())
}

/// `share` hundredths of the file from `from` hundredths on, made by `make` of what was there.
fn changed(whole: &[u8], from: usize, share: usize, make: impl Fn(usize, u8) -> u8) -> Vec<u8> {
    let (first, length) = (whole.len() * from / 100, whole.len() * share / 100);
    let mut bytes = whole.to_vec();
    for (place, byte) in bytes[first..first + length].iter_mut().enumerate() {
        *byte = make(place, *byte);
    }
    bytes
}

#[test]
fn damage_inside_a_movie_is_never_good() {
    let footage = Footage::new();
    for (name, coding) in [
        ("index_last.mov", format!("{H264} -c:a aac")),
        ("index_first.mp4", format!("{H264} -c:a aac -movflags +faststart")),
        ("prores.mov", "-c:v prores_ks -profile:v 0 -c:a pcm_s24le".to_owned()),
        ("film.mkv", format!("{H264} -c:a flac")),
    ] {
        let path = footage.ffmpeg(name, &format!("{PROGRAMME} {coding} -timecode 00:00:00:00"));
        let audio = footage.path(&format!("{name}.wav"));
        let audio = footage.ffmpeg(
            audio.file_name().unwrap().to_str().unwrap(),
            &format!("-i {} -vn -c:a pcm_s24le", path.display()),
        );
        let whole = std::fs::read(&path).unwrap();
        let good = compared(&path, &audio);
        assert!(!good.err.contains("damaged") && !good.err.contains("rest was not"), "{name}: {}", good.err);
        let scrambled = |place: usize, _| (place.wrapping_mul(2_654_435_761) >> 7) as u8;
        for (kind, bytes) in [
            ("zeros", changed(&whole, 30, 3, |_, _| 0)),
            ("many zeros", changed(&whole, 60, 10, |_, _| 0)),
            ("other data", changed(&whole, 40, 5, scrambled)),
        ] {
            let damaged = footage.write(&format!("damaged-{name}"), &bytes);
            let said = compared(&damaged, &audio);
            assert_ne!(said.exit, Exit::Fine, "{name}, {kind}: {}{}", said.out, said.err);
            let text = said.err + &said.out;
            let is_known = ["damaged", "the rest was not compared", "incomplete"];
            assert!(is_known.iter().any(|word| text.contains(word)), "{name}, {kind}: {text}");
        }
    }
}

#[test]
fn an_index_that_was_overwritten_is_never_good() {
    let footage = Footage::new();
    let coding = format!("{H264} -c:a aac -movflags +faststart -timecode 00:00:00:00");
    let path = footage.ffmpeg("film.mp4", &format!("{PROGRAMME} {coding}"));
    let audio = footage.ffmpeg("mix.wav", &format!("-i {} -vn -c:a pcm_s24le", path.display()));
    let whole = std::fs::read(&path).unwrap();
    let place = whole.windows(4).position(|at| at == b"ctts").unwrap();
    let mut bytes = whole.clone();
    bytes[place + 512..place + 1024].fill(0);
    let said = compared(&footage.write("damaged.mp4", &bytes), &audio);
    assert_ne!(said.exit, Exit::Fine, "{}{}", said.out, said.err);
    assert!(said.err.contains("its index is damaged"), "{}", said.err);
}

/// By the program itself: the demuxer of GStreamer 1.22 may crash on these.
#[test]
fn damage_inside_an_mxf_is_never_good() {
    let footage = Footage::new();
    let coding = "-c:v mpeg2video -g 12 -b:v 3M -c:a pcm_s24le -timecode 00:00:00:00";
    let path = footage.ffmpeg("film.mxf", &format!("{PROGRAMME} {coding}"));
    let audio = footage.ffmpeg("mix.wav", &format!("-i {} -vn -c:a pcm_s24le", path.display()));
    let whole = std::fs::read(&path).unwrap();
    for (from, share) in [(30, 1), (45, 3), (60, 10), (97, 3)] {
        let damaged = footage.write("damaged.mxf", &changed(&whole, from, share, |_, _| 0));
        let words = ["compare", "--task", "pm", "--reference", damaged.to_str().unwrap(), "--audio"];
        let said = program(&[&words[..], &[audio.to_str().unwrap()]].concat());
        assert_ne!(said.status.code(), Some(0), "{share} % at {from} %: {}", err(&said));
    }
}

#[test]
fn a_hole_in_a_wav_from_block_to_block_is_never_good() {
    let footage = Footage::new();
    let path =
        footage.ffmpeg("film.mov", &format!("{PROGRAMME} {H264} -c:a pcm_s24le -timecode 00:00:00:00"));
    let audio = footage.ffmpeg("mix.wav", &format!("-i {} -vn -c:a pcm_s24le", path.display()));
    let mut bytes = std::fs::read(&audio).unwrap();
    // A quarter of a second, too short for a finding of missing sound.
    bytes[409_600..409_600 + 36_864].fill(0);
    let damaged = footage.write("hole.wav", &bytes);
    let said = compared(&path, &damaged);
    assert_ne!(said.exit, Exit::Fine, "{}", said.out);
    assert!(said.err.contains("hole.wav is damaged: its sound has 1 hole of zeros"), "{}", said.err);
}

#[test]
fn a_wav_that_is_zeros_from_a_block_to_its_end_is_never_good() {
    let footage = Footage::new();
    let path =
        footage.ffmpeg("film.mov", &format!("{PROGRAMME} {H264} -c:a pcm_s24le -timecode 00:00:00:00"));
    let audio = footage.ffmpeg("mix.wav", &format!("-i {} -vn -c:a pcm_s24le", path.display()));
    let whole = std::fs::read(&audio).unwrap();
    let zeros = |name: &str, places: std::ops::Range<usize>| {
        let mut bytes = whole.clone();
        bytes[places].fill(0);
        let said = compared(&path, &footage.write(name, &bytes));
        (said.exit, said.err)
    };
    let (exit, err) = zeros("tail.wav", 500 * 4096..whole.len());
    assert_ne!(exit, Exit::Fine, "{err}");
    assert!(err.contains("tail.wav is damaged: its sound is loud up to 0:00:14.2"), "{err}");
    let (exit, err) = zeros("head.wav", 100..140 * 4096);
    assert!(!err.contains("damaged"), "it does not begin with zeros: {exit:?} {err}");
    let (_, err) = zeros("no_edge.wav", 500 * 4096 + 30..whole.len());
    assert!(!err.contains("damaged"), "{err}");
}

#[test]
fn samples_that_are_no_numbers_are_never_good() {
    let footage = Footage::new();
    let path =
        footage.ffmpeg("film.mov", &format!("{PROGRAMME} {H264} -c:a pcm_s24le -timecode 00:00:00:00"));
    let audio = footage.ffmpeg("mix.wav", &format!("-i {} -vn -c:a pcm_f32le", path.display()));
    let mut bytes = std::fs::read(&audio).unwrap();
    // A tenth of a second, ten seconds before the end.
    let from = bytes.len() - 480_000 * 4;
    for sample in bytes[from..from + 4800 * 4].as_chunks_mut().0 {
        *sample = f32::NAN.to_le_bytes();
    }
    let nan = footage.write("nan.wav", &bytes);
    let said = compared(&path, &nan);
    assert_ne!(said.exit, Exit::Fine, "{}", said.out);
    assert!(
        said.err.contains("nan.wav is damaged: its sound has 4800 samples between 0:00:14.000"),
        "{}",
        said.err
    );
    let movie = format!(
        "-i {} -i {} -map 0:v -map 1:a -c:v copy -c:a pcm_f32be -timecode 00:00:00:00",
        path.display(),
        nan.display()
    );
    let movie = footage.ffmpeg("nan.mov", &movie);
    let said =
        compared(&movie, &footage.ffmpeg("good.wav", &format!("-i {} -vn -c:a pcm_s24le", path.display())));
    assert_ne!(said.exit, Exit::Fine, "{}", said.out);
    assert!(said.err.contains("its sound track 1 has 4800 samples between 0:00:14.000"), "{}", said.err);
}

/// IMA ADPCM as QuickTime has it: a packet of silence is all zeros.
#[test]
fn silence_in_adpcm_is_no_damage() {
    let footage = Footage::new();
    let silent = "-af volume=enable='between(t,8,11)':volume=0";
    let path = footage
        .ffmpeg("film.mov", &format!("{PROGRAMME} {silent} {H264} -c:a adpcm_ima_qt -timecode 00:00:00:00"));
    let audio = footage.ffmpeg("mix.wav", &format!("{PROGRAMME} -map 1:a {silent} -c:a pcm_s24le"));
    let said = compared(&path, &audio);
    assert!(!said.err.contains("damaged"), "{}", said.err);
    assert_eq!(said.exit, Exit::Fine, "{}{}", said.out, said.err);
}

/// An AVI has no time stamps: what MP3 puts before the sound is in it.
#[test]
fn the_delay_of_mp3_is_no_offset() {
    let footage = Footage::new();
    let audio = footage.ffmpeg("mix.wav", &format!("{PROGRAMME} -map 1:a -c:a pcm_s24le"));
    let sound_only = ["--frame-rate", "24"];
    const CAUSE: &str = "As long as the 1105 samples of delay of the guide's codec";
    for (name, coding, more) in [
        ("film.avi", format!("{H264} -c:a libmp3lame -b:a 192k"), &[][..]),
        ("guide.mp3", "-map 1:a -c:a libmp3lame -b:a 192k".to_owned(), &sound_only[..]),
    ] {
        let path = footage.ffmpeg(name, &format!("{PROGRAMME} {coding}"));
        let said = compared_with(&path, &audio, more);
        assert!(said.out.contains(CAUSE), "{name}: {}{}", said.out, said.err);
    }
    let late = footage.ffmpeg("late.wav", &format!("-i {} -af adelay=125 -c:a pcm_s24le", audio.display()));
    let said = compared(&footage.path("film.avi"), &late);
    assert!(said.exit == Exit::Findings && !said.out.contains(CAUSE), "three frames late: {}", said.out);
}
