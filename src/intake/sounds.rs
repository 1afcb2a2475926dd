//! What each sound of a request is (M&E, Print Master, stage mix) and, of several forms, which one is under QC.

use std::cmp::Reverse;
use std::path::Path;

use super::channels::SoundFiles;
use super::movies::MixFolders;
use super::name_words::{NameWords, STAGE_MIX};
use super::path_names::{PathNames, in_folder, mix_by_words, name_contains};
use crate::ticket::{ReferenceKind, Role, Task};

/// A sound and what it was recognised as.
#[derive(Debug)]
pub(super) struct RecognisedSound {
    pub sound: SoundFiles,
    pub place: PathNames,
    pub role: Role,
    /// What it was recognised by, as shown on screen.
    pub by: String,
}

/// What names are read with: the request's folder, its title, and the task a person named.
pub(super) struct NameContext<'a> {
    /// Name of the request's folder, which counts last.
    pub root: &'a str,
    pub title_words: usize,
    /// The task a person named, for sounds whose names give none.
    pub task: Option<Task>,
    /// Whether folder names count: not for files that were picked one by one.
    pub by_place: bool,
}

impl NameContext<'_> {
    pub fn place_of(&self, stem: &str, file: &Path) -> PathNames {
        let folder = file.parent().filter(|_| self.by_place).unwrap_or(Path::new(""));
        PathNames::of(stem, folder, self.title_words)
    }
}

/// What each sound is. Of several forms of one mix, one is under QC and the others are listed as other forms.
pub(super) fn recognise(
    sounds: Vec<SoundFiles>,
    context: &NameContext,
    warnings: &mut Vec<String>,
) -> Vec<RecognisedSound> {
    let mut found: Vec<RecognisedSound> =
        sounds.into_iter().map(|sound| recognise_one(sound, context)).collect();
    if let Some(task) = context.task {
        assign_task(&mut found, task);
    }
    for task in [Task::MusicAndEffects, Task::PrintMaster] {
        choose_form(&mut found, task, warnings);
    }
    for (sound, lacking) in found.iter().map(|found| (&found.sound, found.sound.lacks())) {
        if !lacking.is_empty() {
            warnings.push(format!(
                "The discrete set “{}” lacks {}: the channels after it move up. Ask for the whole set.",
                sound.stem,
                lacking.join(", ")
            ));
        }
    }
    found
}

fn recognise_one(sound: SoundFiles, context: &NameContext) -> RecognisedSound {
    let first = sound.files.first().map_or(Path::new(""), |file| file.as_path());
    let place = context.place_of(&sound.stem, first);
    let (role, by) = role_of(&place, context.root);
    RecognisedSound { sound, place, role, by }
}

/// By its name, then the folders it lies in, then its title, then the request's own name.
fn role_of(place: &PathNames, root: &str) -> (Role, String) {
    let words = place.words();
    let stage_mix = Role::Reference(ReferenceKind::StageMix);
    if let Some(said) = words.last_match(&STAGE_MIX, 0) {
        return (stage_mix, name_contains(&said));
    }
    if let Some(name) = place.folder_with(&STAGE_MIX) {
        return (stage_mix, in_folder(name));
    }
    if let Some((task, by)) = place.mix_by_name() {
        return (Role::Delivered(task), by);
    }
    if let Some((task, name)) = place.mix_by_folder() {
        return (Role::Delivered(task), in_folder(name));
    }
    if let Some((task, said)) = mix_by_words(&words, 0) {
        return (Role::Delivered(task), name_contains(&said));
    }
    if let Some(task) = place.mix_in(root) {
        return (Role::Delivered(task), format!("in request folder “{root}”"));
    }
    (Role::Unrecognised, "nothing in its name or place says M&E or Print Master".to_owned())
}

