//! The real machine on real files: what it reports when they do not open.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::conform::{ConformQuestion, CutMatch};
use twopop::drafting::Served;
use twopop::machine::{DesktopMachine, Machine, ScrubCopies};
use twopop::media;
use twopop::policy::Profile;
use twopop::session::{
    Command, Effect, Event, FindingCommand, FindingEvent, Load, Loading, MeasureEvent, RequestEvent,
    Settings, Side, TicketEvent, TransportCommand, TransportEvent, ViewEvent, Workspace,
};
use twopop::store::{Autosave, CacheFolder, DeskFolder, TicketStore, read_preferences};
use twopop::ticket::{
    Asset, AssetFacts, Delivery, Edit, FindingKind, NewTicket, Person, PersonRole, ReferenceKind, Role, Task,
    Ticket, TicketId, TrackedTicket,
};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Timecode, TimecodeFormat};
use twopop::timing::{Conditions, Measurement, WitnessKind};
use uuid::Uuid;

use crate::wave_builder::Builder;

pub fn machine(folder: &std::path::Path) -> DesktopMachine {
    media::start().expect("GStreamer");
    let desk = folder.join("tickets of this test");
    let keeping = Autosave::new(Arc::new(DeskFolder::open(&desk, &desk).expect("a store")), &desk);
    DesktopMachine::new(keeping, "asset-qc 1".to_owned(), None, Arc::new(|| {}))
}

/// What is reported until `wanted`, or for a minute.
fn until(machine: &mut DesktopMachine, wanted: impl Fn(&[Event]) -> bool) -> Vec<Event> {
    let begun = Instant::now();
    let mut reported = Vec::new();
    while !wanted(&reported) && begun.elapsed() < Duration::from_secs(60) {
        reported.extend(machine.events());
        std::thread::sleep(Duration::from_millis(5));
    }
    reported
}

fn load(reference: PathBuf, delivered: PathBuf) -> Effect {
    let conditions = Conditions {
        frame_rate: FrameRate::F24,
        picture_starts: None,
        time_reference: None,
        order: WitnessKind::USUAL_ORDER.to_vec(),
    };
    Effect::Load(Box::new(Load {
        reference: vec![reference],
        guide: None,
        delivered: vec![delivered],
        alignment: Nudge::ZERO,
        position: SamplePos::ZERO,
        frame_rate: FrameRate::F24,
        hashed: Vec::new(),
        conditions: Some(conditions),
    }))
}

#[test]
fn files_that_do_not_open_leave_nothing_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let (movie, audio) = (folder.path().join("A_Final.mov"), folder.path().join("A_ME.wav"));
    std::fs::write(&movie, "no movie").expect("written");
    std::fs::write(&audio, "no sound").expect("written");
    let mut machine = machine(folder.path());
    machine.perform(load(movie, audio));
    let is_settled = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Transport(TransportEvent::NotLoaded)))
    };
    let reported = until(&mut machine, is_settled);
    let problems: Vec<&String> = reported
        .iter()
        .filter_map(|event| match event {
            Event::Transport(TransportEvent::LoadProblem(why)) => Some(why),
            _ => None,
        })
        .collect();
    assert!(problems.iter().any(|why| why.contains("A_Final.mov")), "{reported:?}");
    assert!(problems.iter().any(|why| why.contains("A_ME.wav")), "{reported:?}");
    assert!(
        reported.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Stopped(_)))),
        "{reported:?}"
    );
    assert!(is_settled(&reported), "the desk would go on saying it opens: {reported:?}");
}

#[test]
fn a_request_that_is_not_there_is_told_with_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut machine = machine(folder.path());
    machine.perform(Effect::Open(vec![folder.path().join("gone")]));
    let failed = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Request(RequestEvent::OpenFailed { .. })))
    };
    let reported = until(&mut machine, failed);
    let told = reported.iter().any(
        |event| matches!(event, Event::Request(RequestEvent::OpenFailed { why, .. }) if why.contains("gone")),
    );
    assert!(told, "{reported:?}");
}

