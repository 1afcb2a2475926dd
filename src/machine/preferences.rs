//! Writes what is set at this desk into the preferences, one change after the other, on a thread of its own.

use std::path::{Path, PathBuf};

use crate::jobs::{Panicked, SerialQueue, Wake};
use crate::session::{Event, Places, Settings, TransportEvent, WaveformLayout};
use crate::store::{Preferences, StoreError, read_preferences, save_preferences};
use crate::ticket::{Person, PictureDelay, TicketId};

/// Keeps what people set here among the preferences: one change after the other, so that none takes another back, and
/// all before the program ends.
pub(super) struct PreferencesWriter {
    /// Where the preferences lie; `None` keeps nothing.
    folder: Option<PathBuf>,
    queue: SerialQueue<PreferenceKind, Result<(), StoreError>>,
}

/// Tickets whose revision is remembered. Chosen: some years of one person's work.
const MOST_SEEN: usize = 5000;

/// Of two changes of the same, the latest is kept: a name half typed is replaced by the next letter.
#[derive(PartialEq)]
enum PreferenceKind {
    Person,
    Settings,
    Places,
    Seen(TicketId),
    NoteRead(TicketId),
}

impl PreferencesWriter {
    pub fn new(folder: Option<PathBuf>, wake: &Wake) -> Self {
        Self { folder, queue: SerialQueue::new("keep preferences", wake.clone()) }
    }

    pub fn person(&self, person: Person) {
        self.keep(PreferenceKind::Person, |kept| kept.person = person);
    }

    pub fn settings(&self, settings: Settings) {
        self.keep(PreferenceKind::Settings, move |kept| put(settings, kept));
    }

    pub fn places(&self, places: Places) {
        self.keep(PreferenceKind::Places, move |kept| {
            (kept.desk_folder, kept.database) = (places.desk_folder, places.database);
            kept.database_unencrypted = places.database_unencrypted;
            kept.database_certificate = places.database_certificate;
            kept.policy_profile = places.policy_profile;
        });
    }

    /// Where the preferences lie.
    pub fn folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    /// Which revision of a ticket was seen; past [`MOST_SEEN`] some are forgotten, and count as unread.
    pub fn seen(&self, ticket: TicketId, revision: u32) {
        self.keep(PreferenceKind::Seen(ticket), move |kept| {
            kept.seen.insert(ticket, revision);
            while kept.seen.len() > MOST_SEEN {
                kept.seen.pop_first();
            }
        });
    }

    /// Which return's note was read; past [`MOST_SEEN`] some are forgotten, and shown once more.
    pub fn note_read(&self, ticket: TicketId, at: String) {
        self.keep(PreferenceKind::NoteRead(ticket), move |kept| {
            kept.read_notes.insert(ticket, at);
            while kept.read_notes.len() > MOST_SEEN {
                kept.read_notes.pop_first();
            }
        });
    }

    fn keep(&self, what: PreferenceKind, change: impl FnOnce(&mut Preferences) + Send + 'static) {
        let Some(folder) = self.folder.clone() else { return };
        self.queue.push(what, move || keep(&folder, change));
    }

    /// What could not be kept since the last time.
    pub fn drain(&self) -> Vec<Event> {
        self.queue.drain().filter_map(refused).collect()
    }
}

fn keep(folder: &Path, change: impl FnOnce(&mut Preferences)) -> Result<(), StoreError> {
    let mut preferences = read_preferences(folder)?.value;
    change(&mut preferences);
    save_preferences(folder, &preferences)
}

fn refused(kept: Result<Result<(), StoreError>, Panicked>) -> Option<Event> {
    let why = match kept {
        Ok(Ok(())) => return None,
        Ok(Err(refused)) => refused.to_string(),
        Err(panicked) => panicked.to_string(),
    };
    Some(TransportEvent::LoadProblem(why).into())
}

/// Where tickets are kept and which policy decides, by the preferences.
pub fn places(preferences: &Preferences) -> Places {
    Places {
        desk_folder: preferences.desk_folder.clone(),
        database: preferences.database.clone(),
        database_unencrypted: preferences.database_unencrypted,
        database_certificate: preferences.database_certificate.clone(),
        policy_profile: preferences.policy_profile.clone(),
    }
}

