//! What is found of an M&E beside its Print Master, and what is left alone, in sound made for the purpose.

use super::super::check::CheckState;
use super::super::result::MixCandidate;
use super::super::setup::PairedChannel;
use super::super::survey::ChannelPair;
use super::tests::noise;
use super::*;
use crate::policy::Profile;
use crate::ticket::MixCheck;

pub(super) const SECONDS: usize = 24;
pub(super) const RATE: usize = 48_000;
pub(super) const LENGTH: usize = SECONDS * RATE;

/// A bed, an M&E: six channels of dull noise that comes and goes, at −30 dBFS and softer.
pub(super) fn bed() -> Vec<Vec<f32>> {
    (1..=6).map(|seed| dull(seed, 0.25)).collect()
}

fn dull(seed: u32, loud: f32) -> Vec<f32> {
    let mut low = [0.0; 2];
    let swell = |at: usize| 0.6 + 0.4 * (at as f32 / 30_000.0 + seed as f32).sin();
    let sound = noise(seed, LENGTH).into_iter().enumerate().map(|(at, sample)| {
        low[0] += 0.15 * (sample - low[0]);
        low[1] += 0.15 * (low[0] - low[1]);
        low[1] * loud * swell(at)
    });
    sound.collect()
}

/// Something like a voice: buzzing syllables from 4 s to 12 s.
pub(super) fn voice() -> Vec<f32> {
    let (breath, mut phase) = (noise(77, LENGTH), 0.0f32);
    let sample = |(at, breath): (usize, f32)| {
        let second = at as f32 / RATE as f32;
        if !(4.0..12.0).contains(&second) {
            return 0.0;
        }
        phase = (phase + (120.0 + 30.0 * (second * 2.3).sin()) / RATE as f32).fract();
        let syllable = (second * 4.0 * std::f32::consts::TAU).sin().max(0.0);
        0.2 * syllable * ((-phase * 12.0).exp() - 0.08 + 0.5 * breath)
    };
    breath.into_iter().enumerate().map(sample).collect()
}

pub(super) fn added(sound: &mut [f32], other: &[f32], factor: f32) {
    sound.iter_mut().zip(other).for_each(|(sample, other)| *sample += factor * other);
}

/// The bed with the voice in the centre.
pub(super) fn print_master() -> Vec<Vec<f32>> {
    let mut mix = bed();
    added(&mut mix[2], &voice(), 1.0);
    mix
}

pub(super) fn as_labelled() -> MixPairs {
    let pair = |place| ChannelPair { print_master: place, polarity: 1, delay: 0 };
    MixPairs {
        of: (0..6).map(|place| Some(PairedChannel { pair: pair(place), gain: 1.0 })).collect(),
        print_master: 6,
    }
}

pub(super) fn block(delivered: Vec<Vec<f32>>) -> MixBlock {
    MixBlock { delivered, print_master: print_master(), placed: vec![true; LENGTH], ..MixBlock::default() }
}

pub(super) fn judged_as(pairs: MixPairs, block: &MixBlock) -> MixResult {
    let length = LENGTH as i64;
    let two = if block.fold_down.is_empty() { Err("There is no 2.0.".to_owned()) } else { Ok(()) };
    let setup = MixSetup {
        task: Task::MusicAndEffects,
        mode: Mode::Full,
        channels: 6,
        length,
        programme: 0..length,
        print_master: Ok(pairs),
        guide: !block.guide.is_empty(),
        fold_down: two,
        policy: Profile::asset_qc().mix.clone(),
    };
    let mut meter = MixMeter::new(setup);
    meter.push(block);
    meter.finish()
}

pub(super) fn judged(delivered: Vec<Vec<f32>>) -> MixResult {
    judged_as(as_labelled(), &block(delivered))
}

pub(super) fn of(result: &MixResult, check: MixCheck) -> Vec<&MixCandidate> {
    result.candidates.iter().filter(|one| one.check == check).collect()
}

pub(super) fn covers(candidate: &MixCandidate, from: usize, to: usize) -> bool {
    candidate.audio_from <= from as i64 + 12_000 && candidate.audio_to >= to as i64 - 12_000
}

