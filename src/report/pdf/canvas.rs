//! A page being drawn. Takes what stands where on it; gives the page's drawing operators, and what of fonts and pictures it uses.

use std::collections::BTreeSet;

use pdf_writer::types::{StructRole, TextRenderingMode};
use pdf_writer::{Content, Finish, Name, Str};

use super::flow::{Drawn, MARGIN, Mark, PAGE, Placed, Role, Style, WIDTH};
use super::font_file::UsedGlyphs;
use super::fonts::{Fonts, Glyph, Run};
use super::paragraph::Line;
use super::picture::Picture;

/// Thickness of the outline that is drawn around letters, for size 1: the built-in font is a light one. Chosen by eye.
const REGULAR: f32 = 0.012;
const BOLD: f32 = 0.045;

pub(super) struct Canvas<'a> {
    content: Content,
    fonts: &'a Fonts<'a>,
    used: &'a mut [UsedGlyphs],
    /// Pictures of the whole document; a page's own are named by their place in it.
    pictures: &'a mut Vec<Picture>,
    drawn: DrawnPage,
    open: Option<usize>,
}

/// A page as it is written.
#[derive(Default)]
pub(super) struct DrawnPage {
    pub operators: Vec<u8>,
    pub faces: BTreeSet<usize>,
    pub pictures: BTreeSet<usize>,
    /// The element of each marked part, in order.
    pub marked: Vec<usize>,
}

impl<'a> Canvas<'a> {
    pub fn new(fonts: &'a Fonts<'a>, used: &'a mut [UsedGlyphs], pictures: &'a mut Vec<Picture>) -> Self {
        Self { content: Content::new(), fonts, used, pictures, drawn: DrawnPage::default(), open: None }
    }

    pub fn place(&mut self, placed: Placed, role: Role) {
        self.mark(placed.element, role);
        match placed.what {
            Drawn::Line { line, at, style } => self.line(&line, at, style),
            Drawn::Picture { picture, at: [x, y], size: [width, height] } => {
                let place = self.pictures.len();
                self.pictures.push(picture);
                self.drawn.pictures.insert(place);
                let bottom = PAGE[1] - y - height;
                self.content.save_state().transform([width, 0.0, 0.0, height, x, bottom].map(point));
                self.content.x_object(Name(picture_name(place).as_bytes())).restore_state();
            }
            Drawn::Drawing { top, height, marks } => {
                let place = |[x, y]: [f32; 2]| [MARGIN + x * WIDTH, PAGE[1] - top - y * height].map(point);
                marks.iter().for_each(|mark| self.drawing(mark, &place));
            }
        }
    }

    /// What stands at the bottom of each page: it is no part of the text.
    pub fn foot(&mut self, lines: &[(Line, f32)], style: Style) {
        self.close();
        self.content.begin_marked_content(Name(b"Artifact"));
        lines.iter().for_each(|(line, x)| self.line(line, [*x, PAGE[1] - MARGIN / 2.0], style));
        self.content.end_marked_content();
    }

    pub fn finish(mut self) -> DrawnPage {
        self.close();
        self.drawn.operators = self.content.finish().into_vec();
        self.drawn
    }

