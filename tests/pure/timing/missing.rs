//! What one side lacks: files that end early or begin late, holes in a full mix, sound beyond the picture.

use std::ops::ControlFlow;

use twopop::timebase::FrameRate;
use twopop::timing::{
    ComparedSide, Conditions, Discrepancy, Measurement, MissingSound, SyncVerdict, measure,
};

use super::laws::pop_leader;
use super::programme::{SECOND, heard, programme, silence};

fn measured(reference: &[f32], audio: &[f32], full_mix: bool) -> Measurement {
    let conditions = Conditions { full_mix, ..Conditions::at(FrameRate::F24) };
    measure(&heard(reference), &heard(audio), &conditions, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn missing(found: &Measurement) -> Vec<MissingSound> {
    let one = |found: &Discrepancy| match found {
        Discrepancy::Missing(missing) => Some(*missing),
        _ => None,
    };
    found.discrepancies.iter().filter_map(one).collect()
}

/// The made programme has pauses of a second or two.
fn near(place: i64, seconds: usize) -> bool {
    (place - (seconds * SECOND) as i64).abs() < 2 * SECOND as i64
}

#[test]
fn audio_that_ends_before_the_programme_is_missing_sound() {
    let sound = programme(1, 60);
    for ends in [50, 30, 57] {
        let found = measured(&sound, &sound[..2 * ends * SECOND], false);
        let [missing] = missing(&found)[..] else { panic!("{ends}: {:?}", found.discrepancies) };
        assert_eq!(found.verdict, SyncVerdict::Discrepancy);
        assert_eq!((missing.side, missing.guide_sounds), (ComparedSide::Audio, true));
        assert!(
            near(missing.reference_from.get(), ends) && near(missing.reference_to.get(), 60),
            "{missing:?}"
        );
    }
}

#[test]
fn audio_that_begins_after_the_programme_is_missing_sound() {
    let sound = programme(1, 60);
    // By its time stamp it begins ten seconds into the picture.
    let conditions = Conditions {
        picture_starts: Some(172_800_000),
        time_reference: Some(172_800_000 + 480_000),
        ..Conditions::at(FrameRate::F24)
    };
    let found = measure(&heard(&sound), &heard(&sound[20 * SECOND..]), &conditions, &mut |_| {
        ControlFlow::Continue(())
    });
    let found = found.unwrap();
    let [missing] = missing(&found)[..] else { panic!("{:?}", found.discrepancies) };
    assert!(near(missing.reference_from.get(), 0) && near(missing.reference_to.get(), 10), "{missing:?}");
}

#[test]
fn a_picture_that_runs_on_in_silence_lacks_nothing() {
    let sound = programme(1, 60);
    for silent in [1, 3] {
        let guide = [sound.clone(), silence(silent * SECOND)].concat();
        let found = measured(&guide, &sound, false);
        assert_eq!((found.verdict, found.discrepancies.len()), (SyncVerdict::InSync, 0), "{silent}");
    }
    // For a person to look at, and no discrepancy.
    let found = measured(&[sound.clone(), silence(20 * SECOND)].concat(), &sound, false);
    assert_eq!(found.verdict, SyncVerdict::InSync);
    assert!(!missing(&found)[0].guide_sounds);
}

#[test]
fn an_offset_is_told_once() {
    let sound = programme(1, 60);
    // Late by ten seconds, and as long as the picture: the end is lost by the offset.
    let late = [silence(10 * SECOND), sound[..2 * 50 * SECOND].to_vec()].concat();
    let marked = |found: &Measurement| missing(found).len();
    let conditions = Conditions {
        picture_starts: Some(172_800_000),
        time_reference: Some(172_800_000 - 4800),
        ..Conditions::at(FrameRate::F24)
    };
    let found =
        measure(&heard(&sound), &heard(&late), &conditions, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(marked(&found), 0, "{:?}", found.discrepancies);
    let early = [sound[2 * 10 * SECOND..].to_vec(), silence(10 * SECOND)].concat();
    assert_eq!(marked(&measured(&sound, &early, false)), 0);
}

#[test]
fn a_hole_is_missing_in_a_full_mix_and_ordinary_in_an_me() {
    let sound = programme(1, 60);
    let mut holed = sound.clone();
    holed[2 * 20 * SECOND..2 * 26 * SECOND].fill(0.0);
    let found = measured(&sound, &holed, true);
    let [hole] = missing(&found)[..] else { panic!("{:?}", found.discrepancies) };
    assert!(near(hole.reference_from.get(), 20) && near(hole.reference_to.get(), 26), "{hole:?}");
    assert_eq!(measured(&sound, &holed, false).verdict, SyncVerdict::InSync);
    assert!(missing(&measured(&holed, &holed, true)).is_empty(), "silent on both sides");
}

#[test]
fn sound_beyond_the_picture_is_told() {
    let sound = programme(1, 80);
    let found = measured(&sound[..2 * 60 * SECOND], &sound, false);
    let [beyond] = missing(&found)[..] else { panic!("{:?}", found.discrepancies) };
    assert_eq!((beyond.side, found.verdict), (ComparedSide::Reference, SyncVerdict::Discrepancy));
    assert!(near(beyond.audio_from.get(), 60) && near(beyond.audio_to.get(), 80), "{beyond:?}");
    let ring_out = measured(&sound[..2 * 60 * SECOND], &sound[..2 * 61 * SECOND], false);
    assert_eq!((ring_out.verdict, ring_out.discrepancies.len()), (SyncVerdict::InSync, 0));
}

/// Between the pops and the first sound, or the last and the tail pop, an audio may be silent by format or by fault.
#[test]
fn silence_beside_a_pop_is_missing_sound_where_the_guide_goes_on() {
    let sound = programme(1, 90);
    let tail = || pop_leader().into_iter().rev().collect::<Vec<f32>>();
    let file = |sound: &[f32]| [pop_leader(), sound.to_vec(), tail()].concat();
    let leader = pop_leader().len() / 2 / SECOND;
    for silent in [0..20, 70..90] {
        let mut lacking = sound.clone();
        lacking[2 * silent.start * SECOND..2 * silent.end * SECOND].fill(0.0);
        let found = measured(&file(&sound), &file(&lacking), true);
        let [missing] = missing(&found)[..] else { panic!("{silent:?}: {:?}", found.discrepancies) };
        assert_eq!((missing.side, found.verdict), (ComparedSide::Audio, SyncVerdict::Discrepancy));
        assert!(near(missing.reference_from.get(), leader + silent.start), "{missing:?}");
        // It may reach to the mark, two seconds on.
        let beyond = missing.reference_to.get() - ((leader + silent.end) * SECOND) as i64;
        assert!(beyond.abs() <= 2 * SECOND as i64, "{missing:?}");
        // Format is silent on both sides.
        let found = measured(&file(&lacking), &file(&lacking), true);
        assert_eq!((found.discrepancies.len(), found.verdict), (0, SyncVerdict::InSync), "{silent:?}");
    }
}
