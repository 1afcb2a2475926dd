//! The Rust files of the repository as text, and their code without comments, quotes and unit tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file with its text.
pub struct Page {
    /// The folder of the repository it was looked for in: `src`, `tests`, `benches`.
    pub root: &'static str,
    /// From there on, with `/`: `ticket/edit.rs`.
    pub path: String,
    pub text: String,
}

impl Page {
    /// The room it lies in; `None` for `lib.rs` and `main.rs`.
    pub fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    /// The text with every comment and everything inside quotes as spaces: bytes and lines stay where they are.
    pub fn code(&self) -> String {
        without_comments_and_quotes(&self.text)
    }

    /// [`Self::code`] with what only the tests compile as spaces too.
    pub fn shipped_code(&self) -> String {
        without_unit_tests(&self.code())
    }

    /// Whether the file is only compiled for tests, by its name.
    pub fn is_of_tests(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// `src/ticket/edit.rs`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.root, self.path)
    }
}

/// The line, from 1, of a byte of `text`.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

pub fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The name at the start of `text`; empty if there is none.
pub fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_in_name(c)).unwrap_or(text.len());
    &text[..end]
}

/// Where `word` stands in `text` by itself, not as a piece of a longer name.
pub fn places_of<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        !text[..at].ends_with(is_in_name) && !text[at + word.len()..].starts_with(is_in_name)
    })
}

/// Every Rust file below `root`, in the order of their paths.
pub fn pages_of(root: &'static str) -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let mut files = files_below(&folder);
    files.sort();
    files
        .into_iter()
        .map(|file| Page {
            root,
            path: file.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/"),
            text: fs::read_to_string(&file).unwrap(),
        })
        .collect()
}

/// Whether the repository has this file or folder.
pub fn exists(place: &Path) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place).exists()
}

/// Every paper of the repository, by its path.
pub fn papers() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut papers = Vec::new();
    for folder in ["", "docs", "docs/decisions", "docs/guide", "packaging"] {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ext| ext == "md") {
                papers.push(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    papers.sort();
    papers
}

/// A file of the repository; empty if it isn't there.
pub fn text_of(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files
}

/// How long a comment, string or character is that starts at the start of `rest`; 0 if none does.
fn length_of_text(rest: &str, after_name: bool) -> usize {
    let ended =
        |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return ended(2, "*/");
    }
    let hashes = rest.strip_prefix('r').map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
    if !after_name && rest.starts_with('r') && rest[1 + hashes..].starts_with('"') {
        return ended(2 + hashes, &format!("\"{}", "#".repeat(hashes)));
    }
    if rest.starts_with('"') {
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return at + 1,
                _ => {}
            }
        }
        return rest.len();
    }
    // 'a', '\n', '\'' and '\u{2014}', but not the lifetime 'a.
    if rest.starts_with("'\\") {
        return ended(3, "'");
    }
    let mut quoted = rest.chars();
    let is_character = quoted.next() == Some('\'') && quoted.next().is_some() && quoted.next() == Some('\'');
    if is_character { ended(1 + rest[1..].chars().next().map_or(0, char::len_utf8), "'") } else { 0 }
}

fn blank(text: &str) -> String {
    text.chars().flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8())).collect()
}

fn without_comments_and_quotes(text: &str) -> String {
    let (mut code, mut at) = (String::with_capacity(text.len()), 0);
    while at < text.len() {
        let length = length_of_text(&text[at..], code.ends_with(is_in_name));
        if length > 0 {
            code.push_str(&blank(&text[at..at + length]));
            at += length;
        } else {
            let c = text[at..].chars().next().unwrap();
            code.push(c);
            at += c.len_utf8();
        }
    }
    code
}

fn without_unit_tests(code: &str) -> String {
    let mut shipped = code.to_owned();
    while let Some(at) = shipped.find("#[cfg(test)]") {
        let end = at + length_of_item(&shipped[at..]);
        let spaces = blank(&shipped[at..end]);
        shipped.replace_range(at..end, &spaces);
    }
    shipped
}

/// Up to the `;` or the closing brace that ends the item at the start of `code`, whose attributes come first.
fn length_of_item(code: &str) -> usize {
    let (mut depth, mut in_attribute) = (0_usize, 0_usize);
    for (at, c) in code.char_indices() {
        match c {
            '[' => in_attribute += 1,
            ']' => in_attribute = in_attribute.saturating_sub(1),
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 && in_attribute == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn leaves_only_shipped_code() {
    let shipped = |text: &str| super::page("a.rs", text).shipped_code().trim_end().to_owned();
    assert_eq!(shipped("a(\"b // c\"); // d"), "a(        );");
    assert_eq!(shipped("f::<'a>('\\'', '\"', r#\"x\"y\"#); b"), "f::<'a>(    ,    ,         ); b");
    assert_eq!(shipped("/* é */ a"), "         a".to_owned());
    assert_eq!(shipped("a\n#[cfg(test)]\nmod b;\nc"), "a\n            \n      \nc");
    assert_eq!(shipped("#[cfg(test)]\nmod b { fn c() { d[0]; } }\ne").trim(), "e");
}
