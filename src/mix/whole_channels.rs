//! What is true of a channel from the first sample of the programme to the last: silent, or the same sound as another.

use super::block::JudgedPart;
use super::samples::{energy, peak};
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
    /// For sound of `channels` channels; twins are looked for among left and right, and the surround pairs.
    pub fn new(channels: usize) -> Self {
        let pairs: &[[usize; 2]] = match channels {
            2 => &[[0, 1]],
            6 => &[[0, 1], [4, 5]],
            8 => &[[0, 1], [4, 5], [6, 7]],
            _ => &[],
        };
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
            pair.difference +=
                one.iter().zip(other).map(|(one, other)| f64::from(one - other).powi(2)).sum::<f64>();
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
