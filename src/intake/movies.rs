//! Which reference a movie is, by its name, its folder and its place. Never guessed: what nothing says stays
//! unrecognised.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::name_words::{NameWords, PhraseMatch, is_digits};
use super::path_names::{PathNames, Recognition};
use super::phrases::{
    AFTER_A_KIND, COMPANION, FINAL_PROXY, FINAL_PROXY_FOLDER, LOCKED_CUT, NOT_FINAL, NOT_THE_PROXY,
    SERVICING_TURNOVER, STAGE_MIX,
};
use crate::ticket::{RecognisedBy, ReferenceKind, Role, Task};

/// The folders (relative to the request) of each mix: a movie in one of them was uploaded with that mix.
#[derive(Debug, Default)]
pub(super) struct MixFolders {
    pub me: BTreeSet<PathBuf>,
    pub print_master: BTreeSet<PathBuf>,
    /// Folders that hold sound, at any depth.
    pub with_sound: BTreeSet<PathBuf>,
}

/// What a movie was recognised as.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecognisedMovie {
    pub role: Role,
    pub recognition: Recognition,
    /// What a person should look at.
    pub doubt: Option<String>,
}

/// What a movie is, by its name and place. First whether it is called a stage mix; then the M&E's own folder, since a
/// movie uploaded with the M&E is the companion whatever cut it shows; then its name, its folder, and the audio beside
/// it.
pub(super) fn recognise(place: &PathNames, folder: &Path, mix_folders: &MixFolders) -> RecognisedMovie {
    if let Some(said) = place.words().last_match(&STAGE_MIX) {
        return reference(ReferenceKind::StageMix, Recognition::name_contains(&said));
    }
    if let Some(name) = place.folder_with(&STAGE_MIX) {
        return reference(ReferenceKind::StageMix, Recognition::in_folder(name));
    }
    let stated = kind_by_name(place);
    if let KindByName::Kind(ReferenceKind::Companion, recognition) = stated {
        return reference(ReferenceKind::Companion, recognition);
    }
    if let Some((Task::MusicAndEffects, name)) = place.mix_by_folder() {
        return companion_in(name, &stated);
    }
    match stated {
        KindByName::Kind(kind, recognition) => reference(kind, recognition),
        KindByName::Unclear(why) => unrecognised(why),
        KindByName::None => by_folder(place, folder, mix_folders),
        KindByName::InTitle(spelt) => {
            let by_place = by_folder(place, folder, mix_folders);
            // A proxy is made of a picture that its title does not name.
            let is_proxy = place.words().last_match(&["proxy"]).is_some();
            if !is_proxy && by_place.role != Role::Unrecognised {
                return by_place;
            }
            unrecognised(format!("“{spelt}” in its name may be the title: say which reference this is"))
        }
    }
}

/// The kind of reference that a movie's name gives.
pub(super) enum KindByName {
    Kind(ReferenceKind, Recognition),
    /// The name is ambiguous: why, and what a person has to say.
    Unclear(String),
    /// Only the title holds a kind's word, spelled so: it decides nothing.
    InTitle(String),
    None,
}

/// The kind of reference that a file's own name gives, its title left out.
pub(super) fn kind_by_name(place: &PathNames) -> KindByName {
    let words = place.words();
    let servicing = words.last_match(&SERVICING_TURNOVER);
    let locked = words.last_match(&LOCKED_CUT);
    let found = words.last_match(&FINAL_PROXY);
    let companion = words.last_match(&COMPANION);
    let both = |one: &PhraseMatch, other: &PhraseMatch| {
        KindByName::Unclear(format!("its name says “{}” and “{}”: say which it is", one.spelt, other.spelt))
    };
    let is_named = |kind, said: &PhraseMatch| named(&words, kind, said);
    match (companion, servicing, locked, found) {
        (Some(one), Some(other), _, _)
        | (Some(one), None, Some(other), _)
        | (Some(one), None, None, Some(other)) => both(&one, &other),
        (Some(said), None, None, None) => is_named(ReferenceKind::Companion, &said),
        (None, Some(one), Some(other), _) => both(&one, &other),
        (None, Some(said), None, _) => is_named(ReferenceKind::ServicingTurnover, &said),
        // "LOCKED_FINAL" and "FINAL_LOCK" are the last of the locked cuts; "LOCKED_IN_Final" may be anything.
        (None, None, Some(said), Some(other)) if !touch(&said, &other) => both(&said, &other),
        (None, None, Some(said), _) => is_named(ReferenceKind::LockedCut, &said),
        (None, None, None, Some(said)) => final_proxy(&words, &said),
        (None, None, None, None) => in_title(place),
    }
}

fn touch(one: &PhraseMatch, other: &PhraseMatch) -> bool {
    one.words.end >= other.words.start && other.words.end >= one.words.start
}

