//! The title of the show, as the names of a request share it. Its words say nothing of what a file is: a film may be
//! called LOCKED IN, COMPANION or TELL ME LIES.

use super::name_words::{NameWords, is_digits};
use super::phrases::{COMPANION, FINAL_PROXY, LOCKED_CUT, ME, PRINT_MASTER, SERVICING_TURNOVER, STAGE_MIX};

/// Words that a number belongs to: the "s" and "e" of S01E02, the "r" of R1.
const COUNTED: [&str; 14] =
    ["s", "e", "ep", "eps", "sc", "season", "episode", "r", "rl", "reel", "part", "pt", "v", "vol"];

/// The title of the show, as the names of a request share it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    /// Words in small letters, in a row.
    sequences: Vec<Vec<String>>,
    /// As the file names spell what they share; `None` where that does not speak.
    spelt: Option<String>,
}

impl Title {
    /// The title of a request: the words that its names begin with, one file named freely or not, and the name of its
    /// own folder, `root`. `movies` and `sounds` are names without extension.
    pub fn find(movies: &[String], sounds: &[String], root: &str) -> Self {
        let (shared, spelt) = shared_start(movies, sounds);
        let of_folder = title_of_folder(root, &shared);
        let in_common = common(&shared, &of_folder);
        let mut sequences = match (shared.is_empty(), of_folder.is_empty()) {
            // "SHOW_102_Final…" in the folder SHOW_102: the title ends where the folder's does.
            (false, false) if in_common == of_folder.len() && speaks(&of_folder) => vec![of_folder],
            (false, false) if in_common > 0 => vec![shared],
            _ => vec![shared, of_folder],
        };
        // Another file may go on differently after the title: LOCKED_IN_S01E01, LOCKED_IN_ref.
        let heads: Vec<Vec<String>> = sequences.iter().map(|sequence| head(sequence).to_vec()).collect();
        sequences.extend(heads);
        sequences.retain(|sequence| !sequence.is_empty());
        sequences.sort_by_key(|sequence| std::cmp::Reverse(sequence.len()));
        sequences.dedup();
        Self { sequences, spelt }
    }

    /// What the names share, as they spell it.
    pub fn spelt(&self) -> Option<&str> {
        self.spelt.as_deref()
    }

    /// Places of the title's words among `words`: where it stands first.
    pub fn places_in(&self, words: &[&str]) -> Vec<usize> {
        let found = self.sequences.iter().find_map(|sequence| {
            let start = words.windows(sequence.len()).position(|window| window == sequence.as_slice())?;
            Some(start..start + sequence.len())
        });
        found.into_iter().flatten().collect()
    }
}

/// The words that the largest group of names begins with, and how they are spelled. A group is what begins with the
/// same word; a file named freely stands alone.
fn shared_start(movies: &[String], sounds: &[String]) -> (Vec<String>, Option<String>) {
    let mut names: Vec<(&String, bool)> = Vec::new();
    for (list, is_movie) in [(movies, true), (sounds, false)] {
        for name in list {
            if !names.contains(&(name, is_movie)) {
                names.push((name, is_movie));
            }
        }
    }
    let first_word = |name: &str| {
        let words = NameWords::of(name);
        let texts = words.texts().into_iter();
        texts.map(str::to_owned).find(|word| !is_digits(word)).unwrap_or_default()
    };
    let mut groups: Vec<(String, Vec<(&String, bool)>)> = Vec::new();
    for (name, is_movie) in names {
        let first = first_word(name);
        match groups.iter_mut().find(|(word, _)| *word == first && !word.is_empty()) {
            Some((_, group)) => group.push((name, is_movie)),
            None => groups.push((first, vec![(name, is_movie)])),
        }
    }
    groups.sort_by(|(a, one), (b, other)| other.len().cmp(&one.len()).then(a.cmp(b)));
    let Some((_, group)) = groups.into_iter().next().filter(|(_, group)| group.len() > 1) else {
        return (Vec::new(), None);
    };
    let lists: Vec<Vec<String>> = group.iter().map(|(name, _)| after_numbers(name)).collect();
    let (Some(first), Some((name, _))) = (lists.first(), group.first()) else { return (Vec::new(), None) };
    let mut length = lists.iter().map(|words| common(first, words)).min().unwrap_or(0);
    // Two locked cuts share "LockedCut", and two mixes "ME": only what movies and sounds share is surely the title.
    if group.iter().all(|(_, is_movie)| *is_movie) || group.iter().all(|(_, is_movie)| !is_movie) {
        length = length.min(first_role(first));
    }
    let shared: Vec<String> = first.iter().take(length).cloned().collect();
    if is_mix(&shared.concat()) {
        return (Vec::new(), None);
    }
    let words = NameWords::of(name);
    let begin = words.count() - first.len();
    let spelt = words.spelling(begin..begin + length).spelt.to_owned();
    let spelt = speaks(&shared).then_some(spelt);
    (shared, spelt)
}

