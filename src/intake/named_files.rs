//! Files a person named for a role, such as by a flag: they replace what names and places say.

use std::fs;
use std::path::{Path, PathBuf};

use super::found::{display_order, found_asset};
use super::headers::Headers;
use super::name_words::{NameWords, version_in};
use super::path_names::{Recognition, mix_by_words, stem_of};
use super::sound_files::SoundFiles;
use super::{IntakeError, Request, channels, sounds, spelled_otherwise};
use crate::ticket::{Asset, Delivery, RecognisedBy, ReferenceKind, Role, Task};

/// Files a person named for a role (flags of the command line). They replace what names and places say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// The proxy made from the IMF.
    pub final_proxy: Option<PathBuf>,
    /// The proxy made from the Servicing Turnover.
    pub turnover_proxy: Option<PathBuf>,
    /// The proxy made from the locked cut.
    pub locked_cut: Option<PathBuf>,
    /// The video production uploaded with the M&E.
    pub companion: Option<PathBuf>,
    /// The alternative stage mix, a movie or a sound.
    pub stage_mix: Option<PathBuf>,
    /// The audio under QC: one interleaved WAV or the mono WAVs of a discrete set.
    pub audio: Vec<PathBuf>,
    /// What is under QC.
    pub task: Option<Task>,
}

impl NamedFiles {
    /// Whether a person named a file for any role.
    pub fn names_files(&self) -> bool {
        let references =
            [&self.final_proxy, &self.turnover_proxy, &self.locked_cut, &self.companion, &self.stage_mix];
        references.into_iter().any(Option::is_some) || !self.audio.is_empty()
    }

    /// Gives the named files their roles. What had the role before stays in the request, without it.
    pub(super) fn apply(&self, request: &mut Request) -> Result<(), IntakeError> {
        let references = [
            (&self.final_proxy, ReferenceKind::FinalProxy),
            (&self.turnover_proxy, ReferenceKind::ServicingTurnover),
            (&self.locked_cut, ReferenceKind::LockedCut),
            (&self.companion, ReferenceKind::Companion),
            (&self.stage_mix, ReferenceKind::StageMix),
        ];
        for (file, kind) in references {
            if let Some(file) = file {
                name_asset(request, Role::Reference(kind), vec![existing_file(file)?]);
            }
        }
        if !self.audio.is_empty() {
            let files = self.audio.iter().map(|file| existing_file(file)).collect::<Result<Vec<_>, _>>()?;
            let files = in_channel_order(files);
            note_named_sound(request, &files);
            let role = self.task.or_else(|| task_by_name(&files)).or(request.task).map(Role::Delivered);
            name_asset(request, role.unwrap_or(Role::Unrecognised), files);
        }
        request.settle_task(self.task.or(request.task));
        Ok(())
    }
}

/// What there is to say of files named as one sound: legs that are lacking, an order of channels that is assumed. By their
/// names; empty where they are no set by their names.
pub fn notes_on_sound(files: &[PathBuf]) -> Vec<String> {
    set_of(files).map_or_else(Vec::new, |set| sounds::notes_on_set(&set))
}

/// Notes in the request what there is to say of files that were named as the audio under QC.
pub(super) fn note_named_sound(request: &mut Request, files: &[PathBuf]) {
    let Some(set) = set_of(files) else { return };
    request.warnings.extend(sounds::notes_on_set(&set));
    request.incomplete.extend(sounds::lacking(&set));
}

fn set_of(files: &[PathBuf]) -> Option<SoundFiles> {
    let grouped = channels::group(files, &Headers::below(Path::new("")));
    match grouped.as_slice() {
        [set] => Some(set.clone()),
        _ => None,
    }
}

/// `path` from the root on; nothing needs to be there.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, IntakeError> {
    std::path::absolute(path).map_err(|error| IntakeError::from_io(path, error))
}

/// The absolute path of a file a person named; it must be there.
fn existing_file(file: &Path) -> Result<PathBuf, IntakeError> {
    // A shell may hand over a name as it was typed, and the disk spell it otherwise.
    let path = spelled_otherwise::find(Path::new(""), &absolute(file)?).path;
    let metadata = fs::metadata(&path).map_err(|error| IntakeError::from_io(&path, error))?;
    if metadata.is_file() { Ok(path) } else { Err(IntakeError::NotAFile { path }) }
}

/// The mono files of a set in channel order when their names say it; else as given.
fn in_channel_order(files: Vec<PathBuf>) -> Vec<PathBuf> {
    set_of(&files).map_or(files, |set| set.files)
}

fn task_by_name(files: &[PathBuf]) -> Option<Task> {
    let stem = stem_of(files.first()?);
    mix_by_words(&NameWords::of(&stem)).map(|(task, _)| task)
}

fn name_asset(request: &mut Request, role: Role, files: Vec<PathBuf>) {
    request.assets.retain(|asset| asset.files != files && !(asset.files.is_empty() && asset.role == role));
    for asset in request.assets.iter_mut().filter(|asset| asset.role == role && role != Role::Unrecognised) {
        release_role(asset);
    }
    let version = files.first().and_then(|file| version_in(&stem_of(file)));
    let recognition = Recognition::by(RecognisedBy::Operator, "named by the operator");
    let mut asset = found_asset(role, files, version, recognition);
    asset.delivery = Delivery::Delivered;
    request.assets.push(asset);
    request.assets.sort_by_key(|asset| display_order(asset.role));
}

/// Takes its role from an asset, because another file was named for it.
fn release_role(asset: &mut Asset) {
    let was = asset.role.to_string();
    asset.role = match asset.role {
        Role::Delivered(task) => Role::OtherForm(task),
        _ => Role::Unrecognised,
    };
    asset.recognised_words = format!("{} ({was}), but another file was named", asset.recognised_words);
}
