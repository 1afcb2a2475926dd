//! Fonts as a PDF holds them: only the glyphs that are drawn, each with the text it stands for, so that the PDF can be searched
//! and copied from. Takes glyphs while pages are drawn; writes the objects of each font.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref, Str};
use skrifa::string::{LocalizedString, StringId};
use skrifa::{MetadataProvider, Tag};
use subsetter::GlyphRemapper;

use super::deflate::deflated;
use super::fonts::Face;

/// Standard: the glyph identifiers of a PDF font are its own, and two bytes long.
const OWN_ORDER: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// What is drawn of one font.
pub(super) struct UsedGlyphs {
    /// Old-style outlines (CFF) are numbered as in the file; others may stand twice, for other texts.
    is_cff: bool,
    remapper: GlyphRemapper,
    numbers: BTreeMap<(u16, String), u16>,
    /// By its number: glyph of the cut-down font, width in thousandths, text.
    glyphs: Vec<(u16, i32, String)>,
}

impl UsedGlyphs {
    pub fn of(face: &Face<'_>) -> Self {
        Self {
            is_cff: face.font.table_data(Tag::new(b"glyf")).is_none(),
            remapper: GlyphRemapper::new(),
            numbers: BTreeMap::new(),
            glyphs: vec![(0, face.width(0), String::new())],
        }
    }

    pub fn are_none(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number that draws `glyph` and stands for `text`, and the width it has, in thousandths.
    pub fn number(&mut self, face: &Face<'_>, glyph: u16, text: &str) -> (u16, i32) {
        // In CFF the first text that a glyph stands for counts.
        let key = (glyph, if self.is_cff { String::new() } else { text.to_owned() });
        if let Some(number) = self.numbers.get(&key).copied() {
            if let Some((_, width, known)) = self.glyphs.get_mut(usize::from(number)) {
                if known.is_empty() {
                    text.clone_into(known);
                }
                return (number, *width);
            }
            return (0, 0);
        }
        let Ok(next) = u16::try_from(self.glyphs.len()) else { return (0, 0) };
        let new = self.remapper.remap(glyph);
        let width = face.width(glyph);
        let number = if self.is_cff { new } else { next };
        self.numbers.insert(key, number);
        if usize::from(number) == self.glyphs.len() {
            self.glyphs.push((new, width, text.to_owned()));
        }
        (number, width)
    }

    /// Writes the font as the object `id`; `next` gives numbers for the objects it needs.
    ///
    /// # Errors
    /// When the font can't be cut down, in words.
    pub fn write(&self, pdf: &mut Pdf, id: Ref, face: &Face<'_>, next: &mut Ref) -> Result<(), String> {
        let name = self.name(face);
        let refused = |why: String| format!("the font {name} can't be embedded: {why}");
        let cut = subsetter::subset(face.file.bytes, face.file.index, &self.remapper)
            .map_err(|why| refused(format!("{why:?}")))?;
        let outlines = if self.is_cff {
            table(&cut, b"CFF ").ok_or_else(|| refused("no outlines".to_owned()))?
        } else {
            cut
        };
        let (descendant, descriptor, file, map, texts) =
            (next.bump(), next.bump(), next.bump(), next.bump(), next.bump());
        pdf.type0_font(id)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(texts);
        let mut font = pdf.cid_font(descendant);
        font.subtype(if self.is_cff { CidFontType::Type0 } else { CidFontType::Type2 })
            .base_font(Name(name.as_bytes()))
            .system_info(OWN_ORDER)
            .font_descriptor(descriptor)
            .default_width(0.0);
        if !self.is_cff {
            font.cid_to_gid_map_stream(map);
        }
        font.widths().consecutive(0, self.glyphs.iter().map(|(_, width, _)| *width as f32));
        font.finish();
        let metrics = face.metrics();
        let units = |units: f32| face.thousandths(units).round();
        let bounds = metrics.bounds.unwrap_or_default();
        let area = pdf_writer::Rect::new(
            units(bounds.x_min),
            units(bounds.y_min),
            units(bounds.x_max),
            units(bounds.y_max),
        );
        let mut about = pdf.font_descriptor(descriptor);
        about
            .name(Name(name.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(area)
            .italic_angle(0.0)
            .ascent(units(metrics.ascent))
            .descent(units(metrics.descent))
            .cap_height(units(metrics.cap_height.unwrap_or(metrics.ascent)))
            .stem_v(80.0);
        if self.is_cff {
            about.font_file3(file)
        } else {
            about.font_file2(file)
        };
        about.finish();
        let (data, length) = (deflated(&outlines), outlines.len());
        let mut stream = pdf.stream(file, &data);
        stream.filter(Filter::FlateDecode);
        if self.is_cff {
            stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        } else {
            stream.pair(Name(b"Length1"), i32::try_from(length).unwrap_or(i32::MAX));
        }
        stream.finish();
        if !self.is_cff {
            let places: Vec<u8> = self.glyphs.iter().flat_map(|(glyph, ..)| glyph.to_be_bytes()).collect();
            pdf.stream(map, &deflated(&places)).filter(Filter::FlateDecode);
        }
        let mut cmap = UnicodeCmap::<u16>::new(Name(b"Texts"), OWN_ORDER);
        for (number, (.., text)) in (0..).zip(&self.glyphs) {
            if !text.is_empty() {
                cmap.pair_with_multiple(number, text.chars());
            }
        }
        pdf.stream(texts, &deflated(&cmap.finish())).filter(Filter::FlateDecode);
        Ok(())
    }

    /// Six letters that are this selection's own, then the font's name. Standard: ISO 32000-1, 9.6.4.
    fn name(&self, face: &Face<'_>) -> String {
        let own = face.font.localized_strings(StringId::POSTSCRIPT_NAME).english_or_first();
        let own: String = own
            .iter()
            .flat_map(LocalizedString::chars)
            .filter(|one| one.is_ascii_alphanumeric() || *one == '-')
            .collect();
        // FNV-1a.
        let hash = self.numbers.keys().fold(0xCBF2_9CE4_8422_2325_u64, |hash, (glyph, _)| {
            (hash ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01B3)
        });
        let tag: String =
            (0..6).map(|place| char::from(b'A' + (hash >> (8 * place + 8) & 0xFF) as u8 % 26)).collect();
        format!("{tag}+{}", if own.is_empty() { "Font" } else { &own })
    }
}

/// A table of a font file.
fn table(font: &[u8], tag: &[u8; 4]) -> Option<Vec<u8>> {
    let font = skrifa::FontRef::new(font).ok()?;
    Some(font.table_data(Tag::new(tag))?.as_bytes().to_vec())
}
