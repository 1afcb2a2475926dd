//! Blocks of a report, laid onto pages: text, tables, pictures, drawings. Takes blocks from the top down; gives what stands where
//! on each page, the outline, and what each part is, for readers that speak it.

use super::fonts::Fonts;
use super::paragraph::{Line, lines};
use super::picture::Picture;

/// A4 in points. Standard: ISO 216.
pub(super) const PAGE: [f32; 2] = [595.28, 841.89];
pub(super) const MARGIN: f32 = 48.0;
/// Width of what is printed, in points.
pub(super) const WIDTH: f32 = PAGE[0] - 2.0 * MARGIN;
/// A line's height, for size 1.
const LEADING: f32 = 1.35;
/// From the top of a line to its base line, for size 1.
const ASCENT: f32 = 0.95;
/// Between the columns of a table.
const GAP: f32 = 8.0;
/// A row stays on one page up to so many lines.
const LINES_TOGETHER: usize = 40;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

/// Of names and other quiet text.
pub(super) const GREY: Colour = [0x55, 0x5B, 0x66];

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub size: f32,
    pub colour: Colour,
    pub bold: bool,
    /// Free above it.
    pub above: f32,
}

/// What is laid out, from the top down.
pub(super) enum Block {
    Text {
        text: String,
        style: Style,
    },
    /// A heading in the outline, at that depth; it stays with what follows.
    Heading {
        text: String,
        style: Style,
        depth: usize,
    },
    /// Cells side by side, at these shares of the width.
    Row {
        cells: Vec<(f32, String)>,
        style: Style,
        head: RowHead,
    },
    /// `height`: at most, in points. `words`: what is seen in it.
    Picture {
        picture: Picture,
        height: f32,
        words: String,
    },
    /// A drawing of that height.
    Drawing {
        height: f32,
        marks: Vec<Mark>,
        words: String,
    },
    /// Keeps together what follows until this height is used.
    Keep(f32),
}

/// Which cells of a row say what the others are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowHead {
    /// All: the row is the head of its table.
    Whole,
    /// The first: it is the name of what follows.
    First,
    None,
}

/// A part of a drawing, in shares of its width and height.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Line { from: [f32; 2], to: [f32; 2], colour: Colour, width: f32 },
    Box { from: [f32; 2], to: [f32; 2], colour: Colour },
}

impl Block {
    /// Every text that is drawn.
    pub fn texts(&self, take: &mut dyn FnMut(&str)) {
        match self {
            Self::Text { text, .. } | Self::Heading { text, .. } => take(text),
            Self::Row { cells, .. } => cells.iter().for_each(|(_, text)| take(text)),
            Self::Picture { .. } | Self::Drawing { .. } | Self::Keep(_) => {}
        }
    }
}

/// A block's part on a page; places are from the page's top left corner.
pub(super) struct Placed {
    /// Which element of the document it is part of.
    pub element: usize,
    pub what: Drawn,
}

pub(super) enum Drawn {
    Line { line: Line, at: [f32; 2], style: Style },
    Picture { picture: Picture, at: [f32; 2], size: [f32; 2] },
    Drawing { top: f32, height: f32, marks: Vec<Mark> },
}

/// What a part of the document is. Standard: structure types of ISO 32000-1, 14.8.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Heading(usize),
    Paragraph,
    Table,
    Row,
    /// Of a column, or of a row.
    ColumnHead,
    RowHead,
    Cell,
    Figure,
}

pub(super) struct Element {
    pub role: Role,
    /// The element it is in; `None`: the document.
    pub parent: Option<usize>,
    /// What is seen in a picture.
    pub words: Option<String>,
}

/// A line of the outline.
pub(super) struct OutlineEntry {
    pub text: String,
    pub depth: usize,
    pub page: usize,
    pub y: f32,
}

/// A document, laid out.
pub(super) struct Laid {
    pub pages: Vec<Vec<Placed>>,
    pub outline: Vec<OutlineEntry>,
    pub elements: Vec<Element>,
}

/// Pages being filled.
pub(super) struct Flow<'a> {
    fonts: &'a Fonts<'a>,
    laid: Laid,
    y: f32,
    /// The table that the block before was a row of.
    table: Option<usize>,
}

impl<'a> Flow<'a> {
    pub fn new(fonts: &'a Fonts<'a>) -> Self {
        let laid = Laid { pages: vec![Vec::new()], outline: Vec::new(), elements: Vec::new() };
        Self { fonts, laid, y: MARGIN, table: None }
    }

    pub fn laid(self) -> Laid {
        self.laid
    }

    pub fn put(&mut self, block: Block) {
        if !matches!(block, Block::Row { .. } | Block::Keep(_)) {
            self.table = None;
        }
        match block {
            Block::Text { text, style } => {
                let element = self.element(Role::Paragraph, None);
                self.text(&text, style, element);
            }
            Block::Heading { text, style, depth } => {
                // With it stay its own lines and a few of what follows.
                self.need(style.above + style.size * LEADING * 4.0);
                let page = self.page();
                self.laid.outline.push(OutlineEntry { text: text.clone(), depth, page, y: self.y });
                let element = self.element(Role::Heading(depth), None);
                self.text(&text, style, element);
            }
            Block::Row { cells, style, head } => self.row(cells, style, head),
            Block::Picture { picture, height, words } => {
                let shape = picture.width as f32 / picture.height.max(1) as f32;
                let width = (height * shape).min(WIDTH);
                let height = (width / shape).min(PAGE[1] - 3.0 * MARGIN);
                self.need(height + 6.0);
                let (at, size) = ([MARGIN, self.y + 6.0], [width, height]);
                let element = self.figure(words);
                self.place(self.page(), element, Drawn::Picture { picture, at, size });
                self.y += height + 6.0;
            }
            Block::Drawing { height, marks, words } => {
                self.need(height + 6.0);
                let top = self.y + 4.0;
                let element = self.figure(words);
                self.place(self.page(), element, Drawn::Drawing { top, height, marks });
                self.y += height + 6.0;
            }
            Block::Keep(height) => self.need(height),
        }
    }

