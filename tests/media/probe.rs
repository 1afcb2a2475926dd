//! What opening a movie says of it, and how an unusable one is refused.

use std::path::Path;

use twopop::media::{MediaError, probe_movie};
use twopop::timebase::{FrameRate, SampleDelta};

use crate::footage::{Footage, H264, bars_and_tone};

struct Row {
    name: &'static str,
    make: String,
    rate: Option<FrameRate>,
    timecode: Option<&'static str>,
    duration: i64,
    sound: (u32, u32),
    formats: &'static [&'static str],
    warnings: &'static [&'static str],
}

fn table() -> Vec<Row> {
    let stereo = |rate, sound_rate| bars_and_tone(rate, sound_rate, "stereo", "2.002");
    vec![
        Row {
            name: "final.mov",
            make: format!("{} {H264} -c:a aac -timecode 00:59:50:00", stereo("24000/1001", 48_000)),
            rate: Some(FrameRate::F23_976),
            timecode: Some("00:59:50:00"),
            duration: 96_096,
            sound: (2, 48_000),
            formats: &["H.264 160×96", "AAC"],
            warnings: &[],
        },
        Row {
            name: "drop.mp4",
            make: format!("{} {H264} -c:a aac -timecode 00:59:50;02", stereo("30000/1001", 44_100)),
            rate: Some(FrameRate::F29_97),
            timecode: Some("00:59:50;02"),
            duration: 96_096,
            sound: (2, 44_100),
            formats: &["H.264 160×96", "AAC"],
            warnings: &["44100 Hz"],
        },
        Row {
            name: "turnover.mov",
            make: format!(
                "{} -c:v prores_ks -profile:v 3 -c:a pcm_s24le",
                bars_and_tone("25", 48_000, "5.1", "1")
            ),
            rate: Some(FrameRate::F25),
            timecode: None,
            duration: 48_000,
            sound: (6, 48_000),
            formats: &["ProRes 422 HQ 160×96", "24-bit PCM"],
            warnings: &[],
        },
        Row {
            name: "mute.mp4",
            make: format!("-f lavfi -i testsrc2=s=160x96:r=24:d=1 {H264}"),
            rate: Some(FrameRate::F24),
            timecode: None,
            duration: 48_000,
            sound: (0, 0),
            formats: &["H.264 160×96"],
            warnings: &["no sound"],
        },
        Row {
            name: "stage-mix.m4a",
            make: "-f lavfi -i aevalsrc=0.1*sin(2513*t):s=48000:d=1 -c:a aac".to_owned(),
            rate: None,
            timecode: None,
            duration: 48_000,
            sound: (1, 48_000),
            formats: &["AAC"],
            warnings: &["no picture"],
        },
        Row {
            name: "proxy.mkv",
            make: format!("{} {H264} -c:a ac3", stereo("24000/1001", 48_000)),
            rate: Some(FrameRate::F23_976),
            timecode: None,
            // Matroska states one length for the whole file: here the last AC-3 packet's end, counted from the first
            // picture, which comes 5 ms after the start of the file.
            duration: 96_528,
            sound: (2, 48_000),
            formats: &["H.264 160×96", "AC-3"],
            warnings: &[],
        },
        Row {
            name: "two-tracks.mov",
            make: format!("{} -map 0:v -map 1:a -map 1:a {H264} -c:a pcm_s16le", stereo("24", 48_000)),
            rate: Some(FrameRate::F24),
            timecode: None,
            duration: 98_000,
            sound: (2, 48_000),
            formats: &["H.264 160×96", "16-bit PCM"],
            warnings: &[],
        },
    ]
}

#[test]
fn the_facts_of_a_movie_are_right() {
    let footage = Footage::new();
    for row in table() {
        let facts = probe_movie(&footage.ffmpeg(row.name, &row.make))
            .unwrap_or_else(|error| panic!("{}: {error}", row.name));
        assert_eq!(facts.frame_rate, row.rate, "{}", row.name);
        let timecode = facts.start_timecode.map(|timecode| timecode.to_string());
        assert_eq!(timecode.as_deref(), row.timecode, "{}", row.name);
        assert_eq!(facts.duration, SampleDelta::new(row.duration), "{}", row.name);
        assert_eq!((facts.channels, facts.sample_rate), row.sound, "{}", row.name);
        assert_eq!(facts.formats, row.formats, "{}", row.name);
        let tracks = if row.name == "two-tracks.mov" { 2 } else { usize::from(facts.channels > 0) };
        assert_eq!(facts.sound_tracks.len(), tracks, "{}", row.name);
        assert_eq!(facts.warnings.len(), row.warnings.len(), "{}: {:?}", row.name, facts.warnings);
        for (warning, expected) in facts.warnings.iter().zip(row.warnings) {
            assert!(warning.contains(expected), "{}: {warning}", row.name);
        }
    }
}

#[test]
fn a_variable_frame_rate_is_a_warning() {
    let footage = Footage::new();
    let make = "-f lavfi -i testsrc2=s=160x96:r=24:d=2 -vf select=not(eq(mod(n\\,7)\\,3)) -vsync vfr \
                -c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    let facts = probe_movie(&footage.ffmpeg("phone.mp4", make)).expect("it opens");
    assert!(facts.warnings.iter().any(|warning| warning.contains("varies")), "{:?}", facts.warnings);
}

#[test]
fn an_incomplete_copy_opens_and_is_known_to_be_incomplete() {
    let footage = Footage::new();
    let make = format!("{} {H264} -c:a aac -movflags +faststart", bars_and_tone("24", 48_000, "mono", "4"));
    let whole = std::fs::read(footage.ffmpeg("whole.mp4", &make)).expect("just written");
    let cut = footage.write("cut.mp4", &whole[..whole.len() * 2 / 3]);
    let facts = probe_movie(&cut).expect("its start opens");
    assert!(
        facts.incomplete.as_ref().is_some_and(|said| said.contains("incomplete")),
        "{:?}",
        facts.incomplete
    );
}

#[test]
fn a_file_that_is_not_a_movie_is_refused_with_a_remedy() {
    let footage = Footage::new();
    let make = format!("{} {H264} -c:a aac", bars_and_tone("24", 48_000, "mono", "2"));
    let whole = std::fs::read(footage.ffmpeg("whole.mp4", &make)).expect("just written");

    let text = refused(&footage.write("notes.mov", b"Reel 3 is still to come.\nAsk Ana.\n"));
    assert!(matches!(text, MediaError::NotAMovie { .. }), "{text:?}");
    assert!(text.to_string().contains("notes.mov is not a movie"), "{text}");
    let empty = refused(&footage.write("empty.mov", b""));
    assert!(matches!(empty, MediaError::Empty(_)), "{empty:?}");
    // Its index is at the end, so half of it does not say what it holds.
    let cut = refused(&footage.write("cut.mp4", &whole[..whole.len() / 2]));
    assert!(matches!(cut, MediaError::Damaged { .. }), "{cut:?}");
    assert!(cut.to_string().contains("Copy it again"), "{cut}");
    let noise: Vec<u8> = (0u32..50_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    refused(&footage.write("noise.mxf", &noise));
    assert!(matches!(refused(&footage.path("nowhere.mov")), MediaError::Unreadable { .. }));
    assert!(matches!(refused(&footage.path("")), MediaError::NotAMovie { .. }));
}

fn refused(path: &Path) -> MediaError {
    match probe_movie(path) {
        Err(error) => error,
        Ok(facts) => panic!("{} opened: {facts:?}", path.display()),
    }
}
