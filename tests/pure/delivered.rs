//! The audio under QC as one sound, from one interleaved file or from a discrete set.

use std::path::PathBuf;

use proptest::prelude::*;
use twopop::media::{DeliveredAudio, PcmSource};
use twopop::timebase::{SampleDelta, SamplePos};

use crate::wave_builder::{Builder, Stand, bext};

/// A mono 16-bit file whose samples are `samples` over 32 768.
fn mono(samples: &[i16]) -> Builder {
    Builder::pcm(1, 2, samples.iter().flat_map(|sample| sample.to_le_bytes()).collect())
}

fn saved(folder: &tempfile::TempDir, legs: &[Builder]) -> Vec<PathBuf> {
    legs.iter().enumerate().map(|(leg, builder)| builder.save(folder, &format!("leg{leg}.wav"))).collect()
}

fn refusal(folder: &tempfile::TempDir, legs: &[Builder]) -> String {
    DeliveredAudio::open(&saved(folder, legs)).unwrap_err().to_string()
}

#[test]
fn a_short_leg_ends_in_silence_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let audio = DeliveredAudio::open(&saved(&folder, &[mono(&[16_384; 3]), mono(&[-16_384; 2])])).unwrap();
    assert_eq!((audio.channels(), audio.frames()), (2, 3));
    let mut out = [9.0; 10];
    audio.read(-1, &mut out).unwrap();
    assert_eq!(out, [0.0, 0.0, 0.5, -0.5, 0.5, -0.5, 0.5, 0.0, 0.0, 0.0]);
    let facts = audio.facts();
    assert_eq!((facts.duration, facts.channels, facts.sample_rate), (SampleDelta::new(3), 2, 48_000));
    assert_eq!(facts.formats, ["16-bit PCM"]);
    assert_eq!(facts.warnings.len(), 1);
    assert!(facts.warnings[0].starts_with("leg1.wav is 1 sample shorter"), "{:?}", facts.warnings);
}

#[test]
fn time_references_that_differ_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = |samples| mono(&[1]).with(Stand::Before, b"bext", bext("", "", samples));
    let same = DeliveredAudio::open(&saved(&folder, &[at(172_972_800), at(172_972_800)])).unwrap();
    assert_eq!(same.facts().warnings, Vec::<String>::new());
    assert_eq!(same.facts().time_reference, Some(SamplePos::new(172_972_800)));
    let apart = DeliveredAudio::open(&saved(&folder, &[at(172_972_800), at(172_800_000)])).unwrap();
    let warning = &apart.facts().warnings[0];
    assert!(warning.contains("leg1.wav") && warning.contains("172800000"), "{warning}");
}

#[test]
fn what_cannot_be_played_truly_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Builder { rate: 44_100, ..mono(&[1]) };
    let stereo = Builder::pcm(2, 2, vec![0; 8]);
    for (legs, said) in [
        (vec![slow.clone()], "leg0.wav is at 44100 Hz"),
        (vec![mono(&[1]), slow], "leg1.wav is at 44100 Hz"),
        (vec![mono(&[1]), stereo], "leg1.wav has 2 channels"),
        (vec![mono(&[])], "leg0.wav holds no sound"),
        (vec![], "No audio file was named"),
    ] {
        let words = refusal(&folder, &legs);
        assert!(words.contains(said), "{words}");
    }
}

proptest! {
    #[test]
    fn a_discrete_set_sounds_as_its_interleaved_twin(
        frames in prop::collection::vec(prop::array::uniform6(any::<i16>()), 1..40),
        first in -50_i64..50,
        count in 0_usize..60,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let sound = frames.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
        let interleaved = DeliveredAudio::open(&[Builder::pcm(6, 2, sound).save(&folder, "51.wav")]).unwrap();
        let legs = (0..6).map(|leg| mono(&frames.iter().map(|frame| frame[leg]).collect::<Vec<_>>()));
        let discrete = DeliveredAudio::open(&saved(&folder, &legs.collect::<Vec<_>>())).unwrap();
        let (mut one, mut other) = (vec![9.0; count * 6], vec![-9.0; count * 6]);
        interleaved.read(first, &mut one).unwrap();
        discrete.read(first, &mut other).unwrap();
        prop_assert_eq!(one, other);
    }
}

#[test]
fn a_read_longer_than_a_block_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let rising: Vec<i16> = (0..10_000).collect();
    let falling: Vec<i16> = (0..10_000).map(|sample: i16| -sample).collect();
    let audio = DeliveredAudio::open(&saved(&folder, &[mono(&rising), mono(&falling)])).unwrap();
    let mut out = vec![9.0; 20_000];
    audio.read(0, &mut out).unwrap();
    let right = out.chunks(2).enumerate().all(|(frame, pair)| {
        let value = frame as f32 / 32_768.0;
        pair == [value, -value]
    });
    assert!(right);
}

/// A leg of rising samples from `from` on, stamped.
fn leg(from: i16, length: i16, stamp: u64) -> Builder {
    let samples: Vec<i16> = (from..from + length).collect();
    mono(&samples).with(Stand::Before, b"bext", bext("", "", stamp))
}

