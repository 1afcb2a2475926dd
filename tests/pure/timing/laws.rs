//! Laws of the timing measurement, over programmes made from seeds: what may change its answer, and what may not.

use std::ops::ControlFlow;

use proptest::prelude::*;
use twopop::timebase::FrameRate;
use twopop::timing::{
    Conditions, Discrepancy, FeatureExtractor, LeaderPartKind, Measurement, Preview, Progress, Stage,
    SyncVerdict, WitnessKind, measure,
};

use super::programme::{SECOND, heard, measured, music, programme, silence};

fn late_by(measurement: &Measurement) -> f64 {
    let offsets = measurement.discrepancies.iter().filter_map(|found| match found {
        Discrepancy::GlobalOffset { late_by, .. } => Some(*late_by),
        _ => None,
    });
    offsets.sum()
}

fn edits(measurement: &Measurement) -> usize {
    measurement
        .discrepancies
        .iter()
        .filter(|found| !matches!(found, Discrepancy::GlobalOffset { .. } | Discrepancy::Drift { .. }))
        .count()
}

pub fn pop_leader() -> Vec<f32> {
    let beep = (0..2000).flat_map(|at| [(at as f32 * std::f32::consts::TAU / 48.0).sin() * 0.1; 2]);
    silence(3 * SECOND).into_iter().chain(beep).chain(silence(2 * SECOND - 2000)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Cutting k samples from the head makes the audio early by k.
    #[test]
    fn shifting_the_audio_moves_the_offset_by_as_much(seed in 0_u64..1000, shift in 1_usize..90_000) {
        let sound = programme(seed, 40);
        let found = measured(&sound, &sound[2 * shift..]);
        prop_assert!((late_by(&found) + shift as f64).abs() < 0.5, "{:?}", found.discrepancies);
        prop_assert_eq!(edits(&found), 0);
    }

    /// Gain and polarity are no timing.
    #[test]
    fn gain_and_polarity_change_nothing(seed in 0_u64..1000, decibels in -18.0_f32..6.0, turned: bool) {
        let sound = programme(seed, 40);
        let gain = 10_f32.powf(decibels / 20.0) * if turned { -1.0 } else { 1.0 };
        let other: Vec<f32> = sound.iter().map(|sample| sample * gain).collect();
        let found = measured(&sound, &other);
        prop_assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
    }

    /// Swapping the roles turns every sign.
    #[test]
    fn swapping_the_roles_flips_the_sign(seed in 0_u64..1000, shift in 100_usize..40_000) {
        let sound = programme(seed, 40);
        let cut = &sound[2 * shift..];
        prop_assert!((late_by(&measured(&sound, cut)) + late_by(&measured(cut, &sound))).abs() < 1.0);
    }

    /// A leader is trimmed, never judged.
    #[test]
    fn an_added_leader_changes_nothing(seed in 0_u64..1000, on_both: bool) {
        let sound = programme(seed, 40);
        let with_leader = [pop_leader(), sound.clone()].concat();
        let found = measured(if on_both { &with_leader } else { &sound }, &with_leader);
        prop_assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
        let pops = found.leader.audio.iter().filter(|part| part.kind == LeaderPartKind::SyncPop).count();
        prop_assert_eq!(pops, 1, "{:?}", found.leader.audio);
    }

    /// Silence behind the programme is nothing to flag.
    #[test]
    fn silence_at_the_end_creates_no_finding(seed in 0_u64..1000, seconds in 1_usize..20) {
        let sound = programme(seed, 40);
        let found = measured(&sound, &[sound.clone(), silence(seconds * SECOND)].concat());
        prop_assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
    }

    /// Another programme is no match, whatever it is.
    #[test]
    fn another_programme_is_no_match(seed in 0_u64..1000) {
        let found = measured(&music(seed, 40), &music(seed + 5000, 40));
        prop_assert_eq!(found.verdict, SyncVerdict::NoMatch);
        prop_assert!(found.segments.is_empty());
    }

    /// A stretch taken out is found at its place, in its size.
    #[test]
    fn a_removed_stretch_is_found(seed in 0_u64..1000, frames in 1_usize..200) {
        let sound = programme(seed, 60);
        let (cut, length) = (25 * SECOND, frames * 2000);
        let found = measured(&sound, &[&sound[..2 * cut], &sound[2 * (cut + length)..]].concat());
        let [Discrepancy::Removed(edit)] = found.discrepancies.as_slice() else { panic!("{:?}", found.discrepancies) };
        prop_assert!((edit.frames + frames as f64).abs() < 0.02);
        prop_assert!((edit.audio_from.get() - cut as i64).abs() < 24_000);
    }
}

#[test]
fn the_size_of_the_blocks_changes_nothing() {
    let sound = programme(7, 40);
    let mut listener = FeatureExtractor::new(2);
    sound.chunks(2 * 777).for_each(|block| listener.push(block));
    let conditions = Conditions::at(FrameRate::F25);
    let (odd, even) = (listener.finish(), heard(&sound));
    let mut watch = |_: Progress<'_>| ControlFlow::Continue(());
    assert_eq!(measure(&even, &odd, &conditions, &mut watch), measure(&even, &even, &conditions, &mut watch));
}

#[test]
fn silence_against_a_programme_is_no_evidence() {
    assert_eq!(measured(&programme(3, 40), &silence(40 * SECOND)).verdict, SyncVerdict::NoEvidence);
}

#[test]
fn a_watch_that_breaks_ends_the_measurement() {
    let sound = heard(&programme(3, 20));
    let conditions = Conditions::at(FrameRate::F24);
    assert!(measure(&sound, &sound, &conditions, &mut |_| ControlFlow::Break(())).is_err());
}

#[test]
fn the_time_stamp_is_believed_before_the_file_start() {
    let sound = programme(11, 40);
    let late = [silence(2400), sound.clone()].concat();
    let conditions = Conditions {
        picture_starts: Some(172_800_000),
        time_reference: Some(172_800_000 - 4800),
        ..Conditions::at(FrameRate::F24)
    };
    let found =
        measure(&heard(&sound), &heard(&late), &conditions, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(found.initial_alignment.by, WitnessKind::TimeReference);
    assert!((late_by(&found) + 2400.0).abs() < 0.5, "{:?}", found.discrepancies);
    assert_eq!(found.contradictions.len(), 1);
}

#[test]
fn a_first_picture_comes_before_the_waveforms_and_is_right_to_a_quarter_of_a_frame() {
    let sound = programme(5, 60);
    let late = [silence(6_000), sound.clone()].concat();
    let conditions = Conditions::at(FrameRate::F24);
    let mut preview: Option<Preview> = None;
    let found = measure(&heard(&sound), &heard(&late), &conditions, &mut |progress| {
        if progress.stage == Stage::Waveforms {
            assert!(preview.is_some(), "known before the waveforms are compared");
        }
        preview = progress.preview.cloned().or(preview.take());
        ControlFlow::Continue(())
    });
    assert_eq!(late_by(&found.unwrap()).round(), 6_000.0);
    let preview = preview.unwrap();
    assert!(preview.points.len() > 5, "{preview:?}");
    for point in &preview.points {
        let residual = point.offset - preview.initial_alignment.offset;
        assert!((residual - 6_000.0).abs() < 500.0, "{point:?}");
    }
}

/// Half a minute tells little of a speed: what it cannot tell from none is none.
#[test]
fn a_short_programme_does_not_drift() {
    for seed in [31, 35] {
        let sound = programme(seed, 30);
        let found = measured(&sound, &[silence(3 * SECOND), sound.clone()].concat());
        assert!(found.rate.ppm.abs() < 0.02, "{:?}", found.rate);
    }
}
