//! Inside the mix: heard after the verdict, played, judged, and never asked twice.

use twopop::mix::{CheckState, ComparedChannel, ComparedWith, MixCandidate, MixMeasures, MixResult};
use twopop::monitoring::ComparedSound;
use twopop::session::{ChecklistTopic, MixCommand, MixEvent, MixState, PointState};
use twopop::ticket::{CandidateJudgement, MixCheck, Mode};

use super::*;

fn press(workspace: &mut Workspace, command: impl Into<Command>) -> Vec<Effect> {
    workspace.command(command, &stamp())
}

pub(super) fn candidate(check: MixCheck, channel: usize, from: i64, level: Option<f64>) -> MixCandidate {
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

/// Two level differences, the second the worse one, a true peak, and one leg of the whole upside down.
fn found() -> MixResult {
    let whole =
        MixCandidate { audio_from: 0, audio_to: 48_000 * 60, ..candidate(MixCheck::Polarity, 1, 0, None) };
    MixResult {
        checks: MixCheck::ALL.map(|check| (check, CheckState::Ran)).to_vec(),
        measures: MixMeasures {
            channels: Some(vec![ComparedChannel::default(); 2]),
            ..MixMeasures::default()
        },
        candidates: vec![
            whole,
            candidate(MixCheck::LevelDifference, 0, 480_000, Some(-1.5)),
            candidate(MixCheck::LevelDifference, 0, 960_000, Some(3.0)),
            candidate(MixCheck::TruePeak, 0, 1_440_000, Some(-0.2)),
        ],
        in_all: Vec::new(),
    }
}

/// A desk whose mix was listened to.
fn heard() -> Workspace {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    workspace.event(MixEvent::Heard(Box::new(found())));
    workspace
}

fn selected(workspace: &Workspace) -> Option<usize> {
    workspace.session().expect("a session").selected_candidate()
}

fn point(workspace: &Workspace, of: ChecklistTopic) -> Option<PointState> {
    workspace.checklist().into_iter().find(|point| point.of == of).map(|point| point.state)
}

#[test]
fn the_mix_is_listened_to_once_the_timing_is_measured_and_not_twice() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let listens =
        |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Mix(MixEffect::Recall(_))));
    assert!(listens(&workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))))));
    workspace.event(MixEvent::Progress(0.5));
    let state = |workspace: &Workspace| workspace.session().expect("a session").mix().clone();
    assert!(matches!(state(&workspace), MixState::Listening { share, .. } if share == 0.5));
    assert_eq!(point(&workspace, ChecklistTopic::Mix), Some(PointState::Open));
    workspace.event(MixEvent::Heard(Box::new(found())));
    assert!(matches!(state(&workspace), MixState::Done(_)));
    press(&mut workspace, MeasureCommand::Start);
    assert!(!listens(&workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))))));
    let stale = |workspace: &Workspace| workspace.session().expect("a session").mix_is_stale();
    assert!(!stale(&workspace));
    press(&mut workspace, TicketCommand::SetMode(Mode::Spot));
    assert!(stale(&workspace), "a spot check listens for something else");
    let effects = press(&mut workspace, MixCommand::Listen);
    assert!(matches!(effects.as_slice(), [Effect::Mix(MixEffect::Listen(_))]), "a person asks: {effects:?}");
}

#[test]
fn what_was_heard_before_says_from_when_until_it_is_heard_again() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let at = "2026-11-28T14:03:21+01:00".to_owned();
    workspace.event(MixEvent::HeardBefore { at: at.clone(), result: Box::new(found()) });
    let heard = |workspace: &Workspace| {
        let session = workspace.session().expect("a session");
        session.heard_mix().map(|heard| heard.heard_at().map(str::to_owned))
    };
    assert_eq!(heard(&workspace), Some(Some(at)));
    assert_eq!(point(&workspace, ChecklistTopic::Mix), Some(PointState::Open), "it has candidates to hear");
    let anew =
        |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Mix(MixEffect::Listen(_))));
    assert!(anew(&press(&mut workspace, MixCommand::Listen)), "what is kept is not asked");
    workspace.event(MixEvent::Heard(Box::new(found())));
    assert_eq!(heard(&workspace), Some(None));
}

#[test]
fn a_candidate_is_heard_alone_in_a_loop_then_as_in_the_print_master_then_the_difference() {
    let mut workspace = heard();
    let before = workspace.session().expect("a session").monitoring();
    press(&mut workspace, MixCommand::HearNextCandidate);
    assert_eq!(selected(&workspace), Some(0), "what is wrong with the whole comes first");
    let effects = press(&mut workspace, MixCommand::HearNextCandidate);
    assert_eq!(selected(&workspace), Some(2), "the worse of two differences");
    let session = workspace.session().expect("a session");
    assert_eq!(session.monitoring().delivered.solo.channels().collect::<Vec<_>>(), [0]);
    let marks = session.loop_marks();
    assert!(
        marks.is_on && marks.from < Some(SamplePos::new(960_000)) && marks.to > Some(SamplePos::new(984_000))
    );
    assert!(effects.contains(&Effect::Transport(TransportEffect::Play)));
    let heard_as = |sound| vec![Effect::Monitor(MonitorEffect::HearCompared(sound))];
    for sound in [Some(ComparedSound::PrintMaster), Some(ComparedSound::Difference), None] {
        assert_eq!(press(&mut workspace, MixCommand::HearCompared), heard_as(sound));
    }
    press(&mut workspace, MixCommand::HearCompared);
    press(&mut workspace, TransportCommand::SeekTo(SamplePos::new(48_000)));
    let session = workspace.session().expect("a session");
    assert_eq!((session.monitoring(), session.heard_candidate()), (before, None));
    assert!(!session.loop_marks().is_on);
}