/// Sounds whose names give no mix belong to the task a person named, unless another sound does.
fn assign_task(found: &mut [RecognisedSound], task: Task) {
    if found.iter().any(|sound| sound.role == Role::Delivered(task)) {
        return;
    }
    for sound in found.iter_mut().filter(|sound| sound.role == Role::Unrecognised) {
        sound.role = Role::Delivered(task);
        sound.by = format!("taken as the {} that is asked for", task.label());
    }
}

/// Of several sounds of one mix, the fullest in the form the task is delivered in; then the latest version.
fn choose_form(found: &mut [RecognisedSound], task: Task, warnings: &mut Vec<String>) {
    let of_task = |sound: &&mut RecognisedSound| sound.role == Role::Delivered(task);
    let mut mixes: Vec<&mut RecognisedSound> = found.iter_mut().filter(of_task).collect();
    mixes.sort_by_key(|sound| Reverse(rank(sound, task)));
    let Some((chosen, others)) = mixes.split_first_mut() else { return };
    let name = shown_name(&chosen.sound);
    let alike: Vec<String> = others
        .iter()
        .filter(|other| form_rank(other, task) == form_rank(chosen, task))
        .map(|other| shown_name(&other.sound))
        .collect();
    if !alike.is_empty() {
        let because = match others.first() {
            Some(next) if rank(next, task) < rank(chosen, task) => "its version is the latest",
            _ => "it comes first by name",
        };
        warnings.push(format!(
            "There are several {} mixes. {name} is taken, since {because}; not {}. Name another if that is wrong.",
            task.label(),
            alike.join(", ")
        ));
    }
    for other in others {
        other.role = Role::OtherForm(task);
        other.by = format!("{}; {name} is under QC", other.by);
    }
}

/// Fullest first, then the form each task is delivered in: discrete for the M&E, interleaved for the Print Master.
fn form_rank(found: &RecognisedSound, task: Task) -> (u8, bool) {
    (width_rank(&found.sound), found.sound.is_discrete() == (task == Task::MusicAndEffects))
}

fn rank(found: &RecognisedSound, task: Task) -> ((u8, bool), Vec<u64>) {
    let version = found.place.version().unwrap_or_default();
    let numbers = version.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    (form_rank(found, task), numbers.collect())
}

/// 5.1 before other widths before 2.0. An interleaved file whose name gives no width counts as 5.1 until it is opened.
fn width_rank(sound: &SoundFiles) -> u8 {
    if sound.is_discrete() {
        return match sound.channels.len() {
            6 => 3,
            2 => 1,
            _ => 2,
        };
    }
    let words = NameWords::of(&sound.stem);
    let narrow = words.last_match(&["20", "stereo", "ltrt", "loro", "mono"], 0);
    let of_a_version = |place: usize| matches!(words.word(place), Some("v" | "ver" | "version"));
    match narrow {
        Some(said) if !said.words.start.checked_sub(1).is_some_and(of_a_version) => 1,
        _ if words.last_match(&["71"], 0).is_some() => 2,
        _ => 3,
    }
}

fn shown_name(sound: &SoundFiles) -> String {
    if sound.is_discrete() {
        format!("the discrete set “{}”", sound.stem)
    } else {
        format!("“{}”", sound.stem)
    }
}

/// The folders of each mix: those its files are in, and the parent of the folder named after the mix.
pub(super) fn mix_folders(found: &[RecognisedSound]) -> MixFolders {
    let mut mix_folders = MixFolders::default();
    for found in found {
        let (Role::Delivered(task) | Role::OtherForm(task)) = found.role else { continue };
        let folders = match task {
            Task::MusicAndEffects => &mut mix_folders.me,
            Task::PrintMaster => &mut mix_folders.print_master,
        };
        let Some(folder) = found.sound.files.first().and_then(|file| file.parent()) else { continue };
        folders.insert(folder.to_owned());
        let of_the_mix = |folder: &&Path| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            found.place.mix_in(&name) == Some(task)
        };
        let mix_folder = folder.ancestors().find(of_the_mix);
        folders.extend(mix_folder.and_then(Path::parent).map(Path::to_owned));
    }
    mix_folders
}
