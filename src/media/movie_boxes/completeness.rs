//! Whether a QuickTime or MP4 file ends before its own stated end: its copy broke off, or is still arriving.
//!
//! Source: ISO/IEC 14496-12, 4.2 (box lengths), 8.7.5 (chunk offsets), 8.8.2 (`mehd`), 8.16.3 (`sidx`).

use std::io;

use super::track::Track;
use super::walk::{BoxFile, BoxSpan, long_at, number_at, payload};

/// Bytes after the last box that may be padding. *Chosen*: a page.
const PADDING: u64 = 4096;

/// What the whole file is judged by.
pub(super) struct WholeFile<'a> {
    /// The boxes of the first level.
    pub top: &'a [BoxSpan],
    pub bytes: u64,
    pub tracks: &'a [Track],
    /// Ticks of the movie's clock that its fragments are said to take, and ticks a second.
    pub stated_length: Option<(i64, u32)>,
}

/// What is missing at the end, as a clause; `None` where nothing is known to be missing.
pub(super) fn missing_end(file: &mut BoxFile, whole: &WholeFile) -> io::Result<Option<String>> {
    let bytes = whole.bytes;
    if let Some(stated) = stated_bytes(file, whole)? {
        return Ok(Some(format!("it has {bytes} bytes of the {stated} that it states")));
    }
    if whole.top.last().is_some_and(|last| &last.kind == b"moof") {
        return Ok(Some("it ends with the head of a fragment whose content is missing".to_owned()));
    }
    let is_fragmented = whole.top.iter().any(|span| &span.kind == b"moof");
    if let Some(contradiction) = whole.tracks.iter().filter(|_| !is_fragmented).find_map(contradiction) {
        return Ok(Some(contradiction));
    }
    if let Some(from) = overwritten_from(whole) {
        return Ok(Some(format!("from byte {from} of {bytes} on it holds nothing that belongs to a movie")));
    }
    let Some((stated, clock)) = whole.stated_length else { return Ok(None) };
    let ends = whole
        .tracks
        .iter()
        .filter(|track| track.clock > 0)
        .map(|track| super::walk::on_clock(track.times.to, track.clock, clock));
    let end = ends.max().unwrap_or(0);
    let second = i64::from(clock);
    Ok((end.saturating_add(second) < stated).then(|| {
        format!("its fragments end after {} s of the {} s that it states", end / second, stated / second)
    }))
}

/// An index that was overwritten: its tables speak of one number of samples each (14496-12, 8.6.1, 8.7.3).
fn contradiction(track: &Track) -> Option<String> {
    let is_played = matches!(&track.handler, b"vide" | b"soun");
    let sizes = number_at(&track.chunks.sizes, 8).map(i64::from).filter(|&sizes| is_played && sizes > 0)?;
    // A table that is too long was not read.
    if track.times.runs.is_empty() {
        return None;
    }
    let timed = track.times.runs.iter().fold(0_i64, |sum, (count, _)| sum.saturating_add(*count));
    let other = [Some(timed), track.times.shifted].into_iter().flatten().find(|&count| count != sizes)?;
    Some(format!(
        "its index is damaged, with sizes for {sizes} pictures or blocks of sound and times for {other}"
    ))
}

/// Where the chain of fragments breaks off inside the file, because what follows is no box: zeros, or other data. A file
/// without fragments says in its index where everything is, and may be padded.
fn overwritten_from(whole: &WholeFile) -> Option<u64> {
    let is_fragmented = whole.top.iter().any(|span| &span.kind == b"moof");
    let last = whole.top.last().filter(|_| is_fragmented)?;
    let is_box = last.kind.iter().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | 0xA9));
    let from = if is_box { last.end } else { last.head };
    (whole.bytes.saturating_sub(from) > PADDING).then_some(from)
}

/// Bytes that the file should have, where it has fewer.
fn stated_bytes(file: &mut BoxFile, whole: &WholeFile) -> io::Result<Option<u64>> {
    // What follows the last known box may be anything: only boxes with content that is played count.
    let played = |span: &&BoxSpan| matches!(&span.kind, b"mdat" | b"moov" | b"moof");
    let by_boxes = whole.top.iter().filter(played).map(|span| span.end).max();
    let by_chunks = whole.tracks.iter().filter_map(|track| track.chunks.starts().max()).max();
    let mut stated = by_boxes.max(by_chunks.map(|start| start.saturating_add(1)));
    for index in whole.top.iter().filter(|span| &span.kind == b"sidx") {
        stated = stated.max(indexed_end(&payload(file, index)?, index.end));
    }
    Ok(stated.filter(|&end| end > whole.bytes))
}

/// Where the last part ends that a `sidx` lists; parts follow each other from the end of the index on.
fn indexed_end(index: &[u8], end_of_index: u64) -> Option<u64> {
    let is_long = index.first() == Some(&1);
    let offset = if is_long { long_at(index, 20)? } else { u64::from(number_at(index, 16)?) };
    let entries = index.get(if is_long { 28 } else { 20 }..)?;
    let count = usize::try_from(number_at(entries, 0)? & 0xffff).ok()?;
    let parts = entries.get(4..)?.chunks_exact(12).take(count);
    let parts = parts.filter_map(|part| Some(u64::from(number_at(part, 0)? & 0x7fff_ffff)));
    Some(parts.fold(end_of_index.saturating_add(offset), u64::saturating_add))
}
