//! Earlier findings inside the mix, measured again on a redelivery that lies two seconds later in its file.

use twopop::mix::{
    CheckState, ComparedChannel, ComparedWith, MixCandidate, MixMeasures, MixResult, NullMap, NullStep,
};
use twopop::session::{ChecklistTopic, MixCommand, MixEvent};
use twopop::ticket::{CandidateJudgement, Finding, MixCheck, RemeasuredResult, Verdict};

use super::*;

const SHIFT: i64 = 96_000;

fn candidate(check: MixCheck, channel: usize, from: i64, level: Option<f64>) -> MixCandidate {
    let compared = matches!(check, MixCheck::DialogueLeftIn | MixCheck::LevelDifference);
    MixCandidate {
        compared_with: compared.then_some(ComparedWith::PrintMaster),
        ..mix::candidate(check, channel, from, level)
    }
}

fn result(candidates: Vec<MixCandidate>) -> MixResult {
    let map = NullMap { audio_from: 0, step: 48_000, channels: vec![vec![NullStep::Depth(-40.0); 60]; 2] };
    MixResult {
        checks: MixCheck::ALL.map(|check| (check, CheckState::Ran)).to_vec(),
        measures: MixMeasures {
            true_peak_dbtp: vec![Some(-1.3), Some(-3.0)],
            channels: Some(vec![ComparedChannel { polarity: Some(1), ..ComparedChannel::default() }; 2]),
            null_map: Some(map),
            ..MixMeasures::default()
        },
        candidates,
        in_all: Vec::new(),
    }
}

/// Of the first delivery: all accepted but the last, which is dismissed.
fn first() -> Vec<MixCandidate> {
    let whole = MixCandidate {
        audio_from: 0,
        audio_to: 48_000 * 60,
        compared_with: Some(ComparedWith::PrintMaster),
        ..candidate(MixCheck::Polarity, 1, 0, None)
    };
    vec![
        whole,
        candidate(MixCheck::DialogueLeftIn, 0, 720_000, Some(-18.0)),
        candidate(MixCheck::TruePeak, 0, 960_000, Some(-0.4)),
        candidate(MixCheck::DropOut, 1, 1_200_000, None),
        candidate(MixCheck::DropOut, 0, 1_440_000, None),
        candidate(MixCheck::LevelDifference, 0, 1_680_000, Some(-3.0)),
    ]
}

/// The ticket of the fix check of a delivery with all of [`first`].
fn redelivered() -> Ticket {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    workspace.event(MixEvent::Heard(Box::new(result(first()))));
    for place in 0..5 {
        workspace.command(MixCommand::Hear(place), &stamp());
        workspace.command(MixCommand::AcceptCandidate, &stamp());
    }
    workspace.command(MixCommand::Hear(5), &stamp());
    workspace.command(MixCommand::DismissBecause("meant so".to_owned()), &stamp());
    let mut ticket = (*workspace.session().expect("a session").ticket()).clone();
    assert_eq!(ticket.findings().len(), 5);
    let ada = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    let sue = Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor };
    let fixed =
        asset(Role::Delivered(Task::MusicAndEffects), "/requests/nightfall/me_fix.wav", Delivery::Delivered);
    let assets = vec![ticket.assets()[0].clone(), fixed];
    let confirms = |finding: &Finding| Transition::Judge {
        finding: finding.id,
        verdict: Verdict::Confirms,
        reason: String::new(),
    };
    let mut steps = vec![(Transition::Submit, &ada)];
    steps.extend(ticket.findings().iter().map(|finding| (confirms(finding), &sue)));
    steps.push((Transition::Approve { note: String::new() }, &sue));
    steps.push((Transition::Redeliver { assets }, &ada));
    for (made, by) in steps {
        made.apply(&mut ticket, by, "2026-11-23T10:00:00+00:00").expect("allowed");
    }
    assert_eq!(ticket.lifecycle().recheck_items().len(), 5);
    ticket
}

/// The fix check, where `heard` was found in the redelivery.
fn fix_check(heard: MixResult) -> Workspace {
    let (mut workspace, _) = open_ticket(redelivered());
    workspace.event(MeasureEvent::Measured(Box::new(measured(SHIFT as f64, 0.0))));
    workspace.event(MixEvent::Heard(Box::new(heard)));
    workspace
}

fn shifted(candidates: Vec<MixCandidate>) -> Vec<MixCandidate> {
    let by = |found: MixCandidate| match found.check {
        MixCheck::Polarity => found,
        _ => MixCandidate { audio_from: found.audio_from + SHIFT, audio_to: found.audio_to + SHIFT, ..found },
    };
    candidates.into_iter().map(by).collect()
}

fn said(workspace: &Workspace) -> Vec<(RemeasuredResult, String)> {
    let ticket = workspace.session().expect("a session").ticket();
    ticket.remeasured().iter().map(|one| (one.result, one.text.clone())).collect()
}

