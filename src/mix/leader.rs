//! The leader of the delivered audio: level and frequency of the reference tone on each channel, and the order in which the channels
//! are identified. Exact measures; what they are to be is the profile's to say.

use std::f64::consts::TAU;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::check::CheckState;
use super::samples::{decibels, rms};

/// Samples looked at at once: 100 ms. Chosen.
const STEP: usize = 4_800;
/// Samples of leader that are read, at most: 10 minutes. Chosen: no leader is longer.
pub const LONGEST_LEADER: i64 = 28_800_000;
/// The shortest tone, and the shortest sound that identifies a channel, in steps. Chosen: a 2-pop is shorter than either.
const SHORTEST_TONE: usize = 5;
const SHORTEST_IDENT: usize = 3;
/// RMS from which a step sounds: −60 dBFS. Chosen.
const SOUNDS: f64 = 1e-3;
/// Share of a step's energy that one sine has to have. Chosen: noise at −30 dB under the tone leaves more.
const PURE: f64 = 0.98;
/// What frequency, as a share, and level, in decibels, may differ by from step to step. Chosen.
const SAME_TONE: (f64, f64) = (0.005, 0.3);
/// Samples within which channels begin together: 0.2 s. Chosen.
const TOGETHER: i64 = 9_600;

/// What stands in the leader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderMeasure {
    /// Whether there was anything to measure, and why not.
    pub state: CheckState,
    /// The longest tone of each channel that has one, by channel.
    pub tones: Vec<LeaderTone>,
    /// Channels one after the other as they begin, where they do not begin together; those that begin together in one.
    pub idents: Vec<Vec<usize>>,
}

/// A steady tone on one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderTone {
    /// Its place in the delivered file, from 0.
    pub channel: usize,
    /// Level of the sine against one that reaches full scale, dBFS (SMPTE RP 155).
    pub level_dbfs: f64,
    pub hertz: f64,
    /// Samples of the delivered file.
    pub place: Range<i64>,
}

/// One step of one channel.
#[derive(Clone, Copy, Debug)]
struct LeaderStep {
    sounds: bool,
    /// Level in dBFS and frequency, where it is one sine.
    tone: Option<(f64, f64)>,
}

/// Listens to the leader.
pub struct LeaderMeter {
    begins_at: i64,
    lanes: Vec<Vec<f32>>,
    steps: Vec<Vec<LeaderStep>>,
}

impl LeaderMeter {
    /// Of so many channels, from that sample of the delivered file on.
    pub fn new(channels: usize, begins_at: i64) -> Self {
        Self { begins_at, lanes: vec![Vec::new(); channels], steps: vec![Vec::new(); channels] }
    }

    /// Takes the next sound, channels in turn.
    pub fn push(&mut self, interleaved: &[f32]) {
        let channels = self.lanes.len().max(1);
        for (channel, (lane, steps)) in self.lanes.iter_mut().zip(&mut self.steps).enumerate() {
            lane.extend(interleaved.iter().skip(channel).step_by(channels));
            let whole = lane.len() / STEP * STEP;
            steps.extend(lane.chunks_exact(STEP).map(step));
            lane.drain(..whole);
        }
    }

    /// What stood in it.
    pub fn finish(self) -> LeaderMeasure {
        let place = |step: usize| self.begins_at + i64::try_from(step * STEP).unwrap_or(0);
        let mut tones = Vec::new();
        let mut begins: Vec<(i64, usize)> = Vec::new();
        for (channel, steps) in self.steps.iter().enumerate() {
            if let Some((run, level_dbfs, hertz)) = longest_tone(steps) {
                tones.push(LeaderTone {
                    channel,
                    level_dbfs,
                    hertz,
                    place: place(run.start)..place(run.end),
                });
            }
            if let Some(first) = first_ident(steps) {
                begins.push((place(first), channel));
            }
        }
        begins.sort_unstable();
        let mut idents: Vec<Vec<usize>> = Vec::new();
        let mut last = None;
        for (at, channel) in begins {
            match idents.last_mut().filter(|_| last.is_some_and(|last| at - last <= TOGETHER)) {
                Some(together) => together.push(channel),
                None => idents.push(vec![channel]),
            }
            last = Some(at);
        }
        idents.iter_mut().for_each(|together| together.sort_unstable());
        if idents.len() < 2 {
            idents.clear();
        }
        let state = if tones.is_empty() && idents.is_empty() {
            CheckState::NotRun("No tone and no ident stands in the leader.".to_owned())
        } else {
            CheckState::Ran
        };
        LeaderMeasure { state, tones, idents }
    }
}

fn step(sound: &[f32]) -> LeaderStep {
    let level = rms(sound);
    let sounds = level >= SOUNDS;
    let tone = sounds.then(|| sine(sound, level)).flatten();
    LeaderStep { sounds, tone }
}

