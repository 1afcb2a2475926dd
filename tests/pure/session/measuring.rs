//! What a measurement brings to a session: an alignment to take, drafts to accept.

use twopop::ticket::{Edit, Finding};

use super::*;
use twopop::timing::{GuideTrack, GuideTrackReason};

#[test]
fn a_measurement_names_the_initial_alignment_and_drafts_for_a_person_to_accept() {
    let (mut workspace, effects) = open(ReferenceKind::FinalProxy);
    assert!(
        matches!(effects.first(), Some(Effect::Request(RequestEffect::Load(load))) if load.conditions.is_some())
    );
    workspace.event(MeasureEvent::Measured(Box::new(measured(96_000.0, 6_006.0))));
    let session = workspace.session().expect("a session");
    assert_eq!(
        session.ticket().initial_alignment(),
        Nudge::new(SampleDelta::new(-96_000)),
        "earlier by where the pop is late"
    );
    assert_eq!(session.ticket().initial_alignment_by(), "2-pop");
    assert!(session.ticket().findings().is_empty(), "a measurement never becomes a finding by itself");

    let effects = workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    let session = workspace.session().expect("a session");
    let finding = session.ticket().findings().first().expect("the accepted draft");
    let pictures = kept_pictures(&effects).expect("how it looks is kept");
    assert_eq!(pictures.still.as_ref().map(|still| &still.name), finding.evidence.still.as_ref());
    assert_eq!((finding.kind, finding.severity), (FindingKind::GlobalOffset, Severity::Blocker));
    assert!(finding.text.contains("LATE by 3 frames"), "{}", finding.text);
    let evidence = &finding.evidence;
    let residual = evidence.measured.as_ref().and_then(|measured| measured.late_by);
    assert_eq!(residual, Some(Lateness::new(SampleDelta::new(6_006))), "what it rests on is kept with it");
    assert_eq!(
        (evidence.initial_alignment_by.as_str(), evidence.initial_alignment.delta().get()),
        ("2-pop", -96_000)
    );
    assert_eq!(finding.proposed.as_ref().map(|proposed| proposed.severity), Some(Severity::Blocker));
    workspace.command(TicketCommand::Undo, &stamp());
    assert!(workspace.session().is_some_and(|session| session.ticket().findings().is_empty()));
}

#[test]
fn the_suggested_alignment_is_an_ordinary_undoable_nudge() {
    let (mut workspace, _) = open(ReferenceKind::LockedCut);
    assert_eq!(
        workspace.refusal(&AlignCommand::ApplySuggestion.into()).as_deref(),
        Some("nothing was measured here")
    );
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    workspace.event(TransportEvent::Moved { position: SamplePos::new(960_000), speed: Speed::REST });
    workspace.command(AlignCommand::ApplySuggestion, &stamp());
    assert_eq!(nudge_of(&workspace), -6_006, "LATE is cured by moving EARLIER");
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 0);
}

#[test]
fn a_measurement_never_moves_what_an_operator_has_nudged() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(AlignCommand::Nudge(NudgeStep::Frame, 1), &stamp());
    workspace.event(MeasureEvent::Measured(Box::new(measured(96_000.0, 0.0))));
    let session = workspace.session().expect("a session");
    assert_eq!((session.ticket().initial_alignment(), nudge_of(&workspace)), (Nudge::ZERO, 2002));
}

#[test]
fn a_spot_check_drafts_what_is_global_and_leaves_findings_alone() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
    let effects = workspace.command(TicketCommand::SetMode(Mode::Spot), &stamp());
    assert!(
        matches!(effects.as_slice(), [Effect::Save(save)] if save.ticket.mode() == Mode::Spot),
        "{effects:?}"
    );
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    workspace.command(MeasureCommand::AcceptDraft(1), &stamp());
    assert!(
        workspace.session().is_some_and(|session| session.ticket().findings().is_empty()),
        "not on offer"
    );

    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
    workspace.command(MeasureCommand::AcceptDraft(1), &stamp());
    workspace.command(TicketCommand::SetMode(Mode::Spot), &stamp());
    let kept = workspace.session().map(|session| session.ticket().findings().to_vec()).unwrap_or_default();
    assert_eq!(kept.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::Recut]);
}

