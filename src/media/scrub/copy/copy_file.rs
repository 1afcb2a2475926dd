//! The file of a small copy: pictures of a movie one after the other, then an index.
//!
//! Written at its end only, so that a copy that was interrupted can be resumed. It knows bytes, not pictures.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::super::colours::{ColourMatrix, Colours};
use super::fingerprint::Fingerprint;
use crate::timebase::FrameRate;

/// First bytes of every small copy, with the version of its format.
const MAGIC: &[u8; 16] = b"twopop scrub 2\r\n";
const END: &[u8; 16] = b"twopop all there";
/// Bytes of the head: magic, fingerprint, rate, colours.
const HEAD_BYTES: usize = 16 + 32 + 8 + 2;
/// Bytes before each picture: its number, its length, and a check of both.
const RECORD_BYTES: u64 = 12;
/// Bytes of an entry of the index: number, length, offset.
const ENTRY_BYTES: usize = 16;
/// Bytes of the foot: where the index starts, how many pictures it has, and the end mark.
const FOOT_BYTES: u64 = 8 + 8 + 16;
/// No JPEG of 960×540 is larger; a longer one is not kept.
const MAX_PICTURE_BYTES: u32 = 1 << 22;

/// What a small copy is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CopyHead {
    pub fingerprint: Fingerprint,
    pub rate: FrameRate,
    pub colours: Colours,
}

/// A small copy on disk: a head, then pictures one after the other, each with its number and length; when all are
/// there, an index and an end mark. Written at its end only.
pub(super) struct CopyFile {
    file: File,
    pub head: CopyHead,
    index: BTreeMap<i64, PicturePlace>,
    /// Where the next picture goes.
    end: u64,
}

#[derive(Clone, Copy)]
struct PicturePlace {
    offset: u64,
    bytes: u32,
}

/// Why a file is not the small copy that is looked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum CopyFileError {
    #[error("it isn't a scrub proxy of this version")]
    OtherFormat,
    #[error("it is of another movie, or the movie has changed since")]
    OtherMovie,
    #[error("it is incomplete")]
    Incomplete,
    #[error("it cannot be read ({0})")]
    Unreadable(#[from] io::Error),
}

impl CopyFile {
    /// Starts a new copy in `file`, which loses what it held.
    pub(super) fn create(file: File, head: CopyHead) -> io::Result<Self> {
        file.set_len(0)?;
        file.write_all_at(&head.bytes(), 0)?;
        Ok(Self { file, head, index: BTreeMap::new(), end: HEAD_BYTES as u64 })
    }

    /// Opens a complete copy: reads its index, 16 bytes a picture.
    ///
    /// # Errors
    /// When it is not a complete copy of this movie.
    pub(super) fn open(file: File, fingerprint: Fingerprint, rate: FrameRate) -> Result<Self, CopyFileError> {
        let head = CopyHead::read(&file, fingerprint, rate)?;
        let length = file.metadata()?.len();
        let at = length.checked_sub(FOOT_BYTES).ok_or(CopyFileError::Incomplete)?;
        let mut foot = [0; FOOT_BYTES as usize];
        file.read_exact_at(&mut foot, at)?;
        let (numbers, mark) = foot.split_at(16);
        let [index_at, count] = numbers.as_chunks::<8>().0 else { return Err(CopyFileError::Incomplete) };
        let (index_at, count) = (u64::from_le_bytes(*index_at), u64::from_le_bytes(*count));
        let bytes = count.checked_mul(ENTRY_BYTES as u64).ok_or(CopyFileError::Incomplete)?;
        if mark != END || index_at.checked_add(bytes) != Some(at) {
            return Err(CopyFileError::Incomplete);
        }
        let mut entries = vec![0; usize::try_from(bytes).map_err(|_| CopyFileError::Incomplete)?];
        file.read_exact_at(&mut entries, index_at)?;
        let index: BTreeMap<i64, PicturePlace> =
            entries.as_chunks::<ENTRY_BYTES>().0.iter().map(entry_of).collect();
        let is_valid = index.values().all(|place| place.is_before(index_at));
        if is_valid { Ok(Self { file, head, index, end: index_at }) } else { Err(CopyFileError::Incomplete) }
    }