fn heard(files: &[PathBuf], frames: usize) -> (DeliveredAudio, Vec<i16>) {
    let audio = DeliveredAudio::open(files).unwrap();
    let mut out = vec![9.0; frames * audio.channels()];
    audio.read(0, &mut out).unwrap();
    (audio, out.iter().map(|sample| (sample * 32_768.0) as i16).collect())
}

const HOUR: u64 = 172_972_800;

#[test]
fn parts_whose_stamps_run_on_are_one_recording() {
    let folder = tempfile::tempdir().unwrap();
    let stereo = |from: i16, stamp| {
        let samples = (from..from + 6).flat_map(|sample: i16| sample.to_le_bytes()).collect();
        Builder::pcm(2, 2, samples).with(Stand::Before, b"bext", bext("", "", stamp))
    };
    let parts = saved(&folder, &[stereo(1, HOUR), stereo(7, HOUR + 3)]);
    let (audio, samples) = heard(&parts, 6);
    assert_eq!((audio.channels(), audio.frames()), (2, 6));
    assert_eq!(samples, (1..13).collect::<Vec<_>>());
    assert_eq!(audio.facts().time_reference, Some(SamplePos::new(HOUR as i64)));
    assert!(audio.facts().warnings[0].contains("2 parts run on"), "{:?}", audio.facts().warnings);

    let legs = [leg(1, 3, HOUR), leg(101, 3, HOUR), leg(4, 3, HOUR + 3), leg(104, 3, HOUR + 3)];
    let (audio, samples) = heard(&saved(&folder, &legs), 6);
    assert_eq!((audio.channels(), audio.frames()), (2, 6));
    assert_eq!(samples, [1, 101, 2, 102, 3, 103, 4, 104, 5, 105, 6, 106]);
}

#[test]
fn a_leg_that_begins_later_by_its_stamp_is_placed_by_it_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let (audio, samples) = heard(&saved(&folder, &[leg(1, 5, HOUR), leg(103, 3, HOUR + 2)]), 5);
    assert_eq!(samples, [1, 0, 2, 0, 3, 103, 4, 104, 5, 105]);
    let facts = audio.facts();
    assert!(facts.warnings[0].contains("leg1.wav was placed by its TimeReference, 2 samples"), "{facts:?}");
    assert_eq!(facts.incomplete, None, "both end together: the stamp is right");

    let long = |stamp| mono(&[7; 9_000]).with(Stand::Before, b"bext", bext("", "", stamp));
    let audio = DeliveredAudio::open(&saved(&folder, &[long(HOUR), long(HOUR + 6_000)])).unwrap();
    let incomplete = audio.facts().incomplete.as_ref().unwrap();
    assert!(incomplete.contains("has to be looked at"), "as long as the others, and later: {incomplete}");
}

#[test]
fn a_stamp_of_zero_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let (audio, samples) = heard(&saved(&folder, &[leg(1, 3, HOUR), leg(101, 3, 0)]), 3);
    assert_eq!(samples, [1, 101, 2, 102, 3, 103]);
    assert_eq!(audio.facts().time_reference, Some(SamplePos::new(HOUR as i64)));
    assert_eq!(DeliveredAudio::open(&saved(&folder, &[leg(1, 3, 0)])).unwrap().facts().time_reference, None);
    let ixml = format!(
        "<BWFXML><SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>{HOUR}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>"
    );
    let both = leg(1, 3, 0).with(Stand::Before, b"iXML", ixml);
    let audio = DeliveredAudio::open(&saved(&folder, &[both])).unwrap();
    assert_eq!(audio.facts().time_reference, Some(SamplePos::new(HOUR as i64)));
    assert!(audio.facts().warnings[0].contains("the stamp in its iXML is used"), "{:?}", audio.facts());
}

#[test]
fn sound_that_is_cut_off_is_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let cut = Builder { data_size: Some(600), ..mono(&[1; 100]) };
    for legs in [vec![cut.clone()], vec![mono(&[1; 300]), cut]] {
        let audio = DeliveredAudio::open(&saved(&folder, &legs)).unwrap();
        let incomplete = audio.facts().incomplete.as_ref().unwrap();
        assert!(incomplete.contains("The sound is cut off"), "{incomplete}");
    }
}

proptest! {
    #[test]
    fn parts_sound_as_the_whole(
        samples in prop::collection::vec(any::<i16>(), 4..60),
        cut in 1_usize..3,
        first in -10_i64..70,
        count in 0_usize..80,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let stamped = |samples: &[i16], stamp| mono(samples).with(Stand::Before, b"bext", bext("", "", stamp));
        let cut = samples.len() * cut / 3;
        let (head, tail) = samples.split_at(cut);
        let whole = DeliveredAudio::open(&[mono(&samples).save(&folder, "whole.wav")]).unwrap();
        let parts = saved(&folder, &[stamped(head, HOUR), stamped(tail, HOUR + cut as u64)]);
        let parts = DeliveredAudio::open(&parts).unwrap();
        prop_assert_eq!(parts.channels(), 1);
        let (mut one, mut other) = (vec![9.0; count], vec![-9.0; count]);
        whole.read(first, &mut one).unwrap();
        parts.read(first, &mut other).unwrap();
        prop_assert_eq!(one, other);
    }
}
