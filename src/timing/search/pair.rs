use std::ops::Range;

use crate::timing::features::Features;
use crate::timing::features::whitened::Stretch;

/// The two sides of a comparison, cut to their programmes, the audio played at the reference's speed. A place in
/// the audio is from here on a place in this stretched audio; a lag is reference place minus audio place.
pub(in crate::timing) struct Pair<'a> {
    audio: [Stretch<'a>; 2],
    reference: [Stretch<'a>; 2],
    /// Stretched length over delivered length: above one, the delivered audio runs fast.
    pub ratio: f64,
    /// What is left of the speed: how much the lag grows per measuring sample, below 3 in a million once settled.
    pub slope: f64,
    /// Half a frame of the picture, in measuring samples: no cut is smaller.
    pub half_frame: f64,
    /// −1 where the delivered audio is upside down against the reference.
    pub polarity: f32,
}

impl<'a> Pair<'a> {
    /// `audio_programme` and `reference_programme` in measuring samples of their own files.
    pub fn new(
        audio: &'a Features,
        audio_programme: Range<i64>,
        reference: &'a Features,
        reference_programme: Range<i64>,
        half_frame: f64,
    ) -> Self {
        let side = |heard: &'a Features, range: Range<i64>| {
            [heard.mid.within(range.clone()), heard.side.within(range)]
        };
        Self {
            audio: side(audio, audio_programme),
            reference: side(reference, reference_programme),
            ratio: 1.0,
            slope: 0.0,
            half_frame,
            polarity: 1.0,
        }
    }

    /// The same pair with the audio played `ratio` times as long as delivered.
    pub fn at_ratio(&self, original: &Pair<'a>, ratio: f64) -> Self {
        let audio = if (ratio - 1.0).abs() < 1e-9 {
            original.audio.clone()
        } else {
            original.audio.clone().map(|stretch| stretch.stretched(ratio))
        };
        Self { audio, reference: original.reference.clone(), ratio, slope: 0.0, ..*self }
    }

    /// Mid for 0, side for 1.
    pub fn audio(&self, side: usize) -> &Stretch<'a> {
        let [mid, other] = &self.audio;
        if side == 0 { mid } else { other }
    }

    /// Mid for 0, side for 1.
    pub fn reference(&self, side: usize) -> &Stretch<'a> {
        let [mid, other] = &self.reference;
        if side == 0 { mid } else { other }
    }

    /// Measuring samples of stretched audio, to the end of its programme.
    pub fn length(&self) -> i64 {
        self.audio(0).end()
    }

    /// The whole lag at `place` on a line that has `lag` at place 0.
    pub fn whole_lag(&self, lag: f64, place: i64) -> i64 {
        (lag + self.slope * place as f64).round() as i64
    }
}
