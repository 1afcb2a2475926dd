//! Zeros that fill whole blocks of the disk in the middle of sound, or up to one of its ends: what a copy with holes looks
//! like, or one that broke off after all its space was set aside.
//!
//! Takes the bytes of the sound in order, with their places in the file; gives clauses. Digital silence begins and ends
//! anywhere, and softly: it is no damage. Both ends on the edge of a block, with loud sound at either edge, are. Zeros up to
//! an end of the sound have one such edge only, which a hard cut meets once in some hundred files: they count where the edge
//! parts the channels of one sample frame, as no cut does, or where nothing else speaks for a cut (see [`Cut`]).

use std::ops::Range;

use super::convert;
use super::format::Encoding;
use crate::timebase::{SAMPLE_RATE, SampleDelta, clock_text};

/// Bytes of a block. *Standard*: the page of every system that copies files, and the hole of every file system.
const BLOCK: u64 = 4096;
/// Full scale is 1. *Chosen*: louder than what an edit or a fade leaves beside a silence; so a silence that ends on edges by
/// chance, one in some hundred thousand, is not taken for a hole.
const LOUD: f32 = 0.001;
/// How many frames beside an edge of zeros that reach an end of the sound may be loud in place of the first, where that is no
/// softer than this. *Chosen*: louder than the start of any fade; a noise floor is cut as well.
const NEAR: usize = 16;
const STEP: f32 = LOUD / 8.0;
/// Pictures a second, as a fraction. *Standard*: what film sound is cut at; 48, 50 and 60 are cut at these, too.
const PICTURE_RATES: [(u64, u64); 5] = [(24_000, 1001), (24, 1), (25, 1), (30_000, 1001), (30, 1)];

/// Looks at one sound as it is read.
pub(super) struct ZeroBlocks {
    encoding: Encoding,
    frame_bytes: usize,
    /// In Hz.
    rate: u32,
    /// The place in the file where the sound begins.
    sound: u64,
    /// Where the bytes seen so far end.
    end: u64,
    /// The last bytes seen, no more than [`NEAR`] frames and a sample more.
    last: Vec<u8>,
    /// All bytes of this block so far are zero.
    is_zero: bool,
    /// Where the last whole block of zeros ended, or the sound began.
    sounding_from: u64,
    /// The edge after loud sound where a run of zero blocks began, or will have begun if this block is one.
    run: Option<Cut>,
    /// The edge before loud sound where zeros ended that began with the sound.
    head: Option<Cut>,
    /// All blocks so far are zero.
    is_head: bool,
    holes: usize,
    /// Bytes of all holes together, and the place of the first.
    bytes: u64,
    first: u64,
}

/// An edge between zeros and loud sound.
#[derive(Clone, Copy)]
struct Cut {
    at: u64,
    /// The frame at the edge is loud itself.
    is_loud: bool,
    /// Loud sound ends or begins there between two channels of one frame.
    parts_a_frame: bool,
    /// Bytes of sound on the loud side without a whole block of zeros. *Why*: a sync pop is cut hard on both sides.
    sounding: u64,
}

/// What is beside an edge.
#[derive(Clone, Copy)]
struct Beside {
    /// The frame at the edge is loud.
    is_loud: bool,
    /// It is no start of a fade, and loud soon.
    is_step: bool,
}

impl ZeroBlocks {
    /// `sound`: the place in the file where the sound begins; `rate` in Hz.
    pub(super) fn of(encoding: Encoding, channels: u32, sound: u64, rate: u32) -> Self {
        let frame_bytes = usize::try_from(channels).unwrap_or(1).max(1).saturating_mul(encoding.bytes());
        Self {
            encoding,
            frame_bytes,
            rate,
            sound,
            end: sound,
            last: Vec::new(),
            is_zero: true,
            sounding_from: sound,
            run: None,
            head: None,
            is_head: true,
            holes: 0,
            bytes: 0,
            first: 0,
        }
    }

    /// The next bytes of the sound, from that place of the file on.
    pub(super) fn push(&mut self, mut at: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = usize::try_from(BLOCK - at % BLOCK).unwrap_or(bytes.len()).min(bytes.len());
            let (part, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            if at.is_multiple_of(BLOCK) {
                self.begin_block(at, bytes);
                self.is_zero = true;
            }
            self.is_zero &= part.iter().all(|&byte| byte == 0);
            self.keep(part);
            at = at.saturating_add(part.len() as u64);
            bytes = rest;
        }
        self.end = at;
    }

