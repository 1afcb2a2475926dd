//! When the picture of an MPEG transport or program stream begins and ends, by its own time stamps.
//!
//! Takes a path; reads the first and the last few megabytes. Why: such a stream begins with its clock, and its picture half a
//! second later or more; GStreamer counts from the clock, Twopop from the picture's first. It states no length, so the last
//! time stamps are what is known of its end. Standard: ISO/IEC 13818-1, and 11172-1 for MPEG-1.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::store::open_regular;
use crate::timebase::{SAMPLE_RATE, SampleDelta};

/// Bytes read at either end. *Chosen*: a second of 30 Mbit/s, so that every stream has a time stamp in them.
const READ_AT_AN_END: u64 = 4 << 20;
/// First bytes by which such a stream is known: four packets and more.
const LOOKED_AT: u64 = 1024;
/// Time stamps count ticks of 90 kHz in 33 bits. *Standard*.
const TICKS_A_SECOND: i64 = 90_000;
const WRAPS_AT: i64 = 1 << 33;
/// Pictures whose spacing is looked at for how long the last one is shown. *Chosen*.
const PICTURES_FOR_SPACING: usize = 16;

/// What the time stamps of a stream say, in samples at 48 000 Hz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MpegStream {
    /// How much later than the stream's first clock reference its first picture is presented.
    pub picture_begins: i64,
    /// From the first picture to the end of the last one.
    pub length: SampleDelta,
}

/// The time stamps of the file at `path`; `None` where it is no MPEG stream, or one without a picture or clock.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_mpeg_stream(path: &Path) -> io::Result<Option<MpegStream>> {
    let mut file = open_regular(path)?;
    let bytes = file.metadata()?.len();
    let Some(layout) = Layout::of(&part(&mut file, 0, LOOKED_AT)?) else { return Ok(None) };
    let first = layout.stamps(&part(&mut file, 0, READ_AT_AN_END)?);
    let (Some(clock), Some(begins)) = (first.clock, first.pictures.first()) else { return Ok(None) };
    let tail = part(&mut file, bytes.saturating_sub(READ_AT_AN_END), READ_AT_AN_END)?;
    // A tail that begins anywhere: its first whole packet is searched for.
    let last = layout.stamps(layout.aligned(&tail));
    let since =
        |later: &i64| (0..WRAPS_AT / 2).contains(&ticks(*begins, *later)).then(|| ticks(*begins, *later));
    let ends = first.pictures.iter().chain(&last.pictures).filter_map(since).max().unwrap_or(0);
    Ok(Some(MpegStream {
        picture_begins: samples(ticks(clock, *begins)).max(0),
        length: SampleDelta::new(samples(ends.saturating_add(first.spacing()))),
    }))
}

fn part(file: &mut File, from: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(most).read_to_end(&mut part)?;
    Ok(part)
}

/// From one time stamp to another, over the wrap.
fn ticks(from: i64, to: i64) -> i64 {
    let later = (to - from).rem_euclid(WRAPS_AT);
    if later < WRAPS_AT / 2 { later } else { later - WRAPS_AT }
}

fn samples(ticks: i64) -> i64 {
    let twice = ticks.saturating_mul(2 * i64::from(SAMPLE_RATE)).div_euclid(TICKS_A_SECOND);
    (twice + 1).div_euclid(2)
}

/// How packets lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Transport stream: packets of so many bytes, the sync byte at this place in each.
    Transport {
        length: usize,
        sync: usize,
    },
    Program,
}

/// Time stamps in the order of the file.
#[derive(Default)]
struct Stamps {
    clock: Option<i64>,
    pictures: Vec<i64>,
}

impl Stamps {
    /// Ticks from one picture to the next: the least distance of the first ones.
    fn spacing(&self) -> i64 {
        let mut shown: Vec<i64> = self.pictures.iter().take(PICTURES_FOR_SPACING).copied().collect();
        shown.sort_unstable();
        shown
            .iter()
            .zip(shown.iter().skip(1))
            .map(|(one, next)| next - one)
            .filter(|apart| *apart > 0)
            .min()
            .unwrap_or(0)
    }
}

impl Layout {
    fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0, 0, 1, 0xBA]) {
            return Some(Self::Program);
        }
        [(188, 0), (192, 4)].into_iter().find_map(|(length, sync)| {
            let layout = Self::Transport { length, sync };
            is_in_step(head, length, sync).then_some(layout)
        })
    }

    /// From the first whole packet on.
    fn aligned(self, tail: &[u8]) -> &[u8] {
        let begin = match self {
            Self::Transport { length, sync } => {
                (0..length).find(|place| is_in_step(tail.get(*place..).unwrap_or_default(), length, sync))
            }
            Self::Program => tail.windows(4).position(|window| window == [0, 0, 1, 0xBA]),
        };
        begin.and_then(|begin| tail.get(begin..)).unwrap_or_default()
    }

    fn stamps(self, part: &[u8]) -> Stamps {
        match self {
            Self::Transport { length, sync } => transport_stamps(part, length, sync),
            Self::Program => program_stamps(part),
        }
    }
}

