//! A channel's peak meter in dBFS with its highest true peak in dBTP (ITU-R BS.1770).

use eframe::egui::{Align2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::desk::theme;
use crate::monitoring::ChannelLevel;
use crate::ticket::Severity;

/// Lowest level on the scale, dBFS.
const FOOT: f64 = -60.0;
/// Lines on the scale, dBFS.
const MARKS: [f64; 3] = [-40.0, -20.0, -10.0];
/// Width of the figures beside the meters, in points.
const SCALE_WIDTH: f32 = 22.0;
/// A true peak above this, dBTP, is marked. Standard: EBU R 128 allows −1 dBTP at most.
const HOT: f64 = -1.0;

/// A peak meter for one channel: its bar, and a line where its highest true peak was.
pub fn meter(
    ui: &mut Ui,
    size: Vec2,
    level: ChannelLevel,
    colour: eframe::egui::Color32,
    name: &str,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, format!("{name}: {}", level_text(level))));
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 2.0, theme::FIELD);
    let y_of = |decibels: f64| rect.bottom() - meter_fraction(Some(decibels)) * rect.height();
    if let Some(peak) = level.peak {
        let bar = Rect::from_min_max(pos2(rect.left(), y_of(peak)), rect.max);
        painter.rect_filled(bar, 2.0, colour);
    }
    for mark in MARKS {
        painter.hline(rect.x_range(), y_of(mark), Stroke::new(1.0, theme::GROUND));
    }
    // The most that a true peak may reach.
    painter.hline(rect.x_range(), y_of(HOT), Stroke::new(1.0, theme::severity(Severity::Issue)));
    if let Some(highest) = level.highest {
        let is_hot = highest > HOT;
        let (width, colour) =
            if is_hot { (3.0, theme::severity(Severity::Blocker)) } else { (1.0, theme::TEXT) };
        painter.hline(
            rect.x_range(),
            y_of(highest).max(rect.top() + width / 2.0),
            Stroke::new(width, colour),
        );
    }
    response.on_hover_text(format!("{name}\n{}", level_text(level)))
}

/// The figures beside meters of that height: −1 dBTP, and what the lines on them stand for.
pub fn meter_scale(ui: &mut Ui, height: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(SCALE_WIDTH, height), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, "Meter scale in dB, with a line at −1 dBTP"));
    let painter = ui.painter();
    for (mark, colour) in
        [(HOT, theme::severity(Severity::Issue))].into_iter().chain(MARKS.map(|mark| (mark, theme::QUIET)))
    {
        let y = rect.bottom() - meter_fraction(Some(mark)) * rect.height();
        let font = theme::figures(theme::SMALL - 3.0);
        painter.text(
            pos2(rect.right() - 2.0, y),
            Align2::RIGHT_CENTER,
            format!("{mark:.0}").replace('-', "−"),
            font,
            colour,
        );
    }
    response.on_hover_text("dBFS; the line at −1 is the most that a true peak may reach (dBTP)");
}

/// Share of the scale that a level in dBFS fills, 0 to 1; 0 for silence.
pub fn meter_fraction(level: Option<f64>) -> f32 {
    level.map_or(0.0, |level| ((level - FOOT) / -FOOT).clamp(0.0, 1.0) as f32)
}

/// "peak −12.3 dBFS, highest true peak −10.8 dBTP".
fn level_text(level: ChannelLevel) -> String {
    let peak =
        level.peak.map_or_else(|| "silent".to_owned(), |peak| format!("peak {} dBFS", decibels_text(peak)));
    let highest = level.highest.map(|highest| format!(", highest true peak {} dBTP", decibels_text(highest)));
    format!("{peak}{}", highest.unwrap_or_default())
}

/// "−12.3": with a true minus, which is as wide as a figure.
pub fn decibels_text(level: f64) -> String {
    format!("{level:.1}").replace('-', "−")
}
