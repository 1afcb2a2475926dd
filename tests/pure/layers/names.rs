//! Names: a public type's name stands for one type in the whole house, and ARCHITECTURE.md has every room.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Page, leading_word, line_of, places_of};

/// Every public type name that two files declare.
pub fn faults(house: &[Page]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in house {
        for (line, name) in public_types(&page.shipped_code()) {
            places.entry(name).or_default().push(format!("{}:{line}", page.name()));
        }
    }
    places.retain(|_, places| places.len() > 1);
    places
        .iter()
        .map(|(name, places)| format!("two public types are named {name}: {}", places.join(", ")))
        .collect()
}

/// The types that `code` declares as `pub`, with their lines.
fn public_types(code: &str) -> Vec<(usize, String)> {
    let mut types = Vec::new();
    for kind in ["pub struct ", "pub enum ", "pub trait ", "pub type ", "pub union "] {
        for at in places_of(code, kind.trim_end()) {
            let name = leading_word(code[at + kind.len()..].trim_start());
            // In a macro the name is a parameter: `pub enum $family`.
            if !name.is_empty() {
                types.push((line_of(code, at), name.to_owned()));
            }
        }
    }
    types
}

/// Every room of `house` that has no section in ARCHITECTURE.md, or a section without an invariant.
pub fn missing_rooms(house: &[Page], paper: &str) -> Vec<String> {
    let rooms: BTreeSet<&str> = house.iter().filter_map(Page::room).collect();
    let fault = |room: &str| {
        let Some((_, section)) = paper.split_once(&format!("\n### `{room}`")) else {
            return Some(format!("ARCHITECTURE.md has no section for `{room}`"));
        };
        let section = section.split("\n#").next().unwrap_or_default();
        let has_invariant = section.contains("Architecture invariant: ");
        (!has_invariant).then(|| format!("ARCHITECTURE.md names no invariant of `{room}`"))
    };
    rooms.into_iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::super::page;

    #[test]
    fn sees_a_name_given_twice() {
        let first = page("ticket/edit.rs", "pub struct Edit;\npub enum Answer {}\nstruct Own;\n");
        let second =
            page("timing/path.rs", "\npub enum Edit<'a> {}\npub(crate) struct Answer;\nstruct Own;\n");
        assert_eq!(
            super::faults(&[first, second]),
            ["two public types are named Edit: src/ticket/edit.rs:1, src/timing/path.rs:2"]
        );
    }

    #[test]
    fn sees_a_room_or_an_invariant_missing_from_the_paper() {
        let house = [page("ticket/mod.rs", ""), page("policy/mod.rs", ""), page("store/mod.rs", "")];
        let paper = "# A\n### `ticket`: x\nArchitecture invariant: y\n### `policy`\n## `store`\n";
        assert_eq!(
            super::missing_rooms(&house, paper),
            ["ARCHITECTURE.md names no invariant of `policy`", "ARCHITECTURE.md has no section for `store`"]
        );
    }
}
