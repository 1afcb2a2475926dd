//! What holds for every sound, every chunking and every span.

use proptest::prelude::*;

use super::peak::join;
use super::pyramid::each_column;
use super::*;

/// InterleavedBlock sound of whole frames, and its channels. Short, but with several levels' worth of buckets.
fn sounds() -> impl Strategy<Value = (usize, Vec<f32>)> {
    (1usize..=3, 0usize..20_000, any::<u32>()).prop_map(|(channels, frames, seed)| {
        let mut state = seed | 1;
        let samples = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            // Mostly quiet with rare peaks, so that a lost bucket is noticed.
            let value = state as f32 / u32::MAX as f32 * 2.0 - 1.0;
            if state % 500 == 0 { value } else { value * 0.01 }
        });
        (channels, samples.take(frames * channels).collect())
    })
}

fn built(channels: usize, sound: &[f32], block: usize, take_every: usize) -> Pyramid {
    let mut builder = PeakBuilder::new(channels);
    let mut pyramid = Pyramid::new(channels);
    for (count, part) in sound.chunks(block).enumerate() {
        builder.push(part);
        if count % take_every == 0
            && let Some(run) = builder.take()
        {
            pyramid.append(&run).unwrap();
        }
    }
    if let Some(run) = builder.finish() {
        pyramid.append(&run).unwrap();
    }
    pyramid
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same((channels, sound) in sounds(), block in 1usize..9000, every in 1usize..5) {
        let whole = built(channels, &sound, sound.len().max(1), 1);
        prop_assert_eq!(built(channels, &sound, block, every), whole);
    }

    #[test]
    fn a_query_holds_every_sample_of_its_columns(
        (channels, sound) in sounds(),
        from in -3000i64..20_000,
        length in 0i64..25_000,
        columns in 1usize..50,
    ) {
        let pyramid = built(channels, &sound, 1000, 3);
        let frames: Vec<&[f32]> = sound.chunks(channels).collect();
        prop_assert_eq!(pyramid.frames(), frames.len() as i64);
        let span = from..from + length;
        let (mut all, mut one) = (Vec::new(), Vec::new());
        pyramid.envelope(span.clone(), columns, &mut all);
        for channel in 0..channels {
            pyramid.channel(channel, span.clone(), columns, &mut one);
            prop_assert_eq!(one.len(), columns);
            for ((column, peak), outer) in each_column(span.clone(), columns).zip(&one).zip(&all) {
                let inside = column.start.max(0)..column.end.min(frames.len() as i64);
                prop_assert_eq!(peak.is_some(), !inside.is_empty());
                for frame in inside {
                    let sample = frames[frame as usize][channel];
                    let (peak, outer) = (peak.unwrap(), outer.unwrap());
                    prop_assert!(peak.low() <= sample && sample <= peak.high());
                    prop_assert!(outer.low() <= peak.low() && peak.high() <= outer.high());
                }
            }
        }
    }

    /// However coarse the levels it reads, a query answers as the finest level would.
    #[test]
    fn levels_agree((channels, sound) in sounds(), from in 0i64..20_000, length in 1i64..20_000) {
        let pyramid = built(channels, &sound, 700, 2);
        let (mut answer, mut fine) = (Vec::new(), Vec::new());
        pyramid.channel(0, from..from + length, 1, &mut answer);
        let bucket = FRAMES_PER_BUCKET as i64;
        let touched = (from / bucket..(from + length).div_euclid(bucket) + 1)
            .filter(|index| index * bucket < from + length);
        let mut expected = None;
        for index in touched {
            let start = (index * bucket).max(from);
            let end = ((index + 1) * bucket).min(from + length);
            pyramid.channel(0, start..end, 1, &mut fine);
            expected = join(expected, fine[0]);
        }
        prop_assert_eq!(answer[0], expected);
    }

    #[test]
    fn columns_meet_and_fill_the_span(from in -1000i64..1000, columns in 1usize..40, width in 1i64..100) {
        let span = from..from + width * columns as i64 + width / 2;
        let all: Vec<_> = each_column(span.clone(), columns).collect();
        prop_assert_eq!((all[0].start, all[columns - 1].end), (span.start, span.end));
        prop_assert!(all.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
}

#[test]
fn nothing_has_no_peaks() {
    let mut out = vec![Some(Peak::SILENT)];
    Pyramid::new(6).envelope(0..1000, 3, &mut out);
    assert_eq!(out, [None; 3]);
    assert!(PeakBuilder::new(6).finish().is_none());
    let one_frame = built(2, &[0.5, -0.5], 2, 1);
    one_frame.channel(2, 0..1, 1, &mut out);
    assert_eq!(out, [None], "a channel that is not there");
    one_frame.channel(0, i64::MIN..i64::MAX, 2, &mut out);
    assert_eq!(out, [None, Some(Peak::from_extremes(0.5, 0.5))], "the widest span there is");
    let (late, early) = (5, -5);
    one_frame.channel(0, late..early, 0, &mut out);
    assert!(out.is_empty(), "a span turned round, in no columns");
}

#[test]
fn opposite_polarity_does_not_cancel() {
    let sound: Vec<f32> = std::iter::repeat_n([0.5, -0.5], 600).flatten().collect();
    let mut out = Vec::new();
    built(2, &sound, 64, 1).envelope(0..600, 1, &mut out);
    assert_eq!(out, [Some(Peak::from_extremes(-0.5, 0.5))]);
}

#[test]
fn a_run_out_of_order_is_refused_and_changes_nothing() {
    let mut builder = PeakBuilder::new(1);
    builder.push(&[0.1; 600]);
    let first = builder.take().unwrap();
    builder.push(&[0.2; 300]);
    let last = builder.finish().unwrap();
    let mut pyramid = Pyramid::new(1);
    assert_eq!(pyramid.append(&last), Err(OutOfOrder));
    assert_eq!(Pyramid::new(2).append(&first), Err(OutOfOrder));
    pyramid.append(&first).unwrap();
    let before = pyramid.clone();
    assert_eq!(pyramid.append(&first), Err(OutOfOrder));
    assert_eq!(pyramid, before);
    pyramid.append(&last).unwrap();
    assert_eq!(pyramid.frames(), 900);
    assert_eq!(pyramid.append(&last), Err(OutOfOrder), "the sound has ended");
}
