//! A whole session on paper: commands and events in, effects out, no window and no file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use twopop::conform::{Again, Attempt, CutMatch, PictureMatch};
use twopop::monitoring::Monitoring;
use twopop::policy::Profile;
use twopop::session::{
    AlignCommand, Command, Effect, FindingCommand, FindingEvent, Guide, MeasureCommand, MeasureEvent,
    Measuring, NudgeStep, RequestCommand, RequestEvent, SaveState, SearchState, Session, SettingsCommand,
    Side, SnapshotRequest, Stamp, TicketCommand, TicketEvent, TransportCommand, TransportEvent, ViewCommand,
    ViewEvent, Workspace,
};
use twopop::ticket::{
    Asset, AssetFacts, Delivery, FindingId, FindingKind, Mode, NewTicket, Observation, Person, PersonRole,
    ReferenceKind, Role, SCHEMA, Severity, Task, Ticket, TicketId,
};
use twopop::timebase::{FrameRate, Lateness, Nudge, SampleDelta, SamplePos, Speed, Timecode, TimecodeFormat};
use twopop::timing::{
    Coverage, Discrepancy, InitialAlignment, LeaderParts, Measurement, Preview, PreviewPoint, Rate, Recut,
    Segment, SegmentKind, SyncVerdict, Witness, WitnessKind,
};
use twopop::waveform::{Peak, PeakBuilder};
use uuid::Uuid;

/// The same time always, and a name not used before.
fn stamp() -> Stamp {
    static NAMES: AtomicU64 = AtomicU64::new(1);
    let fresh = Uuid::from_u64_pair(7, NAMES.fetch_add(1, Ordering::Relaxed));
    Stamp { at: "2026-11-22T10:00:00+00:00".to_owned(), fresh }
}

fn facts() -> AssetFacts {
    let format = TimecodeFormat::non_drop(FrameRate::F23_976);
    AssetFacts {
        frame_rate: Some(FrameRate::F23_976),
        start_timecode: Timecode::parse("00:59:50:00", format).ok(),
        duration: SampleDelta::new(48_000 * 60),
        channels: 2,
        sample_rate: 48_000,
        ..AssetFacts::default()
    }
}

fn asset(role: Role, file: &str, delivery: Delivery) -> Asset {
    Asset {
        role,
        files: vec![PathBuf::from(file)],
        version: Some("v3".to_owned()),
        delivery,
        recognised_by: "name".to_owned(),
        facts: None,
        problem: None,
        sha256: None,
    }
}

fn ticket(kind: ReferenceKind) -> Ticket {
    Ticket::new(NewTicket {
        id: TicketId(Uuid::nil()),
        title: "NIGHTFALL R1".to_owned(),
        task: Task::MusicAndEffects,
        request: PathBuf::from("/requests/nightfall"),
        assets: vec![
            asset(Role::Reference(kind), "/requests/nightfall/final.mov", Delivery::Delivered),
            asset(Role::Delivered(Task::MusicAndEffects), "/requests/nightfall/me.wav", Delivery::Delivered),
        ],
        policy: "asset-qc".to_owned(),
        created: "2026-11-22T09:00:00+00:00".to_owned(),
    })
}

/// A desk with the request open and everything examined and loaded.
fn open(kind: ReferenceKind) -> (Workspace, Vec<Effect>) {
    open_ticket(ticket(kind))
}

fn open_ticket(begun: Ticket) -> (Workspace, Vec<Effect>) {
    let profile = Arc::new(Profile::asset_qc().clone());
    let mut workspace =
        Workspace::new(profile, Person { name: "Ada".to_owned(), duty: PersonRole::Operator });
    let paths = vec![PathBuf::from("/requests/nightfall")];
    assert_eq!(workspace.command(RequestCommand::Open(paths.clone()), &stamp()), vec![Effect::Open(paths)]);
    let assets = begun.assets().to_vec();
    workspace.event(RequestEvent::Opened {
        ticket: Box::new(begun.into()),
        reopened: false,
        warnings: Vec::new(),
    });
    for (place, mut found) in assets.into_iter().enumerate() {
        found.facts = found.facts.or_else(|| Some(facts()));
        workspace.event(RequestEvent::Examined { asset: place, as_found: Box::new(found) });
    }
    let effects = workspace.event(RequestEvent::AllExamined);
    let duration = SampleDelta::new(48_000 * 60);
    workspace.event(TransportEvent::Loaded { duration, sound_device: Some("PulseAudio".to_owned()) });
    (workspace, effects)
}

