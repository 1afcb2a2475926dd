//! What is true of a channel from the first sample of the programme to the last: silent, or the same sound as another.

use super::block::JudgedPart;
use super::samples::{difference_energy, energy, peak};
use super::setup::MixPairs;
use super::thresholds::{SAME_SOUND, SILENT};

/// Watches every channel, and every pair of the same kind.
pub(super) struct WholeChannels {
    peaks: Vec<f32>,
    energies: Vec<f64>,
    pairs: Vec<ChannelTwins>,
}

/// Two channels and the energy of their difference.
struct ChannelTwins {
    channels: [usize; 2],
    difference: f64,
}

impl WholeChannels {
    /// For sound of `channels` channels; twins are looked for among left and right, the surround pairs, and channels that hold the
    /// same one of the Print Master by `pairs`, wherever they are.
    pub fn new(channels: usize, pairs: Option<&MixPairs>) -> Self {
        let own: &[[usize; 2]] = match channels {
            2 => &[[0, 1]],
            6 => &[[0, 1], [4, 5]],
            8 => &[[0, 1], [4, 5], [6, 7]],
            _ => &[],
        };
        let held = |channel: usize| pairs.and_then(|pairs| pairs.content_of(channel));
        let of_one = (0..channels).flat_map(|one| (one + 1..channels).map(move |other| [one, other]));
        let of_one = of_one.filter(|two| held(two[0]).is_some() && held(two[0]) == held(two[1]));
        let mut pairs: Vec<[usize; 2]> = own.iter().copied().chain(of_one).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let twins = |&channels: &[usize; 2]| ChannelTwins { channels, difference: 0.0 };
        Self {
            peaks: vec![0.0; channels],
            energies: vec![0.0; channels],
            pairs: pairs.iter().map(twins).collect(),
        }
    }

    /// Watches the lanes of a sound, of which `range` is judged.
    pub fn push(&mut self, part: &JudgedPart, lanes: &[Vec<f32>]) {
        let judged = |channel: usize| {
            lanes.get(channel).and_then(|lane| lane.get(part.range.clone())).unwrap_or_default()
        };
        for (channel, (highest, sum)) in self.peaks.iter_mut().zip(&mut self.energies).enumerate() {
            *highest = highest.max(peak(judged(channel)));
            *sum += energy(judged(channel));
        }
        for pair in &mut self.pairs {
            let [one, other] = pair.channels.map(judged);
            pair.difference += difference_energy(one, other);
        }
    }

    /// Whether that channel never sounds.
    pub fn is_silent(&self, channel: usize) -> bool {
        self.peaks.get(channel).is_none_or(|&peak| peak < SILENT)
    }

    /// Channels that never sound; none where no channel does, which is another fault.
    pub fn silent(&self) -> Vec<usize> {
        let silent: Vec<usize> = (0..self.peaks.len()).filter(|&channel| self.is_silent(channel)).collect();
        if silent.len() == self.peaks.len() { Vec::new() } else { silent }
    }

    /// Pairs that sound and are one sound.
    pub fn twins(&self) -> Vec<[usize; 2]> {
        let energy = |channel: usize| self.energies.get(channel).copied().unwrap_or(0.0);
        let same = |pair: &&ChannelTwins| {
            let [one, other] = pair.channels;
            !self.is_silent(one) && pair.difference <= SAME_SOUND * (energy(one) + energy(other))
        };
        self.pairs.iter().filter(same).map(|pair| pair.channels).collect()
    }
}