/// Whether a few packets follow each other from here.
fn is_in_step(bytes: &[u8], length: usize, sync: usize) -> bool {
    (0..4).all(|packet| bytes.get(sync + packet * length) == Some(&0x47))
}

fn transport_stamps(part: &[u8], length: usize, sync: usize) -> Stamps {
    let mut stamps = Stamps::default();
    // The first track of picture counts.
    let mut picture = None;
    for packet in part.chunks_exact(length).filter_map(|packet| packet.get(sync..)) {
        let [0x47, high, low, control, rest @ ..] = packet else { continue };
        let (begins, track) = (high & 0x40 != 0, (u16::from(high & 0x1F) << 8) | u16::from(*low));
        let mut payload = rest;
        if control & 0x20 != 0 {
            let Some((count, fields)) = rest.split_first() else { continue };
            if let [flags, clock @ ..] = fields
                && *count > 6
                && flags & 0x10 != 0
            {
                stamps.clock = stamps.clock.or_else(|| transport_clock(clock));
            }
            payload = fields.get(usize::from(*count)..).unwrap_or_default();
        }
        if begins
            && control & 0x10 != 0
            && picture.is_none_or(|picture| picture == track)
            && let Some(shown) = picture_stamp(payload)
        {
            picture = Some(track);
            stamps.pictures.push(shown);
        }
    }
    stamps
}

/// The base of a PCR: 33 bits.
fn transport_clock(field: &[u8]) -> Option<i64> {
    let [a, b, c, d, e, ..] = field else { return None };
    let whole = [*a, *b, *c, *d].into_iter().fold(0, |so_far, byte| (so_far << 8) | i64::from(byte));
    Some((whole << 1) | i64::from(e >> 7))
}

