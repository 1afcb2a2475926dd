//! Marker lists of Reaper and of Audition.

use crate::report::marker::Marker;
use crate::report::table::written;
use crate::ticket::Severity;
use crate::timebase::{SAMPLE_RATE, SamplePos};

/// Reaper's region and marker list: `M` for a place, `R` for a range, times in seconds.
///
/// # Errors
/// Never in practice: it writes into memory.
pub(in crate::report) fn reaper(markers: &[Marker]) -> Result<Vec<u8>, String> {
    let head = ["#", "Name", "Start", "End", "Length", "Color"].map(str::to_owned);
    let (mut places, mut ranges) = (0, 0);
    let rows = markers.iter().map(|marker| {
        let start = seconds(marker.from.get());
        let colour = match marker.severity {
            Severity::Blocker => "D55E00",
            Severity::Issue => "E69F00",
            Severity::Fyi => "8FA3B8",
        };
        let name = full_name(marker);
        if marker.frames > 1 {
            ranges += 1;
            let length = marker.to.get().saturating_sub(marker.from.get());
            [format!("R{ranges}"), name, start, seconds(marker.to.get()), seconds(length), colour.to_owned()]
        } else {
            places += 1;
            [format!("M{places}"), name, start, String::new(), String::new(), colour.to_owned()]
        }
    });
    written(b',', std::iter::once(head).chain(rows))
}

/// Audition's marker list: tab-separated, decimal times.
///
/// # Errors
/// Never in practice: it writes into memory.
pub(in crate::report) fn audition(markers: &[Marker]) -> Result<Vec<u8>, String> {
    let head = ["Name", "Start", "Duration", "Time Format", "Type", "Description"].map(str::to_owned);
    let rows = markers.iter().map(|marker| {
        let length = if marker.frames > 1 { marker.to.get().saturating_sub(marker.from.get()) } else { 0 };
        let decimal = |samples: i64| decimal(SamplePos::new(samples));
        [
            marker.name.clone(),
            decimal(marker.from.get()),
            decimal(length),
            "decimal".to_owned(),
            "Cue".to_owned(),
            marker.note.clone(),
        ]
    });
    written(b'\t', std::iter::once(head).chain(rows))
}

fn full_name(marker: &Marker) -> String {
    if marker.note.is_empty() { marker.name.clone() } else { format!("{}: {}", marker.name, marker.note) }
}

/// Seconds to the microsecond: finer than a sample.
fn seconds(samples: i64) -> String {
    let rate = i64::from(SAMPLE_RATE);
    let micro = (samples % rate * 1_000_000 + rate / 2) / rate;
    format!("{}.{micro:06}", samples / rate)
}

/// "1:02:03.500" as Audition writes decimal times: minutes and seconds, hours where there are any.
fn decimal(at: SamplePos) -> String {
    let milliseconds = at.whole_milliseconds();
    let (whole, rest) = (milliseconds / 1000, milliseconds % 1000);
    match whole / 3600 {
        0 => format!("{}:{:02}.{rest:03}", whole / 60, whole % 60),
        hours => format!("{hours}:{:02}:{:02}.{rest:03}", whole / 60 % 60, whole % 60),
    }
}