/// Six seconds of 16-bit mono noise at 48 kHz, the same each time.
fn write_noise(path: &std::path::Path) {
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 18) as i16
    };
    let sound = (0..6 * 48_000).flat_map(|_| noise().to_le_bytes()).collect();
    std::fs::write(path, Builder::pcm(1, 2, sound).bytes()).expect("written");
}

#[test]
fn a_measurement_stopped_while_listening_is_not_begun_until_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let (reference, audio) = (folder.path().join("mix.wav"), folder.path().join("A_ME.wav"));
    write_noise(&reference);
    write_noise(&audio);
    let mut machine = machine(folder.path());
    machine.perform(load(reference, audio));
    machine.perform(Effect::CancelMeasuring);
    let heard = |events: &[Event]| {
        events.iter().filter(|event| matches!(event, Event::View(ViewEvent::PeaksDone(_)))).count() == 2
    };
    let mut reported = until(&mut machine, heard);
    assert!(heard(&reported), "both sides are still drawn: {reported:?}");
    let wait = Instant::now();
    reported.extend(until(&mut machine, |_| wait.elapsed() > Duration::from_secs(1)));
    let measuring = |events: &[Event]| {
        events.iter().any(|event| {
            matches!(
                event,
                Event::Measure(MeasureEvent::Progress { .. }) | Event::Measure(MeasureEvent::Measured(_))
            )
        })
    };
    assert!(!measuring(&reported), "it was stopped: {reported:?}");
    machine.perform(Effect::Measure);
    assert!(measuring(&until(&mut machine, measuring)), "asked for again, it measures");
}

fn stage_mix(file: PathBuf) -> Asset {
    Asset {
        role: Role::Reference(ReferenceKind::StageMix),
        files: vec![file],
        version: None,
        delivery: Delivery::Delivered,
        recognised_by: "test".to_owned(),
        facts: None,
        problem: None,
        sha256: None,
    }
}

/// The mix served, one that is not there, and one that holds the very sound.
fn question(folder: &std::path::Path, measured: Measurement) -> ConformQuestion {
    let rate = FrameRate::F24;
    let files = ["mix.wav", "gone.wav", "other.wav"];
    ConformQuestion {
        profile: Arc::new(Profile::asset_qc().clone()),
        task: Task::MusicAndEffects,
        assets: files.map(|file| stage_mix(folder.join(file))).to_vec(),
        served: Served {
            kind: ReferenceKind::StageMix,
            label: "Alternative stage mix".to_owned(),
            rate,
            start: Timecode::new(0, TimecodeFormat::non_drop(rate)),
        },
        picture: 0,
        audio_facts: AssetFacts::default(),
        measured,
    }
}

#[test]
fn other_pictures_are_tried_one_by_one_and_a_stopped_search_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in ["mix.wav", "other.wav", "A_ME.wav"] {
        write_noise(&folder.path().join(file));
    }
    let mut machine = machine(folder.path());
    machine.perform(load(folder.path().join("mix.wav"), folder.path().join("A_ME.wav")));
    let is_measured = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Measured(_))))
    };
    let measured = until(&mut machine, is_measured).into_iter().find_map(|event| match event {
        Event::Measure(MeasureEvent::Measured(measured)) => Some(*measured),
        _ => None,
    });
    let question = question(folder.path(), measured.expect("measured"));
    machine.perform(Effect::SearchConform(Box::new(question.clone())));
    let is_done = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::ConformDone)))
    };
    let reported = until(&mut machine, is_done);
    let outcomes: Vec<_> = reported
        .iter()
        .filter_map(|event| match event {
            Event::Measure(MeasureEvent::PictureCompared(attempt)) => {
                Some((attempt.asset, attempt.outcome.as_ref().map(|one| one.closeness)))
            }
            _ => None,
        })
        .collect();
    assert!(matches!(outcomes.as_slice(), [(1, Err(_)), (2, Ok(CutMatch::InSync))]), "{reported:?}");

    machine.perform(Effect::SearchConform(Box::new(question)));
    machine.perform(Effect::CancelConformSearch);
    let wait = Instant::now();
    let reported = until(&mut machine, |_| wait.elapsed() > Duration::from_millis(500));
    let of_search = |event: &&Event| {
        matches!(
            event,
            Event::Measure(MeasureEvent::ConformProgress { .. })
                | Event::Measure(MeasureEvent::PictureCompared(_))
                | Event::Measure(MeasureEvent::ConformDone)
        )
    };
    assert!(!reported.iter().any(|event| of_search(&event)), "it was stopped: {reported:?}");
}

