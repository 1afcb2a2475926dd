//! What is drawn from left to right, with fonts of this machine.

use std::thread::sleep;
use std::time::Duration;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Color32, FontId, Pos2, RawInput};

use super::*;
use crate::desk::fonts::SystemFonts;

/// The letters of a label as they are drawn, from left to right, line by line.
fn drawn(text: &str, width: f32) -> Vec<String> {
    drawn_as(&LayoutJob::simple(text.to_owned(), FontId::default(), Color32::WHITE, width), None)
}

/// The same of a label that is cut off where it does not fit.
fn cut_off(text: &str, width: f32) -> String {
    let mut job = LayoutJob::simple(text.to_owned(), FontId::default(), Color32::WHITE, width);
    job.wrap = TextWrapping::truncate_at_width(width);
    drawn_as(&job, None).concat()
}

/// `box_of` is a letter that no font has.
fn drawn_as(job: &LayoutJob, box_of: Option<char>) -> Vec<String> {
    let ctx = Context::default();
    ctx.add_plugin(ReadingOrder);
    let mut fonts = SystemFonts::of(&ctx);
    let mut lines = Vec::new();
    for _ in 0..500 {
        let mut was_missing = fonts.take_found(&ctx);
        was_missing.retain(|sentence| !box_of.is_some_and(|letter| sentence.contains(letter)));
        assert!(was_missing.is_empty(), "{was_missing:?}: ./test installs fonts");
        let mut output = ctx.run_ui(RawInput::default(), |ui| {
            let galley = ui.painter().layout_job(job.clone());
            ui.painter().galley(Pos2::ZERO, galley, Color32::WHITE);
        });
        output.textures_delta.clear();
        lines = output.shapes.iter().flat_map(|clipped| lines_of(&clipped.shape)).collect();
        let was_settled = fonts.is_settled();
        fonts.search();
        if was_settled && fonts.is_settled() {
            break;
        }
        sleep(Duration::from_millis(20));
    }
    lines
}

fn lines_of(shape: &Shape) -> Vec<String> {
    let Shape::Text(text) = shape else { return Vec::new() };
    let line = |row: &PlacedRow| {
        let corner =
            |glyph: &Glyph| row.visuals.mesh.vertices.get(glyph.first_vertex as usize).map(|it| it.pos.x);
        let drawn = row.glyphs.iter().filter(|glyph| !glyph.uv_rect.is_nothing());
        let mut placed: Vec<(f32, char)> =
            drawn.filter_map(|glyph| Some((corner(glyph)?, glyph.chr))).collect();
        placed.sort_by(|(one, _), (next, _)| one.total_cmp(next));
        placed.into_iter().map(|(_, letter)| letter).collect::<String>()
    };
    text.galley.rows.iter().map(line).collect()
}

fn backwards(text: &str) -> String {
    text.chars().rev().filter(|letter| *letter != ' ').collect()
}

#[test]
fn words_from_right_to_left_stand_in_reading_order() {
    for text in ["שלום עולם", "فيلم الليل", "אבג (דהו), זחט"] {
        assert_eq!(drawn(text, 600.0), [backwards(text)], "{text}");
    }
}

#[test]
fn figures_and_latin_words_between_them_stay_as_they_are() {
    assert_eq!(drawn("פרק 12 סוף", 600.0), [format!("{}12{}", backwards("סוף"), backwards("פרק"))]);
    // Figures of the Arabic script come from the same font as its letters.
    assert_eq!(drawn("فيلم ١٢", 600.0), [format!("١٢{}", backwards("فيلم"))]);
    assert_eq!(drawn(&isolated("סרט NIGHT R1"), 600.0), [format!("NIGHTR1{}", backwards("סרט"))]);
}

#[test]
fn a_field_does_not_turn_what_stands_around_it() {
    let title = "שלום עולם";
    let line = format!("{} · M&E · 12:30", isolated(title));
    assert_eq!(drawn(&line, 600.0), [format!("{}·M&E·12:30", backwards(title))]);
    let two = format!("{} · 7 · {}", isolated("אב"), isolated("גד"));
    assert_eq!(drawn(&two, 600.0), ["בא·7·דג"]);
    assert_eq!(isolated("NIGHTFALL R1"), "NIGHTFALL R1");
    let path = isolated_path(Path::new("/אב/גד/1.wav"));
    assert_eq!(drawn(&path, 600.0), ["/בא/דג/1.wav"]);
}

#[test]
fn a_note_of_several_lines_is_read_from_its_first() {
    let note = "אחת שתיים שלוש ארבע חמש שש שבע";
    let lines = drawn(note, 90.0);
    assert!(lines.len() > 1, "{lines:?}");
    assert_eq!(lines.first().and_then(|line| line.chars().last()), Some('א'));
    assert_eq!(lines.last().and_then(|line| line.chars().next()), Some('ע'));
}

#[test]
fn latin_text_is_left_alone() {
    assert_eq!(drawn("NIGHTFALL (R1)", 600.0), ["NIGHTFALL(R1)"]);
}

#[test]
fn what_does_not_fit_is_cut_at_its_end_as_read() {
    // The first letters stand at the right, "…" at the left of what is kept.
    let hebrew = "אחת שתיים שלוש ארבע חמש";
    let cut = cut_off(hebrew, 90.0);
    assert!(cut.starts_with('…') && cut.ends_with(&backwards("אחת")), "{cut}");
    assert!(backwards(hebrew).ends_with(cut.trim_start_matches('…')), "{cut}: nothing but the end is gone");
    let arabic = "حلول الليل على المدينة الكبيرة";
    let cut = cut_off(arabic, 90.0);
    assert!(cut.starts_with('…') && cut.ends_with(&backwards("حلول")), "{cut}");
    // In a longer line the field keeps its beginning, and a field that fits is whole.
    let line = format!("{} · M&E · Full check", isolated(hebrew));
    let cut = cut_off(&line, 90.0);
    assert!(cut.starts_with('…') && cut.ends_with(&backwards("אחת")), "{cut}");
    let short = format!("{} · M&E · Full check", isolated("אב"));
    let cut = cut_off(&short, 90.0);
    assert!(cut.starts_with("בא·M&E") && cut.ends_with('…'), "{cut}");
    assert_eq!(cut_off("NIGHTFALL R1", 60.0).chars().next(), Some('N'), "Latin is left to egui");
    assert_eq!(cut_off(hebrew, 600.0), backwards(hebrew));
    assert_eq!(cut_off(hebrew, 4.0), "…", "nothing fits");
}

#[test]
fn a_letter_no_font_has_turns_nothing_around_it() {
    let line = "No font has “\u{10880}” (U+10880).";
    let job = LayoutJob::simple(line.to_owned(), FontId::default(), Color32::WHITE, 600.0);
    assert_eq!(drawn_as(&job, Some('\u{10880}')), ["Nofonthas“\u{10880}”(U+10880)."]);
}

#[test]
fn what_reads_the_same_from_both_ends_keeps_its_joined_letters() {
    assert_eq!(drawn("باب", 600.0), ["باب"]);
}
