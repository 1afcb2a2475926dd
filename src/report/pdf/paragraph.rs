//! Paragraphs as lines: broken to a width, each line in the order it is read. Method: Unicode Standard Annex 9 for the order;
//! lines break after spaces, hyphens and slashes and between Chinese, Japanese and Korean characters.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

use super::fonts::{Fonts, Run};

/// A line, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub runs: Vec<Run>,
    /// For size 1.
    pub width: f32,
    /// Whether its paragraph reads from right to left: it stands at the right edge.
    pub right_to_left: bool,
}

/// `text` in lines of `width` (for size 1) at most. Every line break of the text is one; other control characters are spaces.
pub(super) fn lines(fonts: &Fonts<'_>, text: &str, width: f32) -> Vec<Line> {
    let clean: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|one| match one {
            '\n' | '\u{2028}' | '\u{2029}' => '\n',
            _ if one.is_control() => ' ',
            _ => one,
        })
        .collect();
    clean.split('\n').flat_map(|paragraph| paragraph_lines(fonts, paragraph, width)).collect()
}

fn paragraph_lines(fonts: &Fonts<'_>, text: &str, width: f32) -> Vec<Line> {
    let info = BidiInfo::new(text, None);
    let Some(paragraph) = info.paragraphs.first() else { return vec![Line::default()] };
    let right_to_left = paragraph.level.is_rtl();
    let line = |range: Range<usize>| {
        let whole = text.get(range.clone()).unwrap_or_default();
        let (visible, free) = whole.split_at(whole.trim_end().len());
        // The space at the end of a line is seen by nobody, and heard by those who have the text read to them.
        let drawn = if right_to_left { range.start..range.start + visible.len() } else { range };
        let (levels, parts) = info.visual_runs(paragraph, drawn);
        let mut runs = Vec::new();
        for part in parts {
            let is_rtl = levels.get(part.start).is_some_and(Level::is_rtl);
            runs.extend(text.get(part).into_iter().flat_map(|part| fonts.shape(part, is_rtl)));
        }
        let unseen = if right_to_left { 0.0 } else { fonts.width_of(free) };
        let width = runs.iter().map(|run| run.width).sum::<f32>() - unseen;
        Line { runs, width, right_to_left }
    };
    broken(fonts, text, width).into_iter().map(line).collect()
}

/// The ranges of the lines of a paragraph.
fn broken(fonts: &Fonts<'_>, text: &str, width: f32) -> Vec<Range<usize>> {
    let (mut ranges, mut start, mut used, mut place) = (Vec::new(), 0, 0.0, 0);
    for piece in pieces(text) {
        let (whole, visible) = (fonts.width_of(piece), fonts.width_of(piece.trim_end()));
        if used + visible <= width {
            (used, place) = (used + whole, place + piece.len());
            continue;
        }
        if place > start {
            ranges.push(start..place);
            (start, used) = (place, 0.0);
        }
        if visible <= width {
            (used, place) = (whole, place + piece.len());
            continue;
        }
        // A word longer than the line breaks anywhere.
        for letter in piece.chars() {
            let one = fonts.width_of(letter.encode_utf8(&mut [0; 4]));
            if used + one > width && place > start {
                ranges.push(start..place);
                (start, used) = (place, 0.0);
            }
            (used, place) = (used + one, place + letter.len_utf8());
        }
    }
    if place > start || ranges.is_empty() {
        ranges.push(start..place);
    }
    ranges
}

/// `text` cut after each place at which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            ' ' | '\t' => next.is_some_and(|next| !next.is_whitespace()),
            '-' | '/' | '_' | '·' => true,
            _ => is_ideographic(letter) || next.is_some_and(is_ideographic),
        };
        if ends || next.is_none() {
            found.extend(text.get(start..end));
            start = end;
        }
    }
    found
}

fn is_ideographic(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_end_after_spaces_and_between_ideographs() {
        assert_eq!(pieces("audio EARLY-by 2"), ["audio ", "EARLY-", "by ", "2"]);
        assert_eq!(pieces("夜の映画 a"), ["夜", "の", "映", "画", " ", "a"]);
        assert_eq!(pieces("שלום עולם"), ["שלום ", "עולם"]);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_letter_is_lost() {
        let fonts = Fonts::new(&[]);
        let text = "audio LATE by 3 frames\r\n\tand a word_that_goes_on_and_on_without_any_end_at_all_so_that_it_breaks";
        let lines = lines(&fonts, text, 12.0);
        assert!(lines.len() > 4 && lines.iter().all(|line| line.width <= 12.01), "{lines:?}");
        let glyphs = lines.iter().flat_map(|line| &line.runs).flat_map(|run| &run.glyphs);
        let drawn: String = glyphs.map(|glyph| glyph.text.as_str()).collect();
        assert_eq!(drawn, text.replace("\r\n", "").replace('\t', " "));
    }

    #[test]
    fn a_hebrew_line_is_drawn_from_its_end() {
        let line = lines(&Fonts::new(&[]), "אבג 12", 50.0).remove(0);
        let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
        let drawn: String = glyphs.map(|glyph| glyph.text.as_str()).collect();
        assert!(line.right_to_left);
        assert_eq!(drawn, "12 גבא");
    }
}
