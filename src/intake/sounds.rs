//! What each sound of a request is (M&E, Print Master, stage mix, guide, stem) and, of several forms of a mix, which one
//! is under QC.

use std::cmp::Reverse;
use std::path::Path;

use super::headers::{Headers, SoundHeader};
use super::movies::MixFolders;
use super::name_words::NameWords;
use super::path_names::{PathNames, Recognition, mix_by_words};
use super::phrases::STAGE_MIX;
use super::some_names::some_names;
use super::sound_files::SoundFiles;
use super::sound_kinds::{MixForm, OtherSound};
use super::split_parts::count_on;
use super::title::Title;
use crate::ticket::{RecognisedBy, ReferenceKind, Role, Task};

/// A sound and what it was recognised as.
#[derive(Debug)]
pub(super) struct RecognisedSound<'a> {
    pub sound: SoundFiles,
    pub place: PathNames<'a>,
    pub role: Role,
    pub recognition: Recognition,
    /// The mix that it belongs to though it isn't one that can be judged: a lone leg, a stem.
    pub belongs_to: Option<Task>,
    form: MixForm,
}

/// What names are read with.
#[derive(Clone, Copy)]
pub(super) struct NameContext<'a> {
    /// Name of the request's folder, which counts last.
    pub root: &'a str,
    /// The title, whose words do not count.
    pub title: &'a Title,
    /// The task a person named, for sounds whose names give none.
    pub task: Option<Task>,
    /// Whether folder names count: not for files that were picked one by one.
    pub by_place: bool,
}

/// What there is to say about the sounds.
#[derive(Debug, Default)]
pub(super) struct SoundNotes {
    pub warnings: Vec<String>,
    /// Of the warnings, those that leave open whether the delivery is whole.
    pub incomplete: Vec<String>,
}

impl<'a> NameContext<'a> {
    pub fn place_of(&self, stem: &str, file: &Path) -> PathNames<'a> {
        let folder = file.parent().filter(|_| self.by_place).unwrap_or(Path::new(""));
        PathNames::of(stem, folder, self.title)
    }
}

/// What each sound is. Of several forms of one mix, one is under QC and the others are listed as other forms.
pub(super) fn recognise<'a>(
    sounds: Vec<SoundFiles>,
    context: &NameContext<'a>,
    headers: &Headers,
    notes: &mut SoundNotes,
) -> Vec<RecognisedSound<'a>> {
    let mut found: Vec<RecognisedSound> =
        sounds.into_iter().map(|sound| recognise_one(sound, context)).collect();
    if let Some(task) = context.task {
        assign_task(&mut found, task);
    }
    for task in [Task::MusicAndEffects, Task::PrintMaster] {
        choose_form(&mut found, task, headers, notes);
    }
    for one in &found {
        note(one, notes);
    }
    found
}

fn recognise_one<'a>(sound: SoundFiles, context: &NameContext<'a>) -> RecognisedSound<'a> {
    let first = sound.files.first().map_or(Path::new(""), |file| file.as_path());
    let place = context.place_of(&sound.stem, first);
    let form = MixForm::of(&place);
    let (mut role, mut recognition, mut belongs_to) = role_of(&place, context.root);
    if let (Some(leg), Role::Delivered(task)) = (sound.lone_leg, role) {
        (role, belongs_to) = (Role::Unrecognised, Some(task));
        recognition.words =
            format!("one leg ({}) of a discrete set, whose other legs are not here", leg.label());
    }
    RecognisedSound { sound, place, role, recognition, belongs_to, form }
}

/// By its name, then the folders it lies in, then the request's own name; never by its title.
fn role_of(place: &PathNames, root: &str) -> (Role, Recognition, Option<Task>) {
    let words = place.words();
    let mix = Role::Delivered;
    let stage_mix = Role::Reference(ReferenceKind::StageMix);
    if let Some(said) = words.last_match(&STAGE_MIX) {
        return (stage_mix, Recognition::name_contains(&said), None);
    }
    if let Some(name) = place.folder_with(&STAGE_MIX) {
        return (stage_mix, Recognition::in_folder(name), None);
    }
    let by_name = place.mix_by_name();
    if let Some((other, recognition)) = other_sound(place, by_name.is_some()) {
        let task = by_name.map(|(task, _)| task).or_else(|| place.mix_by_folder().map(|(task, _)| task));
        let words = format!("{}: {}", other.label(), recognition.words);
        return (
            Role::Unrecognised,
            Recognition { words, ..recognition },
            task.or_else(|| place.mix_in(root)),
        );
    }
    if let Some((task, recognition)) = by_name {
        return (mix(task), recognition, None);
    }
    if let Some((task, name)) = place.mix_by_folder() {
        return (mix(task), Recognition::in_folder(name), None);
    }
    if let Some(task) = place.mix_in(root) {
        let words = format!("in request folder “{root}”");
        return (mix(task), Recognition::by(RecognisedBy::FolderName, words), None);
    }
    let words = match mix_by_words(&NameWords::of(&place.stem)) {
        Some((_, said)) => {
            format!("“{}” in its name may be the title: nothing else says M&E or Print Master", said.spelt)
        }
        None => "nothing in its name or place says M&E or Print Master".to_owned(),
    };
    (Role::Unrecognised, Recognition::none(words), None)
}

