//! Walks the chunks of a RIFF, RF64 or BW64 file and finds those that matter.

use std::fs::File;
use std::io;
use std::path::Path;

use super::bytes::{ByteSpan, array_at, read_exact_at, read_start, u32_at, u64_at};
use super::error::{WalkEnd, WaveError};
use super::extent::{self, SEE_DS64};
use crate::media::other_kind::other_kind;

/// More chunks than any tool writes; with more, the file is broken or hostile, and the walk stops.
const MAX_CHUNKS: usize = 1024;

/// Bytes of a file that isn't WAVE by which it is known.
const HEAD_BYTES: u64 = 4096;

/// Bytes of `ds64` that are read: its fixed part and a table of some five thousand long chunks.
const MAX_DS64_BYTES: u64 = 64 * 1024;

/// Which of the three file formats it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// 32-bit sizes, to 4 GiB.
    Riff,
    /// EBU Tech 3306: 64-bit sizes in `ds64`.
    Rf64,
    /// ITU-R BS.2088: RF64 by another name, with audio definitions.
    Bw64,
}

/// The chunks of a file.
#[derive(Debug)]
pub(super) struct Chunks {
    pub container: Container,
    pub fmt: Option<ByteSpan>,
    pub bext: Option<ByteSpan>,
    pub ixml: Option<ByteSpan>,
    /// The `data` chunk, as long as it really is.
    pub sound: Option<ByteSpan>,
    pub ended: WalkEnd,
    /// The file ended inside the sound, as a sentence.
    pub sound_cut_off: Option<String>,
    pub warnings: Vec<String>,
    long_sizes: LongSizes,
}

/// The 64-bit sizes of `ds64` (EBU Tech 3306, annex A; ITU-R BS.2088-1, 3.1).
#[derive(Debug, Default)]
struct LongSizes {
    sound: Option<u64>,
    others: Vec<([u8; 4], u64)>,
}

impl Chunks {
    /// Walks the chunk headers to the end of the file; `length` is the file's, in bytes.
    ///
    /// # Errors
    /// When the file cannot be read or isn't WAVE.
    pub fn read(file: &File, path: &Path, length: u64) -> Result<Self, WaveError> {
        let container = container_of(file, path, length)?;
        let mut chunks = Self {
            container,
            fmt: None,
            bext: None,
            ixml: None,
            sound: None,
            ended: WalkEnd::Whole,
            sound_cut_off: None,
            warnings: Vec::new(),
            long_sizes: LongSizes::default(),
        };
        chunks.walk(file, length).map_err(|error| WaveError::unreadable(path, error))?;
        Ok(chunks)
    }

    fn walk(&mut self, file: &File, length: u64) -> io::Result<()> {
        let mut at = 12;
        for _ in 0..MAX_CHUNKS {
            let Some((id, declared)) = header_at(file, at, length)? else {
                self.note_rest(file, at, length)?;
                return Ok(());
            };
            let span = self.span_of(file, &id, declared, at + 8, length)?;
            if span.start.saturating_add(span.size) > length {
                self.ended = WalkEnd::CutOff;
                self.warn(format!("Its “{}” chunk is cut off by the end of the file.", text(id)));
                return Ok(());
            }
            self.note(file, &id, span)?;
            at = self.after(file, span, length)?;
        }
        self.ended = WalkEnd::TooMany(MAX_CHUNKS);
        self.warn(format!("It has more than {MAX_CHUNKS} chunks; the rest was not read."));
        Ok(())
    }

    /// Where the content of a chunk is, with sizes from `ds64` and, for sound, what the file really holds.
    fn span_of(
        &mut self,
        file: &File,
        id: &[u8; 4],
        declared: u32,
        start: u64,
        length: u64,
    ) -> io::Result<ByteSpan> {
        if id != b"data" {
            let long = if declared == SEE_DS64 { self.long_sizes.of(id) } else { None };
            return Ok(ByteSpan { start, size: long.unwrap_or(u64::from(declared)) });
        }
        let stated = extent::StatedSizes {
            declared,
            long: self.long_sizes.sound,
            available: length - start,
            is_riff: self.container == Container::Riff,
        };
        let closes = |size: u64| chain_closes(file, start.saturating_add(size), length);
        let extent::TrueSize { size, warning, is_cut_off } = extent::settle(stated, closes)?;
        if is_cut_off {
            self.sound_cut_off.clone_from(&warning);
        }
        self.warnings.extend(warning);
        Ok(ByteSpan { start, size })
    }

    /// Keeps the first of each chunk that matters.
    fn note(&mut self, file: &File, id: &[u8; 4], span: ByteSpan) -> io::Result<()> {
        let slot = match id {
            b"fmt " => &mut self.fmt,
            b"bext" => &mut self.bext,
            b"iXML" => &mut self.ixml,
            b"data" => &mut self.sound,
            b"ds64" => {
                self.long_sizes = LongSizes::read(&read_start(file, span, MAX_DS64_BYTES)?);
                return Ok(());
            }
            _ => return Ok(()),
        };
        if slot.is_some() {
            self.warnings.push(format!("It has a second “{}” chunk; the first is used.", text(*id)));
        } else {
            *slot = Some(span);
        }
        Ok(())
    }

