//! Walks the boxes of a QuickTime or MP4 file by seeking: where each begins and ends, and its content where it is small.
//!
//! Source: ISO/IEC 14496-12, 4.2. Bounded: no box is read beyond [`BOX_LIMIT`] bytes, and a level has a limit of boxes.

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

/// The boxes between two places, at most `limit`.
pub(super) fn boxes_between(file: &mut File, start: u64, end: u64, limit: usize) -> io::Result<Vec<BoxSpan>> {
    let mut spans = Vec::new();
    let mut place = start;
    while place.saturating_add(8) <= end && spans.len() < limit {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(place))?;
        let wanted = usize::try_from(end - place).unwrap_or(16).min(16);
        file.read_exact(head.get_mut(..wanted).unwrap_or_default())?;
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
        0 => (end - place, 8),
        1 => (long_at(head, 8)?, 16),
        short => (u64::from(short), 8),
    };
    let after = place.saturating_add(length);
    (length >= header).then_some(BoxSpan { kind, head: place, start: place + header, end: after })
}

/// The boxes inside a box.
pub(super) fn children(file: &mut File, span: &BoxSpan) -> io::Result<Vec<BoxSpan>> {
    let bytes = file.metadata()?.len();
    boxes_between(file, span.start, span.end.min(bytes), CHILDREN_LIMIT)
}

/// The first box of that kind.
pub(super) fn find<'a>(spans: &'a [BoxSpan], kind: &[u8; 4]) -> Option<&'a BoxSpan> {
    spans.iter().find(|span| &span.kind == kind)
}

/// The boxes inside the first box of that kind; none where there is none.
pub(super) fn inside(file: &mut File, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<BoxSpan>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| children(file, span))
}

/// The content of the first box of that kind; empty where there is none.
pub(super) fn table(file: &mut File, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<u8>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| payload(file, span))
}

/// The content of a box; empty where it is too long to be true.
pub(super) fn payload(file: &mut File, span: &BoxSpan) -> io::Result<Vec<u8>> {
    let length = span.end.saturating_sub(span.start);
    let mut bytes = Vec::new();
    if length <= BOX_LIMIT {
        file.seek(SeekFrom::Start(span.start))?;
        file.take(length).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
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
    i64::try_from((exact + from).div_euclid(2 * from)).unwrap_or(i64::MAX)
}
