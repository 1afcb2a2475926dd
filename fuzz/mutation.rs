//! Damages inputs at random, the same way for the same seed.

/// Numbers that readers trip over.
const EDGES: [u64; 12] = [
    0,
    1,
    7,
    8,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFF_FFFF,
    0xFFFF_FFFF,
    0x7FFF_FFFF_FFFF_FFFF,
    0xFFFF_FFFF_FFFF_FFFF,
];
/// Pieces that documents and what people type are made of.
const PIECES: [&str; 24] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    ":",
    ";",
    "Some(",
    "None",
    "-",
    "+",
    "99999999999999999999",
    "1e999",
    "\\u{0}",
    "\u{202e}",
    "<a xmlns:b=\"c\">",
    "&amp;",
    "<SPEED>",
    "/*",
    "r#\"",
    "\u{FEFF}",
];
/// Bytes that an input may grow to.
const LONGEST: usize = 256 * 1024;

/// Numbers at random (SplitMix64, Steele et al. 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    /// Less than `limit`; 0 where that is 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }

    /// One of `inputs`, damaged in one to eight places.
    pub fn damaged(&mut self, inputs: &[Vec<u8>], is_text: bool) -> Vec<u8> {
        let mut input = inputs[self.below(inputs.len())].clone();
        for _ in 0..1 + self.below(8) {
            let other = self.below(inputs.len());
            self.damage(&mut input, &inputs[other], is_text);
        }
        input.truncate(LONGEST);
        input
    }

    fn damage(&mut self, input: &mut Vec<u8>, other: &[u8], is_text: bool) {
        // Headers stand at the front: half of the damage is done there.
        let reach = if self.below(2) == 0 { input.len().min(600) } else { input.len() };
        let at = self.below(reach);
        let longest = 2 << self.below(10);
        let length = (1 + self.below(longest)).min(input.len() - at);
        match self.below(if is_text { 10 } else { 8 }) {
            0 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            1 if !input.is_empty() => input[at] = self.next().to_le_bytes()[0],
            2 | 3 => {
                let number = EDGES[self.below(EDGES.len())].wrapping_add_signed(self.below(5) as i64 - 2);
                let width = [2, 4, 8][self.below(3)];
                let bytes = if self.below(2) == 0 {
                    number.to_be_bytes()[8 - width..].to_vec()
                } else {
                    number.to_le_bytes()[..width].to_vec()
                };
                for (place, byte) in input.iter_mut().skip(at).zip(bytes) {
                    *place = byte;
                }
            }
            4 => drop(input.drain(at..at + length)),
            5 => {
                let part = input[at..at + length].to_vec();
                let to = self.below(input.len() + 1);
                let times = 1 + self.below(16);
                input.splice(to..to, part.repeat(times));
            }
            6 => {
                let from = self.below(other.len());
                let part = &other[from..(from + length).min(other.len())];
                input.splice(at..at, part.iter().copied());
            }
            7 => input.truncate(at),
            _ => {
                let most = 1 << self.below(10);
                let piece = PIECES[self.below(PIECES.len())].repeat(1 + self.below(most));
                input.splice(at..at, piece.into_bytes());
            }
        }
    }
}