fn copies(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder.join("scrub")).map_or(0, Iterator::count)
}

/// A small copy is a copy of unreleased picture: it is made only where it is wanted, and goes where that is wanted.
#[test]
fn a_small_copy_is_made_only_when_wanted_and_removed_on_closing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (movie, nowhere) = (folder.path().join("A_Final.mov"), folder.path().join("A_ME.wav"));
    let made = std::process::Command::new("ffmpeg")
        .args("-v error -f lavfi -i testsrc2=s=160x96:r=24:d=2 -c:v libx264".split(' '))
        .arg(&movie)
        .status();
    assert!(made.expect("ffmpeg").success());
    let as_set = |scrub_copies, scrub_copies_purged| {
        Box::new(Settings { scrub_copies, scrub_copies_purged, ..Settings::default() })
    };
    for (is_wanted, purged, expected) in [(false, false, 0), (true, true, 0), (true, false, 1)] {
        // As the desk began, and as it was set before the request was opened.
        let begun = ScrubCopies {
            folder: CacheFolder::new(folder.path().join("scrub"), 1 << 30),
            wanted: !is_wanted,
            purged: !purged,
        };
        let mut machine = machine(folder.path()).with_scrub_copies(Some(begun));
        machine.perform(Effect::KeepSettings(as_set(is_wanted, purged)));
        machine.perform(load(movie.clone(), nowhere.clone()));
        let begun = Instant::now();
        until(&mut machine, |_| {
            let patience = Duration::from_secs(if is_wanted { 60 } else { 2 });
            copies(folder.path()) > 0 || begun.elapsed() > patience
        });
        assert_eq!(copies(folder.path()) > 0, is_wanted, "made or not made");
        machine.perform(Effect::Unload);
        machine.finish();
        assert_eq!(copies(folder.path()), expected, "purged {purged}");
    }
    // The last copy stayed. With its request open again, its removal is asked for.
    let kept = ScrubCopies {
        folder: CacheFolder::new(folder.path().join("scrub"), 1 << 30),
        wanted: true,
        purged: false,
    };
    let mut machine = machine(folder.path()).with_scrub_copies(Some(kept));
    machine.perform(load(movie, nowhere));
    machine.perform(Effect::KeepSettings(as_set(false, true)));
    machine.perform(Effect::Unload);
    machine.finish();
    assert_eq!(copies(folder.path()), 0, "set while it was open");
}

/// A ticket of the movie and the audio in `folder`, both read and stated delivered, on the desk.
fn on_desk(folder: &std::path::Path, machine: &mut DesktopMachine) -> Workspace {
    let facts =
        AssetFacts { duration: SampleDelta::new(2 * 48_000), sample_rate: 48_000, ..AssetFacts::default() };
    let movie = Asset {
        role: Role::Reference(ReferenceKind::FinalProxy),
        facts: Some(AssetFacts { frame_rate: Some(FrameRate::F24), ..facts.clone() }),
        ..stage_mix(folder.join("A_Final.mov"))
    };
    let audio = Asset {
        role: Role::Delivered(Task::MusicAndEffects),
        facts: Some(AssetFacts { channels: 1, ..facts }),
        ..stage_mix(folder.join("A_ME.wav"))
    };
    let ticket = Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(7)),
        title: "NIGHTFALL R1".to_owned(),
        task: Task::MusicAndEffects,
        request: folder.to_path_buf(),
        assets: vec![movie, audio],
        policy: "asset-qc 1".to_owned(),
        created: "2026-11-22T09:00:00+00:00".to_owned(),
    });
    let mut review = Workspace::new(Arc::new(Profile::asset_qc().clone()), Person::default());
    let opened =
        RequestEvent::Opened { ticket: Box::new(ticket.into()), reopened: false, warnings: Vec::new() };
    for event in [opened, RequestEvent::AllExamined] {
        review.event(event).into_iter().for_each(|effect| machine.perform(effect));
    }
    review
}