fn nudge_of(workspace: &Workspace) -> i64 {
    workspace.session.as_ref().map_or(i64::MIN, |session| session.ticket.nudge().delta().get())
}

/// The mix of the demo is two samples longer than its picture: the end of the picture stays the last frame there is.
#[test]
fn the_end_is_the_last_frame_of_the_picture_where_the_audio_goes_on() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let rate = FrameRate::F23_976;
    let frames = rate.frame_at(SamplePos::ZERO + facts().duration);
    let last = rate.start_of_frame(
        frames - i64::from(rate.start_of_frame(frames) == SamplePos::ZERO + facts().duration),
    );
    for longer in [0, 2, 480_000] {
        let duration = facts().duration + SampleDelta::new(longer);
        workspace.event(TransportEvent::Loaded { duration, sound_device: None });
        assert_eq!(workspace.command(TransportCommand::GoToEnd, &stamp()), [Effect::Seek(last)]);
    }
}

#[test]
fn zooming_out_ends_where_the_whole_programme_is_seen() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let span = |workspace: &Workspace| workspace.session.as_ref().expect("open").view.span;
    for _ in 0..20 {
        workspace.command(ViewCommand::ZoomOut, &stamp());
    }
    assert_eq!(span(&workspace), SampleDelta::new(2 * 48_000 * 60));
    for _ in 0..20 {
        workspace.command(ViewCommand::ZoomIn, &stamp());
    }
    assert_eq!(span(&workspace), SampleDelta::from_milliseconds(50));
}

/// A mix that was cut off on its way explains whatever is heard: it is said before anyone looks. And whatever is opened is
/// in the queue, whether anything can be played of it or not.
#[test]
fn what_was_tolerated_of_the_files_on_the_desk_is_said_and_the_ticket_kept() {
    let mut begun = ticket(ReferenceKind::FinalProxy);
    let cut_off = "me.wav: The sound is cut off: fetch the file again.".to_owned();
    for (asset, warning) in
        ["no sound: there is no guide".to_owned(), cut_off.clone()].into_iter().enumerate()
    {
        let facts = Some(AssetFacts { warnings: vec![warning], ..facts() });
        begun.observe(Observation::Examined { asset, facts, problem: None });
    }
    let (workspace, effects) = open_ticket(begun);
    let told: Vec<&str> = workspace.notices.iter().map(|notice| notice.text.as_str()).collect();
    assert_eq!(told, [cut_off.as_str(), "final.mov: no sound: there is no guide"]);
    assert!(matches!(effects.last(), Some(Effect::Save(_))), "{effects:?}");
}

#[test]
fn opening_loads_the_served_picture_and_the_delivered_audio() {
    let (workspace, effects) = open(ReferenceKind::FinalProxy);
    let Some(Effect::Load(load)) = effects.first() else { panic!("no load in {effects:?}") };
    assert_eq!(load.reference, vec![PathBuf::from("/requests/nightfall/final.mov")]);
    assert_eq!(load.delivered, vec![PathBuf::from("/requests/nightfall/me.wav")]);
    let session = workspace.session.expect("a session");
    assert_eq!(session.ticket.initial_alignment_by(), "file start (the audio has no TimeReference)");
    assert_eq!(session.timecode().to_string(), "00:59:50:00");
}

#[test]
fn a_time_reference_lays_the_audio_where_it_belongs() {
    let picture = Asset { facts: Some(facts()), ..asset(Role::Unrecognised, "p", Delivery::Delivered) };
    let start = facts().start_timecode.expect("a start").samples_since_midnight();
    let time_reference = Some(start + SampleDelta::new(96_000));
    let audio = Asset {
        facts: Some(AssetFacts { time_reference, ..facts() }),
        ..asset(Role::Unrecognised, "a", Delivery::Delivered)
    };
    let (nudge, by) = twopop::session::initial_alignment(Profile::asset_qc(), Some(&picture), Some(&audio));
    assert_eq!(nudge, Nudge::new(SampleDelta::new(96_000)));
    assert_eq!(by, "BWF TimeReference against the picture's start timecode");
}

