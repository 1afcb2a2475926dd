//! What holds of every change list: every piece is placed with evidence, or named as open.

use proptest::prelude::*;

use super::*;
use crate::ticket::MeasuredFault;
use crate::timebase::Lateness;

const FRAME: SampleDelta = SampleDelta::new(2000);

fn piece(audio: [i64; 2], reference_from: i64, kind: PieceKind) -> MeasuredPiece {
    let [audio_from, audio_to] = audio.map(SamplePos::new);
    MeasuredPiece {
        audio_from,
        audio_to,
        reference_from: SamplePos::new(reference_from),
        kind,
        confidence_percent: 99,
    }
}

fn fault(kind: FaultKind, audio: [i64; 2], between: [i64; 2]) -> MeasuredFault {
    let [audio_from, audio_to] = audio.map(SamplePos::new);
    MeasuredFault {
        kind,
        audio_from,
        audio_to,
        reference_from: audio_from,
        reference_to: audio_to,
        late_by: Lateness::default(),
        between: between.map(SamplePos::new),
        confidence_percent: 99,
    }
}

fn record(pieces: Vec<MeasuredPiece>, faults: Vec<MeasuredFault>) -> MeasurementRecord {
    MeasurementRecord { result: MeasuredResult::OutOfSync, pieces, faults, ..MeasurementRecord::default() }
}

fn places(list: &ChangeList) -> Vec<[i64; 3]> {
    list.pieces.iter().map(|one| [one.audio.get(), one.picture.get(), one.length.get()]).collect()
}

#[test]
fn what_was_removed_is_a_gap_and_what_was_inserted_is_left_out() {
    let pieces = vec![
        piece([0, 100_000], 0, PieceKind::Matched),
        piece([100_000, 200_000], 124_000, PieceKind::Matched),
        piece([200_000, 230_000], 224_000, PieceKind::Inserted),
        piece([230_000, 300_000], 224_000, PieceKind::Matched),
    ];
    let faults = vec![
        fault(FaultKind::Removed, [100_000, 100_000], [99_500, 100_500]),
        fault(FaultKind::Inserted, [200_000, 230_000], [200_000, 230_000]),
    ];
    let measured = MeasurementRecord {
        reference_programme: [SamplePos::ZERO, SamplePos::new(300_000)],
        ..record(pieces, faults)
    };
    let list = ChangeList::of(&measured, FRAME).expect("every piece is placed");
    assert_eq!(places(&list), [[0, 0, 100_000], [100_000, 124_000, 100_000], [230_000, 224_000, 70_000]]);
    let place = SamplePos::new;
    assert_eq!(list.left_out, [[place(200_000), place(230_000)]]);
    assert_eq!(list.without_audio, [[place(100_000), place(124_000)], [place(294_000), place(300_000)]]);
    let back: Vec<[i64; 2]> =
        list.moves(ListWay::Back).iter().map(|one| [one.from.get(), one.to.get()]).collect();
    assert_eq!(back, [[0, 0], [124_000, 100_000], [224_000, 230_000]]);
}

#[test]
fn swapped_scenes_go_back_into_the_order_of_the_picture() {
    let pieces = vec![
        piece([0, 50_000], 0, PieceKind::Matched),
        piece([50_000, 80_000], 90_000, PieceKind::Matched),
        piece([80_000, 120_000], 50_000, PieceKind::Matched),
        piece([120_000, 200_000], 120_000, PieceKind::Matched),
    ];
    let list = ChangeList::of(&record(pieces, vec![]), FRAME).expect("every piece is placed");
    assert_eq!(
        places(&list),
        [[0, 0, 50_000], [80_000, 50_000, 40_000], [50_000, 90_000, 30_000], [120_000, 120_000, 80_000]]
    );
}

