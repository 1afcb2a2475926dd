//! What MXF, Matroska and fragmented MP4 say: the clock, what is missing at the end, and where picture and sound begin.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use twopop::media::{OpenedMedia, Player, ReadThrough, SoundSink, probe_movie};
use twopop::timebase::SamplePos;

use crate::footage::{Footage, H264, bars_and_tone};
use crate::playing::{sources_of, wait_until};
use crate::signals::{long_number_in, numbered_long};

#[derive(Default)]
struct Kept(Vec<f32>);

impl SoundSink for Kept {
    fn push(&mut self, block: &[f32]) {
        self.0.extend_from_slice(block);
    }
}

/// The frame of the first loud sample.
fn click_in(path: &Path) -> i64 {
    let media = OpenedMedia::open(&[path.to_owned()]).expect("it opens");
    let mut kept = Kept::default();
    ReadThrough::of(&media).run(&mut [&mut kept], &mut |_| ControlFlow::Continue(())).expect("it reads");
    let channels = usize::try_from(media.facts().channels).unwrap();
    let loudest = kept.0.iter().step_by(channels).enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    i64::try_from(loudest.expect("sound").0).unwrap()
}

/// Numbered pictures at 24000/1001 with B-frames, and one loud sample at frame 24.
fn clicking(footage: &Footage, name: &str, coding: &str) -> PathBuf {
    let make = format!(
        "-f lavfi -i aevalsrc=0.9*eq(n\\,48048)|0.9*eq(n\\,48048):s=48000:d=8 {} -t 6.006 -c:v libx264 \
         -preset veryfast -crf 14 -g 24 -bf 2 -pix_fmt yuv420p {coding} -timecode 01:00:00:00",
        numbered_long("24000/1001", 160)
    );
    footage.ffmpeg(name, &make)
}

fn timecode(path: &Path) -> Option<String> {
    probe_movie(path).expect("it opens").start_timecode.map(|timecode| timecode.to_string())
}

#[test]
fn the_clock_of_mxf_and_matroska_is_read() {
    let footage = Footage::new();
    let mpeg2 = "-c:v mpeg2video -g 12 -bf 2 -q:v 4 -c:a pcm_s24le -ar 48000";
    for (name, rate, label) in [
        ("pal.mxf", "25", "10:00:00:00"),
        ("film.mxf", "24000/1001", "00:59:52:00"),
        ("ntsc.mxf", "30000/1001", "01:00:00;00"),
        ("pal.mkv", "25", "10:00:00:12"),
        ("film.mkv", "24000/1001", "01:00:00:00"),
        ("ntsc.mkv", "30000/1001", "00:59:58;02"),
    ] {
        let coding = if name.ends_with("mxf") { mpeg2.to_owned() } else { format!("{H264} -c:a pcm_s24le") };
        let make = format!("{} {coding} -timecode {label}", bars_and_tone(rate, 48_000, "stereo", "2"));
        let path = footage.ffmpeg(name, &make);
        let facts = probe_movie(&path).expect("it opens");
        assert_eq!(timecode(&path).as_deref(), Some(label), "{name}: {:?}", facts.clock_unknown);
        assert_eq!((facts.clock_unknown, facts.incomplete), (None, None), "{name}");
    }
    let none = footage.ffmpeg("none.mkv", &format!("-f lavfi -i testsrc2=s=160x96:r=25:d=1 {H264}"));
    assert!(probe_movie(&none).unwrap().clock_unknown.is_some_and(|why| why.contains("TIMECODE")));
    let avi = footage.ffmpeg("none.avi", "-f lavfi -i testsrc2=s=160x96:r=25:d=1 -c:v mjpeg");
    assert!(probe_movie(&avi).unwrap().clock_unknown.is_some_and(|why| why.contains("not read")));
}

#[test]
fn the_clock_of_mxf_is_that_of_its_system_items_where_the_packages_count_from_zero() {
    let footage = Footage::new();
    let coding = "-c:v mpeg2video -g 12 -bf 2 -q:v 4 -c:a pcm_s24le -ar 48000 -timecode 10:00:00:12";
    let make = format!("{} {coding}", bars_and_tone("25", 48_000, "stereo", "2"));
    let mut bytes = std::fs::read(footage.ffmpeg("stamped.mxf", &make)).unwrap();
    let component = [0x02, 0x53, 0x01, 0x01, 0x0D, 0x01, 0x01, 0x01, 0x01, 0x01, 0x14, 0x00];
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(&component)).collect();
    assert!(!places.is_empty());
    for place in places {
        let start = (place..).find(|&at| bytes[at..].starts_with(&[0x15, 0x01, 0x00, 0x08])).unwrap();
        bytes[start + 4..start + 12].fill(0);
    }
    let facts = probe_movie(&footage.write("zero.mxf", &bytes)).expect("it opens");
    assert_eq!(facts.start_timecode.map(|start| start.to_string()).as_deref(), Some("10:00:00:12"));
    assert!(facts.warnings.iter().any(|said| said.contains("first system item")), "{:?}", facts.warnings);
}

#[test]
fn an_op_atom_mxf_is_named_with_what_to_ask_for() {
    let footage = Footage::new();
    let make = "-f lavfi -i testsrc2=s=1920x1080:r=24000/1001:d=1 -c:v dnxhd -b:v 36M -pix_fmt yuv422p -f mxf_opatom";
    let said = match probe_movie(&footage.ffmpeg("atom.mxf", make)) {
        Err(error) => error.to_string(),
        Ok(facts) => facts.warnings.join(" "),
    };
    assert!(said.contains("OP-Atom") && said.contains("OP1a") && !said.contains("damaged"), "{said}");
}

