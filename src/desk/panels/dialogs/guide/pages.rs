//! The pages of the guide, built in, and what of them is shown: a page, or every section that has the words typed.

use super::pictures::ADDRESS;

/// A page of the guide.
pub struct Page {
    /// As the list names it.
    pub name: &'static str,
    /// The end of its path in the repository, by which other pages link to it.
    file: &'static str,
    text: &'static str,
}

macro_rules! page {
    ($name:literal, $file:literal) => {
        Page {
            name: $name,
            file: $file,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/", $file)),
        }
    };
}

/// In the order of the list.
pub const PAGES: [Page; 10] = [
    page!("Contents", "guide/README.md"),
    page!("Operator", "guide/operator.md"),
    page!("Supervisor", "guide/supervisor.md"),
    page!("Facility engineer", "guide/facility.md"),
    page!("Timing checks", "timing-checks.md"),
    page!("Mix checks", "mix-checks.md"),
    page!("Reports", "reports.md"),
    page!("JSON", "json.md"),
    page!("Privacy", "privacy.md"),
    page!("Limits", "limits.md"),
];

/// The page that a link between pages leads to; `None` for any other link.
pub fn page_of_link(link: &str) -> Option<usize> {
    let (path, _) = link.split_once('#').unwrap_or((link, ""));
    let name = path.rsplit('/').next()?;
    PAGES.iter().position(|page| page.file.rsplit('/').next() == Some(name))
}

/// The Markdown to show: the page at `place`, or every section of all pages that has all the words typed; `None` where
/// none has.
pub fn text_of(place: usize, typed: &str) -> Option<String> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() {
        return PAGES.get(place).map(|page| shown(page.text));
    }
    let mut found = String::new();
    for page in &PAGES {
        let sections: Vec<&str> =
            sections(page.text).into_iter().filter(|one| has_all(one, &words)).collect();
        for section in &sections {
            // A section that begins a page has its name at the top already.
            if !section.starts_with("# ") {
                found.push_str(&format!("# {}\n\n", page.name));
            }
            found.push_str(section);
            found.push_str("\n\n");
        }
    }
    (!found.is_empty()).then(|| shown(&found))
}

fn has_all(section: &str, words: &[&str]) -> bool {
    // As it is read, not as it is written.
    let text = shown(section).replace(['*', '`'], "").to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// From each heading of the second level to the next.
fn sections(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut found = Vec::new();
    while let Some((section, after)) = rest.split_once("\n## ") {
        found.push(section);
        let begins = rest.len() - after.len() - "## ".len();
        rest = rest.get(begins..).unwrap_or_default();
    }
    found.push(rest);
    found
}

/// As the window draws it: keys as code, because it knows no HTML, and the pictures that are built in.
fn shown(text: &str) -> String {
    with_plain_code(text)
        .replace("<kbd>`</kbd>", "`` ` ``")
        .replace("<kbd>", "`")
        .replace("</kbd>", "`")
        // What moves is for a browser.
        .replace("](pictures/walk.webp)", "](pictures/desk.png)")
        .replace("](pictures/", &format!("]({ADDRESS}"))
}

/// Blocks of code as lines of code: the window's own blocks have a button with a sign that its fonts lack.
fn with_plain_code(text: &str) -> String {
    let mut shown: Vec<String> = Vec::new();
    let (mut is_code, mut is_first) = (false, true);
    for line in text.lines() {
        if line.starts_with("```") {
            (is_code, is_first) = (!is_code, true);
        } else if !is_code {
            shown.push(line.to_owned());
        } else if !line.trim().is_empty() {
            // A line ends where it ends.
            if !is_first && let Some(before) = shown.last_mut() {
                before.push('\\');
            }
            shown.push(format!("`` {line} ``"));
            is_first = false;
        }
    }
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_and_picture_of_a_page_is_built_in() {
        let mut seen = 0;
        for page in &PAGES {
            for link in page.text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
                seen += 1;
                let link = if link == "pictures/walk.webp" { "pictures/desk.png" } else { link };
                let is_known = match link.strip_prefix("pictures/") {
                    Some(picture) => {
                        super::super::pictures::bytes_of(&format!("{ADDRESS}{picture}")).is_some()
                    }
                    None => page_of_link(link).is_some() || link.starts_with("https://"),
                };
                assert!(is_known, "{}: {link}", page.file);
            }
        }
        assert!(seen > 15, "{seen}");
    }

    #[test]
    fn nothing_of_html_is_left_for_the_window() {
        for page in &PAGES {
            let text = text_of(PAGES.iter().position(|one| one.file == page.file).unwrap(), "").unwrap();
            for tag in ["<kbd", "</", "<br", "<img", "<a "] {
                assert!(!text.contains(tag), "{}: {tag}", page.file);
            }
        }
    }

    #[test]
    fn blocks_of_code_are_lines_of_code() {
        let text = "a\n\n```sh\none # 1\n\n    two\n```\n\nb";
        assert_eq!(with_plain_code(text), "a\n\n`` one # 1 ``\\\n``     two ``\n\nb");
        for page in &PAGES {
            assert!(!shown(page.text).contains("```"), "{}", page.file);
        }
    }

    #[test]
    fn a_search_finds_sections_by_all_words() {
        let found = text_of(0, "Millisecond nudge").unwrap();
        assert!(found.contains("EARLIER") && !found.contains("## Submit"), "{found}");
        assert!(text_of(0, "xyzzy").is_none());
        assert!(text_of(0, "shift m").is_some(), "keys are found as they are read");
        for page in &PAGES {
            assert_eq!(sections(page.text).join("\n"), page.text, "{}", page.file);
        }
    }
}
