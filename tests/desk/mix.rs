//! What the *Mix* tab shows, and how its candidates are heard and judged by keyboard alone.

use twopop::mix::{
    CheckState, ComparedChannel, ComparedWith, LevelHistory, MixCandidate, MixMeasures, MixResult, NullMap,
    NullStep,
};
use twopop::monitoring::ComparedSound;
use twopop::session::MixEvent;
use twopop::ticket::MixCheck;
use twopop::timing::SyncVerdict;

use super::*;

fn candidate(check: MixCheck, channel: usize, from: i64, level: Option<f64>) -> MixCandidate {
    MixCandidate {
        check,
        channels: vec![channel],
        audio_from: from,
        audio_to: from + 24_000,
        level_db: level,
        compared_with: Some(ComparedWith::PrintMaster),
        confidence: 0.85,
        in_print_master: None,
    }
}

fn found() -> MixResult {
    let state = |check| match check {
        MixCheck::Loudness => CheckState::NotRun("No loudness is asked of an M&E.".to_owned()),
        MixCheck::FoldDown => CheckState::CannotHear("Only 5.1 is folded down.".to_owned()),
        _ => CheckState::Ran,
    };
    let map = NullMap {
        audio_from: 0,
        step: 48_000,
        channels: vec![vec![NullStep::Depth(-42.0), NullStep::Silent, NullStep::NotCompared]; 6],
    };
    MixResult {
        checks: MixCheck::ALL.map(|check| (check, state(check))).to_vec(),
        measures: MixMeasures {
            channels: Some(vec![ComparedChannel::default(); 6]),
            null_map: Some(map),
            ..MixMeasures::default()
        },
        candidates: vec![
            candidate(MixCheck::DialogueLeftIn, 2, 480_000, Some(-18.0)),
            candidate(MixCheck::LevelDifference, 4, 960_000, Some(-3.0)),
        ],
        in_all: Vec::new(),
    }
}

fn in_sync() -> Measurement {
    Measurement {
        verdict: SyncVerdict::InSync,
        discrepancies: Vec::new(),
        ..fake_machine::three_frames_late()
    }
}

fn with_mix() -> (Window, FakeMachine) {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    machine.report([MeasureEvent::Measured(Box::new(in_sync())).into()]);
    window.run_steps(2);
    machine.report([MixEvent::Heard(Box::new(found())).into()]);
    window.run_steps(2);
    (window, machine)
}

#[test]
fn the_tab_says_how_far_listening_is_and_what_was_found() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Mix");
    assert!(reads(&window, "Not listened to yet"));
    assert!(!reads(&window, "could not be read"), "nothing is wrong with the sounds: they are being read");
    machine.report([MeasureEvent::Measured(Box::new(in_sync())).into()]);
    window.run_steps(2);
    machine.report([MixEvent::Progress(0.25).into()]);
    window.run_steps(2);
    assert!(reads(&window, "25 % heard"));
    machine.report([MixEvent::Heard(Box::new(found())).into()]);
    window.run_steps(2);
    assert!(window.query_by_label("Mix 2").is_some(), "the tab counts");
    assert!(reads(&window, "2 of 2 candidates to hear"));
    assert!(reads(&window, "Dialogue left in on C, −18.0 dB against the dialogue of the Print Master."));
    assert!(reads(&window, "Only 5.1 is folded down.") && reads(&window, "No loudness is asked of an M&E."));
    assert!(reads(&window, "85 % sure"));
}

#[test]
fn candidates_are_worked_through_by_keys_alone() {
    let (mut window, machine) = with_mix();
    key(&mut window, Modifiers::NONE, Key::E);
    assert!(reads(&window, "Hearing: Delivered, only C"));
    key(&mut window, Modifiers::NONE, Key::H);
    assert!(reads(&window, "Print Master, only C"));
    let asked = machine.asked();
    let heard = Effect::Monitor(MonitorEffect::HearCompared(Some(ComparedSound::PrintMaster)));
    assert!(asked.contains(&heard));
    key(&mut window, Modifiers::NONE, Key::A);
    let finding = session(&window).ticket().findings()[0].clone();
    assert_eq!((finding.kind, finding.channels), (FindingKind::DialogueBleed, vec![2]));
    assert_eq!(session(&window).selected_candidate(), Some(1), "the next is heard");
    key(&mut window, Modifiers::SHIFT, Key::D);
    assert!(reads(&window, "2 candidates, all judged"));
    assert!(reads(&window, "Dismissed") && reads(&window, "Accepted"));
    assert!(window.query_by_label("Mix").is_some(), "nothing is left to count");
}