#[test]
fn repeated_nudge_keys_are_one_undo_step_and_are_heard_at_once() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    for _ in 0..3 {
        let effects = workspace.command(AlignCommand::FrameEarlier, &stamp());
        assert!(matches!(effects.first(), Some(Effect::SetMix { .. })), "{effects:?}");
        assert!(matches!(effects.last(), Some(Effect::Save(_))), "{effects:?}");
    }
    assert_eq!(nudge_of(&workspace), -3 * 2002);
    let effects = workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 0);
    let heard = Effect::SetMix { alignment: Nudge::ZERO, monitoring: Monitoring::default() };
    assert!(effects.contains(&heard), "undo must be heard: {effects:?}");
    workspace.command(TicketCommand::Redo, &stamp());
    assert_eq!(nudge_of(&workspace), -3 * 2002);
}

#[test]
fn a_drag_is_one_undo_step_of_its_own() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(AlignCommand::FrameLater, &stamp());
    for samples in 1..50 {
        let nudge = Nudge::new(SampleDelta::new(2002 + samples));
        let effects = workspace.command(AlignCommand::DragNudge(nudge), &stamp());
        assert_eq!(effects.len(), 1, "a preview is heard, not saved");
    }
    workspace.command(AlignCommand::EndNudgeDrag, &stamp());
    assert_eq!(nudge_of(&workspace), 2002 + 49);
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 2002);
}

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
        workspace.command(FindingCommand::TypeText("three frames late after the pop".to_owned()), &stamp());
        workspace.command(FindingCommand::Flag, &stamp());
        let session = workspace.session.expect("a session");
        let finding = session.ticket.findings().first().expect("a finding");
        assert_eq!((finding.severity, finding.needs_supervisor), (severity, needs_supervisor), "{kind}");
        assert_eq!(finding.text, "three frames late after the pop");
        assert_eq!(finding.nudge, Nudge::new(SampleDelta::new(-3 * 2002)));
        assert_eq!(finding.to - finding.from, SampleDelta::new(2002), "one frame");
        assert_eq!(session.ticket.finding_draft(), "");
    }
}

/// Half a second of a sound of one channel, as loud as it gets.
fn heard(workspace: &mut Workspace, side: Side) {
    let mut builder = PeakBuilder::new(1);
    builder.push(&[1.0; 24_000]);
    if let Some(peaks) = builder.finish() {
        workspace.event(ViewEvent::Peaks { side, channels: 1, peaks });
    }
}

fn kept_pictures(effects: &[Effect]) -> Option<&SnapshotRequest> {
    effects.iter().find_map(|effect| match effect {
        Effect::KeepSnapshots(pictures) => Some(pictures.as_ref()),
        _ => None,
    })
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
    let session = workspace.session.as_ref().expect("a session");
    let finding = session.ticket.findings().first().expect("a finding");
    let name = |what: &str| Some(format!("{}-{what}.png", finding.id.0));
    assert_eq!((&finding.evidence.still, &finding.evidence.waveform), (&name("still"), &name("waveform")));
    assert_eq!((pictures.ticket, pictures.finding), (session.ticket.id(), finding.id));
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
    let asked = [Effect::ReadSnapshot { ticket: TicketId(Uuid::nil()), name: name.clone() }];
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
    let session = workspace.session.expect("a session");
    assert!(session.ticket.findings().is_empty());
    assert_eq!(session.ticket.finding_draft(), "door slam missing");
}

