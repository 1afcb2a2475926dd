//! Which channel of the Print Master each delivered channel holds, how late it is and which way up. Method: correlation matrix
//! of all channels with phases only (GCC-PHAT, Knapp & Carter 1976), summed over blocks from all over the programme.

use serde::{Deserialize, Serialize};

use super::alignment::AlignedPiece;
use super::fourier::{Bin, Transform};
use super::samples::rms;
use super::thresholds::{FLAT_PHASES, MOST_DELAY, PAIR_STANDS_OUT, SOUNDS_IN_SURVEY};

/// Samples of a block of the survey: 1.4 s. Chosen.
pub const SURVEY_BLOCK: usize = 65_536;

/// What one delivered channel holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPair {
    /// The channel of the Print Master.
    pub print_master: usize,
    /// 1, or −1 where it is upside down.
    pub polarity: i8,
    /// Samples; positive: later than where the piece lies.
    pub delay: i64,
}

/// Share of the highest correlation that is as good. Chosen: twins differ by rounding.
const AS_GOOD: f32 = 0.97;
/// Share of a channel's clearest correlation with any delivered channel from which another holds it too. Chosen: copies reach
/// 1, a centre with effects that the left has too reached a third.
const AS_CLEARLY: f32 = 0.8;

/// Takes blocks of both mixes, gives the pairs.
pub struct ChannelSurvey {
    transform: Transform,
    print_master: usize,
    /// For each delivered channel and each of the Print Master: the sum of all blocks.
    cross: Vec<Vec<Bin>>,
}

impl ChannelSurvey {
    /// For that many channels on each side.
    pub fn new(delivered: usize, print_master: usize) -> Self {
        let bins = SURVEY_BLOCK + 1;
        Self {
            transform: Transform::new(2 * SURVEY_BLOCK),
            print_master,
            cross: vec![vec![Bin::default(); bins]; delivered * print_master],
        }
    }

    /// Adds one block of both (`[channel][sample]`), laid side by side.
    pub fn push(&mut self, delivered: &[Vec<f32>], print_master: &[Vec<f32>]) {
        let theirs: Vec<Option<Vec<Bin>>> = print_master.iter().map(|lane| self.phases(lane)).collect();
        let ours: Vec<Option<Vec<Bin>>> = delivered.iter().map(|lane| self.phases(lane)).collect();
        for (rows, ours) in self.cross.chunks_mut(self.print_master.max(1)).zip(&ours) {
            for (sum, theirs) in rows.iter_mut().zip(&theirs) {
                let Some((ours, theirs)) = ours.as_ref().zip(theirs.as_ref()) else { continue };
                sum.iter_mut()
                    .zip(ours.iter().zip(theirs))
                    .for_each(|(sum, (ours, theirs))| *sum += ours * theirs.conj());
            }
        }
    }

    /// The spectrum with its levels mostly taken out; `None` of silence.
    fn phases(&self, lane: &[f32]) -> Option<Vec<Bin>> {
        if rms(lane) < SOUNDS_IN_SURVEY {
            return None;
        }
        let turn = std::f32::consts::TAU / lane.len() as f32;
        let window = |at: usize| 0.5 - 0.5 * (turn * at as f32).cos();
        let mut spectrum =
            self.transform.spectrum(lane.iter().enumerate().map(|(at, sample)| sample * window(at)));
        let power: f32 = spectrum.iter().map(Bin::norm_sqr).sum();
        let flat = FLAT_PHASES * (power / spectrum.len() as f32).sqrt();
        spectrum.iter_mut().for_each(|bin| *bin /= bin.norm() + flat);
        Some(spectrum)
    }

    /// What each delivered channel holds; `None` for one that is silent, or is in no channel of the Print Master.
    ///
    /// A channel of the Print Master is held where it is found as clearly as in any other delivered channel: an effect that lies
    /// in the left as well makes a centre look like the left, the more so where the Print Master's own centre is full of dialogue.
    pub fn finish(self) -> Vec<Option<ChannelPair>> {
        let Self { transform, print_master, cross } = self;
        let mut tops = cross.into_iter().map(|sum| top(&transform.signal(sum)));
        let mut rows: Vec<Vec<Top>> = Vec::new();
        loop {
            let row: Vec<Top> = tops.by_ref().take(print_master.max(1)).collect();
            if row.is_empty() {
                break;
            }
            rows.push(row);
        }
        let clearest = |place: usize| {
            rows.iter().filter_map(|row| row.get(place)).map(|top| top.value.abs()).fold(0.0, f32::max)
        };
        let clearest: Vec<f32> = (0..print_master).map(clearest).collect();
        rows.iter().enumerate().map(|(own, row)| held(own, row, &clearest)).collect()
    }
}

/// What the delivered channel number `own` holds by its correlations with the Print Master's channels, `clearest` being the
/// highest of any delivered channel with each of these.
fn held(own: usize, row: &[Top], clearest: &[f32]) -> Option<ChannelPair> {
    let holds = |&(_, (top, clearest)): &(usize, (&Top, &f32))| {
        top.stands_out >= PAIR_STANDS_OUT && top.value.abs() >= AS_CLEARLY * clearest
    };
    let held = row.iter().zip(clearest).enumerate().filter(holds).map(|(place, (top, _))| (place, top));
    let highest = held.clone().map(|(_, top)| top.value.abs()).fold(0.0, f32::max);
    // Of twins in the Print Master the one with the same name.
    let mut best = held.filter(|(_, top)| top.value.abs() >= AS_GOOD * highest);
    let first = best.clone().max_by(|(_, one), (_, other)| one.value.abs().total_cmp(&other.value.abs()));
    best.find(|(place, _)| *place == own).or(first).map(|(print_master, top)| ChannelPair {
        print_master,
        polarity: if top.value < 0.0 { -1 } else { 1 },
        delay: top.lag,
    })
}

