//! The null map: how deep the mix and its Print Master cancel, channel by channel over the programme.

use eframe::egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::desk::theme;
use crate::desk::widgets::{collapsible, small_text};
use crate::mix::{NullMap, NullStep};
use crate::session::{Command, HeardMix, Session, TransportCommand};
use crate::timebase::SamplePos;

/// Height of a channel's lane, and what stands between two.
const LANE: f32 = 13.0;
const BETWEEN: f32 = 2.0;
/// Room for the channels' names.
const NAMES: f32 = 30.0;
const LEGEND: f32 = 12.0;
/// Nulls, in decibels, between which colours run: nothing of a fault is left from −30 dB down, all of it differs from 0 up.
/// Chosen: reverb of another print cancels to −20.
const DEEP: f32 = -30.0;
const SHALLOW: f32 = 0.0;

/// A lane for each channel; a click plays there.
pub fn show(ui: &mut Ui, session: &Session, heard: &HeardMix, commands: &mut Vec<Command>) {
    let Some(map) = heard.result().measures.null_map.as_ref().filter(|map| !map.channels.is_empty()) else {
        return;
    };
    // In a low window the list has the room.
    let is_open = !theme::is_compact(ui.ctx());
    ui.add_space(theme::GAP);
    collapsible(ui, "Null map", is_open, |ui| {
        drawn(ui, session, heard, map, commands);
    });
}

fn drawn(ui: &mut Ui, session: &Session, heard: &HeardMix, map: &NullMap, commands: &mut Vec<Command>) {
    let lanes = map.channels.len() as f32 * (LANE + BETWEEN);
    let size = vec2(ui.available_width(), lanes);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Image, true, "Null map: a lane for each channel; click to play there")
    });
    let lanes = Rect::from_min_max(pos2(rect.left() + NAMES, rect.top()), rect.max);
    let axis = Axis { rect: lanes, whole: session.transport().duration.get().max(1) };
    let shift = session.alignment().delta().get();
    let painter = ui.painter_at(rect);
    for (number, steps) in map.channels.iter().enumerate() {
        let top = rect.top() + number as f32 * (LANE + BETWEEN);
        let lane = Rect::from_min_max(pos2(lanes.left(), top), pos2(lanes.right(), top + LANE));
        painter.rect_filled(lane, 0.0, theme::FIELD);
        let name = heard.channel_names().get(number).map_or("", String::as_str);
        let middle = pos2(rect.left(), lane.center().y);
        painter.text(middle, Align2::LEFT_CENTER, name, FontId::proportional(theme::SMALL), theme::TEXT);
        paint_lane(&painter, lane, axis, map, steps, shift);
    }
    let here = axis.x_of(session.transport().position.get());
    painter.vline(here, lanes.y_range(), Stroke::new(1.0, theme::PLAYHEAD));
    legend(ui);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let pointed = response.hover_pos().filter(|pointer| lanes.contains(*pointer));
    if let Some(pointer) = pointed {
        let place = axis.place_of(pointer.x);
        let channel = ((pointer.y - rect.top()) / (LANE + BETWEEN)) as usize;
        let name = heard.channel_names().get(channel).map_or("", String::as_str);
        let found = step_at(map, channel, place - shift);
        let timecode = session.start_timecode().at(SamplePos::new(place));
        response.clone().on_hover_text(format!("{name} at {timecode}: {}", step_text(found)));
    }
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        commands.push(TransportCommand::PlayFrom(SamplePos::new(axis.place_of(pointer.x))).into());
    }
}

/// Where samples of the picture are on screen.
#[derive(Clone, Copy)]
struct Axis {
    rect: Rect,
    whole: i64,
}

impl Axis {
    fn x_of(self, place: i64) -> f32 {
        self.rect.left() + self.rect.width() * (place as f32 / self.whole as f32).clamp(0.0, 1.0)
    }

    fn place_of(self, x: f32) -> i64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width()).clamp(0.0, 1.0);
        (share * self.whole as f64) as i64
    }
}