    /// Opens an unfinished copy: reads it picture by picture, and drops an incomplete picture at its end.
    ///
    /// # Errors
    /// When it is not a copy of this movie.
    pub(super) fn resume(
        file: File,
        fingerprint: Fingerprint,
        rate: FrameRate,
    ) -> Result<Self, CopyFileError> {
        let head = CopyHead::read(&file, fingerprint, rate)?;
        let length = file.metadata()?.len();
        let mut copy = Self { file, head, index: BTreeMap::new(), end: HEAD_BYTES as u64 };
        let mut record = [0; RECORD_BYTES as usize];
        while copy.end + RECORD_BYTES <= length {
            copy.file.read_exact_at(&mut record, copy.end)?;
            let [number, bytes, check] = record.as_chunks::<4>().0 else { break };
            let (number, bytes) = (u32::from_le_bytes(*number), u32::from_le_bytes(*bytes));
            let place = PicturePlace { offset: copy.end + RECORD_BYTES, bytes };
            if u32::from_le_bytes(*check) != check_of(number, bytes) || !place.is_before(length) {
                break;
            }
            copy.index.insert(i64::from(number), place);
            copy.end = place.offset + u64::from(bytes);
        }
        Ok(copy)
    }

    /// Adds the picture of that number; one that is there already stays as it is.
    pub(super) fn append(&mut self, number: i64, picture: &[u8]) -> io::Result<()> {
        let bytes = u32::try_from(picture.len()).map_err(io::Error::other)?;
        let stored = u32::try_from(number).map_err(io::Error::other)?;
        if self.index.contains_key(&number) || bytes > MAX_PICTURE_BYTES {
            return Ok(());
        }
        let mut record = Vec::with_capacity(picture.len() + 12);
        record.extend_from_slice(&stored.to_le_bytes());
        record.extend_from_slice(&bytes.to_le_bytes());
        record.extend_from_slice(&check_of(stored, bytes).to_le_bytes());
        record.extend_from_slice(picture);
        self.file.write_all_at(&record, self.end)?;
        self.index.insert(number, PicturePlace { offset: self.end + RECORD_BYTES, bytes });
        self.end += record.len() as u64;
        Ok(())
    }

    /// Writes index and end mark.
    pub(super) fn end(&self) -> io::Result<()> {
        let mut tail = Vec::with_capacity(self.index.len() * ENTRY_BYTES + FOOT_BYTES as usize);
        for (&number, place) in &self.index {
            tail.extend_from_slice(&u32::try_from(number).map_err(io::Error::other)?.to_le_bytes());
            tail.extend_from_slice(&place.bytes.to_le_bytes());
            tail.extend_from_slice(&place.offset.to_le_bytes());
        }
        tail.extend_from_slice(&self.end.to_le_bytes());
        tail.extend_from_slice(&(self.index.len() as u64).to_le_bytes());
        tail.extend_from_slice(END);
        // Incomplete pictures that a resumed copy left after its end are cut off.
        self.file.set_len(self.end)?;
        self.file.write_all_at(&tail, self.end)
    }

    /// The JPEG of that number.
    pub(super) fn read(&self, number: i64) -> Option<Vec<u8>> {
        let place = self.index.get(&number)?;
        let mut picture = vec![0; usize::try_from(place.bytes).ok()?];
        self.file.read_exact_at(&mut picture, place.offset).ok()?;
        Some(picture)
    }

    pub(super) fn last(&self) -> Option<i64> {
        self.index.last_key_value().map(|(&number, _)| number)
    }

    pub(super) fn holds(&self, number: i64) -> bool {
        self.index.contains_key(&number)
    }

    /// In bytes, without the index.
    pub(super) fn length(&self) -> u64 {
        self.end
    }
}

impl PicturePlace {
    fn is_before(self, end: u64) -> bool {
        let after = self.offset.checked_add(u64::from(self.bytes));
        self.bytes <= MAX_PICTURE_BYTES && after.is_some_and(|after| after <= end)
    }
}

/// Tells a picture from whatever else may be at the end of an incomplete file.
fn check_of(number: u32, bytes: u32) -> u32 {
    number.rotate_left(16) ^ bytes ^ 0x7077_6f74
}

fn entry_of(entry: &[u8; ENTRY_BYTES]) -> (i64, PicturePlace) {
    let (numbers, offset) = entry.split_at(8);
    let read = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    let (number, bytes) = numbers.split_at(4);
    // Four bytes each, so nothing is cut.
    let place = PicturePlace { offset: read(offset), bytes: u32::try_from(read(bytes)).unwrap_or(u32::MAX) };
    (i64::try_from(read(number)).unwrap_or(i64::MAX), place)
}

