//! The JSON of `twopop check` (twopop.check/1): that of `explain` with measurement and findings. Names are frozen.

use serde_json::{Value, json};

use super::checked::{CheckOutcome, CheckedRequest, ViaPrintMaster, fallback_closeness, offers_fallback};
use super::compare_json::compare_json;
use super::conform_search::ConformAnswer;
use super::explain_json::{explain_json, kind_name, severity_name};
use super::mix_json::{cost_json, mix_json};
use super::reheard::reheard_json;
use crate::conform::{CutMatch, PictureMatch};
use crate::drafting::{Draft, MixDraft, Served};
use crate::mix::MixResult;
use crate::policy::Profile;
use crate::ticket::{FindingKind, Mode};

/// The object `check --json` prints: that of `explain`, with what was measured and what was found.
pub(super) fn check_json(profile: &Profile, checked: &CheckedRequest, mode: Mode) -> Value {
    let CheckedRequest { settled, decision, outcome } = checked;
    let warnings = checked.warnings();
    let mut object = explain_json(profile, settled.facts.task, decision, &settled.assets, &warnings);
    let mut set = |field: &str, value: Value| {
        if let Some(fields) = object.as_object_mut() {
            fields.insert(field.to_owned(), value);
        }
    };
    set("mode", json!(mode_word(mode)));
    set("fits", Value::Null);
    match outcome {
        CheckOutcome::NotMeasured(why) => {
            set("not_measured", json!(why));
            set("mix", mix_json(profile, &MixResult::without_sound(why), 0, 0));
        }
        CheckOutcome::Judged(judged) => {
            let names = judged.channel_names();
            let of_timing = judged.drafts.iter().map(|draft| finding_json(draft, &judged.served));
            let inside = judged.mix_drafts.iter().map(|one| inside_json(one, &judged.served, &names));
            set("findings", of_timing.chain(inside).collect());
            set("measurement", compare_json(&judged.compared));
            let mut mix = mix_json(profile, &judged.mix, names.len(), judged.length());
            if let Some(fields) = mix.as_object_mut() {
                fields.insert("cpu_seconds".to_owned(), cost_json(&judged.mix_cost));
                fields.insert("read_again".to_owned(), json!(judged.read_again));
            }
            set("mix", mix);
            set("earlier_findings", judged.reheard.as_deref().map_or(Value::Null, reheard_json));
            set("through_print_master", judged.through.as_ref().map_or(Value::Null, through_json));
            set("finish_with_fallback", json!(offers_fallback(checked, judged)));
            set("fallback_closeness", json!(fallback_closeness(checked, judged).map(closeness_name)));
            set("fits", judged.fits.as_ref().map_or(Value::Null, fits_json));
        }
    }
    object
}

/// The way round that the measurement came, and what audio and picture said of each other.
fn through_json(through: &ViaPrintMaster) -> Value {
    json!({ "path": through.print_master.display().to_string(), "direct_verdict": through.direct })
}

fn finding_json(draft: &Draft, served: &Served) -> Value {
    let (first, last) = draft.timecodes(served.start);
    json!({
        "severity": draft.judgement.severity.map_or("unstated", severity_name),
        "needs_supervisor": draft.judgement.needs_supervisor,
        "kind": finding_name(draft.kind),
        // Labels of the first and the last frame concerned.
        "timecode_in": first.to_string(),
        "timecode_out": last.to_string(),
        "from": draft.from,
        "to": draft.to,
        "text": draft.text,
        "rule": draft.judgement.rule,
        "because": draft.judgement.because,
        "citation": draft.judgement.citation,
        "conflicts": draft.judgement.conflicts,
        "evidence": draft.evidence,
        "confidence": draft.confidence,
        "flagged": draft.is_flagged(),
    })
}

/// A finding inside the mix, with its channels and the candidates that it was drafted from, by their places in `mix.candidates`.
fn inside_json(inside: &MixDraft, served: &Served, names: &[String]) -> Value {
    let mut object = finding_json(&inside.draft, served);
    if let Some(fields) = object.as_object_mut() {
        let channels: Vec<&String> = inside.channels.iter().filter_map(|&place| names.get(place)).collect();
        fields.insert("channels".to_owned(), json!(channels));
        fields.insert("mix_candidates".to_owned(), json!(inside.candidates));
    }
    object
}

fn fits_json(fits: &ConformAnswer) -> Value {
    let tried = fits.others.iter().map(|fitted| {
        let mut tried = tried_json(&fitted.picture_match);
        if let Some(fields) = tried.as_object_mut() {
            fields.insert("path".to_owned(), json!(fitted.path.display().to_string()));
        }
        tried
    });
    let fitting = fits.result.other.and_then(|place| fits.others.get(place));
    json!({
        "sentence": fits.result.sentence,
        "path": fitting.map(|fitted| fitted.path.display().to_string()),
        "kind": fitting.and_then(|fitted| fitted.picture_match.kind).map(kind_name),
        "served": tried_json(&fits.served),
        "tried": tried.collect::<Vec<_>>(),
        "left_out": fits.left_out,
    })
}

fn tried_json(tried: &PictureMatch) -> Value {
    let recuts = match tried.closeness {
        CutMatch::OtherCut { recuts } => Some(recuts),
        CutMatch::InSync | CutMatch::SameCut => Some(0),
        CutMatch::NoEvidence | CutMatch::OtherProgramme => None,
    };
    json!({
        "kind": tried.kind.map(kind_name),
        "label": tried.label,
        "closeness": closeness_name(tried.closeness),
        "recuts": recuts,
        "through_print_master": tried.through_print_master,
    })
}

fn closeness_name(closeness: CutMatch) -> &'static str {
    match closeness {
        CutMatch::InSync => "in_sync",
        CutMatch::SameCut => "same_cut",
        CutMatch::OtherCut { .. } => "other_cut",
        CutMatch::NoEvidence => "no_evidence",
        CutMatch::OtherProgramme => "no_match",
    }
}

fn finding_name(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::GlobalOffset => "global_offset",
        FindingKind::Drift => "drift",
        FindingKind::Recut => "recut",
        FindingKind::MissingSound => "missing",
        FindingKind::WrongAsset => "wrong_asset",
        FindingKind::DropOut => "drop_out",
        FindingKind::TruePeak => "true_peak",
        FindingKind::ChannelMismap => "channel_mismap",
        // A measurement drafts no other kind.
        _ => "other",
    }
}

fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Full => "full",
        Mode::Spot => "spot",
        Mode::FixCheck => "fix_check",
    }
}
