//! Small icons for severities and outcomes, told apart by shape before colour. Drawn, not taken from a font.

use std::f32::consts::TAU;

use eframe::egui::{
    self, Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2,
};

use crate::desk::theme;
use crate::policy::CandidateOutcome;
use crate::session::{PointState, SyncState};
use crate::ticket::Severity;

/// A small icon that differs in shape before it differs in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusIcon {
    /// Of a finding.
    Severity(Severity),
    /// Of a candidate.
    Outcome(CandidateOutcome),
    /// A decision waits for a person: two bars.
    Held,
    /// There is nothing to judge against: an empty ring.
    NoReference,
    /// Something went wrong.
    Problem,
    /// Something to know.
    Info,
    /// A verdict of the measurement.
    Sync(SyncState),
    /// A point of the checklist.
    Point(PointState),
}

impl StatusIcon {
    /// Its colour in the theme.
    pub fn colour(self) -> Color32 {
        match self {
            Self::Severity(severity) => theme::severity(severity),
            Self::Outcome(CandidateOutcome::Served) => theme::DELIVERED,
            Self::Outcome(CandidateOutcome::Unavailable) | Self::Held | Self::Problem => {
                theme::severity(Severity::Issue)
            }
            Self::Info => theme::severity(Severity::Fyi),
            Self::Sync(SyncState::InSync) => theme::DELIVERED,
            // A settled point is no verdict: not green.
            Self::Point(PointState::Settled) => theme::TEXT,
            Self::Point(PointState::Open) => theme::severity(Severity::Issue),
            Self::Point(PointState::Blocking) => theme::severity(Severity::Blocker),
            Self::Sync(SyncState::InSyncInPart | SyncState::OutOfSync | SyncState::CannotJudge) => {
                theme::severity(Severity::Issue)
            }
            Self::Sync(SyncState::Measuring) => theme::GUIDE,
            Self::Sync(SyncState::NoEvidence | SyncState::NotMeasured) => theme::TEXT,
            Self::Outcome(_) | Self::NoReference => theme::QUIET,
        }
    }

    /// Draws it into the square of `size` points around `centre`.
    pub fn paint(self, painter: &Painter, centre: Pos2, size: f32) {
        let (radius, colour) = (size / 2.0, self.colour());
        let line = Stroke::new((size / 8.0).max(1.2), colour);
        match self {
            Self::Severity(Severity::Blocker) => fill(painter, corners(centre, radius, 6, 0.0), colour),
            Self::Severity(Severity::Issue) => {
                let lowered = centre + vec2(0.0, radius * 0.15);
                fill(painter, corners(lowered, radius * 1.1, 3, -TAU / 4.0), colour);
            }
            Self::Severity(Severity::Fyi) | Self::Info => {
                painter.circle_filled(centre, radius * 0.75, colour);
            }
            Self::Outcome(outcome) => paint_outcome(outcome, painter, centre, radius, line),
            Self::Sync(SyncState::InSync) | Self::Point(PointState::Settled) => {
                paint_outcome(CandidateOutcome::Served, painter, centre, radius, line);
            }
            Self::Sync(SyncState::OutOfSync) | Self::Point(PointState::Open) => {
                let lowered = centre + vec2(0.0, radius * 0.15);
                fill(painter, corners(lowered, radius * 1.1, 3, -TAU / 4.0), colour);
            }
            Self::Point(PointState::Blocking) => fill(painter, corners(centre, radius, 6, 0.0), colour),
            Self::Sync(state) => paint_sync(state, painter, centre, radius, line),
            Self::Held => {
                for side in [-0.45, 0.45] {
                    let bar = vec2(radius * 0.5, radius * 1.8);
                    let rect = Rect::from_center_size(centre + vec2(side * radius, 0.0), bar);
                    painter.rect_filled(rect, 1.0, colour);
                }
            }
            Self::NoReference => {
                painter.circle_stroke(centre, radius * 0.8, line);
            }
            Self::Problem => {
                let lowered = centre + vec2(0.0, radius * 0.15);
                painter.add(Shape::closed_line(corners(lowered, radius * 1.05, 3, -TAU / 4.0), line));
                painter.vline(centre.x, centre.y - radius * 0.25..=centre.y + radius * 0.25, line);
            }
        }
    }
}

