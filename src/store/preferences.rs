//! How one person likes the desk, as a RON file in the data folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::document::{self, Opened, Readers};
use super::error::StoreError;
use super::guarded_open::{DocumentKind, make_private_folder};
use crate::monitoring::MonitorPreset;
use crate::session::{KeyboardLayout, Keymap, RecentRequest, WaveformPlace};
use crate::ticket::{Person, TicketId};

/// Version of the preferences' form on disk.
const SCHEMA: u32 = 1;

const FILE_NAME: &str = "preferences.ron";

/// How one person likes the desk. What a file lacks is as it is for a new person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub schema: u32,
    pub person: Person,
    /// Where the waveform stands: below the picture, over it, or hidden.
    pub waveform_place: WaveformPlace,
    /// Height of the waveform in hundredths of what picture and waveform have together, 5 to 100.
    pub waveform_height_percent: u8,
    /// How much the waveform covers the picture under it, 5 to 100.
    pub waveform_opacity_percent: u8,
    /// Where tickets are kept, for example on a share that several desks use; the data folder when nothing is said.
    #[serde(with = "crate::ticket::path_text::optional")]
    pub desk_folder: Option<PathBuf>,
    /// Address of a PostgreSQL database that keeps the tickets instead: `postgres://NAME:PASSWORD@HOST/DATABASE`.
    pub database: Option<String>,
    /// The way to that database is not encrypted, on purpose.
    pub database_unencrypted: bool,
    /// The authorities that may have signed the certificate of that database's server, as a PEM file; those that this
    /// machine trusts when nothing is said.
    #[serde(with = "crate::ticket::path_text::optional")]
    pub database_certificate: Option<PathBuf>,
    /// The facility's policy profile; the built-in one when nothing is said.
    #[serde(with = "crate::ticket::path_text::optional")]
    pub policy_profile: Option<PathBuf>,
    /// Where the last request was opened from.
    #[serde(with = "crate::ticket::path_text::optional")]
    pub last_folder: Option<PathBuf>,
    /// Make small copies of the picture in the background, so that scrubbing is instant anywhere in the movie.
    pub scrub_copies: bool,
    /// Remove the small copy of a picture when its request is closed.
    pub scrub_copies_purged: bool,
    /// The most that all small copies together may take on disk, in GB of 10⁹ bytes.
    pub scrub_copies_gigabytes: u32,
    /// Each frame that is stepped or scrubbed to is heard.
    pub frame_sound: bool,
    /// The sound device chosen, by its name; the system's own choice when nothing is said.
    pub output: Option<String>,
    /// Ways of monitoring that were given a name.
    pub monitor_presets: Vec<MonitorPreset>,
    /// The sound devices, by name, that have loudspeakers for 5.1: nothing is folded down there.
    pub five_one_devices: BTreeSet<String>,
    /// How much later than the sound the picture is shown, in milliseconds, for each sound device by its name: what was
    /// found with flash and pip, apart from any alignment.
    pub picture_delays_ms: BTreeMap<String, i16>,
    /// When a device's delay was found with flash and pip, RFC 3339; none for one that was only set.
    pub calibrated_at: BTreeMap<String, String>,
    /// Own phrases for findings, by the short names that are typed for them.
    pub phrases: BTreeMap<String, String>,
    /// Keep the list of the requests opened last.
    pub remember_recent: bool,
    /// The requests opened last, newest first.
    pub recent: Vec<RecentRequest>,
    /// The revision of each ticket that this person has seen: a newer one is unread.
    pub seen: BTreeMap<TicketId, u32>,
    /// When the return was made whose note this person has read and hidden, for each ticket, RFC 3339.
    pub read_notes: BTreeMap<TicketId, String>,
    /// Which keys the commands have: a preset, and what was changed of it.
    pub keys: Keymap,
    /// Which layout the keyboard has.
    pub keyboard: KeyboardLayout,
    /// The window's scale in hundredths of what the system says, 50 to 250.
    pub scale_percent: u16,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            person: Person::default(),
            waveform_place: WaveformPlace::default(),
            waveform_height_percent: 33,
            waveform_opacity_percent: 70,
            desk_folder: None,
            database: None,
            database_unencrypted: false,
            database_certificate: None,
            policy_profile: None,
            last_folder: None,
            scrub_copies: true,
            scrub_copies_purged: false,
            scrub_copies_gigabytes: 20,
            frame_sound: true,
            output: None,
            monitor_presets: Vec::new(),
            five_one_devices: BTreeSet::new(),
            picture_delays_ms: BTreeMap::new(),
            calibrated_at: BTreeMap::new(),
            phrases: BTreeMap::new(),
            remember_recent: true,
            recent: Vec::new(),
            seen: BTreeMap::new(),
            read_notes: BTreeMap::new(),
            keys: Keymap::default(),
            keyboard: KeyboardLayout::default(),
            scale_percent: 100,
        }
    }
}