/// A guide, a stem or the like, by its name, else by a folder inside the mix's own. A folder of stems may hold a mix.
fn other_sound(place: &PathNames, is_mix_by_name: bool) -> Option<(OtherSound, Recognition)> {
    if let Some((other, said)) = OtherSound::by_words(&place.words()) {
        return Some((other, Recognition::name_contains(&said)));
    }
    place.folders.iter().find_map(|name| {
        let (other, _) = OtherSound::by_words(&place.words_of(name))?;
        let may_hold_mixes = other == OtherSound::Stem && is_mix_by_name;
        (!may_hold_mixes).then(|| (other, Recognition::in_folder(name)))
    })
}

/// Sounds whose names give no mix belong to the task a person named, unless another sound does.
fn assign_task(found: &mut [RecognisedSound], task: Task) {
    if found.iter().any(|sound| sound.role == Role::Delivered(task)) {
        return;
    }
    let is_open = |sound: &&mut RecognisedSound| {
        sound.role == Role::Unrecognised && sound.recognition.by.is_none() && sound.sound.lone_leg.is_none()
    };
    for sound in found.iter_mut().filter(is_open) {
        sound.role = Role::Delivered(task);
        let words = format!("taken as the {} that is asked for", task.label());
        sound.recognition = Recognition::by(RecognisedBy::Operator, words);
    }
}

/// Of several sounds of one mix, the fullest in the form the task is delivered in; then the latest version.
fn choose_form(found: &mut [RecognisedSound], task: Task, headers: &Headers, notes: &mut SoundNotes) {
    let of_task = |sound: &&mut RecognisedSound| sound.role == Role::Delivered(task);
    let mut mixes: Vec<&mut RecognisedSound> = found.iter_mut().filter(of_task).collect();
    if mixes.len() > 1 {
        for sound in &mut mixes {
            give_way_of_objects(sound, task, headers);
        }
        mixes.retain(|sound| sound.role == Role::Delivered(task));
    }
    let is_only_one = mixes.len() < 2;
    mixes.sort_by_cached_key(|sound| Reverse(rank(sound, task, is_only_one, headers)));
    let Some((chosen, others)) = mixes.split_first_mut() else { return };
    let name = shown_name(&chosen.sound);
    let best = rank(chosen, task, is_only_one, headers);
    let ranks: Vec<_> = others.iter().map(|other| rank(other, task, false, headers)).collect();
    let alike: Vec<String> = others
        .iter()
        .zip(&ranks)
        .filter(|(_, rank)| rank.0 == best.0)
        .map(|(other, _)| shown_name(&other.sound))
        .collect();
    if !alike.is_empty() {
        let because = if ranks.first().is_some_and(|next| *next < best) {
            "its version is the latest"
        } else {
            "it comes first by name"
        };
        notes.warnings.push(format!(
            "There are several {} mixes. {name} is taken, since {because}; not {}. Name another if that is wrong.",
            task.label(),
            some_names(&alike)
        ));
    }
    let may_be_parts = others.iter().any(|other| count_on(&chosen.sound.stem, &other.sound.stem));
    if may_be_parts {
        let sentence = format!(
            "{} and others are counted at the end of their names: they may be parts of one {}, and no stamps say so. Ask for \
             it in one file if they are.",
            chosen.sound.stem,
            task.label()
        );
        notes.warnings.push(sentence.clone());
        notes.incomplete.push(sentence);
    }
    if let Some(form) = chosen.form.label() {
        notes.warnings.push(format!(
            "There is no plain {} in this request: {name} is taken, which is {form}. Ask for the plain one if it is wanted.",
            task.label()
        ));
    }
    for (other, rank) in others.iter_mut().zip(ranks) {
        other.role = Role::OtherForm(task);
        let form = other.form.label().map(|form| format!(", {form}")).unwrap_or_default();
        let wide = if rank.0.0 == NARROW && best.0.0 > NARROW { ", 2.0" } else { "" };
        other.recognition.words = format!("{}{form}{wide}; {name} is under QC", other.recognition.words);
    }
}

/// A sound of many channels is an Atmos master, whatever its name says.
fn give_way_of_objects(sound: &mut RecognisedSound, task: Task, headers: &Headers) {
    let header =
        sound.sound.files.first().filter(|_| !sound.sound.is_discrete()).and_then(|file| headers.of(file));
    if let Some(header) = header.filter(SoundHeader::is_of_objects) {
        sound.role = Role::Unrecognised;
        sound.belongs_to = Some(task);
        sound.recognition.words =
            format!("{}, it has {} channels", OtherSound::Atmos.label(), header.channels);
    }
}

const NARROW: u8 = 1;