    /// At the edge of a block; `next`: what follows it.
    fn begin_block(&mut self, at: u64, next: &[u8]) {
        let width = self.encoding.bytes();
        let into = usize::try_from(at.saturating_sub(self.sound)).unwrap_or(0) % self.frame_bytes;
        let after = next.get((width - into % width) % width..).unwrap_or_default();
        let first_of = |frames: usize| {
            let bytes = self.frame_bytes.saturating_mul(frames).min(after.len());
            after.get(..bytes).unwrap_or_default()
        };
        if self.is_zero {
            let is_step = self.is_step(first_of(1), first_of(NEAR));
            let after = Beside { is_loud: self.is_loud(first_of(1)), is_step };
            self.end_zero_block(at, next, into, after);
            self.is_head &= !is_step;
        } else {
            // The run ended inside the block before, or never began.
            (self.run, self.is_head) = (None, false);
        }
        let before = self.before(into, 1);
        let may_begin = self.run.is_none() && next.first() == Some(&0);
        if may_begin && self.is_step(before, self.before(into, NEAR)) {
            let is_loud = self.is_loud(before);
            let parts_a_frame = self.ends_inside_a_frame(into);
            self.run =
                Some(Cut { at, is_loud, parts_a_frame, sounding: at.saturating_sub(self.sounding_from) });
        }
    }

    /// After a block of zeros, where `into` bytes of a frame are past.
    fn end_zero_block(&mut self, at: u64, next: &[u8], into: usize, after: Beside) {
        self.sounding_from = at;
        if let Some(head) = self.head.as_mut().filter(|head| head.sounding == 0) {
            head.sounding = at.saturating_sub(BLOCK).saturating_sub(head.at).max(1);
        }
        if after.is_loud
            && let Some(cut) = self.run.take_if(|cut| cut.is_loud)
        {
            self.note(cut.at, at);
        } else if after.is_step && self.is_head {
            let parts_a_frame = self.begins_inside_a_frame(into, next);
            self.head = Some(Cut { at, is_loud: after.is_loud, parts_a_frame, sounding: 0 });
        }
    }

    /// The last whole samples before an edge that is `into` bytes into a frame: as many as so many frames have.
    fn before(&self, into: usize, frames: usize) -> &[u8] {
        let width = self.encoding.bytes();
        let before = self.last.get(..self.last.len().saturating_sub(into % width)).unwrap_or_default();
        let whole = before.len() / width * width;
        let most = whole.min(self.frame_bytes.saturating_mul(frames));
        before.get(before.len().saturating_sub(most)..).unwrap_or_default()
    }

    /// Whether sound that ends `into` bytes into a frame has channels there that it had in the frame before, and others no
    /// more.
    fn ends_inside_a_frame(&self, into: usize) -> bool {
        let begins = self.last.len().saturating_sub(into);
        let earlier = begins.checked_sub(self.frame_bytes).and_then(|from| self.last.get(from..begins));
        let mut parted = self.last.get(begins..).unwrap_or_default().to_vec();
        parted.resize(self.frame_bytes, 0);
        let lost = into / self.encoding.bytes()..usize::MAX;
        earlier.is_some_and(|earlier| self.has_lost(&parted, earlier, lost))
    }

    /// Whether sound that begins `into` bytes into a frame with `next` has channels there, and others only in the frame after.
    fn begins_inside_a_frame(&self, into: usize, next: &[u8]) -> bool {
        let Some((rest, later)) = next.split_at_checked(self.frame_bytes.saturating_sub(into)) else {
            return false;
        };
        let mut parted = vec![0; into];
        parted.extend_from_slice(rest);
        let later = later.get(..self.frame_bytes);
        later.is_some_and(|later| self.has_lost(&parted, later, 0..into.div_ceil(self.encoding.bytes())))
    }

    /// Whether a frame is loud, but not in one of the channels of which an edge took bytes, though its neighbour is.
    fn has_lost(&self, parted: &[u8], neighbour: &[u8], lost: Range<usize>) -> bool {
        let (parted, neighbour) = (self.samples(parted), self.samples(neighbour));
        let is_loud = |sample: &f32| sample.abs() > LOUD;
        let mut both = parted.iter().zip(&neighbour).enumerate();
        parted.iter().any(is_loud)
            && both.any(|(channel, (parted, neighbour))| {
                lost.contains(&channel) && !is_loud(parted) && is_loud(neighbour)
            })
    }

    fn samples(&self, bytes: &[u8]) -> Vec<f32> {
        let mut samples = vec![0.0; bytes.len() / self.encoding.bytes()];
        convert::samples(self.encoding, bytes, &mut samples);
        samples
    }

