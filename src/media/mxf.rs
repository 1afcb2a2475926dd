//! Reads from an MXF file what GStreamer does not give: the start timecode of its packages and of its first
//! picture, whether it is OP-Atom, and whether the file ends before its own stated end.
//!
//! Source: SMPTE ST 377-1 (KLV, partitions, sets), ST 390 (OP-Atom). Bounded: the header metadata is read up to
//! [`HEADER_LIMIT`] bytes.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;

use super::mxf_timecode::{MxfTimecode, is_system_item, system_item_timecode};
use crate::store::open_regular;
use crate::timebase::{FrameRate, SAMPLE_RATE};

/// Bytes of header metadata that are read; a film's are some tens of kilobytes.
const HEADER_LIMIT: u64 = 4 << 20;
/// Bytes before the first partition (*standard*: ST 377-1, 6.5).
const RUN_IN: usize = 65_536;

/// Tracks of a package, and components of a track, that are looked at. *Chosen*: four times what the fullest masters carry.
const REFERENCES_LIMIT: usize = 256;
/// Last bytes of the data definition of sound (*standard*: ST 377-1, A.7.1; the registry of labels).
const SOUND_TRACK: [u8; 8] = [0x01, 0x03, 0x02, 0x02, 0x02, 0, 0, 0];

const PARTITION: [u8; 13] = [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, 0x01, 0x01];
/// A set of header metadata; its kind follows.
const SET: [u8; 14] = [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0D, 0x01, 0x01, 0x01, 0x01, 0x01];

/// What an MXF file says.
#[derive(Debug, Default)]
pub(super) struct Mxf {
    /// Where the packages begin to count: the material package, and the source package.
    pub material: Option<MxfTimecode>,
    pub source: Option<MxfTimecode>,
    /// Of the first picture, as its recorder stamped it.
    pub system_item: Option<MxfTimecode>,
    /// One track a file, as editing systems keep media.
    pub is_op_atom: bool,
    pub has_picture: bool,
    pub has_sound: bool,
    /// How long the material package presents its sound, in frames at 48 000 Hz.
    pub sound_length: Option<i64>,
    pub missing_end: Option<String>,
}

type Uid = [u8; 16];

/// A set by its local tags.
struct Set<'a> {
    kind: u8,
    fields: HashMap<u16, &'a [u8]>,
}

/// The sets of the header metadata by their instance numbers, and these in the order of the file.
#[derive(Default)]
struct Sets<'a> {
    by_number: HashMap<Uid, Set<'a>>,
    in_order: Vec<Uid>,
}

impl<'a> Sets<'a> {
    fn get(&self, number: &Uid) -> Option<&Set<'a>> {
        self.by_number.get(number)
    }

    fn all(&self) -> impl Iterator<Item = &Set<'a>> {
        self.in_order.iter().filter_map(|number| self.get(number))
    }
}

/// Reads the file's header; `None` when `path` isn't an MXF file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_mxf(path: &Path) -> io::Result<Option<Mxf>> {
    let mut file = open_regular(path)?;
    let bytes = file.metadata()?.len();
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(HEADER_LIMIT).read_to_end(&mut head)?;
    let Some(run_in) = head.windows(PARTITION.len()).take(RUN_IN + 1).position(|at| at == PARTITION) else {
        return Ok(None);
    };
    let Some((pack, after)) = value_at(&head, run_in) else { return Ok(None) };
    let mut read = Mxf::default();
    let long_at = |place: usize| Some(u64::from_be_bytes(pack.get(place..place + 8)?.try_into().ok()?));
    let footer = long_at(24).filter(|&footer| footer > 0).map(|footer| footer.saturating_add(run_in as u64));
    if let Some(footer) = footer.filter(|&footer| footer >= bytes) {
        read.missing_end = Some(format!("it has {bytes} bytes, and its last part begins at {footer}"));
    }
    read.is_op_atom = pack.get(64 + 12) == Some(&0x10);
    let header_bytes = long_at(32).and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    let end = after.saturating_add(header_bytes).saturating_add(RUN_IN).min(head.len());
    let sets = sets_of(head.get(after..end).unwrap_or_default());
    // CDCI, RGBA and MPEG picture descriptors; sound, AES3 and wave descriptors.
    read.has_picture = sets.all().any(|set| matches!(set.kind, 0x27..=0x29 | 0x51));
    read.has_sound = sets.all().any(|set| matches!(set.kind, 0x42 | 0x47 | 0x48));
    let first_of = |kind: u8| {
        sets.all()
            .filter(|set| set.kind == kind)
            .take(REFERENCES_LIMIT)
            .find_map(|package| timecode_of(package, &sets))
    };
    read.sound_length = sets.all().find(|set| set.kind == 0x36).and_then(|package| sound_of(package, &sets));
    (read.material, read.source) = (first_of(0x36), first_of(0x37));
    read.system_item = first_system_item(&head, after);
    Ok(Some(read))
}

/// The timecode of the first system item from `place` on; the essence begins with it.
fn first_system_item(head: &[u8], mut place: usize) -> Option<MxfTimecode> {
    loop {
        let (value, next) = value_at(head, place)?;
        if is_system_item(head.get(place..place + 16)?) {
            return system_item_timecode(value);
        }
        place = next;
    }
}