/// Verdicts that are neither in sync nor out of it.
fn paint_sync(state: SyncState, painter: &Painter, centre: Pos2, radius: f32, line: Stroke) {
    match state {
        // The half that was compared.
        SyncState::InSyncInPart => {
            painter.circle_stroke(centre, radius * 0.85, line);
            let half = (0..=12).map(|step| TAU / 4.0 + TAU / 24.0 * step as f32);
            let half = half.map(|angle| centre + radius * 0.85 * egui::Vec2::angled(angle)).collect();
            fill(painter, half, line.color);
        }
        SyncState::NoEvidence => {
            let square = Rect::from_center_size(centre, egui::Vec2::splat(radius * 1.6));
            painter.rect_stroke(square, 0.0, line, egui::StrokeKind::Inside);
            painter.line_segment([square.left_bottom(), square.right_top()], line);
            painter.line_segment([square.left_center(), square.center_top()], line);
            painter.line_segment([square.center_bottom(), square.right_center()], line);
        }
        SyncState::Measuring => {
            painter.circle_stroke(centre, radius * 0.8, line);
            painter.circle_filled(centre, radius * 0.35, line.color);
        }
        SyncState::CannotJudge => {
            for side in [-0.45, 0.45] {
                let bar = vec2(radius * 0.5, radius * 1.8);
                let rect = Rect::from_center_size(centre + vec2(side * radius, 0.0), bar);
                painter.rect_filled(rect, 1.0, line.color);
            }
        }
        SyncState::NotMeasured | SyncState::InSync | SyncState::OutOfSync => {
            painter.circle_stroke(centre, radius * 0.8, line);
        }
    }
}

fn paint_outcome(outcome: CandidateOutcome, painter: &Painter, centre: Pos2, radius: f32, line: Stroke) {
    let square = Rect::from_center_size(centre, egui::Vec2::splat(radius * 1.6));
    let half = radius * 0.45;
    match outcome {
        CandidateOutcome::Served => {
            painter.rect_filled(square.expand(1.0), 2.0, line.color);
            let tick = [vec2(-half, 0.0), vec2(-half * 0.2, half * 0.8), vec2(half, -half * 0.8)];
            let tick = tick.map(|step| centre + step).to_vec();
            painter.add(Shape::line(tick, Stroke::new(line.width, theme::PICTURE_GROUND)));
        }
        // Below another: an arrow that points down to where it stands.
        CandidateOutcome::Outranked => {
            painter.vline(centre.x, centre.y - radius * 0.7..=centre.y + radius * 0.6, line);
            let head = [vec2(-half, half * 0.4), vec2(0.0, radius * 0.7), vec2(half, half * 0.4)];
            painter.add(Shape::line(head.map(|step| centre + step).to_vec(), line));
        }
        CandidateOutcome::NotDelivered => {
            painter.hline(centre.x - radius * 0.7..=centre.x + radius * 0.7, centre.y, line);
        }
        CandidateOutcome::NotFound => {
            painter.circle_stroke(centre, radius * 0.7, line);
        }
        CandidateOutcome::Unavailable => {
            painter.line_segment([square.left_top(), square.right_bottom()], line);
            painter.line_segment([square.right_top(), square.left_bottom()], line);
        }
        CandidateOutcome::Disregarded => {
            painter.circle_stroke(centre, radius * 0.75, line);
            let across = vec2(radius * 0.5, -radius * 0.5);
            painter.line_segment([centre - across, centre + across], line);
        }
    }
}

fn corners(centre: Pos2, radius: f32, count: u8, first: f32) -> Vec<Pos2> {
    let angle = |corner: u8| first + TAU * f32::from(corner) / f32::from(count);
    (0..count).map(|corner| centre + radius * egui::Vec2::angled(angle(corner))).collect()
}

fn fill(painter: &Painter, corners: Vec<Pos2>, colour: Color32) {
    painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
}

/// An icon in line with text.
pub fn status_icon(ui: &mut Ui, status_icon: StatusIcon, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size, theme::ROW.min(size * 1.6)), Sense::hover());
    status_icon.paint(ui.painter(), rect.center(), size);
    response
}

/// The severity as shape, colour and word, in a frame of its colour.
pub fn severity_badge(ui: &mut Ui, severity: Severity) -> Response {
    let colour = theme::severity(severity);
    let font = egui::FontId::proportional(theme::SMALL);
    let word = ui.painter().layout_no_wrap(severity.label().to_owned(), font, theme::BRIGHT);
    let size = vec2(word.size().x + 30.0, 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, severity.label()));
    let painter = ui.painter();
    painter.rect(
        rect,
        theme::CORNER,
        colour.gamma_multiply(theme::SEVERITY_TINT),
        (1.0, colour),
        egui::StrokeKind::Inside,
    );
    StatusIcon::Severity(severity).paint(painter, rect.left_center() + vec2(12.0, 0.0), 11.0);
    let place = egui::pos2(rect.left() + 22.0, rect.center().y - word.size().y / 2.0);
    painter.galley(place, word, theme::BRIGHT);
    response
}