#[test]
fn an_accepted_candidate_is_a_finding_in_its_words_and_the_next_is_heard() {
    let mut workspace = heard();
    press(&mut workspace, MixCommand::Hear(2));
    press(&mut workspace, MixCommand::AcceptCandidate);
    let session = workspace.session().expect("a session");
    let finding = session.ticket().findings()[0].clone();
    assert_eq!((finding.kind, finding.severity), (FindingKind::Other, Severity::Issue));
    assert_eq!(finding.channels, [0]);
    assert_eq!(finding.text, "L 3.0 dB louder than in the Print Master.");
    assert!(finding.needs_supervisor, "the policy states nothing");
    assert_eq!(finding.rule.as_deref(), Some("mix-level"));
    assert!(finding.from <= SamplePos::new(960_000) && finding.to >= SamplePos::new(984_000));
    let measured = finding.evidence.measured.expect("what was measured");
    assert_eq!((measured.confidence_percent, measured.late_by), (85, None));
    assert_eq!(selected(&workspace), Some(1), "the next that nobody has judged");
    press(&mut workspace, TicketCommand::Undo);
    let session = workspace.session().expect("a session");
    assert!(session.ticket().findings().is_empty() && session.ticket().candidates().is_empty());
}

#[test]
fn a_candidate_whose_finding_is_removed_is_open_again() {
    let mut workspace = heard();
    press(&mut workspace, MixCommand::Hear(2));
    press(&mut workspace, MixCommand::AcceptCandidate);
    let ticket = |workspace: &Workspace| (*workspace.session().expect("a session").ticket()).clone();
    assert_eq!(workspace.session().expect("a session").open_candidates(), (2, 1));
    let id = ticket(&workspace).findings()[0].id;
    press(&mut workspace, FindingCommand::Remove(id));
    assert_eq!(workspace.session().expect("a session").open_candidates(), (2, 2));
}

#[test]
fn what_is_dismissed_stays_dismissed_when_it_is_measured_again() {
    let mut workspace = heard();
    press(&mut workspace, MixCommand::Hear(1));
    press(&mut workspace, MixCommand::DismissBecause("meant so".to_owned()));
    press(&mut workspace, MixCommand::Hear(2));
    press(&mut workspace, MixCommand::UnsureOfCandidate);
    let session = workspace.session().expect("a session");
    let kept = session.ticket().candidates().to_vec();
    assert!(
        matches!(&kept[0].judgement, Some(CandidateJudgement::Dismissed { why, .. }) if why == "meant so")
    );
    assert_eq!((kept[0].level, kept[1].level), (Some(-150), Some(300)), "kept with what was measured");
    press(&mut workspace, MixCommand::Listen);
    let mut moved = found();
    for one in &mut moved.candidates {
        one.audio_from += 960;
        one.level_db = one.level_db.map(|level| level + 0.1);
    }
    workspace.event(MixEvent::Heard(Box::new(moved)));
    assert_eq!(workspace.session().expect("a session").open_candidates(), (2, 0));
    press(&mut workspace, TicketCommand::Undo);
    press(&mut workspace, TicketCommand::Undo);
    assert_eq!(workspace.session().expect("a session").open_candidates(), (2, 2));
}

#[test]
fn exact_measures_are_drafts_to_decide_on_and_candidates_a_note() {
    let mut workspace = heard();
    assert_eq!(point(&workspace, ChecklistTopic::MixDrafts), Some(PointState::Blocking));
    assert_eq!(point(&workspace, ChecklistTopic::Mix), Some(PointState::Open));
    for place in [0, 3] {
        press(&mut workspace, MixCommand::Hear(place));
        press(&mut workspace, MixCommand::DismissCandidate);
    }
    assert_eq!(point(&workspace, ChecklistTopic::MixDrafts), None);
    assert!(workspace.submit_refusal().is_none(), "nobody is kept from submitting by candidates");
    let rest = MixCommand::DismissRest { check: "level_difference".to_owned(), why: String::new() };
    press(&mut workspace, rest);
    assert_eq!(point(&workspace, ChecklistTopic::Mix), Some(PointState::Settled));
}

#[test]
fn two_channels_upside_down_are_one_mismap() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let mut result = found();
    result.candidates[1] = MixCandidate { channels: vec![0], ..result.candidates[0].clone() };
    workspace.event(MixEvent::Heard(Box::new(result)));
    for place in [0, 1] {
        press(&mut workspace, MixCommand::Hear(place));
        press(&mut workspace, MixCommand::AcceptCandidate);
    }
    let session = workspace.session().expect("a session");
    let findings = session.ticket().findings();
    assert_eq!((findings.len(), &findings[0].channels[..]), (1, &[0, 1][..]));
    assert!(findings[0].text.contains("R upside down") && findings[0].text.contains("L upside down"));
    assert_eq!(session.open_candidates(), (1, 1));
}