#[test]
fn recalling_a_finding_restores_what_was_heard() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(AlignCommand::Nudge(NudgeStep::Millisecond, 7), &stamp());
    workspace.event(TransportEvent::Moved { position: SamplePos::new(48_048), speed: Speed::NORMAL });
    workspace.command(FindingCommand::Flag, &stamp());
    let flagged =
        workspace.session.as_ref().map(|session| session.ticket.findings()[0].clone()).expect("a finding");
    let (finding, seen) = (flagged.id, flagged.evidence.reference.expect("the reference in force"));
    assert_eq!((seen.kind, seen.file.as_str()), (ReferenceKind::FinalProxy, "final.mov"));
    workspace.command(AlignCommand::ResetNudge, &stamp());
    let effects = workspace.command(FindingCommand::Recall(finding), &stamp());
    assert_eq!(nudge_of(&workspace), 7 * 48);
    assert!(effects.contains(&Effect::Seek(SamplePos::new(48_048))), "{effects:?}");
}

#[test]
fn an_override_needs_a_reason_and_is_recorded() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let silent = RequestCommand::Override { asset: 0, why: "  ".to_owned() }.into();
    assert_eq!(workspace.refusal(&silent).as_deref(), Some("an override needs a reason"));
    assert!(workspace.command(silent, &stamp()).is_empty());
    workspace.command(RequestCommand::Override { asset: 0, why: "asked by the studio".to_owned() }, &stamp());
    let session = workspace.session.expect("a session");
    let recorded = session.ticket.overridden().expect("an override");
    assert_eq!((recorded.by.as_str(), recorded.why.as_str()), ("Ada, operator", "asked by the studio"));
}

#[test]
fn a_failed_save_is_said_and_loses_nothing() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(TicketCommand::TypeNotes("reel two from Monday".to_owned()), &stamp());
    workspace.event(TicketEvent::SaveFailed("the disk is full".to_owned()));
    assert_eq!(workspace.notices.last().map(|notice| notice.text.as_str()), Some("the disk is full"));
    let session = workspace.session.as_ref().expect("a session");
    assert_eq!(session.save, SaveState::Failed("the disk is full".to_owned()));
    let effects =
        workspace.command(TicketCommand::TypeNotes("reel two from Monday, again".to_owned()), &stamp());
    assert!(matches!(effects.last(), Some(Effect::Save(_))), "saving is tried again at the next edit");
}

#[test]
fn a_newer_ticket_is_for_reading_only() {
    let newer = serde_json::to_string(&ticket(ReferenceKind::FinalProxy)).expect("JSON");
    let newer = newer.replacen(&format!("\"schema\":{SCHEMA}"), &format!("\"schema\":{}", SCHEMA + 1), 1);
    let (mut workspace, _) = open_ticket(serde_json::from_str(&newer).expect("a ticket"));
    assert!(workspace.command(AlignCommand::Nudge(NudgeStep::Frame, 1), &stamp()).is_empty());
    assert!(workspace.command(AlignCommand::FrameLater, &stamp()).is_empty());
    assert_eq!(nudge_of(&workspace), 0);
    assert_eq!(workspace.ticket_to_save(), None);
}

#[test]
fn a_changed_file_is_announced() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(RequestEvent::Hashed { asset: 0, sha256: "aa".to_owned() });
    assert!(workspace.notices.is_empty());
    workspace.event(RequestEvent::Hashed { asset: 0, sha256: "bb".to_owned() });
    assert!(workspace.notices.iter().any(|notice| notice.text.contains("final.mov")));
}

fn any_nudge() -> impl Strategy<Value = (NudgeStep, i64)> {
    let step = prop_oneof![Just(NudgeStep::Sample), Just(NudgeStep::Millisecond), Just(NudgeStep::Frame)];
    (step, -12i64..12)
}

