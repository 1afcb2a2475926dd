/// Everything an operator can do that needs no further word: one table for menus, palette, buttons, key sheet
/// and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    OpenFolder,
    OpenFile,
    OpenDemo,
    Queue,
    Close,
    PlayPause,
    ShuttleBack,
    Stop,
    ShuttleForward,
    SlowBack,
    SlowForward,
    FrameBack,
    FrameForward,
    SecondBack,
    SecondForward,
    GoToStart,
    GoToEnd,
    GoToTimecode,
    NextClock,
    LoopIn,
    LoopOut,
    LoopOnOff,
    ClearLoop,
    PlayAround,
    FrameEarlier,
    FrameLater,
    TenFramesEarlier,
    TenFramesLater,
    MillisecondEarlier,
    MillisecondLater,
    SampleEarlier,
    SampleLater,
    ResetNudge,
    HearGuide,
    HearDelivered,
    HearBoth,
    HearDifference,
    MatchLevels,
    SoloFirst,
    SoloSecond,
    SoloThird,
    SoloFourth,
    SoloFifth,
    SoloSixth,
    HearEveryChannel,
    HearLowFrequency,
    HearInOtherOrder,
    Louder,
    Softer,
    FlagHere,
    HandIn,
    ConfirmAgreeing,
    NoteOnDecision,
    Approve,
    ReturnTicket,
    PreviousFinding,
    NextFinding,
    Undo,
    Redo,
    ShowChannels,
    ZoomIn,
    ZoomOut,
    Settings,
    FlashAndPip,
    KeySheet,
}

/// How an [`Action`] is shown and reached.
#[derive(Clone, Copy, Debug)]
pub struct ActionEntry {
    pub action: Action,
    pub label: &'static str,
    pub tooltip: &'static str,
    /// Default key, as the key sheet writes it: "Shift+Left". Empty for none.
    pub key: &'static str,
}

const fn entry(action: Action, label: &'static str, key: &'static str, tooltip: &'static str) -> ActionEntry {
    ActionEntry { action, label, tooltip, key }
}

