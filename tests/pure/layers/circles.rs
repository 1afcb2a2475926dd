//! Circles: inside a room, no file needs another that needs it back, by however many files between.
//!
//! A file needs another when it names something of it, in a `use` or in a path. A name that a parent hands on
//! (`pub use file::Name`) counts as the file's own, and handing it on needs nothing. `mod file;` is no need either.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Imports, paths_in};
use super::source::{Page, leading_word, places_of};

type Module = Vec<String>;

/// Every group of files in a room of which each needs every other, with the shortest circle in it.
pub fn faults(house: &[Page]) -> Vec<String> {
    let modules = Modules::of(house);
    let mut needs = Needs::new();
    for (file, module) in modules.shipped() {
        let others = modules.needs(module);
        let in_room = others.into_iter().filter(|other| *other != file && room(other) == room(file));
        needs.insert(file, in_room.collect());
    }
    let circles: BTreeMap<_, _> =
        needs.keys().filter_map(|&file| Some((file, circle_through(file, &needs)?))).collect();
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for &file in circles.keys() {
        if told.contains(file) {
            continue;
        }
        let group: Vec<_> =
            circles.keys().copied().filter(|other| reach_each_other(file, other, &needs)).collect();
        let shortest = group.iter().map(|file| &circles[file]).min_by_key(|circle| circle.len()).unwrap();
        let circle = shortest.iter().chain(shortest.first()).copied().collect::<Vec<_>>().join(" → ");
        faults.push(format!("{}: a circle of {} files: {circle}", room(file), group.len()));
        told.extend(group);
    }
    faults
}

/// Which files of its room each file needs.
type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or_default()
}

fn reach_each_other<'a>(one: &'a str, other: &'a str, needs: &Needs<'a>) -> bool {
    one == other || way(one, other, needs).is_some() && way(other, one, needs).is_some()
}

/// The shortest way from `file` back to itself.
fn circle_through<'a>(file: &'a str, needs: &Needs<'a>) -> Option<Vec<&'a str>> {
    way(file, file, needs)
}

/// The shortest way from `from` to `to`, which is left out.
fn way<'a>(from: &'a str, to: &'a str, needs: &Needs<'a>) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![from]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for &next in needs.get(way.last()?).into_iter().flatten() {
                if next == to {
                    return Some(way);
                }
                if seen.insert(next) {
                    longer.push(way.iter().copied().chain([next]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

/// Every module of the house with its file, what it imports and what it names.
struct Modules<'a> {
    of: BTreeMap<Module, Entry<'a>>,
}

struct Entry<'a> {
    file: &'a str,
    code: String,
    imports: Imports,
    is_of_tests: bool,
}

impl<'a> Modules<'a> {
    fn of(house: &'a [Page]) -> Self {
        let entry = |page: &'a Page| {
            let code = page.shipped_code();
            let imports = Imports::of(&code);
            (
                module_of(&page.path),
                Entry { file: &page.path, code, imports, is_of_tests: page.is_of_tests() },
            )
        };
        let mut modules = Self { of: house.iter().map(entry).collect() };
        // A file that its parent declares only for tests is no part of the house.
        let is_declared = |module: &Module| {
            let Some((name, parent)) = module.split_last() else { return true };
            let Some(parent) = modules.of.get(parent) else { return true };
            places_of(&parent.code, "mod").any(|at| leading_word(parent.code[at + 3..].trim_start()) == name)
        };
        let of_tests: Vec<_> = modules.of.keys().filter(|module| !is_declared(module)).cloned().collect();
        for module in of_tests {
            modules.of.entry(module).and_modify(|entry| entry.is_of_tests = true);
        }
        modules
    }

    fn shipped(&self) -> impl Iterator<Item = (&'a str, &Module)> {
        self.of.iter().filter(|(_, entry)| !entry.is_of_tests).map(|(module, entry)| (entry.file, module))
    }

    /// The files that the code of `module` names something of.
    fn needs(&self, module: &Module) -> BTreeSet<&'a str> {
        let Some(entry) = self.of.get(module) else { return BTreeSet::new() };
        let rest = entry.imports.rest_of(&entry.code);
        let imported = entry.imports.all.iter().filter(|import| {
            // What is only handed on is not needed.
            !import.is_handed_on || places_of(&rest, &import.name).next().is_some()
        });
        let mut paths: Vec<Vec<String>> = imported.map(|import| import.path.clone()).collect();
        paths.extend(paths_in(&rest));
        paths.iter().filter_map(|path| self.file_of(module, path, 0)).collect()
    }

    /// The file that declares what `path` names, seen from `module`; `None` outside of the house.
    fn file_of(&self, module: &Module, path: &[String], depth: usize) -> Option<&'a str> {
        let mut at = module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => (at, rest) = (Module::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|first| first == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                at.push(first.to_owned());
                if !self.of.contains_key(&at) {
                    return None;
                }
                rest = &rest[1..];
            }
        }
        for name in rest {
            at.push(name.clone());
            if !self.of.contains_key(&at) {
                at.pop();
                return self.file_of_item(&at, name, depth);
            }
        }
        self.of.get(&at).map(|entry| entry.file)
    }

    /// The file that declares `item`, which `module` declares itself or has from elsewhere.
    fn file_of_item(&self, module: &Module, item: &str, depth: usize) -> Option<&'a str> {
        let entry = self.of.get(module)?;
        let import = entry.imports.all.iter().find(|import| import.name == item && depth < 8);
        let elsewhere = import.and_then(|import| self.file_of(module, &import.path, depth + 1));
        elsewhere.or(Some(entry.file))
    }
}

