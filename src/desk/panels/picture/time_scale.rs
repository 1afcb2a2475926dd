//! Where a sample is on screen, and which sample is under a point of the screen.

use eframe::egui::{Rect, Ui};

use crate::session::Session;
use crate::timebase::{SampleDelta, SamplePos};
use crate::waveform::FRAMES_PER_BUCKET;

/// The waveform's time axis: the playhead in the middle, whole samples in each column.
#[derive(Clone, Copy)]
pub struct TimeScale {
    /// The waveform's place on screen, in points.
    pub rect: Rect,
    /// Physical pixels across `rect`; one column of peaks each.
    pub columns: i64,
    /// Samples in a column; whole, so that no place is between samples.
    pub samples: i64,
    /// The sample in the middle of `rect`.
    pub playhead: SamplePos,
}

/// Up to so many samples in a point, the samples themselves are drawn. Chosen: a wave of 100 Hz is then seen as one.
const CLOSE: f32 = 200.0;

/// Up to so many samples in a point, peaks are told from each other: two to a point. Derived from the buckets of peaks.
const PEAKS_APART: f32 = 2.0 * FRAMES_PER_BUCKET as f32;

impl TimeScale {
    /// The axis that `session` shows in `rect`.
    pub fn new(ui: &Ui, rect: Rect, session: &Session) -> Self {
        let columns = (rect.width() * ui.pixels_per_point()).round().max(1.0) as i64;
        let samples = ((session.view().span.get() + columns / 2) / columns).max(1);
        Self { rect, columns, samples, playhead: session.transport().position }
    }

    /// Whether the samples themselves are drawn.
    pub fn is_close(self) -> bool {
        self.span().get() as f32 / self.rect.width().max(1.0) <= CLOSE
    }

    /// Whether the peaks are far enough apart to be told from each other.
    pub fn shows_peaks_apart(self) -> bool {
        self.span().get() as f32 / self.rect.width().max(1.0) <= PEAKS_APART
    }

    /// How wide a time is on screen, in points.
    pub fn width_of(self, time: SampleDelta) -> f32 {
        time.get() as f32 / self.span().get() as f32 * self.rect.width()
    }

    /// The first sample at the left edge.
    pub fn left(self) -> SamplePos {
        self.playhead - SampleDelta::new(self.samples * (self.columns / 2))
    }

    /// How much time `rect` shows.
    pub fn span(self) -> SampleDelta {
        SampleDelta::new(self.samples * self.columns)
    }

    /// Where a sample is on screen, in points; may be outside `rect`.
    pub fn x_of(self, place: SamplePos) -> f32 {
        let share = (place - self.left()).get() as f32 / self.span().get() as f32;
        self.rect.left() + share * self.rect.width()
    }

    /// How much time a distance on the screen is, to the sample.
    pub fn time_across(self, points: f32) -> SampleDelta {
        SampleDelta::new((f64::from(points / self.rect.width()) * self.span().get() as f64).round() as i64)
    }

    /// The sample under a point of the screen.
    pub fn time_at(self, x: f32) -> SamplePos {
        self.left() + self.time_across(x - self.rect.left())
    }
}
