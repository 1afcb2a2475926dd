//! One pass over a sound feeds everyone who wants it: the same samples, every byte, and nothing opened twice.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use twopop::intake::hash_file;
use twopop::media::{
    BLOCK_FRAMES, FeatureSink, HashSink, MediaCache, OpenedMedia, PcmSource, ReadThrough, SoundError,
    SoundSink,
};
use twopop::timing::FeatureExtractor;

use crate::wave_builder::{Builder, Stand, bext};

/// Keeps all it gets.
#[derive(Default)]
struct Kept(Vec<f32>);

impl SoundSink for Kept {
    fn push(&mut self, block: &[f32]) {
        self.0.extend(block);
    }
}

fn noise(bytes: usize) -> Vec<u8> {
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

/// More than two blocks of 24-bit sound, an incomplete last frame, and chunks on either side.
fn long(channels: u16, bytes: usize) -> Builder {
    Builder::pcm(channels, 3, noise(bytes)).with(Stand::Before, b"bext", bext("", "", 172_972_800)).with(
        Stand::After,
        b"axml",
        noise(70_001),
    )
}

fn go_on(_: i64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn read(media: &OpenedMedia, begins_at: i64) -> Vec<f32> {
    let mut kept = Kept::default();
    ReadThrough::of(media).beginning_at(begins_at).run(&mut [&mut kept], &mut go_on).unwrap();
    kept.0
}

fn hash_of(file: &Path) -> String {
    hash_file(file, |_, _| (), || false).unwrap().unwrap()
}

#[test]
fn a_pass_gives_the_samples_that_reading_anywhere_gives() {
    let folder = tempfile::tempdir().unwrap();
    let interleaved = vec![long(2, 2 * 3 * 150_001).save(&folder, "a.wav")];
    let set =
        vec![long(1, 3 * 150_000).save(&folder, "L.wav"), long(1, 3 * 149_000 + 1).save(&folder, "R.wav")];
    for files in [interleaved, set] {
        let media = OpenedMedia::open(&files).unwrap();
        let audio = media.sound().unwrap();
        let mut expected = vec![0.0; audio.frames() as usize * 2];
        audio.read(0, &mut expected).unwrap();
        assert!(read(&media, 0) == expected, "{files:?}");
        let silence = [0.0; 2 * 70_000];
        assert!(read(&media, 70_000) == [&silence[..], &expected].concat(), "begins after the picture");
        assert!(read(&media, -70_000) == expected[2 * 70_000..], "begins before the picture");
        assert!(read(&media, -1_000_000).is_empty(), "all of it lies before the picture");
    }
}

#[test]
fn the_hash_of_a_pass_is_that_of_the_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let interleaved = vec![long(6, 18 * 140_000 + 5).save(&folder, "a.wav")];
    let set =
        vec![long(1, 3 * 150_000).save(&folder, "L.wav"), long(1, 3 * 149_000 + 1).save(&folder, "R.wav")];
    let short = vec![Builder::pcm(1, 2, vec![1, 2]).save(&folder, "short.wav")];
    for files in [interleaved, set, short] {
        let media = OpenedMedia::open(&files).unwrap();
        for (place, file) in files.iter().enumerate() {
            let (mut hash, mut kept) = (HashSink::of_file(place), Kept::default());
            // A hash is over the file, wherever its sound belongs.
            let reading = ReadThrough::of(&media).beginning_at(-3);
            reading.run(&mut [&mut kept, &mut hash], &mut go_on).unwrap();
            assert_eq!(hash.finish(), hash_of(file), "{}", file.display());
        }
    }
}

#[test]
fn the_size_of_the_blocks_does_not_change_the_features() {
    let folder = tempfile::tempdir().unwrap();
    let media = OpenedMedia::open(&[long(2, 2 * 3 * 48_000 * 9).save(&folder, "a.wav")]).unwrap();
    let samples = read(&media, 0);
    let mut sink = FeatureSink::new(2);
    ReadThrough::of(&media).run(&mut [&mut sink], &mut go_on).unwrap();
    let of_pass = format!("{:?}", sink.finish().0);
    for frames in [48_000, 1_024, 777] {
        let mut extractor = FeatureExtractor::new(2);
        samples.chunks(2 * frames).for_each(|block| extractor.push(block));
        assert!(format!("{:?}", extractor.finish()) == of_pass, "blocks of {frames}");
    }
}

#[test]
fn a_file_that_breaks_off_keeps_what_was_read_and_a_watcher_can_cancel() {
    let folder = tempfile::tempdir().unwrap();
    let file = Builder::pcm(1, 3, noise(3 * 3 * BLOCK_FRAMES)).save(&folder, "a.wav");
    let media = OpenedMedia::open(std::slice::from_ref(&file)).unwrap();
    let mut seen = 0;
    let cancelled = ReadThrough::of(&media).run(&mut [], &mut |done| {
        seen = done;
        ControlFlow::Break(())
    });
    assert!(matches!(cancelled, Err(SoundError::Cancelled)));
    assert_eq!(seen, BLOCK_FRAMES as i64);

    fs::File::options().write(true).open(&file).unwrap().set_len(44 + 3 * 2 * BLOCK_FRAMES as u64).unwrap();
    let mut kept = Kept::default();
    let broken = ReadThrough::of(&media).run(&mut [&mut kept], &mut go_on).unwrap_err().to_string();
    assert_eq!(kept.0.len(), 2 * BLOCK_FRAMES);
    assert!(broken.contains("a.wav breaks off") && broken.contains("shorter"), "{broken}");
}

#[test]
fn a_file_is_opened_once_until_another_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let files = vec![Builder::pcm(1, 2, vec![0; 96_000]).save(&folder, "a.wav")];
    let media = MediaCache::default();
    let first = media.open_sound(&files).unwrap();
    assert!(Arc::ptr_eq(&first, &media.open(&files).unwrap()), "nothing has changed");

    // As a copy from a share puts it there: another file under the same name, of the same length and time.
    let (new, kept) = (folder.path().join("new"), fs::metadata(&files[0]).unwrap().modified().unwrap());
    Builder::pcm(1, 2, vec![1; 96_000]).save(&folder, "new");
    fs::File::options().write(true).open(&new).unwrap().set_modified(kept).unwrap();
    fs::rename(&new, &files[0]).unwrap();
    let second = media.open(&files).unwrap();
    assert!(!Arc::ptr_eq(&first, &second), "another file");
    assert!(Arc::ptr_eq(&second, &media.open(&files).unwrap()));

    fs::remove_file(&files[0]).unwrap();
    assert!(media.open(&files).is_err(), "what is gone is not served from memory");
    Builder::pcm(1, 2, vec![0; 9_600]).save(&folder, "a.wav");
    assert_eq!(media.open(&files).unwrap().facts().duration.get(), 4_800, "a failure is not kept");
}