impl CopyHead {
    fn bytes(self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.fingerprint.0);
        bytes.extend_from_slice(&self.rate.numerator().to_le_bytes());
        bytes.extend_from_slice(&self.rate.denominator().to_le_bytes());
        let matrix = match self.colours.matrix {
            ColourMatrix::Bt601 => 1,
            ColourMatrix::Bt709 => 2,
            ColourMatrix::Bt2020 => 3,
        };
        bytes.extend_from_slice(&[matrix, u8::from(self.colours.full_range)]);
        bytes
    }

    /// The head of `file`, if it is that of a small copy of this very movie.
    fn read(file: &File, fingerprint: Fingerprint, rate: FrameRate) -> Result<Self, CopyFileError> {
        let mut bytes = [0; HEAD_BYTES];
        file.read_exact_at(&mut bytes, 0).map_err(|_| CopyFileError::OtherFormat)?;
        let [.., matrix, full_range] = bytes;
        let matrix = match matrix {
            1 => ColourMatrix::Bt601,
            2 => ColourMatrix::Bt709,
            3 => ColourMatrix::Bt2020,
            _ => return Err(CopyFileError::OtherFormat),
        };
        let head = Self { fingerprint, rate, colours: Colours { matrix, full_range: full_range == 1 } };
        if !bytes.starts_with(MAGIC) {
            return Err(CopyFileError::OtherFormat);
        }
        if head.bytes() == bytes { Ok(head) } else { Err(CopyFileError::OtherMovie) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(byte: u8) -> CopyHead {
        CopyHead { fingerprint: Fingerprint([byte; 32]), rate: FrameRate::F24, colours: Colours::default() }
    }

    fn copy(pictures: &[(i64, &[u8])]) -> CopyFile {
        let mut copy = CopyFile::create(tempfile::tempfile().unwrap(), head(7)).unwrap();
        for (number, picture) in pictures {
            copy.append(*number, picture).unwrap();
        }
        copy
    }

    fn open(copy: &CopyFile, byte: u8, rate: FrameRate) -> Result<CopyFile, CopyFileError> {
        CopyFile::open(copy.file.try_clone().unwrap(), Fingerprint([byte; 32]), rate)
    }

    fn resume(copy: &CopyFile) -> CopyFile {
        CopyFile::resume(copy.file.try_clone().unwrap(), Fingerprint([7; 32]), FrameRate::F24).unwrap()
    }

    #[test]
    fn a_copy_is_read_back_whole_and_while_it_grows() {
        let written = copy(&[(0, b"zero"), (2, b"two"), (2, b"again"), (1, b"one")]);
        assert_eq!(written.read(2).as_deref(), Some(&b"two"[..]));
        written.end().unwrap();
        let opened = open(&written, 7, FrameRate::F24).unwrap();
        for (number, picture) in [(0, &b"zero"[..]), (1, b"one"), (2, b"two")] {
            assert_eq!(opened.read(number).as_deref(), Some(picture));
        }
        assert_eq!((opened.read(3), opened.last()), (None, Some(2)));
    }

    #[test]
    fn an_incomplete_file_another_format_and_another_movie_are_told_apart() {
        let written = copy(&[(0, b"zero"), (1, b"one")]);
        assert!(matches!(open(&written, 7, FrameRate::F24), Err(CopyFileError::Incomplete)));
        written.end().unwrap();
        assert!(matches!(open(&written, 8, FrameRate::F24), Err(CopyFileError::OtherMovie)));
        assert!(matches!(open(&written, 7, FrameRate::F25), Err(CopyFileError::OtherMovie)));
        let length = written.file.metadata().unwrap().len();
        for cut in [0, 10, 60, length - 1] {
            written.file.set_len(cut).unwrap();
            assert!(open(&written, 7, FrameRate::F24).is_err(), "{cut} bytes");
        }
    }

    #[test]
    fn an_incomplete_copy_resumes_after_its_last_whole_picture() {
        let written = copy(&[(0, b"zero"), (1, b"one"), (2, b"two")]);
        written.file.set_len(written.length() - 1).unwrap();
        let mut resumed = resume(&written);
        assert_eq!((resumed.last(), resumed.read(1).as_deref()), (Some(1), Some(&b"one"[..])));
        resumed.append(2, b"2").unwrap();
        resumed.end().unwrap();
        // Complete but not renamed when the power failed: the index is not taken for pictures.
        assert_eq!(
            (resume(&resumed).last(), resume(&resumed).read(0).as_deref()),
            (Some(2), Some(&b"zero"[..]))
        );
        assert_eq!(open(&resumed, 7, FrameRate::F24).unwrap().read(2).as_deref(), Some(&b"2"[..]));
    }
}