fn any_command() -> impl Strategy<Value = Command> {
    let text = "[a-c]{0,3}";
    prop_oneof![
        any_nudge().prop_map(|(step, count)| Command::Align(AlignCommand::Nudge(step, count))),
        Just(Command::Finding(FindingCommand::Flag)),
        text.prop_map(|text| Command::Finding(FindingCommand::TypeText(text))),
        text.prop_map(|text| Command::Ticket(TicketCommand::TypeNotes(text))),
        text.prop_map(|text| Command::Ticket(TicketCommand::TypeDecisionNote(text))),
        Just(TicketCommand::SetMode(Mode::Spot).into()),
        Just(TicketCommand::SetMode(Mode::Full).into()),
        (1u128..40, text).prop_map(|(id, text)| {
            FindingCommand::EditText { finding: FindingId(Uuid::from_u128(id)), text }.into()
        }),
        (1u128..40).prop_map(|id| Command::Finding(FindingCommand::Remove(FindingId(Uuid::from_u128(id))))),
        (0usize..3).prop_map(|asset| Command::Request(RequestCommand::Override {
            asset,
            why: "asked for".to_owned()
        })),
        Just(Command::Request(RequestCommand::ClearOverride)),
        Just(Command::Ticket(TicketCommand::Undo)),
        Just(Command::Ticket(TicketCommand::Redo)),
        Just(Command::Ticket(TicketCommand::HandIn)),
        Just(Command::Ticket(TicketCommand::Approve)),
        Just(Command::Ticket(TicketCommand::Return)),
        Just(
            SettingsCommand::SetPerson(Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor })
                .into()
        ),
        Just(
            SettingsCommand::SetPerson(Person { name: "Ada".to_owned(), duty: PersonRole::Operator }).into()
        ),
    ]
}

proptest! {
    /// However an operator gets there and back, undo returns to the start.
    #[test]
    fn undoing_everything_returns_the_first_ticket(nudges in proptest::collection::vec(any_nudge(), 1..30)) {
        let (mut workspace, _) = open(ReferenceKind::LockedCut);
        // What was done and taken back stays in the log, and what it was done against is kept.
        let work = |workspace: &Workspace| {
            let ticket = workspace.session.as_ref().map(|session| (*session.ticket).clone());
            let mut text = ticket.map(|ticket| serde_json::to_value(&ticket).expect("JSON"));
            for kept in ["lifecycle", "against"] {
                text.as_mut().and_then(|text| text.as_object_mut()).and_then(|fields| fields.remove(kept));
            }
            text
        };
        let before = work(&workspace);
        for (place, (step, count)) in nudges.into_iter().enumerate() {
            workspace.command(AlignCommand::Nudge(step, count), &stamp());
            if place % 3 == 0 {
                workspace.command(FindingCommand::Flag, &stamp());
            }
        }
        while workspace.refusal(&TicketCommand::Undo.into()).is_none() {
            workspace.command(TicketCommand::Undo, &stamp());
        }
        prop_assert_eq!(work(&workspace), before);
    }

    /// Whatever is done: the changes that go with each save lead from the ticket saved before to this one.
    #[test]
    fn what_a_save_carries_leads_from_the_ticket_saved_before(
        commands in proptest::collection::vec(any_command(), 1..40)
    ) {
        let (mut workspace, _) = open(ReferenceKind::LockedCut);
        let Some(Effect::Save(first)) = workspace.ticket_to_save() else { panic!("a ticket is open") };
        let mut saved = first.ticket;
        for (place, command) in commands.into_iter().enumerate() {
            let fresh = Uuid::from_u128(place as u128 + 1);
            let effects = workspace.command(command, &Stamp { fresh, ..stamp() });
            for effect in effects {
                if let Effect::Save(save) = effect {
                    for change in save.changes {
                        prop_assert!(change.apply(&mut saved));
                    }
                    prop_assert_eq!(&saved, &save.ticket);
                }
            }
        }
        let Some(Effect::Save(last)) = workspace.ticket_to_save() else { panic!("a ticket is open") };
        prop_assert!(last.changes.into_iter().all(|change| change.apply(&mut saved)));
        prop_assert_eq!(saved, last.ticket);
    }

    /// Steps of one frame add up to whole frames, also at 29.97 where a frame is 1601.6 samples.
    #[test]
    fn single_frames_do_not_creep(count in 1i64..200) {
        let (mut workspace, _) = open(ReferenceKind::FinalProxy);
        if let Some(session) = workspace.session.as_mut() {
            for asset in 0..session.ticket.assets().len() {
                let facts = Some(AssetFacts { frame_rate: Some(FrameRate::F29_97), ..facts() });
                session.ticket.observe(Observation::Examined { asset, facts, problem: None });
            }
        }
        for _ in 0..count {
            workspace.command(AlignCommand::FrameLater, &stamp());
        }
        prop_assert_eq!(nudge_of(&workspace), FrameRate::F29_97.samples_from_frames(count).get());
    }
}

