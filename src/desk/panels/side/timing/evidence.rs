//! What a timing measurement rests on: head and tail formats on both sides, and the sync references.

use eframe::egui::{RichText, Ui};

use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, paragraph, small_text, status_icon, table_head, table_row};
use crate::drafting::{leader_part_text, leader_proof_text};
use crate::session::Session;
use crate::timebase::{FrameRate, Lateness, SampleDelta, duration_text, offset_text};
use crate::timing::{LeaderPart, Measurement, Witness};

/// Shares of the width. Derived: "7201.234 s", two hours in, does not touch the next column.
const LEDGER: [f32; 4] = [0.19, 0.26, 0.24, 0.31];
const WITNESSES: [f32; 2] = [0.4, 0.6];

/// Head and tail format of one side: each part with its place, its length and what proved it.
pub fn ledger(ui: &mut Ui, side: &str, parts: &[LeaderPart]) {
    ui.label(RichText::new(side).color(theme::TEXT));
    if parts.is_empty() {
        small_text(ui, "No head or tail format found: nothing is trimmed.");
        return;
    }
    table_head(ui, LEDGER, ["format", "starts at", "lasts", "proved by"]);
    for part in parts {
        let figures = |samples: i64| {
            RichText::new(clock(samples)).font(theme::figures(theme::SMALL)).color(theme::TEXT)
        };
        let cells = [
            RichText::new(leader_part_text(part.kind)).size(theme::SMALL).color(theme::TEXT),
            figures(part.start.get()),
            figures(part.length.get()),
            RichText::new(leader_proof_text(part.proof)).size(theme::SMALL).color(theme::TEXT),
        ];
        table_row(ui, LEDGER, cells);
    }
    ui.add_space(theme::CLOSE);
}

/// Each sync reference against the one that is used; a contradiction is shown, never averaged.
pub fn witnesses(ui: &mut Ui, session: &Session, measurement: &Measurement) {
    let (believed, rate) = (measurement.initial_alignment, session.frame_rate());
    table_head(ui, WITNESSES, ["sync reference", "places the audio at"]);
    for witness in &measurement.witnesses {
        let is_believed = witness.kind == believed.by;
        let words = witness_text(witness, believed.offset, is_believed, rate);
        let colour = match witness.offset {
            _ if is_believed => theme::BRIGHT,
            Some(_) => theme::TEXT,
            None => theme::TEXT,
        };
        let cells = [witness.kind.label().to_owned(), words].map(|cell| RichText::new(cell).color(colour));
        table_row(ui, WITNESSES, cells);
    }
    for contradiction in &measurement.contradictions {
        let [one, other] = contradiction.between;
        let apart = offset_text(Lateness::new(SampleDelta::new(contradiction.by.round() as i64)), rate);
        ui.horizontal_top(|ui| {
            status_icon(ui, StatusIcon::Problem, 12.0);
            let said = format!("by the {} the audio is {apart} of the {}", other.label(), one.label());
            paragraph(ui, format!("Conflicting sync references: {said}. Check by ear."));
        });
    }
    let length = measurement.segments.last().map(|last| SampleDelta::new(last.audio_to.get()));
    if let Some(length) = length {
        small_text(ui, format!("Programme measured up to {} of the audio.", duration_text(length)));
    }
}

fn witness_text(witness: &Witness, believed: f64, is_believed: bool, rate: FrameRate) -> String {
    let Some(offset) = witness.offset else { return "not found".to_owned() };
    if is_believed {
        return "used: the audio is aligned here".to_owned();
    }
    let apart = SampleDelta::new((offset - believed).round() as i64);
    if apart.get().abs() < SampleDelta::from_milliseconds(1).get() {
        return "the same, within 1 ms".to_owned();
    }
    offset_text(Lateness::new(apart), rate)
}

/// Seconds to the millisecond, for lengths as short as a pop.
fn clock(samples: i64) -> String {
    let milliseconds = samples / 48;
    format!("{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
}
