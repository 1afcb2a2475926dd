//! The tiles of a spectrogram that are held, and the one that is being built.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::waveform::{SpectrumTile, TileKey};

/// The tiles of one side: the last that were asked for.
#[derive(Clone, Debug, Default)]
pub struct HeldSpectrum {
    /// The newest last.
    tiles: VecDeque<(TileKey, Option<Arc<SpectrumTile>>)>,
    /// What is being built; one at a time.
    asked: Option<TileKey>,
}

/// The most tiles that are held: 6 MB. Chosen: some four windows full, to scroll back.
const MOST: usize = 128;

impl HeldSpectrum {
    /// A tile that is held.
    pub fn tile(&self, key: TileKey) -> Option<&Arc<SpectrumTile>> {
        self.tiles.iter().rev().find(|(held, _)| *held == key)?.1.as_ref()
    }

    /// The first of `wanted` that is neither held nor could not be built, where nothing is being built.
    pub fn missing(&self, wanted: impl IntoIterator<Item = TileKey>) -> Option<TileKey> {
        let is_known = |key: &TileKey| self.tiles.iter().any(|(held, _)| held == key);
        if self.asked.is_some() { None } else { wanted.into_iter().find(|key| !is_known(key)) }
    }

    /// Whether to build a tile: from now on it is being built.
    pub fn ask(&mut self, key: TileKey) -> bool {
        let is_asked = self.missing([key]).is_some();
        if is_asked {
            self.asked = Some(key);
        }
        is_asked
    }

    /// Takes a tile that was built; `None`: its sound cannot be read. One of a sound that is gone is dropped.
    pub fn take(&mut self, key: TileKey, tile: Option<Arc<SpectrumTile>>) {
        if self.asked != Some(key) {
            return;
        }
        self.asked = None;
        self.tiles.push_back((key, tile));
        if self.tiles.len() > MOST {
            self.tiles.pop_front();
        }
    }

    /// Lets go of everything: the lane is hidden.
    pub fn forget(&mut self) {
        self.tiles.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waveform::SpectrumBuilder;

    fn key(place: i64) -> TileKey {
        TileKey { sound: 1, frames_per_column: 64, place }
    }

    #[test]
    fn one_tile_is_built_at_a_time_and_none_twice() {
        let mut held = HeldSpectrum::default();
        assert_eq!(held.missing([key(4), key(5)]), Some(key(4)));
        assert!(held.ask(key(4)) && !held.ask(key(5)));
        let tile = Arc::new(SpectrumBuilder::default().finish());
        held.take(key(9), Some(Arc::clone(&tile)));
        assert!(held.tile(key(9)).is_none(), "nobody asked for it");
        held.take(key(4), Some(tile));
        assert_eq!(held.missing([key(4), key(5)]), Some(key(5)));
        held.ask(key(5));
        held.take(key(5), None);
        assert_eq!(held.missing([key(4), key(5)]), None, "what cannot be built is not asked for again");
    }

    #[test]
    fn so_many_are_held_and_no_more() {
        let mut held = HeldSpectrum::default();
        for place in 0..1000 {
            assert!(held.ask(key(place)));
            held.take(key(place), Some(Arc::new(SpectrumBuilder::default().finish())));
        }
        assert_eq!(held.tiles.len(), MOST);
        assert!(held.tile(key(999)).is_some() && held.tile(key(0)).is_none());
    }
}
