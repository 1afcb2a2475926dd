//! A second opening gives what was heard inside the mix at the first, as long as nothing that it rests on has changed.

use twopop::media::MediaCache;
use twopop::mix::{MixQuestion, MixResult};
use twopop::session::{MixEffect, MixEvent};
use twopop::store::ResultCache;
use twopop::ticket::Mode;

use super::*;

/// A picture's sound, an M&E and its Print Master, and where results are kept.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        for name in ["A_Final.wav", "A_ME.wav", "A_PM.wav"] {
            write_noise(&place.file(name));
        }
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn asset(&self, role: Role, name: &str) -> Asset {
        let facts = MediaCache::default().open_sound(&[self.file(name)]).expect("a sound").facts().clone();
        Asset { role, facts: Some(facts), ..stage_mix(self.file(name)) }
    }

    fn question(&self, mode: Mode, measured: Measurement) -> Box<MixQuestion> {
        let audio = self.asset(Role::Delivered(Task::MusicAndEffects), "A_ME.wav");
        let master = self.asset(Role::Delivered(Task::PrintMaster), "A_PM.wav");
        Box::new(MixQuestion {
            task: Task::MusicAndEffects,
            mode,
            profile: Arc::new(Profile::asset_qc().clone()),
            audio: audio.files.clone(),
            audio_facts: audio.facts.clone().expect("facts"),
            assets: vec![audio, master],
            frame_rate: FrameRate::F24,
            measured,
        })
    }

    /// Opens it, and gives what is heard, and when that was, where it was before.
    fn hear(
        &self,
        mode: Mode,
        how: impl FnOnce(Box<MixQuestion>) -> MixEffect,
    ) -> (MixResult, Option<String>) {
        let results = ResultCache::in_data_folder(self.0.path());
        let mut machine = machine(self.0.path()).with_kept_results(results);
        machine.perform(load(self.file("A_Final.wav"), self.file("A_ME.wav")));
        let measured = |events: &[Event]| {
            events.iter().find_map(|event| match event {
                Event::Measure(MeasureEvent::Measured(measured)) => Some(measured.as_ref().clone()),
                _ => None,
            })
        };
        let reported = until(&mut machine, |events| measured(events).is_some());
        let measured = measured(&reported).expect("measured");
        machine.perform(Effect::Mix(how(self.question(mode, measured))));
        let heard = |events: &[Event]| {
            events.iter().find_map(|event| match event {
                Event::Mix(MixEvent::Heard(result)) => Some((result.as_ref().clone(), None)),
                Event::Mix(MixEvent::HeardBefore { at, result }) => {
                    Some((result.as_ref().clone(), Some(at.clone())))
                }
                _ => None,
            })
        };
        let reported = until(&mut machine, |events| heard(events).is_some());
        heard(&reported).unwrap_or_else(|| panic!("heard: {reported:?}"))
    }

    fn is_kept(&self) -> bool {
        self.hear(Mode::Full, MixEffect::Recall).1.is_some()
    }
}

#[test]
fn what_was_heard_is_there_at_once_and_is_the_same() {
    let place = Place::new();
    let (first, at) = place.hear(Mode::Full, MixEffect::Recall);
    assert_eq!(at, None);
    assert!(first.measures.channels.is_some(), "the Print Master lay beside it: {first:?}");
    let (second, at) = place.hear(Mode::Full, MixEffect::Recall);
    assert!(at.is_some());
    assert_eq!(second, first);
    assert_eq!(place.hear(Mode::Full, MixEffect::Listen).1, None, "a person asks for it anew");
}

#[test]
fn another_kind_of_check_or_another_print_master_is_heard_anew() {
    let place = Place::new();
    assert!(!place.is_kept() && place.is_kept());
    assert_eq!(place.hear(Mode::Spot, MixEffect::Recall).1, None, "a spot check hears something else");
    let mut sound = std::fs::read(place.file("A_PM.wav")).expect("read");
    let end = sound.len() - 100;
    sound[end] ^= 0x40;
    std::fs::write(place.file("A_PM.wav"), &sound).expect("written");
    assert!(!place.is_kept(), "another Print Master");
    assert!(place.is_kept());
}
