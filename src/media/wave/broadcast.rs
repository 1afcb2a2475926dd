//! The `bext` chunk of a Broadcast Wave file (EBU Tech 3285, 2.3).

use super::bytes::u64_at;

/// Bytes of the `bext` chunk that are read; the coding history after them is not kept.
pub(super) const LONGEST: u64 = 602;

/// What the `bext` chunk says (EBU Tech 3285, 2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    pub description: String,
    pub originator: String,
    /// As written: "2026-01-15".
    pub origination_date: String,
    /// Samples from midnight to the first sample, at the file's own rate.
    pub time_reference: u64,
}

/// Reads the chunk; one that is too short becomes a warning.
pub(super) fn read(chunk: &[u8], warnings: &mut Vec<String>) -> Option<Broadcast> {
    // Description 256, Originator 32, OriginatorReference 32, OriginationDate 10, OriginationTime 8, TimeReference.
    let Some(time_reference) = u64_at(chunk, 338) else {
        warnings.push("Its “bext” chunk is too short to hold a TimeReference; it is ignored.".to_owned());
        return None;
    };
    Some(Broadcast {
        description: text(chunk.get(..256)),
        originator: text(chunk.get(256..288)),
        origination_date: text(chunk.get(320..330)),
        time_reference,
    })
}

/// A fixed field: ASCII up to the first NUL, though some tools write Latin-1 or UTF-8.
fn text(field: Option<&[u8]>) -> String {
    let field = field.unwrap_or_default();
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).trim().to_owned()
}
