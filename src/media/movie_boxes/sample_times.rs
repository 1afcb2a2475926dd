//! When the samples of a track are presented, before its edit list: by its tables (`stts`, `ctts`) or by its fragments.
//!
//! Source: ISO/IEC 14496-12, 8.6.1 (tables), 8.8 (`trex`, `tfhd`, `tfdt`, `trun`).

use std::collections::HashMap;

use super::walk::{boxes_in, long_at, number_at, signed_at};

/// Samples at the start whose presentation times are looked at: the first to be shown is among the first to be decoded.
const FIRST_SAMPLES: usize = 64;
/// Runs of equal length that are kept of one track. *Derived*: a day of variable-rate picture.
const RUNS_LIMIT: usize = 1 << 21;

/// The times of one track, on its own clock.
#[derive(Clone, Debug, Default)]
pub(super) struct SampleTimes {
    /// Runs of samples of one length: how many, and how long each.
    pub runs: Vec<(i64, i64)>,
    /// When the sample presented first is presented.
    pub from: i64,
    /// When the last one ends, presentation delay included.
    pub to: i64,
    /// Where the first sample of the first fragment is, and its bytes.
    pub first_sample: Option<(u64, u64)>,
    /// Samples that a table shifts (`ctts`); `None` where there is none.
    pub shifted: Option<i64>,
    /// When decoding of what comes next begins.
    next: Option<i64>,
    /// Samples seen, up to [`FIRST_SAMPLES`].
    seen: usize,
}

/// What a track's `trex` and `tfhd` say where a run does not: length and bytes of a sample.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    length: u32,
    bytes: u32,
}

impl SampleTimes {
    /// By the content of `stts` and `ctts`.
    pub(super) fn of_tables(times: &[u8], offsets: &[u8]) -> Self {
        let runs: Vec<(i64, i64)> = entries(times).collect();
        let total =
            runs.iter().fold(0_i64, |sum, (count, length)| sum.saturating_add(count.saturating_mul(*length)));
        let mut starts = runs.iter().flat_map(|&(count, length)| (0..count).map(move |_| length)).scan(
            0_i64,
            |next, length| {
                Some({
                    let after = next.saturating_add(length);
                    std::mem::replace(next, after)
                })
            },
        );
        let shifted = (!offsets.is_empty())
            .then(|| entries(offsets).fold(0_i64, |sum, (count, _)| sum.saturating_add(count)));
        let offsets = offsets.get(8..).unwrap_or_default().chunks_exact(8).flat_map(|entry| {
            let offset = i64::from(signed_at(entry, 4).unwrap_or(0));
            (0..number_at(entry, 0).unwrap_or(0)).map(move |_| offset)
        });
        let from = offsets
            .take(FIRST_SAMPLES)
            .filter_map(|offset| Some(starts.next()?.saturating_add(offset)))
            .min()
            .unwrap_or(0);
        Self { runs, from, to: total.saturating_add(from), shifted, next: None, ..Self::default() }
    }

    /// Adds the samples of one `traf` box, whose `moof` begins at `moof`.
    fn add_fragment(&mut self, fragment: &[u8], moof: u64, defaults: Defaults) {
        let boxes = boxes_in(fragment);
        let content =
            |kind: &[u8; 4]| boxes.iter().find(|(span, _)| &span.kind == kind).map(|(_, bytes)| *bytes);
        let Some(head) = content(b"tfhd") else { return };
        let (base, defaults) = read_head(head, moof, defaults);
        if let Some(start) = content(b"tfdt").and_then(start_time) {
            self.next = Some(start);
        }
        for (_, run) in boxes.iter().filter(|(span, _)| &span.kind == b"trun") {
            self.add_run(run, base, defaults);
        }
    }

    fn add_run(&mut self, run: &[u8], base: u64, defaults: Defaults) {
        let Some(flags) = number_at(run, 0) else { return };
        let count = number_at(run, 4).unwrap_or(0);
        let mut place = 8;
        let mut optional = |bit: u32| {
            let is_there = flags & bit != 0;
            place += if is_there { 4 } else { 0 };
            is_there.then(|| place - 4)
        };
        let offset = optional(0x1).and_then(|at| signed_at(run, at)).unwrap_or(0);
        let _first_flags = optional(0x4);
        let fields = [0x100, 0x200, 0x400, 0x800].map(|bit| flags & bit != 0);
        let entry = 4 * fields.iter().filter(|&&is_there| is_there).count();
        let mut start = self.next.unwrap_or(0);
        let after = run.get(place..).unwrap_or_default();
        // A run without fields says everything in its count.
        let stated = after
            .len()
            .checked_div(entry)
            .map_or(count, |there| u32::try_from(there).unwrap_or(count).min(count));
        if entry == 0 || !(fields[0] || fields[3]) {
            self.note_first(base, offset, number_of(after, fields[1], 0).unwrap_or(defaults.bytes));
            let length = i64::from(stated).saturating_mul(i64::from(defaults.length));
            self.add(i64::from(stated), i64::from(defaults.length));
            self.present(start, start.saturating_add(length));
            self.next = Some(start.saturating_add(length));
            return;
        }
        for sample in after.chunks_exact(entry).take(usize::try_from(stated).unwrap_or(0)) {
            let mut place = 0;
            let mut next = |is_there: bool| {
                let number = is_there.then(|| number_at(sample, place)).flatten();
                place += if is_there { 4 } else { 0 };
                number
            };
            let [length, bytes, _, shift] = fields.map(&mut next);
            self.note_first(base, offset, bytes.unwrap_or(defaults.bytes));
            let length = i64::from(length.unwrap_or(defaults.length));
            let presented = start.saturating_add(i64::from(shift.unwrap_or(0).cast_signed()));
            self.add(1, length);
            self.present(presented, presented.saturating_add(length));
            start = start.saturating_add(length);
        }
        self.next = Some(start);
    }