#[test]
fn a_cue_that_is_softer_is_found_through_the_reverb_of_another_room() {
    let mut full = block(bed());
    for (seed, lane) in (41..).zip(&mut full.delivered) {
        let room = dull(seed, 0.045);
        added(lane, &room, 1.0);
    }
    let room_alone = judged_as(as_labelled(), &full);
    assert_eq!(of(&room_alone, MixCheck::LevelDifference), Vec::<&MixCandidate>::new());
    for (channel, lane) in full.delivered.iter_mut().enumerate() {
        let louder = &full.print_master[channel];
        for at in 500_000..700_000 {
            lane[at] -= 0.13 * louder[at];
        }
    }
    let result = judged_as(as_labelled(), &full);
    let [found] = of(&result, MixCheck::LevelDifference)[..] else { panic!("{:?}", result.candidates) };
    assert!((found.level_db.unwrap() - -1.2).abs() < 0.4, "{found:?}");
    assert_eq!(found.channels, [0, 1, 4, 5]);
}

#[test]
fn dialogue_at_the_sides_of_the_print_master_is_no_softer_cue() {
    let mut full = block(bed());
    for (seed, lane) in (41..).zip(&mut full.delivered) {
        added(lane, &dull(seed, 0.045), 1.0);
    }
    // A long note that another room makes louder in one surround, while somebody speaks.
    for (channel, louder) in [(4, 0.02), (5, 0.13)] {
        let note = full.print_master[channel].clone();
        (200_000..560_000).for_each(|at| full.delivered[channel][at] += louder * note[at]);
    }
    (0..2).for_each(|side| added(&mut full.print_master[side], &voice(), 0.5));
    let result = judged_as(as_labelled(), &full);
    assert_eq!(of(&result, MixCheck::LevelDifference), Vec::<&MixCandidate>::new());
}

#[test]
fn without_a_centre_the_other_channels_are_compared_still() {
    let mut delivered = bed();
    delivered[2].fill(0.0);
    delivered[0].iter_mut().for_each(|sample| *sample *= 0.84);
    let mut without = as_labelled();
    without.of[2] = None;
    let result = judged_as(without, &block(delivered));
    assert_eq!(result.state(MixCheck::LevelDifference), Some(&CheckState::Ran));
    let channels = result.measures.channels.as_ref().unwrap();
    assert!(channels[0].null_depth_db.unwrap() < -60.0 && channels[2].null_depth_db.is_none());
    assert!(of(&result, MixCheck::LevelDifference).iter().any(|one| one.channels == [0]));
    let effects = result.state(MixCheck::MissingEffect);
    assert!(matches!(effects, Some(CheckState::CannotHear(_))), "dialogue at the sides would be one");
}

#[test]
fn a_print_master_less_its_dialogue_is_a_clean_m_and_e() {
    let result = judged(bed());
    assert_eq!(result.candidates, [], "{:?}", result.candidates);
    let channels = result.measures.channels.unwrap();
    assert!(channels.iter().all(|one| one.null_depth_db.unwrap() < -100.0), "{channels:?}");
    assert!(channels.iter().all(|one| one.gain_db.unwrap().abs() < 0.01), "{channels:?}");
}

#[test]
fn an_effect_that_is_gone_is_found_where_it_was() {
    let mut full = block(bed());
    let blow = |at: usize| 0.4 * (-(at as f32) / 9000.0).exp() * (at as f32 * 0.05).sin();
    (0..30_000).for_each(|at| full.print_master[0][700_000 + at] += blow(at));
    let result = judged_as(as_labelled(), &full);
    let [found] = of(&result, MixCheck::MissingEffect)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [0]);
    assert!((695_000..702_000).contains(&found.audio_from) && found.audio_to < 740_000, "{found:?}");
    assert_eq!(result.candidates.len(), 1, "{:?}", result.candidates);
}

