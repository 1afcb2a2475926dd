//! Small pieces of wording that several forms share.

use crate::ticket::{Outcome, Severity, State};
use crate::timebase::{FrameRate, Lateness, offset_text};

/// "2026-01-15 10:00:00 +01:00 (Europe/Paris)" of an RFC 3339 time with zone; any other text as it is.
pub(super) fn local_time(at: &str) -> String {
    let (time, zone) = match at.split_once('[') {
        Some((time, zone)) => (time, Some(zone.trim_end_matches(']'))),
        None => (at, None),
    };
    let (Some(day), Some(clock), Some('T')) = (time.get(..10), time.get(11..19), time.chars().nth(10)) else {
        return at.to_owned();
    };
    let offset =
        time.get(19..).unwrap_or_default().trim_start_matches(|one: char| one == '.' || one.is_ascii_digit());
    let zone = zone.map(|zone| format!(" ({zone})")).unwrap_or_default();
    format!("{day} {clock} {offset}{zone}")
}

/// "1 BLOCKER, 2 ISSUES, 1 FYI", the worst first; "nothing" for none.
pub(super) fn counts(severities: &[Severity]) -> String {
    let count = |severity: Severity| severities.iter().filter(|one| **one == severity).count();
    let words =
        [Severity::Blocker, Severity::Issue, Severity::Fyi].into_iter().filter_map(|severity| {
            match (count(severity), severity) {
                (0, _) => None,
                (1, _) | (_, Severity::Fyi) => Some(format!("{} {}", count(severity), severity.label())),
                (more, _) => Some(format!("{more} {}S", severity.label())),
            }
        });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// The verdict in one sentence: what people decided, and what they flagged. Never more than that.
pub(super) fn verdict(state: State, severities: &[Severity]) -> String {
    let flagged = counts(severities);
    match state {
        State::New => format!("No verdict yet: not claimed; {flagged} flagged so far."),
        State::InReview => format!("No verdict yet: in review; {flagged} flagged so far."),
        State::Returned => format!("No verdict yet: returned to the operator; {flagged} flagged so far."),
        State::Submitted(Outcome::Flagged) => format!("Flagged: {flagged}. A supervisor has yet to decide."),
        State::Submitted(Outcome::Clean) => {
            format!("Submitted as clean ({flagged} flagged). A supervisor has yet to decide.")
        }
        State::Approved(Outcome::Flagged) => format!("Flagged and approved by a supervisor: {flagged}."),
        State::Approved(Outcome::Clean) => format!("Clean, approved by a supervisor ({flagged} flagged)."),
        State::Waived(waiver) => format!("Accepted as it is ({}): {flagged} flagged.", waiver.label()),
        State::Closed => format!("Closed: {flagged} flagged in the last round."),
    }
}

/// "3 frames (125 ms, 6 000 samples)": how far, without a side.
pub(super) fn signed_away(late_by: Lateness, rate: FrameRate) -> String {
    let text = offset_text(late_by, rate);
    ["EARLY by ", "LATE by "].iter().find_map(|side| text.strip_prefix(side)).unwrap_or(&text).to_owned()
}

/// `text` as a report may bear it, whoever wrote it: without control characters, which a terminal obeys, and without the
/// embeddings, overrides and isolates of Unicode Annex 9, which turn around what stands behind them. Tabs stay; whatever ends a
/// line becomes a line feed. Letters of scripts written from right to left, and their marks U+200E, U+200F and U+061C, stay.
pub(super) fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\n' | '\t' => kept.push(letter),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            control if control.is_control() => {}
            _ => kept.push(letter),
        }
    }
    kept
}

/// `text` on one line, with single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split(|one: char| one.is_whitespace() || one.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_letters_and_loses_what_steers_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\u{9b}\u{7f}\u{0} c\td"), "a[31mb c\td");
        assert_eq!(plain("one\r\ntwo\rthree\u{2028}four\u{85}five"), "one\ntwo\nthree\nfour\nfive");
        assert_eq!(plain("\u{202e}x\u{2066}y\u{2069}\u{202c}"), "xy");
        let both = "\u{5e9}\u{5dc}\u{5d5}\u{5dd}\u{200f} \u{627}\u{644}\u{641}\u{64a}\u{200c}\u{644}\u{645} 2\u{200e}";
        assert_eq!(plain(both), both);
    }

    #[test]
    fn a_time_is_local_with_its_zone() {
        assert_eq!(
            local_time("2026-01-15T10:00:00.25+01:00[Europe/Paris]"),
            "2026-01-15 10:00:00 +01:00 (Europe/Paris)"
        );
        assert_eq!(local_time("2026-01-15T10:00:00Z"), "2026-01-15 10:00:00 Z");
        assert_eq!(local_time("yesterday"), "yesterday");
        assert_eq!(local_time("é"), "é");
    }

    #[test]
    fn a_verdict_never_says_clean_before_a_person_did() {
        use Severity::{Blocker, Fyi, Issue};
        assert_eq!(counts(&[Issue, Blocker, Fyi, Issue, Fyi]), "1 BLOCKER, 2 ISSUES, 2 FYI");
        for state in State::ALL {
            let said = verdict(state, &[]);
            let is_clean =
                matches!(state, State::Submitted(Outcome::Clean) | State::Approved(Outcome::Clean));
            assert_eq!(said.to_lowercase().contains("clean"), is_clean, "{said}");
        }
    }
}