/// The title in the name of the request's folder: up to a number, without the mix named at its end ("SHOW_ME"), unless
/// the files' names begin so, too.
fn title_of_folder(root: &str, shared: &[String]) -> Vec<String> {
    let words = after_numbers(root);
    let title = head(&words);
    if !is_mix(&title.concat()) && shared.starts_with(title) {
        return title.to_vec();
    }
    let ends_in_mix = |start: &usize| title.get(*start..).is_some_and(|tail| is_mix(&tail.concat()));
    let end = (0..title.len()).find(ends_in_mix).unwrap_or(title.len());
    title.iter().take(end).cloned().collect()
}

/// The words before the first number, or before the word that the number belongs to.
fn head(words: &[String]) -> &[String] {
    let number = words.iter().position(|word| is_digits(word));
    let Some(mut end) = number else { return words };
    if end.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| is_counted(word)) {
        end -= 1;
    }
    words.get(..end).unwrap_or_default()
}

fn is_counted(word: &str) -> bool {
    COUNTED.contains(&word)
}

fn after_numbers(name: &str) -> Vec<String> {
    let words = NameWords::of(name);
    words.texts().into_iter().skip_while(|word| is_digits(word)).map(str::to_owned).collect()
}

/// Place of the first word that begins a phrase of what a file may be; the count of words where there is none.
fn first_role(words: &[String]) -> usize {
    let is_role = |joined: &str| {
        let lists: [&[&str]; 5] = [&STAGE_MIX, &COMPANION, &SERVICING_TURNOVER, &LOCKED_CUT, &FINAL_PROXY];
        is_mix(joined) || lists.iter().any(|list| list.contains(&joined))
    };
    let begins = |start: &usize| {
        (1..=4)
            .any(|length| words.get(*start..*start + length).is_some_and(|window| is_role(&window.concat())))
    };
    (0..words.len()).find(begins).unwrap_or(words.len())
}

fn is_mix(joined: &str) -> bool {
    ME.contains(&joined) || PRINT_MASTER.contains(&joined)
}

fn common(one: &[String], other: &[String]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Whether there is a word in it that names something.
fn speaks(words: &[String]) -> bool {
    words.iter().any(|word| word.chars().count() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(movies: &[&str], sounds: &[&str], root: &str, name: &str) -> Vec<String> {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let title = Title::find(&own(movies), &own(sounds), root);
        let words = NameWords::of(name);
        let texts = words.texts();
        title.places_in(&texts).into_iter().map(|place| texts[place].to_owned()).collect()
    }

    #[test]
    fn what_names_share_is_the_title_one_of_them_named_freely_or_not() {
        let movies = ["THE_FINAL_HOUR_proxy", "102_v3_mixref"];
        let hour = ["the", "final", "hour"];
        assert_eq!(masked(&movies, &["THE_FINAL_HOUR_51"], "delivery", "THE_FINAL_HOUR_x"), hour);
        let (movie, sound) = (["LOCKED_IN_S01E01_Final"], ["LOCKED_IN_S01E01_51"]);
        assert_eq!(masked(&movie, &sound, "x", "LOCKED_IN_ref"), ["locked", "in"]);
        assert_eq!(masked(&["Final_v1", "Final_v2"], &["x"], "", "Final_v1"), [""; 0], "no title");
        assert_eq!(masked(&["ME_ref"], &["ME_51"], "", "ME_51"), [""; 0], "no title");
    }

    #[test]
    fn the_folder_says_where_the_title_ends() {
        let names = (["SHOW_102_Final_Proxy"], ["SHOW_102_Final_ME"]);
        assert_eq!(masked(&names.0, &names.1, "SHOW_102", "SHOW_102_Final_Proxy"), ["show"]);
        assert_eq!(masked(&["v3"], &["51"], "COMPANION_102", "COMPANION_v3"), ["companion"]);
        assert_eq!(masked(&[], &["NIGHTFALL_51"], "NIGHTFALL_ME", "NIGHTFALL_ME"), ["nightfall"]);
        let call_me = (["CALL_ME_proxy"], ["CALL_ME_51"]);
        assert_eq!(masked(&call_me.0, &call_me.1, "CALL_ME", "CALL_ME_51"), ["call", "me"]);
    }
}
