//! Hebrew and Arabic in reading order. egui joins the letters of a word and writes each word from right to left, but puts
//! the words themselves from left to right; this moves the drawn letters to where Unicode Standard Annex 9 has them, line by
//! line, after everything is laid out. Names and sentences keep their order for whoever reads them by a screen reader.
//!
//! A text that does not fit is cut at its end as read first (`elided.rs`). A text field that is edited keeps the order of the
//! letters as typed, so that its cursor is where it types.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use eframe::egui::epaint::text::{Galley, Glyph, PlacedRow, Row};
use eframe::egui::epaint::{Mesh, Shape};
use eframe::egui::{Context, FullOutput, Plugin};
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use super::elided::{ELLIPSIS, cut_at_its_end};

/// First strong isolate and pop directional isolate: what is between them is ordered by itself.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A field within a longer text (a title, a file name, a note), so that its script does not turn what stands around it.
/// Unchanged unless it has letters that are written from right to left.
pub fn isolated(field: &str) -> Cow<'_, str> {
    if has_right_to_left(field) {
        Cow::Owned(format!("{}{field}{}", ISOLATE.0, ISOLATE.1))
    } else {
        Cow::Borrowed(field)
    }
}

/// A path whose folders stand one after the other from the left, whatever their scripts.
pub fn isolated_path(path: &Path) -> String {
    let text = path.display().to_string();
    if !has_right_to_left(&text) {
        return text;
    }
    text.split('/').map(isolated).collect::<Vec<_>>().join("/")
}

/// Puts every text of the window into reading order before it is painted.
pub(super) struct ReadingOrder;

impl Plugin for ReadingOrder {
    fn debug_name(&self) -> &'static str {
        "reading order"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        for clipped in &mut output.shapes {
            order_texts(ctx, &mut clipped.shape);
        }
    }
}

fn order_texts(ctx: &Context, shape: &mut Shape) {
    match shape {
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| order_texts(ctx, shape)),
        // Of all texts only those of fields being edited keep trailing spaces.
        Shape::Text(text)
            if !text.galley.job.keep_trailing_whitespace && has_right_to_left(&text.galley.job.text) =>
        {
            if let Some(cut) = cut_at_its_end(ctx, &text.galley) {
                text.galley = cut;
            }
            order(Arc::make_mut(&mut text.galley));
        }
        _ => {}
    }
}

fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

/// Whether a letter is written from right to left.
fn is_right_to_left(letter: char) -> bool {
    letter >= '\u{0590}' && matches!(bidi_class(letter), BidiClass::R | BidiClass::AL)
}

/// Whether a run with this letter is written from its end: the figures of the Arabic script are, though they are read from
/// left to right.
fn is_turning(letter: char) -> bool {
    is_right_to_left(letter) || matches!(letter, '\u{0660}'..='\u{066C}' | '\u{06F0}'..='\u{06F9}')
}

/// Moves the letters of each line.
fn order(galley: &mut Galley) {
    let pixels_per_point = galley.pixels_per_point;
    for paragraph in galley.rows.split_inclusive_mut(|row| row.ends_with_newline) {
        order_paragraph(paragraph, &galley.job.text, pixels_per_point);
    }
}

/// What moves as one: a letter, or a word that is already written from right to left.
struct Block {
    letter: char,
    /// Its glyphs, by their places in the row.
    glyphs: Vec<usize>,
    left: f32,
    width: f32,
}

/// `text` is the whole one, as it is read.
fn order_paragraph(rows: &mut [PlacedRow], text: &str, pixels_per_point: f32) {
    let blocks: Vec<Vec<Block>> = rows.iter().map(|row| blocks_in_order(&row.row.glyphs, text)).collect();
    let levels = levels(&blocks.iter().flatten().map(|block| block.letter).collect::<Vec<char>>());
    let mut rest = levels.as_slice();
    for (row, blocks) in rows.iter_mut().zip(&blocks) {
        let Some((levels, after)) = rest.split_at_checked(blocks.len()) else { return };
        rest = after;
        if levels.iter().any(Level::is_rtl) {
            move_blocks(Arc::make_mut(&mut row.row), blocks, levels, pixels_per_point);
        }
    }
}

/// The blocks of a row in the order in which they are read.
fn blocks_in_order(glyphs: &[Glyph], text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut place = 0;
    // One face draws a run of glyphs; a run that begins from right to left stands in the row from its end.
    for run in glyphs.chunk_by(|one, next| face_of(one) == face_of(next)) {
        let places = place..place + run.len();
        place = places.end;
        let drawn = places.zip(run).filter(|(_, glyph)| is_drawn(glyph) || is_control(glyph.chr));
        if is_turned(run, text) {
            turned_run(&mut blocks, drawn.collect());
        } else {
            blocks.extend(drawn.map(|(place, glyph)| block_of(place, glyph)));
        }
    }
    blocks
}