#[derive(Clone, Copy)]
struct Top {
    lag: i64,
    value: f32,
    /// Times the root mean square of the correlation.
    stands_out: f32,
}

/// The highest magnitude within the delays that are looked for.
fn top(correlation: &[f32]) -> Top {
    let length = i64::try_from(correlation.len()).unwrap_or(0);
    let spread = rms(correlation) as f32;
    let mut best = Top { lag: 0, value: 0.0, stands_out: 0.0 };
    for (lag, &value) in (0..length).zip(correlation) {
        let lag = if lag > length / 2 { lag - length } else { lag };
        if lag.abs() <= MOST_DELAY && value.abs() > best.value.abs() {
            best = Top { lag, value, stands_out: value.abs() / spread.max(1e-9) };
        }
    }
    best
}

/// Corrects the place of a piece where most channels agree that it lies beside it; what is left is a channel's own delay.
pub fn settle(piece: &mut AlignedPiece, pairs: &mut [Option<ChannelPair>]) {
    let paired: Vec<i64> = pairs.iter().flatten().map(|pair| pair.delay).collect();
    let votes = |delay: i64| paired.iter().filter(|&&one| one == delay).count();
    let most = paired.iter().copied().max_by_key(|&delay| (votes(delay), -delay.abs())).unwrap_or(0);
    if most != 0 && 2 * votes(most) > paired.len() {
        piece.shift += most;
        pairs.iter_mut().flatten().for_each(|pair| pair.delay -= most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u32) -> Vec<f32> {
        let mut state = seed.wrapping_mul(747_796_405).wrapping_add(1);
        let mut low = 0.0;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            low += 0.3 * ((state >> 8) as f32 / 8_388_608.0 - 1.0 - low);
            low * 0.1
        };
        (0..SURVEY_BLOCK).map(|_| next()).collect()
    }

    fn late(sound: &[f32], samples: usize) -> Vec<f32> {
        [vec![0.0; samples], sound[..sound.len() - samples].to_vec()].concat()
    }

    fn surveyed(delivered: &[Vec<f32>], print_master: &[Vec<f32>]) -> Vec<Option<ChannelPair>> {
        let mut survey = ChannelSurvey::new(delivered.len(), print_master.len());
        survey.push(delivered, print_master);
        survey.finish()
    }

    #[test]
    fn order_polarity_and_delay_of_each_channel_are_found() {
        let master: Vec<Vec<f32>> = (1..=6).map(noise).collect();
        let mut delivered: Vec<Vec<f32>> =
            [0, 2, 1, 4, 5, 3].map(|place: usize| master[place].clone()).to_vec();
        delivered[1].iter_mut().for_each(|sample| *sample *= -0.5);
        delivered[3] = late(&delivered[3], 48);
        let found: Vec<_> = surveyed(&delivered, &master).into_iter().map(Option::unwrap).collect();
        assert_eq!(found.iter().map(|pair| pair.print_master).collect::<Vec<_>>(), [0, 2, 1, 4, 5, 3]);
        assert_eq!(found.iter().map(|pair| pair.polarity).collect::<Vec<_>>(), [1, -1, 1, 1, 1, 1]);
        assert_eq!(found.iter().map(|pair| pair.delay).collect::<Vec<_>>(), [0, 0, 0, 48, 0, 0]);
    }

    #[test]
    fn a_centre_that_shares_its_effects_with_the_left_is_a_centre() {
        let sound = |parts: &[(u32, f32)]| -> Vec<f32> {
            let noises: Vec<Vec<f32>> = parts.iter().map(|&(seed, _)| noise(seed)).collect();
            let at = |at: usize| noises.iter().zip(parts).map(|(one, &(_, gain))| gain * one[at]).sum();
            (0..SURVEY_BLOCK).map(at).collect()
        };
        let (music, right, effects, dialogue) = (1, 2, 3, 4);
        let left = [(music, 0.7), (effects, 0.5)];
        let master = [&left[..], &[(right, 1.0)], &[(effects, 0.1), (dialogue, 1.0)]].map(sound);
        let delivered = [&left[..], &[(right, 1.0)], &[(effects, 0.1)]].map(sound);
        let places = |delivered: &[Vec<f32>]| -> Vec<usize> {
            surveyed(delivered, &master).into_iter().map(|pair| pair.unwrap().print_master).collect()
        };
        assert_eq!(places(&delivered), [0, 1, 2]);
        // The left in the centre's place as well is another matter, at any level.
        let quiet_left = sound(&left).iter().map(|sample| 0.1 * sample).collect();
        assert_eq!(places(&[delivered[0].clone(), delivered[1].clone(), quiet_left]), [0, 1, 0]);
    }

    #[test]
    fn a_silent_channel_and_one_of_another_sound_hold_nothing() {
        let master: Vec<Vec<f32>> = (1..=2).map(noise).collect();
        let found = surveyed(&[vec![0.0; SURVEY_BLOCK], noise(9)], &master);
        assert_eq!(found, [None, None]);
    }

    #[test]
    fn what_most_channels_say_is_where_the_piece_lies() {
        let pair = |delay| Some(ChannelPair { print_master: 0, polarity: 1, delay });
        let (mut piece, mut pairs) = (AlignedPiece { audio: 0..10, shift: 100 }, [pair(2), pair(2), pair(9)]);
        settle(&mut piece, &mut pairs);
        assert_eq!((piece.shift, pairs), (102, [pair(0), pair(0), pair(7)]));
    }
}
