//! A Standard MIDI File with marker events at a constant tempo, which Pro Tools, Nuendo, Cubase and Logic import.

use midly::{Format, Header, MetaMessage, Smf, Timing, Track, TrackEvent, TrackEventKind};

use crate::report::marker::Marker;
use crate::timebase::{SAMPLE_RATE, SamplePos, clock_text};

/// Ticks in a quarter note, and its length in microseconds (120 a minute). Chosen so that a tick is a sample at 48 kHz.
const TICKS: u16 = 24_000;
const QUARTER: u32 = 500_000;
/// Greatest distance between two events. *Standard*: four bytes of seven bits.
const LONGEST: i64 = (1 << 28) - 1;
/// How often an empty event may bridge more than that: so far 265 days. Chosen: past any programme, and small in the file.
const BRIDGES: i64 = 4096;

/// Times count from the file's start, which is the picture's first frame.
///
/// # Errors
/// When a marker lies so far from the file's start that no programme reaches there. MIDI writes 93 minutes between two
/// events; empty ones bridge what is longer.
pub(in crate::report) fn midi(markers: &[Marker]) -> Result<Vec<u8>, String> {
    const { assert!(TICKS as u64 * 1_000_000 == SAMPLE_RATE as u64 * QUARTER as u64) };
    if let Some(far) = markers.iter().find(|marker| marker.from.get() / LONGEST > BRIDGES) {
        return Err(format!(
            "a finding ({}) lies {} after the picture's first frame, further than a MIDI file reaches: correct its place",
            far.name,
            clock_text(far.from - SamplePos::ZERO)
        ));
    }
    let texts: Vec<String> = markers
        .iter()
        .map(|marker| {
            let note = if marker.note.is_empty() { String::new() } else { format!(": {}", marker.note) };
            format!("{}{note}", marker.name)
        })
        .collect();
    let mut track = Track::new();
    let mut put = |delta: i64, meta| {
        let delta = u32::try_from(delta).unwrap_or(0).into();
        track.push(TrackEvent { delta, kind: TrackEventKind::Meta(meta) });
    };
    put(0, MetaMessage::TrackName(b"Twopop"));
    put(0, MetaMessage::Tempo(QUARTER.into()));
    let mut at = 0;
    for (marker, text) in markers.iter().zip(&texts) {
        let mut distance = marker.from.get().saturating_sub(at).max(0);
        while distance > LONGEST {
            put(LONGEST, MetaMessage::Text(b""));
            distance -= LONGEST;
        }
        put(distance, MetaMessage::Marker(text.as_bytes()));
        at = at.max(marker.from.get());
    }
    put(0, MetaMessage::EndOfTrack);
    let mut file = Smf::new(Header::new(Format::SingleTrack, Timing::Metrical(TICKS.into())));
    file.tracks.push(track);
    let mut bytes = Vec::new();
    file.write_std(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