#[test]
fn an_accepted_draft_is_known_by_its_finding_and_its_reference_not_by_a_sentence() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(MeasureCommand::AcceptDraft(1), &stamp());
    let found = |workspace: &Workspace| workspace.session().expect("a session").ticket().findings().to_vec();
    let [accepted] = found(&workspace).try_into().expect("one finding");
    assert_eq!(accepted.evidence.reference.as_ref().map(|seen| seen.file.as_str()), Some("final.mov"));

    // Its frames are corrected: it is still what became of the draft.
    let longer = Finding { to: accepted.to + SampleDelta::new(2_002), ..accepted.clone() };
    assert!(workspace.edit(Edit::ReplaceFinding(Box::new(longer))));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);

    // In a later session only the ticket knows it: its reference counts, however that is worded.
    workspace.command(TicketCommand::Undo, &stamp());
    let reworded = Finding { against: "the final, as it was called once".to_owned(), ..accepted.clone() };
    assert!(workspace.edit(Edit::ReplaceFinding(Box::new(reworded))));
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);

    // Of an early ticket, which kept no reference, the sentence is all there is.
    let mut early = accepted;
    assert!(workspace.edit(Edit::RemoveFinding(early.id)));
    early.id = FindingId(Uuid::from_u128(77));
    early.evidence.reference = None;
    assert!(workspace.edit(Edit::InsertFinding { place: 0, finding: Box::new(early.clone()) }));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    early.against.push_str(" v9");
    assert!(workspace.edit(Edit::ReplaceFinding(Box::new(early))));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
}

#[test]
fn undoing_an_acceptance_offers_the_draft_again() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::Recut]);
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    let count = workspace.session().map(|session| session.ticket().findings().len());
    assert_eq!(count, Some(1), "accepted once, one finding");
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
    workspace.command(dismiss(1), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
}

#[test]
fn a_first_picture_stays_until_the_answer_is_there_and_drafts_nothing() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let preview = Preview {
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        points: vec![PreviewPoint { reference: SamplePos::new(480_000), offset: 6_100.0 }],
    };
    workspace.event(MeasureEvent::Progress { share: 0.3, step: "Comparing the speeds".to_owned() });
    workspace.event(MeasureEvent::Preview(Box::new(preview.clone())));
    workspace.event(MeasureEvent::Progress { share: 0.6, step: "Looking for recuts".to_owned() });
    let kept = workspace.session().map(|session| session.measuring().clone());
    let Some(Measuring::Running { preview: Some(kept), share, .. }) = kept else { panic!("{kept:?}") };
    assert_eq!((*kept, share), (preview.clone(), 0.6));
    assert!(open_drafts(&workspace).is_empty());
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.event(MeasureEvent::Preview(Box::new(preview)));
    let measuring = workspace.session().map(Session::measuring);
    assert!(matches!(measuring, Some(Measuring::Done(_))), "a late first picture replaces no answer");
}

#[test]
fn a_place_on_the_overview_plays_in_sync_and_one_undo_takes_it_back() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    for place in [600_600, 1_201_200] {
        let effects = workspace.command(AlignCommand::PlayInSyncAt(SamplePos::new(place)), &stamp());
        assert!(
            effects.contains(&Effect::Transport(TransportEffect::Seek(SamplePos::new(place)))),
            "{effects:?}"
        );
        assert_eq!(
            effects.contains(&Effect::Transport(TransportEffect::Play)),
            place == 600_600,
            "it plays on: {effects:?}"
        );
    }
    assert_eq!(nudge_of(&workspace), -6_006);
    let effects = workspace.command(AlignCommand::PlayInSyncAt(SamplePos::new(2_402_400)), &stamp());
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Monitor(MonitorEffect::SetMix { .. }))),
        "no evidence there: {effects:?}"
    );
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 0);
}

#[test]
fn the_guide_found_among_the_tracks_is_heard_and_a_person_may_choose_another() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let by_sound = GuideTrack { track: 2, of: 3, because: GuideTrackReason::SharesMost };
    let effects = workspace.event(MeasureEvent::GuideTrack(by_sound));
    let [Effect::Request(RequestEffect::PlayGuideTrack(load))] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!((load.guide_track, &load.conditions), (Some(2), &None), "heard, and not measured again");
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    assert_eq!(workspace.session().and_then(Session::guide_track), Some(by_sound));

    let effects = workspace.command(RequestCommand::SetGuideTrack { asset: 0, track: Some(3) }, &stamp());
    let load = effects.iter().find_map(|effect| match effect {
        Effect::Request(RequestEffect::Load(load)) => Some(load),
        _ => None,
    });
    let load = load.expect("opened and measured anew");
    assert_eq!(load.guide_track, Some(3));
    assert!(load.conditions.is_some());
    assert_eq!(
        workspace.session().expect("a session").ticket().assets()[0].guide_track,
        Some(3),
        "remembered"
    );
    let named = GuideTrack { track: 3, of: 3, because: GuideTrackReason::Named };
    assert!(workspace.event(MeasureEvent::GuideTrack(named)).is_empty(), "it is heard already");
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(workspace.session().expect("a session").ticket().assets()[0].guide_track, None);
}