#[test]
fn an_effect_alone_in_a_channel_is_found_and_a_drop_out_is_not_named_twice() {
    let mut full = block(bed());
    for lanes in [&mut full.delivered, &mut full.print_master] {
        lanes[3][200_000..].fill(0.0);
    }
    (0..5_000).for_each(|at| full.print_master[3][700_000 + at] += 0.05 * (at as f32 * 0.01).sin());
    full.delivered[0][900_000..906_000].fill(0.0);
    let result = judged_as(as_labelled(), &full);
    let named: Vec<_> = result.candidates.iter().map(|one| (one.check, one.channels.clone())).collect();
    assert_eq!(named, [(MixCheck::MissingEffect, vec![3]), (MixCheck::DropOut, vec![0])]);
}

#[test]
fn a_limiter_on_the_print_master_is_no_level_difference() {
    let mut full = block(bed());
    // A second and a half of blows, taken down by 6 dB in the Print Master.
    for at in (700_000..772_000).step_by(9_600) {
        for place in at..at + 1_900 {
            let blow = 0.5 * (place as f32 * 0.05).sin();
            full.delivered[0][place] += blow;
            full.print_master[0][place] = 0.5 * (full.print_master[0][place] + blow);
        }
    }
    assert!(of(&judged_as(as_labelled(), &full), MixCheck::LevelDifference).is_empty());
}

#[test]
fn twins_are_found_in_any_order() {
    let mut pairs = as_labelled();
    let holds = |print_master| {
        Some(PairedChannel { pair: ChannelPair { print_master, polarity: 1, delay: 0 }, gain: 1.0 })
    };
    // Film order, L C R LFE Ls Rs, with L in place of R.
    pairs.of[1] = holds(2);
    pairs.of[2] = holds(0);
    let mut delivered = bed();
    delivered.swap(1, 2);
    delivered[2] = delivered[0].clone();
    let result = judged_as(pairs, &block(delivered));
    let [twins] = of(&result, MixCheck::DualMono)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(twins.channels, [0, 2]);
}

#[test]
fn sound_that_only_the_m_and_e_has_is_fill() {
    let mut delivered = bed();
    let blow = |at: usize| 0.4 * (-(at as f32) / 9000.0).exp() * (at as f32 * 0.05).sin();
    (0..30_000).for_each(|at| delivered[0][700_000 + at] += blow(at));
    assert_eq!(judged(delivered).candidates, []);
}

#[test]
fn a_level_difference_is_found_with_its_size() {
    let mut delivered = bed();
    for lane in delivered.iter_mut().take(2) {
        lane[700_000..850_000].iter_mut().for_each(|sample| *sample *= 1.26);
    }
    let result = judged(delivered);
    let [found] = of(&result, MixCheck::LevelDifference)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [0, 1], "a cue in both is one difference");
    assert!(covers(found, 700_000, 850_000) && (found.level_db.unwrap() - 2.0).abs() < 0.3, "{found:?}");
}

#[test]
fn one_channel_louder_and_another_softer_are_two_level_differences() {
    let mut delivered = bed();
    for (lane, factor) in delivered.iter_mut().zip([1.26, 0.8]) {
        lane[700_000..850_000].iter_mut().for_each(|sample| *sample *= factor);
    }
    assert_eq!(of(&judged(delivered), MixCheck::LevelDifference).len(), 2);
}

#[test]
fn the_low_end_that_rings_on_after_an_effect_belongs_to_it() {
    let blow =
        |at: usize, falls: f32, turn: f32| 0.4 * (-(at as f32) / falls).exp() * (at as f32 * turn).sin();
    let with = |front: usize| {
        let mut mix = block(bed());
        (0..6_000).for_each(|at| mix.print_master[front][700_000 + at] += blow(at, 1_500.0, 0.05));
        (0..20_000).for_each(|at| mix.print_master[3][712_000 + at] += blow(at, 9_000.0, 0.006));
        let result = judged_as(as_labelled(), &mix);
        let found = of(&result, MixCheck::MissingEffect);
        found.iter().map(|one| one.channels.clone()).collect::<Vec<_>>()
    };
    assert_eq!(with(1), [[1, 3]]);
}

