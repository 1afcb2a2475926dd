//! Laws over generated files: what is written is read, and nothing that can be written makes the reader panic.

use proptest::prelude::*;
use twopop::media::wave::WaveFile;

use super::read_all;
use crate::wave_builder::{Builder, Stand, bext, save};

fn any_builder() -> impl Strategy<Value = Builder> {
    let width = prop_oneof![Just((1, 2)), Just((1, 3)), Just((1, 4)), Just((3, 4)), Just((3, 8))];
    let id = prop_oneof![Just(*b"RIFF"), Just(*b"RF64"), Just(*b"BW64")];
    let other = prop_oneof![Just(*b"JUNK"), Just(*b"LIST"), Just(*b"axml"), Just(*b"cue ")];
    let stand = prop_oneof![Just(Stand::Before), Just(Stand::After)];
    let others = prop::collection::vec((stand, other, prop::collection::vec(any::<u8>(), 0..40)), 0..4);
    (width, id, 1_u16..9, any::<bool>(), others, prop::collection::vec(any::<u8>(), 0..1200)).prop_map(
        |((code, width), id, channels, extensible, chunks, mut sound)| {
            let frame = usize::from(channels * width);
            sound.truncate(sound.len() / frame * frame);
            let mut builder = Builder::pcm(channels, width, sound);
            (builder.id, builder.code, builder.extensible, builder.chunks) = (id, code, extensible, chunks);
            builder
        },
    )
}

/// The slow, plain reading of a sample, to hold the quick one against.
fn plainly(code: u16, sample: &[u8]) -> f32 {
    let float = match *sample {
        [a, b] => f64::from(i16::from_le_bytes([a, b])) / 32_768.0,
        [a, b, c] => f64::from(i32::from_le_bytes([0, a, b, c])) / 2_147_483_648.0,
        [a, b, c, d] if code == 1 => f64::from(i32::from_le_bytes([a, b, c, d]) as f32) / 2_147_483_648.0,
        [a, b, c, d] => f64::from(f32::from_le_bytes([a, b, c, d])),
        _ => f64::from_le_bytes(sample.try_into().unwrap()),
    } as f32;
    if float.is_finite() { float } else { 0.0 }
}

proptest! {
    #[test]
    fn what_is_written_is_read(builder in any_builder(), first in 0_usize..50, count in 1_usize..50) {
        let folder = tempfile::tempdir().unwrap();
        let (wave, sound) = read_all(&builder.save(&folder, "law.wav"));
        let expected: Vec<f32> =
            builder.sound.chunks(builder.width.into()).map(|sample| plainly(builder.code, sample)).collect();
        prop_assert_eq!(&sound, &expected);

        // Any window of it is the same sound, with silence past the end.
        let channels = usize::from(builder.channels);
        let mut window = vec![f32::NAN; count * channels];
        wave.read_frames(first as u64, &mut window).unwrap();
        let after = expected.into_iter().skip(first * channels).chain(std::iter::repeat(0.0));
        prop_assert_eq!(window, after.take(count * channels).collect::<Vec<_>>());
    }

    #[test]
    fn a_cut_off_file_gives_its_first_sound_or_a_sentence(builder in any_builder(), kept in 0.0..1.0_f64) {
        // No sound and a broken chunk after it look like a recording that was never finished.
        prop_assume!(!builder.sound.is_empty());
        let folder = tempfile::tempdir().unwrap();
        let bytes = builder.bytes();
        let (_, whole) = read_all(&save(&folder, "whole.wav", &bytes));
        let kept = &bytes[..(bytes.len() as f64 * kept) as usize];
        let path = save(&folder, "cut.wav", kept);
        match WaveFile::open(&path) {
            Ok(_) => {
                let (_, sound) = read_all(&path);
                prop_assert_eq!(&sound[..], &whole[..sound.len()]);
            }
            Err(error) => prop_assert!(error.to_string().contains("cut.wav"), "{}", error),
        }
    }

    #[test]
    fn flipped_bytes_never_panic(
        builder in any_builder(),
        flips in prop::collection::vec((0_usize..200, any::<u8>()), 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let builder = builder.with(Stand::Before, b"bext", bext("R1", "Mixer", 1));
        let mut bytes = builder.bytes();
        for (place, value) in flips {
            let last = bytes.len() - 1;
            bytes[place.min(last)] = value;
        }
        let path = save(&folder, "flipped.wav", &bytes);
        if let Ok(wave) = WaveFile::open(&path) {
            let facts = wave.facts();
            prop_assert!(facts.frames * u64::from(facts.channels) <= bytes.len() as u64);
            read_all(&path);
        }
    }

    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), id in 0_usize..4) {
        let folder = tempfile::tempdir().unwrap();
        let mut file = [*b"RIFF", *b"RF64", *b"BW64", *b"junk"][id].to_vec();
        file.extend(b"\0\0\0\0WAVE");
        file.extend(bytes);
        let _ = WaveFile::open(&save(&folder, "noise.wav", &file));
    }
}
