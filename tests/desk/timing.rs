//! What the *Timing* tab shows, and what can be done there.

use super::*;

#[test]
fn where_nothing_can_be_measured_the_missing_side_is_named() {
    let mut deaf = fake_machine::deaf_ticket();
    let asset =
        deaf.assets().iter().position(|asset| asset.problem.is_some()).expect("a file with a problem");
    let problem = deaf.assets()[asset].problem.clone();
    deaf.observe(Observation::Examined { asset, facts: None, problem });
    let (mut window, _) = with_ticket(deaf);
    press(&mut window, "Timing");
    assert!(reads(&window, "The delivered audio cannot be played"));
    let (mut window, _) = with_ticket(fake_machine::held_ticket());
    press(&mut window, "Timing");
    assert!(reads(&window, "No reference is served"));
}

#[test]
fn the_measurement_is_read_accepted_and_applied() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    assert!(reads(&window, "Listening to both sides"));
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::three_frames_late())).into()]);
    window.run_steps(2);
    assert!(reads(&window, "Out of sync: audio LATE by 3 frames"));
    assert!(reads(&window, "LATE by 3 frames"));
    press(&mut window, "Accept draft 1");
    let finding = session(&window).ticket().findings().first().expect("the accepted draft").clone();
    assert_eq!(finding.severity, Severity::Blocker);
    press(&mut window, "Align");
    assert!(reads(&window, "LATE by 3 frames"), "as measured, whatever the nudge");
    press(&mut window, "Timing");
    press(&mut window, "Apply suggested alignment");
    assert_eq!(session(&window).ticket().nudge().delta().get(), -3 * 2002);
    press(&mut window, "Align");
    assert!(reads(&window, "3 frames EARLIER") && reads(&window, "in sync, within 1 ms"));
    assert!(reads(&window, "LATE by 3 frames"), "what was measured stays");
    press(&mut window, "Timing");
    press(&mut window, "Undo");
    assert_eq!(session(&window).ticket().nudge(), Nudge::ZERO);
}

#[test]
fn too_little_heard_is_never_in_sync() {
    let window = with_measurement(fake_machine::too_little_compared());
    assert!(reads(&window, "No evidence: too little was compared"));
    assert!(reads(&window, "33 % of the overlapping sound was compared with the guide."));
    assert!(reads(&window, "up to 1:21 in a row could not be compared"));
    assert!(!reads(&window, "In sync"));
}

#[test]
fn a_spot_check_is_chosen_under_request_and_said_under_timing() {
    let mut window = with_measurement(fake_machine::late_and_recut());
    assert!(window.query_by_label("Accept draft 2").is_some());
    press(&mut window, "Request");
    press(&mut window, "Spot check");
    assert_eq!(session(&window).ticket().mode(), Mode::Spot);
    assert!(reads(&window, "NIGHTFALL R1 · M&E · Spot check"));
    press(&mut window, "Timing 1");
    assert!(window.query_by_label("Accept draft 2").is_none());
    assert!(reads(&window, "1 recut was measured too"));
    press(&mut window, "Undo");
    assert!(window.query_by_label("Accept draft 2").is_some());
}

#[test]
fn the_list_of_pictures_says_which_version_the_audio_fits() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    assert!(
        machine
            .asked()
            .iter()
            .any(|effect| matches!(effect, Effect::Measure(MeasureEffect::SearchConform(_))))
    );
    assert!(reads(&window, "Which version does this audio fit?"));
    assert!(reads(&window, "not measured yet"));
    machine.report([MeasureEvent::ConformProgress { asset: 1, share: 0.4 }.into()]);
    window.run_steps(2);
    assert!(reads(&window, "being measured"));
    machine.report([
        MeasureEvent::PictureCompared(Box::new(fake_machine::fits_the_locked_cut())).into(),
        MeasureEvent::ConformDone.into(),
    ]);
    window.run_steps(2);
    assert!(reads(&window, "This M&E fits the Locked Cut proxy v12, not the Final Proxy v3"));
    window.get_by_label("Copy which version it fits").click();
    window.step();
    let copied = window
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, OutputCommand::CopyText(text) if text.contains("an older cut")));
    assert!(copied, "the clipboard holds the sentence");
}

#[test]
fn trying_other_pictures_can_be_stopped() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    press(&mut window, "Stop trying other pictures");
    assert!(machine.asked().contains(&Effect::Measure(MeasureEffect::CancelConformSearch)));
    press(&mut window, "Try the other pictures again");
    assert!(
        machine
            .asked()
            .iter()
            .any(|effect| matches!(effect, Effect::Measure(MeasureEffect::SearchConform(_))))
    );
}

#[test]
fn finishing_on_the_stage_mix_is_offered_taken_shown_and_taken_back() {
    let (mut window, machine) = with_ticket(fake_machine::ticket_with_stage_mix());
    press(&mut window, "Timing");
    assert!(!reads(&window, "Finish on the stage mix"));
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    assert!(reads(&window, "stage-mix-sound-only"), "the rule is cited");
    press(&mut window, "Finish on the stage mix now");
    let loads = machine.asked().into_iter().filter(
        |effect| matches!(effect, Effect::Request(RequestEffect::Load(load)) if load.guide.is_some()),
    );
    assert_eq!(loads.count(), 1);
    assert!(
        reads(&window, "Finishing on the stage mix NIGHTFALL_R1_StageMix.wav"),
        "told at the served reference"
    );
    assert!(reads(&window, "Not switched: the picture"));
    assert!(window.query_by_label("Accept draft 1").is_some(), "what was drafted stays in sight");
    press(&mut window, "Go by the served reference again");
    assert!(session(&window).ticket().finishing().is_none());
    press(&mut window, "Undo");
    assert!(session(&window).ticket().finishing().is_some());
}

#[test]
fn a_first_picture_is_shown_as_provisional_and_the_answer_takes_its_place() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    assert!(window.query_by_label("Residual: being measured").is_some());
    let before = window.get_by_label("Delivered waveform: drag to nudge").rect();
    machine.report([MeasureEvent::Preview(Box::new(fake_machine::about_three_frames_late())).into()]);
    window.run_steps(2);
    assert!(reads(&window, "Audio LATE by about 3 frames throughout. Provisional"));
    assert!(window.query_by_label("Residual, provisional: click to go there").is_some());
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::three_frames_late())).into()]);
    window.run_steps(2);
    assert!(!reads(&window, "Provisional"));
    let now = window.get_by_label("Delivered waveform: drag to nudge").rect();
    assert_eq!(now, before, "the strip has its room from the start");
    press(&mut window, "Residual: EARLY above, LATE below; click to hear it there in sync");
    assert_eq!(session(&window).ticket().nudge(), frames(-3));
    assert!(machine.asked().contains(&Effect::Transport(TransportEffect::Play)));
}

#[test]
fn a_measurement_can_be_stopped_and_begun_again() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    press(&mut window, "Stop measuring");
    assert!(machine.asked().contains(&Effect::Measure(MeasureEffect::Cancel)));
    assert!(reads(&window, "Stopped by you."));
    press(&mut window, "Measure again");
    assert!(machine.asked().contains(&Effect::Measure(MeasureEffect::Start)));
}
