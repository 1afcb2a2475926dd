//! Evidence clips, made by the command line and read back by ffmpeg: sound, picture and length where they belong.

use std::ops::Range;
use std::path::Path;
use std::process::Command;

use twopop::cli::Exit;
use twopop::store::read_ticket;

use super::request::Request;
use super::sounds::{FRAME, FRAMES, SECOND, programme};

/// Samples of one side at 48 kHz, as any player decodes them.
fn side(clip: &Path, side: usize) -> Vec<f32> {
    let decoded = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(clip)
        .args(["-f", "f32le", "-ac", "2", "-ar", "48000", "-"])
        .output()
        .unwrap();
    let samples = decoded.stdout.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap()));
    samples.skip(side).step_by(2).collect()
}

/// Middle rows of each frame, grey: above and below them words are burnt in.
fn rows(movie: &Path) -> Vec<Vec<u8>> {
    let decoded = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(movie)
        .args(["-vf", "crop=160:16:0:40", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    decoded.stdout.chunks_exact(160 * 16).map(<[u8]>::to_vec).collect()
}

/// How alike `heard` is to `truth` when it lies `lag` samples later, over these places; 1 for the same.
fn likeness(heard: &[f32], truth: &[i16], places: &Range<usize>, lag: i64) -> f64 {
    let (mut both, mut of_heard, mut of_truth) = (0.0, 0.0, 0.0);
    for at in places.clone().step_by(7) {
        let one = f64::from(heard[(at as i64 + lag) as usize]);
        let other = f64::from(truth[at]);
        (both, of_heard, of_truth) = (both + one * other, of_heard + one * one, of_truth + other * other);
    }
    both / (of_heard * of_truth).sqrt().max(1e-9)
}

/// Whether `heard` is `truth` there, and most alike where it lies within a millisecond of it.
fn is_on_time(heard: &[f32], truth: &[i16], places: Range<usize>) -> bool {
    let best = (-600..=600)
        .step_by(6)
        .max_by(|one, other| {
            likeness(heard, truth, &places, *one).total_cmp(&likeness(heard, truth, &places, *other))
        })
        .unwrap();
    best.abs() <= 48 && likeness(heard, truth, &places, best) > 0.9
}

fn probed(clip: &Path, entries: &str) -> String {
    let said = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", entries, "-of", "default=nw=1"])
        .arg(clip)
        .output()
        .unwrap();
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn a_clip_shows_and_plays_the_finding_to_the_millisecond() {
    let request = Request::new();
    let sound = programme(2, 40);
    request.movie("R1_Final_v3.mov", &sound);
    let late = [vec![0; 12 * FRAME], sound.clone()].concat();
    request.mix(&late);
    let out = tempfile::tempdir().unwrap();
    let ticket = out.path().join("late.ron");
    assert_eq!(request.check(&["--ticket", ticket.to_str().unwrap()]).exit, Exit::Findings);
    let finding = read_ticket(&ticket).unwrap().value.findings()[0].clone();
    let from = finding.from.get() - 5 * SECOND as i64;
    let first_frame = from.div_euclid(FRAME as i64);

    let clip = out.path().join("clip.mp4");
    let asked = ["report", ticket.to_str().unwrap(), "--format", "clip", "--finding", "1", "--handles", "5"];
    let said = Request::twopop(&[&asked[..], &["-o", clip.to_str().unwrap()]].concat());
    assert_eq!((said.exit, said.err.as_str()), (Exit::Fine, ""));
    let streams = probed(&clip, "stream=codec_name,pix_fmt,start_time,has_b_frames");
    for fact in ["codec_name=h264", "codec_name=aac", "pix_fmt=yuv420p", "has_b_frames=0"] {
        assert!(streams.contains(fact), "{streams}");
    }
    assert_eq!(streams.matches("start_time=0.000000").count(), 2, "{streams}");

    // The clip begins so many samples before the picture, and both sounds are silent there.
    let before = usize::try_from(-first_frame * FRAME as i64).unwrap();
    let padded = |sound: &[i16]| [vec![0; before], sound.to_vec()].concat();
    let [left, right] = [side(&clip, 0), side(&clip, 1)];
    let places = before + SECOND..before + 3 * SECOND;
    assert!(is_on_time(&left, &padded(&sound), places.clone()), "the guide");
    assert!(is_on_time(&right, &padded(&late), places.clone()), "the delivered audio");
    assert!(!is_on_time(&right, &padded(&sound), places), "and not moved to the guide");

    let (shown, movie) = (rows(&clip), rows(&request.path("R1_Final_v3.mov")));
    let black = usize::try_from(-first_frame).unwrap();
    for frame in [1, 30, 60, 100] {
        let differs = |other: usize| -> u64 {
            let pairs = shown[black + frame].iter().zip(&movie[other]);
            pairs.map(|(one, other)| u64::from(one.abs_diff(*other))).sum()
        };
        let nearest = (frame - 1..frame + 3).min_by_key(|other| differs(*other)).unwrap();
        assert_eq!(nearest, frame, "the picture of that frame");
    }
    assert!((shown.len() as i64 - (10 * FRAMES as i64 + 1)).abs() <= 1, "{} frames", shown.len());

    let again = Request::twopop(&[&asked[..], &["-o", clip.to_str().unwrap()]].concat());
    assert_eq!(again.exit, Exit::Unusable, "what is there stays");
    assert!(again.err.contains("already"), "{}", again.err);
}

#[test]
fn all_clips_go_into_a_folder_and_what_cannot_be_shown_is_said() {
    let request = Request::new();
    let sound = programme(3, 40);
    request.movie("R1_Final_v3.mov", &sound);
    request.mix(&[vec![0; 12 * FRAME], sound.clone()].concat());
    let out = tempfile::tempdir().unwrap();
    let ticket = out.path().join("late.ron");
    request.check(&["--ticket", ticket.to_str().unwrap()]);
    let folder = out.path().join("clips");
    let asked = ["report", ticket.to_str().unwrap(), "--format", "clip", "--corrected", "--handles", "1"];
    let into = |place: &Path, more: &[&str]| {
        Request::twopop(&[&asked[..], &["-o", place.to_str().unwrap()], more].concat())
    };
    let said = into(&folder, &[]);
    assert_eq!(said.exit, Exit::Unusable);
    assert!(said.err.contains("is no folder"), "{}", said.err);
    assert!(into(&folder.join("x.mp4"), &["--finding", "7"]).err.contains("no finding 7"));
    std::fs::create_dir(&folder).unwrap();
    let said = into(&folder, &[]);
    assert_eq!((said.exit, said.err.as_str()), (Exit::Fine, ""));
    let made: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(made, [folder.join("finding-001.mp4")]);

    // Once as it was delivered, once corrected.
    let heard = side(&made[0], 1);
    let finding = read_ticket(&ticket).unwrap().value.findings()[0].clone();
    let first_frame = (finding.from.get() - SECOND as i64).div_euclid(FRAME as i64);
    let last_frame = (finding.to.get() + SECOND as i64).div_euclid(FRAME as i64);
    let pass = usize::try_from((last_frame - first_frame) * FRAME as i64).unwrap();
    let shown = |sound: &[i16], at: usize| -> Vec<i16> {
        (0..heard.len())
            .map(|place| {
                let of_sound = place as i64 - at as i64 + first_frame * FRAME as i64;
                usize::try_from(of_sound).ok().and_then(|place| sound.get(place).copied()).unwrap_or(0)
            })
            .collect()
    };
    let late = [vec![0; 12 * FRAME], sound.clone()].concat();
    assert!(is_on_time(&heard, &shown(&late, 0), pass - SECOND / 3..pass - 3000));
    let corrected = 2 * pass - SECOND * 3 / 4..2 * pass - 3000;
    assert!(is_on_time(&heard, &shown(&sound, pass), corrected));
}

/// Ctrl+C in the terminal, while a clip is being made.
#[test]
fn a_clip_that_is_interrupted_leaves_no_file() {
    let request = Request::new();
    let sound = programme(4, 40);
    request.movie("R1_Final_v3.mov", &sound);
    request.mix(&[vec![0; 12 * FRAME], sound].concat());
    let out = tempfile::tempdir().unwrap();
    let ticket = out.path().join("late.ron");
    request.check(&["--ticket", ticket.to_str().unwrap()]);
    let folder = out.path().join("clips");
    std::fs::create_dir(&folder).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_twopop"))
        .args(["report", ticket.to_str().unwrap(), "--format", "clip", "--handles", "30", "-o"])
        .arg(&folder)
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    let is_running = child.try_wait().unwrap().is_none();
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let ended = child.wait().unwrap();
    if is_running && interrupted.success() && !ended.success() {
        let left: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
