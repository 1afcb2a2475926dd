//! How long the sound really is, where a header is wrong, was never finished or has wrapped at 4 GiB.

use std::io;

use crate::timebase::grouped;

/// The size field of a chunk whose true size stands in `ds64` (EBU Tech 3306, 3.3).
pub(super) const SEE_DS64: u32 = u32::MAX;

/// Where 32-bit sizes wrap.
const WRAP: u64 = 1 << 32;

/// What a file says of the length of its sound, and what it holds. All sizes in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatedSizes {
    /// The `data` chunk's own size field.
    pub declared: u32,
    /// The size in `ds64`, if there is one.
    pub long: Option<u64>,
    /// From the start of the sound to the end of the file.
    pub available: u64,
    /// Plain RIFF, which cannot state more than 4 GiB.
    pub is_riff: bool,
}

/// How long the sound really is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TrueSize {
    /// In bytes.
    pub size: u64,
    /// Where the stated one is wrong.
    pub warning: Option<String>,
    /// Whether the file ends before the sound does.
    pub is_cut_off: bool,
}

/// The true length of the sound, and a warning where the stated one is wrong. `closes` says whether the file, read on from
/// that many bytes after the start of the sound, is a chain of chunks down to its end.
pub(super) fn settle(stated: StatedSizes, closes: impl Fn(u64) -> io::Result<bool>) -> io::Result<TrueSize> {
    let StatedSizes { declared, long, available, is_riff } = stated;
    let long = long.filter(|&size| size > 0);
    let (size, warning) = match (declared, long) {
        (SEE_DS64, Some(size)) => (size, None),
        (0, Some(size)) if !is_riff => (size, None),
        (0 | SEE_DS64, _) if closes(0)? => (0, None),
        (0 | SEE_DS64, _) => (available, Some(never_written(available))),
        (declared, _) if is_riff && available >= WRAP && !closes(u64::from(declared))? => {
            (unwrapped(declared, available, closes)?, Some(wrapped(declared)))
        }
        (declared, _) => (u64::from(declared), None),
    };
    if size > available {
        let warning = Some(cut_off(size, available));
        return Ok(TrueSize { size: available, warning, is_cut_off: true });
    }
    Ok(TrueSize { size, warning, is_cut_off: false })
}

/// The longest sound whose size wraps to `declared` and that a chain of chunks may follow; else the rest of the file.
fn unwrapped(declared: u32, available: u64, closes: impl Fn(u64) -> io::Result<bool>) -> io::Result<u64> {
    let declared = u64::from(declared);
    let longest = declared + (available - declared) / WRAP * WRAP;
    Ok(if closes(longest)? { longest } else { available })
}

fn never_written(available: u64) -> String {
    format!(
        "The header does not say how long the sound is (an unfinished recording?); the {available} bytes up to \
         the end of the file are taken as sound."
    )
}

fn wrapped(declared: u32) -> String {
    format!(
        "A plain RIFF file past 4 GiB: its size field wrapped around to {declared} bytes; the length of the file is \
         used instead. RF64 or BW64 would state it correctly."
    )
}

fn cut_off(stated: u64, available: u64) -> String {
    let count = |bytes: u64| grouped(i64::try_from(bytes).unwrap_or(i64::MAX));
    format!(
        "The sound is cut off: the header says {} bytes, the file holds {}. Fetch the file again if \
         the end is missing.",
        count(stated),
        count(available)
    )
}