#[test]
fn what_is_gone_still_there_and_moved_is_told_with_its_figures() {
    let mut now = shifted(first());
    now.retain(|found| found.check == MixCheck::DropOut);
    // One drop-out stayed, one lies three seconds later in the programme.
    now[1].audio_from += 144_000;
    now[1].audio_to += 144_000;
    let workspace = fix_check(result(now));
    let expected = [
        (RemeasuredResult::Gone, "Gone: now R the right way up."),
        (RemeasuredResult::Gone, "Gone: was −18.0 dB against the dialogue, now not found above −40.0 dB."),
        (RemeasuredResult::Gone, "Gone: was −0.4 dBTP, is −1.3 dBTP."),
        (RemeasuredResult::StillThere, "Still there: was 500 ms, is 500 ms."),
        (
            RemeasuredResult::Moved(SampleDelta::new(144_000)),
            "Moved 3000 ms LATER in the programme: was 500 ms, is 500 ms.",
        ),
    ];
    let said = said(&workspace);
    let said: Vec<_> = said.iter().map(|(result, text)| (*result, text.as_str())).collect();
    assert_eq!(said, expected);
    let session = workspace.session().expect("a session");
    assert_eq!(session.open_candidates(), (0, 0), "an earlier finding is rechecked, not judged as a new one");
}

#[test]
fn what_was_not_listened_for_is_never_gone() {
    let mut now = result(Vec::new());
    for (check, state) in &mut now.checks {
        *state = match check {
            MixCheck::DropOut => CheckState::NotRun("It was not asked for.".to_owned()),
            MixCheck::Polarity => {
                CheckState::CannotHear("Nothing of the M&E was found in the Print Master.".to_owned())
            }
            _ => CheckState::Ran,
        };
    }
    if let Some(map) = &mut now.measures.null_map {
        // Twelve seconds on, where the dialogue was, is seventeen in the redelivery.
        map.channels[0][17] = NullStep::NotCompared;
    }
    let said = said(&fix_check(now));
    assert_eq!(said[0].0, RemeasuredResult::NotHeard, "{said:?}");
    assert_eq!(said[0].1, "Not heard: nothing of the M&E was found in the Print Master.");
    assert_eq!(said[1].0, RemeasuredResult::NotHeard, "{said:?}");
    assert_eq!(said[3].1, "Not heard: it was not asked for.");
}

#[test]
fn where_the_timing_gives_no_place_nothing_is_gone_and_what_is_found_is_still_there() {
    let (mut workspace, _) = open_ticket(redelivered());
    let mut unknown = measured(SHIFT as f64, 0.0);
    unknown.segments[0].kind = SegmentKind::None;
    workspace.event(MeasureEvent::Measured(Box::new(unknown)));
    let mut now = first();
    now.retain(|found| found.check == MixCheck::TruePeak);
    workspace.event(MixEvent::Heard(Box::new(result(now))));
    let said = said(&workspace);
    let results: Vec<RemeasuredResult> = said.iter().map(|(result, _)| *result).collect();
    use RemeasuredResult::{Gone, NotHeard, StillThere};
    assert_eq!(results, [Gone, NotHeard, StillThere, NotHeard, NotHeard], "{said:?}");
}

#[test]
fn what_was_dismissed_stays_dismissed_at_the_fix_check_and_can_be_opened_again() {
    let mut now = shifted(first());
    now.retain(|found| found.check == MixCheck::LevelDifference);
    let mut workspace = fix_check(result(now));
    let open = |workspace: &Workspace| workspace.session().expect("a session").open_candidates();
    assert_eq!(open(&workspace), (0, 0));
    let heard = workspace.session().expect("a session").heard_mix().expect("heard").clone();
    let ticket = (*workspace.session().expect("a session").ticket()).clone();
    assert!(
        matches!(heard.judgement(0, &ticket), Some(CandidateJudgement::Dismissed { why, .. }) if why == "meant so")
    );
    workspace.command(MixCommand::Reopen(0), &stamp());
    assert_eq!(open(&workspace), (0, 1));
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(open(&workspace), (0, 0));
}

#[test]
fn an_exact_fault_that_a_person_called_gone_is_a_draft_again_while_it_is_measured() {
    let mut now = shifted(first());
    now.retain(|found| found.check == MixCheck::TruePeak);
    let mut workspace = fix_check(result(now));
    let drafts = |workspace: &Workspace| {
        workspace.checklist().into_iter().any(|point| point.of == ChecklistTopic::MixDrafts)
    };
    assert!(!drafts(&workspace));
    workspace.command(MixCommand::Hear(0), &stamp());
    workspace.command(MixCommand::AcceptCandidate, &stamp());
    assert!(workspace.session().expect("a session").ticket().findings().is_empty());
    let id = workspace.session().expect("a session").ticket().remeasured()[2].finding;
    let result = twopop::ticket::Rechecked::Gone;
    let recheck = Transition::Recheck { finding: id, result, note: String::new() };
    let taken_up = Transition::TakeUp;
    for made in [taken_up, recheck] {
        workspace.command(TicketCommand::Transition(Box::new(made)), &stamp());
    }
    assert!(drafts(&workspace), "what is measured and what was said do not agree");
}