/// A measurement that found the programme `late_by` samples late, after both pops were laid together at `pops`
/// (audio position minus reference position).
fn measured(pops: f64, late_by: f64) -> Measurement {
    let segment = Segment {
        audio_from: SamplePos::new(480_000 + (pops + late_by) as i64),
        audio_to: SamplePos::new(2_400_000),
        reference_from: SamplePos::new(480_000),
        offset: pops + late_by,
        kind: SegmentKind::Matched,
        confidence: 0.99,
    };
    let offset = Discrepancy::GlobalOffset { late_by, frames: late_by / 2002.0, confidence: 0.99 };
    Measurement {
        leader: LeaderParts::default(),
        witnesses: vec![Witness { kind: WitnessKind::SyncPop, offset: Some(pops) }],
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: pops },
        verdict: if late_by == 0.0 { SyncVerdict::InSync } else { SyncVerdict::Discrepancy },
        rate: Rate { ppm: 0.0, standard_error_ppm: 0.1, suspect: None },
        segments: vec![segment],
        discrepancies: if late_by == 0.0 { Vec::new() } else { vec![offset] },
        coverage: Coverage::default(),
        contradictions: Vec::new(),
    }
}

#[test]
fn a_measurement_names_the_initial_alignment_and_drafts_for_a_person_to_accept() {
    let (mut workspace, effects) = open(ReferenceKind::FinalProxy);
    assert!(matches!(effects.first(), Some(Effect::Load(load)) if load.conditions.is_some()));
    workspace.event(MeasureEvent::Measured(Box::new(measured(96_000.0, 6_006.0))));
    let session = workspace.session.as_ref().expect("a session");
    assert_eq!(
        session.ticket.initial_alignment(),
        Nudge::new(SampleDelta::new(-96_000)),
        "earlier by where the pop is late"
    );
    assert_eq!(session.ticket.initial_alignment_by(), "2-pop");
    assert!(session.ticket.findings().is_empty(), "a measurement never becomes a finding by itself");

    let effects = workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    let session = workspace.session.as_ref().expect("a session");
    let finding = session.ticket.findings().first().expect("the accepted draft");
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
    assert!(workspace.session.is_some_and(|session| session.ticket.findings().is_empty()));
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
    let session = workspace.session.as_ref().expect("a session");
    assert_eq!((session.ticket.initial_alignment(), nudge_of(&workspace)), (Nudge::ZERO, 2002));
}

/// Late throughout, and from ten seconds into the programme on a second of picture without sound.
fn late_and_recut() -> Measurement {
    let mut measured = measured(0.0, 6_006.0);
    measured.discrepancies.push(Discrepancy::Removed(Recut {
        audio_from: SamplePos::new(966_006),
        audio_to: SamplePos::new(966_006),
        reference_from: SamplePos::new(960_960),
        reference_to: SamplePos::new(1_009_008),
        jump: -48_048.0,
        frames: -24.0,
        interval: [SamplePos::new(966_006), SamplePos::new(966_006)],
        confidence: 0.9,
    }));
    measured
}

fn open_drafts(workspace: &Workspace) -> Vec<FindingKind> {
    let session = workspace.session.as_ref().expect("a session");
    session.open_drafts().map(|(_, draft, _)| draft.kind).collect()
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
        workspace.session.as_ref().is_some_and(|session| session.ticket.findings().is_empty()),
        "not on offer"
    );

    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
    workspace.command(MeasureCommand::AcceptDraft(1), &stamp());
    workspace.command(TicketCommand::SetMode(Mode::Spot), &stamp());
    let kept =
        workspace.session.as_ref().map(|session| session.ticket.findings().to_vec()).unwrap_or_default();
    assert_eq!(kept.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::Recut]);
}

#[test]
fn undoing_an_acceptance_offers_the_draft_again() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::Recut]);
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    let count = workspace.session.as_ref().map(|session| session.ticket.findings().len());
    assert_eq!(count, Some(1), "accepted once, one finding");
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::Recut]);
    workspace.command(MeasureCommand::DismissDraft(1), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
}