/// A kind's bare word is taken for it unless an unknown word goes on after it, as in a title.
fn named(words: &NameWords, kind: ReferenceKind, said: &PhraseMatch) -> KindByName {
    let next = words.word(said.words.end);
    let counts = words.word(said.words.end + 1).is_some_and(is_digits);
    let goes_on = said.words.len() == 1
        && !words.is_of_title(said.words.end)
        && next.is_some_and(|next| !is_digits(next) && !counts && !AFTER_A_KIND.contains(&next));
    if goes_on {
        let whole = words.spelling(said.words.start..said.words.end + 1).spelt;
        return KindByName::Unclear(format!(
            "“{}” of “{whole}” in its name may belong to a title: say which reference this is",
            said.spelt
        ));
    }
    KindByName::Kind(kind, Recognition::name_contains(said))
}

/// The title holds a kind's word: it decides nothing, and is said.
fn in_title(place: &PathNames) -> KindByName {
    let whole = NameWords::of(&place.stem);
    let lists: [&[&str]; 4] = [&COMPANION, &SERVICING_TURNOVER, &LOCKED_CUT, &FINAL_PROXY];
    let said = lists.iter().find_map(|list| whole.last_match(list));
    said.map_or(KindByName::None, |said| KindByName::InTitle(said.spelt.to_owned()))
}

/// "Final" is a common word: "not final" and "final mix" are not the Final Proxy.
fn final_proxy(words: &NameWords, said: &PhraseMatch) -> KindByName {
    let spelt = said.spelt;
    let after = words.word(said.words.end).filter(|word| NOT_THE_PROXY.contains(word));
    if let Some(after) = after {
        return KindByName::Unclear(format!(
            "its name says “{spelt} {after}”, which may not be the Final Proxy: say what it is"
        ));
    }
    let before = said.words.start.checked_sub(1).and_then(|place| words.word(place));
    if before.is_some_and(|word| NOT_FINAL.contains(&word)) {
        return KindByName::Unclear(format!("its name denies “{spelt}”: say which reference this is"));
    }
    named(words, ReferenceKind::FinalProxy, said)
}

fn companion_in(name: &str, stated: &KindByName) -> RecognisedMovie {
    let recognition =
        Recognition::by(RecognisedBy::FolderName, format!("uploaded with the M&E, in folder “{name}”"));
    let mut companion = reference(ReferenceKind::Companion, recognition);
    if let KindByName::Kind(kind, _) = stated {
        companion.doubt = Some(format!(
            "It lies with the M&E, so it is taken as the companion, though its name says {kind}."
        ));
    }
    companion
}

fn by_folder(place: &PathNames, folder: &Path, mix_folders: &MixFolders) -> RecognisedMovie {
    for (name, path) in place.folders.iter().zip(folder.ancestors()) {
        let holds_sound = mix_folders.with_sound.contains(path);
        if let Some(kind) = kind_of_folder(place, name, holds_sound) {
            return reference(kind, Recognition::in_folder(name));
        }
    }
    match (mix_folders.me.contains(folder), mix_folders.print_master.contains(folder)) {
        (true, false) => reference(
            ReferenceKind::Companion,
            Recognition::by(RecognisedBy::Place, "lies beside the M&E audio"),
        ),
        (true, true) => unrecognised(
            "lies beside both mixes, and its name does not say what it is: say whether it is the companion"
                .to_owned(),
        ),
        _ => unrecognised("nothing in its name or place says which reference it is".to_owned()),
    }
}

/// The kind of the movies in a folder of this name. "Final" counts by itself only, and where no sound lies below it.
fn kind_of_folder(place: &PathNames, name: &str, holds_sound: bool) -> Option<ReferenceKind> {
    let words = place.words_of(name);
    let tiers: [(&[&str], _); 4] = [
        (&COMPANION, ReferenceKind::Companion),
        (&SERVICING_TURNOVER, ReferenceKind::ServicingTurnover),
        (&LOCKED_CUT, ReferenceKind::LockedCut),
        (&FINAL_PROXY_FOLDER, ReferenceKind::FinalProxy),
    ];
    let said = tiers.iter().find_map(|(phrases, kind)| Some((words.last_match(phrases)?, *kind)));
    match said {
        Some((said, kind)) => matches!(named(&words, kind, &said), KindByName::Kind(..)).then_some(kind),
        None => {
            let own = words.texts().into_iter().filter(|word| !is_digits(word));
            let only_final = !holds_sound && own.eq(["final"]) && words.last_match(&["final"]).is_some();
            only_final.then_some(ReferenceKind::FinalProxy)
        }
    }
}

fn reference(kind: ReferenceKind, recognition: Recognition) -> RecognisedMovie {
    RecognisedMovie { role: Role::Reference(kind), recognition, doubt: None }
}

/// Nothing says what the movie is; why.
pub(super) fn unrecognised(why: String) -> RecognisedMovie {
    RecognisedMovie { role: Role::Unrecognised, recognition: Recognition::none(why), doubt: None }
}
