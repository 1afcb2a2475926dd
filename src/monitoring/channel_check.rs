use super::ChannelOrder;

/// An LFE has this little of its power above the crossover, and other channels at least so much: −15 and −10 dB. The
/// corner of the filter lies at 250 Hz, an octave over the LFE's 120 Hz (SMPTE RP 200).
const AT_MOST_OF_LFE: f64 = 0.03;
const AT_LEAST_OF_OTHERS: f64 = 0.1;
/// Below this mean square (−60 dBFS) a channel tells nothing.
const SILENT: f64 = 1e-6;
const CORNER_HZ: f64 = 250.0;
/// Frames a filter needs to settle on a block cut out of the middle: 20 ms.
const SETTLES: usize = 960;

/// Listens where in a 5.1 the low-frequency channel stands.
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

/// What a set of channels sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderCheck {
    /// The low-frequency channel stands where this order has it, and nowhere else.
    Sounds(ChannelOrder),
    /// Not 5.1, too quiet, or no channel is clearly the LFE.
    Unclear,
}

impl ChannelCheck {
    pub fn new(channels: usize) -> Self {
        Self { channels: vec![Powers::default(); channels] }
    }

    /// Takes in a block of interleaved sound (`[frames × channels]`), from anywhere in it: some blocks of a programme
    /// tell as much as all. Anything but 5.1 is not looked at.
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
    fn is_heard(&self) -> bool {
        self.all > SILENT * self.frames
    }

    fn is_only_low(&self) -> bool {
        self.is_heard() && self.high < AT_MOST_OF_LFE * self.all
    }

    fn is_full(&self) -> bool {
        self.is_heard() && self.high > AT_LEAST_OF_OTHERS * self.all
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