    /// Where the next chunk starts: after a padding byte when the size is odd, unless the writer forgot it.
    fn after(&mut self, file: &File, span: ByteSpan, length: u64) -> io::Result<u64> {
        let end = span.start + span.size;
        if span.size.is_multiple_of(2) {
            return Ok(end);
        }
        if header_at(file, end + 1, length)?.is_none() && header_at(file, end, length)?.is_some() {
            self.warn("A chunk of odd length lacks its padding byte.".to_owned());
            return Ok(end);
        }
        Ok(end + 1)
    }

    /// Warns of bytes after the last chunk, unless they are padding.
    fn note_rest(&mut self, file: &File, at: u64, length: u64) -> io::Result<()> {
        let rest = ByteSpan { start: at, size: length.saturating_sub(at) };
        if rest.size == 0 {
            return Ok(());
        }
        let start = read_start(file, rest, 8)?;
        if start.iter().any(|&byte| byte != 0) {
            if rest.size < 8 {
                self.ended = WalkEnd::CutOff;
            }
            self.warn(format!(
                "The last {} bytes of the file are not a WAVE chunk and were ignored.",
                rest.size
            ));
        }
        Ok(())
    }

    fn warn(&mut self, sentence: String) {
        self.warnings.push(sentence);
    }
}

impl LongSizes {
    fn read(ds64: &[u8]) -> Self {
        // riffSize, dataSize, sampleCount, tableLength, then entries of an id and a 64-bit size.
        let sound = u64_at(ds64, 8);
        let entries = u32_at(ds64, 24).unwrap_or(0) as usize;
        let table = ds64.get(28..).unwrap_or_default();
        let entry = |bytes: &[u8]| Some((array_at(bytes, 0)?, u64_at(bytes, 4)?));
        Self { sound, others: table.chunks_exact(12).take(entries).filter_map(entry).collect() }
    }

    fn of(&self, id: &[u8; 4]) -> Option<u64> {
        self.others.iter().find(|(named, _)| named == id).map(|&(_, size)| size)
    }
}

/// The chunk header at byte `at`: its id and 32-bit size; `None` where there is none.
fn header_at(file: &File, at: u64, length: u64) -> io::Result<Option<([u8; 4], u32)>> {
    if at.checked_add(8).is_none_or(|end| end > length) {
        return Ok(None);
    }
    let mut header = [0; 8];
    read_exact_at(file, at, &mut header)?;
    let [a, b, c, d, size @ ..] = header;
    let id = [a, b, c, d];
    let printable = id.iter().all(|byte| (0x20..0x7F).contains(byte));
    Ok(printable.then_some((id, u32::from_le_bytes(size))))
}

/// Whether a chain of chunks starts at `at` (or after a padding byte) and ends exactly with the file. Sound looks
/// like a chunk header by accident now and then, but never like a whole chain.
fn chain_closes(file: &File, at: u64, length: u64) -> io::Result<bool> {
    let mut at = at.saturating_add(at % 2);
    for _ in 0..64 {
        if at >= length {
            return Ok(at <= length + 1);
        }
        let Some((_, size)) = header_at(file, at, length)? else { return Ok(false) };
        at = at + 8 + u64::from(size) + u64::from(size % 2);
    }
    Ok(false)
}

fn container_of(file: &File, path: &Path, length: u64) -> Result<Container, WaveError> {
    let path = path.to_owned();
    if length == 0 {
        return Err(WaveError::Empty { file: path });
    }
    let start = read_start(file, ByteSpan { start: 0, size: length }, HEAD_BYTES)
        .map_err(|error| WaveError::unreadable(&path, error))?;
    let container = match start.first_chunk() {
        Some(b"RIFF") => Container::Riff,
        Some(b"RF64") => Container::Rf64,
        Some(b"BW64") => Container::Bw64,
        Some(b"RIFX") => return Err(WaveError::BigEndian { file: path }),
        _ => return Err(WaveError::NotWave { file: path, found: look_of(&start) }),
    };
    match array_at::<4>(&start, 8) {
        Some(form) if &form == b"WAVE" => Ok(container),
        Some(_) => {
            Err(WaveError::NotWave { file: path, found: "a RIFF file of another kind (AVI or the like)" })
        }
        None => Err(WaveError::CutOff { file: path, chunk: "fmt " }),
    }
}

/// What a file that isn't WAVE looks like from its first bytes, in words.
fn look_of(start: &[u8]) -> &'static str {
    match start {
        [b'r', b'i', b'f', b'f', ..] => "a Sony Wave64 file",
        [b'F', b'O', b'R', b'M', ..] => "an AIFF file",
        [b'f', b'L', b'a', b'C', ..] => "a FLAC file",
        [b'O', b'g', b'g', b'S', ..] => "an Ogg file",
        [b'I', b'D', b'3', ..] | [0xFF, 0xFB | 0xFA | 0xF3, ..] => "an MP3 file",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "an MP4 or QuickTime movie",
        _ if start.iter().all(|&byte| byte == 0) => "filled with zeros, as after a broken copy",
        _ => match other_kind(start) {
            Some(what) => {
                what.strip_prefix("it is ").unwrap_or("a text file that names other files or servers")
            }
            None => "of an unknown kind",
        },
    }
}

fn text(id: [u8; 4]) -> String {
    String::from_utf8_lossy(&id).trim_end().to_owned()
}
