//! Papers and heads: what they point to is there.

use std::path::{Path, PathBuf};

use super::source::{self, Page};

/// Every link and every path in a paper that leads nowhere. A path is looked for from the paper's own folder and, if it
/// stands in backticks, from the repository's.
pub fn faults(paper: &str, text: &str) -> Vec<String> {
    let folder = Path::new(paper).parent().map(Path::to_owned).unwrap_or_default();
    let links = between(text, "](", ")").filter(|link| !link.contains("://") && !link.starts_with('#'));
    let links = links.map(|link| (link, vec![folder.join(link)]));
    let paths = between(text, "`", "`").filter(|path| names_a_file(path) && path.contains('/'));
    let paths = paths.map(|path| (path, vec![PathBuf::from(path), Path::new("src").join(path)]));
    links.chain(paths).filter_map(|(path, places)| missing(paper, path, &places)).collect()
}

/// Every file or folder that the head of `page` says to read and that isn't there.
pub fn stale_head(page: &Page) -> Vec<String> {
    let lines = page.text.lines().map_while(|line| line.strip_prefix("//!"));
    let head: String = lines.map(|line| format!("{line}\n")).collect();
    let file = Path::new(page.root).join(&page.path);
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let paths = between(&head, "`", "`").filter(|path| names_a_file(path));
    let faults = paths.filter_map(|path| {
        let places = [folder.join(path), file.with_extension("").join(path), PathBuf::from(path)];
        let in_room = page.room().map(|room| Path::new(page.root).join(room).join(path));
        let places: Vec<_> = places.into_iter().chain(in_room).chain([Path::new("src").join(path)]).collect();
        missing(&page.name(), path, &places)
    });
    faults.collect()
}

/// What stands between `start` and `end`, again and again; a line is not crossed.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().flat_map(move |line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            let (_, after) = rest.split_once(start)?;
            let (found, after) = after.split_once(end)?;
            rest = after;
            Some(found)
        })
    })
}

/// `edit.rs`, `drafts/` and `resources/policy/asset-qc.ron`, but not `cargo test`, `facts.ron` or `Edit::apply`.
fn names_a_file(path: &str) -> bool {
    let is_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-./".contains(c);
    let ends = [".rs", "/"];
    let folders = ["src/", "tests/", "docs/", "resources/", "packaging/"];
    path.chars().all(is_path)
        && (ends.iter().any(|end| path.len() > end.len() && path.ends_with(end))
            || folders.iter().any(|folder| path.starts_with(folder)))
}

fn missing(from: &str, path: &str, places: &[PathBuf]) -> Option<String> {
    let is_there = places.iter().any(|place| source::exists(place));
    (!is_there).then(|| format!("{from}: it points to {path}, which is not there"))
}

#[cfg(test)]
mod tests {
    use super::super::page;

    #[test]
    fn sees_a_link_or_a_path_that_leads_nowhere() {
        let paper = "[a](ARCHITECTURE.md) [b](nowhere.md) [c](https://example.com) `src/lib.rs` `src/none.rs` `a b.rs`\n";
        assert_eq!(
            super::faults("README.md", paper),
            [
                "README.md: it points to nowhere.md, which is not there",
                "README.md: it points to src/none.rs, which is not there"
            ]
        );
        assert_eq!(
            super::faults("docs/decisions/a.md", "[a](README.md) `tests/cases/policy/NAME/facts.ron`").len(),
            0
        );
    }

    #[test]
    fn sees_a_head_that_points_to_a_file_that_is_gone() {
        let head = "//! Read `edit.rs`, `ticket.rs` with `gone.rs`, then `folder/`.\n\n// `other.rs`\n";
        assert_eq!(
            super::stale_head(&page("ticket/mod.rs", head)),
            [
                "src/ticket/mod.rs: it points to gone.rs, which is not there",
                "src/ticket/mod.rs: it points to folder/, which is not there"
            ]
        );
    }
}
