//! Finds the LFE of a 5.1 file by its sound, and with it the channel order. Method: share of the power above a two-pole
//! high pass.

use serde::{Deserialize, Serialize};

use super::ChannelOrder;

/// Most of an LFE's power above the corner, and least of any other channel's: −15 and −10 dB. Chosen.
const AT_MOST_OF_LFE: f64 = 0.03;
const AT_LEAST_OF_OTHERS: f64 = 0.1;
/// Mean square below which a channel says nothing: −60 dBFS. Chosen.
const SILENT: f64 = 1e-6;
/// Corner of the high pass. Derived: an octave above the LFE's 120 Hz (SMPTE RP 200).
const CORNER_HZ: f64 = 250.0;
/// Frames the filter needs to settle on a block from the middle: 20 ms. Derived.
const SETTLES: usize = 960;

/// Measures, block by block, which channel of a 5.1 is the LFE.
#[derive(Clone, Debug, Default)]
pub struct ChannelCheck {
    channels: Vec<Powers>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Powers {
    all: f64,
    high: f64,
    frames: f64,
}

/// The order that a 5.1 file sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderCheck {
    /// The LFE is where this order has it, and nowhere else.
    Sounds(ChannelOrder),
    /// Not 5.1, too quiet, or no channel is clearly the LFE.
    Unclear,
}

impl ChannelCheck {
    /// For sound of `channels` channels.
    pub fn new(channels: usize) -> Self {
        Self { channels: vec![Powers::default(); channels] }
    }

    /// Takes a block of interleaved sound (`[frames × channels]`) from anywhere in the file: some blocks of a programme say
    /// as much as all. Anything but 5.1 is ignored.
    pub fn push(&mut self, block: &[f32]) {
        if self.channels.len() != 6 {
            return;
        }
        // A one-pole high pass at the corner, twice.
        let keep = (-std::f64::consts::TAU * CORNER_HZ / f64::from(crate::timebase::SAMPLE_RATE)).exp();
        for (channel, powers) in self.channels.iter_mut().enumerate() {
            let mut low = [0.0; 2];
            for (at, &sample) in block.iter().skip(channel).step_by(6).enumerate() {
                let sample = f64::from(sample);
                let mut high = sample;
                for low in &mut low {
                    *low += (1.0 - keep) * (high - *low);
                    high -= *low;
                }
                if at >= SETTLES {
                    powers.all += sample * sample;
                    powers.high += high * high;
                    powers.frames += 1.0;
                }
            }
        }
    }

    /// What all blocks say together.
    pub fn finish(&self) -> OrderCheck {
        let is_low = |channel: usize| self.channels.get(channel).is_some_and(Powers::is_only_low);
        let is_full = |channel: usize| self.channels.get(channel).is_some_and(Powers::is_full);
        // L R C LFE Ls Rs has it fourth, L C R Ls Rs LFE last.
        match (is_low(3), is_full(3), is_low(5), is_full(5)) {
            (true, _, _, true) => OrderCheck::Sounds(ChannelOrder::Smpte),
            (_, true, true, _) => OrderCheck::Sounds(ChannelOrder::Film),
            _ => OrderCheck::Unclear,
        }
    }
}

impl Powers {
    fn sounds(&self) -> bool {
        self.all > SILENT * self.frames
    }

    fn is_only_low(&self) -> bool {
        self.sounds() && self.high < AT_MOST_OF_LFE * self.all
    }

    fn is_full(&self) -> bool {
        self.sounds() && self.high > AT_LEAST_OF_OTHERS * self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(hertz: [f64; 6]) -> OrderCheck {
        let mut check = ChannelCheck::new(6);
        let frame = |at: usize| {
            let tone =
                move |hertz: f64| (std::f64::consts::TAU * hertz * at as f64 / 48_000.0).sin() as f32 * 0.1;
            hertz.map(tone)
        };
        let block: Vec<f32> = (0..24_000).flat_map(frame).collect();
        check.push(&block);
        check.finish()
    }

    #[test]
    fn the_lfe_is_found_by_its_sound() {
        let smpte = [400.0, 500.0, 1000.0, 60.0, 800.0, 900.0];
        let film = [400.0, 1000.0, 500.0, 800.0, 900.0, 60.0];
        assert_eq!(checked(smpte), OrderCheck::Sounds(ChannelOrder::Smpte));
        assert_eq!(checked(film), OrderCheck::Sounds(ChannelOrder::Film));
    }

    #[test]
    fn nothing_is_said_without_a_clear_sign() {
        assert_eq!(checked([400.0; 6]), OrderCheck::Unclear, "no LFE at all");
        assert_eq!(checked([60.0; 6]), OrderCheck::Unclear, "all low");
        let silent_lfe = [400.0, 500.0, 1000.0, 0.0, 800.0, 900.0];
        assert_eq!(checked(silent_lfe), OrderCheck::Unclear);
        assert_eq!(ChannelCheck::new(2).finish(), OrderCheck::Unclear);
    }
}
