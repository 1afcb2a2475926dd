//! The mix that the operator monitors: both sounds in memory, its settings and its state.
//!
//! Shared by the handle, the player's thread, the mixing thread, the reader and the meters. It owns no thread and
//! never waits.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::mix_settings::MixSettings;
use super::mix_state::MixState;
use super::page_cache::PageCache;
use super::play_segment::PlaySegment;
use super::sources::PrintMasterSound;
use crate::media::PcmSource;
use crate::media::mix::Mix;

/// Both sounds around the playhead, and how they are mixed.
pub(super) struct MonitorMix {
    /// The audio under QC; `None` without.
    pub delivered: Option<PageCache>,
    /// The reference's own sound; `None` without.
    pub guide: Option<PageCache>,
    /// The Print Master, laid beside the audio under QC; empty until one was.
    pub print_master: ArcSwapOption<PageCache>,
    pub settings: MixSettings,
    pub state: MixState,
    /// Where the picture ends, in samples; the sound may end later.
    picture_end: i64,
}

impl MonitorMix {
    pub(super) fn new(
        delivered: Option<Arc<dyn PcmSource>>,
        guide: Option<Arc<dyn PcmSource>>,
        picture_end: i64,
        mix: &Mix,
    ) -> Self {
        let (delivered, guide) = (delivered.map(PageCache::new), guide.map(PageCache::new));
        let channels = |pages: &Option<PageCache>| pages.as_ref().map_or(0, PageCache::channels);
        let settings = MixSettings::new(channels(&delivered), channels(&guide));
        settings.set_mix(mix);
        Self {
            delivered,
            guide,
            print_master: ArcSwapOption::empty(),
            settings,
            state: MixState::default(),
            picture_end,
        }
    }

    /// Takes a new mix; it is heard with the next block.
    pub(super) fn set_mix(&self, mix: &Mix) {
        if self.settings.set_mix(mix) {
            self.state.wake_reader();
        }
    }

    /// Another Print Master lies beside the audio, or none.
    pub(super) fn set_print_master(&self, sound: Option<PrintMasterSound>) {
        let (source, held) = sound.map(|sound| (sound.source, sound.held)).unzip();
        let pages = source.map(|source| Arc::new(PageCache::new(source)));
        let channels = pages.as_ref().map_or(0, |pages| pages.channels());
        self.print_master.store(pages);
        self.settings.set_print_master(channels, held.unwrap_or_default());
        self.state.wake_reader();
    }

    /// The renderer's next seek plays this segment; its first pages are read at once.
    pub(super) fn start_segment(&self, segment: PlaySegment) {
        self.state.set_segment(segment);
        self.state.move_playhead(segment.from.get(), true);
    }

    /// The end of what can be watched or heard, in samples.
    pub(super) fn end(&self) -> i64 {
        let delivered =
            self.delivered.as_ref().map_or(0, |pages| pages.frames().saturating_add(self.settings.nudge()));
        let guide = self.guide.as_ref().map_or(0, PageCache::frames);
        self.picture_end.max(delivered).max(guide)
    }

    pub(super) fn has_sound(&self) -> bool {
        self.delivered.is_some() || self.guide.is_some()
    }
}