#[test]
fn a_file_that_ends_before_its_stated_end_is_known_to_be_incomplete() {
    let footage = Footage::new();
    let h264 = format!("{} {H264}", bars_and_tone("24", 48_000, "mono", "8"));
    let mpeg2 = format!("{} -c:v mpeg2video -g 12", bars_and_tone("25", 48_000, "mono", "8"));
    for (name, make) in [
        ("start.mp4", format!("{h264} -c:a aac -movflags +faststart")),
        ("start.mov", format!("{h264} -c:a pcm_s24le -movflags +faststart")),
        ("pieces.mp4", format!("{h264} -c:a aac -movflags frag_keyframe+empty_moov")),
        ("indexed.mp4", format!("{h264} -c:a aac -movflags dash+global_sidx")),
        ("film.mkv", format!("{h264} -c:a aac")),
        ("film.mxf", format!("{mpeg2} -c:a pcm_s24le")),
        ("film.avi", format!("{mpeg2} -c:a pcm_s16le")),
    ] {
        let path = footage.ffmpeg(name, &make);
        assert_eq!(probe_movie(&path).expect("whole").incomplete, None, "{name}");
        let whole = std::fs::read(&path).expect("just written");
        for share in [3, 6, 9] {
            let cut = footage.write(&format!("cut-{share}-{name}"), &whole[..whole.len() * share / 10]);
            match probe_movie(&cut) {
                Ok(facts) => {
                    let said =
                        facts.incomplete.unwrap_or_else(|| panic!("{name} of {share} tenths is whole"));
                    assert!(
                        said.contains(&format!("cut-{share}-{name}")) && said.contains("copy it again"),
                        "{said}"
                    );
                }
                Err(error) => assert!(error.to_string().contains("Copy it again"), "{name}: {error}"),
            }
        }
    }
}

/// Without an edit list nothing takes the delay of B-frames and of an AAC encoder out of a fragmented movie: its first
/// picture is frame 0 all the same, and its sound is where that picture is.
#[test]
fn a_movie_without_edit_list_begins_with_its_first_picture() {
    let footage = Footage::new();
    for (name, coding, off) in [
        ("pieces.mov", "-c:a pcm_s24le -movflags frag_keyframe+empty_moov", 0),
        ("pieces.mp4", "-c:a aac -b:a 256k -movflags frag_keyframe+empty_moov+default_base_moof", 1),
        // Its first picture is held for the delay of the AAC encoder.
        ("held.mp4", "-c:a aac -b:a 256k -bf 0 -movflags frag_keyframe+empty_moov", 2),
        ("joined.mp4", "-c:a aac -b:a 256k -movflags frag_keyframe+delay_moov", 1),
        ("indexed.mp4", "-c:a aac -b:a 256k -movflags dash+global_sidx", 1),
        ("negative.mov", "-c:a pcm_s24le -movflags negative_cts_offsets", 0),
        ("pcm.mkv", "-c:a pcm_s24le", 48),
        ("aac.mkv", "-c:a aac -b:a 256k", 48),
        // The clock of an MPEG stream begins before its picture.
        ("transport.mts", "-c:a ac3 -b:a 448k -f mpegts", 48),
        ("transport.m2ts", "-c:a ac3 -b:a 448k -f mpegts -mpegts_m2ts_mode 1", 48),
        ("program.mpg", "-c:v mpeg2video -q:v 2 -c:a ac3 -b:a 448k -f vob", 48),
    ] {
        let path = clicking(&footage, name, coding);
        let click = click_in(&path);
        assert!((click - 48_048).abs() <= off, "{name}: the click is at {click}");
        // GStreamer finds a place in a program stream by its bytes only.
        if name.ends_with("mpg") {
            continue;
        }
        let mut sources = sources_of(&path);
        let rate = sources.frame_rate;
        // Matroska states one length for the whole file.
        sources.picture_length = rate.samples_from_frames(144);
        let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        for number in [0, 1, 24, 100, 142, 143, 2, 143] {
            player.seek(SamplePos::new(rate.start_of_frame(number).get() + 600));
            let seen = wait_until(&mut player, |status| !status.busy && !status.is_preview);
            assert_eq!(seen.status.frame_number, Some(number), "{name}");
            if let Some(picture) = seen.picture.filter(|picture| !picture.is_copy()) {
                assert_eq!(long_number_in(&picture.to_rgba()), number, "{name}");
            }
        }
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_no_whole_sound() {
    let footage = Footage::new();
    let path = clicking(&footage, "growing.mov", "-c:a pcm_s24le");
    let bytes = std::fs::read(&path).expect("readable");
    // It grows, is copied anew and has only begun, or is made empty under the decoder, which then fails at whatever it met.
    let begun = bytes.get(..bytes.len() / 2).expect("half of it");
    for (is_now, what) in [(&[&bytes[..], &[0; 8]].concat()[..], "grown"), (begun, "begun"), (&[], "empty")] {
        std::fs::write(&path, &bytes).expect("writable");
        let media = OpenedMedia::open(std::slice::from_ref(&path)).expect("it opens");
        let mut has_changed = false;
        let read = ReadThrough::of(&media).run(&mut [], &mut |_| {
            if !std::mem::replace(&mut has_changed, true) {
                std::fs::write(&path, is_now).expect("writable");
            }
            ControlFlow::Continue(())
        });
        let said = read.expect_err(what).to_string();
        assert!(said.contains("still be arriving"), "{what}: {said}");
    }
}
