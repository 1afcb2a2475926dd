//! The label of the first picture, however the timecode track is written.

use std::path::Path;

use twopop::media::probe_movie;
use twopop::ticket::AssetFacts;

use crate::footage::{Footage, H264, bars_and_tone};
use crate::movie_boxes::{MovieBoxes, TestEdit};

/// Picture with a timecode track.
fn made(footage: &Footage, rate: &str, timecode: &str) -> std::path::PathBuf {
    let name = format!("{}.mov", rate.replace('/', "-"));
    let make = format!(
        "{} {H264} -c:a pcm_s16le -timecode {timecode}",
        bars_and_tone(rate, 48_000, "mono", "4.004")
    );
    footage.ffmpeg(&name, &make)
}

fn facts(path: &Path) -> AssetFacts {
    probe_movie(path).expect("it opens")
}

/// The label, samples since midnight, and how many warnings speak of timecode.
fn start(path: &Path) -> (String, i64, usize) {
    let facts = facts(path);
    let timecode = facts.start_timecode.unwrap_or_else(|| panic!("unknown: {:?}", facts.clock_unknown));
    let said = facts.warnings.iter().filter(|warning| warning.contains("timecode")).count();
    (timecode.to_string(), timecode.samples_since_midnight().get(), said)
}

const HOUR: i64 = 86_400 * 2002;

#[test]
fn the_picture_says_which_timecode_track_is_its_own() {
    let footage = Footage::new();
    let mut boxes = MovieBoxes::read(&made(&footage, "24000/1001", "01:00:00:00"));
    boxes.add_other_timecode(896_716);
    let path = footage.path("reel.mov");
    boxes.write(&path);
    assert_eq!(start(&path), ("01:00:00:00".to_owned(), HOUR, 0));
}

#[test]
fn labels_go_with_pictures_whatever_the_track_counts() {
    let footage = Footage::new();
    let whole = made(&footage, "24000/1001", "01:00:00:00");
    for (name, clock, duration) in [("24", 24_u32, 1_u32), ("2398", 2398, 100), ("23976", 23_976, 1000)] {
        let mut boxes = MovieBoxes::read(&whole);
        boxes.poke(b"tmcd", b"stsd", 32, &clock.to_be_bytes());
        boxes.poke(b"tmcd", b"stsd", 36, &duration.to_be_bytes());
        let path = footage.path(&format!("counts-{name}.mov"));
        boxes.write(&path);
        assert_eq!(start(&path), ("01:00:00:00".to_owned(), HOUR, 0), "{name}");
    }
    // A drop-frame flag on a rate that has none.
    let mut boxes = MovieBoxes::read(&whole);
    boxes.poke(b"tmcd", b"stsd", 28, &1_u32.to_be_bytes());
    boxes.write(&footage.path("flag.mov"));
    assert_eq!(start(&footage.path("flag.mov")), ("01:00:00:00".to_owned(), HOUR, 1));
}

#[test]
fn a_count_of_every_other_picture_labels_them_all() {
    let footage = Footage::new();
    let mut boxes = MovieBoxes::read(&made(&footage, "60000/1001", "01:00:00;00"));
    for (place, number) in [(28, 1_u32), (32, 30_000), (36, 1001)] {
        boxes.poke(b"tmcd", b"stsd", place, &number.to_be_bytes());
    }
    boxes.set_labels(&[(240_240, 107_892_u32.to_be_bytes().to_vec())]);
    let path = footage.path("half.mov");
    boxes.write(&path);
    assert_eq!(start(&path), ("01:00:00;00".to_owned(), 172_799_828, 0));
}

#[test]
fn the_tracks_own_edit_list_and_pieces_are_followed() {
    let footage = Footage::new();
    let whole = made(&footage, "24000/1001", "01:00:00:00");
    let at = |path: &Path| start(path).0;
    // Trimmed by 48 frames.
    let mut trimmed = MovieBoxes::read(&whole);
    let clock = trimmed.clock(b"tmcd");
    trimmed.set_edits(b"tmcd", &[TestEdit::new(2002, clock * 2002 / 1000)], 0);
    trimmed.write(&footage.path("trimmed.mov"));
    assert_eq!(at(&footage.path("trimmed.mov")), "01:00:02:00");
    // It begins 24 frames after the picture.
    let mut late = MovieBoxes::read(&whole);
    late.set_edits(b"tmcd", &[TestEdit::new(1001, None), TestEdit::new(3003, 0)], 1);
    late.write(&footage.path("late.mov"));
    assert_eq!(at(&footage.path("late.mov")), "00:59:59:00");
    // In pieces of a second: continuous, then with a jump.
    let second = u32::try_from(clock * 1001 / 1000).unwrap();
    let label = |frames: u32| (second, frames.to_be_bytes().to_vec());
    for (name, labels, said) in
        [("pieces.mov", [86_400, 86_424, 86_448], 0), ("jump.mov", [86_400, 86_424, 99_999], 1)]
    {
        let mut pieces = MovieBoxes::read(&whole);
        pieces.set_labels(&labels.map(label));
        pieces.write(&footage.path(name));
        assert_eq!(start(&footage.path(name)), ("01:00:00:00".to_owned(), HOUR, said), "{name}");
    }
    // Trimmed into the second piece.
    let mut pieces = MovieBoxes::read(&whole);
    pieces.set_labels(&[86_400, 172_800].map(label));
    pieces.set_edits(b"tmcd", &[TestEdit::new(1001, i64::from(second) * 3 / 2)], 0);
    pieces.write(&footage.path("second.mov"));
    assert_eq!(at(&footage.path("second.mov")), "02:00:00:12");
}

#[test]
fn long_labels_and_labels_in_a_fragment_are_read() {
    let footage = Footage::new();
    let whole = made(&footage, "24000/1001", "01:00:00:00");
    let mut long = MovieBoxes::read(&whole);
    long.poke(b"tmcd", b"stsd", 12, b"tc64");
    long.set_labels(&[(96_096, 86_400_u64.to_be_bytes().to_vec())]);
    long.write(&footage.path("long.mov"));
    assert_eq!(start(&footage.path("long.mov")), ("01:00:00:00".to_owned(), HOUR, 0));
    for flags in ["frag_keyframe+empty_moov", "frag_keyframe+empty_moov+default_base_moof", "cmaf"] {
        let make = format!("-i {} -c copy -movflags {flags} -timecode 01:00:00:00", whole.display());
        let path = footage.ffmpeg(&format!("{}.mov", flags.len()), &make);
        assert_eq!(start(&path), ("01:00:00:00".to_owned(), HOUR, 0), "{flags}");
    }
}

#[test]
fn an_unknown_start_says_why() {
    let footage = Footage::new();
    let path = footage.ffmpeg("none.mov", &format!("-f lavfi -i testsrc2=s=160x96:r=25:d=1 {H264}"));
    let facts = facts(&path);
    assert_eq!(facts.start_timecode, None);
    assert!(facts.clock_unknown.is_some_and(|why| why.contains("no timecode track")));
}
