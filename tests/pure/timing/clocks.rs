//! Clocks that are wrong, offsets that cannot be judged, and offsets that are not the mix's.

use std::ops::ControlFlow;

use twopop::timebase::FrameRate;
use twopop::timing::{
    ClockFault, ComparedSide, Conditions, Discrepancy, Measurement, OffsetCause, SyncVerdict,
    UndeclaredDelay, WitnessKind, measure,
};

use super::programme::{SECOND, heard, programme, silence};

const HOUR_OF_LABELS: i64 = 172_972_800;

/// `late` samples of silence before the programme on the audio's side.
fn measured(conditions: &Conditions, late: usize) -> Measurement {
    let sound = programme(11, 40);
    let audio = [silence(late), sound.clone()].concat();
    measure(&heard(&sound), &heard(&audio), conditions, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn stamped(picture: i64, stamp: i64, rate: FrameRate) -> Conditions {
    Conditions { picture_starts: Some(picture), time_reference: Some(stamp), ..Conditions::at(rate) }
}

fn fault(found: &Measurement) -> Option<(ComparedSide, ClockFault)> {
    found.distrusted.map(|clock| (clock.side, clock.cause))
}

#[test]
fn a_stamp_with_a_known_fault_is_left_out_and_named() {
    use ComparedSide::{Audio, Reference};
    let (ntsc, film) = (FrameRate::F23_976, FrameRate::F24);
    let table = [
        // Counted at 24 in a real second.
        (HOUR_OF_LABELS, 172_800_000, ntsc, (Audio, ClockFault::CountedInRealSeconds)),
        (2 * HOUR_OF_LABELS, 2 * 172_800_000, ntsc, (Audio, ClockFault::CountedInRealSeconds)),
        (HOUR_OF_LABELS + 2002 * 5, 172_800_000 + 2000 * 5, ntsc, (Audio, ClockFault::CountedInRealSeconds)),
        // Counted at 23.976 against a picture at 24.
        (172_800_000, HOUR_OF_LABELS, film, (Audio, ClockFault::CountedSlow)),
        // The proxy lost its clock.
        (0, HOUR_OF_LABELS, ntsc, (Reference, ClockFault::PictureAtZero)),
        (0, 10 * HOUR_OF_LABELS, ntsc, (Reference, ClockFault::PictureAtZero)),
        // Another hour.
        (10 * HOUR_OF_LABELS, HOUR_OF_LABELS, ntsc, (Audio, ClockFault::WholeHours(9))),
        (172_800_000, 2 * 172_800_000, film, (Audio, ClockFault::WholeHours(-1))),
        // The session's start.
        (HOUR_OF_LABELS, HOUR_OF_LABELS - 5 * 48_000, ntsc, (Audio, ClockFault::AgainstOthersAndSound)),
        // The time of day.
        (HOUR_OF_LABELS, 2_345_678_901, ntsc, (Audio, ClockFault::AgainstOthersAndSound)),
    ];
    for (picture, stamp, rate, expected) in table {
        let found = measured(&stamped(picture, stamp, rate), 0);
        assert_eq!(fault(&found), Some(expected), "{picture} {stamp}");
        assert_eq!(found.verdict, SyncVerdict::InSync, "{picture} {stamp}: {:?}", found.discrepancies);
        assert_ne!(found.initial_alignment.by, WitnessKind::TimeReference);
        assert_eq!(found.contradictions.len(), 1, "what it says is told");
    }
}

#[test]
fn late_audio_stays_late_whatever_is_wrong_with_its_stamp() {
    let twelve_frames = 12 * 2002;
    for stamp in [172_800_000, 2 * HOUR_OF_LABELS] {
        let found = measured(&stamped(HOUR_OF_LABELS, stamp, FrameRate::F23_976), twelve_frames);
        assert!(found.distrusted.is_some());
        let [Discrepancy::GlobalOffset { late_by, .. }] = found.discrepancies.as_slice() else {
            panic!("{:?}", found.discrepancies)
        };
        assert!((late_by - twelve_frames as f64).abs() < 1.0, "{late_by}");
    }
}

#[test]
fn a_stamp_that_the_sound_bears_out_or_nothing_speaks_against_is_believed() {
    let right = measured(&stamped(HOUR_OF_LABELS, HOUR_OF_LABELS - 480_000, FrameRate::F23_976), 480_000);
    assert_eq!((fault(&right), right.verdict), (None, SyncVerdict::InSync));
    assert_eq!(right.initial_alignment.by, WitnessKind::TimeReference);
    // Late by 12 frames against its stamp, and not at the start of the file either.
    let late =
        measured(&stamped(HOUR_OF_LABELS, HOUR_OF_LABELS - 480_000, FrameRate::F23_976), 480_000 + 24_024);
    assert_eq!((fault(&late), late.verdict), (None, SyncVerdict::Discrepancy));
}

#[test]
fn a_sample_of_rounding_between_two_stamps_is_no_offset() {
    let rate = FrameRate::F29_97;
    for rounding in [-1, 1] {
        let found = measured(&stamped(172_799_827, 172_799_827 + rounding, rate), 0);
        assert_eq!(found.verdict, SyncVerdict::InSync, "{:?}", found.discrepancies);
        assert!(found.discrepancies.is_empty());
    }
}

#[test]
fn only_the_sound_itself_judges_no_constant_offset() {
    // Eight seconds of head with a 2-pop on the audio's side only, and no clock.
    let sound = programme(11, 40);
    let mut head = silence(8 * SECOND);
    for at in 0..2000 {
        let tone = 0.1 * (std::f32::consts::TAU * 1000.0 * at as f32 / 48_000.0).sin();
        head[2 * (6 * SECOND + at)] = tone;
        head[2 * (6 * SECOND + at) + 1] = tone;
    }
    let with = |conditions: &Conditions, head: &[f32]| {
        let audio = [head, sound.as_slice()].concat();
        measure(&heard(&sound), &heard(&audio), conditions, &mut |_| ControlFlow::Continue(())).unwrap()
    };
    let found = with(&Conditions::at(FrameRate::F24), &head);
    assert_eq!(found.initial_alignment.by, WitnessKind::ProgrammeStart);
    assert!(!found.offset_judged);
    // The picture's clock says where the hour is, and the pop lies two seconds before it.
    let clocked = Conditions { picture_starts: Some(172_800_000), ..Conditions::at(FrameRate::F24) };
    assert!(with(&clocked, &head).offset_judged);
    // Files that begin together are judged by that.
    assert!(measured(&Conditions::at(FrameRate::F24), 0).offset_judged);
    assert!(measured(&Conditions::at(FrameRate::F24), 24_000).offset_judged);
}

#[test]
fn an_offset_as_long_as_an_undeclared_codec_delay_has_a_cause() {
    let sound = programme(11, 40);
    let (aac, mp3) = (
        |stored_at| Some(UndeclaredDelay { stored_at, is_mp3: false }),
        |stored_at| Some(UndeclaredDelay { stored_at, is_mp3: true }),
    );
    let early = |delay: usize, undeclared: Option<UndeclaredDelay>| {
        let guide = [silence(delay), sound.clone()].concat();
        let conditions =
            Conditions { undeclared_codec_delay: undeclared, ..Conditions::at(FrameRate::F23_976) };
        measure(&heard(&guide), &heard(&sound), &conditions, &mut |_| ControlFlow::Continue(())).unwrap()
    };
    assert_eq!(early(1024, aac(48_000)).offset_cause, Some(OffsetCause::CodecDelay(1024)));
    assert_eq!(early(2130, aac(48_000)).offset_cause, Some(OffsetCause::CodecDelay(2112)));
    assert_eq!(early(1024, None).offset_cause, None, "declared, so not the codec's");
    assert_eq!(early(1500, aac(48_000)).offset_cause, None, "no codec's delay");
    assert_eq!(early(1115, aac(44_100)).offset_cause, Some(OffsetCause::CodecDelay(1114)));
    assert_eq!(early(1105, mp3(48_000)).offset_cause, Some(OffsetCause::CodecDelay(1105)), "LAME");
    assert_eq!(early(1105, aac(48_000)).offset_cause, None, "AAC has no such delay");
    assert_eq!(early(1689, mp3(48_000)).offset_cause, Some(OffsetCause::CodecDelay(1681)));
    let by_two_frames = early(4004, mp3(48_000));
    assert!(by_two_frames.offset_judged && by_two_frames.offset_cause.is_none(), "longer than any delay");
    let by_a_frame = early(2002 - 1024, aac(48_000));
    assert!(!by_a_frame.offset_judged && by_a_frame.unknown_delay, "by half a frame, or by a whole one");
    let late = measured(
        &Conditions { undeclared_codec_delay: aac(48_000), ..Conditions::at(FrameRate::F23_976) },
        1024,
    );
    assert_eq!(late.offset_cause, None, "late audio is not the guide's delay");
}