    fn page(&self) -> usize {
        self.laid.pages.len().saturating_sub(1)
    }

    fn element(&mut self, role: Role, parent: Option<usize>) -> usize {
        self.laid.elements.push(Element { role, parent, words: None });
        self.laid.elements.len() - 1
    }

    fn figure(&mut self, words: String) -> usize {
        self.laid.elements.push(Element { role: Role::Figure, parent: None, words: Some(words) });
        self.laid.elements.len() - 1
    }

    /// Begins a page where less than `height` is left.
    fn need(&mut self, height: f32) {
        if self.y + height > PAGE[1] - MARGIN && self.y > MARGIN {
            self.laid.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn place(&mut self, page: usize, element: usize, what: Drawn) {
        if let Some(page) = self.laid.pages.get_mut(page) {
            page.push(Placed { element, what });
        }
    }

    fn text(&mut self, text: &str, style: Style, element: usize) {
        self.y += style.above;
        for line in lines(self.fonts, text, WIDTH / style.size) {
            self.need(style.size * LEADING);
            let free = if line.right_to_left { WIDTH - line.width * style.size } else { 0.0 };
            let at = [MARGIN + free, self.y + style.size * ASCENT];
            self.place(self.page(), element, Drawn::Line { line, at, style });
            self.y += style.size * LEADING;
        }
    }

    fn row(&mut self, cells: Vec<(f32, String)>, style: Style, head: RowHead) {
        let table = self.table.unwrap_or_else(|| self.element(Role::Table, None));
        self.table = Some(table);
        let row = self.element(Role::Row, Some(table));
        let lines_of =
            |(share, text): &(f32, String)| lines(self.fonts, text, (WIDTH * share - GAP) / style.size);
        let columns: Vec<Vec<Line>> = cells.iter().map(lines_of).collect();
        let count = columns.iter().map(Vec::len).max().unwrap_or(0);
        self.need(style.above + style.size * LEADING * count.min(LINES_TOGETHER) as f32);
        self.y += style.above;
        // Where each line goes, then one cell after the other, as they are read.
        let mut places = Vec::new();
        for _ in 0..count {
            self.need(style.size * LEADING);
            places.push((self.page(), self.y + style.size * ASCENT));
            self.y += style.size * LEADING;
        }
        let mut left = MARGIN;
        for (column, ((share, _), cell)) in cells.iter().zip(columns).enumerate() {
            let role = match head {
                RowHead::Whole => Role::ColumnHead,
                RowHead::First if column == 0 => Role::RowHead,
                RowHead::First | RowHead::None => Role::Cell,
            };
            let element = self.element(role, Some(row));
            let style = if role == Role::RowHead { Style { colour: GREY, ..style } } else { style };
            for (line, (page, y)) in cell.into_iter().zip(&places) {
                let width = WIDTH * share - GAP;
                let free = if line.right_to_left { width - line.width * style.size } else { 0.0 };
                self.place(*page, element, Drawn::Line { line, at: [left + free, *y], style });
            }
            left += WIDTH * share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { size: 10.0, colour: [0; 3], bold: false, above: 0.0 };

    #[test]
    fn what_does_not_fit_goes_to_the_next_page_and_stays_in_its_margins() {
        let fonts = Fonts::new(&[]);
        let mut flow = Flow::new(&fonts);
        flow.put(Block::Heading { text: "One".to_owned(), style: PLAIN, depth: 0 });
        let long = "word ".repeat(4000);
        flow.put(Block::Text { text: long.clone(), style: PLAIN });
        flow.put(Block::Heading { text: "Two".to_owned(), style: PLAIN, depth: 1 });
        flow.put(Block::Row {
            cells: vec![(0.3, "x".to_owned()), (0.7, long)],
            style: PLAIN,
            head: RowHead::First,
        });
        let laid = flow.laid();
        assert!(laid.pages.len() > 3);
        assert_eq!(laid.outline.iter().map(|entry| (entry.page, entry.depth)).collect::<Vec<_>>()[0], (0, 0));
        assert!(laid.outline[1].page > 0);
        for placed in laid.pages.iter().flatten() {
            let Drawn::Line { line, at, style } = &placed.what else { panic!("a line") };
            assert!(at[0] >= MARGIN && at[0] + line.width * style.size <= PAGE[0] - MARGIN + 0.1);
            assert!(at[1] > MARGIN && at[1] < PAGE[1] - MARGIN);
        }
        let roles: Vec<Role> = laid.elements.iter().map(|element| element.role).collect();
        let expected = [
            Role::Heading(0),
            Role::Paragraph,
            Role::Heading(1),
            Role::Table,
            Role::Row,
            Role::RowHead,
            Role::Cell,
        ];
        assert_eq!(roles, expected);
    }
}
