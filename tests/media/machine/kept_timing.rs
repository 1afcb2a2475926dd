//! A second opening gives the timing that was measured at the first, as long as nothing that it rests on has changed.

use twopop::store::ResultCache;

use super::*;

/// Two sounds of six seconds, and where results are kept.
struct Place(tempfile::TempDir);

/// What one opening reported.
struct Opening {
    is_kept: Option<bool>,
    /// The measurement was begun.
    is_measured: bool,
    measurement: Measurement,
}

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        write_noise(&place.reference());
        write_noise(&place.audio());
        place
    }

    fn reference(&self) -> PathBuf {
        self.0.path().join("A_Final.wav")
    }

    fn audio(&self) -> PathBuf {
        self.0.path().join("A_ME.wav")
    }

    fn results(&self) -> ResultCache {
        ResultCache::in_data_folder(self.0.path())
    }

    fn open(&self, rate: FrameRate) -> Opening {
        let mut machine = machine(self.0.path()).with_kept_results(self.results());
        let Effect::Request(RequestEffect::Load(mut wanted)) = load(self.reference(), self.audio()) else {
            panic!("a loading")
        };
        wanted.conditions = Some(Conditions::at(rate));
        machine.perform(Effect::Request(RequestEffect::Load(wanted)));
        let is_read = |side: Side, events: &[Event]| {
            events
                .iter()
                .any(|event| matches!(event, Event::View(ViewEvent::PeaksDone(done)) if *done == side))
        };
        // Both sides are read to their end: what is kept stands, and nothing is measured after all.
        let is_done = |events: &[Event]| {
            let is_measured =
                events.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Measured(_))));
            is_measured && is_read(Side::Guide, events) && is_read(Side::Delivered, events)
        };
        let mut reported = until(&mut machine, is_done);
        assert!(is_done(&reported), "{reported:?}");
        let wait = Instant::now();
        reported.extend(until(&mut machine, |_| wait.elapsed() > Duration::from_millis(500)));
        let measurements: Vec<&Measurement> = reported
            .iter()
            .filter_map(|event| match event {
                Event::Measure(MeasureEvent::Measured(measured)) => Some(measured.as_ref()),
                _ => None,
            })
            .collect();
        let [measurement] = measurements.as_slice() else { panic!("once: {reported:?}") };
        let is_kept = reported.iter().find_map(|event| match event {
            Event::Measure(MeasureEvent::Origin { is_kept, .. }) => Some(*is_kept),
            _ => None,
        });
        let is_measured =
            reported.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Progress { .. })));
        Opening { is_kept, is_measured, measurement: (*measurement).clone() }
    }

    fn is_kept(&self) -> bool {
        let opened = self.open(FrameRate::F24);
        assert_ne!(opened.is_kept, Some(opened.is_measured), "kept, or measured");
        opened.is_kept == Some(true)
    }

    fn touch(&self, seconds: u64) {
        let file = std::fs::File::options().write(true).open(self.audio()).expect("there");
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).expect("set");
    }
}

#[test]
fn what_was_measured_is_there_at_once_and_nothing_is_measured() {
    let place = Place::new();
    let first = place.open(FrameRate::F24);
    assert_eq!((first.is_kept, first.is_measured), (Some(false), true));
    let second = place.open(FrameRate::F24);
    assert_eq!((second.is_kept, second.is_measured), (Some(true), false));
    assert_eq!(second.measurement.verdict, first.measurement.verdict);
    assert_eq!(second.measurement.segments.len(), first.measurement.segments.len());
}

#[test]
fn another_time_content_setting_or_a_damaged_result_is_measured_anew() {
    let place = Place::new();
    place.touch(1_000_000);
    assert!(!place.is_kept() && place.is_kept());
    place.touch(2_000_000);
    assert!(!place.is_kept(), "it was written later");
    assert!(place.is_kept());
    let mut sound = std::fs::read(place.audio()).expect("read");
    sound[100] ^= 1;
    std::fs::write(place.audio(), &sound).expect("written");
    place.touch(2_000_000);
    assert!(!place.is_kept(), "another content, written at the same time");
    assert!(place.is_kept());
    assert_eq!(place.open(FrameRate::F25).is_kept, Some(false), "another rate of the picture");
    assert!(place.is_kept());
    let damage = || {
        for kept in std::fs::read_dir(place.results().folder().folder()).expect("kept") {
            std::fs::write(kept.expect("a file").path(), "damaged").expect("written");
        }
    };
    damage();
    assert!(!place.is_kept(), "damaged");
    assert!(place.is_kept(), "and kept again");
}

/// No features were taken of either side: both are read for it.
#[test]
fn what_is_kept_is_measured_again_when_a_person_asks() {
    let place = Place::new();
    assert!(!place.is_kept() && place.is_kept());
    let mut machine = machine(place.0.path()).with_kept_results(place.results());
    machine.perform(load(place.reference(), place.audio()));
    let origin_of = |events: &[Event]| {
        events.iter().rev().find_map(|event| match event {
            Event::Measure(MeasureEvent::Origin { is_kept, .. }) => Some(*is_kept),
            _ => None,
        })
    };
    let reported = until(&mut machine, |events| origin_of(events).is_some());
    assert_eq!(origin_of(&reported), Some(true));
    machine.perform(Effect::Measure(MeasureEffect::Start));
    let is_measured = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Measure(MeasureEvent::Measured(_))))
            && origin_of(events) == Some(false)
    };
    let reported = until(&mut machine, is_measured);
    assert!(is_measured(&reported), "{reported:?}");
}
