//! Text as glyphs: which font has which letter, and how letters join. Takes fonts as bytes; gives runs of one font each, from left
//! to right. Method: HarfBuzz shaping (harfrust).

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::{GlyphMetrics, Metrics};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider, Tag};

/// A font file in memory.
#[derive(Clone, Copy, Debug)]
pub struct PdfFont<'a> {
    pub bytes: &'a [u8],
    /// Which face of the file.
    pub index: u32,
}

/// The window's own font: Latin, Greek and Cyrillic, the same on every machine.
const BUILT_IN: PdfFont<'static> = PdfFont { bytes: epaint_default_fonts::UBUNTU_LIGHT, index: 0 };

/// The fonts of a document: the first that has a letter draws it.
pub(super) struct Fonts<'a>(Vec<Face<'a>>);

/// A font that can be embedded.
pub(super) struct Face<'a> {
    pub file: PdfFont<'a>,
    pub font: FontRef<'a>,
    charmap: Charmap<'a>,
    widths: GlyphMetrics<'a>,
    shaping: ShaperData,
    /// Units of the font for size 1.
    em: f32,
}

/// Letters of one font and one direction, in the order they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    /// Its place among the fonts.
    pub face: usize,
    pub glyphs: Vec<Glyph>,
    /// For size 1.
    pub width: f32,
}

/// What is drawn of a letter, or of several; lengths are for size 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub id: u16,
    /// To where the next one is drawn.
    pub advance: f32,
    /// From there to where this one is drawn: to the right, and up.
    pub offset: [f32; 2],
    /// The letters it stands for; of several glyphs that stand for the same, one has them.
    pub text: String,
}

impl<'a> Face<'a> {
    /// `None` for what isn't a font with outlines that a PDF can hold.
    fn new(file: PdfFont<'a>) -> Option<Self> {
        let font = FontRef::from_index(file.bytes, file.index).ok()?;
        let has = |tag: &[u8; 4]| font.table_data(Tag::new(tag)).is_some();
        if !has(b"glyf") && !has(b"CFF ") {
            return None;
        }
        let place = LocationRef::default();
        Some(Self {
            file,
            charmap: font.charmap(),
            widths: font.glyph_metrics(Size::unscaled(), place),
            shaping: ShaperData::new(&font),
            em: f32::from(font.head().ok()?.units_per_em()).max(1.0),
            font,
        })
    }

    fn has(&self, letter: char) -> bool {
        self.charmap.map(letter).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
    }

    /// Thousandths of the size from a glyph to the next, where nothing moves them together or apart.
    pub fn width(&self, glyph: u16) -> i32 {
        let width = self.widths.advance_width(GlyphId::from(glyph)).unwrap_or_default();
        self.thousandths(width).round() as i32
    }

    /// Of a length in units of the font.
    pub fn thousandths(&self, units: f32) -> f32 {
        units * 1000.0 / self.em
    }

    /// Of the whole font, in its own units.
    pub fn metrics(&self) -> Metrics {
        self.font.metrics(Size::unscaled(), LocationRef::default())
    }
}

