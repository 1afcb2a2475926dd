use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::names::{COMPANION, FINAL_PROXY, LOCKED_CUT, SERVICING_TURNOVER, STAGE_MIX, Said, Words};
use super::place::{Place, in_folder, name_contains};
use crate::ticket::{ReferenceKind, Role, Task};

/// Words after "final" that make it something else than the Final Proxy, and words before that deny it.
const NOT_THE_PROXY: [&str; 6] = ["cut", "mix", "mixes", "audio", "dub", "stems"];
const NOT_FINAL: [&str; 5] = ["not", "non", "pre", "semi", "never"];

/// The folders (relative to the request) that the audio under QC lies in, or whose folder it lies in.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub me: BTreeSet<PathBuf>,
    pub print_master: BTreeSet<PathBuf>,
}

/// What a movie was taken for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub role: Role,
    /// In words.
    pub by: String,
    /// What a person should look at.
    pub doubt: Option<String>,
}

/// What a movie is, by its name and place. A stage mix is one wherever it lies; then the M&E's own folder beats the
/// name, since what was uploaded with the M&E is the companion; then the name, the folder, and what lies beside it.
pub(super) fn recognise(place: &Place, folder: &Path, beside: &Beside) -> Recognised {
    let words = place.words();
    if let Some(said) = words.last_saying(&STAGE_MIX, 0) {
        return reference(ReferenceKind::StageMix, name_contains(&said));
    }
    if let Some(name) = place.folder_saying(&STAGE_MIX) {
        return reference(ReferenceKind::StageMix, in_folder(name));
    }
    if let Some(said) = words.last_saying(&COMPANION, 0) {
        return reference(ReferenceKind::Companion, name_contains(&said));
    }
    let stated = tier_by_name(place, &words);
    if let Some((Task::MusicAndEffects, name)) = place.mix_by_folder() {
        return companion_in(name, &stated);
    }
    match stated {
        Stated::Tier(kind, by) => reference(kind, by),
        Stated::Unclear(why) => unrecognised(why),
        Stated::Nothing => by_place(place, folder, beside),
    }
}

/// What a name says of the serving order.
enum Stated {
    Tier(ReferenceKind, String),
    /// It says something, but not one thing.
    Unclear(String),
    Nothing,
}

fn tier_by_name(place: &Place, words: &Words) -> Stated {
    let servicing = words.last_saying(&SERVICING_TURNOVER, 0);
    let locked = words.last_saying(&LOCKED_CUT, 0);
    let found = words.last_saying(&FINAL_PROXY, place.title_text);
    let tier = |kind, said: &Said| Stated::Tier(kind, name_contains(said));
    match (servicing, locked, found) {
        (Some(one), Some(other), _) => {
            Stated::Unclear(format!("its name says “{}” and “{}”: say which it is", one.spelt, other.spelt))
        }
        (Some(said), None, _) => tier(ReferenceKind::ServicingTurnover, &said),
        (None, Some(said), _) => tier(ReferenceKind::LockedCut, &said),
        (None, None, Some(said)) => final_proxy(words, &said),
        (None, None, None) => {
            words.last_saying(&FINAL_PROXY, 0).map_or(Stated::Nothing, |said| in_title(&said))
        }
    }
}

fn in_title(said: &Said) -> Stated {
    let spelt = said.spelt;
    Stated::Unclear(format!(
        "“{spelt}” begins every name here, so it may be the title: say which reference this is"
    ))
}

/// "Final" is a common word: it is not taken at its word in "not final", or in "final mix".
fn final_proxy(words: &Words, said: &Said) -> Stated {
    let spelt = said.spelt;
    let after = words.word(said.words.end).filter(|word| NOT_THE_PROXY.contains(word));
    if let Some(after) = after {
        return Stated::Unclear(format!(
            "its name says “{spelt} {after}”, which may not be the Final Proxy: say what it is"
        ));
    }
    let before = said.words.start.checked_sub(1).and_then(|place| words.word(place));
    if before.is_some_and(|word| NOT_FINAL.contains(&word)) {
        return Stated::Unclear(format!("its name denies “{spelt}”: say which reference this is"));
    }
    Stated::Tier(ReferenceKind::FinalProxy, name_contains(said))
}

fn companion_in(name: &str, stated: &Stated) -> Recognised {
    let mut companion =
        reference(ReferenceKind::Companion, format!("uploaded with the M&E, {}", in_folder(name)));
    if let Stated::Tier(kind, _) = stated {
        companion.doubt = Some(format!(
            "It lies with the M&E, so it is taken as the companion, though its name says {kind}."
        ));
    }
    companion
}

fn by_place(place: &Place, folder: &Path, beside: &Beside) -> Recognised {
    let tiers: [(&[&str], _); 3] = [
        (&SERVICING_TURNOVER, ReferenceKind::ServicingTurnover),
        (&LOCKED_CUT, ReferenceKind::LockedCut),
        (&FINAL_PROXY, ReferenceKind::FinalProxy),
    ];
    for name in &place.folders {
        let words = Words::of(name);
        let said =
            tiers.iter().find(|(phrases, _)| words.last_saying(phrases, place.title_in(name)).is_some());
        if let Some((_, kind)) = said {
            return reference(*kind, in_folder(name));
        }
    }
    match (beside.me.contains(folder), beside.print_master.contains(folder)) {
        (true, false) => reference(ReferenceKind::Companion, "lies beside the M&E audio".to_owned()),
        (true, true) => unrecognised(
            "lies beside both mixes, and its name does not say what it is: say whether it is the companion"
                .to_owned(),
        ),
        _ => unrecognised("nothing in its name or place says which reference it is".to_owned()),
    }
}

fn reference(kind: ReferenceKind, by: String) -> Recognised {
    Recognised { role: Role::Reference(kind), by, doubt: None }
}

fn unrecognised(by: String) -> Recognised {
    Recognised { role: Role::Unrecognised, by, doubt: None }
}
