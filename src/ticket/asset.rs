//! What lies in a request: an asset is a movie, an interleaved mix or a set of mono files, with its role, what opening it
//! showed, and why it cannot be used.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::timebase::{FrameRate, SampleDelta, SamplePos, Timecode};

/// What kind of mix is under QC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Task {
    /// Music and effects: the mix without dialogue, for dubbing.
    MusicAndEffects,
    /// The full mix.
    PrintMaster,
}

/// What a picture (or sound) to judge against was made from, best first in the serving order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A video uploaded beside the 5.1 M&E by the production.
    Companion,
    /// The proxy made from the IMF.
    FinalProxy,
    /// The proxy made from the Servicing Turnover ProRes.
    ServicingTurnover,
    /// The proxy made from the locked cut.
    LockedCut,
    /// An alternative mix of the stage, with or without picture: a way to finish, not a first choice.
    StageMix,
}

/// What a file of the request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    Reference(ReferenceKind),
    /// The audio under QC: one interleaved file, or a set of discrete mono files in channel order.
    Delivered(Task),
    /// The same mix as the audio under QC in another form (interleaved beside discrete, 2.0 beside 5.1): shown,
    /// not played.
    OtherForm(Task),
    /// In the request, but nothing says what for; the operator may say.
    Unrecognised,
}

/// Whether production has delivered what this asset is derived from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Stated by a request file or by the operator.
    Delivered,
    /// Stated by a request file or by the operator.
    NotDelivered,
    /// A bare folder cannot know: present is taken as delivered, absent as not, and the screen says so.
    #[default]
    Assumed,
}

/// Fields that are left out of a saved document where nothing is known: rounds sealed before there were such fields keep
/// their seals. Absent, they are empty, and not unknown to this version.
pub const LEFT_OUT_WHEN_EMPTY: [&str; 12] = [
    "recognised_from",
    "guide_track",
    "clock_unknown",
    "incomplete",
    "sound_tracks",
    "drafted",
    "measurements",
    "mix_candidates",
    "remeasured",
    "left_open",
    "on_channels",
    "origin",
];

/// One thing of the request: a movie, an interleaved mix, or a set of mono files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    pub role: Role,
    /// Absolute paths; several for a discrete set, in the order L R C LFE Ls Rs. Empty when the asset is
    /// only known to be (or not be) delivered.
    #[serde(default, with = "super::path_text::several")]
    pub files: Vec<PathBuf>,
    /// "v3", "20260115": as the request or the file name has it.
    pub version: Option<String>,
    #[serde(default)]
    pub delivery: Delivery,
    /// By what it was recognised; `None` where nothing was, and in tickets of earlier versions.
    #[serde(default, rename = "recognised_from", skip_serializing_if = "Option::is_none")]
    pub recognised_by: Option<RecognisedBy>,
    /// What it was recognised by, in words: "name contains “Final”", "request file, line 7", "operator".
    #[serde(default, rename = "recognised_by")]
    pub recognised_words: String,
    /// The sound track of the movie that is the guide, counted from 1, as a person chose it; `None`: the one that shares most
    /// with the audio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide_track: Option<usize>,
    /// What opening it showed; `None` until it was opened.
    pub facts: Option<AssetFacts>,
    /// Why it cannot be used; `None` when nothing is known against it.
    pub problem: Option<Problem>,
    /// SHA-256 of the first file, in hex, once it has been read.
    pub sha256: Option<String>,
}

/// By what an asset was recognised, the weightiest first: what a person said counts more than a name, a file's own
/// name more than its folder's, and a folder's more than where the file lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RecognisedBy {
    /// The request file says it.
    RequestFile,
    /// The operator said it.
    Operator,
    /// The file's own name.
    FileName,
    /// The name of a folder it lies in.
    FolderName,
    /// Where it lies: a movie beside the M&E.
    Place,
}

/// Why an asset that should be there cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Problem {
    /// A file is named, but nothing is at its path.
    Missing,
    /// There is a file, but it does not open: why, in words with a remedy.
    Unreadable(String),
    /// It is a folder of the request whose content could not be listed, or not to its end: why, in words with a remedy.
    NotListed(String),
}

/// What opening an asset showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssetFacts {
    /// Rate of the picture, if there is one.
    pub frame_rate: Option<FrameRate>,
    /// Label of the first picture: of the `tmcd` track, MXF or Matroska's tag.
    pub start_timecode: Option<Timecode>,
    /// Why the label of the first picture is unknown, as a clause: "the movie has no timecode track". `None` where it is
    /// known, and for sound only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_unknown: Option<String>,
    /// What of the file is missing, as a sentence with what to do: its copy broke off, or is still arriving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<String>,
    pub duration: SampleDelta,
    pub channels: u32,
    /// Samples a second of the sound as stored.
    pub sample_rate: u32,
    /// "24-bit PCM", "AAC", "H.264 1920×1080": as shown.
    pub formats: Vec<String>,
    /// BWF `bext` TimeReference: samples after midnight at the file's own rate.
    #[serde(with = "crate::timebase::time_stamp")]
    pub time_reference: Option<SamplePos>,
    /// The sound tracks of a movie that can be decoded, in the movie's order; [`Self::channels`] is the first's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sound_tracks: Vec<SoundTrack>,
    /// What was tolerated while reading, in words.
    pub warnings: Vec<String>,
}