/// What happens on the desk until `wanted`, or for a minute; whether it came.
fn sit(
    machine: &mut DesktopMachine,
    review: &mut Workspace,
    mut wanted: impl FnMut(&Workspace, &Event) -> bool,
) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        let mut has_come = false;
        for event in machine.events() {
            review.event(event.clone()).into_iter().for_each(|effect| machine.perform(effect));
            has_come |= wanted(review, &event);
        }
        if has_come {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

fn told(machine: &mut DesktopMachine, review: &mut Workspace, command: Command) {
    let effects = review.command(command, &machine.stamp());
    effects.into_iter().for_each(|effect| machine.perform(effect));
}

/// Width, height and pixels (R, G, B) of a PNG.
fn pixels(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let shape = reader.next_frame(&mut pixels).expect("whole");
    (shape.width, shape.height, pixels)
}

#[test]
fn how_a_finding_looks_is_kept_beside_its_ticket_and_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = std::process::Command::new("ffmpeg")
        .args("-v error -f lavfi -i testsrc2=s=1920x1080:r=24:d=2 -c:v libx264 -preset ultrafast".split(' '))
        .arg(folder.path().join("A_Final.mov"))
        .status();
    assert!(made.expect("ffmpeg").success());
    write_noise(&folder.path().join("A_ME.wav"));
    let mut machine = machine(folder.path());
    let mut review = on_desk(folder.path(), &mut machine);
    let mut drawn = false;
    let is_ready = sit(&mut machine, &mut review, |review, event| {
        drawn |= matches!(event, Event::View(ViewEvent::PeaksDone(Side::Delivered)));
        drawn && review.session.as_ref().is_some_and(|session| session.loading == Loading::Ready)
    });
    assert!(is_ready, "{:?}", review.notices);
    let place = SamplePos::new(24 * 2000);
    told(&mut machine, &mut review, TransportCommand::SeekTo(place).into());
    let is_there = |review: &Workspace, event: &Event| {
        matches!(event, Event::Transport(TransportEvent::Moved { .. }))
            && review.session.as_ref().is_some_and(|session| session.transport.position == place)
    };
    assert!(sit(&mut machine, &mut review, is_there));
    told(&mut machine, &mut review, FindingCommand::ChooseKind(FindingKind::DropOut).into());
    told(&mut machine, &mut review, FindingCommand::Flag.into());
    let is_kept = |_: &Workspace, event: &Event| matches!(event, Event::Finding(FindingEvent::SnapshotsKept(names)) if names.len() == 2);
    assert!(sit(&mut machine, &mut review, is_kept), "{:?}", review.notices);

    let finding = review.session.as_ref().expect("a session").ticket.findings().first().expect("flagged");
    let (still, waveform) = (finding.evidence.still.clone(), finding.evidence.waveform.clone());
    let desk = folder.path().join("tickets of this test");
    let store = DeskFolder::open(&desk, &desk).expect("a store");
    let kept = |name: &Option<String>| {
        let name = name.as_deref().expect("named");
        pixels(&store.picture(TicketId(Uuid::from_u128(7)), name).expect("read").expect("kept"))
    };
    let (width, height, picture) = kept(&still);
    assert_eq!((width, height), (960, 540));
    let bright = picture.iter().filter(|value| **value > 100).count();
    assert!(bright > picture.len() / 10, "the test picture is no black one: {bright} of {}", picture.len());
    let (width, height, _) = kept(&waveform);
    assert_eq!((width, height), (960, 160));

    told(&mut machine, &mut review, FindingCommand::LoadSnapshot(still.expect("named")).into());
    let is_read = |_: &Workspace, event: &Event| matches!(event, Event::Finding(FindingEvent::SnapshotLoaded { snapshot: Some(read), .. }) if (read.width, read.height) == (960, 540));
    assert!(sit(&mut machine, &mut review, is_read));
    assert_eq!(machine.finish(), Vec::<String>::new());
}

