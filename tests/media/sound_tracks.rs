//! The sound tracks of a movie: which there are, and reading several of them in one pass.

use std::ops::ControlFlow;

use twopop::media::{OpenedMedia, ReadThrough, SoundSink, TrackReading, read_tracks};

use crate::footage::{Footage, H264};

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Vec<f32>);

impl SoundSink for Kept {
    fn push(&mut self, block: &[f32]) {
        self.0.extend_from_slice(block);
    }
}

/// Three tracks: a click at 1 s, 2 s and 3 s; one, two and six channels.
fn three_tracks(footage: &Footage, name: &str, codec: &str) -> OpenedMedia {
    let click = |at: u32, channels: usize| {
        let each = vec![format!("0.9*eq(n\\,{at})"); channels].join("|");
        format!("-f lavfi -i aevalsrc={each}:s=48000:d=4 ")
    };
    let make = format!(
        "-f lavfi -i testsrc2=s=160x96:r=25:d=4 {}{}{}-map 0 -map 1 -map 2 -map 3 {H264} {codec} \
         -metadata:s:a:1 language=fra",
        click(48_000, 1),
        click(96_000, 2),
        click(144_000, 6),
    );
    OpenedMedia::open(&[footage.ffmpeg(name, &make)]).expect("it opens")
}

fn loudest(samples: &[f32], channels: usize) -> usize {
    let frames = samples.chunks_exact(channels).map(|frame| frame[0].abs()).enumerate();
    frames.max_by(|a, b| a.1.total_cmp(&b.1)).expect("sound").0
}

#[test]
fn every_track_is_read_by_its_number_alone_and_together() {
    let footage = Footage::new();
    for (name, codec) in
        [("pcm.mov", "-c:a pcm_s24le"), ("aac.mp4", "-c:a aac -b:a 256k"), ("flac.mkv", "-c:a flac")]
    {
        let media = three_tracks(&footage, name, codec);
        let channels: Vec<u32> = media.sound_tracks().iter().map(|track| track.channels).collect();
        assert_eq!(channels, [1, 2, 6], "{name}");
        let mut kept: [Kept; 3] = Default::default();
        let mut readings: Vec<TrackReading> = kept
            .iter_mut()
            .zip([3, 1, 2])
            .map(|(sink, track)| TrackReading { track, sinks: vec![sink] })
            .collect();
        read_tracks(&media, &mut readings, &mut |_| ControlFlow::Continue(())).expect("it reads");
        for (kept, (track, channels, place)) in
            kept.iter().zip([(3, 6, 144_000), (1, 1, 48_000), (2, 2, 96_000)])
        {
            assert_eq!(loudest(&kept.0, channels), place, "{name}, track {track}");
            let mut alone = Kept::default();
            let reading = ReadThrough::of(&media).of_track(track);
            reading.run(&mut [&mut alone], &mut |_| ControlFlow::Continue(())).expect("it reads");
            assert_eq!(alone.0.len(), kept.0.len(), "{name}, track {track}");
        }
        let missing = ReadThrough::of(&media).of_track(4).run(&mut [], &mut |_| ControlFlow::Continue(()));
        assert!(missing.expect_err("no such track").to_string().contains("3 sound track"), "{name}");
    }
}
