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
