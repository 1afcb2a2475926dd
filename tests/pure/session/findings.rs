//! Findings: flagged, kept with how they looked, recalled, taken back.

use super::*;

#[test]
fn the_severity_follows_from_what_is_served() {
    let table = [
        (ReferenceKind::FinalProxy, Severity::Blocker, false),
        (ReferenceKind::ServicingTurnover, Severity::Issue, false),
        (ReferenceKind::LockedCut, Severity::Issue, false),
        (ReferenceKind::Companion, Severity::Issue, true),
    ];
    for (kind, severity, needs_supervisor) in table {
        let (mut workspace, _) = open(kind);
        workspace.command(AlignCommand::Nudge(NudgeStep::Frame, -3), &stamp());
        workspace.command(FindingCommand::ChooseKind(FindingKind::GlobalOffset), &stamp());
        workspace.command(FindingCommand::TypeText("three frames late after the pop".to_owned()), &stamp());
        workspace.command(FindingCommand::Flag, &stamp());
        let session = workspace.session().expect("a session");
        let finding = session.ticket().findings().first().expect("a finding");
        assert_eq!((finding.severity, finding.needs_supervisor), (severity, needs_supervisor), "{kind}");
        assert_eq!(finding.text, "three frames late after the pop");
        assert_eq!(finding.nudge, Nudge::new(SampleDelta::new(-3 * 2002)));
        assert_eq!(finding.to - finding.from, SampleDelta::new(2002), "one frame");
        assert_eq!(session.ticket().finding_draft(), "");
    }
}

#[test]
fn flagging_keeps_how_it_looked_under_names_without_a_title() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    heard(&mut workspace, Side::Guide);
    heard(&mut workspace, Side::Delivered);
    workspace.command(AlignCommand::Nudge(NudgeStep::Sample, 48_000), &stamp());
    workspace.event(TransportEvent::Moved { position: SamplePos::new(24 * 2002), speed: Speed::REST });
    let effects = workspace.command(FindingCommand::Flag, &stamp());
    let pictures = kept_pictures(&effects).expect("asked for").clone();
    let session = workspace.session().expect("a session");
    let finding = session.ticket().findings().first().expect("a finding");
    let name = |what: &str| Some(format!("{}-{what}.png", finding.id.0));
    assert_eq!((&finding.evidence.still, &finding.evidence.waveform), (&name("still"), &name("waveform")));
    assert_eq!((pictures.ticket, pictures.finding), (session.ticket().id(), finding.id));
    assert_eq!(pictures.still.map(|still| still.frame), Some(24));
    let waveform = pictures.waveform.expect("drawn");
    // 500 samples a column, the finding in the middle: the guide begins at column 480 − 48 048/500, and the delivered
    // audio, a second LATER, 96 columns after it.
    let first = |peaks: &[Option<Peak>]| peaks.iter().position(Option::is_some);
    assert_eq!((waveform.guide.len(), waveform.concerned), (960, 480..485));
    assert_eq!((first(&waveform.guide), first(&waveform.delivered)), (Some(383), Some(479)));
    let saved = effects.iter().any(|effect| {
        matches!(effect, Effect::Save(save) if save.ticket.findings().first().is_some_and(|kept| kept.evidence.still.is_some()))
    });
    assert!(saved, "the names are in the ticket that is saved");
}

#[test]
fn a_picture_is_read_once_and_again_when_it_was_kept_meanwhile() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let name = "7-still.png".to_owned();
    let look = FindingCommand::LoadSnapshot(name.clone());
    let asked =
        [Effect::Finding(FindingEffect::ReadSnapshot { ticket: TicketId(Uuid::nil()), name: name.clone() })];
    assert_eq!(workspace.command(look.clone(), &stamp()), asked);
    assert_eq!(workspace.command(look.clone(), &stamp()), []);
    workspace.event(FindingEvent::SnapshotLoaded { name: name.clone(), snapshot: None });
    assert_eq!(
        workspace.command(look.clone(), &stamp()),
        [],
        "missing, and not asked for at each frame of the desk"
    );
    workspace.event(FindingEvent::SnapshotsKept(vec![name]));
    assert_eq!(workspace.command(look, &stamp()), asked);
}

#[test]
fn undoing_a_flag_gives_the_half_typed_words_back() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(FindingCommand::TypeText("door sl".to_owned()), &stamp());
    workspace.command(FindingCommand::TypeText("door slam missing".to_owned()), &stamp());
    workspace.command(FindingCommand::ChooseKind(FindingKind::MissingEffect), &stamp());
    workspace.command(FindingCommand::Flag, &stamp());
    workspace.command(TicketCommand::Undo, &stamp());
    let session = workspace.session().expect("a session");
    assert!(session.ticket().findings().is_empty());
    assert_eq!(session.ticket().finding_draft(), "door slam missing");
}