/// `ticket/edit.rs` → `ticket`, `edit`; `ticket/mod.rs` → `ticket`; `lib.rs` → nothing.
fn module_of(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Module::new() } else { path.split('/').map(str::to_owned).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::page;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        super::faults(&files.iter().map(|(path, text)| page(path, text)).collect::<Vec<_>>())
    }

    #[test]
    fn sees_two_files_that_need_each_other() {
        let house = [
            ("a/mod.rs", "mod b;\nmod c;\n"),
            ("a/b.rs", "use super::c::C;\npub struct B;\n"),
            ("a/c.rs", "fn f() -> crate::a::b::B {}\npub struct C;\n"),
        ];
        assert_eq!(circles(&house), ["a: a circle of 2 files: a/b.rs → a/c.rs → a/b.rs"]);
    }

    #[test]
    fn sees_a_circle_through_names_that_the_room_hands_on() {
        let house = [
            (
                "a/mod.rs",
                "mod b;\nmod c;\nmod d;\npub use b::{B, More};\npub use self::c::C;\npub use d::D as E;\n",
            ),
            ("a/b.rs", "use super::{C, c};\npub struct B;\n"),
            ("a/c.rs", "use crate::{a::{E}, z::Z};\npub struct C;\n"),
            ("a/d.rs", "use super::More;\npub struct D;\n"),
        ];
        assert_eq!(circles(&house), ["a: a circle of 3 files: a/b.rs → a/c.rs → a/d.rs → a/b.rs"]);
    }

    #[test]
    fn sees_a_file_and_its_parent_that_need_each_other() {
        let child = ("a/b/c.rs", "use super::B;\npub fn c(b: B) {}\n");
        let needing = ("a/b.rs", "mod c;\npub struct B;\nfn f() { c::c(B) }\n");
        assert_eq!(circles(&[needing, child]), ["a: a circle of 2 files: a/b.rs → a/b/c.rs → a/b.rs"]);
        let handing_on = ("a/b.rs", "mod c;\npub use c::c;\npub struct B;\n");
        assert!(circles(&[handing_on, child]).is_empty());
        let both = ("a/b.rs", "mod c;\npub use c::c;\npub struct B;\nfn f() { c(B) }\n");
        assert_eq!(circles(&[both, child]).len(), 1);
    }

    #[test]
    fn leaves_tests_other_rooms_and_one_way_needs_alone() {
        let of_tests = [
            ("a/mod.rs", "mod b;\n#[cfg(test)]\nmod laws;\n"),
            ("a/b.rs", "pub struct B;\n#[cfg(test)]\nmod tests { use crate::a::laws::law; }\n"),
            ("a/laws.rs", "use super::b::B;\n"),
        ];
        assert!(circles(&of_tests).is_empty());
        let rooms = [("a/mod.rs", "use crate::b::B;\npub struct A;\n"), ("b/mod.rs", "use crate::a::A;\n")];
        assert!(circles(&rooms).is_empty());
        let one_way = [("a/b.rs", "use super::c::C;\n"), ("a/c.rs", "// super::b\npub struct C;\n")];
        assert!(circles(&one_way).is_empty());
    }
}