#[test]
fn an_effect_of_centre_and_lfe_is_told_by_the_lfe() {
    let mut mix = block(bed());
    for (channel, turn) in [(2, 0.05), (3, 0.006)] {
        let blow = |at: usize| 0.4 * (-(at as f32) / 9_000.0).exp() * (at as f32 * turn).sin();
        (0..30_000).for_each(|at| mix.print_master[channel][700_000 + at] += blow(at));
    }
    let result = judged_as(as_labelled(), &mix);
    let [found] = of(&result, MixCheck::MissingEffect)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [2, 3]);
}

#[test]
fn whole_channels_are_told_by_what_the_print_master_has() {
    let mut pairs = as_labelled();
    let turned = PairedChannel { pair: ChannelPair { print_master: 0, polarity: -1, delay: 0 }, gain: 1.0 };
    let late = PairedChannel { pair: ChannelPair { print_master: 4, polarity: 1, delay: 48 }, gain: 1.0 };
    pairs.of[0] = Some(turned);
    pairs.of[4] = Some(late);
    let mut delivered = bed();
    delivered[0].iter_mut().for_each(|sample| *sample = -*sample);
    delivered[4].rotate_right(48);
    delivered[5].iter_mut().for_each(|sample| *sample *= 0.5);
    let result = judged_as(pairs, &block(delivered));
    let named: Vec<_> = result.candidates.iter().map(|one| (one.check, one.channels.clone())).collect();
    assert_eq!(
        named,
        [
            (MixCheck::LevelDifference, vec![5]),
            (MixCheck::ChannelDelay, vec![4]),
            (MixCheck::Polarity, vec![0])
        ]
    );
    let measured = result.measures.channels.unwrap();
    assert!((measured[5].gain_db.unwrap() - -6.02).abs() < 0.05);
    assert!(measured[5].null_depth_db.unwrap() < -60.0, "the gain is taken out");
}

#[test]
fn a_silent_or_twin_channel_that_the_print_master_has_too_is_meant_so() {
    let mut full = block(bed());
    for lanes in [&mut full.delivered, &mut full.print_master] {
        lanes[3].fill(0.0);
        lanes[5] = lanes[4].clone();
    }
    let mut pairs = as_labelled();
    pairs.of[3] = None;
    assert_eq!(judged_as(pairs, &full).candidates, []);
}

#[test]
fn another_mix_is_not_said_to_lack_anything() {
    let delivered: Vec<Vec<f32>> = (11..=16).map(|seed| dull(seed, 0.25)).collect();
    let result = judged(delivered);
    for check in [MixCheck::MissingEffect, MixCheck::DialogueLeftIn, MixCheck::LevelDifference] {
        assert!(matches!(result.state(check), Some(CheckState::CannotHear(_))), "{check:?}");
        assert!(of(&result, check).is_empty());
    }
}

#[test]
fn nothing_is_said_where_the_print_master_is_not_beside_it() {
    let mut full = block(bed());
    full.delivered.iter_mut().for_each(|lane| lane[700_000..900_000].reverse());
    full.placed[699_000..901_000].fill(false);
    let result = judged_as(as_labelled(), &full);
    assert!(result.candidates.iter().all(|one| one.compared_with.is_none()), "{:?}", result.candidates);
}

#[test]
fn a_two_channel_mix_is_held_against_the_fold_down() {
    let down = std::f32::consts::FRAC_1_SQRT_2;
    let folded = |centre: f32| -> Vec<Vec<f32>> {
        let mix = bed();
        let side = |front: usize, surround: usize| {
            (0..LENGTH)
                .map(|at| 0.7 * (mix[front][at] + centre * mix[2][at] + down * mix[surround][at]))
                .collect()
        };
        vec![side(0, 4), side(1, 5)]
    };
    let right = judged_as(as_labelled(), &MixBlock { fold_down: folded(down), ..block(bed()) });
    assert_eq!(right.candidates, []);
    let wrong = judged_as(as_labelled(), &MixBlock { fold_down: folded(0.0), ..block(bed()) });
    assert_eq!(of(&wrong, MixCheck::FoldDown).len(), 1, "{:?}", wrong.candidates);
}
