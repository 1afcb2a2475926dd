//! Icons on buttons: transport, zoom, loop. Drawn, not taken from a font.

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// What a button shows instead of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Start,
    SecondBack,
    FrameBack,
    Play,
    Pause,
    FrameForward,
    SecondForward,
    End,
    Plus,
    Minus,
    Cross,
    /// A bracket that opens, and one that closes.
    MarkIn,
    MarkOut,
    /// Four corners.
    FullScreen,
    /// A line with spikes up and down.
    Waveform,
    /// An arrow: opens what is above, or closes it.
    Opens {
        is_open: bool,
    },
}

impl Icon {
    /// Draws it into the square of `size` points around `centre`.
    pub fn paint(self, painter: &Painter, centre: Pos2, size: f32, colour: Color32) {
        let half = size / 2.0;
        let bar = |x: f32| {
            let place = pos2(centre.x + x * half, centre.y);
            painter.rect_filled(Rect::from_center_size(place, vec2(size * 0.14, size)), 1.0, colour);
        };
        let wedge = |x: f32, wide: f32| {
            triangle(painter, pos2(centre.x + x * half, centre.y), half * wide, half, colour);
        };
        let stroke = Stroke::new((size / 8.0).max(1.3), colour);
        match self {
            Self::Start => {
                bar(-0.9);
                wedge(0.15, -0.9);
            }
            Self::End => {
                wedge(-0.15, 0.9);
                bar(0.9);
            }
            Self::SecondBack => {
                wedge(-0.5, -0.55);
                wedge(0.55, -0.55);
            }
            Self::SecondForward => {
                wedge(-0.55, 0.55);
                wedge(0.5, 0.55);
            }
            Self::FrameBack => {
                wedge(-0.3, -0.65);
                bar(0.65);
            }
            Self::FrameForward => {
                bar(-0.65);
                wedge(0.3, 0.65);
            }
            Self::Play => wedge(0.1, 0.95),
            Self::Pause => {
                for x in [-0.45, 0.45] {
                    let place = pos2(centre.x + x * half, centre.y);
                    painter.rect_filled(Rect::from_center_size(place, vec2(size * 0.28, size)), 1.0, colour);
                }
            }
            Self::Opens { is_open } => {
                let up = if is_open { 1.0 } else { -1.0 };
                let foot = centre - vec2(0.0, up * half * 0.3);
                let arm = |x: f32| foot + vec2(x * half * 0.8, 0.0);
                let tip = centre + vec2(0.0, up * half * 0.5);
                painter.add(Shape::line(vec![arm(-1.0), tip, arm(1.0)], stroke));
            }
            Self::Plus => {
                painter.hline(centre.x - half..=centre.x + half, centre.y, stroke);
                painter.vline(centre.x, centre.y - half..=centre.y + half, stroke);
            }
            Self::Minus => {
                painter.hline(centre.x - half..=centre.x + half, centre.y, stroke);
            }
            Self::MarkIn | Self::MarkOut => {
                let way = if self == Self::MarkIn { 1.0 } else { -1.0 };
                let x = centre.x - way * half * 0.5;
                painter.vline(x, centre.y - half..=centre.y + half, stroke);
                for y in [centre.y - half, centre.y + half] {
                    painter.line_segment([pos2(x, y), pos2(x + way * half, y)], stroke);
                }
            }
            Self::FullScreen => {
                for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                    let corner = centre + vec2(x, y) * half;
                    painter.line_segment([corner, corner - vec2(x * half * 0.6, 0.0)], stroke);
                    painter.line_segment([corner, corner - vec2(0.0, y * half * 0.6)], stroke);
                }
            }
            Self::Waveform => {
                for (x, reach) in [(-0.8, 0.25), (-0.4, 0.9), (0.0, 0.5), (0.4, 1.0), (0.8, 0.3)] {
                    let x = centre.x + x * half;
                    painter.vline(x, centre.y - reach * half..=centre.y + reach * half, stroke);
                }
            }
            Self::Cross => {
                let arm = vec2(half, half) * 0.8;
                painter.line_segment([centre - arm, centre + arm], stroke);
                let arm = vec2(arm.x, -arm.y);
                painter.line_segment([centre - arm, centre + arm], stroke);
            }
        }
    }
}

/// A triangle around `centre` that points right, or left when `reach` is negative.
fn triangle(painter: &Painter, centre: Pos2, reach: f32, half: f32, colour: Color32) {
    let corners = vec![centre + vec2(-reach, -half), centre + vec2(reach, 0.0), centre + vec2(-reach, half)];
    painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
}
