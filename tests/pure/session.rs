//! A whole session without a machine: commands and events in, effects out, no window and no file.

mod conform;
mod deciding;
mod findings;
mod fix_check;
mod fix_check_mix;
mod laws;
mod measured_before;
mod measuring;
mod mix;
mod refusing;
mod reporting;
mod saving;
mod stage_mix;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use twopop::conform::{CutMatch, PictureComparison, PictureMatch, PrintMasterMatch};
use twopop::monitoring::Monitoring;
use twopop::policy::Profile;
use twopop::session::{
    AlignCommand, Command, Correction, Effect, FindingCommand, FindingEffect, FindingEvent, Guide,
    MeasureCommand, MeasureEffect, MeasureEvent, Measuring, MixEffect, MonitorEffect, NudgeStep,
    RequestCommand, RequestEffect, RequestEvent, SaveState, SearchState, Session, SettingsCommand, Side,
    SnapshotRequest, Stamp, TicketCommand, TicketEvent, TransportCommand, TransportEffect, TransportEvent,
    ViewCommand, ViewEvent, Workspace,
};
use twopop::ticket::{
    Asset, AssetFacts, Change, Delivery, Edit, FindingId, FindingKind, Mode, NewTicket, Observation, Person,
    PersonRole, ReferenceKind, Role, SCHEMA, Severity, State, Task, Ticket, TicketId, Transition,
};
use twopop::timebase::{FrameRate, Lateness, Nudge, SampleDelta, SamplePos, Speed, Timecode, TimecodeFormat};
use twopop::timing::{
    Coverage, Discrepancy, InitialAlignment, LeaderParts, Measurement, Preview, PreviewPoint, Rate, Recut,
    Segment, SegmentKind, SyncVerdict, Witness, WitnessKind,
};
use twopop::waveform::{Peak, PeakBuilder, Pyramid};
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
        guide_track: None,
        recognised_by: None,
        recognised_words: "name".to_owned(),
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
    assert_eq!(
        workspace.command(RequestCommand::Open(paths.clone()), &stamp()),
        vec![Effect::Request(RequestEffect::Open(paths))]
    );
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
    workspace.session().map_or(i64::MIN, |session| session.ticket().nudge().delta().get())
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
        assert_eq!(
            workspace.command(TransportCommand::GoToEnd, &stamp()),
            [Effect::Transport(TransportEffect::Seek(last))]
        );
    }
}

#[test]
fn zooming_out_ends_where_the_whole_programme_is_seen() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let span = |workspace: &Workspace| workspace.session().expect("open").view().span;
    for _ in 0..20 {
        workspace.command(ViewCommand::ZoomOut, &stamp());
    }
    assert_eq!(span(&workspace), SampleDelta::new(2 * 48_000 * 60));
    for _ in 0..20 {
        workspace.command(ViewCommand::ZoomIn, &stamp());
    }
    assert_eq!(span(&workspace), SampleDelta::from_milliseconds(10));
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
    let told: Vec<&str> = workspace.notices().iter().map(|notice| notice.text.as_str()).collect();
    assert_eq!(told, [cut_off.as_str(), "final.mov: no sound: there is no guide"]);
    assert!(matches!(effects.last(), Some(Effect::Save(_))), "{effects:?}");
}

#[test]
fn opening_loads_the_served_picture_and_the_delivered_audio() {
    let (workspace, effects) = open(ReferenceKind::FinalProxy);
    let Some(Effect::Request(RequestEffect::Load(load))) = effects.first() else {
        panic!("no load in {effects:?}")
    };
    assert_eq!(load.reference, vec![PathBuf::from("/requests/nightfall/final.mov")]);
    assert_eq!(load.delivered, vec![PathBuf::from("/requests/nightfall/me.wav")]);
    let session = workspace.session().expect("a session");
    assert_eq!(session.ticket().initial_alignment_by(), "file start (the audio has no TimeReference)");
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
        assert!(
            matches!(effects.first(), Some(Effect::Monitor(MonitorEffect::SetMix { .. }))),
            "{effects:?}"
        );
        assert!(matches!(effects.last(), Some(Effect::Save(_))), "{effects:?}");
    }
    assert_eq!(nudge_of(&workspace), -3 * 2002);
    let effects = workspace.command(TicketCommand::Undo, &stamp());
    assert_eq!(nudge_of(&workspace), 0);
    let heard =
        Effect::Monitor(MonitorEffect::SetMix { alignment: Nudge::ZERO, monitoring: Monitoring::default() });
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

