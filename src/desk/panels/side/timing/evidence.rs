//! What a timing measurement rests on: head and tail formats on both sides, and the sync references.

use eframe::egui::{RichText, Ui};

use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, paragraph, small_text, status_icon, table_head, table_row};
use crate::drafting::{leader_part_text, leader_proof_text};
use crate::session::Session;
use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, offset_text};
use crate::timing::{LeaderPart, Measurement, Witness};

/// Shares of the width. Derived: a timecode is not broken in the narrowest side.
const LEDGER: [f32; 4] = [0.2, 0.31, 0.24, 0.25];
const WITNESSES: [f32; 2] = [0.4, 0.6];

/// Head and tail format of one side: each part with its timecode, its length and what proved it. `offset`: how much later
/// than on the picture a place is in this sound, in samples; 0 for the guide.
pub fn ledger(ui: &mut Ui, side: &str, parts: &[LeaderPart], offset: f64, session: &Session) {
    ui.label(RichText::new(side).color(theme::TEXT));
    if parts.is_empty() {
        small_text(ui, "No head or tail format found: nothing is trimmed.");
        return;
    }
    table_head(ui, LEDGER, ["format", "starts at", "lasts", "proved by"]);
    let start = session.start_timecode();
    for part in parts {
        let at = start.at(on_picture(part.start, offset)).to_string();
        let figures =
            |text: String| RichText::new(text).font(theme::figures(theme::SMALL)).color(theme::TEXT);
        let cells = [
            RichText::new(leader_part_text(part.kind)).size(theme::SMALL).color(theme::TEXT),
            figures(at),
            figures(seconds_text(part.length)),
            RichText::new(leader_proof_text(part.proof)).size(theme::SMALL).color(theme::TEXT),
        ];
        table_row(ui, LEDGER, cells);
    }
    ui.add_space(theme::CLOSE);
}

/// Where on the picture a place of the audio lies at the initial alignment.
fn on_picture(place: SamplePos, offset: f64) -> SamplePos {
    place - SampleDelta::new(offset.round() as i64)
}

/// Each sync reference against the one that is used; a contradiction is shown, never averaged.
pub fn witnesses(ui: &mut Ui, session: &Session, measurement: &Measurement) {
    let (used, rate) = (measurement.initial_alignment, session.frame_rate());
    table_head(ui, WITNESSES, ["sync reference", "places the audio at"]);
    for witness in &measurement.witnesses {
        let is_used = witness.kind == used.by;
        let words = witness_text(witness, used.offset, is_used, rate);
        let colour = match witness.offset {
            _ if is_used => theme::BRIGHT,
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
    if let Some(last) = measurement.segments.last() {
        let end =
            session.start_timecode().at(on_picture(last.audio_to, measurement.initial_alignment.offset));
        small_text(ui, format!("Programme measured up to {end}."));
    }
}

fn witness_text(witness: &Witness, used: f64, is_used: bool, rate: FrameRate) -> String {
    let Some(offset) = witness.offset else { return "not found".to_owned() };
    if is_used {
        return "used: the audio is aligned here".to_owned();
    }
    let apart = SampleDelta::new((offset - used).round() as i64);
    if apart.get().abs() < SampleDelta::from_milliseconds(1).get() {
        return "the same, within 1 ms".to_owned();
    }
    offset_text(Lateness::new(apart), rate)
}

/// Seconds to the millisecond, for lengths as short as a pop.
fn seconds_text(length: SampleDelta) -> String {
    let milliseconds = length.get() / 48;
    format!("{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
}