/// Reads the preferences kept in `folder`; those of a new person where there are none yet.
///
/// # Errors
/// With line and column when the file is misspelt; it is left as it is.
pub fn read_preferences(folder: &Path) -> Result<Opened<Preferences>, StoreError> {
    let read = document::read(&folder.join(FILE_NAME), DocumentKind::Preferences, SCHEMA);
    if let Err(StoreError::NotFound { .. }) = read {
        return Ok(Opened { value: Preferences::default(), warnings: Vec::new(), read_only: None });
    }
    let mut opened: Opened<Preferences> = read?;
    let Preferences { waveform_height_percent: height, waveform_opacity_percent: opacity, .. } =
        &mut opened.value;
    for (percent, what) in [(height, "waveform_height_percent"), (opacity, "waveform_opacity_percent")] {
        let usable = (*percent).clamp(5, 100);
        if *percent != usable {
            opened.warnings.push(format!("“{what}” goes from 5 to 100: {percent} is taken as {usable}"));
            *percent = usable;
        }
    }
    Ok(opened)
}

/// Keeps `preferences` in `folder`, which is made if it is not there.
///
/// # Errors
/// When the system refuses, or the file there is misspelt or newer: a person's corrections are not written over.
pub fn save_preferences(folder: &Path, preferences: &Preferences) -> Result<(), StoreError> {
    let unusable = |error: std::io::Error| StoreError::UnusableFolder {
        folder: folder.to_path_buf(),
        why: error.to_string(),
    };
    make_private_folder(folder).map_err(unusable)?;
    let file = folder.join(FILE_NAME);
    let there = read_preferences(folder)?;
    if there.read_only.is_some() {
        return Err(StoreError::Newer { file, schema: there.value.schema });
    }
    // It may name the password of a database.
    document::write(&file, DocumentKind::Preferences, Readers::Private, preferences)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::session::KeyPreset;
    use crate::ticket::PersonRole;

    fn mine() -> Preferences {
        Preferences {
            person: Person { name: "Ann “A” \\ 安".to_owned(), duty: PersonRole::Supervisor },
            waveform_height_percent: 50,
            desk_folder: Some(PathBuf::from("/share/desk")),
            last_folder: Some(PathBuf::from("/shows/NIGHTFALL")),
            five_one_devices: BTreeSet::from(["HDMI 1".to_owned()]),
            picture_delays_ms: BTreeMap::from([("HDMI 1".to_owned(), -40)]),
            calibrated_at: BTreeMap::from([("HDMI 1".to_owned(), "2026-11-22T10:00:00+00:00".to_owned())]),
            keys: Keymap {
                preset: KeyPreset::ProTools,
                changed: BTreeMap::from([("FlagHere".to_owned(), vec!["F2".to_owned()])]),
            },
            ..Preferences::default()
        }
    }

    #[test]
    fn preferences_come_back_and_a_new_person_has_some() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("not/there/yet");
        assert_eq!(read_preferences(&place).unwrap().value, Preferences::default());
        save_preferences(&place, &mine()).unwrap();
        let opened = read_preferences(&place).unwrap();
        assert_eq!(opened, Opened { value: mine(), warnings: Vec::new(), read_only: None });
    }

    #[test]
    fn what_is_missing_unknown_or_absurd_is_tolerated_and_reported() {
        let folder = tempfile::tempdir().unwrap();
        let text = "(person: (name: \"Ann\"), waveform_opacity_percent: 200, theme: \"bright\")";
        fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let opened = read_preferences(folder.path()).unwrap();
        assert_eq!((opened.value.person.name.as_str(), opened.value.waveform_opacity_percent), ("Ann", 100));
        assert_eq!(opened.warnings.len(), 2);
        assert!(opened.warnings[0].contains("theme") && opened.warnings[1].contains("200"));
    }

    #[test]
    fn a_misspelt_or_newer_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE_NAME);
        for text in ["(\n  scrub_copies: yes,\n)", "(schema: 9, scrub_copies: true)"] {
            fs::write(&file, text).unwrap();
            assert!(save_preferences(folder.path(), &mine()).is_err());
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }
}
