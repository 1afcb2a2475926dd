//! Finishing on the stage mix: offered, taken, undone, and what stays of the served picture.

use super::*;

/// A sound-only stage mix that begins two seconds into the picture lies beside the Final Proxy.
fn with_stage_mix() -> Ticket {
    let mut ticket = ticket(ReferenceKind::FinalProxy);
    let mix = Role::Reference(ReferenceKind::StageMix);
    let mix = asset(mix, "/requests/nightfall/mix.wav", Delivery::Delivered);
    ticket.observe(Observation::Arrived(vec![mix]));
    ticket
}

fn open_with_stage_mix() -> Workspace {
    let (mut workspace, _) = open_ticket(with_stage_mix());
    let start = facts().start_timecode.expect("a start").samples_since_midnight();
    let sound_only = AssetFacts {
        frame_rate: None,
        start_timecode: None,
        time_reference: Some(start + SampleDelta::new(96_000)),
        ..facts()
    };
    let found = Asset { facts: Some(sound_only), ..with_stage_mix().assets()[2].clone() };
    workspace.event(RequestEvent::Examined { asset: 2, as_found: Box::new(found) });
    workspace
}

fn finish() -> Command {
    RequestCommand::FinishOnStageMix { why: "agreed with the supervisor".to_owned() }.into()
}

fn load_of(effects: &[Effect]) -> &twopop::session::Load {
    let load = effects.iter().find_map(|effect| match effect {
        Effect::Request(RequestEffect::Load(load)) => Some(load),
        _ => None,
    });
    load.unwrap_or_else(|| panic!("no load in {effects:?}"))
}

#[test]
fn the_stage_mix_is_offered_only_where_the_timing_does_not_match() {
    let mut workspace = open_with_stage_mix();
    assert_eq!(workspace.refusal(&finish()).as_deref(), Some("no stage mix is on offer"));
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    assert_eq!(workspace.refusal(&finish()).as_deref(), Some("no stage mix is on offer"));
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    assert_eq!(workspace.refusal(&finish()), None);
    let silent = RequestCommand::FinishOnStageMix { why: " ".to_owned() }.into();
    assert_eq!(workspace.refusal(&silent).as_deref(), Some("finishing on the stage mix needs a reason"));
    let why = workspace.session().map(Session::reason_to_finish);
    let expected = "The timing does not match the Final Proxy v3: global offset, mismatched shots or scenes.";
    assert_eq!(why.as_deref(), Some(expected));
}

#[test]
fn taking_the_stage_mix_is_recorded_heard_and_undone() {
    let mut workspace = open_with_stage_mix();
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let effects = workspace.command(finish(), &stamp());
    let load = load_of(&effects);
    assert_eq!(load.reference, [PathBuf::from("/requests/nightfall/final.mov")], "the picture stays");
    let mix =
        Guide { files: vec!["/requests/nightfall/mix.wav".into()], begins_at: SampleDelta::new(96_000) };
    assert_eq!(load.guide.as_ref(), Some(&mix), "laid by its TimeReference");
    assert!(load.hashed.contains(&(2, "/requests/nightfall/mix.wav".into())), "named by its content");
    let session = workspace.session().expect("a session");
    let recorded = session.ticket().finishing().expect("recorded");
    assert_eq!(
        (recorded.asset, recorded.by.as_str(), recorded.at.as_str()),
        (2, "Ada, operator", stamp().at.as_str())
    );
    assert_eq!(
        session.served().map(|(_, kind)| kind),
        Some(ReferenceKind::FinalProxy),
        "nothing else is served"
    );

    let effects = workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(load_of(&effects).guide, None);
    assert!(workspace.session().is_some_and(|session| session.ticket().finishing().is_none()));
}

#[test]
fn drafts_against_the_served_picture_outlive_the_switch_and_keep_their_severity() {
    let mut workspace = open_with_stage_mix();
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(dismiss(1), &stamp());
    workspace.command(finish(), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    let effects = workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 4_004.0))));
    assert!(
        matches!(effects.as_slice(), [Effect::Save(_), Effect::Mix(MixEffect::Recall(_))]),
        "the initial alignment is not named anew, nobody else is asked: {effects:?}"
    );
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::GlobalOffset]);
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    workspace.command(MeasureCommand::AcceptDraft(2), &stamp());
    let findings =
        workspace.session().map(|session| session.ticket().findings().to_vec()).unwrap_or_default();
    let seen: Vec<_> = findings
        .iter()
        .filter_map(|finding| finding.evidence.reference.as_ref().map(|seen| seen.file.as_str()))
        .collect();
    assert_eq!(seen, ["final.mov", "mix.wav"], "each keeps the reference it was measured against");
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (finding.severity, finding.needs_supervisor, finding.against.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Severity::Blocker, false, "Final Proxy, v3: final.mov"),
            (Severity::Issue, true, "Alternative stage mix, v3: mix.wav"),
        ]
    );

    workspace.command(RequestCommand::LeaveStageMix, &stamp());
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    assert!(open_drafts(&workspace).is_empty(), "one was accepted, the other is dismissed still");
}

#[test]
fn the_picture_of_a_stage_mix_is_shown_only_where_it_counts_the_same_frames() {
    for (start, shown) in [("00:59:50:00", true), ("01:00:00:00", false)] {
        let mut workspace = open_with_stage_mix();
        let start_timecode = Timecode::parse(start, TimecodeFormat::non_drop(FrameRate::F23_976)).ok();
        let found = Asset {
            facts: Some(AssetFacts { start_timecode, ..facts() }),
            ..with_stage_mix().assets()[2].clone()
        };
        workspace.event(RequestEvent::Examined { asset: 2, as_found: Box::new(found) });
        workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
        let effects = workspace.command(finish(), &stamp());
        let load = load_of(&effects);
        assert_eq!(
            load.reference,
            [PathBuf::from(if shown {
                "/requests/nightfall/mix.wav"
            } else {
                "/requests/nightfall/final.mov"
            })]
        );
        // Ten seconds of labels at 23.976 last 10.01 s.
        assert_eq!(load.guide.as_ref().map(|guide| guide.begins_at.get()), (!shown).then_some(240 * 2002));
        assert_eq!(
            workspace.session().map(|session| session.start_timecode().to_string()).as_deref(),
            Some("00:59:50:00")
        );
    }
}

#[test]
fn what_the_print_master_shows_of_the_served_picture_is_no_answer_of_the_stage_mix() {
    let mut workspace = open_with_stage_mix();
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(finish(), &stamp());
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let again = PrintMasterMatch {
        picture_match: picture_match(CutMatch::SameCut),
        measured: measured(0.0, 6_006.0),
    };
    workspace.event(MeasureEvent::ServedRemeasured(Box::new(again)));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    let against: Vec<_> =
        workspace.session().into_iter().flat_map(Session::measured).map(|one| one.is_of_stage_mix).collect();
    assert_eq!(against, [false, true]);
}
