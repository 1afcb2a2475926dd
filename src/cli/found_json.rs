//! The part of the JSON that says what was found: by what each file was recognised, the audio under QC, and what was
//! passed over. Names are frozen.

use serde_json::{Value, json};

use crate::ticket::{Asset, FileKind, RecognisedBy, Role, Task, audio_under_qc};

/// By what an asset was recognised; null where nothing says what it is.
pub(super) fn recognised_name(asset: Option<&Asset>) -> Value {
    let by = asset.and_then(|asset| asset.recognised_by);
    json!(by.map(|by| match by {
        RecognisedBy::RequestFile => "request_file",
        RecognisedBy::Operator => "operator",
        RecognisedBy::FileName => "file_name",
        RecognisedBy::FolderName => "folder_name",
        RecognisedBy::Place => "place",
    }))
}

/// The audio under QC of `task`, and the sounds beside it that are not judged; null where there is none.
pub(super) fn audio_json(task: Task, assets: &[Asset]) -> Value {
    let Some(audio) = audio_under_qc(task, assets).and_then(|place| assets.get(place)) else {
        return Value::Null;
    };
    let channels = audio.facts.as_ref().map(|facts| facts.channels as usize);
    let of_legs = (audio.files.len() > 1).then_some(audio.files.len());
    let passed_over = assets.iter().filter(|asset| asset.files != audio.files && is_other_sound(asset));
    json!({
        "paths": audio.files.iter().map(|file| file.to_string_lossy()).collect::<Vec<_>>(),
        "recognised_by": recognised_name(Some(audio)),
        "recognised_words": audio.recognised_words,
        "channels": channels.or(of_legs),
        "passed_over": passed_over.map(passed_over_json).collect::<Vec<_>>(),
    })
}

/// What could matter and cannot be used: broken links, archives, transfers that are not done, what does not open.
pub(super) fn all_passed_over(assets: &[Asset]) -> Value {
    let unusable = assets.iter().filter(|asset| asset.problem.is_some() && !asset.files.is_empty());
    unusable.map(passed_over_json).collect()
}

/// Whether it is a sound that is no reference.
pub(super) fn is_other_sound(asset: &Asset) -> bool {
    let is_sound = asset.files.first().and_then(|file| FileKind::of(file)).is_some_and(FileKind::is_sound);
    is_sound && !matches!(asset.role, Role::Reference(_))
}

fn passed_over_json(asset: &Asset) -> Value {
    let because = match &asset.problem {
        Some(problem) => problem.to_string(),
        None => asset.recognised_words.clone(),
    };
    json!({ "path": path_of(asset), "because": because })
}

/// The first file: of a discrete set, its left channel.
pub(super) fn path_of(asset: &Asset) -> Option<String> {
    asset.files.first().map(|file| file.to_string_lossy().into_owned())
}