/// Width, form, and whether it comes as the task is delivered; then the numbers of its version.
type Rank = ((u8, MixForm, bool), Vec<u64>);

/// Fullest first, then the plain form, then discrete for the M&E and interleaved for the Print Master.
fn rank(found: &RecognisedSound, task: Task, is_only_one: bool, headers: &Headers) -> Rank {
    let as_delivered = found.sound.is_discrete() == (task == Task::MusicAndEffects);
    let version = found.place.version().unwrap_or_default();
    let numbers = version.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let width = if is_only_one { 0 } else { width_rank(&found.sound, headers) };
    ((width, found.form, as_delivered), numbers.collect())
}

/// 5.1 before other widths before 2.0: by the channels as opened, and only where a header cannot be read by its name. A
/// name that gives no width counts as 5.1 until it is opened.
fn width_rank(sound: &SoundFiles, headers: &Headers) -> u8 {
    let of_channels = |channels: usize| match channels {
        6 => 3,
        1 | 2 => NARROW,
        _ => 2,
    };
    if sound.is_discrete() {
        return of_channels(sound.channels.len());
    }
    if let Some(header) = sound.files.first().and_then(|file| headers.of(file)) {
        return of_channels(header.channels as usize);
    }
    let words = NameWords::of(&sound.stem);
    let last = |phrases: &[&str]| {
        let of_a_version = |place: usize| matches!(words.word(place), Some("v" | "ver" | "version"));
        let counts = words.find(phrases, &|said| !said.words.start.checked_sub(1).is_some_and(of_a_version));
        counts.map(|said| said.words.end)
    };
    let narrow = last(&["20", "2ch", "1ch", "stereo", "ltrt", "loro", "mono"]);
    let (wide, wider) = (last(&["51", "6ch"]), last(&["71", "8ch"]));
    match (narrow, wide, wider) {
        (Some(_), wide, wider) if narrow > wide && narrow > wider => NARROW,
        (_, wide, Some(_)) if wider > wide => 2,
        _ => 3,
    }
}

/// What a person should know of one sound: legs that are lacking, a channel order that is assumed, parts.
fn note(found: &RecognisedSound, notes: &mut SoundNotes) {
    let is_mix = matches!(found.role, Role::Delivered(_));
    if is_mix {
        notes.warnings.extend(notes_on_set(&found.sound));
        notes.incomplete.extend(lacking(&found.sound));
    } else if found.belongs_to.is_some() || matches!(found.role, Role::OtherForm(_)) {
        notes.warnings.extend(lacking(&found.sound));
    }
}

/// What a person should know of the files of one sound.
pub(super) fn notes_on_set(sound: &SoundFiles) -> Vec<String> {
    let stem = &sound.stem;
    let mut notes: Vec<String> = lacking(sound).into_iter().collect();
    if sound.is_numbered {
        let order: Vec<&str> = sound.channels.iter().map(|channel| channel.label()).collect();
        notes.push(format!(
            "The legs of “{stem}” are numbered, so their names do not say the order of the channels: {} is assumed. \
             Confirm it, or ask for legs that are named.",
            order.join(" ")
        ));
    }
    if sound.parts > 1 {
        notes.push(format!(
            "“{stem}” was split into {} parts, whose stamps run on: they are joined into one.",
            sound.parts
        ));
    }
    notes
}

/// The legs that a set lacks, in a sentence.
pub(super) fn lacking(sound: &SoundFiles) -> Option<String> {
    let stem = &sound.stem;
    if let Some(leg) = sound.lone_leg {
        return Some(format!(
            "“{stem}” is one leg ({}) of a discrete set, whose other legs are not here. Ask for the whole set.",
            leg.label()
        ));
    }
    let is_wide = NameWords::of(stem).last_match(&["51", "6ch"]).is_some();
    let lacking = sound.lacks(is_wide);
    (!lacking.is_empty()).then(|| {
        format!(
            "The discrete set “{stem}” lacks {}: the channels after it move up. Ask for the whole set.",
            lacking.join(", ")
        )
    })
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
        let folder = found.sound.files.first().and_then(|file| file.parent()).unwrap_or(Path::new(""));
        mix_folders.with_sound.extend(folder.ancestors().map(Path::to_owned));
        let task = match found.role {
            Role::Delivered(task) | Role::OtherForm(task) => Some(task),
            _ => found.belongs_to,
        };
        let folders = match task {
            Some(Task::MusicAndEffects) => &mut mix_folders.me,
            Some(Task::PrintMaster) => &mut mix_folders.print_master,
            None => continue,
        };
        folders.insert(folder.to_owned());
        let of_the_mix = |folder: &&Path| {
            let name = super::name_words::composed(folder.file_name().unwrap_or_default());
            found.place.mix_in(&name) == task
        };
        let mix_folder = folder.ancestors().find(of_the_mix);
        folders.extend(mix_folder.and_then(Path::parent).map(Path::to_owned));
    }
    mix_folders
}
