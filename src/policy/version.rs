//! Which of several versions is the newest, by their labels alone.

use super::Candidate;

/// What the labels say about several candidates of one kind.
#[derive(Debug)]
pub(super) enum NewestVersion<'a> {
    None,
    One(&'a Candidate),
    /// A label is missing, two are equal, or they are labels of different sorts ("v3", "20260115").
    Unclear,
}

/// A version label taken apart: numbers count, letters must agree. "v3", "V03" and "ver 3" are one version.
#[derive(Debug, PartialEq, Eq)]
struct Label {
    sort: String,
    numbers: Vec<u64>,
}

/// The candidate with the highest version label. The order of `candidates` has no effect.
pub(super) fn newest<'a>(candidates: &[&'a Candidate]) -> NewestVersion<'a> {
    match candidates {
        [] => return NewestVersion::None,
        [only] => return NewestVersion::One(only),
        _ => {}
    }
    let mut labelled = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Some(label) = candidate.version.as_deref().and_then(Label::read) else {
            return NewestVersion::Unclear;
        };
        labelled.push((label, *candidate));
    }
    labelled.sort_by(|(a, _), (b, _)| b.numbers.cmp(&a.numbers));
    let [(first, newest), (second, _), ..] = labelled.as_slice() else { return NewestVersion::Unclear };
    let one_sort = labelled.iter().all(|(label, _)| label.sort == first.sort);
    if one_sort && first.numbers != second.numbers {
        NewestVersion::One(newest)
    } else {
        NewestVersion::Unclear
    }
}

impl Label {
    /// `None` for a label without a number: there is no order in it.
    fn read(text: &str) -> Option<Self> {
        let mut letters = String::new();
        let mut numbers: Vec<u64> = Vec::new();
        let mut inside_number = false;
        let mut digits = 0_usize;
        for character in text.chars() {
            if let Some(digit) = character.to_digit(10) {
                if !inside_number {
                    numbers.push(0);
                }
                let number = numbers.last_mut()?;
                *number = number.saturating_mul(10).saturating_add(u64::from(digit));
                digits += 1;
            } else if character.is_alphabetic() {
                letters.extend(character.to_lowercase());
            }
            inside_number = character.is_ascii_digit();
        }
        let sort = match letters.as_str() {
            "v" | "ver" | "version" => String::new(),
            _ => letters,
        };
        // A day has six digits or more (260115, 2026-01-15); it has no order with a count of versions.
        let day = if digits >= 6 { "day" } else { "" };
        (!numbers.is_empty()).then(|| Self { sort: format!("{day} {sort}"), numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Presence;
    use crate::ticket::ReferenceKind;

    fn newest_of(labels: &[&str]) -> Option<String> {
        let version = |label: &&str| (!label.is_empty()).then(|| (*label).to_owned());
        let candidates: Vec<Candidate> = labels
            .iter()
            .enumerate()
            .map(|(asset, label)| Candidate {
                asset,
                kind: ReferenceKind::LockedCut,
                version: version(label),
                presence: Presence::Usable,
                has_picture: true,
            })
            .collect();
        match newest(&candidates.iter().collect::<Vec<_>>()) {
            NewestVersion::One(candidate) => candidate.version.clone(),
            NewestVersion::None | NewestVersion::Unclear => None,
        }
    }

    #[test]
    fn the_highest_number_is_the_newest_whatever_its_spelling() {
        assert_eq!(newest_of(&["v9", "v10"]).as_deref(), Some("v10"));
        assert_eq!(newest_of(&["V02", "ver 3", "1"]).as_deref(), Some("ver 3"));
        assert_eq!(newest_of(&["v2", "v2.1"]).as_deref(), Some("v2.1"));
        assert_eq!(newest_of(&["20260115", "20251231"]).as_deref(), Some("20260115"));
        assert_eq!(newest_of(&["2026-01-15", "2026-02-01"]).as_deref(), Some("2026-02-01"));
    }

    #[test]
    fn labels_without_an_order_are_unclear() {
        assert_eq!(newest_of(&["v3", "V3"]), None, "equal");
        assert_eq!(newest_of(&["v3", ""]), None, "one without a label");
        assert_eq!(newest_of(&["final", "temp"]), None, "no number");
        assert_eq!(newest_of(&["v3", "20260115"]), None, "a count against a day");
        assert_eq!(newest_of(&["v3", "reel 4"]), None, "a version against a reel");
    }
}