fn program_stamps(part: &[u8]) -> Stamps {
    let mut stamps = Stamps::default();
    let (mut rest, mut picture) = (part, None);
    while let [0, 0, 1, kind, body @ ..] = rest {
        let length = match (kind, body) {
            // End of the stream; another may follow.
            (0xB9, _) => 4,
            (0xBA, [first, .., _]) => {
                stamps.clock = stamps.clock.or_else(|| program_clock(body));
                if first & 0xC0 == 0x40 {
                    14 + usize::from(body.get(9).copied().unwrap_or(0) & 7)
                } else {
                    12
                }
            }
            (kind, [high, low, ..]) => {
                if picture.is_none_or(|picture| picture == *kind)
                    && let Some(shown) = picture_stamp(rest)
                {
                    picture = Some(*kind);
                    stamps.pictures.push(shown);
                }
                6 + usize::from(u16::from_be_bytes([*high, *low]))
            }
            _ => break,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    stamps
}

/// The base of an SCR, after the start code.
fn program_clock(body: &[u8]) -> Option<i64> {
    let [a, b, c, d, e, ..] = body else { return None };
    if a & 0xC0 != 0x40 {
        return stamp(body);
    }
    let [a, b, c, d, e] = [*a, *b, *c, *d, *e].map(i64::from);
    let high = ((a >> 3) & 7) << 30 | (a & 3) << 28 | b << 20;
    Some(high | (c >> 3) << 15 | (c & 3) << 13 | d << 5 | e >> 3)
}

/// When the picture that begins in this packet (PES) is presented; `None` for another kind of packet, or one without a stamp.
fn picture_stamp(packet: &[u8]) -> Option<i64> {
    let [0, 0, 1, 0xE0..=0xEF | 0xFD, _, _, header @ ..] = packet else { return None };
    match header {
        [first, flags, _, stamped @ ..] if first & 0xC0 == 0x80 => {
            if flags & 0x80 != 0 {
                stamp(stamped)
            } else {
                None
            }
        }
        // MPEG-1: filling, the size of a buffer, then the stamp.
        _ => {
            let filled = header.iter().take(16).take_while(|byte| **byte == 0xFF).count();
            let rest = header.get(filled..)?;
            let rest = if rest.first()? & 0xC0 == 0x40 { rest.get(2..)? } else { rest };
            if rest.first()? & 0xE0 == 0x20 { stamp(rest) } else { None }
        }
    }
}

/// A time stamp of 33 bits in five bytes.
fn stamp(bytes: &[u8]) -> Option<i64> {
    let [a, b, c, d, e, ..] = bytes else { return None };
    let [a, b, c, d, e] = [*a, *b, *c, *d, *e].map(i64::from);
    // Each part ends with a set bit.
    (a & c & e & 1 == 1).then_some(((a >> 1) & 7) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test makes what it reads")]
mod tests {
    use super::*;

    fn stamped(first: u8, ticks: i64) -> [u8; 5] {
        let byte = |value: i64| u8::try_from(value & 0xFF).unwrap();
        [
            first | byte(ticks >> 29 & 0x0E) | 1,
            byte(ticks >> 22),
            byte(ticks >> 14) | 1,
            byte(ticks >> 7),
            byte(ticks << 1) | 1,
        ]
    }

    /// A picture's packet with its time.
    fn picture(ticks: i64) -> Vec<u8> {
        [&[0, 0, 1, 0xE0, 0, 8, 0x80, 0x80, 5][..], &stamped(0x20, ticks)].concat()
    }

    fn transport_packet(length: usize, clock: Option<i64>, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; length - 188];
        packet.extend([0x47, 0x41, 0x00, 0x30]);
        let filled = 183 - payload.len();
        packet.push(u8::try_from(filled).unwrap());
        let mut fields = vec![0xFF; filled];
        fields[0] = 0;
        if let Some(clock) = clock {
            fields[0] = 0x10;
            fields[1..5].copy_from_slice(&u32::try_from(clock >> 1).unwrap().to_be_bytes());
            fields[5] = u8::try_from((clock & 1) << 7).unwrap();
        }
        packet.extend(fields);
        packet.extend(payload);
        packet
    }

    fn read(bytes: &[u8]) -> Option<MpegStream> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mpg");
        std::fs::write(&path, bytes).unwrap();
        read_mpeg_stream(&path).unwrap()
    }

    /// 25 pictures a second from `first` on, coded in another order than shown.
    fn transport(length: usize, clock: i64, first: i64) -> Vec<u8> {
        let shown = [0, 3, 1, 2, 6, 4, 5].map(|frame| picture((first + frame * 3600) % WRAPS_AT));
        let mut packets = vec![transport_packet(length, Some(clock), &shown[0])];
        packets.extend(shown[1..].iter().map(|picture| transport_packet(length, None, picture)));
        packets.concat()
    }

    #[test]
    fn the_picture_begins_later_than_the_clock_and_ends_with_its_last_frame() {
        // 7 frames of 1920 samples; 66 750 ticks are 741.67 ms.
        let expected = MpegStream { picture_begins: 35_600, length: SampleDelta::new(7 * 1920) };
        for length in [188, 192] {
            assert_eq!(read(&transport(length, 63_000, 63_000 + 66_750)), Some(expected), "{length}");
            let wraps = WRAPS_AT - 30_000;
            assert_eq!(read(&transport(length, wraps, wraps + 66_750)), Some(expected), "over the wrap");
        }
    }

    #[test]
    fn program_streams_of_either_generation_are_read() {
        let clock = 900_i64;
        let scr = [
            0x44 | u8::try_from(clock >> 27 & 0x38).unwrap(),
            u8::try_from(clock >> 20 & 0xFF).unwrap(),
            0x04 | u8::try_from(clock >> 12 & 0xF8).unwrap() | u8::try_from(clock >> 13 & 3).unwrap(),
            u8::try_from(clock >> 5 & 0xFF).unwrap(),
            0x04 | u8::try_from(clock << 3 & 0xF8).unwrap(),
        ];
        let second =
            [&[0, 0, 1, 0xBA][..], &scr, &[1, 0, 0, 3, 0xF8], &picture(900 + 48_600), &picture(900 + 52_200)]
                .concat();
        let expected = MpegStream { picture_begins: 25_920, length: SampleDelta::new(2 * 1920) };
        assert_eq!(read(&second), Some(expected));
        let pes = |ticks| [&[0, 0, 1, 0xE0, 0, 8, 0xFF, 0x60, 0x20][..], &stamped(0x20, ticks)].concat();
        let first = [
            &[0, 0, 1, 0xBA][..],
            &stamped(0x20, clock),
            &[0x80, 0, 1],
            &pes(900 + 48_600),
            &pes(900 + 52_200),
        ];
        assert_eq!(read(&first.concat()), Some(expected));
    }

    #[test]
    fn whatever_else_it_is_has_no_stamps() {
        assert_eq!(read(b""), None);
        assert_eq!(read(&[0x47; 188 * 4]), None, "no clock and no picture");
        assert_eq!(read(&[0, 0, 1, 0xBA]), None);
        assert_eq!(read(b"\0\0\0\x18ftypqt  "), None);
        assert_eq!(read(&transport(188, 0, 0)[..188 * 3]), None, "less than four packets");
    }
}