/// What the preferences say about this desk.
pub fn settings(preferences: &Preferences) -> Settings {
    let delay = |(device, &milliseconds): (&String, &i16)| {
        let calibrated_at = preferences.calibrated_at.get(device).cloned();
        (device.clone(), PictureDelay { milliseconds, calibrated_at })
    };
    Settings {
        picture_delays: preferences.picture_delays_ms.iter().map(delay).collect(),
        five_one: preferences.five_one_devices.clone(),
        scrub_copies: preferences.scrub_copies,
        scrub_copies_purged: preferences.scrub_copies_purged,
        scrub_copies_gigabytes: preferences.scrub_copies_gigabytes,
        phrases: preferences.phrases.clone(),
        remember_recent: preferences.remember_recent,
        recent: preferences.recent.clone(),
        keymap: preferences.keys.clone(),
        keyboard: preferences.keyboard,
        scale_percent: preferences.scale_percent,
        frame_sound: preferences.frame_sound,
        output: preferences.output.clone(),
        monitor_presets: preferences.monitor_presets.clone(),
        waveform: WaveformLayout {
            place: preferences.waveform_place,
            height_percent: preferences.waveform_height_percent,
            opacity_percent: preferences.waveform_opacity_percent,
        },
    }
    .usable()
}

/// Devices that only another window knows stay as they are.
fn put(settings: Settings, preferences: &mut Preferences) {
    for (device, delay) in settings.picture_delays {
        match delay.calibrated_at {
            Some(at) => preferences.calibrated_at.insert(device.clone(), at),
            None => preferences.calibrated_at.remove(&device),
        };
        preferences.picture_delays_ms.insert(device, delay.milliseconds);
    }
    preferences.five_one_devices = settings.five_one;
    preferences.scrub_copies = settings.scrub_copies;
    preferences.scrub_copies_purged = settings.scrub_copies_purged;
    preferences.scrub_copies_gigabytes = settings.scrub_copies_gigabytes;
    preferences.phrases = settings.phrases;
    preferences.remember_recent = settings.remember_recent;
    preferences.recent = settings.recent;
    preferences.keys = settings.keymap;
    preferences.keyboard = settings.keyboard;
    preferences.scale_percent = settings.scale_percent;
    preferences.frame_sound = settings.frame_sound;
    preferences.output = settings.output;
    preferences.monitor_presets = settings.monitor_presets;
    preferences.waveform_place = settings.waveform.place;
    preferences.waveform_height_percent = settings.waveform.height_percent;
    preferences.waveform_opacity_percent = settings.waveform.opacity_percent;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitoring::{MonitorPreset, Monitoring};
    use crate::session::WaveformPlace;

    #[test]
    fn a_new_desk_is_set_as_new_preferences_are() {
        assert_eq!(settings(&Preferences::default()), Settings::default());
    }

    #[test]
    fn settings_come_back_from_the_preferences_and_leave_the_rest_alone() {
        let mut set = Settings { scrub_copies: false, ..Settings::default() }
            .with_delay("HDMI 1", -40)
            .with_five_one("HDMI 1", true);
        set.picture_delays.entry("HDMI 1".to_owned()).or_default().calibrated_at = Some("a day".to_owned());
        set.frame_sound = false;
        set.output = Some("HDMI 1".to_owned());
        set.monitor_presets = vec![MonitorPreset::of("both", Monitoring::default())];
        set.waveform = WaveformLayout { place: WaveformPlace::Over, height_percent: 50, opacity_percent: 20 };
        let mut kept = Preferences { database: Some("postgres://desk".to_owned()), ..Preferences::default() };
        kept.picture_delays_ms.insert("another".to_owned(), 7);
        put(set.clone(), &mut kept);
        assert_eq!(kept.database.as_deref(), Some("postgres://desk"));
        assert_eq!((kept.waveform_place, kept.waveform_height_percent), (WaveformPlace::Over, 50));
        assert_eq!(settings(&kept), set.clone().with_delay("another", 7));
        put(set.with_delay("HDMI 1", 3), &mut kept);
        assert_eq!(settings(&kept).picture_delay("HDMI 1").calibrated_at, None);
    }
}
