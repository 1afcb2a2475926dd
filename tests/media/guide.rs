//! The guide sound of a movie: every sample where the movie presents it.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use twopop::media::{GuideSound, MediaError, PcmSource, decode_guide};

use crate::footage::{Footage, H264};

/// Sound at `rate` Hz with one loud sample at `click`, and a picture with B-frames.
fn clicking(rate: u32, click: u32, more: &str) -> String {
    format!(
        "-f lavfi -i testsrc2=s=160x96:r=24000/1001:d=2.002 {more} \
         -f lavfi -i aevalsrc=0.9*eq(n\\,{click})|0.9*eq(n\\,{click}):s={rate}:d=2.002 {H264}"
    )
}

fn decoded(path: &Path, channels: u32) -> Arc<GuideSound> {
    let guide = GuideSound::new(channels).expect("a temporary file");
    decode_guide(path, &guide, |_, _| ControlFlow::Continue(())).expect("it decodes");
    assert!(guide.is_complete());
    guide
}

fn loudest_frame(guide: &GuideSound) -> i64 {
    let frames = usize::try_from(guide.frames()).expect("a length");
    let mut samples = vec![0.0; frames * guide.channels()];
    guide.read(0, &mut samples).expect("readable");
    let (at, peak) = samples
        .iter()
        .step_by(guide.channels())
        .enumerate()
        .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
        .expect("sound");
    assert!(peak.abs() > 0.3, "no click, only {peak}");
    i64::try_from(at).expect("a place")
}

/// Frame 0 is presentation time 0 of the picture, whatever delay the encoder added and the edit list hides.
#[test]
fn every_sample_is_where_the_movie_presents_it() {
    let footage = Footage::new();
    for (name, make, place) in [
        ("pcm.mov", clicking(48_000, 24_024, "") + " -c:a pcm_s24le", 24_024),
        ("aac.mov", clicking(48_000, 24_024, "") + " -c:a aac -b:a 256k", 24_024),
        ("aac.mp4", clicking(48_000, 24_025, "") + " -c:a aac -b:a 256k", 24_025),
        // 22 050 samples at 44 100 Hz are 24 000 at 48 000.
        ("aac-44.mp4", clicking(44_100, 22_050, "") + " -c:a aac -b:a 256k", 24_000),
        ("pcm-44.mov", clicking(44_100, 22_050, "") + " -c:a pcm_s16le", 24_000),
        ("ac3.mkv", clicking(48_000, 24_024, "") + " -c:a flac", 24_024),
        // The sound starts half a second after the picture: an empty edit.
        ("late.mov", clicking(48_000, 24_024, "-itsoffset 0.5") + " -c:a pcm_s16le", 48_024),
        // ffmpeg writes this one as an empty edit of 478 ms and leaves the encoder's 1024 samples in.
        ("late-aac.mp4", clicking(48_000, 24_024, "-itsoffset 0.5") + " -c:a aac -b:a 256k", 47_992),
    ] {
        let guide = decoded(&footage.ffmpeg(name, &make), 2);
        assert_eq!(loudest_frame(&guide), place, "{name}");
    }
}

#[test]
fn blocks_follow_each_other_and_stopping_is_no_error() {
    let footage = Footage::new();
    let path = footage.ffmpeg("aac.mov", &(clicking(48_000, 24_024, "-itsoffset 0.5") + " -c:a aac"));
    let guide = GuideSound::new(2).expect("a temporary file");
    let mut next = 0;
    decode_guide(&path, &guide, |first, block| {
        assert_eq!(first, next);
        next = first + i64::try_from(block.len() / 2).expect("a length");
        assert_eq!(guide.frames(), next, "a block can be read as soon as it is given");
        ControlFlow::Continue(())
    })
    .expect("it decodes");
    assert_eq!(guide.frames(), next);

    let stopped = GuideSound::new(2).expect("a temporary file");
    decode_guide(&path, &stopped, |_, _| ControlFlow::Break(())).expect("stopping is no error");
    assert!(!stopped.is_complete() && stopped.frames() < next);
}

#[test]
fn a_movie_without_sound_says_so() {
    let footage = Footage::new();
    let path = footage.ffmpeg("mute.mp4", &format!("-f lavfi -i testsrc2=s=160x96:r=24:d=1 {H264}"));
    let guide = GuideSound::new(2).expect("a temporary file");
    let error = decode_guide(&path, &guide, |_, _| ControlFlow::Continue(())).expect_err("no sound");
    assert!(matches!(error, MediaError::NoSound(_)), "{error}");
}