/// Steps in a row that look alike are one shape.
fn paint_lane(painter: &Painter, lane: Rect, axis: Axis, map: &NullMap, steps: &[NullStep], shift: i64) {
    let x = |step: usize| axis.x_of(map.audio_from + map.step * step as i64 + shift);
    let mut from = 0;
    while let Some(first) = steps.get(from) {
        let look = Look::of(*first);
        let alike = steps.iter().skip(from).take_while(|step| Look::of(**step) == look).count();
        let part = Rect::from_x_y_ranges(x(from)..=x(from + alike).max(x(from) + 1.0), lane.y_range());
        match look {
            Look::Depth(level) => paint_depth(painter, part, level),
            Look::Silent => {
                painter.hline(part.x_range(), part.center().y, Stroke::new(1.0, theme::OUTLINE));
            }
            Look::NotCompared => hatch(painter, part),
        }
        from += alike.max(1);
    }
}

/// What a step looks like: how much is left, in sixteen heights, or why there is nothing to see.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    Depth(u8),
    Silent,
    NotCompared,
}

/// Heights in which what is left is told.
const HEIGHTS: f32 = 15.0;

impl Look {
    fn of(step: NullStep) -> Self {
        match step {
            NullStep::Depth(depth) => {
                let share = ((depth - DEEP) / (SHALLOW - DEEP)).clamp(0.0, 1.0);
                Self::Depth((share * HEIGHTS).round() as u8)
            }
            NullStep::Silent => Self::Silent,
            NullStep::NotCompared => Self::NotCompared,
        }
    }
}

/// A bar as high as what is left, and as warm: told by height as well as by colour.
fn paint_depth(painter: &Painter, part: Rect, level: u8) {
    let share = f32::from(level) / HEIGHTS;
    painter.rect_filled(part, 0.0, colour(share).gamma_multiply(0.25));
    let top = part.bottom() - (part.height() * share).max(1.0);
    painter.rect_filled(Rect::from_min_max(pos2(part.left(), top), part.max), 0.0, colour(share));
}

/// From the blue of the guide, where nothing is left, to the orange of an issue.
fn colour(share: f32) -> Color32 {
    let warm = theme::severity(crate::ticket::Severity::Issue);
    theme::GUIDE.gamma_multiply(0.55).lerp_to_gamma(warm, share)
}

fn hatch(painter: &Painter, part: Rect) {
    let painter = painter.with_clip_rect(part.intersect(painter.clip_rect()));
    let mut x = part.left() - part.height();
    while x < part.right() {
        let line = [pos2(x, part.bottom()), pos2(x + part.height(), part.top())];
        painter.add(Shape::line_segment(line, Stroke::new(1.0, theme::OUTLINE)));
        x += 5.0;
    }
}

/// The scale with its decibels, and what is hatched.
fn legend(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LEGEND), Sense::hover());
    let painter = ui.painter_at(rect);
    let font = FontId::proportional(theme::SMALL);
    let text = |x: f32, anchor: Align2, words: &str| {
        painter.text(pos2(x, rect.center().y), anchor, words, font.clone(), theme::TEXT).right()
    };
    let left = text(rect.left() + NAMES, Align2::LEFT_CENTER, "−30 dB") + 4.0;
    const WIDTH: f32 = 64.0;
    for step in 0..16_u8 {
        let each = WIDTH / 16.0;
        let part =
            Rect::from_min_size(pos2(left + f32::from(step) * each, rect.top()), vec2(each, rect.height()));
        paint_depth(&painter, part, step);
    }
    let right = text(left + WIDTH + 4.0, Align2::LEFT_CENTER, "0 dB") + 12.0;
    let hatched = Rect::from_min_size(pos2(right, rect.top()), vec2(18.0, rect.height()));
    hatch(&painter, hatched);
    text(hatched.right() + 4.0, Align2::LEFT_CENTER, "not compared");
    small_text(
        ui,
        "What is left without the Print Master: the lower and bluer, the more alike. A line: silence.",
    );
}

fn step_at(map: &NullMap, channel: usize, place: i64) -> Option<NullStep> {
    let step = usize::try_from((place - map.audio_from).div_euclid(map.step.max(1))).ok()?;
    map.channels.get(channel)?.get(step).copied()
}

fn step_text(step: Option<NullStep>) -> String {
    match step {
        Some(NullStep::Depth(depth)) => {
            format!("cancels to {depth:.0} dB. Click to play there.").replace('-', "−")
        }
        Some(NullStep::Silent) => "the Print Master is silent".to_owned(),
        Some(NullStep::NotCompared) => "not compared: a recut, or no Print Master there".to_owned(),
        None => "outside what was heard".to_owned(),
    }
}
