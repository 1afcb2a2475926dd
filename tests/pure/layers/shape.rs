//! The shape of a file: a head, at most 400 lines, a name that says what is inside, and sentences without gaps.

use super::source::Page;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "misc", "manager"];

/// Lines a file may have before it should become two.
const LONGEST_FILE: usize = 400;

/// Everything wrong with the shape of `page`.
pub fn faults(page: &Page) -> Vec<String> {
    let (name, lines) = (page.name(), page.text.lines().count());
    let mut faults = Vec::new();
    if lines > LONGEST_FILE {
        faults.push(format!("{name}: {lines} lines; past {LONGEST_FILE} it should be two files"));
    }
    if !page.text.starts_with("//! ") {
        faults.push(format!("{name}: no head (`//!`) that says what the file is"));
    }
    for (at, line) in page.text.lines().enumerate() {
        if page.root == "src" && has_gap(line) {
            faults.push(format!("{name}:{}: a sentence with a run of spaces in it", at + 1));
        }
    }
    for part in page.path.trim_end_matches(".rs").split('/') {
        if EMPTY_NAMES.contains(&part) {
            faults.push(format!("{name}: “{part}” says nothing about what is inside"));
        }
    }
    faults
}

/// Three spaces or more between words of a sentence, as they are left where a line of source was joined with the next. Tables
/// have capitals, figures or place holders there.
fn has_gap(line: &str) -> bool {
    let is_word = |c: char| c.is_lowercase() || ",.;:".contains(c);
    let is_comment = line.trim_start().starts_with("//");
    !is_comment
        && line.match_indices("   ").any(|(at, _)| {
            let (before, after) = (&line[..at], line[at..].trim_start());
            before.ends_with(is_word) && !before.ends_with("\\n") && after.starts_with(char::is_lowercase)
        })
}

#[cfg(test)]
mod tests {
    use super::super::page;
    use super::LONGEST_FILE;

    fn faults_of(path: &str, text: &str) -> usize {
        super::faults(&page(path, text)).len()
    }

    #[test]
    fn sees_a_bad_shape() {
        assert_eq!(faults_of("ticket/utils.rs", "//! Everything.\n"), 1);
        assert_eq!(faults_of("ticket/ticket.rs", &"//! line\n".repeat(LONGEST_FILE + 1)), 1);
        assert_eq!(faults_of("ticket/ticket.rs", &"//! line\n".repeat(LONGEST_FILE)), 0);
    }

    #[test]
    fn sees_a_gap_in_a_sentence() {
        let faults_in = |line: &str| faults_of("cli/exit.rs", &format!("//! Ends.\n{line}\n"));
        assert_eq!(faults_in("    \"Look whether its volume is          mounted\""), 1);
        assert_eq!(faults_in("    \"Look whether its volume is \\\n             mounted\""), 0);
        assert_eq!(faults_in("    \"{:03}  AX       V     C        {first}\""), 0);
        assert_eq!(faults_in("    \"(\\n    schema: 1\""), 0);
        assert_eq!(faults_in("    // a    table   of a comment"), 0);
    }

    #[test]
    fn sees_a_file_without_a_head() {
        assert_eq!(faults_of("ticket/mod.rs", "mod ticket;\n"), 1);
        assert_eq!(faults_of("ticket/edit.rs", "// A comment is no head.\n"), 1);
        assert_eq!(faults_of("ticket/edit.rs", "//!\nuse std::fmt;\n"), 1);
        assert_eq!(faults_of("ticket/edit.rs", "//! A person's change.\n"), 0);
    }
}
