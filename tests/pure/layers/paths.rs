//! The imports and the paths in a file's code.

use super::source::{is_in_name, leading_word, places_of};

/// Everything that a file imports with `use`, anywhere in it.
pub struct Imports {
    pub all: Vec<Import>,
    /// Where the `use` sentences lie in the code.
    spans: Vec<std::ops::Range<usize>>,
}

pub struct Import {
    /// `["super", "edit", "Edit"]`; of `super::edit::{self, *}` only `["super", "edit"]`.
    pub path: Vec<String>,
    /// By which the file knows it.
    pub name: String,
    /// `pub use`, `pub(crate) use`: for others too.
    pub is_handed_on: bool,
}

impl Imports {
    pub fn of(code: &str) -> Self {
        let mut imports = Self { all: Vec::new(), spans: Vec::new() };
        for at in places_of(code, "use").filter(|at| code[at + 3..].starts_with(char::is_whitespace)) {
            let end = code[at..].find(';').map_or(code.len(), |end| at + end);
            let before = code[..at].trim_end();
            let is_handed_on = before.ends_with("pub") || before.ends_with(')');
            imports.add(code[at + 3..end].trim(), &[], is_handed_on);
            imports.spans.push(at..end);
        }
        imports
    }

    /// Adds what one branch of a `use` names, below the path `above`.
    fn add(&mut self, branch: &str, above: &[String], is_handed_on: bool) {
        let branch = branch.trim();
        if let Some((front, group)) = branch.split_once('{') {
            let mut path = above.to_vec();
            path.extend(segments(front));
            for inner in branches(group.strip_suffix('}').unwrap_or(group)) {
                self.add(inner, &path, is_handed_on);
            }
            return;
        }
        let (named, alias) =
            branch.split_once(" as ").map_or((branch, None), |(path, alias)| (path, Some(alias)));
        let mut path = above.to_vec();
        path.extend(segments(named));
        if path.len() > 1 && path.last().is_some_and(|last| last == "self" || last == "*") {
            path.pop();
        }
        let Some(last) = path.last() else { return };
        let name = alias.map_or(last.as_str(), str::trim).to_owned();
        self.all.push(Import { path, name, is_handed_on });
    }

    /// `code` without the `use` and `mod` sentences.
    pub fn rest_of(&self, code: &str) -> String {
        let mut rest = code.to_owned();
        let modules = places_of(code, "mod").filter_map(|at| {
            let name = leading_word(code[at + 3..].trim_start());
            let end = at + code[at..].find(name)? + name.len();
            code[end..].starts_with(';').then_some(at..end)
        });
        for span in self.spans.iter().cloned().chain(modules) {
            rest.replace_range(span.clone(), &" ".repeat(span.len()));
        }
        rest
    }
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

/// `a, b::{c, d}` → `a` and `b::{c, d}`.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found.into_iter().filter(|branch| !branch.trim().is_empty()).collect()
}

/// Every path of two names or more in `code`, from its first name on.
pub fn paths_in(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let start = before.rfind(|c: char| !is_in_name(c)).map_or(0, |place| place + 1);
        // The middle of a longer path, or the end of a type's arguments.
        if start == at || before[..start].ends_with("::") {
            continue;
        }
        let mut path = vec![before[start..].to_owned()];
        let mut rest = &code[at..];
        while let Some(after) = rest.strip_prefix("::") {
            let name = leading_word(after);
            if name.is_empty() {
                break;
            }
            path.push(name.to_owned());
            rest = &after[name.len()..];
        }
        paths.push(path);
    }
    paths
}

#[test]
fn reads_imports_and_paths() {
    let code = "use super::{a::{self, A as B}, c};\npub use d::*;\nfn f(x: impl Fn() + use<'a>) { a::g::<super::E>(); }";
    let imports = Imports::of(code);
    let told =
        |import: &Import| format!("{} {} {}", import.path.join("::"), import.name, import.is_handed_on);
    let told: Vec<String> = imports.all.iter().map(told).collect();
    assert_eq!(told, ["super::a a false", "super::a::A B false", "super::c c false", "d d true"]);
    let paths: Vec<String> = paths_in(&imports.rest_of(code)).iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["a::g", "super::E"]);
}
