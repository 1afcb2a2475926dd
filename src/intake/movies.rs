//! Which reference a movie is, by its name and place. Never guessed: what nothing says stays unrecognised.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::name_words::{
    COMPANION, FINAL_PROXY, LOCKED_CUT, NameWords, PhraseMatch, SERVICING_TURNOVER, STAGE_MIX,
};
use super::path_names::{PathNames, in_folder, name_contains};
use crate::ticket::{ReferenceKind, Role, Task};

/// Words after "final" that make it another thing than the Final Proxy, and words before that deny it.
const NOT_THE_PROXY: [&str; 6] = ["cut", "mix", "mixes", "audio", "dub", "stems"];
const NOT_FINAL: [&str; 5] = ["not", "non", "pre", "semi", "never"];

/// The folders (relative to the request) of each mix: a movie in one of them was uploaded with that mix.
#[derive(Debug, Default)]
pub(super) struct MixFolders {
    pub me: BTreeSet<PathBuf>,
    pub print_master: BTreeSet<PathBuf>,
}

/// What a movie was recognised as.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecognisedMovie {
    pub role: Role,
    /// What it was recognised by, as shown on screen.
    pub by: String,
    /// What a person should look at.
    pub doubt: Option<String>,
}

/// What a movie is, by its name and place. First whether it is called a stage mix; then the M&E's own folder, since a
/// movie uploaded with the M&E is the companion whatever its name; then its name, its folder, and the audio beside it.
pub(super) fn recognise(place: &PathNames, folder: &Path, mix_folders: &MixFolders) -> RecognisedMovie {
    let words = place.words();
    if let Some(said) = words.last_match(&STAGE_MIX, 0) {
        return reference(ReferenceKind::StageMix, name_contains(&said));
    }
    if let Some(name) = place.folder_with(&STAGE_MIX) {
        return reference(ReferenceKind::StageMix, in_folder(name));
    }
    if let Some(said) = words.last_match(&COMPANION, 0) {
        return reference(ReferenceKind::Companion, name_contains(&said));
    }
    let stated = kind_by_name(place, &words);
    if let Some((Task::MusicAndEffects, name)) = place.mix_by_folder() {
        return companion_in(name, &stated);
    }
    match stated {
        KindByName::Kind(kind, by) => reference(kind, by),
        KindByName::Unclear(why) => unrecognised(why),
        KindByName::None => by_folder(place, folder, mix_folders),
    }
}

/// The kind of reference that a movie's name gives.
enum KindByName {
    Kind(ReferenceKind, String),
    /// The name is ambiguous: why, and what a person has to say.
    Unclear(String),
    None,
}

fn kind_by_name(place: &PathNames, words: &NameWords) -> KindByName {
    let servicing = words.last_match(&SERVICING_TURNOVER, 0);
    let locked = words.last_match(&LOCKED_CUT, 0);
    let found = words.last_match(&FINAL_PROXY, place.title_words);
    let tier = |kind, said: &PhraseMatch| KindByName::Kind(kind, name_contains(said));
    match (servicing, locked, found) {
        (Some(one), Some(other), _) => KindByName::Unclear(format!(
            "its name says “{}” and “{}”: say which it is",
            one.spelt, other.spelt
        )),
        (Some(said), None, _) => tier(ReferenceKind::ServicingTurnover, &said),
        (None, Some(said), _) => tier(ReferenceKind::LockedCut, &said),
        (None, None, Some(said)) => final_proxy(words, &said),
        (None, None, None) => {
            words.last_match(&FINAL_PROXY, 0).map_or(KindByName::None, |said| in_title(&said))
        }
    }
}

fn in_title(said: &PhraseMatch) -> KindByName {
    let spelt = said.spelt;
    KindByName::Unclear(format!(
        "“{spelt}” begins every name here, so it may be the title: say which reference this is"
    ))
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
    KindByName::Kind(ReferenceKind::FinalProxy, name_contains(said))
}

fn companion_in(name: &str, stated: &KindByName) -> RecognisedMovie {
    let mut companion =
        reference(ReferenceKind::Companion, format!("uploaded with the M&E, {}", in_folder(name)));
    if let KindByName::Kind(kind, _) = stated {
        companion.doubt = Some(format!(
            "It lies with the M&E, so it is taken as the companion, though its name says {kind}."
        ));
    }
    companion
}

fn by_folder(place: &PathNames, folder: &Path, mix_folders: &MixFolders) -> RecognisedMovie {
    let tiers: [(&[&str], _); 3] = [
        (&SERVICING_TURNOVER, ReferenceKind::ServicingTurnover),
        (&LOCKED_CUT, ReferenceKind::LockedCut),
        (&FINAL_PROXY, ReferenceKind::FinalProxy),
    ];
    for name in &place.folders {
        let words = NameWords::of(name);
        let said =
            tiers.iter().find(|(phrases, _)| words.last_match(phrases, place.title_in(name)).is_some());
        if let Some((_, kind)) = said {
            return reference(*kind, in_folder(name));
        }
    }
    match (mix_folders.me.contains(folder), mix_folders.print_master.contains(folder)) {
        (true, false) => reference(ReferenceKind::Companion, "lies beside the M&E audio".to_owned()),
        (true, true) => unrecognised(
            "lies beside both mixes, and its name does not say what it is: say whether it is the companion"
                .to_owned(),
        ),
        _ => unrecognised("nothing in its name or place says which reference it is".to_owned()),
    }
}

fn reference(kind: ReferenceKind, by: String) -> RecognisedMovie {
    RecognisedMovie { role: Role::Reference(kind), by, doubt: None }
}

fn unrecognised(by: String) -> RecognisedMovie {
    RecognisedMovie { role: Role::Unrecognised, by, doubt: None }
}
