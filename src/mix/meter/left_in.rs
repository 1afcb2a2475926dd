//! Dialogue left in an M&E, and what dialogue is no fault, in sound made for the purpose.

use super::super::result::MixCandidate;
use super::compared::*;
use super::*;
use crate::ticket::MixCheck;

#[test]
fn what_a_drop_out_took_from_the_centre_is_no_dialogue_left_in_elsewhere() {
    let mut full = block(bed());
    // The centre has what the left has, and stops for a fifth of a second.
    for lanes in [&mut full.delivered, &mut full.print_master] {
        lanes[2] = lanes[0].clone();
    }
    let spoken = voice();
    added(&mut full.print_master[2], &spoken, 1.0);
    full.delivered[2][800_000..809_600].fill(0.0);
    let result = judged_as(as_labelled(), &full);
    assert_eq!(of(&result, MixCheck::DialogueLeftIn), Vec::<&MixCandidate>::new());
    assert_eq!(of(&result, MixCheck::DropOut).len(), 1);
}

#[test]
fn the_soft_end_of_a_line_is_no_missing_effect_beside_a_guide() {
    let mut full = block(bed());
    let mut soft = voice();
    // From 8 s on the line is softer than what counts as speech in the guide, and louder than what counts as an effect.
    soft.iter_mut().skip(8 * RATE).for_each(|sample| *sample *= 0.01);
    full.delivered[2].iter_mut().for_each(|sample| *sample *= 0.01);
    full.print_master[2].clone_from(&full.delivered[2]);
    added(&mut full.print_master[2], &soft, 1.0);
    full.guide = soft.iter().map(|sample| 0.8 * sample).collect();
    let result = judged_as(as_labelled(), &full);
    assert_eq!(of(&result, MixCheck::MissingEffect), Vec::<&MixCandidate>::new());
}

/// The voice as it comes back from a room: echoes at many distances, another way at each side.
fn echoes(side: usize) -> Vec<f32> {
    let spoken = voice();
    let mut back = vec![0.0; LENGTH];
    for (number, strength) in (1..12).map(|number| (number, 0.16 * 0.75f32.powi(number))) {
        let late = 480 + 613 * number as usize * (3 + side) / 4;
        let turned = if (number as usize + side).is_multiple_of(2) { strength } else { -strength };
        back[late..].iter_mut().zip(&spoken).for_each(|(back, spoken)| *back += turned * spoken);
    }
    back
}

#[test]
fn the_reverb_of_a_line_that_was_left_in_alone_is_found_at_the_sides() {
    for leaves in [true, false] {
        let mut full = block(bed());
        for side in [0, 1, 4, 5] {
            let back = echoes(side);
            added(&mut full.print_master[side], &back, 1.0);
            if leaves {
                let line = 10 * RATE..12 * RATE;
                full.delivered[side][line.clone()]
                    .iter_mut()
                    .zip(&back[line])
                    .for_each(|(own, back)| *own += back);
            }
        }
        let result = judged_as(as_labelled(), &full);
        let found = of(&result, MixCheck::DialogueLeftIn);
        if leaves {
            let [found] = found[..] else { panic!("{:?}", result.candidates) };
            assert_eq!(found.channels, [0, 1, 4, 5]);
            assert!(covers(found, 10 * RATE, 12 * RATE), "{found:?}");
            assert!(found.level_db.unwrap() < -12.0, "{found:?}");
        } else {
            assert_eq!(found, Vec::<&MixCandidate>::new());
        }
    }
}

#[test]
fn dialogue_is_no_missing_effect_where_one_channel_was_delivered_twice() {
    let (mut delivered, mut twice) = (bed(), as_labelled());
    delivered[1] = delivered[0].clone();
    twice.of[1] = twice.of[0];
    for guide in [voice(), Vec::new()] {
        let result = judged_as(twice.clone(), &MixBlock { guide, ..block(delivered.clone()) });
        assert_eq!(of(&result, MixCheck::MissingEffect), Vec::<&MixCandidate>::new());
        let null = result.measures.channels.unwrap()[2].null_depth_db;
        assert!(null.is_none_or(|depth| depth < -60.0), "{null:?}");
    }
}

#[test]
fn what_was_taken_out_beside_a_leak_does_not_draw_its_level_down() {
    let mut delivered = bed();
    let left: Vec<f32> = voice()
        .into_iter()
        .enumerate()
        .map(|(at, one)| if (6 * RATE..8 * RATE).contains(&at) { one } else { 0.0 })
        .collect();
    added(&mut delivered[2], &left, 0.5);
    let result = judged(delivered);
    let [found] = of(&result, MixCheck::DialogueLeftIn)[..] else { panic!("{:?}", result.candidates) };
    assert!((found.level_db.unwrap() - -6.0).abs() < 1.0, "{found:?}");
}

#[test]
fn dialogue_left_in_everywhere_is_found_without_a_guide() {
    let mut delivered = bed();
    let line: Vec<f32> = (0..)
        .zip(voice())
        .map(|(at, one)| if (300_000..430_000).contains(&at) { one } else { 0.0 })
        .collect();
    for channel in [0, 1, 2, 4, 5] {
        added(&mut delivered[channel], &line, 0.6);
    }
    let result = judged(delivered);
    let [found] = of(&result, MixCheck::DialogueLeftIn)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [0, 1, 2, 4, 5]);
    assert!(covers(found, 300_000, 430_000) && (found.level_db.unwrap() - -4.4).abs() < 1.0, "{found:?}");
}

#[test]
fn dialogue_left_in_is_found_with_its_level_by_either_witness() {
    for level in [0.1f32, 0.01] {
        let mut delivered = bed();
        let left: Vec<f32> =
            voice().iter().enumerate().map(|(at, one)| if at < 8 * RATE { *one } else { 0.0 }).collect();
        added(&mut delivered[2], &left, level);
        let by_master = judged(delivered.clone());
        let by_guide = judged_as(as_labelled(), &MixBlock { guide: voice(), ..block(delivered) });
        for result in [by_master, by_guide] {
            let [found, ..] = of(&result, MixCheck::DialogueLeftIn)[..] else {
                panic!("{:?}", result.candidates)
            };
            assert_eq!(found.channels, [2]);
            let least = if level > 0.05 { 8 * RATE } else { 5 * RATE };
            assert!(covers(found, 4 * RATE, least), "{found:?}");
            assert!((found.level_db.unwrap() - 20.0 * f64::from(level).log10()).abs() < 2.0, "{found:?}");
        }
    }
}
