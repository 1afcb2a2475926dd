//! A sound that is read forward once, for whoever wants blocks of it and for the features of timing together.

use std::io;
use std::sync::{Arc, Mutex};

use crate::media::{BLOCK_FRAMES, FeatureSink, PcmSource, SoundSink};
use crate::timing::Features;

/// Gives blocks in order, and what timing needs of the whole once it has been read to its end. A block that is asked for out of order is read
/// again.
pub(super) struct ReadOnce {
    sound: Arc<dyn PcmSource>,
    reading: Mutex<Reading>,
}

struct Reading {
    /// `None` once they have been taken.
    features: Option<FeatureSink>,
    /// What was read last, and where that begins.
    held: Vec<f32>,
    begins_at: i64,
}

impl ReadOnce {
    pub fn of(sound: Arc<dyn PcmSource>) -> Self {
        let features = Some(FeatureSink::new(sound.channels()));
        Self { sound, reading: Mutex::new(Reading { features, held: Vec::new(), begins_at: 0 }) }
    }

    /// Reads what is left, and gives the features with the processor seconds they took. `None` where the sound broke off, or this was
    /// asked before.
    pub fn finish(&self) -> Option<(Features, f64)> {
        let mut reading = self.reading.lock().ok()?;
        let frames = self.sound.frames();
        reading.advance(self.sound.as_ref(), frames, frames).ok()?;
        reading.features.take().map(FeatureSink::finish)
    }
}

impl Reading {
    fn end(&self, channels: usize) -> i64 {
        self.begins_at + i64::try_from(self.held.len() / channels).unwrap_or(0)
    }

    /// Reads up to `to`, and holds what lies from `keep` on.
    fn advance(&mut self, sound: &dyn PcmSource, to: i64, keep: i64) -> io::Result<()> {
        let channels = sound.channels();
        let to = to.min(sound.frames());
        loop {
            let unneeded = usize::try_from(keep - self.begins_at).unwrap_or(0) * channels;
            let unneeded = unneeded.min(self.held.len());
            self.held.drain(..unneeded);
            self.begins_at += i64::try_from(unneeded / channels).unwrap_or(0);
            let end = self.end(channels);
            if end >= to {
                return Ok(());
            }
            let frames = usize::try_from(to - end).unwrap_or(0).min(BLOCK_FRAMES);
            let before = self.held.len();
            self.held.resize(before + frames * channels, 0.0);
            let block = self.held.get_mut(before..).unwrap_or_default();
            if let Err(broken) = sound.read(end, block) {
                self.features = None;
                return Err(broken);
            }
            if let Some(features) = self.features.as_mut() {
                features.push(block);
            }
        }
    }
}

impl PcmSource for ReadOnce {
    fn channels(&self) -> usize {
        self.sound.channels()
    }

    fn frames(&self) -> i64 {
        self.sound.frames()
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        let channels = self.channels();
        let end = first.saturating_add(i64::try_from(out.len() / channels).unwrap_or(i64::MAX));
        let Ok(mut reading) = self.reading.lock() else { return self.sound.read(first, out) };
        if first.max(0) < reading.begins_at {
            return self.sound.read(first, out);
        }
        reading.advance(self.sound.as_ref(), end, first)?;
        out.fill(0.0);
        let inside = |place: i64| usize::try_from(place.max(0)).unwrap_or(0) * channels;
        let held = reading.held.get(inside(first - reading.begins_at)..).unwrap_or_default();
        let out = out.get_mut(inside(reading.begins_at - first)..).unwrap_or_default();
        out.iter_mut().zip(held).for_each(|(out, sample)| *out = *sample);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two channels of noise, two blocks and a bit.
    struct Noise;

    fn sample(frame: i64, channel: usize) -> f32 {
        ((frame * 2 + channel as i64) * 7919 % 1013) as f32 / 1013.0 - 0.5
    }

    impl PcmSource for Noise {
        fn channels(&self) -> usize {
            2
        }

        fn frames(&self) -> i64 {
            2 * BLOCK_FRAMES as i64 + 77
        }

        fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
            for (frame, out) in (first..).zip(out.chunks_mut(2)) {
                let is_there = (0..self.frames()).contains(&frame);
                out.iter_mut().enumerate().for_each(|(channel, out)| {
                    *out = if is_there { sample(frame, channel) } else { 0.0 };
                });
            }
            Ok(())
        }
    }

    #[test]
    fn blocks_anywhere_are_those_of_the_sound_and_the_features_those_of_all_of_it() {
        let once = ReadOnce::of(Arc::new(Noise));
        let end = Noise.frames();
        let asked =
            [(-900, 1000), (100, 5000), (100, 70_000), (50, 300), (90_000, 10), (end - 5, 20), (end + 9, 4)];
        for (first, frames) in asked {
            let mut blocks = [vec![9.0; frames * 2], vec![8.0; frames * 2]];
            let [ours, theirs] = &mut blocks;
            once.read(first, ours).unwrap();
            Noise.read(first, theirs).unwrap();
            assert!(ours == theirs, "{frames} from {first}");
        }
        let mut whole = vec![0.0; Noise.frames() as usize * 2];
        Noise.read(0, &mut whole).unwrap();
        let mut features = FeatureSink::new(2);
        features.push(&whole);
        let (read, _) = once.finish().unwrap();
        assert_eq!(format!("{read:?}"), format!("{:?}", features.finish().0));
        assert!(once.finish().is_none(), "they are given once");
    }
}
