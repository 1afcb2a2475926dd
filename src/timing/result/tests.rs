//! A measurement that is kept as a document and read again.

use super::alignment::{ComparedSide, InitialAlignment, Witness, WitnessKind};
use super::clock::{ClockFault, DistrustedClock};
use super::measurement::{
    Discrepancy, Measurement, MissingSound, OffsetCause, Rate, Recut, Segment, SegmentKind, SyncVerdict,
};
use crate::timebase::SamplePos;

fn missing(is_programme: bool) -> Discrepancy {
    let at = SamplePos::new;
    Discrepancy::Missing(MissingSound {
        side: ComparedSide::Audio,
        reference_from: at(1),
        reference_to: at(2),
        audio_from: at(3),
        audio_to: at(4),
        guide_sounds: true,
        is_programme,
        confidence: 0.9,
    })
}

fn measured() -> Measurement {
    let at = SamplePos::new;
    let recut = Recut {
        audio_from: at(1),
        audio_to: at(2),
        reference_from: at(3),
        reference_to: at(4),
        jump: -2002.25,
        frames: -1.0,
        interval: [at(0), at(5)],
        confidence: 0.5,
    };
    let aligned = InitialAlignment { by: WitnessKind::SyncPop, offset: 12.5 };
    Measurement {
        witnesses: vec![Witness { kind: WitnessKind::Content, offset: None }],
        rate: Rate { ppm: -999.0, standard_error_ppm: 0.25, suspect: Some("1000/1001") },
        segments: vec![Segment {
            audio_from: at(1),
            audio_to: at(2),
            reference_from: at(3),
            offset: 0.125,
            kind: SegmentKind::None,
            confidence: 1.0,
        }],
        discrepancies: vec![
            Discrepancy::Drift { ppm: -999.0, confidence: 0.75 },
            Discrepancy::Swapped(recut),
            missing(true),
            missing(false),
        ],
        silent_under_programme: vec![at(7)..at(9)],
        distrusted: Some(DistrustedClock {
            side: ComparedSide::Reference,
            cause: ClockFault::WholeHours(-1),
            offset: 3,
            corrected: None,
        }),
        offset_cause: Some(OffsetCause::CodecDelay(1024)),
        ..Measurement::without_comparison(SyncVerdict::Discrepancy, aligned)
    }
}

#[test]
fn what_is_kept_is_what_was_measured() {
    let measured = measured();
    let text = serde_json::to_string(&measured).unwrap();
    let kept: Measurement = serde_json::from_str(&text).unwrap();
    assert_eq!(kept, measured);
    assert!(!kept.discrepancies[3].is_out_of_sync() && kept.discrepancies[2].is_out_of_sync());
}

#[test]
fn what_this_program_does_not_know_is_not_taken() {
    let text = serde_json::to_string(&measured()).unwrap();
    for (known, other) in [("1000/1001", "7/8"), ("\"drift\"", "\"wow\""), ("-999.0", "null")] {
        assert!(serde_json::from_str::<Measurement>(&text.replace(known, other)).is_err(), "{other}");
    }
}
