//! What a sound is that is no mix (a guide, a stem, optional material, an Atmos master), and in which form a mix is, by
//! the words of its name and of its folders.

use super::name_words::{NameWords, PhraseMatch};
use super::path_names::PathNames;
use super::phrases::{
    ATMOS, DIALOGUE_GUIDE, DIALOGUE_STEM, EFFECTS_STEM, FILLED, FOLD_DOWN, ME, MUSIC_STEM, OPTIONAL, STEMS,
    UNDIPPED,
};
use crate::ticket::{Asset, Role};

/// Sound that comes with a mix and is none: known and named, never taken for the mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherSound {
    DialogueGuide,
    DialogueStem,
    MusicStem,
    EffectsStem,
    Stem,
    Optional,
    Atmos,
}

/// In which form a mix is. A later one counts more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MixForm {
    /// Lt/Rt or Lo/Ro.
    FoldDown,
    /// Music that isn't lowered under the dialogue.
    Undipped,
    /// With the effects that the production sound had.
    Filled,
    Plain,
}

/// Whether an asset was recognised as a dialogue guide.
pub fn is_dialogue_guide(asset: &Asset) -> bool {
    asset.role == Role::Unrecognised && asset.recognised_words.starts_with(OtherSound::DialogueGuide.label())
}

impl OtherSound {
    /// "a dialogue guide".
    pub fn label(self) -> &'static str {
        match self {
            Self::DialogueGuide => "a dialogue guide",
            Self::DialogueStem => "a dialogue stem",
            Self::MusicStem => "a music stem",
            Self::EffectsStem => "an effects stem",
            Self::Stem => "a stem",
            Self::Optional => "optional material",
            Self::Atmos => "an Atmos master",
        }
    }

    /// The one that these words name, and where.
    pub fn by_words<'a>(words: &NameWords<'a>) -> Option<(Self, PhraseMatch<'a>)> {
        // The music and the effects of "Music & Effects" are no stems.
        let mix = words.last_match(&ME);
        let outside = |said: &PhraseMatch| {
            mix.as_ref()
                .is_none_or(|mix| said.words.end <= mix.words.start || said.words.start >= mix.words.end)
        };
        let kinds: [(&[&str], Self); 7] = [
            (&DIALOGUE_GUIDE, Self::DialogueGuide),
            (&ATMOS, Self::Atmos),
            (&OPTIONAL, Self::Optional),
            (&DIALOGUE_STEM, Self::DialogueStem),
            (&MUSIC_STEM, Self::MusicStem),
            (&EFFECTS_STEM, Self::EffectsStem),
            (&STEMS, Self::Stem),
        ];
        kinds.into_iter().find_map(|(phrases, kind)| Some((kind, words.find(phrases, &outside)?)))
    }
}

impl MixForm {
    /// By the file's name, else by its folders.
    pub fn of(place: &PathNames) -> Self {
        let in_words = |words: &NameWords| {
            let forms: [(&[&str], Self); 3] =
                [(&UNDIPPED, Self::Undipped), (&FILLED, Self::Filled), (&FOLD_DOWN, Self::FoldDown)];
            forms.into_iter().find(|(phrases, _)| words.last_match(phrases).is_some()).map(|(_, form)| form)
        };
        let in_folders = || place.folders.iter().find_map(|name| in_words(&place.words_of(name)));
        in_words(&place.words()).or_else(in_folders).unwrap_or(Self::Plain)
    }

    /// "filled"; `None` for the plain one.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::FoldDown => Some("an Lt/Rt or Lo/Ro"),
            Self::Undipped => Some("undipped"),
            Self::Filled => Some("filled"),
            Self::Plain => None,
        }
    }
}