#[test]
fn the_null_map_is_there_and_a_click_plays_where_it_points() {
    let (mut window, machine) = with_mix();
    press(&mut window, "Mix 2");
    let map = window.get_by_label_contains("Null map: a lane");
    map.click();
    window.run_steps(3);
    assert!(machine.asked().contains(&Effect::Transport(TransportEffect::Play)));
}

#[test]
fn the_overview_marks_true_peaks_in_words_and_draws_the_level() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    machine.report([MeasureEvent::Measured(Box::new(in_sync())).into()]);
    window.run_steps(2);
    let mut loud = found();
    loud.measures.level_history =
        LevelHistory { audio_from: 0, step: 48_000, momentary_lufs: vec![-23.0, -18.0, -30.0, -120.0] };
    loud.candidates
        .push(MixCandidate { compared_with: None, ..candidate(MixCheck::TruePeak, 0, 480_000, Some(-0.4)) });
    machine.report([MixEvent::Heard(Box::new(loud)).into()]);
    window.run_steps(2);
    let said = "True peak over −1 dBTP on L, −0.4 dBTP at most.";
    assert!(window.query_all_by_label_contains(said).next().is_some(), "the mark says what it marks");
}

#[test]
fn a_drop_out_of_one_channel_is_to_be_heard_and_one_of_two_is_a_draft() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    machine.report([MeasureEvent::Measured(Box::new(in_sync())).into()]);
    window.run_steps(2);
    let mut stopped = found();
    let one = MixCandidate { compared_with: None, ..candidate(MixCheck::DropOut, 2, 480_000, None) };
    let two = MixCandidate { channels: vec![0, 1], ..candidate(MixCheck::DropOut, 0, 960_000, None) };
    stopped.candidates = vec![one, two];
    stopped.in_all = vec![(MixCheck::DropOut, 2_345)];
    machine.report([MixEvent::Heard(Box::new(stopped)).into()]);
    window.run_steps(2);
    press(&mut window, "Mix 2");
    assert!(reads(&window, "1 drafted, 1 to hear, of 2"));
    assert!(reads(&window, "2345 were found; the first 2 are listed."));
}

/// The delivered mix alone, with a channel that is silent throughout.
fn without_print_master(measured: Measurement) -> (Window, FakeMachine) {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    machine.report([MeasureEvent::Measured(Box::new(measured)).into(), MeasureEvent::ConformDone.into()]);
    window.run_steps(2);
    let silent = MixCandidate { compared_with: None, ..candidate(MixCheck::SilentChannel, 3, 480_000, None) };
    let heard = MixResult { measures: MixMeasures::default(), candidates: vec![silent], ..found() };
    machine.report([MixEvent::Heard(Box::new(heard)).into()]);
    window.run_steps(2);
    (window, machine)
}

#[test]
fn no_key_is_offered_for_a_print_master_that_is_not_there() {
    let (mut window, _) = without_print_master(in_sync());
    key(&mut window, Modifiers::NONE, Key::E);
    assert!(reads(&window, "Hearing: Delivered"));
    assert!(!reads(&window, "H hears the next sound here"));
    let (mut window, _) = with_mix();
    key(&mut window, Modifiers::NONE, Key::E);
    assert!(reads(&window, "H hears the next sound here"));
}

/// What answers a key is read and leaves; what is wrong stays until somebody dismisses it.
#[test]
fn a_notice_that_answers_a_key_leaves_by_itself_and_a_problem_stays() {
    const ANSWER: &str = "No Print Master lies beside this mix";
    let (mut window, machine) = without_print_master(in_sync());
    key(&mut window, Modifiers::NONE, Key::E);
    machine.report([TicketEvent::SaveFailed("the disk is full: free some room".to_owned()).into()]);
    key(&mut window, Modifiers::NONE, Key::H);
    assert!(reads(&window, ANSWER));
    // A quarter of a second each.
    window.run_steps(24);
    assert!(reads(&window, ANSWER), "there is time to read it");
    let words = window.get_by_label_contains(ANSWER).rect().center();
    window.hover_at(words);
    window.run_steps(80);
    assert!(reads(&window, ANSWER), "it stays under the pointer");
    window.hover_at(eframe::egui::pos2(1200.0, 1400.0));
    window.run_steps(60);
    assert!(!reads(&window, ANSWER));
    assert!(reads(&window, "the disk is full"), "a problem stays");
}

#[test]
fn enter_goes_on_to_the_drafts_once_every_candidate_is_judged() {
    let (mut window, _) = without_print_master(fake_machine::three_frames_late());
    key(&mut window, Modifiers::NONE, Key::E);
    key(&mut window, Modifiers::NONE, Key::U);
    assert!(reads(&window, "1 candidate, judged"));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(session(&window).selected_draft().is_some(), "the verdict line says: Review 1 draft, Enter");
}