    fn mark(&mut self, element: usize, role: Role) {
        if self.open == Some(element) {
            return;
        }
        self.close();
        let number = i32::try_from(self.drawn.marked.len()).unwrap_or(i32::MAX);
        self.content.begin_marked_content_with_properties(kind(role).to_name()).properties().identify(number);
        self.drawn.marked.push(element);
        self.open = Some(element);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.content.end_marked_content();
        }
    }

    fn line(&mut self, line: &Line, [x, y]: [f32; 2], style: Style) {
        let [red, green, blue] = style.colour.map(share);
        let content = &mut self.content;
        content.set_fill_rgb(red, green, blue).set_stroke_rgb(red, green, blue);
        content.set_line_width(point(style.size * if style.bold { BOLD } else { REGULAR }));
        content.begin_text().set_text_rendering_mode(TextRenderingMode::FillStroke);
        let mut x = x;
        for run in &line.runs {
            self.run(run, [x, PAGE[1] - y], style.size);
            x += run.width * style.size;
        }
        self.content.end_text();
    }

    fn run(&mut self, run: &Run, [x, y]: [f32; 2], size: f32) {
        let (Some(face), Some(used)) = (self.fonts.faces().get(run.face), self.used.get_mut(run.face)) else {
            return;
        };
        self.drawn.faces.insert(run.face);
        self.content.set_font(Name(face_name(run.face).as_bytes()), size);
        self.content.set_text_matrix([1.0, 0.0, 0.0, 1.0, point(x), point(y)]);
        // Where the next glyph belongs, and where it would be drawn: in thousandths.
        let (mut belongs, mut stands) = (0.0_f32, 0_i32);
        let is_level =
            |one: &Glyph, other: &Glyph| thousandths(one.offset[1]) == thousandths(other.offset[1]);
        let mut rise = 0;
        for level in run.glyphs.chunk_by(is_level) {
            let height = level.first().map_or(0, |glyph| thousandths(glyph.offset[1]));
            if height != rise {
                self.content.set_rise(point(height as f32 * size / 1000.0));
                rise = height;
            }
            let mut operation = self.content.show_positioned();
            let mut items = operation.items();
            let mut shown = Vec::new();
            for glyph in level {
                let (number, width) = used.number(face, glyph.id, &glyph.text);
                let away = (belongs + glyph.offset[0] * 1000.0).round() as i32 - stands;
                if away != 0 {
                    if !shown.is_empty() {
                        items.show(Str(&shown));
                        shown.clear();
                    }
                    items.adjust(-away as f32);
                }
                shown.extend(number.to_be_bytes());
                stands += away + width;
                belongs += glyph.advance * 1000.0;
            }
            items.show(Str(&shown));
            items.finish();
        }
        if rise != 0 {
            self.content.set_rise(0.0);
        }
    }

    fn drawing(&mut self, mark: &Mark, place: &dyn Fn([f32; 2]) -> [f32; 2]) {
        match mark {
            Mark::Line { from, to, colour, width } => {
                let ([x, y], [x2, y2], [red, green, blue]) = (place(*from), place(*to), colour.map(share));
                self.content.set_stroke_rgb(red, green, blue).set_line_width(*width);
                self.content.move_to(x, y).line_to(x2, y2).stroke();
            }
            Mark::Box { from, to, colour } => {
                let ([x, y], [x2, y2], [red, green, blue]) = (place(*from), place(*to), colour.map(share));
                self.content
                    .set_fill_rgb(red, green, blue)
                    .rect(x, y, (x2 - x).max(1.0), y2 - y)
                    .fill_nonzero();
            }
        }
    }
}

pub(super) fn face_name(face: usize) -> String {
    format!("F{face}")
}

pub(super) fn picture_name(place: usize) -> String {
    format!("P{place}")
}

/// What a part is, in the words of the standard.
pub(super) fn kind(role: Role) -> StructRole {
    match role {
        Role::Heading(0) => StructRole::H1,
        Role::Heading(1) => StructRole::H2,
        Role::Heading(_) => StructRole::H3,
        Role::Paragraph => StructRole::P,
        Role::Table => StructRole::Table,
        Role::Row => StructRole::TR,
        Role::ColumnHead | Role::RowHead => StructRole::TH,
        Role::Cell => StructRole::TD,
        Role::Figure => StructRole::Figure,
    }
}

/// Hundredths of a point are as fine as anything is drawn.
fn point(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn thousandths(value: f32) -> i32 {
    (value * 1000.0).round() as i32
}

fn share(value: u8) -> f32 {
    (f32::from(value) / 255.0 * 1000.0).round() / 1000.0
}