/// The value of the KLV triplet at that place, and where the next one begins.
fn value_at(bytes: &[u8], place: usize) -> Option<(&[u8], usize)> {
    let (length, width) = length_at(bytes.get(place.checked_add(16)?..)?)?;
    let start = place.checked_add(16)?.checked_add(width)?;
    let end = start.checked_add(length)?;
    Some((bytes.get(start..end)?, end))
}

/// A length in BER form, and its width.
fn length_at(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = usize::from(*bytes.first()?);
    if first < 0x80 {
        return Some((first, 1));
    }
    let width = first & 0x7F;
    let digits = bytes.get(1..=width).filter(|_| width <= 8)?;
    let length = digits.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    Some((usize::try_from(length).ok()?, width + 1))
}

/// The sets of the header metadata.
fn sets_of(bytes: &[u8]) -> Sets<'_> {
    let (mut sets, mut place) = (Sets::default(), 0);
    while let Some((value, next)) = value_at(bytes, place) {
        let key = bytes.get(place..place + 16).unwrap_or_default();
        if let (true, Some(&kind)) = (key.starts_with(&SET), key.get(14)) {
            let fields = fields_of(value);
            if let Some(uid) = fields.get(&0x3C0A).and_then(|uid| Uid::try_from(*uid).ok()) {
                sets.in_order.push(uid);
                sets.by_number.insert(uid, Set { kind, fields });
            }
        }
        place = next;
    }
    sets
}

fn fields_of(mut bytes: &[u8]) -> HashMap<u16, &[u8]> {
    let mut fields = HashMap::new();
    while let Some((&[tag_high, tag_low, high, low], rest)) = bytes.split_first_chunk::<4>() {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some((value, after)) = rest.split_at_checked(length) else { break };
        fields.insert(u16::from_be_bytes([tag_high, tag_low]), value);
        bytes = after;
    }
    fields
}

/// The first timecode component among the tracks of a package.
fn timecode_of(package: &Set, sets: &Sets) -> Option<MxfTimecode> {
    let tracks = references(package.fields.get(&0x4403)?);
    tracks.filter_map(|track| sets.get(&track)).find_map(|track| {
        let content = sets.get(&Uid::try_from(*track.fields.get(&0x4803)?).ok()?)?;
        let component = match content.kind {
            0x14 => content,
            _ => references(content.fields.get(&0x1001)?)
                .filter_map(|one| sets.get(&one))
                .find(|one| one.kind == 0x14)?,
        };
        read_component(component)
    })
}

/// The longest of its tracks of sound, in frames at 48 000 Hz.
fn sound_of(package: &Set, sets: &Sets) -> Option<i64> {
    let tracks = references(package.fields.get(&0x4403)?);
    let lengths = tracks.filter_map(|track| sets.get(&track)).filter_map(|track| {
        let sequence = sets.get(&Uid::try_from(*track.fields.get(&0x4803)?).ok()?)?;
        if sequence.fields.get(&0x0201)?.get(8..) != Some(&SOUND_TRACK) {
            return None;
        }
        let (numerator, denominator) = track.fields.get(&0x4B01)?.split_at_checked(4)?;
        let number = |bytes: &[u8]| Some(i128::from(i32::from_be_bytes(bytes.try_into().ok()?)));
        let (numerator, denominator) = (number(numerator)?, number(denominator)?);
        let edits = i64::from_be_bytes((*sequence.fields.get(&0x0202)?).try_into().ok()?);
        let frames = i128::from(edits) * denominator * i128::from(SAMPLE_RATE);
        i64::try_from(frames.checked_div(numerator)?).ok().filter(|&frames| frames > 0)
    });
    lengths.max()
}

fn read_component(component: &Set) -> Option<MxfTimecode> {
    let frames = i64::from_be_bytes((*component.fields.get(&0x1501)?).try_into().ok()?);
    let base = u32::from(u16::from_be_bytes((*component.fields.get(&0x1502)?).try_into().ok()?));
    let drop_frame = component.fields.get(&0x1503).is_some_and(|flag| flag.first() == Some(&1));
    // Drop-frame keeps up with the clock at 1000/1001 of the base.
    let counted =
        if drop_frame { FrameRate::new(base.checked_mul(1000)?, 1001) } else { FrameRate::new(base, 1) };
    Some(MxfTimecode { frames, counted: counted.ok()?, drop_frame })
}

/// The instance numbers in a batch: their count, the length of each, then the numbers.
fn references(batch: &[u8]) -> impl Iterator<Item = Uid> {
    batch.get(8..).unwrap_or_default().as_chunks::<16>().0.iter().copied().take(REFERENCES_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_fields_that_end_early_are_left_out() {
        assert_eq!(length_at(&[0x10]), Some((16, 1)));
        assert_eq!(length_at(&[0x83, 0, 1, 0]), Some((256, 4)));
        assert_eq!(length_at(&[0x83, 0]), None);
        assert_eq!(length_at(&[0xFF; 16]), None, "longer than any file");
        let fields = fields_of(&[0x15, 0x02, 0, 2, 0, 24, 0x15, 0x03, 0, 9, 1]);
        assert_eq!(fields.len(), 1);
        assert_eq!(fields.get(&0x1502), Some(&&[0, 24][..]));
    }
}