/// Half a second of a sound of one channel, as loud as it gets.
fn heard(workspace: &mut Workspace, side: Side) {
    let mut builder = PeakBuilder::new(1);
    builder.push(&[1.0; 24_000]);
    if let Some(peaks) = builder.finish() {
        workspace.event(ViewEvent::Peaks { side, channels: 1, peaks });
    }
}

#[test]
fn peaks_that_are_kept_are_drawn_before_any_sample_can_be_asked_for() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let mut builder = PeakBuilder::new(1);
    builder.push(&[1.0; 24_000]);
    let mut pyramid = Pyramid::new(1);
    pyramid.append(&builder.finish().expect("peaks")).expect("in order");
    workspace.event(ViewEvent::PeaksKept { side: Side::Guide, pyramid: Box::new(pyramid) });
    let session = workspace.session().expect("a session");
    assert_eq!(session.pyramids()[&Side::Guide].frames(), 24_000);
    assert!(session.is_kept(Side::Guide));
    assert_eq!(session.readable_frames(Side::Guide), 0, "its sound is not decoded yet");
    workspace.event(ViewEvent::PeaksDone(Side::Guide));
    let session = workspace.session().expect("a session");
    assert_eq!((session.is_kept(Side::Guide), session.readable_frames(Side::Guide)), (false, 24_000));
}

#[test]
fn an_override_needs_a_reason_and_is_recorded() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let silent = RequestCommand::Override { asset: 0, why: "  ".to_owned() }.into();
    assert_eq!(workspace.refusal(&silent).as_deref(), Some("an override needs a reason"));
    assert!(workspace.command(silent, &stamp()).is_empty());
    workspace.command(RequestCommand::Override { asset: 0, why: "asked by the studio".to_owned() }, &stamp());
    let session = workspace.session().expect("a session");
    let recorded = session.ticket().overridden().expect("an override");
    assert_eq!((recorded.by.as_str(), recorded.why.as_str()), ("Ada, operator", "asked by the studio"));
}

#[test]
fn a_failed_save_is_said_and_loses_nothing() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.command(TicketCommand::TypeNotes("reel two from Monday".to_owned()), &stamp());
    workspace.event(TicketEvent::SaveFailed("the disk is full".to_owned()));
    assert_eq!(workspace.notices().last().map(|notice| notice.text.as_str()), Some("the disk is full"));
    let session = workspace.session().expect("a session");
    assert_eq!(*session.save_state(), SaveState::Failed("the disk is full".to_owned()));
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
    assert!(workspace.notices().is_empty());
    workspace.event(RequestEvent::Hashed { asset: 0, sha256: "bb".to_owned() });
    assert!(workspace.notices().iter().any(|notice| notice.text.contains("final.mov")));
}

fn kept_pictures(effects: &[Effect]) -> Option<&SnapshotRequest> {
    effects.iter().find_map(|effect| match effect {
        Effect::Finding(FindingEffect::SaveSnapshots(pictures)) => Some(pictures.as_ref()),
        _ => None,
    })
}

/// A measurement that found the programme `late_by` samples late, after both pops were aligned at `pops`
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
        ..Measurement::without_comparison(
            SyncVerdict::InSync,
            InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        )
    }
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
    let session = workspace.session().expect("a session");
    session.open_drafts().map(|(_, draft, _)| draft.kind).collect()
}

/// A draft is none, with the reason that it takes.
fn dismiss(place: usize) -> MeasureCommand {
    MeasureCommand::DismissDraft { place, why: "the guide is of another mix".to_owned() }
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

fn picture_match(closeness: CutMatch) -> PictureMatch {
    PictureMatch {
        kind: Some(ReferenceKind::LockedCut),
        label: "Locked Cut proxy v3".to_owned(),
        closeness,
        off_by: None,
        through_print_master: false,
    }
}
