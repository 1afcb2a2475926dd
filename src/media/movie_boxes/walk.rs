//! Walks the boxes of a QuickTime or MP4 file by seeking: where each begins and ends, and its content where it is small.
//!
//! Source: ISO/IEC 14496-12, 4.2. Bounded: no box is read beyond [`BOX_LIMIT`] bytes, a level has a limit
//! of boxes, and the file a budget of both ([`BoxFile`]).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes. *Derived*: a day of variable-rate picture has some 2 million `stts` entries of 8 bytes.
pub(super) const BOX_LIMIT: u64 = 16 << 20;
/// More boxes than any program writes inside another.
pub(super) const CHILDREN_LIMIT: usize = 4096;

/// Where the content of a box is in the file, in bytes. It may end beyond the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoxSpan {
    pub kind: [u8; 4],
    /// Where its header begins.
    pub head: u64,
    pub start: u64,
    pub end: u64,
}

/// Bytes of one file that are read in all. *Derived*: the tables of sixteen sound tracks and a picture of twelve hours, or as
/// many heads of fragments, one a second, are half of it.
const BYTES_BUDGET: u64 = 256 << 20;
/// Boxes of one file that are looked at in all. *Derived*: the first level ([`super::TOP_LIMIT`]), and a hundred tracks.
const BOXES_BUDGET: usize = 80_000;

/// A movie's file, and how much of it may still be read: whatever it says of itself, it costs no more. The boxes looked into
/// are four levels deep, by name, so its depth is bounded too.
pub(super) struct BoxFile {
    file: File,
    /// Its length.
    pub bytes: u64,
    bytes_left: u64,
    boxes_left: usize,
}

impl BoxFile {
    pub(super) fn of(file: File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes, bytes_left: BYTES_BUDGET, boxes_left: BOXES_BUDGET })
    }

    /// Whether something was left out because it would have been too much.
    pub(super) fn is_spent(&self) -> bool {
        self.bytes_left == 0 || self.boxes_left == 0
    }

    /// Fills `out` from that place on.
    pub(super) fn read_at(&mut self, place: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(place))?;
        self.file.read_exact(out)
    }

    /// The content between two places, as far as the file has it; empty where that is too long to be true.
    fn content(&mut self, start: u64, end: u64) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        let length = end.min(self.bytes).saturating_sub(start);
        if length > BOX_LIMIT {
            return Ok(content);
        }
        if length > self.bytes_left {
            self.bytes_left = 0;
            return Ok(content);
        }
        self.bytes_left -= length;
        self.file.seek(SeekFrom::Start(start))?;
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut content)?;
        Ok(content)
    }
}

/// The boxes between two places, at most `limit`. The last one may end beyond `end`.
pub(super) fn boxes_between(
    file: &mut BoxFile,
    start: u64,
    end: u64,
    limit: usize,
) -> io::Result<Vec<BoxSpan>> {
    let mut spans = Vec::new();
    let (mut place, end) = (start, end.min(file.bytes));
    while place.saturating_add(8) <= end && spans.len() < limit && file.boxes_left > 0 {
        file.boxes_left -= 1;
        let mut head = [0; 16];
        let wanted = usize::try_from(end - place).unwrap_or(16).min(16);
        file.read_at(place, head.get_mut(..wanted).unwrap_or_default())?;
        let Some(span) = span_of(&head, place, end) else { break };
        spans.push(span);
        place = span.end;
    }
    Ok(spans)
}

/// The boxes in `bytes`, the content of another.
pub(super) fn boxes_in(bytes: &[u8]) -> Vec<(BoxSpan, &[u8])> {
    let mut spans = Vec::new();
    let (mut place, end) = (0, bytes.len() as u64);
    while let Some(head) = at(bytes, place).filter(|head| head.len() >= 8 && spans.len() < CHILDREN_LIMIT) {
        let Some(span) = span_of(head, place, end).filter(|span| span.end <= end) else { break };
        spans.push((span, within(bytes, span.start, span.end)));
        place = span.end;
    }
    spans
}

fn at(bytes: &[u8], place: u64) -> Option<&[u8]> {
    bytes.get(usize::try_from(place).ok()?..)
}

fn within(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    bytes.get(place(start)..place(end)).unwrap_or_default()
}

fn span_of(head: &[u8], place: u64, end: u64) -> Option<BoxSpan> {
    let kind = head.get(4..8)?.try_into().ok()?;
    let (length, header) = match number_at(head, 0)? {
        0 => (end.saturating_sub(place), 8),
        1 => (long_at(head, 8)?, 16),
        short => (u64::from(short), 8),
    };
    let after = place.saturating_add(length);
    let start = place.saturating_add(header);
    (length >= header).then_some(BoxSpan { kind, head: place, start, end: after })
}

