//! The two sides of a comparison on one time axis. Takes features and programmes, gives whitened samples at any place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::timing::features::{Features, WhitenedSpan};

/// How left and right of the delivered audio stand to the reference's. A channel in another's place, or of opposite polarity, changes what
/// mid and side hold, and only that: the sound is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftRight {
    /// As in the reference.
    AsInReference,
    /// Each in the other's place: the side is inverted against the mid. Surrounds in each other's place, or a centre of opposite polarity,
    /// can look the same.
    Swapped,
    /// One of the two has the opposite polarity: mid and side are exchanged.
    OneInverted,
    /// Both.
    SwappedAndOneInverted,
}

impl LeftRight {
    /// What they may be when not as in the reference.
    pub(in crate::timing) const FAULTS: [Self; 3] =
        [Self::Swapped, Self::OneInverted, Self::SwappedAndOneInverted];

    /// Of what stands so to something that stands as `other` to a third. Polarity of the whole apart, each undoes itself.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        let [one, two] = [self, other].map(|way| (way.swaps(), way.exchanges()));
        match (one.0 != two.0, one.1 != two.1) {
            (false, false) => Self::AsInReference,
            (true, false) => Self::Swapped,
            (false, true) => Self::OneInverted,
            (true, true) => Self::SwappedAndOneInverted,
        }
    }

    fn swaps(self) -> bool {
        matches!(self, Self::Swapped | Self::SwappedAndOneInverted)
    }

    fn exchanges(self) -> bool {
        matches!(self, Self::OneInverted | Self::SwappedAndOneInverted)
    }

    /// −1 where the reference's side (1) is found inverted against its mid (0).
    pub(in crate::timing) fn sign(self, side: usize) -> f32 {
        if side == 1 && self.swaps() { -1.0 } else { 1.0 }
    }
}

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
    /// How left and right of the audio are taken.
    pub left_right: LeftRight,
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
            left_right: LeftRight::AsInReference,
        }
    }

    /// The same pair with left and right of the audio taken otherwise; `self` takes them as delivered.
    pub fn with_left_right(&self, left_right: LeftRight) -> Self {
        let [mid, side] = self.audio.clone();
        let audio = if left_right.exchanges() { [side, mid] } else { [mid, side] };
        Self { audio, reference: self.reference.clone(), left_right, ..*self }
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
