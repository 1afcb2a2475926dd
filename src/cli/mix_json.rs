//! The object "mix" of `twopop check --json` (twopop.mix/1). Names are frozen.

use serde_json::{Value, json};

use super::explain_json::severity_name;
use crate::drafting::mix_judgement;
use crate::machine::MixCost;
use crate::mix::{ComparedChannel, ComparedWith, LeaderMeasure, MixCandidate, MixMeasures, MixResult};
use crate::monitoring::{ChannelOrder, Speaker, speakers};
use crate::policy::Profile;
use crate::ticket::MixCheck;

/// Name and number of the form; fields may be added, their meaning never changes.
const SCHEMA: &str = "twopop.mix/1";

/// What was found inside a mix of `channels` channels and `length` samples, and what each would be once a person has accepted
/// it. Places are samples of the delivered file.
pub(super) fn mix_json(profile: &Profile, mix: &MixResult, channels: usize, length: i64) -> Value {
    let names: Vec<String> =
        speakers(channels, ChannelOrder::Smpte).into_iter().map(Speaker::label).collect();
    let checks = mix.checks.iter().map(|(check, state)| {
        let mut object = json!({ "id": check.id(), "state": state.id(), "because": state.because() });
        if let (Some(all), Some(fields)) = (mix.more_than_listed(*check), object.as_object_mut()) {
            fields.insert("candidates_in_all".to_owned(), json!(all));
        }
        object
    });
    json!({
        "schema": SCHEMA,
        "checks": checks.collect::<Vec<_>>(),
        "measures": measures(profile, &mix.measures, &names),
        "candidates": mix.candidates.iter().map(|one| candidate(profile, one, &names, length)).collect::<Vec<_>>(),
    })
}

/// What listening took, by what it was spent on; empty where nothing was listened to.
pub(super) fn cost_json(cost: &MixCost) -> Value {
    cost.each().map(|(work, seconds)| (work.id().to_owned(), json!(thousandths(seconds)))).collect()
}

fn measures(profile: &Profile, measures: &MixMeasures, names: &[String]) -> Value {
    let name = |place: usize| names.get(place);
    let of = |field: &dyn Fn(&ComparedChannel) -> Value| match &measures.channels {
        Some(channels) => channels.iter().map(field).collect(),
        None => Value::Null,
    };
    json!({
        "true_peak_dbtp": measures.true_peak_dbtp.iter().map(|peak| peak.map(hundredths)).collect::<Vec<_>>(),
        "integrated_lufs": measures.integrated_lufs.map(hundredths),
        "leader": measures.leader.as_ref().map(|leader| leader_json(profile, leader, names)),
        "speech_lkfs_estimate": measures.speech_lkfs.map(hundredths),
        "null_depth_db": of(&|channel| json!(channel.null_depth_db.map(hundredths))),
        "gain_db": of(&|channel| json!(channel.gain_db.map(hundredths))),
        "delay_samples": of(&|channel| json!(channel.delay_samples)),
        "map": of(&|channel| json!(channel.map.map(name))),
        "polarity": of(&|channel| json!(channel.polarity)),
    })
}

/// The leader, with what the profile wants of its tone.
fn leader_json(profile: &Profile, leader: &LeaderMeasure, names: &[String]) -> Value {
    let target = &profile.mix.reference_tone;
    let tones = leader.tones.iter().map(|tone| {
        json!({
            "channel": names.get(tone.channel),
            "level_dbfs": hundredths(tone.level_dbfs),
            "frequency_hz": hundredths(tone.hertz),
            "from": tone.place.start,
            "to": tone.place.end,
            "within": target.is_met_by(tone.level_dbfs),
        })
    });
    let together = |channels: &Vec<usize>| channels.iter().map(|&one| names.get(one)).collect::<Vec<_>>();
    json!({
        "state": leader.state.id(),
        "because": leader.state.because(),
        "tones": tones.collect::<Vec<_>>(),
        "wanted_dbfs": target.level.get(),
        "citation": target.citation,
        "ident_order": leader.idents.iter().map(together).collect::<Vec<_>>(),
    })
}

fn candidate(profile: &Profile, found: &MixCandidate, names: &[String], length: i64) -> Value {
    let judgement = mix_judgement(profile, found, length);
    let channels: Vec<&String> = found.channels.iter().filter_map(|&channel| names.get(channel)).collect();
    let mut object = json!({
        "check": found.check.id(),
        "channels": channels,
        "audio_from": found.audio_from,
        "audio_to": found.audio_to,
        "level_db": found.level_db.map(hundredths),
        "compared_with": found.compared_with.map(|with| match with {
            ComparedWith::PrintMaster => "print_master",
            ComparedWith::DialogueGuide => "dialogue_guide",
        }),
        "confidence": hundredths(found.confidence),
        "if_accepted": {
            "severity": judgement.severity.map_or("unstated", severity_name),
            "needs_supervisor": judgement.needs_supervisor,
            "rule": judgement.rule,
            "because": judgement.because,
            "citation": judgement.citation,
            "conflicts": judgement.conflicts,
        },
    });
    if let (MixCheck::Click, Some(fields)) = (found.check, object.as_object_mut()) {
        fields.insert("in_print_master".to_owned(), json!(found.in_print_master));
    }
    object
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
