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
    let words = ["compare", "--task", "pm", "--json", "--reference"].map(Into::into);
    let rest = [reference.into(), "--audio".into(), audio.into()];
    twopop(&[&words[..], &rest[..]].concat())
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
