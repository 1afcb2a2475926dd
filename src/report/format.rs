//! The forms a report can have, their names on the command line and on disk, and what each of them drops.

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportFormat {
    /// One page that opens in any browser, pictures included.
    Html,
    /// The same as pages of paper.
    Pdf,
    /// Plain text for the request page.
    Text,
    /// For programs: `twopop.report/1`.
    Json,
    /// A row for each finding.
    Csv,
    /// Timeline markers for DaVinci Resolve, as an EDL.
    Resolve,
    /// CMX 3600 EDL with locators.
    Cmx,
    /// Markers for Avid Media Composer.
    Avid,
    /// Final Cut Pro 7 XML, which Premiere Pro reads.
    Premiere,
    /// Standard MIDI file with markers, for Pro Tools, Nuendo and Cubase.
    Midi,
    /// Marker list of Reaper.
    Reaper,
    /// Marker list of Audition.
    Audition,
    /// OpenTimelineIO.
    Otio,
    /// WebVTT: chapters or captions for a player.
    Vtt,
}

/// What of a finding a form cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// How long the fault lasts.
    pub duration: Fate,
    /// Severity as a colour.
    pub colour: Fate,
    /// Drop-frame labels.
    pub drop_frame: Fate,
    /// The finding's whole text.
    pub text: Fate,
    /// The timecode of the first frame.
    pub start: Fate,
    /// What else a person must know, as a sentence; empty for nothing.
    pub note: &'static str,
}

/// What becomes of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Kept,
    /// Written as words among the text.
    InWords,
    Dropped,
}

impl Fate {
    pub fn label(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::InWords => "in words",
            Self::Dropped => "dropped",
        }
    }
}

impl ReportFormat {
    pub const ALL: [Self; 14] = [
        Self::Html,
        Self::Pdf,
        Self::Text,
        Self::Json,
        Self::Csv,
        Self::Resolve,
        Self::Cmx,
        Self::Avid,
        Self::Premiere,
        Self::Midi,
        Self::Reaper,
        Self::Audition,
        Self::Otio,
        Self::Vtt,
    ];

    /// As it is typed: "html", "resolve".
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Resolve => "resolve",
            Self::Cmx => "cmx",
            Self::Avid => "avid",
            Self::Premiere => "premiere",
            Self::Midi => "midi",
            Self::Reaper => "reaper",
            Self::Audition => "audition",
            Self::Otio => "otio",
            Self::Vtt => "vtt",
        }
    }

    /// As a person chooses it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Html => "Page (HTML)",
            Self::Pdf => "Paper (PDF)",
            Self::Text => "Text for the request page",
            Self::Json => "JSON for programs",
            Self::Csv => "Table (CSV)",
            Self::Resolve => "DaVinci Resolve markers (EDL)",
            Self::Cmx => "CMX 3600 locators (EDL)",
            Self::Avid => "Avid Media Composer markers",
            Self::Premiere => "Premiere Pro markers (XML)",
            Self::Midi => "Pro Tools, Nuendo, Cubase markers (MIDI)",
            Self::Reaper => "Reaper markers (CSV)",
            Self::Audition => "Audition markers (CSV)",
            Self::Otio => "OpenTimelineIO",
            Self::Vtt => "WebVTT",
        }
    }

    /// Of a file's name, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Text | Self::Avid => "txt",
            Self::Json => "json",
            Self::Csv | Self::Reaper | Self::Audition => "csv",
            Self::Resolve | Self::Cmx => "edl",
            Self::Premiere => "xml",
            Self::Midi => "mid",
            Self::Otio => "otio",
            Self::Vtt => "vtt",
        }
    }

    /// What this form drops.
    pub fn loss(self) -> Loss {
        use Fate::{Dropped, InWords, Kept};
        let whole =
            Loss { duration: Kept, colour: Kept, drop_frame: Kept, text: Kept, start: Kept, note: "" };
        let one_line = Loss { text: InWords, ..whole };
        match self {
            Self::Html => whole,
            Self::Pdf => Loss { note: "A4. A letter that no font of the machine has is a box.", ..whole },
            Self::Text => Loss { colour: InWords, ..whole },
            Self::Json => Loss { colour: InWords, note: "Pictures are left out.", ..whole },
            Self::Csv => Loss {
                colour: InWords,
                note: "Pictures are left out; a cell that a spreadsheet would take for a formula begins with an apostrophe.",
                ..whole
            },
            Self::Resolve => Loss {
                note: "The timeline must begin at the same timecode. Findings on one frame are one marker. Text is on one \
                       line, with / for a bar.",
                ..one_line
            },
            Self::Cmx => Loss {
                duration: InWords,
                note: "Findings on one frame are one locator. Text is on one line.",
                ..one_line
            },
            Self::Avid => Loss { duration: InWords, note: "Text is on one line.", ..one_line },
            Self::Premiere => Loss { colour: InWords, note: "The text is the marker's comment.", ..whole },
            Self::Midi => Loss {
                duration: InWords,
                colour: InWords,
                drop_frame: Dropped,
                start: Dropped,
                note: "Times count from the first frame: import it at the session's start.",
                ..one_line
            },
            Self::Reaper => Loss {
                drop_frame: Dropped,
                start: Dropped,
                note: "Times are seconds from the first frame: set the project's time unit to seconds.",
                ..one_line
            },
            Self::Audition => Loss {
                colour: InWords,
                drop_frame: Dropped,
                start: Dropped,
                note: "Times count from the first frame.",
                ..one_line
            },
            Self::Otio => Loss { note: "Three colours: red, orange, cyan.", ..whole },
            Self::Vtt => Loss {
                colour: InWords,
                drop_frame: InWords,
                start: InWords,
                note: "Times count from the first frame; timecodes are in the text.",
                ..whole
            },
        }
    }

    /// What all forms drop, as a table in Markdown.
    pub fn loss_table() -> String {
        let mut table =
            "| form | duration | severity as colour | drop-frame | text | start timecode | note |\n\
                         |---|---|---|---|---|---|---|\n"
                .to_owned();
        for format in Self::ALL {
            let loss = format.loss();
            let fates = [loss.duration, loss.colour, loss.drop_frame, loss.text, loss.start].map(Fate::label);
            table += &format!("| {} | {} | {} |\n", format.label(), fates.join(" | "), loss.note);
        }
        table
    }
}
