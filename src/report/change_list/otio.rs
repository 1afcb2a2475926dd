//! The conformed audio as an OpenTimelineIO timeline: a track for each channel group, clips and gaps in samples.

use serde_json::{Value, json};

use super::list::{SourceClip, WrittenList};
use crate::timebase::{SAMPLE_RATE, SampleDelta, SamplePos};

pub(super) fn otio(list: &WrittenList) -> String {
    let tracks: Vec<Value> = list.clips.iter().map(|clip| track(list, clip)).collect();
    let rate = f64::from(list.rate.numerator()) / f64::from(list.rate.denominator());
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"twopop": {"ticket": list.ticket, "remarks": list.remarks}},
        "name": list.title,
        "global_start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": list.record.start.frames as f64},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {}, "name": "tracks", "source_range": null, "effects": [], "markers": [], "enabled": true,
            "children": tracks,
        }
    });
    format!("{timeline:#}\n")
}

fn track(list: &WrittenList, clip: &SourceClip) -> Value {
    let mut children = Vec::new();
    let mut at = SamplePos::ZERO;
    for one in &list.moves {
        if one.to > at {
            children.push(gap(one.to - at));
        }
        // Sound before the timeline's start has no place on it.
        let early = (at - one.to).max(SampleDelta::ZERO).min(one.piece.length);
        let length = one.piece.length + -early;
        children.push(placed(list, clip, one.from + early, length));
        at = one.to + one.piece.length;
    }
    let channels: Vec<String> = clip.channels.iter().map(usize::to_string).collect();
    json!({
        "OTIO_SCHEMA": "Track.1",
        "metadata": {"twopop": {"channels": clip.channels}},
        "name": format!("channels {}", channels.join(" ")),
        "source_range": null, "effects": [], "markers": [], "enabled": true,
        "children": children,
        "kind": "Audio",
    })
}

fn gap(length: SampleDelta) -> Value {
    json!({
        "OTIO_SCHEMA": "Gap.1",
        "metadata": {}, "name": "", "effects": [], "markers": [], "enabled": true,
        "source_range": range(0, length.get()),
    })
}

/// `from`: in the source, from its first sample; on the timeline of its own timecode it lies later by its start.
fn placed(list: &WrittenList, clip: &SourceClip, from: SamplePos, length: SampleDelta) -> Value {
    let start = list.source.start.samples_since_midnight() + list.source.rest;
    let first = start + (from - SamplePos::ZERO);
    json!({
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {}, "name": clip.name, "effects": [], "markers": [], "enabled": true,
        "source_range": range(first.get(), length.get()),
        "active_media_reference_key": "DEFAULT_MEDIA",
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "metadata": {}, "name": clip.name, "available_range": null, "available_image_bounds": null,
                "target_url": clip.name,
            }
        }
    })
}

/// In samples.
fn range(from: i64, length: i64) -> Value {
    json!({"OTIO_SCHEMA": "TimeRange.1", "start_time": time(from), "duration": time(length)})
}

fn time(samples: i64) -> Value {
    json!({"OTIO_SCHEMA": "RationalTime.1", "rate": f64::from(SAMPLE_RATE), "value": samples as f64})
}
