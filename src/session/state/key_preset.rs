//! Sets of keys after other programs: each lists the commands whose keys differ from the table of commands.

use serde::{Deserialize, Serialize};

/// Whose keys the desk has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyPreset {
    /// The desk's own, after Premiere and Resolve: those of the table of commands.
    #[default]
    Editorial,
    /// Avid Pro Tools, with keyboard focus.
    ProTools,
    /// Avid Media Composer.
    MediaComposer,
    Mpv,
}

/// The keys of one command, by its name.
type Keys = (&'static str, &'static [&'static str]);

/// Nudges on the four keys of the lower row: M and / are ten, the comma and the full stop one.
const LOWER_ROW: [Keys; 6] = [
    ("TenFramesEarlier", &["M"]),
    ("TenFramesLater", &["Slash"]),
    ("FlagHere", &["N"]),
    ("PlayAround", &["Ctrl+Slash"]),
    ("ZoomIn", &["Ctrl+CloseBracket", "Plus", "Equals"]),
    ("ZoomOut", &["Ctrl+OpenBracket", "Minus"]),
];

const PRO_TOOLS: [Keys; 10] = [
    LOWER_ROW[0],
    LOWER_ROW[1],
    LOWER_ROW[2],
    LOWER_ROW[3],
    ("ZoomIn", &["T", "Ctrl+CloseBracket", "Plus", "Equals"]),
    ("ZoomOut", &["R", "Ctrl+OpenBracket", "Minus"]),
    ("NextClock", &["Shift+T"]),
    ("LoopIn", &["Down", "I"]),
    ("LoopOut", &["Up", "O"]),
    ("LoopOnOff", &["Ctrl+Shift+L", "P"]),
];

const MEDIA_COMPOSER: [Keys; 11] = [
    LOWER_ROW[0],
    LOWER_ROW[1],
    LOWER_ROW[2],
    LOWER_ROW[3],
    LOWER_ROW[4],
    LOWER_ROW[5],
    ("LoopIn", &["I", "E"]),
    ("LoopOut", &["O", "R"]),
    ("ClearLoop", &["Shift+P", "Shift+G"]),
    ("HearNextCandidate", &["Shift+N"]),
    ("HearPreviousCandidate", &["Alt+N"]),
];

const MPV: [Keys; 15] = [
    ("PlayPause", &["Space", "P", "Ctrl+Space"]),
    ("FrameBack", &["Comma"]),
    ("FrameForward", &["Period"]),
    ("SecondBack", &["Left"]),
    ("SecondForward", &["Right"]),
    ("ShuttleForward", &["Shift+L"]),
    ("LoopOnOff", &["L"]),
    ("FrameEarlier", &["Shift+Left"]),
    ("FrameLater", &["Shift+Right"]),
    ("TenFramesEarlier", &["Shift+Comma"]),
    ("TenFramesLater", &["Shift+Period"]),
    ("NextClock", &["T"]),
    ("Softer", &["9", "Shift+Down"]),
    ("Louder", &["0", "Shift+Up"]),
    ("HearEveryChannel", &["Shift+A"]),
];

impl KeyPreset {
    /// All of them, the desk's own first.
    pub const ALL: [Self; 4] = [Self::Editorial, Self::ProTools, Self::MediaComposer, Self::Mpv];

    /// As the settings name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Editorial => "Editorial",
            Self::ProTools => "Pro Tools",
            Self::MediaComposer => "Media Composer",
            Self::Mpv => "mpv",
        }
    }

    /// The commands with other keys than in the table.
    pub fn differences(self) -> &'static [Keys] {
        match self {
            Self::Editorial => &[],
            Self::ProTools => &PRO_TOOLS,
            Self::MediaComposer => &MEDIA_COMPOSER,
            Self::Mpv => &MPV,
        }
    }

    /// The keys it gives the command `name`; `None` for those of the table.
    pub fn keys_of(self, name: &str) -> Option<&'static [&'static str]> {
        self.differences().iter().find(|(command, _)| *command == name).map(|(_, keys)| *keys)
    }
}
