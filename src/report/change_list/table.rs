//! The change list as a table: a row for each piece and clip, to the sample.

use super::list::{ListPlace, WrittenList};
use crate::report::table::{guarded, written};

const COLUMNS: [&str; 14] = [
    "event",
    "clip",
    "channels",
    "source_in",
    "source_out",
    "record_in",
    "record_out",
    "source_in_sample",
    "source_out_sample",
    "record_in_sample",
    "record_out_sample",
    "length_samples",
    "not_compared_samples",
    "note",
];

/// Samples count from the first of the source file and of the record timeline; timecodes are to the nearest frame.
///
/// # Errors
/// Never in practice: it writes into memory.
pub(super) fn csv(list: &WrittenList) -> Result<Vec<u8>, String> {
    let label = |place: ListPlace| place.label.to_string();
    let mut rows: Vec<[String; 14]> = Vec::new();
    for clip in &list.clips {
        for one in &list.moves {
            let (from, to, length) = (one.from, one.to, one.piece.length);
            let channels: Vec<String> = clip.channels.iter().map(usize::to_string).collect();
            rows.push([
                (rows.len() + 1).to_string(),
                guarded(&clip.name),
                channels.join(" "),
                label(list.source.nearest(from)),
                label(list.source.nearest(from + length)),
                label(list.record.nearest(to)),
                label(list.record.nearest(to + length)),
                from.get().to_string(),
                (from + length).get().to_string(),
                to.get().to_string(),
                (to + length).get().to_string(),
                length.get().to_string(),
                one.piece.carried.get().to_string(),
                String::new(),
            ]);
        }
    }
    let remarks = list.remarks.iter().map(|remark| {
        let mut row = [(); 14].map(|()| String::new());
        if let Some(note) = row.last_mut() {
            *note = guarded(remark);
        }
        row
    });
    let head = COLUMNS.map(str::to_owned);
    let mut bytes = "\u{FEFF}".as_bytes().to_vec();
    bytes.extend(written(b',', std::iter::once(head).chain(rows).chain(remarks))?);
    Ok(bytes)
}