/// A Final Proxy is served, and an older cut, a stage mix and a movie of no known kind lie beside it.
fn with_other_pictures() -> Ticket {
    let mut ticket = ticket(ReferenceKind::FinalProxy);
    let others = [
        (Role::Reference(ReferenceKind::StageMix), "/requests/nightfall/mix.wav"),
        (Role::Unrecognised, "/requests/nightfall/reel.mov"),
        (Role::Reference(ReferenceKind::LockedCut), "/requests/nightfall/locked.mov"),
    ];
    let others = others.map(|(role, file)| asset(role, file, Delivery::Delivered));
    ticket.observe(Observation::Arrived(others.to_vec()));
    ticket
}

fn tried(closeness: CutMatch) -> PictureMatch {
    PictureMatch {
        kind: Some(ReferenceKind::LockedCut),
        label: "Locked Cut proxy v3".to_owned(),
        closeness,
        off_by: None,
        through_print_master: false,
    }
}

#[test]
fn a_mismatch_asks_the_other_pictures_and_names_the_one_it_fits() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    let effects = workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let Some(Effect::SearchConform(question)) = effects.last() else { panic!("{effects:?}") };
    assert_eq!((question.picture, question.others()), (0, vec![4, 3, 2]), "kinds first, the stage mix last");

    workspace.event(MeasureEvent::ConformProgress { asset: 4, share: 0.5 });
    let search = workspace.session.as_ref().and_then(|session| session.conform.clone()).expect("asked");
    assert!((search.share() - 0.5 / 3.0).abs() < 1e-6, "{}", search.share());
    assert!(search.others.iter().all(|rung| rung.outcome.is_none()));
    workspace.event(MeasureEvent::PictureCompared(Box::new(Attempt {
        asset: 4,
        outcome: Ok(tried(CutMatch::InSync)),
    })));
    let gone = Attempt { asset: 3, outcome: Err("the file is not there".to_owned()) };
    workspace.event(MeasureEvent::PictureCompared(Box::new(gone)));
    assert!(workspace.command(MeasureCommand::CopyConformResult, &stamp()).is_empty(), "no answer yet");
    workspace.event(MeasureEvent::ConformDone);
    let effects = workspace.command(MeasureCommand::CopyConformResult, &stamp());
    let sentence =
        "This M&E fits the Locked Cut proxy v3, not the Final Proxy v3: it was conformed to an older cut.";
    assert_eq!(effects, [Effect::CopyText(sentence.to_owned())]);
}

#[test]
fn what_the_print_master_shows_takes_a_wrong_asset_back() {
    let mut begun = ticket(ReferenceKind::FinalProxy);
    let master = Role::Delivered(Task::PrintMaster);
    let master = asset(master, "/requests/nightfall/pm.wav", Delivery::Delivered);
    begun.observe(Observation::Arrived(vec![master]));
    let (mut workspace, _) = open_ticket(begun);
    let drafted = |workspace: &Workspace| match workspace.session.as_ref().map(|session| &session.measuring) {
        Some(Measuring::Done(measured)) => measured.drafts.len(),
        other => panic!("{other:?}"),
    };
    let nothing_in_common =
        Measurement { verdict: SyncVerdict::NoMatch, segments: Vec::new(), ..measured(0.0, 0.0) };
    let effects = workspace.event(MeasureEvent::Measured(Box::new(nothing_in_common)));
    assert!(
        matches!(effects.last(), Some(Effect::SearchConform(_))),
        "though there is no other picture: {effects:?}"
    );
    assert_eq!(drafted(&workspace), 1);
    let by_master = PictureMatch { through_print_master: true, ..tried(CutMatch::InSync) };
    workspace.event(MeasureEvent::ServedRemeasured(Box::new(Again {
        tried: by_master,
        measured: measured(0.0, 0.0),
    })));
    assert_eq!(drafted(&workspace), 0);
}

#[test]
fn audio_that_fits_asks_nobody() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    let effects = workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    assert!(effects.is_empty(), "{effects:?}");
    assert!(workspace.session.is_some_and(|session| session.conform.is_none()));
}

