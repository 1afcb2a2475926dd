//! The real machine on real files: what it reports when they do not open.

mod keeping;
mod kept_mix;
mod kept_timing;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::conform::{ConformQuestion, CutMatch};
use twopop::drafting::Served;
use twopop::machine::{DesktopMachine, Machine, ScrubCopies};
use twopop::media;
use twopop::policy::Profile;
use twopop::session::{
    Command, Effect, Event, FindingCommand, FindingEffect, FindingEvent, FrameSnapshot, Load, Loading,
    MeasureEffect, MeasureEvent, RequestEffect, RequestEvent, Settings, SettingsEffect, Side,
    SnapshotRequest, TicketEvent, TransportCommand, TransportEvent, ViewEvent, Workspace,
};
use twopop::store::{Autosave, CacheFolder, DeskFolder, TicketStore, read_preferences};
use twopop::ticket::{
    Asset, AssetFacts, Delivery, Edit, FindingId, FindingKind, NewTicket, Person, PersonRole, ReferenceKind,
    Role, Task, Ticket, TicketId, TrackedTicket,
};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Timecode, TimecodeFormat};
use twopop::timing::{Conditions, Measurement};
use uuid::Uuid;

use crate::wave_builder::Builder;

pub fn machine(folder: &std::path::Path) -> DesktopMachine {
    crate::fence::stand_behind();
    media::start().expect("GStreamer");
    let desk = folder.join("tickets of this test");
    let keeping = Autosave::new(Arc::new(DeskFolder::open(&desk, &desk).expect("a store")), &desk);
    DesktopMachine::new(keeping, Arc::new(Profile::asset_qc().clone()), None, Arc::new(|| {}))
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
    let conditions = Conditions::at(FrameRate::F24);
    Effect::Request(RequestEffect::Load(Box::new(Load {
        reference: vec![reference],
        guide: None,
        guide_track: None,
        delivered: vec![delivered],
        alignment: Nudge::ZERO,
        position: SamplePos::ZERO,
        frame_rate: FrameRate::F24,
        hashed: Vec::new(),
        conditions: Some(conditions),
    })))
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
fn a_request_that_is_missing_is_reported_with_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut machine = machine(folder.path());
    machine.perform(Effect::Request(RequestEffect::Open(vec![folder.path().join("gone")])));
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

/// The peaks that a loading reported, run by run or kept, and what was kept: side by side.
fn peaks_reported(
    machine: &mut DesktopMachine,
    reference: PathBuf,
    audio: PathBuf,
) -> (Vec<Side>, Vec<Side>) {
    machine.perform(load(reference, audio));
    let loaded = |event: &Event| matches!(event, Event::Transport(TransportEvent::Loaded { .. }));
    let is_done = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Measured(_))))
            && events.iter().any(loaded)
    };
    let reported = until(machine, is_done);
    assert!(is_done(&reported), "measured and playable whether peaks are kept or not: {reported:?}");
    let (mut read, mut kept) = (Vec::new(), Vec::new());
    for event in &reported {
        match event {
            Event::View(ViewEvent::Peaks { side, .. }) => read.push(*side),
            Event::View(ViewEvent::PeaksKept { side, pyramid }) => {
                assert_eq!((pyramid.channels(), pyramid.frames()), (1, 6 * 48_000));
                kept.push(*side);
            }
            _ => {}
        }
    }
    let is_drawn = |side| {
        reported.iter().any(|event| matches!(event, Event::View(ViewEvent::PeaksDone(done)) if *done == side))
    };
    let playable = reported.iter().position(loaded);
    let shown = |event: &Event| matches!(event, Event::View(ViewEvent::PeaksKept { .. }));
    assert!(reported.iter().rposition(shown) < playable, "what is kept is shown before the player starts");
    assert!(is_drawn(Side::Guide) && is_drawn(Side::Delivered), "{reported:?}");
    [&mut read, &mut kept].into_iter().for_each(|sides| {
        sides.sort();
        sides.dedup();
    });
    (read, kept)
}

#[test]
fn a_second_opening_shows_the_waveforms_that_are_kept_and_a_changed_file_is_read_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (reference, audio) = (folder.path().join("A_Final.wav"), folder.path().join("A_ME.wav"));
    write_noise(&reference);
    write_noise(&audio);
    let both = vec![Side::Guide, Side::Delivered];
    let sorted = |mut sides: Vec<Side>| {
        sides.sort();
        sides
    };
    let open = || {
        let mut machine =
            machine(folder.path()).with_kept_peaks(media::PeakCache::in_data_folder(folder.path()));
        peaks_reported(&mut machine, reference.clone(), audio.clone())
    };
    assert_eq!(open(), (sorted(both.clone()), Vec::new()));
    assert_eq!(open(), (Vec::new(), sorted(both)));
    let mut longer = std::fs::read(&audio).expect("read");
    longer.truncate(44 + 2 * 6 * 48_000);
    longer[100] ^= 1;
    std::fs::write(&audio, longer).expect("written");
    assert_eq!(open(), (vec![Side::Delivered], vec![Side::Guide]));
    let peaks = folder.path().join("peaks");
    for kept in std::fs::read_dir(&peaks).expect("kept") {
        std::fs::write(kept.expect("a file").path(), "damaged").expect("written");
    }
    assert_eq!(open().1, Vec::new(), "damaged files are no error");
    assert_eq!(open().0, Vec::new(), "and are made again");
}

#[test]
fn a_measurement_stopped_while_listening_is_not_begun_until_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let (reference, audio) = (folder.path().join("mix.wav"), folder.path().join("A_ME.wav"));
    write_noise(&reference);
    write_noise(&audio);
    let mut machine = machine(folder.path());
    machine.perform(load(reference, audio));
    machine.perform(Effect::Measure(MeasureEffect::Cancel));
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
    machine.perform(Effect::Measure(MeasureEffect::Start));
    assert!(measuring(&until(&mut machine, measuring)), "asked for again, it measures");
}

fn stage_mix(file: PathBuf) -> Asset {
    Asset {
        role: Role::Reference(ReferenceKind::StageMix),
        files: vec![file],
        version: None,
        delivery: Delivery::Delivered,
        guide_track: None,
        recognised_by: None,
        recognised_words: "test".to_owned(),
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
fn other_pictures_are_compared_one_by_one_and_a_stopped_search_is_silent() {
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
    machine.perform(Effect::Measure(MeasureEffect::SearchConform(Box::new(question.clone()))));
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

    machine.perform(Effect::Measure(MeasureEffect::SearchConform(Box::new(question))));
    machine.perform(Effect::Measure(MeasureEffect::CancelConformSearch));
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
        machine.perform(Effect::Settings(SettingsEffect::SaveSettings(as_set(is_wanted, purged))));
        machine.perform(load(movie.clone(), nowhere.clone()));
        let begun = Instant::now();
        until(&mut machine, |_| {
            let patience = Duration::from_secs(if is_wanted { 60 } else { 2 });
            copies(folder.path()) > 0 || begun.elapsed() > patience
        });
        assert_eq!(copies(folder.path()) > 0, is_wanted, "made or not made");
        machine.perform(Effect::Request(RequestEffect::Unload));
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
    machine.perform(Effect::Settings(SettingsEffect::SaveSettings(as_set(false, true))));
    machine.perform(Effect::Request(RequestEffect::Unload));
    machine.finish();
    assert_eq!(copies(folder.path()), 0, "set while it was open");
}
