//! Reads bytes at a place in a file, and little-endian numbers from bytes.

use std::fs::File;
use std::io;

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByteSpan {
    pub start: u64,
    pub size: u64,
}

/// Fills `out` from byte `place` of the file. There is no cursor, so threads can share the file.
#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, place: u64, out: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, place)
}

/// Fills `out` from byte `place` of the file. Each call names its own place, so threads can share the file.
#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, mut place: u64, mut out: &mut [u8]) -> io::Result<()> {
    while !out.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, out, place) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                out = out.get_mut(count..).unwrap_or_default();
                place += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads some bytes from byte `place` of the file on; 0 at its end.
#[cfg(unix)]
pub(super) fn read_at(file: &File, place: u64, out: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, place)
}

/// Reads some bytes from byte `place` of the file on; 0 at its end.
#[cfg(windows)]
pub(super) fn read_at(file: &File, place: u64, out: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, out, place)
}

/// The first bytes of a chunk, at most `at_most` of them.
pub(super) fn read_start(file: &File, span: ByteSpan, at_most: u64) -> io::Result<Vec<u8>> {
    let mut start = vec![0; span.size.min(at_most) as usize];
    read_exact_at(file, span.start, &mut start)?;
    Ok(start)
}

/// The little-endian number at `offset`, if the bytes reach that far.
pub(super) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_le_bytes(array_at(bytes, offset)?))
}

pub(super) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(array_at(bytes, offset)?))
}

pub(super) fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    Some(u64::from_le_bytes(array_at(bytes, offset)?))
}

pub(super) fn array_at<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..)?.first_chunk().copied()
}
