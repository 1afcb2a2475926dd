//! Timecode labels under the waveform, each that of a frame, never a rounded second; close up, the samples of a frame.

use eframe::egui::{Align2, FontId, Painter, Stroke, pos2};

use super::time_scale::TimeScale;
use crate::desk::theme;
use crate::session::Session;
use crate::timebase::{FrameRate, SampleDelta, SamplePos};

/// Smallest distance between two labels, in points. Derived: the width of a timecode and a gap.
const ROOM: f32 = 118.0;

/// Ticks at the foot of the waveform, each labelled with the timecode of the frame that starts there, never a rounded
/// second.
pub fn show(painter: &Painter, scale: TimeScale, session: &Session) {
    let rate = session.frame_rate();
    let Some(unit) = unit_for(rate, scale) else { return };
    let start = session.start_timecode();
    let left = rate.frame_at(scale.left());
    let right = rate.frame_at(scale.left() + scale.span());
    // Counted from midnight, so that whole seconds are labelled rather than whole seconds after the start.
    let first = (left + start.frames).div_euclid(unit) * unit - start.frames;
    let foot = scale.rect.bottom();
    // Before midnight there is no label; recorders would wrap to the evening before.
    let mut frame = if first + start.frames < 0 { -start.frames } else { first };
    while frame <= right {
        let place = rate.start_of_frame(frame);
        let x = scale.x_of(place);
        painter.vline(x, foot - 5.0..=foot, Stroke::new(1.0, theme::OUTLINE));
        let label = start.at(place).to_string();
        let font: FontId = theme::figures(theme::SMALL - 2.0);
        painter.text(pos2(x + 4.0, foot - 1.0), Align2::LEFT_BOTTOM, label, font, theme::QUIET);
        if unit == 1 {
            samples(painter, scale, place, rate.start_of_frame(frame + 1));
        }
        frame += unit;
    }
}

/// Smallest distance between two labels of samples, in points. Derived: the width of "+2 000" and a gap.
const SAMPLE_ROOM: f32 = 64.0;

/// Inside a frame that is wide enough, its samples, counted from its start.
fn samples(painter: &Painter, scale: TimeScale, from: SamplePos, to: SamplePos) {
    let fits = |unit: &i64| scale.width_of(SampleDelta::new(*unit)) >= SAMPLE_ROOM;
    let Some(unit) = [10, 20, 50, 100, 200, 500].into_iter().find(fits) else { return };
    let foot = scale.rect.bottom();
    let mut count = unit;
    while count < (to - from).get() {
        let x = scale.x_of(from + SampleDelta::new(count));
        let is_free = x - scale.x_of(from) >= ROOM && scale.x_of(to) - x >= SAMPLE_ROOM * 0.8;
        if scale.rect.x_range().contains(x) {
            painter.vline(x, foot - 3.0..=foot, Stroke::new(1.0, theme::OUTLINE));
            if is_free {
                let font: FontId = theme::figures(theme::SMALL - 2.0);
                painter.text(
                    pos2(x + 3.0, foot - 1.0),
                    Align2::LEFT_BOTTOM,
                    format!("+{count}"),
                    font,
                    theme::QUIET,
                );
            }
        }
        count += unit;
    }
}

/// Frames between two labels.
fn unit_for(rate: FrameRate, scale: TimeScale) -> Option<i64> {
    let second = rate.labels_per_second();
    let frames = [1, 2, 4, second / 2, second, 2 * second, 5 * second, 10 * second, 30 * second, 60 * second];
    let longer = [5, 10, 30, 60, 180].map(|minutes| minutes * 60 * second);
    let fits = |unit: &i64| {
        let length = rate.samples_from_frames(*unit).get() as f32;
        length / scale.span().get() as f32 * scale.rect.width() >= ROOM
    };
    frames.into_iter().chain(longer).find(fits)
}
