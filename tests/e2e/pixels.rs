//! The pixels of the window as they are on the display.

use std::path::Path;
use std::process::Command;

/// A picture of the window, row by row.
pub struct Pixels {
    width: usize,
    bytes: Vec<u8>,
}

impl Pixels {
    /// Reads a picture that was kept.
    pub fn read(file: &Path) -> Self {
        let tell = |words: &[&str]| {
            let output = Command::new(words[0]).args(&words[1..]).output();
            output
                .unwrap_or_else(|error| panic!("{} is needed ({error}): ./test installs it", words[0]))
                .stdout
        };
        let file = file.to_str().unwrap();
        let width = String::from_utf8(tell(&["identify", "-format", "%w", file])).unwrap();
        let bytes = tell(&["convert", file, "-depth", "8", "rgb:-"]);
        Self { width: width.trim().parse().unwrap(), bytes }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.bytes.len() / 3 / self.width
    }

    /// Red, green and blue.
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let place = (y * self.width + x) * 3;
        [self.bytes[place], self.bytes[place + 1], self.bytes[place + 2]]
    }

    /// Whether a pixel has a colour, give or take a few steps.
    pub fn is(&self, x: usize, y: usize, colour: [u8; 3]) -> bool {
        self.at(x, y).iter().zip(colour).all(|(one, other)| one.abs_diff(other) <= 6)
    }

    fn is_lit(&self, x: usize, y: usize) -> bool {
        self.at(x, y).iter().map(|part| u32::from(*part)).sum::<u32>() > 330
    }

    /// The pieces of ink in a part of the picture, each with its edges: left, top, right, bottom, and its pixels.
    fn pieces(&self, [left, top, right, bottom]: [usize; 4]) -> Vec<Vec<(usize, usize)>> {
        let mut seen = vec![false; self.width * self.height()];
        let mut pieces = Vec::new();
        for y in top..bottom {
            for x in left..right {
                let mut piece = Vec::new();
                let mut open = vec![(x, y)];
                while let Some((x, y)) = open.pop() {
                    let is_inside = (left..right).contains(&x) && (top..bottom).contains(&y);
                    if !is_inside || seen[y * self.width + x] || !self.is_lit(x, y) {
                        continue;
                    }
                    seen[y * self.width + x] = true;
                    piece.push((x, y));
                    for (dx, dy) in [(0, 1), (1, 0), (2, 1), (1, 2), (0, 0), (2, 0), (0, 2), (2, 2)] {
                        open.push(((x + dx).wrapping_sub(1), (y + dy).wrapping_sub(1)));
                    }
                }
                if piece.len() > 2 {
                    pieces.push(piece);
                }
            }
        }
        pieces
    }

    /// How many letters and parts of letters stand in a part of the picture, and how many of them are boxes: a frame of even
    /// sides with nothing in it, as a letter without a font is drawn.
    pub fn letters_and_boxes(&self, part: [usize; 4]) -> (usize, usize) {
        let pieces = self.pieces(part);
        let boxes = pieces.iter().filter(|piece| is_box(piece)).count();
        (pieces.len(), boxes)
    }
}

fn is_box(piece: &[(usize, usize)]) -> bool {
    let (xs, ys) = (piece.iter().map(|place| place.0), piece.iter().map(|place| place.1));
    let (left, right) = (xs.clone().min().unwrap(), xs.max().unwrap());
    let (top, bottom) = (ys.clone().min().unwrap(), ys.max().unwrap());
    if right - left < 5 || bottom - top < 5 {
        return false;
    }
    let is_edge = |(x, y): (usize, usize)| x <= left + 1 || x + 1 >= right || y <= top + 1 || y + 1 >= bottom;
    let has = |x: usize, y: usize| piece.contains(&(x, y));
    let whole = (left..=right)
        .all(|x| (has(x, top) || has(x, top + 1)) && (has(x, bottom) || has(x, bottom - 1)))
        && (top..=bottom).all(|y| (has(left, y) || has(left + 1, y)) && (has(right, y) || has(right - 1, y)));
    whole && piece.iter().all(|place| is_edge(*place))
}
