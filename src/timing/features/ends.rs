//! Both ends of one side at 48 kHz, where the leader is. Takes the mid signal, gives head and tail.

/// Samples kept at either end: 3 minutes at 48 kHz. Chosen: more than any head or tail format.
pub(in crate::timing) const KEPT: usize = 180 * 48_000;

/// The mid signal at 48 kHz near the head and the tail: a 2-pop is measured to the sample.
#[derive(Clone, Debug, Default)]
pub(in crate::timing) struct Ends {
    head: Vec<i16>,
    /// The newest samples, up to half more than is kept, so that they don't move at every push.
    latest: Vec<i16>,
    length: i64,
}

impl Ends {
    /// Takes the next samples, full scale ±1; what is louder than 6 dB over full scale clips.
    pub fn push(&mut self, mid: &[f32]) {
        // Through 32 bits, which vectorises.
        let quantised = |sample: &f32| (sample * 16_384.0).clamp(-32_768.0, 32_767.0) as i32 as i16;
        let room = KEPT.saturating_sub(self.head.len());
        self.head.extend(mid.iter().take(room).map(quantised));
        let newest = mid.get(mid.len().saturating_sub(KEPT)..).unwrap_or_default();
        if self.latest.len() + newest.len() > KEPT + KEPT / 2 {
            let crowded = (self.latest.len() + newest.len()).saturating_sub(KEPT);
            self.latest.drain(..crowded.min(self.latest.len()));
        }
        self.latest.extend(newest.iter().map(quantised));
        self.length += mid.len() as i64;
    }

    /// What is kept of the head, the newest samples, and how many there were in all.
    pub fn parts(&self) -> (&[i16], &[i16], i64) {
        (&self.head, self.tail_kept(), self.length)
    }

    /// Of what [`Self::parts`] gave.
    pub fn of_parts(head: Vec<i16>, latest: Vec<i16>, length: i64) -> Self {
        Self { head, latest, length }
    }

    fn tail_kept(&self) -> &[i16] {
        self.latest.get(self.latest.len().saturating_sub(KEPT)..).unwrap_or_default()
    }

    /// Samples taken in all.
    pub fn length(&self) -> i64 {
        self.length
    }

    /// The first samples of the file, full scale ±1.
    pub fn head(&self) -> Vec<f32> {
        self.head.iter().map(|sample| f32::from(*sample) / 16_384.0).collect()
    }

    /// Where in the file the tail begins, and its samples.
    pub fn tail(&self) -> (i64, Vec<f32>) {
        let tail = self.tail_kept();
        let sound = tail.iter().map(|sample| f32::from(*sample) / 16_384.0).collect();
        (self.length - tail.len() as i64, sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_sound_is_its_own_head_and_tail() {
        let mut ends = Ends::default();
        ends.push(&[0.25; 100]);
        ends.push(&[0.5; 50]);
        assert_eq!(ends.length(), 150);
        assert_eq!(ends.head(), ends.tail().1);
        assert_eq!(ends.tail().0, 0);
    }

    #[test]
    fn the_tail_is_the_last_three_minutes() {
        let mut ends = Ends::default();
        for _ in 0..200 {
            ends.push(&[0.0; 48_000]);
        }
        ends.push(&[0.5; 7]);
        let (from, tail) = ends.tail();
        assert_eq!((from, tail.len()), (20 * 48_000 + 7, KEPT));
        assert_eq!(tail.last(), Some(&0.5));
    }
}