impl Action {
    /// The whole table, in the order of the key sheet.
    pub const TABLE: [ActionEntry; 65] = {
        use Action as A;
        [
            entry(A::OpenFolder, "Open request folder…", "Ctrl+O", "Choose the folder of a QC request"),
            entry(
                A::OpenFile,
                "Open request or media file…",
                "Ctrl+Shift+O",
                "Choose a request file, a ticket or media files",
            ),
            entry(A::OpenDemo, "Open the demo", "", "A short film with a known fault to find"),
            entry(A::Queue, "Queue", "Q", "Every ticket, to be found, opened and decided"),
            entry(A::Close, "Close request", "Ctrl+W", "Save the ticket and close it"),
            entry(A::PlayPause, "Play / pause", "Space", "Start or stop picture and sound"),
            entry(A::ShuttleBack, "Shuttle back", "J", "Backwards; again for 2×, 4×, 8×, or slower forward"),
            entry(A::Stop, "Stop", "K", "Stay on the frame on screen"),
            entry(
                A::ShuttleForward,
                "Shuttle forward",
                "L",
                "Forward; again for 2×, 4×, 8×, or slower backward",
            ),
            entry(
                A::SlowBack,
                "Slow back",
                "K+J",
                "With K held: one frame back at a tap, half speed while held",
            ),
            entry(
                A::SlowForward,
                "Slow forward",
                "K+L",
                "With K held: one frame forward at a tap, half speed while held",
            ),
            entry(A::FrameBack, "Frame back", "Left", "Show the frame before"),
            entry(A::FrameForward, "Frame forward", "Right", "Show the next frame"),
            entry(A::SecondBack, "Second back", "Shift+Left", "Go back one second"),
            entry(A::SecondForward, "Second forward", "Shift+Right", "Go forward one second"),
            entry(A::GoToStart, "Go to start", "Home", "First frame of the picture"),
            entry(A::GoToEnd, "Go to end", "End", "Last frame of the picture"),
            entry(
                A::GoToTimecode,
                "Go to timecode…",
                "Ctrl+G",
                "Type where to go: 01:00:12:07, 1207, +12 or -1:00",
            ),
            entry(A::NextClock, "Next clock", "T", "Source timecode, programme timecode, time in the file"),
            entry(A::LoopIn, "Loop in", "I", "The loop begins with the frame on screen"),
            entry(A::LoopOut, "Loop out", "O", "The loop ends with the frame on screen"),
            entry(A::LoopOnOff, "Loop on / off", "P", "Play from in to out, again and again"),
            entry(A::ClearLoop, "Clear loop", "Shift+P", "No in, no out"),
            entry(
                A::PlayAround,
                "Play around",
                "Slash",
                "Again and again from 2 s before the finding here to 2 s after it, or around the frame on screen",
            ),
            entry(
                A::FrameEarlier,
                "Audio 1 frame earlier",
                "Comma",
                "Move the delivered audio one frame EARLIER",
            ),
            entry(A::FrameLater, "Audio 1 frame later", "Period", "Move the delivered audio one frame LATER"),
            entry(
                A::TenFramesEarlier,
                "Audio 10 frames earlier",
                "Shift+Comma",
                "Move the delivered audio ten frames EARLIER",
            ),
            entry(
                A::TenFramesLater,
                "Audio 10 frames later",
                "Shift+Period",
                "Move the delivered audio ten frames LATER",
            ),
            entry(
                A::MillisecondEarlier,
                "Audio 1 ms earlier",
                "Alt+Comma",
                "Move the delivered audio one millisecond EARLIER",
            ),
            entry(
                A::MillisecondLater,
                "Audio 1 ms later",
                "Alt+Period",
                "Move the delivered audio one millisecond LATER",
            ),
            entry(
                A::SampleEarlier,
                "Audio 1 sample earlier",
                "Ctrl+Alt+Comma",
                "Move the delivered audio one sample EARLIER",
            ),
            entry(
                A::SampleLater,
                "Audio 1 sample later",
                "Ctrl+Alt+Period",
                "Move the delivered audio one sample LATER",
            ),
            entry(A::ResetNudge, "Reset nudge", "Ctrl+Backspace", "Back to the initial alignment"),
            entry(A::HearGuide, "Hear guide", "G", "Only the reference's own sound"),
            entry(A::HearDelivered, "Hear delivered", "D", "Only the audio under QC"),
            entry(A::HearBoth, "Hear both", "B", "Guide on the left, delivered on the right"),
            entry(
                A::HearDifference,
                "Hear difference",
                "X",
                "The delivered audio less the guide, made equally loud",
            ),
            entry(
                A::MatchLevels,
                "Match levels",
                "Shift+X",
                "Make the guide as loud as the delivered audio, for the difference",
            ),
            entry(A::SoloFirst, "Solo channel 1", "1", "Hear this channel alone, or with others of its kind"),
            entry(
                A::SoloSecond,
                "Solo channel 2",
                "2",
                "Hear this channel alone, or with others of its kind",
            ),
            entry(A::SoloThird, "Solo channel 3", "3", "Hear this channel alone, or with others of its kind"),
            entry(
                A::SoloFourth,
                "Solo channel 4",
                "4",
                "Hear this channel alone, or with others of its kind",
            ),
            entry(A::SoloFifth, "Solo channel 5", "5", "Hear this channel alone, or with others of its kind"),
            entry(A::SoloSixth, "Solo channel 6", "6", "Hear this channel alone, or with others of its kind"),
            entry(A::HearEveryChannel, "Hear every channel", "0", "No solo, no mute"),
            entry(
                A::HearLowFrequency,
                "Hear the LFE",
                "",
                "Add the LFE to the fold-down, at −3 dB in each ear",
            ),
            entry(
                A::HearInOtherOrder,
                "Hear in film order",
                "",
                "Take the channels as L C R Ls Rs LFE; the file stays as it is",
            ),
            entry(A::Louder, "Louder", "Shift+Up", "The monitor 1 dB louder"),
            entry(A::Softer, "Softer", "Shift+Down", "The monitor 1 dB softer"),
            entry(A::FlagHere, "Flag a finding here", "M", "Keep what is wrong at the playhead"),
            entry(A::HandIn, "Hand in", "Ctrl+Shift+H", "You are done: a supervisor decides"),
            entry(
                A::ConfirmAgreeing,
                "Confirm all that agree",
                "Ctrl+Shift+C",
                "Every finding of this ticket that operator, policy and measurement agree on",
            ),
            entry(
                A::NoteOnDecision,
                "Note on the decision",
                "Ctrl+Shift+N",
                "Type what is to be looked at, or why",
            ),
            entry(A::Approve, "Approve", "Ctrl+Shift+A", "You stand behind it as it is"),
            entry(
                A::ReturnTicket,
                "Return",
                "Ctrl+Shift+R",
                "Back to the operator, in a new round; the note says what to look at",
            ),
            entry(A::PreviousFinding, "Previous finding", "OpenBracket", "Go to the finding before"),
            entry(A::NextFinding, "Next finding", "CloseBracket", "Go to the next finding"),
            entry(A::Undo, "Undo", "Ctrl+Z", "Take the last change back"),
            entry(A::Redo, "Redo", "Ctrl+Shift+Z", "Do the change again"),
            entry(A::ShowChannels, "Lanes per channel", "C", "One waveform lane for each channel"),
            entry(A::ZoomIn, "Zoom in", "Plus", "Less time across the waveform"),
            entry(A::ZoomOut, "Zoom out", "Minus", "More time across the waveform"),
            entry(
                A::Settings,
                "Settings",
                "Ctrl+Comma",
                "What is set for this desk: its sound device, its copies",
            ),
            entry(
                A::FlashAndPip,
                "Flash and pip",
                "",
                "Play a flash and a pip every second in place of the request, to set screen and loudspeakers against \
                 each other",
            ),
            entry(A::KeySheet, "Keys", "F1", "Every key on one sheet"),
        ]
    };

    /// Whether it needs picture and sound to be open.
    pub fn moves_picture(self) -> bool {
        use Action as A;
        matches!(
            self,
            A::PlayPause
                | A::ShuttleBack
                | A::Stop
                | A::ShuttleForward
                | A::SlowBack
                | A::SlowForward
                | A::FrameBack
                | A::FrameForward
                | A::SecondBack
                | A::SecondForward
                | A::LoopIn
                | A::LoopOut
                | A::PlayAround
                | A::GoToTimecode
                | A::MatchLevels
        )
    }

    /// How the action is shown. The table holds every action (a test counts them).
    pub fn entry(self) -> ActionEntry {
        Self::TABLE.into_iter().find(|entry| entry.action == self).unwrap_or(entry(self, "", "", ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_action_stands_once_and_no_key_twice() {
        let actions: BTreeSet<Action> = Action::TABLE.iter().map(|entry| entry.action).collect();
        assert_eq!(actions.len(), Action::TABLE.len());
        assert_eq!(actions.last(), Some(&Action::KeySheet), "the last variant must be in the table");
        let keys: Vec<&str> =
            Action::TABLE.iter().map(|entry| entry.key).filter(|key| !key.is_empty()).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }
}
