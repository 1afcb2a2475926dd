//! How loud the delivered audio is over the whole programme, as a thin line on the overview, with marks where a channel passes the
//! limit of true peaks. Takes what was heard of the mix; measures nothing.

use eframe::egui::{Id, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::desk::theme;
use crate::mix::{LevelHistory, MixCandidate};
use crate::session::{HeardMix, Session};
use crate::ticket::{CandidateJudgement, MixCheck, Severity};
use crate::timebase::SamplePos;

/// LUFS at the lower edge of the bar; full scale is at the upper. Chosen: what is softer is silence to a room.
const LOWEST: f32 = -60.0;
/// Points from which two marks are one. Chosen: nearer ones cannot be told apart, and cost no more than the bar is wide.
const APART: f32 = 4.0;
/// Height and half width of a mark.
const MARK: (f32, f32) = (5.0, 3.5);

/// The line, and the marks with what they say where somebody points at them.
pub fn show(ui: &Ui, painter: &Painter, bar: Rect, session: &Session, x_of: &dyn Fn(SamplePos) -> f32) {
    let Some(heard) = session.heard_mix() else { return };
    let shift = session.alignment().delta();
    let place = |audio: i64| x_of(SamplePos::new(audio) + shift);
    let line = points(&heard.result().measures.level_history, bar, &place);
    painter.add(Shape::line(line, Stroke::new(1.0, theme::TEXT)));
    for mark in marks(session, heard, bar, x_of) {
        let tip = pos2(mark.x, bar.top() + MARK.0);
        let corners = vec![pos2(mark.x - MARK.1, bar.top()), pos2(mark.x + MARK.1, bar.top()), tip];
        painter.add(Shape::convex_polygon(corners, theme::severity(Severity::Issue), Stroke::NONE));
        let rect = Rect::from_center_size(pos2(mark.x, bar.top() + 4.0), vec2(2.0 * APART, 8.0));
        let response = ui.interact(rect, Id::unique(("true peak", mark.place)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &mark.words));
        response.on_hover_text(&mark.words);
    }
}

/// One point for each point of the screen that the history reaches: the loudest moment there.
fn points(history: &LevelHistory, bar: Rect, place: &dyn Fn(i64) -> f32) -> Vec<Pos2> {
    let mut points: Vec<Pos2> = Vec::new();
    for (number, level) in history.momentary_lufs.iter().enumerate() {
        let audio = history.audio_from + history.step * i64::try_from(number).unwrap_or(0);
        let x = place(audio).round();
        let share = ((level - LOWEST) / -LOWEST).clamp(0.0, 1.0);
        let y = bar.bottom() - bar.height() * share;
        match points.last_mut().filter(|last| last.x >= x) {
            Some(last) => last.y = last.y.min(y),
            None => points.push(pos2(x, y)),
        }
    }
    points
}

/// A place where a channel passes the limit.
struct PeakMark {
    x: f32,
    /// Of the candidate in what was heard.
    place: usize,
    words: String,
}

/// The true peaks that nobody dismissed, near ones as one: the highest is named.
fn marks(session: &Session, heard: &HeardMix, bar: Rect, x_of: &dyn Fn(SamplePos) -> f32) -> Vec<PeakMark> {
    let is_shown = |place: usize| {
        !matches!(heard.judgement(place, session.ticket()), Some(CandidateJudgement::Dismissed { .. }))
    };
    let all = heard.result().candidates.iter().enumerate();
    let peaks = all.filter(|(place, found)| found.check == MixCheck::TruePeak && is_shown(*place));
    let mut shown: Vec<(f32, usize, &MixCandidate)> = Vec::new();
    for (place, found) in peaks {
        let x = x_of(session.candidate_range(found).from).clamp(bar.left(), bar.right());
        match shown.last_mut().filter(|(last, ..)| (x - *last).abs() < APART) {
            Some(last) if last.2.level_db < found.level_db => *last = (last.0, place, found),
            Some(_) => {}
            None => shown.push((x, place, found)),
        }
    }
    let mark = |(x, place, found): (f32, usize, &MixCandidate)| {
        let timecode = session.start_timecode().at(session.candidate_range(found).from);
        PeakMark { x, place, words: format!("{timecode}: {}", heard.text(found)) }
    };
    shown.into_iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_no_more_points_than_the_bar_has_and_keeps_the_loudest() {
        let mut levels = vec![-30.0; 4_000];
        levels[2_000] = -6.0;
        let history = LevelHistory { audio_from: 0, step: 4_800, momentary_lufs: levels };
        let bar = Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 60.0));
        let line = points(&history, bar, &|audio| audio as f32 / (4_800.0 * 10.0));
        assert!(line.len() <= 401, "{}", line.len());
        let highest = line.iter().fold(f32::MAX, |least, point| least.min(point.y));
        assert!((highest - 6.0).abs() < 0.01, "−6 LUFS of 60 is a tenth from the top: {highest}");
        assert!(line.iter().all(|point| point.y <= 30.01));
    }
}