    fn is_loud(&self, bytes: &[u8]) -> bool {
        self.samples(bytes).iter().any(|sample| sample.abs() > LOUD)
    }

    /// Whether the frame at an edge is no start or end of a fade, and it or those `near` are loud.
    fn is_step(&self, frame: &[u8], near: &[u8]) -> bool {
        self.samples(frame).iter().any(|sample| sample.abs() > STEP) && self.is_loud(near)
    }

    fn keep(&mut self, part: &[u8]) {
        let most = self.frame_bytes.saturating_mul(NEAR).saturating_add(self.encoding.bytes());
        self.last.extend_from_slice(part.get(part.len().saturating_sub(most)..).unwrap_or(part));
        let excess = self.last.len().saturating_sub(most);
        self.last.drain(..excess);
    }

    fn note(&mut self, from: u64, to: u64) {
        if self.holes == 0 {
            self.first = from;
        }
        self.holes = self.holes.saturating_add(1);
        self.bytes = self.bytes.saturating_add(to.saturating_sub(from));
    }

    /// What was found, each as a clause about the file; `is_whole`: the sound was read to its end.
    pub(super) fn clauses(&self, is_whole: bool) -> Vec<String> {
        let clock = |at: u64| clock_text(self.length(self.sound, at));
        let holes = (self.holes > 0).then(|| {
            let s = if self.holes == 1 { "" } else { "s" };
            format!(
                "its sound has {} hole{s} of zeros from one disk block to another, {} bytes together, the first {} s \
                 after its start",
                self.holes,
                self.bytes,
                self.length(self.sound, self.first).get() / i64::from(SAMPLE_RATE)
            )
        });
        let head = self.head.filter(|cut| {
            let sounding = if cut.sounding == 0 { self.end.saturating_sub(cut.at) } else { cut.sounding };
            self.is_broken(&Cut { sounding, ..*cut }, cut.at.saturating_sub(self.sound))
        });
        let head = head.map(|cut| {
            let at = clock(cut.at);
            format!("its sound is zeros from its start to {at}, the edge of a disk block, where it is loud at once")
        });
        let tail = self
            .run
            .filter(|cut| is_whole && self.is_zero && self.is_broken(cut, self.end.saturating_sub(cut.at)));
        let tail = tail.map(|cut| {
            let at = clock(cut.at);
            format!("its sound is loud up to {at}, the edge of a disk block, and zeros from there to its end")
        });
        [head, holes, tail].into_iter().flatten().collect()
    }

    /// Whether a copy left that many bytes of zeros at one side of the cut, rather than an edit. An edit parts no frame; of
    /// the rest, a second of both is asked for, and that neither is a whole number of pictures long, as edits are. Writers
    /// that begin their sound on the edge of a block would have edits at many pictures on edges, too.
    fn is_broken(&self, cut: &Cut, zeros: u64) -> bool {
        let second = u64::from(self.rate).saturating_mul(self.frame_bytes as u64);
        let frames = |bytes: u64| bytes.div_ceil((self.frame_bytes as u64).max(1));
        let is_cut_at_a_picture = self.is_whole_pictures(frames(cut.at.saturating_sub(self.sound)))
            || self.is_whole_pictures(frames(self.end.saturating_sub(cut.at)));
        zeros >= BLOCK && (cut.parts_a_frame || zeros.min(cut.sounding) >= second && !is_cut_at_a_picture)
    }

    /// Whether so many frames of sound are, to a frame, a whole number of pictures at a usual rate.
    fn is_whole_pictures(&self, frames: u64) -> bool {
        PICTURE_RATES.iter().any(|(numerator, denominator)| {
            let one = u64::from(self.rate).saturating_mul(*denominator).max(1);
            let rest = frames.saturating_mul(*numerator) % one;
            rest.min(one - rest) <= *numerator
        })
    }