/// Whether egui put a run of one face from its end, as it does where the first letter with a script is from right to left. A
/// letter no font has is drawn by the face of the Latin ones around it, and turns nothing.
fn is_turned(run: &[Glyph], text: &str) -> bool {
    if !run.iter().any(|glyph| is_turning(glyph.chr)) {
        return false;
    }
    let letters = run.iter().filter(|glyph| is_drawn(glyph) && glyph.chr != ELLIPSIS).map(|glyph| glyph.chr);
    let as_read: String = letters.clone().collect();
    let from_its_end: String = letters.rev().collect();
    let has_script =
        |letter: &char| matches!(bidi_class(*letter), BidiClass::L | BidiClass::R | BidiClass::AL);
    match (text.contains(&as_read), text.contains(&from_its_end)) {
        (true, false) => false,
        // The same from both ends: so is its first letter with a script.
        (true, true) => as_read.chars().find(has_script).is_some_and(is_turning),
        (false, _) => true,
    }
}

/// Words of a turned run stay as they are; digits and signs between them are single again.
fn turned_run(blocks: &mut Vec<Block>, drawn: Vec<(usize, &Glyph)>) {
    let mut word: Option<Block> = None;
    for (place, glyph) in drawn.into_iter().rev() {
        let is_mark = bidi_class(glyph.chr) == BidiClass::NSM;
        if !is_right_to_left(glyph.chr) && !is_mark {
            blocks.extend(word.take());
            blocks.push(block_of(place, glyph));
            continue;
        }
        match &mut word {
            None => {
                let letter = if is_mark { 'א' } else { glyph.chr };
                word = Some(Block { letter, ..block_of(place, glyph) });
            }
            Some(word) => {
                word.glyphs.push(place);
                // A mark lies over its letter and takes no room.
                if glyph.advance_width > 0.0 {
                    word.left = glyph.pos.x;
                    word.width += glyph.advance_width;
                }
            }
        }
    }
    blocks.extend(word);
}

fn block_of(place: usize, glyph: &Glyph) -> Block {
    Block { letter: glyph.chr, glyphs: vec![place], left: glyph.pos.x, width: glyph.advance_width }
}

/// Faces are told apart by their measures: a glyph does not name its own.
fn face_of(glyph: &Glyph) -> (u32, u32) {
    (glyph.font_face_height.to_bits(), glyph.font_face_ascent.to_bits())
}

/// Not one of the empty places that keep the count of glyphs.
fn is_drawn(glyph: &Glyph) -> bool {
    glyph.advance_width > 0.0 || !glyph.uv_rect.is_nothing()
}

fn is_control(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The embedding level of each letter of a paragraph. A text that is from right to left throughout is a field of its own;
/// any other begins from the left, as the window does.
fn levels(letters: &[char]) -> Vec<Level> {
    let text: String = letters.iter().collect();
    let from_left = letters.iter().any(|&letter| bidi_class(letter) == BidiClass::L || is_control(letter));
    let info = BidiInfo::new(&text, from_left.then(Level::ltr));
    text.char_indices().map(|(at, _)| info.levels.get(at).copied().unwrap_or(Level::ltr())).collect()
}

fn move_blocks(row: &mut Row, blocks: &[Block], levels: &[Level], pixels_per_point: f32) {
    let Some(mut left) = blocks.iter().map(|block| block.left).reduce(f32::min) else { return };
    for logical in BidiInfo::reorder_visual(levels) {
        let (Some(block), Some(level)) = (blocks.get(logical), levels.get(logical)) else { return };
        let by = ((left - block.left) * pixels_per_point).round() / pixels_per_point;
        for glyph in block.glyphs.iter().filter_map(|&place| row.glyphs.get(place)) {
            if !glyph.uv_rect.is_nothing() {
                let mirrored = level.is_rtl() && is_mirrored(glyph.chr);
                // What stood free left of it stands free right of it.
                let ink = glyph.uv_rect.offset.x * 2.0 + glyph.uv_rect.size.x;
                let by = if mirrored { by + glyph.advance_width - ink } else { by };
                move_glyph(&mut row.visuals.mesh, glyph.first_vertex, by, mirrored);
            }
        }
        left += block.width;
    }
    row.visuals.mesh_bounds = row.visuals.mesh.calc_bounds();
}

/// Moves the four corners of a glyph; mirrored, what was left of it is right.
fn move_glyph(mesh: &mut Mesh, first_vertex: u32, by: f32, mirrored: bool) {
    let first = first_vertex as usize;
    let Some([left_top, right_top, left_bottom, right_bottom]) = mesh.vertices.get_mut(first..first + 4)
    else {
        return;
    };
    if mirrored {
        std::mem::swap(&mut left_top.uv, &mut right_top.uv);
        std::mem::swap(&mut left_bottom.uv, &mut right_bottom.uv);
    }
    for corner in [left_top, right_top, left_bottom, right_bottom] {
        corner.pos.x += by;
    }
}

/// Brackets that look the other way from right to left.
fn is_mirrored(letter: char) -> bool {
    "()[]{}<>«»‹›".contains(letter)
}

#[cfg(test)]
mod tests;