#[test]
fn what_nothing_places_is_open() {
    let open = |pieces: Vec<MeasuredPiece>, faults: Vec<MeasuredFault>| match ChangeList::of(
        &record(pieces, faults),
        FRAME,
    ) {
        Err(NoChangeList::Open(open)) => open.iter().map(|one| one.why).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let two = |gap: i64, jump: i64| {
        vec![
            piece([0, 100_000], 0, PieceKind::Matched),
            piece([100_000, 100_000 + gap], 100_000, PieceKind::NoEvidence),
            piece([100_000 + gap, 900_000_000], 100_000 + gap + jump, PieceKind::Matched),
        ]
    };
    assert_eq!(open(two(48_000, 4000), vec![]), [OpenReason::NothingCompared], "the neighbours disagree");
    assert_eq!(open(two(31 * 48_000, 0), vec![]), [OpenReason::NothingCompared], "too long to be carried");
    let list = ChangeList::of(&record(two(48_000, 1), vec![]), FRAME).expect("both neighbours carry it");
    assert_eq!((list.pieces.len(), list.pieces[0].carried.get()), (1, 48_000));
    let wide = fault(FaultKind::Removed, [100_000, 100_000], [90_000, 110_000]);
    assert_eq!(open(two(48_000, 0), vec![wide]), [OpenReason::PlaceOfRecut]);
    let other = fault(FaultKind::Replaced, [1, 2], [1, 2]);
    assert_eq!(open(two(48_000, 0), vec![other]), [OpenReason::Replaced]);
    let unsure = MeasuredFault { confidence_percent: 49, ..wide };
    assert_eq!(open(two(48_000, 0), vec![unsure]), [OpenReason::NotSure]);
    let repeated = vec![
        piece([0, 100_000], 0, PieceKind::Matched),
        piece([100_000, 200_000], 40_000, PieceKind::Matched),
    ];
    assert_eq!(open(repeated, vec![]), [OpenReason::SamePicture]);
    let lone = vec![piece([0, 9000], 0, PieceKind::NoEvidence)];
    assert_eq!(open(lone, vec![]), [OpenReason::NothingCompared]);
}

#[test]
fn another_speed_another_programme_and_audio_in_sync_have_no_list() {
    let drift = record(vec![], vec![fault(FaultKind::Drift, [0, 0], [0, 0])]);
    assert_eq!(ChangeList::of(&drift, FRAME), Err(NoChangeList::OtherSpeed));
    for (result, why) in [
        (MeasuredResult::InSync, NoChangeList::InSync),
        (MeasuredResult::NoMatch, NoChangeList::NotPlaced),
        (MeasuredResult::NoEvidence, NoChangeList::NotPlaced),
    ] {
        let record = MeasurementRecord { result, ..MeasurementRecord::default() };
        assert_eq!(ChangeList::of(&record, FRAME), Err(why));
    }
}

proptest! {
    /// Whatever is in a ticket: no panic, no overlap, and every piece comes from where it was measured, to a sample.
    #[test]
    fn no_list_places_a_piece_elsewhere_than_it_was_measured(
        parts in proptest::collection::vec((0i64..200_000, -50_000i64..50_000, 0u8..4, 0u8..101), 0..12)
    ) {
        let mut at = 0;
        let mut pieces = Vec::new();
        for (length, offset, kind, confidence_percent) in parts {
            let kind = match kind {
                0 => PieceKind::Inserted,
                1 => PieceKind::NoEvidence,
                _ => PieceKind::Matched,
            };
            let one = piece([at, at + length], at - offset / 10_000 * 10_000, kind);
            pieces.push(MeasuredPiece { confidence_percent, ..one });
            at += length;
        }
        if let Ok(list) = ChangeList::of(&record(pieces.clone(), vec![]), FRAME) {
            for pair in list.pieces.windows(2) {
                prop_assert!(pair[0].picture_end() <= pair[1].picture);
            }
            for placed in &list.pieces {
                let measured = pieces.iter().find(|one| {
                    one.kind == PieceKind::Matched
                        && one.audio_from < placed.audio_end()
                        && placed.audio < one.audio_to
                });
                let offset = measured.map(|one| (one.audio_from - one.reference_from).get());
                prop_assert!(offset.is_some_and(|offset| (offset - placed.offset().get()).abs() <= 1));
            }
        }
    }
}