/// The boxes inside a box; none ends after it.
pub(super) fn children(file: &mut BoxFile, span: &BoxSpan) -> io::Result<Vec<BoxSpan>> {
    let mut inside = boxes_between(file, span.start, span.end, CHILDREN_LIMIT)?;
    inside.iter_mut().for_each(|child| child.end = child.end.min(span.end));
    Ok(inside)
}

/// The first box of that kind.
pub(super) fn find<'a>(spans: &'a [BoxSpan], kind: &[u8; 4]) -> Option<&'a BoxSpan> {
    spans.iter().find(|span| &span.kind == kind)
}

/// The boxes inside the first box of that kind; none where there is none.
pub(super) fn inside(file: &mut BoxFile, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<BoxSpan>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| children(file, span))
}

/// The content of the first box of that kind; empty where there is none.
pub(super) fn table(file: &mut BoxFile, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<u8>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| payload(file, span))
}

/// The content of a box; empty where it is too long to be true.
pub(super) fn payload(file: &mut BoxFile, span: &BoxSpan) -> io::Result<Vec<u8>> {
    file.content(span.start, span.end)
}

/// The big-endian number of four bytes at that place.
pub(super) fn number_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(place..place.checked_add(4)?)?.try_into().ok()?))
}

/// The same, signed.
pub(super) fn signed_at(bytes: &[u8], place: usize) -> Option<i32> {
    number_at(bytes, place).map(u32::cast_signed)
}

/// The big-endian number of eight bytes at that place.
pub(super) fn long_at(bytes: &[u8], place: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(place..place.checked_add(8)?)?.try_into().ok()?))
}

/// `ticks` of one clock on another, to the nearest; clocks in ticks a second.
pub(super) fn on_clock(ticks: i64, from: u32, to: u32) -> i64 {
    let (from, exact) = (i128::from(from.max(1)), 2 * i128::from(ticks) * i128::from(to));
    let furthest = if ticks < 0 { i64::MIN } else { i64::MAX };
    i64::try_from((exact + from).div_euclid(2 * from)).unwrap_or(furthest)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn box_of(kind: &[u8; 4], length: u32, content: &[u8]) -> Vec<u8> {
        [&length.to_be_bytes()[..], kind, content].concat()
    }

    fn file_of(bytes: &[u8]) -> BoxFile {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        BoxFile::of(file).unwrap()
    }

    #[test]
    fn a_box_never_reaches_beyond_the_one_around_it() {
        // “stts” states 4 GB inside 24 bytes of “stbl”; what follows belongs to somebody else.
        let inner = box_of(b"stts", u32::MAX, &[7; 8]);
        let bytes = [box_of(b"stbl", 24, &inner), box_of(b"udta", 16, &[9; 8])].concat();
        let mut file = file_of(&bytes);
        let top = boxes_between(&mut file, 0, u64::MAX, 10).unwrap();
        assert_eq!(top.len(), 2);
        let found = children(&mut file, &top[0]).unwrap();
        assert_eq!((found.len(), found[0].end), (1, 24));
        assert_eq!(payload(&mut file, &found[0]).unwrap(), [7; 8]);
    }

    #[test]
    fn a_file_costs_no_more_than_its_budget() {
        let mut file = file_of(&box_of(b"free", 8, &[]).repeat(1000));
        file.boxes_left = 100;
        assert_eq!(boxes_between(&mut file, 0, u64::MAX, 1000).unwrap().len(), 100);
        assert!(file.is_spent() && boxes_between(&mut file, 0, 8000, 1000).unwrap().is_empty());
        let mut file = file_of(&box_of(b"stsz", 4096, &[1; 4088]));
        file.bytes_left = 4000;
        let span = boxes_between(&mut file, 0, 4096, 1).unwrap()[0];
        assert!(payload(&mut file, &span).unwrap().is_empty() && file.is_spent());
    }

    #[test]
    fn lengths_at_the_end_of_numbers_do_not_wrap() {
        let long = [&1_u32.to_be_bytes()[..], b"mdat", &u64::MAX.to_be_bytes()].concat();
        let mut file = file_of(&long);
        assert_eq!(boxes_between(&mut file, 0, u64::MAX, 9).unwrap()[0].end, u64::MAX);
        assert_eq!((on_clock(i64::MIN, 1, u32::MAX), on_clock(i64::MAX, 0, u32::MAX)), (i64::MIN, i64::MAX));
    }
}