    /// From one place of the file to another.
    fn length(&self, from: u64, to: u64) -> SampleDelta {
        let frames = u128::from(to.saturating_sub(from)) / (self.frame_bytes as u128).max(1);
        let samples = frames * u128::from(SAMPLE_RATE) / u128::from(self.rate.max(1));
        SampleDelta::new(i64::try_from(samples).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of 24-bit sound from byte 44 on, read in parts of `step` bytes.
    fn said_of(file: &[u8], channels: u32, step: usize) -> Option<String> {
        let mut blocks = ZeroBlocks::of(Encoding::Pcm24, channels, 44, 48_000);
        let mut at = 44;
        while at < file.len() {
            let end = (at + step).min(file.len());
            blocks.push(at as u64, &file[at..end]);
            at = end;
        }
        let clauses = blocks.clauses(true);
        assert!(clauses.len() < 2, "{clauses:?}");
        clauses.into_iter().next()
    }

    /// Loud stereo with zeros from one place of the file to another.
    fn said(zeros: Range<usize>, step: usize) -> Option<String> {
        let mut file = vec![0x35_u8; 60_000];
        file[zeros].fill(0);
        said_of(&file, 2, step)
    }

    #[test]
    fn zeros_from_block_to_block_are_a_hole_and_silence_is_none() {
        for step in [600, 4096, 9000, 60_000] {
            assert!(said(8192..16_384, step).is_some_and(|said| said.contains("8192 bytes")), "{step}");
            assert!(said(4096..8192, step).is_some(), "one block, {step}");
            assert_eq!(said(0..0, step), None);
            assert_eq!(said(8000..16_384, step), None, "it begins before an edge");
            assert_eq!(said(8192..16_500, step), None, "it ends after an edge");
            assert_eq!(said(44..16_384 + 12, step), None, "a silent start");
            assert_eq!(said(49_154..60_000, step), None, "a silent end");
            assert_eq!(said(45_056..60_000, step), None, "a cut between two frames, short");
        }
    }

    #[test]
    fn zeros_up_to_an_end_that_part_a_frame_are_a_copy_that_broke_off() {
        for step in [600, 4096, 9000, 60_000] {
            let tail = said(49_152..60_000, step).unwrap_or_default();
            assert!(
                tail.contains("loud up to 0:00:00.170") && tail.contains("zeros from there to its end"),
                "{tail}"
            );
            let head = said(44..12_288, step).unwrap_or_default();
            assert!(head.contains("zeros from its start to 0:00:00.042"), "{step}: {head}");
        }
        assert_eq!(said(57_344..60_000, 600), None, "less than a block");
    }

    /// Loud sound of four seconds, zeros but for the seconds of `loud`, moved by so many bytes.
    fn cut(channels: u32, loud: Range<f64>, moved: usize) -> Option<String> {
        let frame = 3 * channels as usize;
        let edge = |seconds: f64| 44 + (seconds * 48_000.0) as usize * frame;
        let place = |seconds: f64| match seconds {
            0.0 => 44,
            4.0 => edge(4.0),
            _ => edge(seconds) / 4096 * 4096 + moved,
        };
        let mut file = vec![0x35_u8; edge(4.0)];
        file[44..place(loud.start)].fill(0);
        file[place(loud.end)..].fill(0);
        said_of(&file, channels, 65_536 * frame)
    }

    #[test]
    fn zeros_up_to_an_end_that_part_no_frame_must_be_no_edit() {
        assert!(cut(1, 0.0..2.21, 0).is_some(), "a mono leg");
        assert!(cut(1, 1.83..4.0, 0).is_some(), "and its start");
        assert_eq!(cut(1, 0.0..2.21, 16), None, "no edge");
        assert_eq!(cut(1, 1.83..4.0, 16), None, "no edge");
        assert_eq!(cut(1, 0.0..3.5, 0), None, "half a second, which may be anything");
        assert_eq!(cut(1, 2.21..2.25, 0), None, "a sync pop");
    }

    #[test]
    fn a_noise_floor_that_is_cut_counts_and_a_fade_does_not() {
        let said = |near: u8, later: u8| {
            let mut file = vec![0x35_u8; 44 + 4 * 144_000];
            let edge = 62 * 4096;
            file[44..edge].fill(0);
            for (place, sample) in file[edge..edge + 60].as_chunks_mut::<3>().0.iter_mut().enumerate() {
                *sample = [0, if place < 10 { near } else { later }, 0];
            }
            said_of(&file, 1, 200_000)
        };
        assert!(said(0x08, 0x40).is_some(), "a step up to -72 dB, and -54 soon");
        assert_eq!(said(0x01, 0x40), None, "a fade");
    }

    #[test]
    fn an_edit_at_a_picture_is_no_broken_copy() {
        let blocks = ZeroBlocks::of(Encoding::Pcm24, 2, 4096, 48_000);
        for frames in [1920, 16 * 1920, 128 * 2000, 1024 * 2002, 1601, 1602, 48_000] {
            assert!(blocks.is_whole_pictures(frames), "{frames}");
        }
        for frames in [1000, 1910, 1990, 2010, 48_100, 128 * 2000 + 50] {
            assert!(!blocks.is_whole_pictures(frames), "{frames}");
        }
    }
}
