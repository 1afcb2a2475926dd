//! What is put into the PDF, block by block, and how each kind of text looks on paper.

use super::flow::{Block, Colour, GREY, RowHead, Style};
use super::picture::picture;

pub(super) const BLACK: Colour = [0x12, 0x14, 0x18];
pub(super) const LINE: Colour = [0xA8, 0xAE, 0xB8];
pub(super) const BODY: Style = Style { size: 9.5, colour: BLACK, bold: false, above: 2.0 };
pub(super) const QUIET: Style = Style { size: 8.0, colour: GREY, bold: false, above: 1.0 };
pub(super) const TITLE: Style = Style { size: 18.0, colour: BLACK, bold: true, above: 0.0 };
pub(super) const SECTION: Style = Style { size: 13.0, colour: BLACK, bold: true, above: 16.0 };
pub(super) const PART: Style = Style { size: 10.5, colour: BLACK, bold: true, above: 10.0 };
pub(super) const CELL: Style = Style { size: 8.5, above: 2.5, ..BODY };

/// What is put into the PDF; empty texts are left out.
pub(super) struct Blocks(pub Vec<Block>);

impl Blocks {
    pub fn put(&mut self, block: Block) {
        self.0.push(block);
    }

    pub fn text(&mut self, text: &str, style: Style) {
        if !text.trim().is_empty() {
            self.put(Block::Text { text: text.to_owned(), style });
        }
    }

    pub fn heading(&mut self, text: &str, style: Style, depth: usize) {
        self.put(Block::Heading { text: text.to_owned(), style, depth });
    }

    pub fn row(&mut self, cells: &[(f32, &str)]) {
        self.cells(cells, CELL, RowHead::None);
    }

    pub fn table_head(&mut self, cells: &[(f32, &str)]) {
        self.put(Block::Keep(40.0));
        self.cells(cells, Style { colour: GREY, above: 4.0, bold: true, ..CELL }, RowHead::Whole);
    }

    fn cells(&mut self, cells: &[(f32, &str)], style: Style, head: RowHead) {
        let cells = cells.iter().map(|(share, text)| (*share, (*text).to_owned())).collect();
        self.put(Block::Row { cells, style, head });
    }

    /// A name and what it is.
    pub fn fact(&mut self, name: &str, words: &str) {
        if !words.trim().is_empty() {
            self.cells(&[(0.2, name), (0.8, words)], BODY, RowHead::First);
        }
    }

    /// A picture kept with the ticket, where it can be read.
    pub fn picture(&mut self, png: Option<&[u8]>, height: f32, words: &str) {
        let Some(picture) = png.and_then(picture) else { return };
        self.put(Block::Keep(height + 20.0));
        self.put(Block::Picture { picture, height, words: words.to_owned() });
        self.text(words, QUIET);
    }
}