#[test]
fn asking_the_other_pictures_can_be_stopped_and_begun_again() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    assert_eq!(
        workspace.command(MeasureCommand::CancelConformSearch, &stamp()),
        [Effect::CancelConformSearch]
    );
    let search = |workspace: &Workspace| {
        workspace
            .session
            .as_ref()
            .and_then(|session| session.conform.as_ref())
            .map(|search| search.state.clone())
    };
    assert!(matches!(search(&workspace), Some(SearchState::Stopped(_))));
    workspace.event(MeasureEvent::ConformProgress { asset: 4, share: 0.9 });
    assert!(matches!(search(&workspace), Some(SearchState::Stopped(_))), "a late report begins nothing");
    let effects = workspace.command(MeasureCommand::SearchConform, &stamp());
    assert!(matches!(effects.as_slice(), [Effect::SearchConform(_)]), "{effects:?}");
    assert!(matches!(search(&workspace), Some(SearchState::Running { .. })));
}

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
        Effect::Load(load) => Some(load),
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
    let why = workspace.session.map(|session| session.reason_to_finish());
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
    let session = workspace.session.as_ref().expect("a session");
    let recorded = session.ticket.finishing().expect("recorded");
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
    assert!(workspace.session.is_some_and(|session| session.ticket.finishing().is_none()));
}

#[test]
fn drafts_against_the_served_picture_outlive_the_switch_and_keep_their_severity() {
    let mut workspace = open_with_stage_mix();
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(MeasureCommand::DismissDraft(1), &stamp());
    workspace.command(finish(), &stamp());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    let effects = workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 4_004.0))));
    assert!(effects.is_empty(), "the initial alignment is not named anew, nobody else is asked: {effects:?}");
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset, FindingKind::GlobalOffset]);
    workspace.command(MeasureCommand::AcceptDraft(0), &stamp());
    workspace.command(MeasureCommand::AcceptDraft(2), &stamp());
    let findings =
        workspace.session.as_ref().map(|session| session.ticket.findings().to_vec()).unwrap_or_default();
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
            workspace.session.map(|session| session.start_timecode().to_string()).as_deref(),
            Some("00:59:50:00")
        );
    }
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
    let kept = workspace.session.as_ref().map(|session| session.measuring.clone());
    let Some(Measuring::Running { preview: Some(kept), share, .. }) = kept else { panic!("{kept:?}") };
    assert_eq!((*kept, share), (preview.clone(), 0.6));
    assert!(open_drafts(&workspace).is_empty());
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.event(MeasureEvent::Preview(Box::new(preview)));
    let measuring = workspace.session.map(|session| session.measuring);
    assert!(matches!(measuring, Some(Measuring::Done(_))), "a late first picture replaces no answer");
}

#[test]
fn a_place_of_the_strip_is_heard_lined_up_and_one_undo_takes_it_back() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    for place in [600_600, 1_201_200] {
        let effects = workspace.command(AlignCommand::PlayInSyncAt(SamplePos::new(place)), &stamp());
        assert!(effects.contains(&Effect::Seek(SamplePos::new(place))), "{effects:?}");
        assert_eq!(effects.contains(&Effect::Play), place == 600_600, "it plays on: {effects:?}");
    }
    assert_eq!(nudge_of(&workspace), -6_006);
    let effects = workspace.command(AlignCommand::PlayInSyncAt(SamplePos::new(2_402_400)), &stamp());
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::SetMix { .. })),
        "no evidence there: {effects:?}"
    );
    workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 0);
}

#[test]
fn what_the_print_master_shows_of_the_served_picture_is_no_answer_of_the_stage_mix() {
    let mut workspace = open_with_stage_mix();
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    workspace.command(finish(), &stamp());
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let again = Again { tried: tried(CutMatch::SameCut), measured: measured(0.0, 6_006.0) };
    workspace.event(MeasureEvent::ServedRemeasured(Box::new(again)));
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
    let against: Vec<_> =
        workspace.session.iter().flat_map(Session::measured).map(|one| one.is_of_stage_mix).collect();
    assert_eq!(against, [false, true]);
}
