//! Laws of the leader: whatever the sound, its parts are in order and a pop is found where it is.

use proptest::prelude::*;

use super::{END_LENGTHS, FileEnd, Leader, LeaderSound, programme_by_ends};
use crate::timing::features::Ends;

fn leader_of(sound: &[f32]) -> Leader {
    let mut ends = Ends::default();
    ends.push(sound);
    Leader::of(&ends)
}

fn beep(samples: usize) -> Vec<f32> {
    (0..samples).map(|at| (at as f32 * std::f32::consts::TAU / 48.0).sin() * 0.1).collect()
}

fn programme(samples: usize) -> Vec<f32> {
    (0..samples).map(|at| ((at * 7919) % 1009) as f32 / 2018.0 - 0.25).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the sound, the parts lie inside the file, in order, without overlap.
    #[test]
    fn parts_are_in_order_and_inside(pieces in prop::collection::vec((0_usize..4, 1_usize..9000), 0..8)) {
        let sound: Vec<f32> = pieces.iter().flat_map(|(kind, length)| match kind {
            0 => vec![0.0; *length],
            1 => beep(*length),
            2 => programme(*length),
            _ => vec![f32::from(u8::from(length % 2 == 0)) * 2.0 - 1.0; *length],
        }).collect();
        let leader = leader_of(&sound);
        for parts in [&leader.head, &leader.tail] {
            prop_assert!(parts.iter().all(|part| 0 <= part.range.start && part.range.start <= part.range.end && part.range.end <= sound.len() as i64));
            prop_assert!(parts.windows(2).all(|two| two[0].range.end <= two[1].range.start));
        }
        let programme = leader.programme();
        prop_assert!(programme.start <= programme.end && programme.end <= sound.len() as i64);
    }

    /// A pop is found wherever it stands, to a quarter of a millisecond, in any frame rate.
    #[test]
    fn a_pop_is_found_where_it_is(before in 30_000_usize..200_000, frame in prop::sample::select(vec![1602_usize, 1920, 2000, 2002])) {
        let sound = [vec![0.0; before], beep(frame), vec![0.0; 96_000 - frame], programme(48_000)].concat();
        let pop = leader_of(&sound).head_pop();
        prop_assert!(pop.is_some_and(|onset| (onset - before as i64).abs() <= 12), "{pop:?} for {before}");
    }

    /// Numbers that are no sound do no harm.
    #[test]
    fn broken_samples_do_not_panic(sound in prop::collection::vec(prop::num::f32::ANY, 0..4000)) {
        let _ = leader_of(&sound);
    }
}

/// What the ends of a sound say of where its programme lies, each as long as it takes.
fn by_ends(sound: &[f32]) -> (std::ops::Range<i64>, Option<i64>, usize) {
    let told = END_LENGTHS.into_iter().find_map(|frames| {
        let head = &sound[..frames.min(sound.len())];
        let tail = &sound[sound.len().saturating_sub(frames)..];
        let [head, tail] = [head, tail].map(|sound| {
            let mut end = FileEnd::of(1);
            sound.chunks(50_000).for_each(|block| end.push(block));
            end
        });
        Some((programme_by_ends(sound.len() as i64, &head, &tail)?, frames))
    });
    let (told, frames) = told.expect("the longer ends always tell");
    (told.programme, told.pop, frames)
}

#[test]
fn both_ends_alone_say_where_the_programme_lies() {
    let head = [beep(240_000), vec![0.0; 144_000], beep(2000), vec![0.0; 94_000]].concat();
    let tail = [vec![0.0; 94_000], beep(2000), vec![0.0; 96_000]].concat();
    let long_head = [beep(1_200_000), vec![0.0; 144_000], beep(2000), vec![0.0; 94_000]].concat();
    let film = programme(1_000_000);
    for (sound, frames) in [
        ([head, film.clone(), tail.clone()].concat(), END_LENGTHS[0]),
        ([long_head, film, tail].concat(), END_LENGTHS[1]),
        (programme(48_000), END_LENGTHS[0]),
    ] {
        let leader = leader_of(&sound);
        assert_eq!(by_ends(&sound), (leader.programme(), leader.head_pop(), frames));
    }
}

#[test]
fn beeps_a_second_apart_are_programme() {
    let train: Vec<f32> = (0..6).flat_map(|_| [beep(2000), vec![0.0; 46_000]].concat()).collect();
    let leader = leader_of(&[vec![0.0; 96_000], train, programme(48_000)].concat());
    assert!(!leader.has(LeaderSound::Pop));
}

#[test]
fn a_beep_in_a_silent_programme_is_not_a_second_pop() {
    let leader = [vec![0.0; 144_000], beep(2000), vec![0.0; 94_000]].concat();
    let sound = [leader, vec![0.0; 960_000], beep(1960), vec![0.0; 480_000], programme(48_000)].concat();
    let leader = leader_of(&sound);
    assert!(leader.head_pop().is_some_and(|onset| (onset - 144_000).abs() <= 12), "{:?}", leader.head);
    assert_eq!(leader.head.iter().filter(|part| part.sound == LeaderSound::Pop).count(), 1);
}
