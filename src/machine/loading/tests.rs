//! What a loading hands over of sounds that were measured before.

use std::fs;
use std::time::{Duration, Instant};

use super::*;
use crate::session::{Event, Load};
use crate::ticket::MeasurementOrigin;
use crate::timebase::{FrameRate, Nudge, SamplePos};
use crate::timing::{Conditions, InitialAlignment, Measurement, SyncVerdict, WitnessKind};

/// Two seconds in one channel.
#[expect(clippy::disallowed_methods, reason = "a test makes what it reads")]
fn write_sound(path: &Path) {
    let sound: Vec<u8> =
        (0..96_000_i32).flat_map(|at| ((at * 7_919 % 20_000 - 10_000) as i16).to_le_bytes()).collect();
    let size = sound.len() as u32;
    let mut file = Vec::from(*b"RIFF");
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend([48_000_u32.to_le_bytes(), 96_000_u32.to_le_bytes()].as_flattened());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.extend(sound);
    fs::write(path, file).unwrap();
}

/// What is reported until `is_done`.
fn reported(jobs: &Jobs<JobOutput>, is_done: impl Fn(&[JobOutput]) -> bool) -> Vec<JobOutput> {
    let (mut reported, begun) = (Vec::new(), Instant::now());
    while !is_done(&reported) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it ends");
        std::thread::sleep(Duration::from_millis(5));
        reported.extend(jobs.drain().filter_map(|report| match report.event {
            crate::jobs::JobEvent::Reported(output) => Some(output),
            _ => None,
        }));
    }
    reported
}

fn is_read(side: Side) -> impl Fn(&JobOutput) -> bool {
    move |output| matches!(output, JobOutput::Event(Event::View(ViewEvent::PeaksDone(done))) if *done == side)
}

/// Of two hours they are half a minute of both processors, and a quarter of a gigabyte.
#[test]
fn of_a_guide_that_was_measured_before_features_are_taken_once_they_are_needed() {
    let place = tempfile::tempdir().unwrap();
    let [guide, audio] = ["A_Final.wav", "A_ME.wav"].map(|name| place.path().join(name));
    write_sound(&guide);
    write_sound(&audio);
    let results = ResultCache::in_data_folder(place.path());
    let keeping = Keeping { results: Some(results.clone()), ..Keeping::default() };
    let load = Load {
        reference: vec![guide],
        guide: None,
        guide_track: None,
        delivered: vec![audio],
        alignment: Nudge::ZERO,
        position: SamplePos::ZERO,
        frame_rate: FrameRate::F24,
        hashed: Vec::new(),
        conditions: Some(Conditions::at(FrameRate::F24)),
    };
    let sides_of = |outputs: &[JobOutput]| -> Vec<Side> {
        let features = outputs.iter().filter_map(|output| match output {
            JobOutput::Features(features) => Some(features.side()),
            _ => None,
        });
        features.collect()
    };
    let wake: Wake = Arc::new(|| {});
    let jobs = Jobs::new(Arc::clone(&wake));
    let begin = || start(&jobs, load.clone(), Mix::default(), None, &keeping, &wake);

    let first = begin();
    let outputs = reported(&jobs, |outputs| sides_of(outputs).len() == 2);
    assert!(!outputs.iter().any(|output| matches!(output, JobOutput::Unread(_))), "nothing was kept");
    drop(first);

    let sources = TimingSources::of(&load, Some(results)).unwrap();
    let now: MeasurementOrigin = sources.clone().look().now.unwrap();
    let by = InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 };
    let nothing = Measurement::without_comparison(SyncVerdict::NoEvidence, by);
    sources.keep(&now, None, &nothing);

    let second = begin();
    let is_unread = |output: &JobOutput| matches!(output, JobOutput::Unread(it) if it.side == Side::Guide);
    let outputs = reported(&jobs, |outputs| outputs.iter().any(is_unread));
    assert!(outputs.iter().any(is_read(Side::Guide)), "it was read all the same: it is played");
    assert!(!sides_of(&outputs).contains(&Side::Guide));

    let Some(JobOutput::Unread(unread)) = outputs.into_iter().find(is_unread) else { panic!("found above") };
    let _reading = unread.read(&jobs);
    reported(&jobs, |outputs| sides_of(outputs).contains(&Side::Guide));
    drop(second);
}
