//! The files of one sound, before anything says what it is for.

use std::path::{Path, PathBuf};

use super::channel_names::Channel;
use super::path_names::stem_of;

/// Files that are one sound: an interleaved file, a discrete set in channel order, or the parts of either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoundFiles {
    /// Relative to the request. Of a split recording: part after part.
    pub files: Vec<PathBuf>,
    /// Of a discrete set; empty for an interleaved file.
    pub channels: Vec<Channel>,
    /// Name of the file or set, without extension and channel.
    pub stem: String,
    /// Its legs are numbered: which channel each is, is assumed.
    pub is_numbered: bool,
    /// It is one leg, and the others of its set are not here.
    pub lone_leg: Option<Channel>,
    /// How many parts it was split into; 1 for a whole recording.
    pub parts: usize,
}

impl SoundFiles {
    /// One file by itself.
    pub fn interleaved(file: &Path) -> Self {
        Self {
            files: vec![file.to_owned()],
            channels: vec![],
            stem: stem_of(file),
            is_numbered: false,
            lone_leg: None,
            parts: 1,
        }
    }

    /// The channels of 5.1 that a set lacks, by their usual names; empty for 5.1, 7.1, and for 2.0 unless `is_wide` says
    /// that it should be 5.1.
    pub fn lacks(&self, is_wide: bool) -> Vec<&'static str> {
        if self.channels.is_empty() || (self.channels.len() == 2 && !is_wide) {
            return Vec::new();
        }
        let wanted = Channel::ALL.iter().take(6).filter(|channel| !self.channels.contains(channel));
        wanted.map(|channel| channel.label()).collect()
    }

    pub fn is_discrete(&self) -> bool {
        !self.channels.is_empty()
    }
}