impl<'a> Fonts<'a> {
    /// The built-in font, then those of `fonts` that can be embedded.
    pub fn new(fonts: &[PdfFont<'a>]) -> Self {
        Self([BUILT_IN].iter().chain(fonts).filter_map(|file| Face::new(*file)).collect())
    }

    pub fn faces(&self) -> &[Face<'a>] {
        &self.0
    }

    /// Whether one of them has `letter`, or it leaves no mark.
    pub fn draws(&self, letter: char) -> bool {
        is_unseen(letter) || (0..self.0.len()).any(|face| self.has(face, letter))
    }

    /// `text`, all of it of one direction, as runs from left to right.
    pub fn shape(&self, text: &str, right_to_left: bool) -> Vec<Run> {
        let mut parts: Vec<(usize, u32, String)> = Vec::new();
        for letter in text.chars() {
            let (before, script) = parts.last().map_or((None, 0), |(face, script, _)| (Some(*face), *script));
            let face = self.face_of(letter, before);
            let own = script_of(letter).unwrap_or(script);
            match parts.last_mut().filter(|(last, script, _)| *last == face && *script == own) {
                Some((.., part)) => part.push(letter),
                None => parts.push((face, own, letter.to_string())),
            }
        }
        if right_to_left {
            parts.reverse();
        }
        parts
            .into_iter()
            .filter_map(|(face, _, part)| Some(shaped(self.0.get(face)?, face, &part, right_to_left)))
            .collect()
    }

    /// For size 1.
    pub fn width_of(&self, text: &str) -> f32 {
        self.shape(text, false).iter().map(|run| run.width).sum()
    }

    /// The built-in font for its own scripts; else the font of the letter before where that has it too, so that words aren't torn;
    /// else the first that has it.
    fn face_of(&self, letter: char, before: Option<usize>) -> usize {
        if script_of(letter) == Some(1) && self.has(0, letter) {
            return 0;
        }
        if letter.is_whitespace() || is_unseen(letter) {
            return before.unwrap_or(0);
        }
        before
            .filter(|face| self.has(*face, letter))
            .or_else(|| (0..self.0.len()).find(|face| self.has(*face, letter)))
            .or(before)
            .unwrap_or(0)
    }

    fn has(&self, face: usize, letter: char) -> bool {
        self.0.get(face).is_some_and(|face| face.has(letter))
    }
}

/// Joiners, directions, variants, byte order mark: they say how others are drawn. Standard: default ignorables of Unicode, as far as
/// they are typed.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(letter, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Scripts whose letters join or combine are shaped apart; `None` for signs and digits, which go with what is before them.
fn script_of(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    match code {
        _ if !letter.is_alphabetic() => None,
        0..0x590 => Some(1),
        0x590..0x600 | 0xFB1D..0xFB50 => Some(2),
        0x600..0x700 | 0x750..0x780 | 0x870..0x900 | 0xFB50..0xFE00 | 0xFE70..0xFF00 => Some(3),
        // A block each.
        0x700..0x1200 => Some(code / 0x80),
        _ => Some(4),
    }
}

fn shaped(face: &Face<'_>, place: usize, text: &str, right_to_left: bool) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
    let output = face.shaping.shaper(&face.font).build().shape(buffer, ShapeOptions::new());
    let (infos, places) = (output.glyph_infos(), output.glyph_positions());
    // A cluster ends where the next one in the text begins.
    let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).chain([text.len()]).collect();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| starts.get(starts.partition_point(|other| *other <= start)).copied();
    let share = |units: i32| units as f32 / face.em;
    let mut glyphs: Vec<(usize, Glyph)> = infos
        .iter()
        .zip(places)
        .map(|(info, place)| {
            let glyph = Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: share(place.x_advance),
                offset: [share(place.x_offset), share(place.y_offset)],
                text: String::new(),
            };
            (info.cluster as usize, glyph)
        })
        .collect();
    // The widest of a cluster's glyphs, the letter under its marks, has the text.
    for group in glyphs.chunk_by_mut(|one, other| one.0 == other.0) {
        let widest =
            group.iter_mut().reduce(|best, one| if one.1.advance > best.1.advance { one } else { best });
        if let Some((start, glyph)) = widest {
            glyph.text = end_of(*start).and_then(|end| text.get(*start..end)).unwrap_or_default().to_owned();
        }
    }
    let glyphs: Vec<Glyph> = glyphs.into_iter().map(|(_, glyph)| glyph).collect();
    let width = glyphs.iter().map(|glyph| glyph.advance).sum();
    Run { face: place, glyphs, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_a_text_is_in_its_glyphs() {
        let fonts = Fonts::new(&[]);
        let runs = fonts.shape("Fin de bobine à 01:00:00;00 «fi» \u{301} Ж", false);
        let text: String = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.text.as_str()).collect();
        assert_eq!(text, "Fin de bobine à 01:00:00;00 «fi» \u{301} Ж");
        assert!(fonts.draws('Ω') && fonts.draws('\u{202E}') && !fonts.draws('夜'));
        assert!(fonts.width_of("WW") > fonts.width_of("ii"));
    }

    #[test]
    fn what_is_no_font_is_left_out() {
        let junk = PdfFont { bytes: b"OTTO junk", index: 3 };
        assert_eq!(Fonts::new(&[junk]).faces().len(), 1);
    }

    #[test]
    fn scripts_that_join_are_shaped_apart() {
        let hebrew_and_arabic: Vec<Option<u32>> = "ש ع".chars().map(script_of).collect();
        assert_eq!(hebrew_and_arabic, [Some(2), None, Some(3)]);
    }
}
