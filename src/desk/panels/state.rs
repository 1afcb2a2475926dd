//! What the panels keep from one frame of the window to the next: textures and levels; never anything decided.

use std::sync::Arc;

use super::picture::waveform::MirrorWaveform;
use super::transport::overview::Overview;
use crate::desk::widgets::{Picture, SnapshotTextures};
use crate::monitoring::MeterLevels;

/// The textures and levels that the panels draw from.
#[derive(Default)]
pub struct PanelState {
    /// The picture served, as the player last brought it.
    pub picture: Picture,
    /// Another picture beside it, and which of its frames is shown.
    pub second: Picture,
    pub second_number: Option<i64>,
    /// Both sounds at the playhead.
    pub waveform: MirrorWaveform,
    /// The whole programme in one bar.
    pub overview: Overview,
    /// The stills and waveforms saved with each finding.
    pub snapshots: SnapshotTextures,
    /// How loud both sounds are where they play.
    pub levels: Arc<MeterLevels>,
    /// Whether the sync test wants the screen bright now.
    pub flash: bool,
}

impl PanelState {
    /// Forgets the picture and the sounds of a request that was closed.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