/// The ticket that opening `request` gives, and whether it was kept from before.
fn opened(machine: &mut DesktopMachine, request: &std::path::Path) -> (TrackedTicket, bool, Vec<String>) {
    machine.perform(Effect::Open(vec![request.to_path_buf()]));
    let is_over = |event: &Event| {
        matches!(
            event,
            Event::Request(RequestEvent::AllExamined) | Event::Request(RequestEvent::OpenFailed { .. })
        )
    };
    let reported = until(machine, |reported| reported.iter().any(is_over));
    let found = reported.into_iter().find_map(|event| match event {
        Event::Request(RequestEvent::Opened { ticket, reopened, warnings }) => {
            Some((*ticket, reopened, warnings))
        }
        _ => None,
    });
    found.expect("the request opens")
}

#[test]
fn what_is_typed_is_found_by_the_next_sitting_after_quitting_and_after_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let request = folder.path().join("request");
    std::fs::create_dir(&request).expect("made");
    write_noise(&request.join("NIGHTFALL_ME_5.1.wav"));
    let mut first = machine(folder.path());
    let (begun, reopened, _) = opened(&mut first, &request);
    assert!(!reopened);
    let mut begun = begun;
    first.perform(Effect::Save(Box::new(begun.take_save())));
    let id = begun.id();
    let mut typed = |notes: &str| {
        begun.edit(Edit::SetNotes(notes.to_owned())).expect("typed");
        Box::new(begun.take_save())
    };
    first.perform(Effect::Save(typed("half-ty")));
    // Closed and opened again at once: the saves come first.
    first.perform(Effect::Unload);
    let (again, reopened, warnings) = opened(&mut first, &request);
    assert_eq!((again.notes(), reopened, warnings.as_slice()), ("half-ty", true, &[][..]));
    first.perform(Effect::Save(typed("half-typed")));
    assert_eq!(first.finish(), Vec::<String>::new());

    let mut second = machine(folder.path());
    let (kept, reopened, _) = opened(&mut second, &request);
    assert_eq!((kept.id(), kept.notes(), reopened), (id, "half-typed", true));
    second.perform(Effect::Save(typed("half-typed no")));
    let is_saved = |event: &Event| matches!(event, Event::Ticket(TicketEvent::Saved));
    assert!(until(&mut second, |reported| reported.iter().any(is_saved)).iter().any(is_saved));
    // No quitting: what is typed is in the journal alone.
    let desk = folder.path().join("tickets of this test");
    let journals = std::fs::read_dir(desk.join("journal")).expect("a journal").count();
    assert_eq!(journals, 1);
    drop(second);
    let mut third = machine(folder.path());
    let (kept, _, warnings) = opened(&mut third, &request);
    assert_eq!(kept.notes(), "half-typed no");
    assert!(warnings.iter().any(|warning| warning.contains("brought back")), "{warnings:?}");
}

/// Quick changes of either do not take each other back, and the last ones are kept although the desk closes at once.
#[test]
fn the_delay_of_a_device_and_who_sits_here_are_kept_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let preferences = folder.path().join("preferences of this test");
    let mut machine = machine(folder.path()).with_preferences(preferences.clone());
    for step in 1..=40 {
        let set = Settings::default().with_delay("HDMI 1", step);
        machine.perform(Effect::KeepSettings(Box::new(set)));
        let name = format!("Ada the {step}th");
        machine.perform(Effect::KeepPerson(Person { name, duty: PersonRole::Verifier }));
    }
    machine.finish();
    let kept = read_preferences(&preferences).expect("readable").value;
    assert_eq!(kept.picture_delays_ms.get("HDMI 1"), Some(&40));
    assert_eq!(kept.person.name, "Ada the 40th");
}