#[test]
fn recalling_a_finding_restores_what_was_heard() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(AlignCommand::Nudge(NudgeStep::Millisecond, 7), &stamp());
    workspace.event(TransportEvent::Moved { position: SamplePos::new(48_048), speed: Speed::NORMAL });
    workspace.command(FindingCommand::Flag, &stamp());
    let flagged =
        workspace.session().map(|session| session.ticket().findings()[0].clone()).expect("a finding");
    let (finding, seen) = (flagged.id, flagged.evidence.reference.expect("the reference in force"));
    assert_eq!((seen.kind, seen.file.as_str()), (ReferenceKind::FinalProxy, "final.mov"));
    workspace.command(AlignCommand::ResetNudge, &stamp());
    let effects = workspace.command(FindingCommand::Recall(finding), &stamp());
    assert_eq!(nudge_of(&workspace), 7 * 48);
    assert!(
        effects.contains(&Effect::Transport(TransportEffect::Seek(SamplePos::new(48_048)))),
        "{effects:?}"
    );
}

#[test]
fn a_card_keeps_its_frames_while_the_playhead_moves_on() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let at =
        |frame: i64| TransportEvent::Moved { position: SamplePos::new(frame * 2002), speed: Speed::REST };
    workspace.event(at(240));
    workspace.command(TransportCommand::LoopIn, &stamp());
    workspace.event(at(260));
    workspace.command(TransportCommand::LoopOut, &stamp());
    workspace.event(at(250));
    workspace.command(FindingCommand::FlagHere, &stamp());
    workspace.event(at(300));
    workspace.command(FindingCommand::Flag, &stamp());
    // Away from in and out it is the frame on screen, and a loop laid around a finding is no range.
    workspace.command(FindingCommand::FlagHere, &stamp());
    workspace.command(FindingCommand::Flag, &stamp());
    workspace.command(TransportCommand::PlayAround, &stamp());
    workspace.event(at(310));
    workspace.command(FindingCommand::FlagHere, &stamp());
    workspace.command(FindingCommand::Flag, &stamp());
    let found: Vec<_> = workspace
        .session()
        .expect("a session")
        .ticket()
        .findings()
        .iter()
        .map(|finding| (finding.from.get() / 2002, finding.to.get() / 2002, finding.kind))
        .collect();
    let other = FindingKind::Other;
    assert_eq!(found, [(240, 261, other), (300, 301, other), (310, 311, other)]);
}

#[test]
fn a_key_on_a_draft_accepts_it_and_a_correction_keeps_what_was_proposed() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    let from =
        workspace.session().and_then(|session| Some(session.open_drafts().next()?.1.from)).expect("a draft");
    workspace.event(TransportEvent::Moved { position: from + SampleDelta::new(3_000), speed: Speed::REST });
    workspace.command(FindingCommand::FlagHere, &stamp());
    let session = workspace.session().expect("a session");
    assert_eq!(session.card(), None);
    let finding = session.ticket().findings()[0].clone();
    assert!(finding.text.contains("LATE by 3 frames"), "{}", finding.text);
    // Another type and FYI: the measured BLOCKER is not lost, operator and policy differ.
    let to = Correction::Kind(FindingKind::Other);
    workspace.command(FindingCommand::Correct { finding: finding.id, to }, &stamp());
    let severity = Severity::Fyi;
    workspace.command(FindingCommand::SetSeverity { finding: finding.id, severity }, &stamp());
    let ticket = workspace.session().expect("a session").ticket();
    assert_eq!(
        ticket.findings()[0].proposed.as_ref().map(|proposed| proposed.severity),
        Some(Severity::Blocker)
    );
    assert!(!ticket.disagreements().is_empty());
    assert!(open_drafts(&workspace).is_empty(), "it stays what became of the draft");
    // Out before in is refused with a sentence, and every correction is one undo step.
    let to = Correction::Out(SamplePos::ZERO);
    workspace.command(FindingCommand::Correct { finding: finding.id, to }, &stamp());
    assert!(workspace.notices().iter().any(|notice| notice.text.contains("the out lies before the in")));
    workspace.command(TicketCommand::Undo, &stamp());
    workspace.command(TicketCommand::Undo, &stamp());
    let kept = workspace.session().expect("a session").ticket().findings()[0].clone();
    assert_eq!(kept, finding);
}

#[test]
fn the_walk_by_place_stops_at_drafts_too() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let goes_to = |workspace: &mut Workspace, command: TicketCommand| {
        let effects = workspace.command(command, &stamp());
        let place = effects.iter().find_map(|effect| match effect {
            Effect::Transport(TransportEffect::Seek(place)) => Some(*place),
            _ => None,
        });
        let position = place.expect("gone to");
        workspace.event(TransportEvent::Moved { position, speed: Speed::REST });
        position
    };
    let first = goes_to(&mut workspace, TicketCommand::NextFinding);
    workspace.command(FindingCommand::FlagHere, &stamp());
    let second = goes_to(&mut workspace, TicketCommand::NextFinding);
    assert!(second > first);
    assert_eq!(goes_to(&mut workspace, TicketCommand::PreviousFinding), first);
    assert_eq!(workspace.session().map(|session| session.ticket().findings().len()), Some(1));
}