    fn note_first(&mut self, base: u64, offset: i32, bytes: u32) {
        self.first_sample.get_or_insert((base.saturating_add_signed(i64::from(offset)), u64::from(bytes)));
    }

    fn add(&mut self, count: i64, length: i64) {
        if let Some(last) = self.runs.last_mut().filter(|last| last.1 == length) {
            last.0 = last.0.saturating_add(count);
        } else if self.runs.len() < RUNS_LIMIT {
            self.runs.push((count, length));
        }
    }

    fn present(&mut self, from: i64, to: i64) {
        let is_first = self.seen == 0 && self.to == 0 && self.from == 0;
        if self.seen < FIRST_SAMPLES {
            self.from = if is_first { from } else { self.from.min(from) };
            self.seen += 1;
        }
        self.to = self.to.max(to);
    }
}

fn number_of(bytes: &[u8], is_there: bool, place: usize) -> Option<u32> {
    is_there.then(|| number_at(bytes, place)).flatten()
}

fn entries(times: &[u8]) -> impl Iterator<Item = (i64, i64)> {
    let runs = times.get(8..).unwrap_or_default().chunks_exact(8);
    runs.filter_map(|run| Some((i64::from(number_at(run, 0)?), i64::from(number_at(run, 4)?))))
}

/// The defaults of every track, by its number: the content of `mvex`.
pub(super) fn defaults_of(mvex: &[u8]) -> HashMap<u32, Defaults> {
    let trex = |bytes: &[u8]| {
        let defaults = Defaults { length: number_at(bytes, 12)?, bytes: number_at(bytes, 16)? };
        Some((number_at(bytes, 4)?, defaults))
    };
    let boxes = boxes_in(mvex);
    boxes.iter().filter(|(span, _)| &span.kind == b"trex").filter_map(|(_, bytes)| trex(bytes)).collect()
}

/// Adds the content of the `moof` that begins at `moof` to the times of its tracks.
pub(super) fn add_fragments(
    content: &[u8],
    moof: u64,
    defaults: &HashMap<u32, Defaults>,
    times: &mut HashMap<u32, SampleTimes>,
) {
    for (_, fragment) in boxes_in(content).iter().filter(|(span, _)| &span.kind == b"traf") {
        let head = boxes_in(fragment).into_iter().find(|(span, _)| &span.kind == b"tfhd");
        let Some(track) = head.and_then(|(_, head)| number_at(head, 4)) else { continue };
        if let Some(times) = times.get_mut(&track) {
            let defaults = defaults.get(&track).copied().unwrap_or_default();
            times.add_fragment(fragment, moof, defaults);
        }
    }
}

/// Where data offsets count from, and the fragment's own defaults.
fn read_head(head: &[u8], moof: u64, defaults: Defaults) -> (u64, Defaults) {
    let flags = number_at(head, 0).unwrap_or(0);
    let mut place = 8;
    let mut field = |bit: u32, bytes: usize| {
        let is_there = flags & bit != 0;
        place += if is_there { bytes } else { 0 };
        is_there.then(|| place - bytes)
    };
    let base = field(0x1, 8).and_then(|at| long_at(head, at)).unwrap_or(moof);
    let _description = field(0x2, 4);
    let length = field(0x8, 4).and_then(|at| number_at(head, at)).unwrap_or(defaults.length);
    let bytes = field(0x10, 4).and_then(|at| number_at(head, at)).unwrap_or(defaults.bytes);
    (base, Defaults { length, bytes })
}

fn start_time(tfdt: &[u8]) -> Option<i64> {
    let time = if tfdt.first() == Some(&1) { long_at(tfdt, 4)? } else { u64::from(number_at(tfdt, 4)?) };
    i64::try_from(time).ok()
}