/// Where the audio under QC of `task` stands among the assets.
pub fn audio_under_qc(task: Task, assets: &[Asset]) -> Option<usize> {
    assets.iter().position(|asset| {
        asset.role == Role::Delivered(task)
            && asset.delivery != Delivery::NotDelivered
            && !asset.files.is_empty()
    })
}

/// One sound track of a movie. Tracks are counted from 1: the first of [`AssetFacts::sound_tracks`] is track 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoundTrack {
    /// "24-bit PCM", "AAC".
    pub format: String,
    pub channels: u32,
    /// Samples a second as stored.
    pub sample_rate: u32,
    /// As the movie names it: "M&E", "English".
    pub name: Option<String>,
    /// ISO 639 code, as the movie states it.
    pub language: Option<String>,
    /// How long the container presents it, counted from presentation time 0 of the picture; `None` where it does not say.
    pub presented: Option<SampleDelta>,
    /// A codec with encoder delay (AAC, MP3, Opus) whose container does not say how much to cut: the sound may be late by
    /// what its encoder and decoder put before it, AAC's usual 1024 or 2112 samples, MP3's 1105 or more.
    pub delay_unstated: bool,
}

impl SoundTrack {
    /// What [`SoundTrack::format`] says of MP3.
    pub const MP3: &str = "MP3";
    /// And of AAC.
    pub const AAC: &str = "AAC";

    /// "24-bit PCM, 2 ch, M&E": format, channels, and name or language where the movie states one.
    pub fn label(&self) -> String {
        let stated = self.name.as_ref().or(self.language.as_ref());
        let stated = stated.map(|stated| format!(", {stated}")).unwrap_or_default();
        format!("{}, {} ch{stated}", self.format, self.channels)
    }
}

impl Asset {
    /// The file name shown for the asset: of the first file, with how many more there are.
    pub fn file_name(&self) -> String {
        let Some(first) = self.files.first() else { return "no file".to_owned() };
        let name = first.file_name().unwrap_or(first.as_os_str()).to_string_lossy();
        match self.files.len() {
            1 => name.into_owned(),
            count => format!("{name} and {} more", count - 1),
        }
    }

    /// "Recognised by its own name: name contains “Final”"; "Not recognised: …" where nothing says what it is.
    pub fn recognised_text(&self) -> String {
        let words = &self.recognised_words;
        match self.recognised_by {
            Some(by) => format!("Recognised by {}: {words}", by.label()),
            None if self.role == Role::Unrecognised => format!("Not recognised: {words}"),
            None => format!("Recognised by {words}"),
        }
    }

    /// Whether it is in the request, cannot be used, and nobody says what it is for: an archive, a transfer that is not
    /// done, a file of an unknown kind.
    pub fn is_passed_over(&self) -> bool {
        self.role == Role::Unrecognised && self.problem.is_some()
    }

    /// Why it may hold anything, a reference among it: a part of the request that could not be listed. `None` for anything
    /// else, and once a person has said what it is or whether it was delivered.
    pub fn not_listed(&self) -> Option<&str> {
        match &self.problem {
            Some(Problem::NotListed(why))
                if self.role == Role::Unrecognised && self.delivery == Delivery::Assumed =>
            {
                Some(why)
            }
            _ => None,
        }
    }

    /// What was tolerated while reading it, each with the name of its file.
    pub fn noted(&self) -> impl Iterator<Item = String> {
        // A sound may lie in several files: each names its own.
        let names_itself = matches!(self.role, Role::Delivered(_) | Role::OtherForm(_));
        self.facts.iter().flat_map(|facts| facts.incomplete.iter().chain(&facts.warnings)).map(
            move |warning| {
                if names_itself { warning.clone() } else { format!("{}: {warning}", self.file_name()) }
            },
        )
    }

    /// As it is said in a sentence: "Locked Cut proxy v2"; the file's name where nothing says what it is.
    pub fn label(&self) -> String {
        match (self.role, &self.version) {
            (Role::Reference(kind), Some(version)) => format!("{kind} {version}"),
            (Role::Reference(kind), None) => kind.to_string(),
            _ => self.file_name(),
        }
    }
}

impl RecognisedBy {
    /// "its own name", as in "recognised by its own name".
    pub fn label(self) -> &'static str {
        match self {
            Self::RequestFile => "the request file",
            Self::Operator => "the operator",
            Self::FileName => "its own name",
            Self::FolderName => "its folder's name",
            Self::Place => "its place",
        }
    }
}

impl Task {
    /// "M&E", "Print Master".
    pub fn label(self) -> &'static str {
        match self {
            Self::MusicAndEffects => "M&E",
            Self::PrintMaster => "Print Master",
        }
    }
}

impl ReferenceKind {
    pub const ALL: [Self; 5] =
        [Self::Companion, Self::FinalProxy, Self::ServicingTurnover, Self::LockedCut, Self::StageMix];
}

impl fmt::Display for ReferenceKind {
    /// As operators say it: "Final Proxy".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Companion => "Companion reference",
            Self::FinalProxy => "Final Proxy",
            Self::ServicingTurnover => "Servicing Turnover proxy",
            Self::LockedCut => "Locked Cut proxy",
            Self::StageMix => "Alternative stage mix",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the file is not there: restore it, or name another"),
            Self::Unreadable(why) | Self::NotListed(why) => f.write_str(why),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(kind) => kind.fmt(f),
            Self::Delivered(task) => write!(f, "{} audio", task.label()),
            Self::OtherForm(task) => write!(f, "Other form of the {} audio", task.label()),
            Self::Unrecognised => f.write_str("Not recognised"),
        }
    }
}