/// Level and frequency of a sound that is one sine. The frequency is that of its zero crossings, the level that of the sine which
/// fits best.
fn sine(sound: &[f32], level: f64) -> Option<(f64, f64)> {
    let crossings = sound.windows(2).enumerate().filter_map(|(at, two)| match two {
        [before, after] if *before < 0.0 && *after >= 0.0 => {
            Some(at as f64 + f64::from(-before / (after - before)))
        }
        _ => None,
    });
    let crossings: Vec<f64> = crossings.collect();
    let (first, last) = (crossings.first()?, crossings.last()?);
    let turns = crossings.len().saturating_sub(1);
    if turns == 0 || last <= first {
        return None;
    }
    let hertz = turns as f64 * 48_000.0 / (last - first);
    let angle = TAU * hertz / 48_000.0;
    let (mut of_sine, mut of_cosine) = (0.0, 0.0);
    for (at, sample) in sound.iter().enumerate() {
        let (sine, cosine) = (angle * at as f64).sin_cos();
        of_sine += f64::from(*sample) * sine;
        of_cosine += f64::from(*sample) * cosine;
    }
    let amplitude = 2.0 * of_sine.hypot(of_cosine) / sound.len().max(1) as f64;
    let share = amplitude * amplitude / 2.0 / (level * level).max(1e-18);
    (share >= PURE).then(|| (decibels(amplitude), hertz))
}

/// The longest run of one tone, with its mean level and frequency. Its first and last steps may hold a beginning and an end.
fn longest_tone(steps: &[LeaderStep]) -> Option<(Range<usize>, f64, f64)> {
    let mut longest: Option<Range<usize>> = None;
    let mut run: Range<usize> = 0..0;
    for (at, one) in steps.iter().enumerate() {
        let last = run.end.checked_sub(1).filter(|last| run.contains(last));
        let before = last.and_then(|last| steps.get(last)?.tone);
        let goes_on = one.tone.zip(before).is_some_and(|((level, hertz), (level_before, hertz_before))| {
            (hertz - hertz_before).abs() <= SAME_TONE.0 * hertz_before
                && (level - level_before).abs() <= SAME_TONE.1
        });
        run = match (goes_on, one.tone) {
            (true, _) => run.start..at + 1,
            (false, Some(_)) => at..at + 1,
            (false, None) => at + 1..at + 1,
        };
        if run.len() > longest.as_ref().map_or(SHORTEST_TONE - 1, Range::len) {
            longest = Some(run.clone());
        }
    }
    let run = longest?;
    let tones: Vec<(f64, f64)> = steps.get(run.clone())?.iter().filter_map(|one| one.tone).collect();
    let mean =
        |of: &dyn Fn(&(f64, f64)) -> f64| tones.iter().map(of).sum::<f64>() / tones.len().max(1) as f64;
    Some((run, mean(&|tone| tone.0), mean(&|tone| tone.1)))
}

/// Where the first sound begins that is long enough to identify a channel.
fn first_ident(steps: &[LeaderStep]) -> Option<usize> {
    let sounds: Vec<bool> = steps.iter().map(|one| one.sounds).collect();
    sounds.windows(SHORTEST_IDENT).position(|near| near.iter().all(|sounds| *sounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of a sine of that amplitude on a channel, from a second on; as many channels as there are entries.
    fn leader(tones: &[(f64, f64, f64, f64)]) -> LeaderMeasure {
        let mut meter = LeaderMeter::new(tones.len(), 96_000);
        let sound: Vec<f32> = (0..480_000)
            .flat_map(|at| {
                tones.iter().map(move |&(from, to, amplitude, hertz)| {
                    let second = f64::from(at) / 48_000.0;
                    let is_on = (from..to).contains(&second);
                    if is_on { (amplitude * (TAU * hertz * second).sin()) as f32 } else { 0.0 }
                })
            })
            .collect();
        // In parts, as it is read.
        sound.chunks(tones.len() * 65_536).for_each(|part| meter.push(part));
        meter.finish()
    }

    #[test]
    fn level_and_frequency_of_the_tone_are_measured_on_each_channel() {
        let found = leader(&[(1.0, 6.0, 0.1, 1000.0), (1.0, 6.0, 0.125_892_5, 997.0)]);
        assert_eq!(found.state, CheckState::Ran);
        let [left, right] = &found.tones[..] else { panic!("{found:?}") };
        assert!((left.level_dbfs + 20.0).abs() < 0.02 && (left.hertz - 1000.0).abs() < 0.1, "{left:?}");
        assert!((right.level_dbfs + 18.0).abs() < 0.02 && (right.hertz - 997.0).abs() < 0.1, "{right:?}");
        assert!((left.place.start - 144_000).abs() <= 4_800 && (left.place.end - 384_000).abs() <= 4_800);
        assert!(found.idents.is_empty(), "they begin together");
    }

    #[test]
    fn channels_that_begin_one_after_the_other_are_in_that_order() {
        let one = |from: f64| (from, from + 0.8, 0.1, 440.0);
        let found = leader(&[one(1.0), one(5.0), one(3.0)]);
        assert_eq!(found.idents, [[0], [2], [1]]);
    }

    #[test]
    fn a_pop_or_silence_is_neither() {
        let found = leader(&[(2.0, 2.042, 0.1, 1000.0), (2.0, 2.042, 0.1, 1000.0)]);
        assert!(matches!(&found.state, CheckState::NotRun(why) if why.contains("No tone")), "{found:?}");
    }
}
