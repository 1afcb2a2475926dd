//! The two sides of a comparison on one time axis. Takes features and programmes, gives whitened samples at any place.

use std::ops::Range;

use crate::timing::features::{Features, WhitenedSpan};

/// The two sides of a comparison, cut to their programmes, the audio resampled to the reference's speed. A
/// place in the audio is from here on a place in this resampled audio; a lag is reference place minus audio place.
pub(in crate::timing) struct Pair<'a> {
    audio: [WhitenedSpan<'a>; 2],
    reference: [WhitenedSpan<'a>; 2],
    /// Resampled length over delivered length: above one, the delivered audio runs fast.
    pub ratio: f64,
    /// Speed error that is left: how much the lag grows per measuring sample, below 3 in a million once settled.
    pub slope: f64,
    /// Half a frame of the picture, in measuring samples: no recut is smaller.
    pub half_frame: f64,
    /// −1 where the delivered audio's polarity is inverted against the reference, else 1.
    pub polarity: f32,
}

impl<'a> Pair<'a> {
    /// At the delivered speed. `audio_programme` and `reference_programme` in measuring samples of their own files.
    pub fn new(
        audio: &'a Features,
        audio_programme: Range<i64>,
        reference: &'a Features,
        reference_programme: Range<i64>,
        half_frame: f64,
    ) -> Self {
        let side = |features: &'a Features, range: Range<i64>| {
            [features.mid.within(range.clone()), features.side.within(range)]
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
            original.audio.clone().map(|span| span.resampled(ratio))
        };
        Self { audio, reference: original.reference.clone(), ratio, slope: 0.0, ..*self }
    }

    /// Mid for 0, side for 1.
    pub fn audio(&self, side: usize) -> &WhitenedSpan<'a> {
        let [mid, other] = &self.audio;
        if side == 0 { mid } else { other }
    }

    /// Mid for 0, side for 1.
    pub fn reference(&self, side: usize) -> &WhitenedSpan<'a> {
        let [mid, other] = &self.reference;
        if side == 0 { mid } else { other }
    }

    /// Measuring samples of resampled audio, to the end of its programme.
    pub fn length(&self) -> i64 {
        self.audio(0).end()
    }

    /// The lag at `place` of what has `lag` at place 0, rounded to a whole measuring sample.
    pub fn whole_lag(&self, lag: f64, place: i64) -> i64 {
        (lag + self.slope * place as f64).round() as i64
    }
}
