//! Which delivery a fix check takes, while that is asked.

use crate::ticket::Asset;

/// A delivery that a fix check could take, as the machine found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redelivery {
    pub asset: Asset,
    /// When its file was last written, RFC 3339; `None` where the system does not say.
    pub written: Option<String>,
}

/// What is known of a delivery against the audio that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newness {
    /// Another file than what was judged.
    AnotherFile,
    /// The same file name with other content.
    OtherContent,
    /// The same file, written to since the round was submitted: its content may be the same.
    WrittenSince,
    /// The file that was judged; nothing says that it changed.
    SameFile,
    /// A file of an earlier round.
    EarlierRound,
}

/// The question before a fix check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixCheck {
    /// What can be taken, the one written last at the end.
    pub offered: Vec<Redelivery>,
    /// The one that is taken, by its place among them.
    pub chosen: Option<usize>,
    /// Files are being looked at.
    pub is_looking: bool,
    /// Why what a person named cannot be taken, in words.
    pub refused: Option<String>,
}

impl FixCheck {
    /// The delivery that is taken.
    pub fn taken(&self) -> Option<&Redelivery> {
        self.chosen.and_then(|place| self.offered.get(place))
    }
}
