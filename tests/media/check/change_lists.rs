//! Change lists of recut audio, tried in memory: conformed by its list it is in sync within a sample, or open pieces are named.

use twopop::cli::Exit;

use super::request::Request;
use super::sounds::{FRAME, SECOND, programme, with_pop, without};

/// Picture's sound, delivered audio, and whether every piece can be placed.
type Recut = (&'static str, Vec<i16>, Vec<i16>, bool);

fn recuts() -> Vec<Recut> {
    let sound = programme(21, 60);
    let other = programme(77, 3);
    let at = |seconds: usize| seconds * SECOND;
    let cut = |parts: &[&[i16]]| parts.concat();
    let swapped = cut(&[&sound[..at(20)], &sound[at(30)..at(42)], &sound[at(20)..at(30)], &sound[at(42)..]]);
    let both = cut(&[&sound[..at(30)], &other, &sound[at(30)..at(45)], &sound[at(46)..]]);
    vec![
        ("late and removed", sound.clone(), cut(&[&vec![0; 5 * FRAME], &without(&sound, 720..744)]), true),
        ("swapped", sound.clone(), swapped, true),
        ("inserted and removed", sound.clone(), both, true),
        ("behind a pop", with_pop(&sound), with_pop(&without(&sound, 720..744)), true),
        (
            "other material in a silence",
            sound.clone(),
            cut(&[&sound[..at(30)], &vec![0; 8 * SECOND], &sound[at(39)..]]),
            false,
        ),
    ]
}

#[test]
fn audio_conformed_by_its_change_list_is_in_sync_or_open_pieces_are_named() {
    for (name, guide, delivered, is_placed) in recuts() {
        let request = Request::new();
        request.movie("R1_Final_v3.mov", &guide);
        request.mix(&delivered);
        let out = tempfile::tempdir().unwrap();
        let (ticket, list) = (out.path().join("t.ron"), out.path().join("list.csv"));
        let checked = request.check(&["--ticket", ticket.to_str().unwrap()]);
        assert_eq!(checked.exit, Exit::Findings, "{name}: {}", checked.err);
        let asked = ["report", ticket.to_str().unwrap(), "--format", "change-list-csv", "--dry-run", "-o"];
        let said = Request::twopop(&[&asked[..], &[list.to_str().unwrap()]].concat());
        if is_placed {
            assert_eq!(said.exit, Exit::Fine, "{name}: {}", said.err);
            assert!(said.err.contains("Dry run: conformed by this list, the audio is in sync"), "{name}");
            assert!(list.exists(), "{name}");
        } else {
            assert_eq!(said.exit, Exit::CannotJudge, "{name}: {}", said.err);
            assert!(said.err.contains("Open: 0:00:"), "{name}: {}", said.err);
            assert!(!list.exists(), "{name}");
        }
    }
}

#[test]
fn audio_at_another_speed_has_no_change_list() {
    let request = Request::new();
    let sound = programme(5, 60);
    request.movie("R1_Final_v3.mov", &sound);
    // 25/24 fast, by the nearest sample.
    let fast: Vec<i16> = (0..sound.len() * 24 / 25).map(|at| sound[at * 25 / 24]).collect();
    request.mix(&fast);
    let out = tempfile::tempdir().unwrap();
    let ticket = out.path().join("t.ron");
    request.check(&["--ticket", ticket.to_str().unwrap()]);
    let said = Request::twopop(&["report", ticket.to_str().unwrap(), "--format", "change-list", "-o", "-"]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::CannotJudge, ""));
    assert!(said.err.contains("another speed"), "{}", said.err);
}
