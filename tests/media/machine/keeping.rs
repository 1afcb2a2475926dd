//! What the real machine keeps: how findings look, what is typed, and what is set at a desk.

use super::*;

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
fn how_a_finding_looks_is_kept_with_its_ticket_and_read_again() {
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
        drawn && review.session().is_some_and(|session| session.loading() == Loading::Ready)
    });
    assert!(is_ready, "{:?}", review.notices());
    let place = SamplePos::new(24 * 2000);
    told(&mut machine, &mut review, TransportCommand::SeekTo(place).into());
    let is_there = |review: &Workspace, event: &Event| {
        matches!(event, Event::Transport(TransportEvent::Moved { .. }))
            && review.session().is_some_and(|session| session.transport().position == place)
    };
    assert!(sit(&mut machine, &mut review, is_there));
    told(&mut machine, &mut review, FindingCommand::ChooseKind(FindingKind::DropOut).into());
    told(&mut machine, &mut review, FindingCommand::Flag.into());
    let is_kept = |_: &Workspace, event: &Event| matches!(event, Event::Finding(FindingEvent::SnapshotsKept(names)) if names.len() == 2);
    assert!(sit(&mut machine, &mut review, is_kept), "{:?}", review.notices());

    let finding = review.session().expect("a session").ticket().findings().first().expect("flagged");
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

/// A draft is accepted from elsewhere, and its request closed before anybody has seen its frame.
#[test]
fn the_still_of_a_frame_that_is_not_on_screen_is_read_from_the_movie() {
    let folder = tempfile::tempdir().expect("a folder");
    let movie = folder.path().join("A_Final.mov");
    // Black up to frame 24, white from then on.
    let made = std::process::Command::new("ffmpeg")
        .args("-v error -f lavfi -i color=black:s=320x180:r=24:d=2 -vf geq=lum='if(lt(N,24),16,235)':cb=128:cr=128".split(' '))
        .args("-c:v libx264 -preset ultrafast -g 48".split(' '))
        .arg(&movie)
        .status();
    assert!(made.expect("ffmpeg").success());
    write_noise(&folder.path().join("A_ME.wav"));
    let mut machine = machine(folder.path());
    let mut review = on_desk(folder.path(), &mut machine);
    let is_ready = sit(&mut machine, &mut review, |review, _| {
        review.session().is_some_and(|session| session.loading() == Loading::Ready)
    });
    assert!(is_ready, "{:?}", review.notices());
    let ticket = TicketId(Uuid::from_u128(7));
    let still = |name: &str, frame: i64| {
        let still =
            FrameSnapshot { name: name.to_owned(), frame, movie: movie.clone(), rate: FrameRate::F24 };
        let finding = FindingId(Uuid::from_u128(9));
        let asked = SnapshotRequest { ticket, finding, still: Some(still), waveform: None };
        Effect::Finding(FindingEffect::SaveSnapshots(Box::new(asked)))
    };
    for (name, frame) in [("9-still.png", 24), ("10-still.png", 23), ("11-still.png", 4800)] {
        machine.perform(still(name, frame));
    }
    machine.perform(Effect::Request(RequestEffect::Unload));
    let mut said = Vec::new();
    let is_over = sit(&mut machine, &mut review, |_, event| {
        match event {
            Event::Finding(FindingEvent::SnapshotsKept(names)) => said.extend(names.clone()),
            Event::Finding(FindingEvent::StillNotKept { name, why }) => said.push(format!("{name}: {why}")),
            _ => {}
        }
        said.len() == 3
    });
    assert!(is_over, "{said:?}");
    assert_eq!(said, ["9-still.png", "10-still.png", "11-still.png: the movie has no picture at this frame"]);
    let desk = folder.path().join("tickets of this test");
    let store = DeskFolder::open(&desk, &desk).expect("a store");
    let brightness = |name: &str| {
        let (width, height, pixels) = pixels(&store.picture(ticket, name).expect("read").expect("kept"));
        assert_eq!((width, height), (320, 180));
        pixels.iter().map(|value| u64::from(*value)).sum::<u64>() / pixels.len() as u64
    };
    assert!(brightness("9-still.png") > 200 && brightness("10-still.png") < 40);
}

/// The ticket that opening `request` gives, and whether it was kept from before.
fn opened(machine: &mut DesktopMachine, request: &std::path::Path) -> (TrackedTicket, bool, Vec<String>) {
    machine.perform(Effect::Request(RequestEffect::Open(vec![request.to_path_buf()])));
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
    first.perform(Effect::Request(RequestEffect::Unload));
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
        machine.perform(Effect::Settings(SettingsEffect::SaveSettings(Box::new(set))));
        let name = format!("Ada the {step}th");
        machine.perform(Effect::Settings(SettingsEffect::SavePerson(Person {
            name,
            duty: PersonRole::Verifier,
        })));
    }
    machine.finish();
    let kept = read_preferences(&preferences).expect("readable").value;
    assert_eq!(kept.picture_delays_ms.get("HDMI 1"), Some(&40));
    assert_eq!(kept.person.name, "Ada the 40th");
}
